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
from allianceskg.web.diagnosis.aims import AIMS, aims_in_words, with_aim
from allianceskg.web.diagnosis.parameters import TypedPartner, TypedProfile
from allianceskg.web.diagnosis.story import ask, ask_all, forget, give_up, heard, terms_of
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


def test_actors_named_after_a_word_of_seeking_are_sought_and_the_others_are_who_one_is(catalogue: Catalogue) -> None:
    asked = ask_all(TypedProfile(situation=STORY), catalogue)
    assert asked.partners == (TypedPartner(actor_type="association"),)
    assert asked.seeks == ("entreprise",)
    assert (asked.territory, asked.themes) == ("commune-35238", ("alimentation",))
    parts = {one.name: one.part.en for one in terms_of(asked, catalogue) if one.part}
    assert parts == {"actor-types/association": "you", "actor-types/entreprise": "sought"}
    own = ask_all(TypedProfile(situation=STORY, partners=(TypedPartner("Nous"),)), catalogue)
    assert own.partners == (TypedPartner("Nous", "association"),)
    assert ask_all(asked, catalogue) == asked


def test_what_was_asked_is_given_up_again_and_the_sentence_stays(catalogue: Catalogue) -> None:
    entry = TypedProfile(situation=f"{STORY} pour toucher plus de monde")
    asked = ask_all(entry, catalogue)
    assert asked.partners == (TypedPartner(actor_type="association", weights=("", "", "", "100")),)
    for one in terms_of(asked, catalogue):
        assert one.is_asked
        asked = give_up(asked, one.name)
    assert asked == entry
    assert give_up(entry, "partnership-models/mecenat") == entry


def test_a_place_is_asked_only_where_none_is_yet(catalogue: Catalogue) -> None:
    entry = TypedProfile(situation=STORY, territory="commune-45234")
    [place] = [one for one in terms_of(entry, catalogue) if one.name.startswith("territory/")]
    assert not place.is_asked
    assert ask_all(entry, catalogue).territory == "commune-45234"


@pytest.mark.parametrize(
    ("said", "objective"),
    [
        ("Nous voulons toucher davantage de jeunes", "positionnement"),
        ("être mieux connus dans la région", "positionnement"),
        ("we want to reach more people", "positionnement"),
        ("Comment mieux acheter ?", "processus"),
        ("nous aimerions inventer un service", "proposition-de-valeur"),
        ("trouver des financements", "business-model"),
    ],
)
def test_an_aim_is_understood_within_the_sentence(said: str, objective: str) -> None:
    assert list(aims_in_words(said)) == [objective]


def test_the_answer_offers_what_it_understood_and_says_where_each_choice_leads(
    catalogue: Catalogue, client: TestClient
) -> None:
    entry = TypedProfile(situation=STORY)
    offered = heard(entry, catalogue, "fr")
    assert [one.name for one, _ in offered.terms] == [one.name for one in terms_of(entry, catalogue)]
    assert offered.ask_all is not None
    html = unescape(client.get(offered.ask_all).text)
    assert html.count('class="dx-asked"') == len(offered.terms)
    assert "Tenir compte de tout" not in html
    assert '<details class="dx-heard">' in html
    assert "Tenir compte de tout" in unescape(
        client.get("/diagnosis", params={"situation": STORY, "step": "answer"}).text
    )


def test_common_words_are_the_reason_where_nothing_else_is(client: TestClient) -> None:
    story = "Je suis maire d'une petite commune du Lot, nous n'avons pas de tiers-lieu et nous aimerions en ouvrir un"
    html = unescape(client.get("/diagnosis", params={"situation": story, "step": "answer"}).text)
    reasons = re.findall(r'<p class="dx-because">(.*?)</p>', html, re.DOTALL)
    assert len(reasons) == 10
    assert all(one.startswith("Parle comme vous de") for one in reasons)


def test_all_terms_are_asked_at_once_in_the_form_too(client: TestClient) -> None:
    _, pairs = led_to(client, typed("", "", "", "", situation=STORY, do="ask-all"))
    assert ("theme", "alimentation") in pairs
    assert ("seeks", "entreprise") in pairs


def test_an_answer_without_objectives_asks_for_an_aim(client: TestClient) -> None:
    html = unescape(client.get("/diagnosis?theme=alimentation&step=answer").text)
    aims = re.findall(r'class="dx-aim" href="([^"]*)"', html)
    assert len(aims) == len(AIMS)
    answered = unescape(client.get(aims[0]).text)
    assert 'class="dx-aim"' not in answered
    assert "Mécénat" in answered


def test_the_home_page_begins_with_the_sentence(client: TestClient) -> None:
    html = client.get("/?lang=en").text
    form = html[html.index('action="/diagnosis"') : html.index("</form>", html.index('action="/diagnosis"'))]
    assert 'name="situation"' in form
    assert '<input type="hidden" name="lang" value="en">' in form
    response = client.get("/diagnosis", params={"lang": "en", "step": "1", "situation": STORY, "do": "answer"})
    assert dict(parse_qsl(urlsplit(response.headers["location"]).query)) == {
        "situation": STORY,
        "step": "answer",
        "lang": "en",
    }


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


@pytest.mark.parametrize("step", ["1", "2", "3", "answer"])
def test_a_link_that_names_a_line_of_the_kit_leads_to_that_line(client: TestClient, step: str) -> None:
    profile = "partner=association,1,2,60,4&function=gestion-d-un-lieu&theme=numerique&unfold=1"
    html = client.get(f"/diagnosis?{profile}&step={step}").text
    links = re.findall(r'href="/kit(#line-\d+)?"[^>]*>[^<]*lignes? (\d+)', html)
    assert links
    assert all(anchor == f"#line-{line}" for anchor, line in links), links
