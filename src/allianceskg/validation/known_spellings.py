"""The names that a shape allows, and which of them a misspelt one means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from allianceskg.likeness import nearest
from allianceskg.words.folding import unaccented

_LIKENESS: Final = 0.6
_KEPT: Final = 3


def near(asked: str, names: Mapping[str, str], *, likeness: float = _LIKENESS) -> list[str]:
    """
    Return the values whose names look like a word, best first, each once and at most three.

    Args:
        asked: The word, whatever its case and accents.
        names: Value by name.
        likeness: From 0, anything, to 1, the same letters.

    >>> near("numerik", {"Numérique": "voc-themes:numerique", "emploi": "voc-themes:emploi"})
    ['voc-themes:numerique']
    """
    return KnownSpellings(names).near(asked, likeness=likeness)


class KnownSpellings:
    """Names to choose among, made ready to be compared with many words."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """
        Args:
            names: Value by name.
        """
        self._folded: dict[str, str] = {}
        for name, value in names.items():
            self._folded.setdefault(_folded(name), value)
        self._names = dict(names)
        self._values = frozenset(names.values())

    def without(self, value: str) -> KnownSpellings:
        """Return these names but those of one value."""
        if value not in self._values:
            return self
        return KnownSpellings({name: one for name, one in self._names.items() if one != value})

    def near(self, asked: str, *, likeness: float = _LIKENESS) -> list[str]:
        """Return the values whose names look like a word; see the function of that name."""
        word = _folded(asked)
        if (exact := self._folded.get(word)) is not None:
            return [exact]
        close = nearest(word, self._folded, limit=_KEPT, cutoff=likeness)
        return list(dict.fromkeys(self._folded[name] for name in close))


def _folded(text: str) -> str:
    return unaccented(re.sub(r"[-_]", " ", text))
