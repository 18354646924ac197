"""Near names, and dates, addresses and numbers as people write them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from allianceskg.validation.nodes import FOREIGN_BASE
from allianceskg.words.folding import unaccented

_LIKENESS: Final = 0.6
_KEPT: Final = 3
_ROUNDING: Final = 1e-9
_SIREN_DIGITS: Final = 9
_SIRET_DIGITS: Final = 14
_FRENCH_DAY: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_WORDED: Final = re.compile(r"(?:(\d{1,2})(?:er)? )?([^\W\d]+) (\d{4})")
_STANDARD: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_ADDRESS: Final = re.compile(r"(?:https?:/*)?([\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?)")
_MONTHS: Final = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip


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
    return Names(names).near(asked, likeness=likeness)


class Names:
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

    def without(self, value: str) -> Names:
        """Return these names but those of one value."""
        if value not in self._values:
            return self
        return Names({name: one for name, one in self._names.items() if one != value})

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


def slugified(name: str) -> str:
    """
    Return a name in lower case, without accents, words separated by hyphens.

    >>> slugified("Cas_Inventé")
    'cas-invente'
    """
    return re.sub(r"[^a-z0-9]+", "-", _folded(name)).strip("-")


def moment(text: str, wanted: set[str]) -> str | None:
    """
    Return a date written in another way as a typed literal, when its precision is one that is wanted.

    Args:
        text: A date as people write it, or the right form with the wrong type.
        wanted: Of `Year`, `YearMonth` and `Day`.

    >>> moment("31/12/2020", {"Day"}), moment("mars 2012", {"Year", "YearMonth"}), moment("2012", {"Day"})
    ('"2020-12-31"^^xsd:date', '"2012-03"^^xsd:gYearMonth', None)
    """
    parts = _parts(text)
    if parts is None:
        return None
    year, month, day = parts
    precision, datatype = ("Day", "date") if day else ("YearMonth", "gYearMonth") if month else ("Year", "gYear")
    try:
        standard = date(year, month or 1, day or 1).isoformat()
    except ValueError:
        return None
    length = {"Day": 10, "YearMonth": 7, "Year": 4}[precision]
    return f'"{standard[:length]}"^^xsd:{datatype}' if precision in wanted else None


def address(text: str) -> str | None:
    """
    Return a web address with its scheme; None for what is no address.

    >>> address("www.example.org/page")
    'https://www.example.org/page'
    """
    bare = text.removeprefix(FOREIGN_BASE).strip()
    match = _ADDRESS.fullmatch(bare)
    if match is None:
        return None
    return bare if bare.startswith(("http://", "https://")) else f"https://{match[1]}"


def siren(text: str) -> str | None:
    """
    Return the SIREN number in a SIREN or SIRET number written with spaces; None for anything else.

    >>> siren("356 000 000 00048")
    '356000000'
    """
    digits = re.sub(r"\D", "", text)
    return digits[:_SIREN_DIGITS] if len(digits) in (_SIREN_DIGITS, _SIRET_DIGITS) else None


def _parts(text: str) -> tuple[int, int | None, int | None] | None:
    """Read a year, a month and a day."""
    if (match := _STANDARD.fullmatch(text)) is not None:
        return int(match[1]), int(match[2]) if match[2] else None, int(match[3]) if match[3] else None
    if (match := _FRENCH_DAY.fullmatch(text)) is not None:
        return int(match[3]), int(match[2]), int(match[1])
    if (match := _WORDED.fullmatch(text)) is not None and _folded(match[2]) in _MONTHS:
        return int(match[3]), _MONTHS.index(_folded(match[2])) + 1, int(match[1]) if match[1] else None
    return None


def _folded(text: str) -> str:
    return unaccented(re.sub(r"[-_]", " ", text))
