"""A graph in each format says the same; our context is never fetched."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph
import pytest
from rdflib import Graph
from rdflib.compare import to_isomorphic

from allianceskg.files import Home
from allianceskg.rdf.formats import MEDIA_TYPES, as_n_triples, write_graph
from allianceskg.rdf.term import IRI, BlankNode, Literal, Triple
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import AKG, BASE, CASE

XSD = "http://www.w3.org/2001/XMLSchema#"
TITLE = IRI("http://purl.org/dc/terms/title")
SUBJECT = IRI(f"{CASE}invented")
INVENTED = {
    "a language": [Triple(SUBJECT, TITLE, Literal("Œuvre « inventée »", language="fr"))],
    "markup": [Triple(SUBJECT, TITLE, Literal("</script><b>&amp;\"'\\ \n\t ]]>", language="en"))],
    "other planes": [Triple(SUBJECT, TITLE, Literal("😀 \u202e \u2028", language="fr"))],
    "a date": [Triple(SUBJECT, IRI(f"{AKG}startDate"), Literal("2026-11", datatype=f"{XSD}gYearMonth"))],
    "an integer": [Triple(SUBJECT, IRI(f"{AKG}order"), Literal("3", datatype=f"{XSD}integer"))],
    "a decimal": [Triple(SUBJECT, IRI(f"{AKG}value"), Literal("0.05", datatype=f"{XSD}decimal"))],
    "a text like a number": [Triple(SUBJECT, IRI(f"{AKG}siren"), Literal("012345678"))],
    "a link": [Triple(SUBJECT, IRI(f"{AKG}hasSource"), IRI(f"{CASE}invented#source-1"))],
    "a text like a link": [Triple(SUBJECT, TITLE, Literal("case:invented"))],
    "somebody else's term": [Triple(SUBJECT, IRI("http://example.org/terms/note"), Literal("inventé"))],
    "two values": [Triple(SUBJECT, TITLE, Literal(text, language="fr")) for text in ("un", "deux")],
}


@pytest.fixture(scope="module")
def context(home: Home) -> dict[str, Any]:
    """The content of our JSON-LD context."""
    content: dict[str, Any] = json.loads((home.ontology / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    return content


def read(text: str, ending: str, context: dict[str, Any]) -> Graph:
    """Parse what was written, which holds all that it needs: the part of our context that it uses."""
    if ending == "jsonld":
        used = json.loads(text)["@context"]
        assert used.items() <= context.items()
        quads = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.JSON_LD)
        text = "".join(f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in quads)
    formats = {"ttl": "turtle", "jsonld": "nt", "nt": "nt", "rdf": "xml"}
    return Graph().parse(data=text, format=formats[ending])


@pytest.mark.parametrize("ending", MEDIA_TYPES)
@pytest.mark.parametrize("triples", INVENTED.values(), ids=INVENTED)
def test_what_is_written_reads_back(triples: list[Triple], ending: str, context: dict[str, Any]) -> None:
    expected = Graph().parse(data=as_n_triples(triples), format="nt")

    graph = read(write_graph(triples, ending, context=context), ending, context)

    assert to_isomorphic(graph) == to_isomorphic(expected)


@pytest.mark.parametrize("ending", ["ttl", "nt", "rdf"])
def test_a_blank_node_reads_back(ending: str, context: dict[str, Any]) -> None:
    triples = [
        Triple(SUBJECT, IRI(f"{AKG}hasSource"), BlankNode("b1")),
        Triple(BlankNode("b1"), TITLE, Literal("sans nom, inventé", language="fr")),
    ]
    expected = Graph().parse(data=as_n_triples(triples), format="nt")

    graph = read(write_graph(triples, ending, context=context), ending, context)

    assert to_isomorphic(graph) == to_isomorphic(expected)


@pytest.mark.parametrize("ending", MEDIA_TYPES)
@pytest.mark.parametrize(
    "document", ["case/danone-grameen", "vocabulary/partnership-models", "shapes/Actor", "catalogue"]
)
def test_shipped_documents_read_back(
    built_store: EmbeddedStore, document: str, ending: str, context: dict[str, Any]
) -> None:
    triples = built_store.read_graph(f"{BASE}{document}/graph")
    expected = Graph().parse(data=as_n_triples(triples), format="nt")

    graph = read(write_graph(triples, ending, context=context), ending, context)

    assert len(expected) > 20
    assert to_isomorphic(graph) == to_isomorphic(expected)


@pytest.mark.parametrize("ending", ["ttl", "nt"])
def test_the_order_of_triples_does_not_change_the_text(ending: str, context: dict[str, Any]) -> None:
    triples = [triple for one in INVENTED.values() for triple in one]

    assert write_graph(triples, ending, context=context) == write_graph(triples[::-1], ending, context=context)
