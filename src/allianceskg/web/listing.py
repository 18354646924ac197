"""Cases as the API lists them, and tables as spreadsheets."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from allianceskg.language import Language
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.entries import CaseEntry
from allianceskg.library.library import Library
from allianceskg.rdf.table import Table
from allianceskg.rdf.term import Literal, Term
from allianceskg.terms import slug

FILTERS: Final = ("model", "category", "function", "territory", "theme", "type", "need", "sdg")
"""Name of each filter, as in addresses."""

_CELL_CHARACTERS: Final = 32_767
_NOT_IN_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def case_documents(cases: Iterable[CaseEntry], catalogue: Catalogue, language: Language) -> list[dict[str, Any]]:
    """
    Describe cases in a few fields.

    Returns:
        Of each `case`, `slug`, `title`, `summary`, `evidence_level`, `modified`, and one list of slugs for each of
        `FILTERS`, broader themes and types and containing territories included.
    """
    concepts = catalogue.names.concepts
    documents = []
    for case in cases:
        levels = [concepts[one].label.in_language(language) for one in case.values["evidence"] if one in concepts]
        documents.append(
            {
                "case": case.iri,
                "slug": case.slug,
                "title": _in_language(case.titles, language),
                "summary": _in_language(case.abstracts, language),
                "evidence_level": next(iter(levels), None),
                "modified": case.modified or None,
                **{name: [slug(value) for value in sorted(case.values[name])] for name in FILTERS},
            }
        )
    return documents


def filtered(library: Library, wanted: Mapping[str, Sequence[str]]) -> int:
    """Return the set of the cases that have, for each filter, one of the wanted slugs."""
    cases = library.all_cases
    for name, slugs in wanted.items():
        if slugs:
            either = 0
            for value, members in library.sets[name].items():
                either |= members if slug(value) in slugs else 0
            cases &= either
    return cases


def as_xlsx(table: Table, *, title: str) -> bytes:
    """Write a table as a spreadsheet, numbers as numbers."""
    from openpyxl import Workbook  # takes as long to load as the rest of the site; few ask for a spreadsheet

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


def _in_language(texts: Iterable[Literal], language: Language) -> str | None:
    return next((one.value for one in texts if one.language == language), None)
