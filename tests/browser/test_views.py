"""The answer to a query as bars, a line and a map, in a real browser, each as a file too."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SVG = "{http://www.w3.org/2000/svg}"
AREAS = """PREFIX territory: <https://w3id.org/alliances/territory/>
SELECT ?area ?name ?cases WHERE {
  VALUES (?area ?name ?cases) {
    (territory:departement-45 "Loiret" 3)
    (territory:departement-75 "Paris" 10)
    (territory:departement-45 "Loiret encore" 2)
    (territory:departement-974 "La Réunion" -1)
  }
}"""
YEARS = "SELECT ?year ?n WHERE { VALUES (?year ?n) { (2010 4) (2001 1) (2005 9) } }"
WORDS = 'SELECT ?word WHERE { VALUES ?word { "a" "b" } }'


@pytest.fixture
def page(browser: Browser, root: str) -> Iterator[Page]:
    context = browser.new_context(base_url=root, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("pageerror", lambda fault: troubles.append(str(fault)))
    opened.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert troubles == []


def ask(page: Page, query: str, language: str = "fr") -> None:
    page.goto(f"/sparql?lang={language}&query={quote(query)}")
    page.wait_for_selector(".answer-table")


def saved(page: Page, button: str, folder: Path) -> ET.Element:
    with page.expect_download() as waiting:
        page.click(f"text={button}")
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    assert target.suffix == ".svg"
    return ET.parse(target).getroot()


def test_bars_have_a_row_each_with_its_number_and_are_a_file(page: Page, tmp_path: Path) -> None:
    ask(page, AREAS)
    page.click(".view-bar >> text=Barres")

    assert page.locator(".drawing rect[fill-opacity='0.55']").count() == 4
    assert "cases, par name." in page.inner_text("#answer")
    assert page.locator(".answer-table tbody tr").count() == 4, "the table stays"
    drawing = saved(page, "Enregistrer en SVG", tmp_path)
    texts = [one.text for one in drawing.iter(f"{SVG}text")]
    assert drawing.tag == f"{SVG}svg"
    assert {"Loiret", "Paris", "La Réunion", "10", "-1"} <= set(texts)


def test_a_line_runs_in_the_order_of_its_years(page: Page, tmp_path: Path) -> None:
    ask(page, YEARS, "en")
    page.click(".view-bar >> text=Line")
    page.select_option(".view-choices label:nth-child(1) select", "year")
    points = page.get_attribute(".drawing polyline", "points")

    assert points is not None
    placed = [tuple(map(float, one.split(","))) for one in points.split()]
    assert [x for x, _ in placed] == sorted(x for x, _ in placed)
    assert placed[1][1] < placed[2][1] < placed[0][1], "2005 is highest, then 2010, then 2001"
    assert saved(page, "Save as SVG", tmp_path).find(f"{SVG}title") is not None


def test_a_map_adds_up_rows_of_one_departement_and_draws_those_overseas(page: Page, tmp_path: Path) -> None:
    ask(page, AREAS)
    page.click(".view-bar >> text=Carte")
    page.wait_for_selector(".drawing path[data-code='45']")

    assert page.locator(".drawing [data-code]").count() == 3
    said = page.locator(".drawing path[data-code='45'] title").text_content()
    assert said == "45 : 5"
    assert "additionnés" in page.inner_text("#answer")
    drawing = saved(page, "Enregistrer en SVG", tmp_path)
    assert "974 : -1" in [one.text for one in drawing.iter(f"{SVG}text")]
    assert "MapSVG" in "".join(one.text or "" for one in drawing.iter(f"{SVG}desc"))


def test_an_answer_without_numbers_is_a_table_only_and_one_without_departements_has_no_map(page: Page) -> None:
    ask(page, WORDS)
    assert page.locator(".view-bar").count() == 0
    ask(page, YEARS)
    assert page.locator(".view-bar button").all_inner_texts()[:3] == ["Tableau", "Barres", "Courbe"]
    assert page.locator(".view-bar >> text=Carte").count() == 0


@pytest.mark.parametrize("width", [360, 1280])
def test_drawings_fit_the_screen_and_axe_finds_nothing_to_reproach(page: Page, axe: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    ask(page, AREAS, "en")
    page.click(".view-bar >> text=Map")
    page.wait_for_selector(".drawing path[data-code='45']")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(axe)
    assert page.evaluate("axe.run('#answer')")["violations"] == []
