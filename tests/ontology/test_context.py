"""The JSON-LD context carries cases, actors, resources and profiles there and back without loss, offline."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from tests.extent import IS_WHOLE, sample
from tests.gathering import for_each

from .conftest import ROOT

# rdflib 7.6 parses JSON-LD by way of a class that it deprecates itself.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

AKG = Namespace("https://w3id.org/alliances/ontology#")
FOLDERS = ("cases", "actors", "resources", "profiles")
EVERY_FILE = {f"{folder}/{path.name}": path for folder in FOLDERS for path in (ROOT / "data" / folder).glob("*.ttl")}
FILES = [EVERY_FILE[name] for name in (sorted(EVERY_FILE) if IS_WHOLE else sample(EVERY_FILE, 150))]
"""All before a release, a fixed sample otherwise."""
EVERY_KIND_OF_VALUE = """
@prefix akg: <https://w3id.org/alliances/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://w3id.org/alliances/case/invente#period-1>
    akg:startDate "2006"^^xsd:gYear , "2006-03"^^xsd:gYearMonth , "2006-03-16"^^xsd:date ;
    akg:endDate "2022"^^xsd:gYear ;
    akg:asOf "2019-06"^^xsd:gYearMonth , "2019-06-01"^^xsd:date , "2019"^^xsd:gYear .
<https://w3id.org/alliances/case/invente#source-1>
    akg:consultedOn "2026-11"^^xsd:gYearMonth , "2026-11-23"^^xsd:date ;
    akg:sourceLine 90 , 91 ;
    dcterms:issued "2020"^^xsd:gYear , "2020-05"^^xsd:gYearMonth , "2020-05-04"^^xsd:date ;
    dcterms:title "Sans langue" , "L'œuvre, « inventée »"@fr , "Two"@en , "Deux"@fr ;
    foaf:page <https://example.org/une%20page?a=1&b=2#c> .
<https://w3id.org/alliances/actor/invente>
    a akg:Actor , foaf:Agent ;
    akg:siren "000000000" , "000000001" ;
    akg:rna "W123456789" ;
    akg:actorType <https://w3id.org/alliances/vocabulary/actor-types/association> ;
    skos:notation "un" ;
    skos:altLabel "Inventé"@fr ;
    skos:note "Une ligne\\nune autre \\"entre guillemets\\""@fr ;
    <https://example.org/ailleurs#inconnu> "gardé" , <https://example.org/x> , 3 .
<https://w3id.org/alliances/profile/invente#weight-1>
    akg:weight 60 , 0.25 ;
    akg:objective <https://w3id.org/alliances/vocabulary/objectives/processus> .
<https://w3id.org/alliances/answer/invente#diagnosis>
    akg:isUndetermined false ;
    akg:disagreementDistance 0.5 ;
    akg:recommendsCategory <https://w3id.org/alliances/vocabulary/partnership-models/mecenat> .
<https://w3id.org/alliances/answer/invente#match-1>
    akg:points 0 ; akg:rank 1 ; akg:score 0.6364 ;
    akg:matchedCase <https://elsewhere.example/case/1> .
