"""Small misspellings of known words: one edit in six letters or more, two in ten or more, where one word alone is near."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from allianceskg.likeness import edits

_ONE_EDIT: Final = 6
_TWO_EDITS: Final = 10
_ALIKE: Final = ("aeiouy", "ckqs", "gj", "mn", "sz")
"""Vowels, and consonants that sound alike."""


class Speller:
    """
    Finds the known word that a misspelt one means.

    Words are compared through what remains of them when letters are left out, so that the time does not grow with
    their number.

    Args:
        words: Folded.

    >>> Speller(["innovation", "emploi"]).meant("inovation")
    'innovation'
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._having: dict[str, list[str]] = {}
        for word in sorted(set(words)):
            for rest in _rests(word, _allowed(word)):
                self._having.setdefault(rest, []).append(word)

    def meant(self, word: str) -> str | None:
        """
        Return the nearest known word; None when none is near, or two are as near.

        What makes another word is not taken for a mistake: another first letter ("préparation", "réparation"), another
        ending ("occupe", "occuper"), a consonant in the place of one that does not sound like it ("papier", "panier").
        """
        allowed = _allowed(word)
        if not allowed:
            return None
        near = {known for rest in _rests(word, allowed) for known in self._having.get(rest, ())}
        distances = sorted(
            (distance, known)
            for known in near
            if not _is_another(word, known) and (distance := edits(word, known)) <= min(allowed, _allowed(known))
        )
        if not distances or (len(distances) > 1 and distances[0][0] == distances[1][0]):
            return None
        return distances[0][1]


def _is_another(word: str, known: str) -> bool:
    if word[0] != known[0] or word[:-1] == known[: len(word) - 1] or word[: len(known) - 1] == known[:-1]:
        return True
    if len(word) != len(known):
        return False
    changed = [(letter, meant) for letter, meant in zip(word, known, strict=True) if letter != meant]
    is_swap = len(changed) == len("ab") and changed[0] == changed[1][::-1]
    return not is_swap and not all(_sound_alike(*pair) for pair in changed)


def _sound_alike(one: str, other: str) -> bool:
    return any(one in alike and other in alike for alike in _ALIKE)


def _allowed(word: str) -> int:
    return (len(word) >= _ONE_EDIT) + (len(word) >= _TWO_EDITS)


def _rests(word: str, most: int) -> Iterator[str]:
    """Yield a word, and what remains of it when up to so many letters are left out, each once."""
    rests = {word}
    yield word
    for _ in range(most):
        rests = {rest[:place] + rest[place + 1 :] for rest in rests for place in range(len(rest))}
        yield from rests
