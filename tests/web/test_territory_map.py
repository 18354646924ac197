"""The map of départements counts what its links list, and says it in a table too."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from allianceskg.files import Home
from allianceskg.web.views.territory_map import INNER_PARIS, OUTLINES, _shade
from scripts.convert_departements import convert


def _map(site: TestClient, address: str) -> str:
    page = site.get(address).text
    return page[page.index('<section class="map"') : page.index("Fond de carte")]


def test_each_number_is_that_of_the_list_that_its_link_opens(site: TestClient) -> None:
    links = re.findall(r'<a class="area[^"]*" href="([^"]+)"[^>]*aria-label="[^"]*?(\d+)\s+cas"', _map(site, "/cases"))
    assert len(links) > 10
    for address, number in links:
        page = site.get(address.replace("&amp;", "&")).text
        found = re.search(r'<h2 id="count">(\d+)', page)
        assert found is not None
        assert found[1] == number, address


def test_the_table_says_the_same_as_the_drawing(site: TestClient) -> None:
    shown = _map(site, "/cases")
    drawn = re.findall(r'aria-label="([^"(]+) \((\w+)\)\s*:\s(\d+)', shown)
    table = re.findall(
        r'<th scope="row"><a[^>]*>([^<]+) <span class="count">(\w+)</span></a></th><td[^>]*>(\d+)', shown
    )
    assert sorted(drawn) == sorted(one for one in table if not one[1].startswith(("97", "98")))
    assert len(table) >= len(drawn) > 10


def test_the_counts_follow_the_other_filters_and_not_the_territory(site: TestClient) -> None:
    everything = _map(site, "/cases?function=gestion-d-un-lieu")
    narrowed = _map(site, "/cases?function=gestion-d-un-lieu&territory=departement-45")
    numbers = r"<text x[^>]*>(\d+)</text>"
    assert sorted(re.findall(numbers, everything)) == sorted(re.findall(numbers, narrowed))
    assert "area-chosen" in narrowed
    assert "area-chosen" not in everything
    assert len(re.findall(numbers, everything)) < len(re.findall(numbers, _map(site, "/cases")))


def test_the_overseas_departements_are_there_even_without_a_case(site: TestClient) -> None:
    shown = _map(site, "/cases")
    for name in ("Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte", "Nouvelle-Calédonie"):
        assert name in shown


@pytest.mark.parametrize(("cases", "most", "shade"), [(0, 9, 0), (1, 1, 1), (1, 200, 1), (200, 200, 4), (3, 4, 2)])
def test_more_cases_are_never_lighter(cases: int, most: int, shade: int) -> None:
    assert _shade(cases, most) == shade


def test_all_metropolitan_departements_are_drawn(home: Home) -> None:
    text = OUTLINES.read_text(encoding="utf-8")
    codes = set(re.findall(r'^  "(\w+)": \{', text, re.MULTILINE))
    assert len(codes) == 96
    assert codes >= {"2A", "2B", *INNER_PARIS}


def test_the_script_rounds_outlines_and_finds_their_middle() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path id="01" d="m 1,1 4,0 0,0.1 0,3.9 -4,0 z"/></svg>'
    made = convert(svg)
    assert made == {"viewBox": "0 0 9 9", "areas": {"01": {"d": "M1 1l4 0 0 4-4 0z", "x": 3.0, "y": 3.0}}}
