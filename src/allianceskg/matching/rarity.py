"""How rare a word or a theme is among the cases: a class from 1, common, to 5, which points are multiplied by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_PERCENT = 100

Value = tuple[str, str]
"""A property of cases and one of its values, as a criterion asks for it."""


@dataclass(frozen=True, slots=True)
class Rarity:
    """
    What is known of how often values are recorded.

    Attributes:
        size: The number of cases.
        numbers: How many cases record a value; one that is absent is recorded by none.
        shares: Percentages of the cases, the smallest first: a value recorded by no more of them is of the highest class.
    """

    size: int
    numbers: Mapping[Value, int]
    shares: Sequence[int]

    def number(self, values: Sequence[Value]) -> int:
        """Count the records of any of some values; a case counts once for each that it records."""
        return sum(self.numbers.get(value, 0) for value in values)

    def rank(self, number: int) -> int:
        """
        Return the class of what so many cases record.

        >>> rarity = Rarity(220, {}, (1, 2, 5, 10))
        >>> [rarity.rank(number) for number in (2, 4, 11, 22, 23)]
        [5, 4, 3, 2, 1]
        """
        above = sum(number * _PERCENT <= self.size * share for share in self.shares)
        return 1 + above
