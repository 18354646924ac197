"""Small misspellings."""

from __future__ import annotations

import pytest

from allianceskg.words.spelling import Speller

SPELLER = Speller(
    ["innovation", "partenariat", "emploi", "panier", "reparation", "occuper", "logement", "cantine", "cantinx"]
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("inovation", "innovation"),
        ("innovatoin", "innovation"),
        ("parteneriat", "partenariat"),
        ("partenariiat", "partenariat"),
        ("logemant", "logement"),
    ],
)
def test_a_word_with_a_slip_is_the_known_one(written, meant):
    assert SPELLER.meant(written) == meant


@pytest.mark.parametrize("written", ["emplo", "papier", "preparation", "occupe", "logiciel", "avion", "", "x"])
def test_another_word_is_no_slip(written):
    assert SPELLER.meant(written) is None


def test_of_two_words_as_near_none_is_meant():
    assert SPELLER.meant("cantinee") is None
