"""Territories side by side: what is recorded on each, and where nothing is; as a page, a map and CSV."""

from __future__ import annotations

import csv
import io
import re

import pytest
from starlette.testclient import TestClient

from allianceskg.library.catalogue import Catalogue
from allianceskg.library.reader import reader_of
from allianceskg.library.territory_comparison import MOST, compare_territories, inside
from allianceskg.terms import TERRITORY
from tests.web.reading import Page

PLACES = ["departement-35", "departement-46", "departement-69", "epci-243500139"]


@pytest.fixture(scope="module")
def catalogue(site: TestClient) -> Catalogue:
    found: Catalogue = site.app.state.editions.current().catalogue
    return found


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_territory_has_a_column_and_nothing_recorded_is_said(site: TestClient, lang: str) -> None:
    response = site.get("/territories", params={"territory": PLACES, "lang": lang})
    page = Page(response.text)
    assert response.status_code == 200
    assert len([one for one in page.of("th") if one.get("scope") == "col"]) == len(PLACES) + 1
    for name in ("Ille-et-Vilaine", "Lot", "Rhône"):
        assert name in page.visible
    assert (
        "Aucun exemple recensé" if lang == "fr" else "No example on record"
    ) in page.visible or "Rhône" in page.visible
    assert len(page.ids) == len(set(page.ids))


def test_the_numbers_are_those_of_the_list_of_cases(site: TestClient, catalogue: Catalogue) -> None:
    compared = compare_territories([f"{TERRITORY}{one}" for one in PLACES[:3]], reader_of(catalogue, "fr"))
    for one in compared:
        listed = site.get("/api/cases", params={"territory": one.iri.rpartition("/")[2]}).json()
        assert listed["count"] == one.cases == one.extent.here + one.extent.in_parts
        assert sum(number for _, number in one.models) >= 0
        for function in one.functions:
            assert function.cases <= one.cases + one.extent.over_total
            assert bool(function.holders) <= (function.standing is not None)


def test_the_table_as_csv_says_the_same(site: TestClient, catalogue: Catalogue) -> None:
    response = site.get("/territories.csv", params={"territory": PLACES})
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    compared = compare_territories([f"{TERRITORY}{one}" for one in PLACES], reader_of(catalogue, "fr"))
    assert [row["Adresse du territoire"] for row in rows] == [one.iri for one in compared]
    assert [row["Cas"] for row in rows] == [str(one.cases) for one in compared]
    assert [row["Fonction : Gestion d'un lieu"] for row in rows] == [
        str(next(each.cases for each in one.functions if each.function.endswith("gestion-d-un-lieu")))
        for one in compared
    ]
    assert ";" in site.get("/territories.excel.csv", params={"territory": PLACES}).text.splitlines()[0]
    assert site.get("/territories.pdf").status_code == 404


def test_a_region_gives_all_its_departements(site: TestClient, catalogue: Catalogue) -> None:
    brittany = inside(f"{TERRITORY}region-53", reader_of(catalogue, "fr").library)
    assert [one.rpartition("-")[2] for one in brittany] == ["22", "29", "35", "56"]
    html = site.get("/territories?within=region-53").text
    assert html.count('class="compare-drop"') == 4
    assert 'class="area-compared"' in html


def test_a_typed_name_is_added_and_an_ambiguous_one_is_asked_about(site: TestClient) -> None:
    html = site.get("/territories?territory=departement-35&place=Lot").text
    assert html.count('class="compare-drop"') in {1, 2}
    html = site.get("/territories?territory=departement-35&place=Courcy").text
    assert "Courcy (commune, Marne)" in html
    assert re.search(r'href="/territories\?territory=departement-35&amp;territory=commune-51183"', html)


def test_without_a_choice_the_page_offers_regions(site: TestClient) -> None:
    page = Page(site.get("/territories").text)
    assert "Bretagne" in page.visible
    assert not page.of("table")


def test_no_more_than_a_page_holds_stand_side_by_side(site: TestClient) -> None:
    asked = [f"departement-{number:02}" for number in range(1, 20)]
    html = site.get("/territories", params={"territory": asked}).text
    assert html.count('class="compare-drop"') == MOST
    assert "laissés de côté" in html


def test_what_is_no_territory_is_left_out(site: TestClient) -> None:
    html = site.get("/territories", params={"territory": ["<script>alert(1)</script>", "departement-35"]}).text
    assert html.count('class="compare-drop"') == 1
    assert "<script>alert" not in html
