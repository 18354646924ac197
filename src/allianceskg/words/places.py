"""Places that a text names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from allianceskg.words.lexicon import Reading
from allianceskg.words.stop_words import STOP_WORDS
from allianceskg.words.text_words import WordToken, tokens

_LONGEST: Final = 8
_SHORTEST: Final = 3
_SHORTEST_UNCAPPED: Final = 4
_SPELT_OUT: Final[Mapping[str, str]] = {"st": "saint", "ste": "sainte"}
_SENTENCE_END: Final = re.compile(r"[.!?…:\n]")
_WITHIN_NAME: Final = re.compile(r"[ '’‑-]+")
_BEFORE_TOWNS: Final = frozenset(["a", "au", "at", "near", "pres"])
_BEFORE_PLACES: Final = _BEFORE_TOWNS | {"around", "autour", "en", "from", "in", "vers"}
"""What stands just before a place and shows that a word without a capital is one: "à lille", "near rennes"."""

_JOINING: Final = frozenset(["d", "de", "du", "des", "l", "la", "le", "les"])
"""What may stand between: "près de", "autour de la"."""

Named = Callable[[str, bool], str | None]
"""
Gives the place of a folded name, None when none has it or several do.

The second argument says that a town is meant: "à Vienne" is one, "dans la Vienne" is not.
"""


class Gazetteer:
    """
    Names of places to be found in texts.

    A name is found when its first word has a capital that does not merely begin a sentence, or when a word such as "à"
    or "near" introduces it; without a capital, a word that is ordinary is no place.

    Args:
        named: Gives the place of a name that is folded as a slug.
        ordinary: Folded words that are no places when they are written without capital.

    >>> gazetteer = Gazetteer(lambda name, town: {"lille": "commune-59350"}.get(name), frozenset())
    >>> [(one.thing, one.words) for one in gazetteer.read("Nous sommes à lille.")]
    [('commune-59350', 'lille')]
    """

    def __init__(self, named: Named, ordinary: frozenset[str]) -> None:
        self._named: Final = named
        self._ordinary: Final = ordinary

    def read(self, text: str) -> Iterator[Reading]:
        """Yield the places that a text names, in its order; of a name that means no one place, none."""
        found = list(tokens(text))
        place = 0
        while place < len(found):
            reading, length = self._longest(text, found, place)
            if reading is not None:
                yield reading
            place += length

    def _longest(self, text: str, found: Sequence[WordToken], place: int) -> tuple[Reading | None, int]:
        if not self._may_begin(text, found, place):
            return None, 1
        for length in range(min(_LONGEST, len(found) - place), 0, -1):
            window = found[place : place + length]
            if not _is_one_name(text, window):
                continue
            name = "-".join(_SPELT_OUT.get(token.folded, token.folded) for token in window)
            thing = self._named(name, _introduction(found, place) in _BEFORE_TOWNS)
            if thing is not None:
                first, last = window[0], window[-1]
                return Reading(thing, text[first.start : last.end], first.start, last.end), length
        return None, 1

    def _may_begin(self, text: str, found: Sequence[WordToken], place: int) -> bool:
        token = found[place]
        if len(token.folded) < _SHORTEST and token.folded not in _SPELT_OUT and token.folded not in _JOINING:
            return False
        if _introduction(found, place) in _BEFORE_PLACES:
            return text[token.start].isupper() or (
                (len(token.folded) >= _SHORTEST_UNCAPPED or token.folded in _SPELT_OUT)
                and token.folded not in self._ordinary
            )
        return text[token.start].isupper() and not _begins_sentence(text, found, place)


def _introduction(found: Sequence[WordToken], place: int) -> str:
    """Return the folded word before a place, articles left out; empty when it begins the text."""
    before = place - 1
    while before > 0 and found[before].folded in _JOINING:
        before -= 1
    return found[before].folded if before >= 0 else ""


def _begins_sentence(text: str, found: Sequence[WordToken], place: int) -> bool:
    if place == 0:
        return found[0].folded in STOP_WORDS["fr"] | STOP_WORDS["en"] or len(found) > 1
    return _SENTENCE_END.search(text, found[place - 1].end, found[place].start) is not None


def _is_one_name(text: str, window: Sequence[WordToken]) -> bool:
    return all(_WITHIN_NAME.fullmatch(text, one.end, other.start) for one, other in pairwise(window))
