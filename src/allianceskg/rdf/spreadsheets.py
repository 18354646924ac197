"""Tables for spreadsheets: XLSX, and CSV as each program opens it; what would be computed as a formula stays a text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from allianceskg.rdf.table import Table
from allianceskg.rdf.term import Literal as LiteralTerm
from allianceskg.rdf.term import Term

CsvForm = Literal["international", "excel-fr"]
"""Commas, or semicolons as a French Excel expects them."""

_Row = list[str | int | None]

_DELIMITERS: Final[dict[CsvForm, str]] = {"international": ",", "excel-fr": ";"}
_CELL_CHARACTERS: Final = 32_767
_NOT_IN_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_NARROWEST: Final = 10
_WIDEST: Final = 60
_NAME_OF_SHEET: Final = 31


@dataclass(frozen=True, slots=True)
class ColumnSheet:
    """
    A sheet that explains the columns of another.

    Attributes:
        title: Its name.
        header: Of its two columns.
        rows: Column, and what it holds.
    """

    title: str
    header: tuple[str, str]
    rows: Sequence[tuple[str, str]]


def harmless(text: str) -> str:
    """
    Mark a text that a spreadsheet would compute when it opens the file.

    >>> harmless("=1+1"), harmless("Lille"), harmless("-3")
    ("'=1+1", 'Lille', '-3')
    """
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def as_spreadsheet_csv(table: Table, form: CsvForm) -> bytes:
    """Write a table as CSV for a spreadsheet, with the mark by which it reads UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=_DELIMITERS[form], lineterminator="\r\n")
    writer.writerow(map(harmless, table.variables))
    for row in table.rows:
        writer.writerow(["" if term is None else harmless(term.value) for term in row])
    return buffer.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table, *, title: str, explanation: ColumnSheet | None = None) -> bytes:
    """Write a table as a spreadsheet: numbers as numbers, columns wide enough, a filter, the header always in sight."""
    from openpyxl import Workbook  # takes as long to load as the rest of the site; few ask for a spreadsheet
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title[:_NAME_OF_SHEET]
    rows: list[_Row] = [list(map(harmless, table.variables)), *([_cell(term) for term in row] for row in table.rows)]
    sheets: list[tuple[Any, list[_Row]]] = [(sheet, rows)]
    if explanation is not None:
        explained: list[_Row] = [list(map(harmless, row)) for row in (explanation.header, *explanation.rows)]
        sheets.append((book.create_sheet(explanation.title[:_NAME_OF_SHEET]), explained))
    for one, lines in sheets:
        for line in lines:
            one.append(line)
        for cell in one[1]:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        for number, column in enumerate(zip(*lines, strict=True), start=1):
            one.column_dimensions[get_column_letter(number)].width = _width(column)
        one.freeze_panes = "A2"
        one.auto_filter.ref = one.dimensions
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _width(column: Sequence[str | int | None]) -> int:
    """Return the width, in characters, of what most cells of a column hold."""
    lengths = sorted(len(str(cell)) for cell in column if cell is not None)
    usual = lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0
    return max(_NARROWEST, min(_WIDEST, usual + 2))


def _cell(term: Term | None) -> str | int | None:
    if term is None:
        return None
    if isinstance(term, LiteralTerm) and term.is_integer:
        return int(term.value)
    return harmless(_NOT_IN_XML.sub("", term.value)[:_CELL_CHARACTERS])
