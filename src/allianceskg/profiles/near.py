"""Names that look like a mistyped one, among tens of thousands."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable
from heapq import nlargest
from typing import Final

_COMPARED: Final = 200
"""Names that are compared letter by letter; difflib alone would compare the text with every name there is."""

_LEAST_SHARED: Final = 0.25


class NearNames:
    """
    Finds what `difflib.get_close_matches` finds, among the names that share most pairs of letters with a text.

    >>> NearNames(["orleans", "orly", "paris"]).find("orleens", limit=2, cutoff=0.7)
    ['orleans']
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = list(dict.fromkeys(names))
        self._sizes: list[int] = []
        self._having: dict[str, list[int]] = {}
        for number, name in enumerate(self._names):
            pairs = _pairs(name)
            self._sizes.append(len(pairs))
            for pair in pairs:
                self._having.setdefault(pair, []).append(number)

    def find(self, text: str, *, limit: int, cutoff: float) -> list[str]:
        """
        Return the names most like a text, the nearest first.

        Args:
            cutoff: Least likeness, from 0 to 1, as `difflib.SequenceMatcher.ratio` measures it.
        """
        pairs = _pairs(text)
        shared: Counter[int] = Counter()
        for pair in pairs:
            shared.update(self._having.get(pair, ()))
        least = _LEAST_SHARED * len(pairs)
        likely = [(number, common) for number, common in shared.items() if common >= least]
        nearest = nlargest(_COMPARED, likely, key=lambda one: (one[1] / (len(pairs) + self._sizes[one[0]]), -one[0]))
        # difflib prefers the later of equal names, whatever their order here.
        return difflib.get_close_matches(text, (self._names[number] for number, _ in nearest), limit, cutoff)


def _pairs(text: str) -> set[str]:
    padded = f" {text} "
    return {padded[place : place + 2] for place in range(len(padded) - 1)}
