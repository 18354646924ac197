"""Near names, and dates as Turtle writes them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from allianceskg.records.usual_forms import Precision, standard_date
from allianceskg.words.folding import unaccented

_LIKENESS: Final = 0.6
_KEPT: Final = 3
_ROUNDING: Final = 1e-9
_DATATYPES: Final[Mapping[Precision, str]] = {"Day": "date", "YearMonth": "gYearMonth", "Year": "gYear"}


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
        close = difflib.get_close_matches(word, self._may_be_near(word, likeness), n=_KEPT, cutoff=likeness)
        return list(dict.fromkeys(self._folded[name] for name in close))

    def _may_be_near(self, word: str, likeness: float) -> list[str]:
        """
        Leave out the names that share too few letters with a word, whatever their order, for a large catalogue has many.

        That is the first thing that `difflib` looks at too, name by name.
        """
        names, letters, counts, lengths = self._table
        counted = np.array([word.count(letter) for letter in letters], dtype=np.int32)
        shared = np.minimum(counts, counted).sum(axis=1, dtype=np.int64)
        is_near = 2 * shared >= likeness * (lengths + len(word)) - _ROUNDING
        return [names[place] for place in np.flatnonzero(is_near)]

    @cached_property
    def _table(self) -> tuple[list[str], str, npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """The names, all letters in them, how often each name has each (names x letters), their lengths."""
        names = list(self._folded)
        letters = "".join(sorted(set().union(*names)))
        counts = np.zeros((len(names), len(letters)), dtype=np.int32)
        column = {letter: place for place, letter in enumerate(letters)}
        for row, name in enumerate(names):
            for letter in name:
                counts[row, column[letter]] += 1
        return names, letters, counts, np.array([len(name) for name in names], dtype=np.int64)


def moment(text: str, wanted: set[str]) -> str | None:
    """
    Return a date written in another way as a typed literal, when its precision is one that is wanted.

    Args:
        text: A date as people write it, or the right form with the wrong type.
        wanted: Of `Year`, `YearMonth` and `Day`.

    >>> moment("31/12/2020", {"Day"}), moment("mars 2012", {"Year", "YearMonth"}), moment("2012", {"Day"})
    ('"2020-12-31"^^xsd:date', '"2012-03"^^xsd:gYearMonth', None)
    """
    found = standard_date(text)
    if found is None or found[0] not in wanted:
        return None
    return f'"{found[1]}"^^xsd:{_DATATYPES[found[0]]}'


def _folded(text: str) -> str:
    return unaccented(re.sub(r"[-_]", " ", text))
