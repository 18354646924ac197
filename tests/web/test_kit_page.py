"""The page of the kit: short first, each line leads to where it acts, and whatever cites a line leads back to it."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from .reading import words

TABLE = Path(__file__).parents[1] / "ontology" / "kit-lines.csv"


def lines_of_the_text() -> list[int]:
    with TABLE.open(encoding="utf-8") as file:
        return [int(row["line"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_line_of_the_kit_has_its_place_on_the_page(site: TestClient, language: str) -> None:
    page = site.get(f"/kit?lang={language}").text
    anchors = {int(number) for number in re.findall(r'id="line-(\d+)"', page)}

    assert anchors >= set(lines_of_the_text())


def test_a_line_leads_to_the_rules_that_cite_it_on_the_same_page(site: TestClient) -> None:
    page = site.get("/kit").text
    place = re.search(r'id="line-134".*?</li>', page, re.DOTALL)
    assert place is not None
    (target,) = re.findall(r'href="#(kit-rule-[^"]+)"', place[0])

    assert f'id="{target}"' in page
    assert "Chaque catégorie touche à un côté" in words(place[0])


@pytest.mark.parametrize(
    "address",
    [
        "/vocabulary/partnership-models/pratiques-responsables.html",
        "/kit/rule/double-coherence.html",
        "/vocabulary/questions/autodiagnostic-1.html",
        "/case/danone-grameen.html",
    ],
)
def test_whatever_cites_a_line_leads_back_to_it(site: TestClient, address: str) -> None:
    cited = re.findall(r'href="/kit#line-(\d+)"', site.get(address).text)
    anchors = re.findall(r'id="line-(\d+)"', site.get("/kit").text)

    assert cited
    assert set(cited) <= set(anchors)


def test_the_page_is_short_before_anything_is_unfolded(site: TestClient) -> None:
    page = site.get("/kit").text
    unfolded = words(re.sub(r"<details.*?</details>", " ", page, flags=re.DOTALL))

    assert len(unfolded.split()) < 6_500


def test_the_relation_of_line_134_stands_apart_from_the_way_from_objective_to_category(site: TestClient) -> None:
    seen = words(site.get("/vocabulary/partnership-models/mecenat.html").text)

    assert "Touche au côté (kit, ligne 134)" in seen
    assert "Objectif qui y mène" in seen


def test_a_rule_leads_to_what_of_ours_rests_on_it(site: TestClient) -> None:
    seen = words(site.get("/kit/rule/evaluer-des-l-origine.html").text)

    assert "Avons-nous décidé dès le départ ce que nous regarderons à la fin ?" in seen


def test_an_alliance_says_that_it_serves_goal_seventeen_by_the_kit(site: TestClient) -> None:
    seen = words(site.get("/case/liva-ares-vinci.html").text)

    assert "toute alliance y contribue, d'après le kit, ligne 8" in seen
