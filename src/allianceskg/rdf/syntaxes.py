"""The syntaxes in which the engine writes solutions and triples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat

from allianceskg.rdf.oxigraph_terms import native_triple
from allianceskg.rdf.solutions import consumed
from allianceskg.rdf.term import Triple

RESULTS: Final = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
"""What writes solutions, by a short name."""

GRAPHS: Final = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
}
"""What writes triples, likewise."""


def write_triples(triples: Iterable[Triple], name: str, *, prefixes: Mapping[str, str]) -> bytes:
    """Write triples in a syntax of `GRAPHS`, in their order."""
    written = pyoxigraph.serialize(map(native_triple, triples), format=GRAPHS[name], prefixes=dict(prefixes))
    assert written is not None  # it is only when a file is written
    return written


def write_results(results_json: bytes, name: str) -> bytes:
    """Write solutions, or the answer of an ASK, in a syntax of `RESULTS`, from their JSON."""
    if name == "json":
        return results_json
    return consumed(
        lambda: pyoxigraph.parse_query_results(results_json, QueryResultsFormat.JSON),
        lambda answer: answer.serialize(format=RESULTS[name]) or b"",
    )
