"""A graph in each of the RDF formats that a document is served in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from rdflib import Graph

from allianceskg.rdf.rdflib_terms import usual_node_of
from allianceskg.rdf.term import Triple
from allianceskg.rdf.turtle import format_turtle
from allianceskg.terms import BASE, PREFIXES

CONTEXT_ADDRESS: Final = f"{BASE}context.jsonld"

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
"""Ending and media type of each format, the preferred one first."""


def write_graph(triples: Iterable[Triple], ending: str, *, context: Mapping[str, Any]) -> str:
    """
    Write triples in the format of an ending of `MEDIA_TYPES`.

    Args:
        context: The content of our own JSON-LD context; only its address stands in the text.
    """
    match ending:
        case "ttl":
            return format_turtle(triples)
        case "jsonld":
            return as_json_ld(triples, context=context)
        case "rdf":
            return as_rdf_xml(triples)
        case _:
            return as_n_triples(triples)


def as_n_triples(triples: Iterable[Triple]) -> str:
    """Write triples as N-Triples, sorted."""
    return "".join(sorted(map(_line, triples)))


def as_rdf_xml(triples: Iterable[Triple]) -> str:
    """Write triples as RDF/XML."""
    return _graph(triples).serialize(format="xml")


def as_json_ld(triples: Iterable[Triple], *, context: Mapping[str, Any]) -> str:
    """
    Write triples as JSON-LD, compacted by our own context, which is never fetched.

    Args:
        context: Its content; its address stands in the text in its place.
    """
    text = _graph(triples).serialize(format="json-ld", context=dict(context), auto_compact=False)
    document = json.loads(text)
    if isinstance(document, list):
        document = {"@graph": document}
    return json.dumps({**document, "@context": CONTEXT_ADDRESS}, ensure_ascii=False, indent=2) + "\n"


def _line(triple: Triple) -> str:
    return f"{triple.subject} {triple.predicate} {triple.object} .\n"


def _graph(triples: Iterable[Triple]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    # In the order of the N-Triples text, which is the order in which the serialisers then go.
    for subject, predicate, value in sorted(triples, key=_line):
        graph.add((usual_node_of(subject), usual_node_of(predicate), usual_node_of(value)))
    return graph
