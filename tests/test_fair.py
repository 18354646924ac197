"""Findable, accessible, interoperable, reusable: what a FAIR assessment asks for, checked without a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS
from starlette.testclient import TestClient

from allianceskg.config import read_settings
from allianceskg.rdf.formats import MEDIA_TYPES
from allianceskg.terms import AKG, BASE, CASE
from allianceskg.web.app import create_app

ONTOLOGY, CATALOGUE = URIRef(f"{BASE}ontology"), URIRef(f"{BASE}catalogue")
LICENCE = URIRef("https://creativecommons.org/licenses/by/4.0/")


@pytest.fixture(scope="module")
def client(built_folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(read_settings({"store": built_folder}, {}))) as opened:
        yield opened


@pytest.fixture(scope="module")
def ontology(client: TestClient) -> Graph:
    """The ontology as it is served."""
    return served(client, "/ontology")


@pytest.fixture(scope="module")
def catalogue(client: TestClient) -> Graph:
    """The description of the dataset as it is served."""
    return served(client, "/.well-known/void")


def served(client: TestClient, path: str) -> Graph:
    """Dereference a path as an RDF client does."""
    response = client.get(path, headers={"accept": "text/turtle"})
    assert response.status_code == 200
    return Graph().parse(data=response.text, format="turtle")


def test_f_the_version_has_an_iri_that_resolves_to_what_is_served(client: TestClient, ontology: Graph) -> None:
    [version] = ontology.objects(ONTOLOGY, OWL.versionIRI)

    assert str(version).startswith(f"{ONTOLOGY}/")
    again = served(client, f"/{str(version).removeprefix(BASE)}")
    named = {triple for triple in ontology if not any(isinstance(term, BNode) for term in triple)}
    assert len(again) == len(ontology)
    assert named <= set(again)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_f_the_dataset_and_the_ontology_have_titles_and_descriptions(
    ontology: Graph, catalogue: Graph, language: str
) -> None:
    for graph, thing in ((ontology, ONTOLOGY), (catalogue, CATALOGUE)):
        for term in (DCTERMS.title, DCTERMS.description):
            assert language in {text.language for text in graph.objects(thing, term)}


@pytest.mark.parametrize("ending", MEDIA_TYPES)
def test_a_data_and_metadata_answer_in_every_standard_form(client: TestClient, ending: str) -> None:
    for path in ("/ontology", "/catalogue", "/case/ronalpia", "/actor/danone"):
        response = client.get(path, headers={"accept": MEDIA_TYPES[ending]})
        assert response.status_code == 200
        assert response.headers["content-type"].startswith(MEDIA_TYPES[ending])


def test_i_every_term_has_a_label_and_a_definition_in_both_languages(ontology: Graph) -> None:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    terms = {term for kind in kinds for term in ontology.subjects(RDF.type, kind) if str(term).startswith(AKG)}

    assert len(terms) > 50
    for term in terms:
        for predicate in (RDFS.label, SKOS.definition):
            assert {"fr", "en"} <= {text.language for text in ontology.objects(term, predicate)}, term
        assert (term, RDFS.isDefinedBy, ONTOLOGY) in ontology


def test_r_everything_says_its_licence(client: TestClient, ontology: Graph, catalogue: Graph) -> None:
    assert (ONTOLOGY, DCTERMS.license, LICENCE) in ontology
    assert (CATALOGUE, DCTERMS.license, LICENCE) in catalogue
    for path in ("/case/ronalpia", "/actor/danone.ttl", "/ontology"):
        assert f'<{LICENCE}>; rel="license"' in client.get(path).headers["link"]


def test_r_everything_says_where_it_comes_from(client: TestClient, catalogue: Graph) -> None:
    assert (CATALOGUE, DCTERMS.provenance, None) in catalogue
    case = served(client, "/case/ronalpia")
    assert list(case.objects(URIRef(f"{CASE}ronalpia"), URIRef(f"{AKG}hasSource")))
    for statement in case.subjects(RDF.type, URIRef(f"{AKG}ModelStatement")):
        assert (statement, DCTERMS.source, None) in case