"""


@cache
def the_context() -> dict[str, Any]:
    return json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))["@context"]


@pytest.fixture(scope="module")
def context() -> dict[str, Any]:
    return the_context()


@cache
def read_and_written(path: Path) -> tuple[Graph, str]:
    graph = Graph().parse(path, format="turtle")
    return graph, to_jsonld(graph, the_context())


def to_jsonld(graph: Graph, context: Mapping[str, Any]) -> str:
    return graph.serialize(format="json-ld", context=context)


def with_oxigraph(jsonld: str) -> Graph:
    triples = pyoxigraph.parse(jsonld.encode(), format=pyoxigraph.RdfFormat.JSON_LD)
    lines = "".join(f"{quad.triple} .\n" for quad in triples)
    return Graph().parse(data=lines, format="nt")


def iris(context: Mapping[str, Any]) -> dict[str, str]:
    """What each key of the context stands for, in the words of the context."""
    named = {key: value["@id"] if isinstance(value, dict) else value for key, value in context.items()}
    del named["@version"]
    return named


def keys(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield key
            if key not in ("@context", "title", "note"):
                yield from keys(value)
    elif isinstance(node, list):
        for item in node:
            yield from keys(item)


@for_each("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_file_survives_the_way_to_jsonld_and_back(path: Path) -> None:
    graph, jsonld = read_and_written(path)

    assert isomorphic(Graph().parse(data=jsonld, format="json-ld"), graph)
    assert isomorphic(with_oxigraph(jsonld), graph)


@for_each("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_file_is_written_with_short_keys_only(path: Path) -> None:
    _, jsonld = read_and_written(path)

    document = json.loads(jsonld)
    del document["@context"]

    assert [key for key in keys(document) if ":" in key] == []


def test_every_kind_of_value_survives_the_way_to_jsonld_and_back(context: dict[str, Any]) -> None:
    graph = Graph().parse(data=EVERY_KIND_OF_VALUE, format="turtle")

    jsonld = to_jsonld(graph, context)

    assert isomorphic(Graph().parse(data=jsonld, format="json-ld"), graph)
    assert isomorphic(with_oxigraph(jsonld), graph)


def test_a_date_keeps_its_precision_under_a_key_of_its_own(context: dict[str, Any]) -> None:
    graph = Graph().parse(data=EVERY_KIND_OF_VALUE, format="turtle")

    nodes = json.loads(to_jsonld(graph, context))["@graph"]

    period = next(node for node in nodes if node["id"].endswith("#period-1"))
    assert (period["startYear"], period["startMonth"], period["startDate"]) == ("2006", "2006-03", "2006-03-16")


def test_a_nested_document_written_by_hand_reads_as_the_same_triples(context: dict[str, Any]) -> None:
    document = {
        "@context": context,
        "id": "https://w3id.org/alliances/profile/invente",
        "type": "Profile",
        "title": {"fr": "Profil inventé"},
        "hasPartner": {
            "id": "https://w3id.org/alliances/profile/invente#partner-1",
            "type": "ProfilePartner",
            "prefLabel": {"fr": "Ville inventée"},
            "actorType": ["voc-actor-types:collectivite-territoriale"],
            "hasObjectiveWeight": {
                "id": "https://w3id.org/alliances/profile/invente#weight-1",
                "objective": "voc-objectives:positionnement",
                "decimalWeight": "0.5",
            },
        },
        "asksTerritory": "territory:commune-45234",
        "asksGoal": ["sdg:17"],
    }
    text = json.dumps(document)

    graph = Graph().parse(data=text, format="json-ld")

    weight = URIRef("https://w3id.org/alliances/profile/invente#weight-1")
    profile = URIRef("https://w3id.org/alliances/profile/invente")
    assert (weight, AKG.weight, Literal("0.5", datatype=URIRef("http://www.w3.org/2001/XMLSchema#decimal"))) in graph
    assert (profile, AKG.asksTerritory, URIRef("https://w3id.org/alliances/territory/commune-45234")) in graph
    assert (profile, AKG.asksGoal, URIRef("http://metadata.un.org/sdg/17")) in graph
    assert isomorphic(with_oxigraph(text), graph)


def test_every_term_of_the_ontology_has_a_key(terms: Graph, context: dict[str, Any]) -> None:
    named = set(iris(context).values())

    missing = [
        str(term)
        for term in terms.subjects(RDFS.isDefinedBy)
        if str(term).startswith(AKG) and f"akg:{str(term).removeprefix(AKG)}" not in named
    ]

    assert missing == []


def test_every_key_of_our_namespace_names_a_term_of_the_ontology(terms: Graph, context: dict[str, Any]) -> None:
    unknown = [
        iri
        for iri in iris(context).values()
        if iri.startswith("akg:") and (AKG[iri.removeprefix("akg:")], RDF.type, None) not in terms
    ]

    assert unknown == []


def test_object_properties_take_addresses_and_no_others_do(terms: Graph, context: dict[str, Any]) -> None:
    for key, value in context.items():
        if isinstance(value, dict) and value["@id"].startswith("akg:"):
            term = AKG[value["@id"].removeprefix("akg:")]
            takes_iris = (term, RDF.type, OWL.DatatypeProperty) not in terms
            if value.get("@type") == "@id":
                assert takes_iris, key
            elif (term, RDF.type, OWL.ObjectProperty) in terms:
                pytest.fail(f"{key} would read an address as a text")


def test_every_concept_scheme_has_a_prefix(context: dict[str, Any]) -> None:
    schemes = {path.stem for path in (ROOT / "ontology" / "vocabularies").glob("*.ttl")} - {"sdgs"}

    assert {key.removeprefix("voc-") for key in context if key.startswith("voc-")} == schemes
