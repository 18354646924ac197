"""The terms of a text: what it is about, word by word, with the words as they were written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from allianceskg.language import LANGUAGES, Language
from allianceskg.words.compounds import Compounds
from allianceskg.words.stems import stem
from allianceskg.words.stop_words import is_stop_word
from allianceskg.words.text_words import WordToken, tokens

NO_COMPOUNDS: Final = {language: Compounds((), language) for language in LANGUAGES}


@dataclass(frozen=True, slots=True)
class Term:
    """
    One word of a text that says something, or one compound.

    Attributes:
        stem: What its forms share; a compound's parts are joined by hyphens.
        surface: As it was written.
        start, end: Its place, counted in characters of the text; the end is that of the next one.
    """

    stem: str
    surface: str
    start: int
    end: int


def terms(text: str, language: Language, *, compounds: Compounds | None = None) -> tuple[Term, ...]:
    """
    Read the terms of a text, in its order, stop words left out.

    Args:
        compounds: Those of the same language, each of which becomes one term however it is written.

    >>> [(term.stem, term.surface) for term in terms("L’insertion des Chômeurs", "fr")]
    [('insert', 'insertion'), ('chomeur', 'Chômeurs')]
    """
    found = list(tokens(text))
    known = compounds or NO_COMPOUNDS[language]
    return tuple(
        Term(name, text[first.start : last.end], first.start, last.end)
        for name, first, last in _named(found, language, known)
    )


def stems_of(text: str, language: Language, *, compounds: Compounds) -> frozenset[str]:
    """Read the stems of the terms of a text; see `terms`."""
    return frozenset(name for name, _first, _last in _named(list(tokens(text)), language, compounds))


def _named(found: list[WordToken], language: Language, known: Compounds) -> Iterator[tuple[str, WordToken, WordToken]]:
    """Yield the stem of every term, its first word and its last."""
    place = 0
    while place < len(found):
        token = found[place]
        apart = known.beginning(found, place)
        if apart is not None:
            name, length = apart
            yield name, token, found[place + length - 1]
            place += length
            continue
        place += 1
        if not is_stop_word(token.folded, language):
            yield known.named(token.folded) or stem(token.folded, language), token, token
