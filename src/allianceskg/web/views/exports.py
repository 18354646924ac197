"""A selection of cases as a file: a table for spreadsheets, JSON for programs, Turtle for linked data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from allianceskg.language import Text
from allianceskg.library.case_entries import CaseEntry, listed_fields
from allianceskg.library.further import FurtherField
from allianceskg.library.links import read_graphs
from allianceskg.library.listing import case_documents
from allianceskg.library.reader import Reader
from allianceskg.library.selection import FACETS, Facet
from allianceskg.rdf.spreadsheets import ColumnSheet, as_spreadsheet_csv, as_xlsx
from allianceskg.rdf.table import Table
from allianceskg.rdf.term import Literal
from allianceskg.rdf.turtle import format_turtle
from allianceskg.terms import BASE, VOCABULARY

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "excel.csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "ttl": "text/turtle; charset=utf-8",
}
"""By the ending of the address; `excel.csv` has the semicolons that a French Excel expects."""

MOST_IN_TURTLE: Final = 500
"""Cases that are written as Turtle at a time; the dumps hold them all."""

_BETWEEN: Final = " | "
_NAMED: Final = tuple(facet for facet in FACETS if facet.name not in {"territory", "year"})
_LIST: Final = Text(fr="plusieurs valeurs sont séparées par « | »", en="several values are separated by “|”")
_FIRST: Final = (
    (
        Text(fr="Adresse du cas", en="Address of the case"),
        Text(
            fr="L'IRI du cas : sa page, et ce par quoi le joindre aux autres données",
            en="The IRI of the case: its page, and what joins it to other data",
        ),
    ),
    (Text(fr="Titre", en="Title"), Text(fr="Le titre de la fiche", en="The title of the record")),
    (Text(fr="Résumé", en="Abstract"), Text(fr="Le résumé de la fiche", en="The abstract of the record")),
)
_LAST: Final = (
    (
        Text(fr="Lieu", en="Place"),
        Text(fr=f"Où se situe le cas ; {_LIST.fr}", en=f"Where the case is; {_LIST.en}"),
    ),
    (
        Text(fr="Acteur", en="Actor"),
        Text(fr=f"Qui y prend part ; {_LIST.fr}", en=f"Who takes part in it; {_LIST.en}"),
    ),
    (
        Text(fr="Année d'une étape", en="Year of a stage"),
        Text(fr=f"Les années où une étape commence ; {_LIST.fr}", en=f"The years in which a stage begins; {_LIST.en}"),
    ),
    (
        Text(fr="Dernière modification", en="Last change"),
        Text(fr="De la fiche : année-mois-jour", en="Of the record: year-month-day"),
    ),
)
"""Columns before and after those of the facets: what they are called, and what they hold."""


def export(cases: Sequence[CaseEntry], form: str, reader: Reader) -> bytes:
    """Write cases in one of `MEDIA_TYPES`."""
    library = reader.library
    match form:
        case "csv":
            return as_spreadsheet_csv(_table(cases, reader), "international")
        case "excel.csv":
            return as_spreadsheet_csv(_table(cases, reader), "excel-fr")
        case "xlsx":
            title = "cas" if reader.language == "fr" else "cases"
            return as_xlsx(_table(cases, reader), title=title, explanation=_explanation(reader))
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


def _columns(reader: Reader) -> list[tuple[Text, Text]]:
    """Return what every column is called and what it holds, in their order."""
    facets = [(facet.label, _of_facet(facet, reader)) for facet in _NAMED]
    further = [(field.name, field.help) for field in listed_fields(reader.library.catalogue.kinds)]
    return [*_FIRST, *facets, *_LAST, *further]


def _of_facet(facet: Facet, reader: Reader) -> Text:
    scheme = reader.library.names.of(f"{VOCABULARY}{facet.scheme}")
    return Text(
        fr=f"Ce que la fiche en dit, selon le vocabulaire « {scheme.fr} » ; {_LIST.fr}",
        en=f"What the record says of it, by the vocabulary “{scheme.en}”; {_LIST.en}",
    )


def _explanation(reader: Reader) -> ColumnSheet:
    language = reader.language
    title = Text(fr="colonnes", en="columns").in_language(language)
    header = Text(fr="Colonne", en="Column"), Text(fr="Ce qu'elle contient", en="What it holds")
    rows = [(name.in_language(language), meaning.in_language(language)) for name, meaning in _columns(reader)]
    return ColumnSheet(title, (header[0].in_language(language), header[1].in_language(language)), rows)


def _table(cases: Sequence[CaseEntry], reader: Reader) -> Table:
    further = listed_fields(reader.library.catalogue.kinds)
    reader.library.names.learn(value for case in cases for value in (*case.values["place"], *case.values["actor"]))
    header = tuple(name.in_language(reader.language) for name, _ in _columns(reader))

    def names(values: Sequence[str]) -> Literal:
        return Literal(_BETWEEN.join(reader.name(value).value for value in values))

    rows = tuple(
        (
            Literal(case.iri),
            Literal(str(case.title(reader.language))),
            Literal(str(case.abstract(reader.language) or "")),
            *(names(case.values[facet.name]) for facet in _NAMED),
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
