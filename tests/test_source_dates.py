"""Which of the cited pages are dated, and what became of those that are not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from allianceskg.files import Home
from allianceskg.language import LANGUAGES
from scripts.source_dates import CitedPage, LookedUp, count, left, read_looked_up, read_pages, said_of

LOOKED_UP = """
- date: 2026-12-01
  undated: [https://example.org/undated]
- date: 2026-12-03
  undated: [https://example.org/undated-too]
  not_found: [https://example.org/gone]
"""
RECORD = """
@prefix akg: <https://w3id.org/alliances/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://example.org/case#source-1>
    a akg:Source ;
    dcterms:issued "2018"^^xsd:gYear ;
    foaf:page <https://example.org/dated> ;
.

<https://example.org/case#source-2>
    a akg:Source ;
    foaf:page <https://example.org/undated> ;
.

<https://example.org/case#source-kit>
    a akg:Source ;
    akg:sourceLine 8 ;
.
"""


@pytest.fixture
def looked_up(tmp_path: Path) -> LookedUp:
    path = tmp_path / "undated_pages.yaml"
    path.write_text(LOOKED_UP, encoding="utf-8")
    return read_looked_up(path)


@pytest.fixture(scope="module")
def pages_cited(home: Home) -> list[CitedPage]:
    """The sources of the whole catalogue, which take seconds to read."""
    return read_pages(home.data)


def cited(name: str, *, dated: bool = False) -> CitedPage:
    return CitedPage(f"urn:{name}", f"https://example.org/{name}", dated)


def test_sources_with_an_address_are_read_and_lines_of_the_kit_are_not(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "invented.ttl").write_text(RECORD, encoding="utf-8")

    assert [(one.address[20:], one.dated) for one in read_pages(tmp_path)] == [("dated", True), ("undated", False)]


def test_all_days_of_looking_count_and_the_last_is_told(looked_up: LookedUp) -> None:
    assert (len(looked_up.undated), len(looked_up.not_found), looked_up.last) == (2, 1, "2026-12-03")


def test_a_page_that_gives_no_date_leaves_the_share_and_a_lost_one_does_not(looked_up: LookedUp) -> None:
    pages = [cited("dated", dated=True), cited("undated"), cited("gone"), cited("new"), cited("new")]

    dates = count(pages, looked_up)

    assert (dates.dated, dates.undated, dates.not_found, dates.left, dates.all) == (1, 1, 1, 2, 5)
    assert dates.share == 1 / 4


def test_what_nobody_looked_up_is_listed_most_cited_first(looked_up: LookedUp) -> None:
    pages = [cited("once"), cited("twice"), cited("twice"), cited("undated"), cited("dated", dated=True)]

    assert left(pages, looked_up) == [("https://example.org/twice", 2), ("https://example.org/once", 1)]


def test_both_languages_tell_the_same_figures(looked_up: LookedUp) -> None:
    told = said_of(count([cited("dated", dated=True), cited("undated"), cited("new")], looked_up))

    french, english = (re.findall(r"\d+", told.in_language(language)) for language in LANGUAGES)
    assert french == english


def test_an_address_that_is_listed_is_cited_without_a_date(pages_cited: list[CitedPage]) -> None:
    """A page that gets a date, or is no longer cited, leaves the list."""
    undated = {one.address for one in pages_cited if not one.dated}
    looked_up = read_looked_up()

    assert (looked_up.undated | looked_up.not_found) - undated == set()
    assert looked_up.undated & looked_up.not_found == set()


def test_a_page_is_dated_wherever_it_is_cited(pages_cited: list[CitedPage]) -> None:
    dated, undated = ({one.address for one in pages_cited if one.dated is so} for so in (True, False))

    assert dated & undated == set()
