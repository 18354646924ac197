"""Answers of queries as text: CSV and JSON as the W3C defines them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from allianceskg.rdf.table import Table
from allianceskg.rdf.term import IRI, BlankNode, Literal, Term, Triple
from allianceskg.terms import XSD_STRING


def as_csv(table: Table) -> str:
    """
    Write a table as SPARQL 1.1 Query Results CSV.

    Source:
        https://www.w3.org/TR/sparql11-results-csv-tsv/
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(table.variables)
    for row in table.rows:
        writer.writerow([_plain(term) for term in row])
    return buffer.getvalue()


def as_json(answer: Table | bool) -> dict[str, Any]:
    """
    Turn the answer of a SELECT or an ASK into SPARQL 1.1 Query Results JSON.

    Source:
        https://www.w3.org/TR/sparql11-results-json/
    """
    if isinstance(answer, bool):
        return {"head": {}, "boolean": answer}
    return {
        "head": {"vars": list(answer.variables)},
        "results": {"bindings": [{name: _json_term(term) for name, term in row.items()} for row in answer]},
    }


def triples_as_table(triples: Iterable[Triple]) -> Table:
    """Show triples as rows of subject, predicate and object, in order."""
    return Table(Triple._fields, tuple(sorted(triples, key=lambda triple: tuple(map(str, triple)))))


def _plain(term: Term | None) -> str:
    if term is None:
        return ""
    return str(term) if isinstance(term, BlankNode) else term.value


def _json_term(term: Term) -> dict[str, str]:
    match term:
        case IRI():
            return {"type": "uri", "value": term.value}
        case BlankNode():
            return {"type": "bnode", "value": term.value}
        case Literal(language=None, datatype=datatype) if datatype == XSD_STRING:
            return {"type": "literal", "value": term.value}
        case Literal(language=None):
            return {"type": "literal", "value": term.value, "datatype": term.datatype}
        case Literal():
            return {"type": "literal", "value": term.value, "xml:lang": term.language or ""}
