"""The names within a few edits of a text, among tens of thousands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from heapq import nsmallest
from typing import Final

from allianceskg.words.spelling import edits

_PAIRS_OF_AN_EDIT: Final = 3
"""Pairs of letters that one edit can destroy: a swap of neighbours has three."""

_COMPARED: Final = 60


class Nearest:
    """
    Compares a text with the names that share its rarest pairs of letters, as many as so few edits cannot all destroy.

    Args:
        names: Folded; of equally near ones the earlier comes first.

    >>> Nearest(["orleans", "orly", "paris"]).find("orleens", allowed=1)
    [(1, 0)]
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names: Final = names
        self._having: Final[dict[str, list[int]]] = {}
        for place, name in enumerate(names):
            for pair in _pairs(name):
                self._having.setdefault(pair, []).append(place)

    def find(self, text: str, *, allowed: int) -> list[tuple[int, int]]:
        """Return the number of edits and the place of each name at most so many edits away, the nearest first."""
        rarest = sorted((self._having.get(pair, ()) for pair in _pairs(text)), key=len)
        shared: Counter[int] = Counter()
        for places in rarest[: _PAIRS_OF_AN_EDIT * allowed + 1]:
            shared.update(places)
        names = self._names
        likely = ((one, count) for one, count in shared.items() if abs(len(names[one]) - len(text)) <= allowed)
        compared = nsmallest(_COMPARED, likely, key=lambda pair: (-pair[1], pair[0]))
        return sorted((distance, one) for one, _ in compared if (distance := edits(text, names[one])) <= allowed)


def _pairs(name: str) -> set[str]:
    padded = f"-{name}-"
    return {padded[place : place + 2] for place in range(len(padded) - 1)}
