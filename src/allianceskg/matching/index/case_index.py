"""
The arrays of an index, and the questions that they answer at once.

Source:
    docs/decisions/0018-the-match-index-is-one-file.md
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from allianceskg.matching.case_terms import PLACES
from allianceskg.matching.index.building import Arrays, value_key
from allianceskg.matching.index.entries import DIFFICULTY, FUNCTION_AROUND, LINKS, Shown
from allianceskg.matching.index.strings import lengthen, shorten
from allianceskg.terms import AKG

Mask = NDArray[np.bool_]
"""One truth value a case, of shape (cases,)."""

_KEPT: Final = 8_192
_POSITION: Final = {link: position for position, link in enumerate(LINKS)}
RICHNESS: Final = f"{AKG}richness"
CONFIRMED: Final = f"{AKG}lastConfirmed"
RESEMBLANCE: Final = tuple(
    f"{AKG}{name}"
    for name in ("usesModel", "coversFunction", "concernsTheme", "addressesNeed", "involvesActor", "locatedIn")
)
"""What makes two cases alike; the query `similar-cases` says the same."""


class CaseIndex:
    """
    Answers from arrays what the queries answer from the store.

    Cases are known by their position in the order of their IRIs.

    Attributes:
        with_value: Return the positions of the cases that have a value, by property and value, in order. The last
            answers are kept, since an answer asks for the same values several times.
    """

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.size = len(arrays.cases)
        self._recorded: dict[int, Mask] = {}
        self.with_value = lru_cache(maxsize=_KEPT)(self._with_value)
        self._find_case = lru_cache(maxsize=_KEPT)(lambda case: arrays.cases.find(shorten(case)))

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays that are held in memory."""
        return self.arrays.nbytes

    def iri(self, position: int) -> str:
        """Return the IRI of a case."""
        return lengthen(self.arrays.cases[position])

    def position(self, case: str) -> int | None:
        """Return the position of a case; None when the index does not hold it."""
        return self._find_case(case)

    def shown(self, position: int) -> Shown:
        """Read the title, the first difficulty and the records of a case."""
        ends = self.arrays.blob_ends
        return Shown(self.arrays.blob[ends[position] : ends[position + 1]].tobytes(), self.iri(position))

    def _with_value(self, link: str, value: str) -> NDArray[np.int32]:
        return self._cases(value_key(_POSITION[link], value))

    def recording(self, link: str) -> Mask:
        """Tell which cases have any value of a property; the answer is kept, and not to be changed."""
        return self._recording(_POSITION[link])

    @property
    def with_difficulty(self) -> Mask:
        """Which cases report a difficulty."""
        return self._recording(DIFFICULTY)

    def values(self, link: str) -> list[str]:
        """Return the values of a property that any case has, sorted."""
        start, end = self._range(_POSITION[link])
        return [lengthen(self.arrays.values[number][1:]) for number in range(start, end)]

    def counts(self, link: str, within: Mask | None = None) -> dict[str, int]:
        """
        Count the cases of each value of a property.

        Args:
            within: The cases to count among; all of them otherwise.

        Returns:
            Numbers above 0, by value.
        """
        start, end = self._range(_POSITION[link])
        ends = self.arrays.pair_ends[start : end + 1].astype(np.int64)
        if within is None:
            numbers = np.diff(ends)
        else:
            # The numbers of chosen cases up to each pair; a value's is the difference between its two ends.
            chosen = np.concatenate(([0], np.cumsum(within[self.arrays.pairs[ends[0] : ends[-1]]])))
            numbers = np.diff(chosen[ends - ends[0]])
        return {
            value: number for value, number in zip(self._names(start, end), numbers.tolist(), strict=True) if number
        }

    def iris(self) -> list[str]:
        """Return the IRIs of all cases, in order."""
        return [lengthen(case) for case in self.arrays.cases]

    def sets(self, link: str) -> dict[str, int]:
        """Return the set of the cases of each value of a property, as an integer: bit n stands for position n."""
        start, end = self._range(_POSITION[link])
        found = {}
        for number, value in enumerate(self._names(start, end), start):
            mask = np.zeros(self.size, bool)
            mask[self.arrays.pairs[self.arrays.pair_ends[number] : self.arrays.pair_ends[number + 1]]] = True
            found[value] = int.from_bytes(np.packbits(mask, bitorder="little").tobytes(), "little")
        return found

    def any_of(self, chosen: Sequence[tuple[str, str]]) -> Mask:
        """Tell which cases have at least one of some values, each with its property."""
        mask = np.zeros(self.size, bool)
        for link, value in chosen:
            mask[self.with_value(link, value)] = True
        return mask

    def number(self, link: str, value: str) -> int:
        """Count the cases that have a value."""
        return len(self.with_value(link, value))

    @cached_property
    def richness(self) -> NDArray[np.int32]:
        """How much each case documents."""
        return self._ordered(RICHNESS, int)

    @cached_property
    def richest_first(self) -> NDArray[np.int64]:
        """
        What decides between equal points, larger first: the richness of each case, then the day of its confirmation.

        Equal numbers are tied. They are dense, from 0, so that points can stand before them in one number.
        """
        together = self.richness.astype(np.int64) * (len(self._days) + 1) + self._confirmed
        dense: NDArray[np.int64] = np.unique(together, return_inverse=True)[1].astype(np.int64)
        return dense

    def confirmed(self, position: int) -> str:
        """Return the day on which a case was last confirmed; empty when it never was."""
        place = int(self._confirmed[position])
        return self._days[place - 1] if place else ""

    @cached_property
    def _days(self) -> list[str]:
        return self.values(CONFIRMED)

    @cached_property
    def _confirmed(self) -> NDArray[np.int32]:
        """The day of the last confirmation of each case, as its place among all days, from 1; 0 without one."""
        places = {day: place for place, day in enumerate(self._days, start=1)}
        return self._ordered(CONFIRMED, places.__getitem__)

    def _ordered(self, link: str, number: Callable[[str], int]) -> NDArray[np.int32]:
        """Return the number that stands for the value of each case, the largest of several, 0 without one."""
        found = np.zeros(self.size, np.int32)
        for value in self.values(link):
            cases = self.with_value(link, value)
            found[cases] = np.maximum(found[cases], number(value))
        return found

    @property
    def bytes_of_words(self) -> int:
        """Bytes that the terms take among the arrays: their pairs and their texts."""
        taken = 0
        for link in PLACES:
            start, end = self._range(_POSITION[link])
            ends, pairs = self.arrays.values.ends, self.arrays.pair_ends
            taken += int(ends[end] - ends[start]) + 4 * int(pairs[end] - pairs[start]) + 8 * (end - start)
        return taken

    def functions_around(self, function: str, territory: str) -> NDArray[np.int32]:
        """Return the positions of the cases that have a function at a place in a territory, in order."""
        return self._cases(value_key(FUNCTION_AROUND, f"{function} {territory}"))

    def resembling(self, position: int, *, limit: int) -> list[tuple[int, int]]:
        """
        Find the cases that have most in common with a case.

        Returns:
            Position and number of things in common, most first; equal ones by position, which is by IRI.
        """
        shared = np.zeros(self.size, np.int32)
        for value in self._values_of(position):
            shared[value] += 1
        shared[position] = 0
        return [(int(one), int(shared[one])) for one in best(shared.astype(np.int64), shared > 0, limit)]

    @cached_property
    def _ranges(self) -> list[int]:
        """Where the values of each property start in the table of values."""
        return [self.arrays.values.start_of(value_key(link, "")) for link in range(DIFFICULTY + 2)]

    def _range(self, link: int) -> tuple[int, int]:
        return self._ranges[link], self._ranges[link + 1]

    def _names(self, start: int, end: int) -> Iterator[str]:
        return (lengthen(self.arrays.values[number][1:]) for number in range(start, end))

    def _cases(self, key: bytes) -> NDArray[np.int32]:
        number = self.arrays.values.find(key)
        if number is None:
            return self.arrays.pairs[:0]
        return self.arrays.pairs[self.arrays.pair_ends[number] : self.arrays.pair_ends[number + 1]]

    def _recording(self, link: int) -> Mask:
        if link not in self._recorded:
            start, end = self._range(link)
            mask = np.zeros(self.size, bool)
            mask[self.arrays.pairs[self.arrays.pair_ends[start] : self.arrays.pair_ends[end]]] = True
            self._recorded[link] = mask
        return self._recorded[link]

    def _values_of(self, position: int) -> Iterator[NDArray[np.int32]]:
        """Give the cases of each value that a case has, of those by which cases resemble each other."""
        pairs, ends = self.arrays.pairs, self.arrays.pair_ends
        for link in RESEMBLANCE:
            start, end = self._range(_POSITION[link])
            offset = int(ends[start])
            own = np.flatnonzero(pairs[offset : int(ends[end])] == position) + offset
            for number in np.searchsorted(ends, own, side="right") - 1:
                yield pairs[ends[number] : ends[number + 1]]


def best(keys: NDArray[np.signedinteger[Any]], among: Mask, limit: int) -> NDArray[np.intp]:
    """Return the positions of the largest keys among some cases, largest first; equal keys by position."""
    positions = np.flatnonzero(among)
    if not len(positions):
        return positions
    own = keys[positions]
    if len(positions) > limit:
        # All that equal the last one that fits stay, since the position decides among them.
        enough = own >= np.partition(own, -limit)[-limit]
        positions, own = positions[enough], own[enough]
    return positions[np.argsort(-own, kind="stable")][:limit]
