"""Texts of the data in whatever languages they have, and which of them a reader is shown."""

from __future__ import annotations

import pytest

from allianceskg.language import Language, Text, Worded, Wordings

EVERY = [("nl", "zaak"), (None, "42"), ("en", "case"), ("fr", "cas"), ("de", "Fall")]


@pytest.mark.parametrize(
    ("language", "order"),
    [
        ("fr", ["fr", "en", None, "de", "nl"]),
        ("en", ["en", "fr", None, "de", "nl"]),
    ],
)
def test_a_reader_is_shown_their_language_then_french_then_english_then_any(
    language: Language, order: list[str | None]
) -> None:
    left = dict(EVERY)
    shown = []
    while left:
        chosen = Wordings(left.items()).chosen(language)
        assert chosen.value == left.pop(chosen.language)
        shown.append(chosen.language)
    assert shown == order


def test_of_two_texts_in_one_language_the_first_by_code_point_is_kept() -> None:
    for texts in (["b", "a"], ["a", "b"]):
        assert Wordings(("fr", text) for text in texts).chosen("fr") == Worded("a", "fr")


def test_sentences_of_ours_take_the_wording_that_a_reader_would_be_shown() -> None:
    assert Wordings([("nl", "zaak"), ("en", "case")]).text == Text(fr="case", en="case")
    assert Wordings(EVERY).text == Text(fr="cas", en="case")


def test_what_has_no_text_has_nothing_to_choose() -> None:
    assert not Wordings([])
    with pytest.raises(LookupError):
        Wordings([]).chosen("fr")
