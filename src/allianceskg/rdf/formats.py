"""A graph in each of the RDF formats that a document is served in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from rdflib import Graph

from allianceskg.rdf.rdflib_terms import usual_node_of
from allianceskg.rdf.term import Triple
from allianceskg.rdf.turtle import format_turtle
from allianceskg.terms import PREFIXES

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
"""Ending and media type of each format, the preferred one first."""


@lru_cache(maxsize=4)
def read_context(ontology: Path) -> Mapping[str, Any]:
    """Read our JSON-LD context, which lies beside the ontology."""
    content: dict[str, Any] = json.loads((ontology / "context.jsonld").read_text(encoding="utf-8"))
    inner: dict[str, Any] = content["@context"]
    return inner


def write_graph(triples: Iterable[Triple], ending: str, *, context: Mapping[str, Any]) -> str:
    """
    Write triples in the format of an ending of `MEDIA_TYPES`.

    Args:
        context: The content of our own JSON-LD context.
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
    Write triples as JSON-LD, compacted by our own context.

    The part of the context that the text uses stands in it, so that it is read wherever it is: on any instance, from a file,
    and by a processor that fetches nothing.

    Args:
        context: Its content.
    """
    text = _graph(triples).serialize(format="json-ld", context=dict(context), auto_compact=False)
    document = json.loads(text)
    if isinstance(document, list):
        document = {"@graph": document}
    document.pop("@context", None)
    return json.dumps({"@context": _part_of(context, document), **document}, ensure_ascii=False, indent=2) + "\n"


def _part_of(context: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a context a document needs: the terms and prefixes in it, and those that these are defined by."""
    needed = {key for key in context if key.startswith("@")}
    looking = [document]
    while looking:
        found = {name for part in looking for name in _names_in(part) if name in context} - needed
        needed |= found
        looking = [{name: context[name]} for name in found]
    return {key: definition for key, definition in context.items() if key in needed}


def _names_in(part: object) -> Iterator[str]:
    """Give every text of a document that may be a term, and what stands before a colon, which may be a prefix."""
    match part:
        case str():
            yield part
            yield part.partition(":")[0]
        case Mapping():
            for key, value in part.items():
                yield from _names_in(key)
                yield from _names_in(value)
        case list():
            for value in part:
                yield from _names_in(value)


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
