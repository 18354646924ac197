"""The terms of a text: words, forms and places."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allianceskg.words import Compounds, fold, is_stop_word, language_of, terms, unaccented
from allianceskg.words.stems import stem
from allianceskg.words.text_words import tokens

THIRD_PLACES = Compounds(["Tiers-lieux", "Médico-social", "Économie circulaire"], "fr")


def stems(text, language="fr", compounds=None):
    return [term.stem for term in terms(text, language, compounds=compounds)]


def test_letters_lose_their_accents_and_ligatures():
    assert unaccented("Œuvre, Ægidius, ÉTÉ, ça") == "oeuvre, aegidius, ete, ca"
    assert fold("  L’Œuvre — d'intérêt général ") == "l-oeuvre-d-interet-general"


def test_elisions_leave_the_word_that_follows():
    assert stems("l'emploi, d’insertion, qu'elle, jusqu'au jardin") == stems("emploi insertion jardin")


def test_a_text_with_accents_apart_reads_like_one_with_accents_within():
    text = "Rénovation énergétique à Évry"
    assert stems(unicodedata.normalize("NFD", text)) == stems(text)


def test_words_are_found_without_accents_as_with_them():
    assert stems("solidarite, mobilite, chomeurs") == stems("solidarité, mobilité, chômeurs")


@pytest.mark.parametrize(
    "forms",
    [
        "entreprise entreprises",
        "lieu lieux",
        "travail travaux",
        "chômeur chômeurs",
        "local locaux locale",
        "don dons",
        "enjeu enjeux",
        "commune communes",
    ],
)
def test_forms_of_one_word_share_their_stem(forms):
    assert len(set(stems(forms))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("équipes", "équipements"),
        ("départ", "département"),
        ("communication", "commun"),
        ("commune", "communs"),
        ("environnement", "environ"),
        ("dons", "donner"),
        ("publication", "publique"),
    ],
)
def test_words_of_two_meanings_keep_apart(one, other):
    assert stem(unaccented(one), "fr") != stem(unaccented(other), "fr")


@pytest.mark.parametrize("written", ["tiers-lieu", "tiers lieux", "tierslieux", "Tiers‑Lieu", "tiers-lieux"])
def test_a_compound_is_one_term_however_it_is_written(written):
    (term,) = terms(written, "fr", compounds=THIRD_PLACES)
    assert (term.stem, term.surface) == ("tier-lieu", written)


def test_words_that_a_label_does_not_join_by_a_hyphen_stay_apart():
    assert stems("économie circulaire", compounds=THIRD_PLACES) == stems("économie circulaire")


def test_the_beginning_of_a_compound_alone_is_no_compound():
    assert stems("un tiers des lieux, le médico", compounds=THIRD_PLACES) == ["tier", "lieu", "medico"]


def test_each_term_says_where_it_stands():
    text = "Nous cherchons l’Œuvre d'un tiers-lieu."
    for term in terms(text, "fr", compounds=THIRD_PLACES):
        assert text[term.start : term.end] == term.surface


def test_english_is_read_with_its_own_stems_and_stop_words():
    assert stems("We are looking for companies that employ disabled people", "en") == [
        "compani", "employ", "disabl", "peopl",
    ]  # fmt: skip


def test_a_number_is_a_word():
    assert stems("ODD 7") == ["odd", "7"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Nous cherchons une entreprise près de Lille", "fr"),
        ("We look for a company near Lille", "en"),
        ("on a", "fr"),
        ("", "fr"),
        ("RSE Lille", "fr"),
        ("Small town without a third place", "en"),
    ],
)
def test_the_language_is_the_one_with_more_stop_words(text, language):
    assert language_of(token.folded for token in tokens(text)) == language


def test_single_letters_say_nothing_and_single_digits_do():
    assert is_stop_word("x", "fr")
    assert not is_stop_word("7", "fr")


@given(st.text(max_size=200))
def test_any_text_gives_terms_in_order_that_do_not_overlap(text):
    found = terms(text, "fr", compounds=THIRD_PLACES)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(text[term.start : term.end] == term.surface and term.stem for term in found)
