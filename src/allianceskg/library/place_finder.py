"""Which territories a typed text means, and which it may become: postcodes, codes, names and their beginnings, misspellings."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Final, Literal

from allianceskg.library.place_table import INNER, PlaceTable
from allianceskg.likeness import within_edits
from allianceskg.words.folding import fold, unaccented

Way = Literal["identifier", "postcode", "code", "both-codes", "name", "other-name", "beginning", "near"]
"""How a text means a territory: `other-name` is one that people use, `beginning` and `near` do not mean it yet."""

_POSTCODE: Final = re.compile(r"(\d{2}) ?(\d{3})(?:[ ,]+(\D.*))?")
_CODE: Final = re.compile(r"\d{1,9}|2[ab]\d{0,3}", re.IGNORECASE)
_PART_OF_POSTCODE: Final = re.compile(r"\d{3,4}")
_SPELT_OUT: Final = {"st": "saint", "ste": "sainte"}
_GRAMMAR: Final = frozenset({"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sur"})
_AREAS: Final = frozenset({"departement", "region", "collectivite"})
_CODED: Final = ("departement", "region", "collectivite", "commune")
_SHORTEST_MISSPELT: Final = 4
_TWO_EDITS: Final = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """
    A territory that a text means or may mean.

    Attributes:
        number: In the table.
        words: The code, postcode or other name that was found, as the table has it; empty for an official name.
    """

    number: int
    way: Way
    words: str = ""


class PlaceFinder:
    """
    Finds territories; everything that a search needs is made here, so that no search waits for it.

    Args:
        table: Of all territories.
    """

    def __init__(self, table: PlaceTable) -> None:
        self.table: Final = table
        self._numbers: Final[Mapping[str, int]] = {one: number for number, one in enumerate(table.slugs)}
        self._postcodes: Final = sorted(table.postcodes)
        self._by_code: Final[Mapping[str, list[int]]] = _by_code(table.slugs)
        whole = [place for place, number in enumerate(table.beginning_of) if number < INNER]
        self._whole: Final = [table.beginning_of[place] for place in whole]
        self._beginnings: Final = [table.beginnings[place] for place in whole]

    def number(self, territory: str) -> int | None:
        """Return the number of the territory of a slug."""
        return self._numbers.get(territory)

    def meant(self, text: str) -> list[Hit]:
        """
        Find what a text means: a slug, a postcode, a code, a name; with what it lies in after it, the one there.

        Returns:
            The likeliest first; a postcode gives all that it serves, and the commune of the same code after them.
        """
        if not text.isprintable():
            return []
        if text in self._numbers:
            return [Hit(self._numbers[text], "identifier")]
        typed = " ".join(text.split())
        return self._of_postcode(typed) or self._of_code(typed) or self._of_name(typed) or self._of_name_within(typed)

    def suggested(self, text: str, *, limit: int) -> list[Hit]:
        """Find what a text may become when it is typed to its end, the likeliest first; else names that look like it."""
        folded = fold(text) if text.isprintable() else ""
        if not folded:
            return []
        if _PART_OF_POSTCODE.fullmatch(text.strip()):
            return self._of_part_of_postcode(text.strip(), limit)
        return (
            self._beginning(_readings(folded), limit)
            or self._holding_all(folded.split("-"), limit)
            or self._near(folded, limit)
        )

    def of_folded_name(self, folded: str) -> list[int]:
        """Return the territories that have this name, official or not, folded; the likeliest first."""
        return sorted(number for number in self._range(folded, f"{folded}\0") if number < INNER)

    def _of_postcode(self, typed: str) -> list[Hit]:
        match = _POSTCODE.fullmatch(typed)
        if match is None:
            return []
        code = match[1] + match[2]
        served, coded = self._smallest_served(code), self._by_code.get(code, ())
        found = [
            *(Hit(one, "both-codes" if one in coded else "postcode", code) for one in served),
            *(Hit(one, "code", code) for one in coded if one not in served),
        ]
        name = fold(match[3] or "")
        named = [hit for hit in found if any(fold(one).startswith(name) for one in self.table.names[hit.number])]
        return named or found

    def _smallest_served(self, code: str) -> list[int]:
        """Return what a postcode serves: an arrondissement rather than the town that it is part of."""
        served = self.table.postcodes.get(code, ())
        parts = {holder for one in served for holder in self.table.above[one] if self._level(one) == "arrondissement"}
        return [one for one in served if one not in parts]

    def _of_part_of_postcode(self, begun: str, limit: int) -> list[Hit]:
        start = bisect_left(self._postcodes, begun)
        codes = self._postcodes[start : bisect_left(self._postcodes, begun + ":")]
        served = {number: code for code in reversed(codes) for number in self._smallest_served(code)}
        return [Hit(number, "postcode", served[number]) for number in nsmallest(limit, served)]

    def _of_code(self, typed: str) -> list[Hit]:
        if not _CODE.fullmatch(typed):
            return []
        found = self._by_code.get(typed.upper(), ())
        order = {level: place for place, level in enumerate(_CODED)}
        return [
            Hit(number, "code", typed.upper())
            for number in sorted(found, key=lambda one: order.get(self._level(one), len(order)))
        ]

    def _of_name(self, typed: str) -> list[Hit]:
        for folded in _readings(fold(typed)):
            numbers = self.of_folded_name(folded)
            if numbers:
                hits = [self._named(number, folded) for number in dict.fromkeys(numbers)]
                # Whoever types accents means them.
                accented = [hit for hit in hits if typed.lower() in map(str.lower, self._names(hit.number))]
                return accented if typed.lower() != unaccented(typed) and accented else hits
        return []

    def _of_name_within(self, typed: str) -> list[Hit]:
        """Find a name that the name or the code of its département or région follows: "Vienne (Isère)", "Saint-Denis 93"."""
        words = fold(typed).split("-")
        for place in range(len(words) - 1, 0, -1):
            areas = set(self._areas("-".join(words[place:])))
            if not areas:
                continue
            for folded in _readings("-".join(words[:place])):
                hits = [self._named(one, folded) for one in self.of_folded_name(folded) if areas & self.around(one)]
                if hits:
                    return hits
        return []

    def _areas(self, folded: str) -> Iterator[int]:
        for number in (*self.of_folded_name(folded), *self._by_code.get(folded.upper(), ())):
            if self._level(number) in _AREAS:
                yield number

    def around(self, number: int) -> set[int]:
        """Return everything that holds a territory, and the départements that it is told by."""
        found: set[int] = set()
        waiting = [*self.table.above[number], *self.table.telling[number]]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += self.table.above[one]
        return found

    def _beginning(self, begun: Iterable[str], limit: int) -> list[Hit]:
        found: dict[int, str] = {}
        for folded in begun:
            for number in nsmallest(4 * limit, set(self._range(folded, f"{folded}~"))):
                found.setdefault(number % INNER, folded)
        return [Hit(number, "beginning", self._other_name(number, folded)) for number, folded in found.items()][:limit]

    def _holding_all(self, words: Sequence[str], limit: int) -> list[Hit]:
        """Find the names that hold words which begin with each of those typed, in whatever order."""
        telling = [word for word in words if word not in _GRAMMAR]
        if len(telling) < 2:
            return []
        holders = [{number % INNER for number in self._range(word, f"{word}~")} for word in telling]
        return [Hit(number, "beginning") for number in nsmallest(limit, holders[0].intersection(*holders[1:]))]

    def _near(self, folded: str, limit: int) -> list[Hit]:
        """Find the names within one edit, of longer ones two, the nearest first."""
        if len(folded) < _SHORTEST_MISSPELT:
            return []
        near = within_edits(folded, self._beginnings, allowed=1 + (len(folded) >= _TWO_EDITS))
        ranked = sorted((distance, self._whole[place]) for distance, place in near)
        return [Hit(number, "near") for number in dict.fromkeys(number for _, number in ranked)][:limit]

    def _named(self, number: int, folded: str) -> Hit:
        other = self._other_name(number, folded, whole=True)
        return Hit(number, "other-name" if other else "name", other)

    def _other_name(self, number: int, folded: str, *, whole: bool = False) -> str:
        """Return the name other than the official ones by which a territory was found; empty when it was by these."""
        official = [self.table.names[number][0], self.table.english.get(number, "")]
        if any(_begins(fold(one), folded, whole=whole) for one in official if one):
            return ""
        return next((one for one in self.table.names[number][1:] if _begins(fold(one), folded, whole=whole)), "")

    def _names(self, number: int) -> list[str]:
        return [*self.table.names[number], self.table.english.get(number, "")]

    def _level(self, number: int) -> str:
        return self.table.slugs[number].partition("-")[0]

    def _range(self, first: str, end: str) -> Sequence[int]:
        start = bisect_left(self.table.beginnings, first)
        return self.table.beginning_of[start : bisect_left(self.table.beginnings, end, lo=start)]


def _begins(name: str, begun: str, *, whole: bool) -> bool:
    """Whether a name, or what a word inside it begins, is what was typed, or begins with it."""
    if whole:
        return f"-{name}".endswith(f"-{begun}")
    return f"-{begun}" in f"-{name}"


def _readings(folded: str) -> Iterator[str]:
    """Yield what was typed, then the same with "st" written out."""
    yield folded
    words = [_SPELT_OUT.get(word, word) for word in folded.split("-")]
    if (spelt := "-".join(words)) != folded:
        yield spelt


def _by_code(slugs: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, one in enumerate(slugs):
        found.setdefault(one.partition("-")[2], []).append(number)
    return found
