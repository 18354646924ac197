"""A selection of cases as a file: a table for spreadsheets, JSON for programs, Turtle for linked data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from allianceskg.library.case_entries import CaseEntry, listed_fields
from allianceskg.library.further import FurtherField
from allianceskg.library.links import read_graphs
from allianceskg.library.listing import case_documents
from allianceskg.library.reader import Reader
from allianceskg.library.selection import FACETS
from allianceskg.rdf.results import as_csv
from allianceskg.rdf.spreadsheets import as_xlsx
from allianceskg.rdf.table import Table
from allianceskg.rdf.term import Literal
from allianceskg.rdf.turtle import format_turtle
from allianceskg.terms import BASE

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "ttl": "text/turtle; charset=utf-8",
}
MOST_IN_TURTLE: Final = 500
"""Cases that are written as Turtle at a time; the dumps hold them all."""

_BETWEEN: Final = " | "
_FORMULA: Final = ("=", "+", "-", "@", "\t")


def export(cases: Sequence[CaseEntry], form: str, reader: Reader) -> bytes:
    """Write cases in one of `MEDIA_TYPES`."""
    library = reader.library
    match form:
        case "csv":
            return as_csv(_safe(_table(cases, reader))).encode("utf-8-sig")
        case "xlsx":
            return as_xlsx(_table(cases, reader), title="cas" if reader.language == "fr" else "cases")
        case "json":
            content = {
                "data_version": library.catalogue.data_version,
                "count": len(cases),
                "cases": case_documents(cases, library.catalogue, reader.language),
            }
            return json.dumps(content, ensure_ascii=False, indent=1).encode()
        case _:
            documents = [case.iri for case in cases[:MOST_IN_TURTLE] if case.iri.startswith(BASE)]
            return format_turtle(read_graphs(documents, library.catalogue)).encode()


def _table(cases: Sequence[CaseEntry], reader: Reader) -> Table:
    further = listed_fields(reader.library.catalogue.kinds)
    named = [facet for facet in FACETS if facet.name not in {"territory", "year"}]
    reader.library.names.learn(value for case in cases for value in (*case.values["place"], *case.values["actor"]))
    place, actor, year = ("lieu", "acteur", "année") if reader.language == "fr" else ("place", "actor", "year")
    title, abstract, changed = (
        ("titre", "résumé", "modifié") if reader.language == "fr" else ("title", "abstract", "modified")
    )
    header = (
        *("case", title, abstract),
        *(facet.label.in_language(reader.language) for facet in named),
        *(place, actor, year, changed),
        *(field.name.in_language(reader.language) for field in further),
    )

    def names(values: Sequence[str]) -> Literal:
        return Literal(_BETWEEN.join(reader.name(value).value for value in values))

    rows = tuple(
        (
            Literal(case.iri),
            Literal(str(case.title(reader.language))),
            Literal(str(case.abstract(reader.language) or "")),
            *(names(case.values[facet.name]) for facet in named),
            names(case.values["place"]),
            names(case.values["actor"]),
            Literal(_BETWEEN.join(map(str, case.years))),
            Literal(case.modified),
            *(_written(FurtherField.of(field, case.further[field.path], reader.language), reader) for field in further),
        )
        for case in cases
    )
    return Table(header, rows)


def _written(field: FurtherField, reader: Reader) -> Literal:
    """Write what a field holds as one text: addresses as they are, of other things their names."""
    things = field.things if field.content == "link" else [reader.name(thing).value for thing in field.things]
    return Literal(_BETWEEN.join([*(text.value for text in field.texts), *things]))


def _safe(table: Table) -> Table:
    """Mark texts that a spreadsheet would compute when it opens the file."""
    return Table(
        table.variables,
        tuple(
            tuple(Literal(f"'{term.value}") if term and term.value.startswith(_FORMULA) else term for term in row)
            for row in table.rows
        ),
    )
