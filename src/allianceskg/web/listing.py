"""Cases as the API lists them, and tables as spreadsheets."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from openpyxl import Workbook

from allianceskg.catalogue import Catalogue
from allianceskg.language import Language
from allianceskg.store.results import IRI, Literal, Table, Term
from allianceskg.terms import AKG, slug

LINKS: Final[Mapping[str, str]] = {
    "model": f"{AKG}usesModel",
    "category": f"{AKG}inCategory",
    "function": f"{AKG}coversFunction",
    "territory": f"{AKG}inTerritory",
    "theme": f"{AKG}concernsTheme",
    "type": f"{AKG}involvesActorType",
    "need": f"{AKG}addressesNeed",
    "sdg": f"{AKG}contributesToGoal",
}
"""Name of each filter, and the shortcut property that it reads."""

_CELL_CHARACTERS: Final = 32_767
_NOT_IN_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def case_documents(catalogue: Catalogue, language: Language) -> dict[str, dict[str, Any]]:
    """
    Describe every case in a few fields.

    Returns:
        By IRI: `case`, `slug`, `title`, `summary`, `evidence_level`, `modified`, and one list of slugs a filter of
        `LINKS`, broader themes and types and containing territories included.
    """
    documents: dict[str, dict[str, Any]] = {}
    summaries = catalogue.queries.get("case-summaries").bind_texts({"language": [language]})
    for row in catalogue.store.select(summaries):
        case = row["case"].value
        documents.setdefault(
            case,
            {
                "case": case,
                "slug": slug(case),
                "title": _text(row, "title"),
                "summary": _text(row, "abstract"),
                "evidence_level": _text(row, "level"),
                "modified": _text(row, "modified"),
                **{name: [] for name in LINKS},
            },
        )
    facets = catalogue.queries.get("facets-of-cases").bind({"facet": [IRI(link) for link in LINKS.values()]})
    name_of = {link: name for name, link in LINKS.items()}
    for row in catalogue.store.select(facets):
        if row["case"].value in documents:
            documents[row["case"].value][name_of[row["facet"].value]].append(slug(row["value"].value))
    return documents


def filtered(documents: Iterable[Mapping[str, Any]], wanted: Mapping[str, Sequence[str]]) -> list[Mapping[str, Any]]:
    """Keep the cases that have, for each filter, one of the wanted values."""
    return [
        document
        for document in documents
        if all(set(values) & set(document[name]) for name, values in wanted.items() if values)
    ]


def as_xlsx(table: Table, *, title: str) -> bytes:
    """Write a table as a spreadsheet, numbers as numbers."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title[:31]
    sheet.append(list(table.variables))
    for row in table.rows:
        sheet.append([_cell(term) for term in row])
    sheet.freeze_panes = "A2"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cell(term: Term | None) -> str | int | None:
    if term is None:
        return None
    if isinstance(term, Literal) and term.is_integer:
        return int(term.value)
    # A text that begins like a formula would be computed by the spreadsheet of whoever opens it.
    text = _NOT_IN_XML.sub("", term.value)[:_CELL_CHARACTERS]
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _text(row: Mapping[str, Term], name: str) -> str | None:
    return row[name].value if name in row else None
