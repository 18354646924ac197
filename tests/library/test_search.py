"""Searching everything, on the shipped catalogue: what is asked, what is found, and why."""

from __future__ import annotations

import pytest

from allianceskg.library.library import Library
from allianceskg.library.reader import Reader
from allianceskg.library.search_results import results_document, search_everything
from allianceskg.terms import slug


@pytest.fixture(scope="module")
def library(built_library: Library) -> Library:
    return built_library


def found(library: Library, text: str) -> list[str]:
    return [slug(library.cases.iris[position]) for position in library.search.find(text).positions]


@pytest.mark.parametrize(
    "text",
    [
        "recyclage ordinateurs",
        "friche culturelle",
        "circuit court cantine",
        "accessibilité gare handicap",
        "tierslieux",
    ],
)
def test_not_every_word_is_required(library: Library, text: str) -> None:
    assert len(found(library, text)) > 5


@pytest.mark.parametrize(
    ("text", "meant"),
    [("inovation sociale", "innovation sociale"), ("parteneriat", "partenariat"), ("insretion", "insertion")],
)
def test_a_misspelt_word_is_corrected_and_the_correction_told(library: Library, text: str, meant: str) -> None:
    asked = library.search.find(text).asked
    assert (asked.typed, asked.text) == (text, meant)
    assert asked.corrections == ((text.split()[0], meant.split()[0]),)
    assert found(library, text) == found(library, meant) != []


@pytest.mark.parametrize("text", ["tierslieux", "équipements", "Figeac", "RSE", "mecenat", "xyzzy"])
def test_what_is_known_or_like_nothing_is_left_as_it_was_typed(library: Library, text: str) -> None:
    assert library.search.find(text).asked.corrections == ()


def test_a_name_of_a_concept_finds_the_cases_that_record_it(library: Library) -> None:
    theme = "https://w3id.org/alliances/vocabulary/themes/rse"
    recording = {position for position in range(len(library.cases)) if library.sets["theme"][theme] >> position & 1}
    assert recording <= set(library.search.find("RSE").positions)
    model = "https://w3id.org/alliances/vocabulary/partnership-models/engagement-actif"
    holders = {position for position in range(len(library.cases)) if library.sets["model"][model] >> position & 1}
    assert holders <= set(library.search.find("mecenat de competences").positions)


def test_teams_are_not_found_for_equipment(library: Library) -> None:
    found_cases = library.search.find("equipement")
    for reasons in library.search.reasons(found_cases.asked, found_cases.positions).values():
        assert [one.words for one in reasons] == ["equipement"]
    titles = [library.cases.title(position, "fr").lower() for position in found_cases.positions]
    assert "équipement" in titles[0]
    assert not any("équipe " in title or "équipes" in title for title in titles[:5])


def test_every_case_that_is_shown_says_why(library: Library) -> None:
    cases = library.search.find("circuit court cantine")
    reasons = library.search.reasons(cases.asked, cases.positions[:5])
    assert all(reasons.values())
    sentences = {one.sentence(library.names).fr for of_case in reasons.values() for one in of_case}
    assert "« circuit court » : Circuits courts" in sentences
    assert "« cantine » dans le titre" in sentences


def test_four_kinds_of_things_are_found(library: Library) -> None:
    document = results_document(search_everything("danone", library, limit=3), Reader(library, "fr"), limit=3)
    assert document["actors"][0]["iri"] == "https://w3id.org/alliances/actor/danone"
    assert document["cases"][0]["iri"] == "https://w3id.org/alliances/case/danone-grameen"
    assert document["cases"][0]["reasons"] == ["« danone » dans le titre"]
    rennes = search_everything("fablab rennes", library, limit=3)
    assert [one.place.slug for one in rennes.places] == ["commune-35238"]
    assert slug(rennes.concepts[0].thing) == "fab-lab"
    assert search_everything("diagnostic", library, limit=3).helps[0].thing == "/diagnosis"
    mooc = results_document(search_everything("mooc", library, limit=3), Reader(library, "en"), limit=3)
    assert [one["address"] for one in mooc["help"]] == [None, "/resources"]
    assert mooc["help"][0]["iri"].startswith("https://w3id.org/alliances/resource/")


def test_an_actor_is_found_by_its_other_name(library: Library) -> None:
    document = results_document(search_everything("ansa", library, limit=3), Reader(library, "en"), limit=3)
    assert document["actors"][0]["iri"] == "https://w3id.org/alliances/actor/ansa"
    assert document["actors"][0]["reasons"] == ["also called “Ansa”"]


def test_a_text_without_a_word_finds_nothing(library: Library) -> None:
    for text in ("", "  ", "le la", "?!"):
        results = search_everything(text, library, limit=3)
        assert results.cases.positions == ()
        assert not results.has_things
