"""The diagnosis in the reader's words: one sentence, plain aims, whom one seeks, themes under broader ones."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from starlette.testclient import TestClient

from allianceskg.library.catalogue import Catalogue
from allianceskg.library.vocabularies import vocabulary_of
from allianceskg.model import OBJECTIVES
from allianceskg.web.diagnosis.aims import AIMS, with_aim
from allianceskg.web.diagnosis.parameters import TypedPartner, TypedProfile
from allianceskg.web.diagnosis.story import ask, forget, terms_of
from allianceskg.web.diagnosis.wizard import theme_groups

STORY = "Association à Rennes, nous sauvons des invendus et cherchons une entreprise"


@pytest.fixture(scope="module")
def client(site: TestClient) -> TestClient:
    return TestClient(site.app, headers={"accept": "text/html"}, follow_redirects=False)


@pytest.fixture(scope="module")
def catalogue(site: TestClient) -> Catalogue:
    found: Catalogue = site.app.state.editions.current().catalogue
    return found


def led_to(client: TestClient, pairs: list[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    response = client.get(f"/diagnosis?{urlencode(pairs)}")
    assert response.status_code == 303
    address = urlsplit(response.headers["location"])
    return address.fragment, parse_qsl(address.query, keep_blank_values=True)


def typed(*weights: str, **more: str) -> list[tuple[str, str]]:
    pairs = [("step", "1"), ("name", ""), ("type", "association"), *zip(OBJECTIVES, weights, strict=True)]
    return [*pairs, *more.items()]


def test_an_aim_in_plain_words_leads_to_its_objective(client: TestClient) -> None:
    assert set(AIMS) == set(OBJECTIVES)
    for rank, objective in enumerate(OBJECTIVES):
        fragment, pairs = led_to(client, typed("", "", "", "", do=f"aim-1-{objective}"))
        weights = ["100" if at == rank else "" for at in range(len(OBJECTIVES))]
        assert pairs == [("partner", ",".join(["association", *weights])), ("step", "1")]
        assert fragment == "partner-1"


def test_several_aims_weigh_the_same_and_one_is_given_up_again() -> None:
    both = with_aim(with_aim(TypedPartner(), "processus"), "positionnement")
    assert both.weights == ("100", "", "", "100")
    assert with_aim(both, "processus").weights == ("", "", "", "100")
    assert with_aim(TypedPartner(weights=("10", "", "60", "vite")), "processus").weights == ("60", "", "60", "vite")
    assert with_aim(both, "licorne") == both


def test_a_chosen_aim_is_pressed_and_the_square_follows(client: TestClient) -> None:
    html = client.get("/diagnosis?partner=association,,,100,").text
    pressed = re.findall(r'value="aim-1-([a-z-]+)" aria-pressed="true"', html)
    assert pressed == ["proposition-de-valeur"]
    assert "Innovation sociétale" in html


def test_what_is_understood_of_the_sentence_is_shown_as_terms(client: TestClient) -> None:
    html = unescape(client.get("/diagnosis", params={"situation": STORY}).text)
    shown = html[html.index('class="dx-terms"') :]
    assert "Alimentation" in shown
    assert "« invendus »" in shown.replace("\u00a0", " ")
    assert 'value="forget-themes/alimentation"' in shown
    assert 'value="ask-themes/alimentation"' in shown


def test_a_removed_term_is_understood_no_more(catalogue: Catalogue) -> None:
    entry = TypedProfile(situation=STORY)
    assert "themes/alimentation" in [one.name for one in terms_of(entry, catalogue)]
    without = forget(entry, "themes/alimentation", catalogue)
    assert without.situation == "Association à Rennes, nous sauvons des et cherchons une entreprise"
    assert "themes/alimentation" not in [one.name for one in terms_of(without, catalogue)]
    assert forget(entry, "themes/licorne", catalogue) == entry


def test_every_understood_term_can_be_removed(catalogue: Catalogue) -> None:
    entry = TypedProfile(situation=STORY)
    while terms := terms_of(entry, catalogue):
        shorter = forget(entry, terms[0].name, catalogue)
        assert len(shorter.situation) < len(entry.situation)
        entry = shorter


def test_an_understood_term_becomes_a_criterion(catalogue: Catalogue, client: TestClient) -> None:
    entry = ask(TypedProfile(situation=STORY), "themes/alimentation", catalogue)
    assert entry.themes == ("alimentation",)
    again = {one.name: one for one in terms_of(entry, catalogue)}
    assert again["themes/alimentation"].is_asked
    assert ask(entry, "territory/commune-35238", catalogue).territory == "commune-35238"
    fragment, pairs = led_to(client, typed("", "", "", "", situation=STORY, do="ask-themes/alimentation"))
    assert ("theme", "alimentation") in pairs
    assert fragment == "story"


def test_whom_one_seeks_is_asked_apart_from_who_one_is(client: TestClient) -> None:
    sent = [
        *typed("", "", "", ""),
        ("seek-type", "entreprise"),
        ("seek-role", "financeur"),
        ("seek-type", ""),
        ("seek-role", "pilote"),
        ("do", "step-2"),
    ]
    _, pairs = led_to(client, sent)
    assert pairs == [("seeks", "entreprise,financeur"), ("partner", "association,,,,"), ("step", "2")]
    html = client.get(f"/diagnosis?{urlencode(pairs[:-1])}").text
    assert re.search(r'name="seek-type">.*?value="entreprise" selected', html, re.DOTALL)
    assert re.search(r'name="seek-role">.*?value="financeur" selected', html, re.DOTALL)
    assert html.count('name="seek-type"') == 2


def test_every_theme_stands_once_under_its_broadest_the_most_frequent_first(catalogue: Catalogue) -> None:
    vocabulary = vocabulary_of(catalogue)
    groups = theme_groups(vocabulary)
    offered = [one.value for group in groups for one in group.terms]
    assert sorted(offered) == sorted(vocabulary.themes)
    for group in groups:
        assert not catalogue.names.concepts[group.head.iri].broader
        assert [one.cases for one in group.below] == sorted((one.cases for one in group.below), reverse=True)
    assert [group.head.cases for group in groups] == sorted((group.head.cases for group in groups), reverse=True)


def test_the_form_begins_with_the_sentence(client: TestClient) -> None:
    for language in ("fr", "en"):
        html = client.get(f"/diagnosis?lang={language}").text
        main = html[html.index("<main") :]
        assert re.findall(r'<(?:input(?! type="hidden")|textarea|select)[^>]*name="([a-z-]+)"', main)[0] == "situation"
