"""Tables as spreadsheets."""

from __future__ import annotations

import io
import re
from typing import Final

from allianceskg.rdf.table import Table
from allianceskg.rdf.term import Literal, Term

_CELL_CHARACTERS: Final = 32_767
_NOT_IN_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


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
