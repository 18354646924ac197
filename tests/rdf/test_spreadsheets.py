"""Files for spreadsheets: nothing in them is computed, and each program opens them as a table."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from allianceskg.rdf.spreadsheets import ColumnSheet, CsvForm, as_spreadsheet_csv, as_xlsx, harmless
from allianceskg.rdf.table import Table
from allianceskg.rdf.term import Literal
from allianceskg.terms import XSD_INTEGER

FORMULAS = ("=1+1", "+33 1", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1")
TABLE = Table(
    ("Titre", "=Nom", "Nombre"),
    (
        (Literal("Inventé ; un « cas », à l'essai"), Literal("=1+1"), Literal("12", datatype=XSD_INTEGER)),
        (Literal("x" * 200), None, Literal("-3", datatype=XSD_INTEGER)),
    ),
)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_like_a_formula_is_marked(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Lille", "-3", "+4,5", "-0.25", "'=1"])
def test_any_other_text_is_left_as_it_is(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize(("form", "delimiter"), [("international", ","), ("excel-fr", ";")])
def test_both_forms_hold_the_same_table(form: CsvForm, delimiter: str) -> None:
    written = as_spreadsheet_csv(TABLE, form)
    assert written.startswith(b"\xef\xbb\xbf"), "without this mark Excel does not read UTF-8"
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), delimiter=delimiter))
    assert rows == [
        ["Titre", "'=Nom", "Nombre"],
        ["Inventé ; un « cas », à l'essai", "'=1+1", "12"],
        ["x" * 200, "", "-3"],
    ]


def test_a_sheet_has_widths_a_filter_and_an_explanation() -> None:
    explanation = ColumnSheet("colonnes", ("Colonne", "Contenu"), [("Titre", "Le titre"), ("Nombre", "=inventé")])
    book = load_workbook(io.BytesIO(as_xlsx(TABLE, title="cas", explanation=explanation)))
    assert book.sheetnames == ["cas", "colonnes"]
    sheet, columns = book.worksheets
    assert next(iter(sheet.values)) == ("Titre", "'=Nom", "Nombre")
    assert list(sheet.values)[1] == ("Inventé ; un « cas », à l'essai", "'=1+1", 12)
    assert sheet.auto_filter.ref == "A1:C3"
    assert sheet.freeze_panes == "A2"
    assert 10 <= sheet.column_dimensions["C"].width < sheet.column_dimensions["A"].width <= 60
    assert list(columns.values) == [("Colonne", "Contenu"), ("Titre", "Le titre"), ("Nombre", "'=inventé")]


def test_an_empty_table_is_its_header() -> None:
    book = load_workbook(io.BytesIO(as_xlsx(Table(("a",), ()), title="t" * 40)))
    assert list(book.worksheets[0].values) == [("a",)]
    assert len(book.sheetnames[0]) == 31
