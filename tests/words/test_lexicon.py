"""Names found in texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allianceskg.words.lexicon import Label, Lexicon

LEXICON = Lexicon(
    [
        Label("third-places", "Tiers-lieux", "fr"),
        Label("third-places", "Third places", "en"),
        Label("fab-lab", "Fab lab", "fr"),
        Label("carpooling", "Covoiturage", "fr"),
        Label("food", "Alimentation", "fr"),
        Label("food", "Aide alimentaire", "fr"),
        Label("food", "Food", "en"),
        Label("innovation", "Innovation sociale", "fr"),
        Label("energy", "Économie d'énergie", "fr"),
        Label("overseas", "Outre-mer", "fr"),
        Label("homeless", "Sans-abri", "fr"),
        Label("research", "Recherche", "fr"),
        Label("r-and-d", "R&D", "fr"),
        Label("firms", "EI", "fr"),
        Label("firms", "WISE", "en"),
        Label("firms", "SIAE", "fr"),
        Label("cooperation", "Coopération économique (modèle)", "fr"),
        Label("cooperation-too", "Coopération économique (catégorie)", "fr"),
        Label("repair", "Réparation", "fr"),
    ],
    ordinary={"fr": ["préparation de repas", "aliments"]},
)


def things(text):
    return [reading.thing for reading in LEXICON.read(text)]


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("des tiers-lieux", "third-places"),
        ("un tiers lieu", "third-places"),
        ("ces tierslieux", "third-places"),
        ("un fablab", "fab-lab"),
        ("Fab-Lab", "fab-lab"),
        ("le co-voiturage", "carpooling"),
        ("l’aide alimentaire", "food"),
        ("des aides alimentaires", "food"),
        ("L’ALIMENTATION", "food"),
        ("l'innovation sociale", "innovation"),
        ("les économies d’énergie", "energy"),
        ("des sans-abri", "homeless"),
        ("la R&D", "r-and-d"),
        ("les siae du bassin", "firms"),
        ("third place", "third-places"),
        ("We give food", "food"),
    ],
)
def test_a_name_is_found_in_its_usual_forms(text, thing):
    assert thing in things(text)


@pytest.mark.parametrize(
    ("text", "thing"),
    [("inovation sociale", "innovation"), ("le covoituarge", "carpooling"), ("alimantation", "food")],
)
def test_a_small_misspelling_is_understood(text, thing):
    assert things(text) == [thing]


@pytest.mark.parametrize(
    "text",
    [
        "la préparation des plats",
        "des aliments",
        "des abris à vélos",
        "le bord de mer",
        "innovation. Sociale",
        "we made a wise choice and he asks",
        "il a ei",
        "M. Alimentatione",
    ],
)
def test_what_is_another_word_is_not_taken_for_the_name(text):
    assert things(text) == []


def test_a_verb_is_not_the_noun_that_it_looks_like():
    assert things("Notre association recherche une entreprise") == []
    assert things("un projet de recherche avec une école") == ["research"]


def test_of_overlapping_names_the_longest_is_read():
    (reading,) = LEXICON.read("de l'aide alimentaire")

    assert (reading.thing, reading.words) == ("food", "aide alimentaire")


def test_a_name_of_two_things_is_read_as_both():
    assert things("une coopération économique") == ["cooperation", "cooperation-too"]


def test_a_text_of_one_language_is_not_read_in_the_other():
    assert [reading.words for reading in LEXICON.read("nous cherchons du food et de l'alimentation")] == [
        "alimentation"
    ]


def test_a_text_that_names_nothing_in_its_language_is_read_in_the_other():
    assert things("car food") == ["food"]


def test_a_text_without_stop_words_is_read_in_both_languages():
    assert things("food fablab") == ["food", "fab-lab"]


@given(st.text(max_size=200))
def test_any_text_is_read_in_its_order_with_the_words_as_they_stand(text):
    readings = LEXICON.read(text)

    assert [one.start for one in readings] == sorted(one.start for one in readings)
    assert all(text[one.start : one.end] == one.words for one in readings)


def test_the_same_text_gives_the_same_readings():
    text = "Des tierslieux, du co-voiturage et de l'aide alimentaire"

    assert LEXICON.read(text) == LEXICON.read(text)
