"""The orders in which cases are read: by title, year, evidence, last change, how well they are documented."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice

from allianceskg.language import Language
from allianceskg.library.case_entries import CaseEntry
from allianceskg.library.case_sets import CaseSets
from allianceskg.library.cases import Cases
from allianceskg.library.sets import in_order, positions
from allianceskg.names import Names
from allianceskg.words.folding import fold


class Orders:
    """Orders of all cases of a build, each made when it is first asked for; an order is a list of positions."""

    def __init__(self, cases: Cases, sets: CaseSets, names: Names) -> None:
        self._cases = cases
        self._sets = sets
        self._names = names
        self._made: dict[tuple[str, Language], Sequence[int]] = {}

    def by_title(self, language: Language) -> Sequence[int]:
        """Order by title in a language."""
        title = self._cases.title
        return self._kept(
            "title",
            language,
            lambda: sorted(range(len(self._cases)), key=lambda one: (fold(title(one, language)), one)),
        )

    def by_change(self, language: Language) -> Sequence[int]:
        """Put those changed last first; equal ones in the order of their titles."""
        modified = self._cases.inventory.modified
        return self._kept(
            "change", language, lambda: sorted(self.by_title(language), key=lambda one: modified[one], reverse=True)
        )

    def by_year(self, language: Language) -> Sequence[int]:
        """Put those with the latest stage first; equal ones in the order of their titles."""
        years = self._cases.inventory.years
        return self._kept(
            "year", language, lambda: sorted(self.by_title(language), key=lambda one: -max(years[one], default=0))
        )

    def by_evidence(self, language: Language) -> Sequence[int]:
        """Put the best proven first; equal ones in the order of their titles."""
        return self._kept(
            "evidence", language, lambda: sorted(self.by_title(language), key=lambda one: -self._proven[one])
        )

    def _kept(self, name: str, language: Language, make: Callable[[], Sequence[int]]) -> Sequence[int]:
        if (name, language) not in self._made:
            self._made[name, language] = make()
        return self._made[name, language]

    def by_proof(self, cases: int) -> Iterator[int]:
        """Give the positions of the cases of a set, the best proven first; equal ones in order of IRI."""
        return in_order(cases, self._best_proven)

    def best_documented(self, cases: int, *, first: int) -> list[CaseEntry]:
        """Return the best documented cases of a set: by evidence level, then number of actors, then IRI."""
        return self._cases.read(islice(in_order(cases, self.documented), first))

    @cached_property
    def latest(self) -> Sequence[int]:
        """Those changed last first; equal dates put the best documented first."""
        modified = self._cases.inventory.modified
        return sorted(
            range(len(self._cases)),
            key=lambda one: (modified[one], self._proven[one], self._actors[one]),
            reverse=True,
        )

    @cached_property
    def documented(self) -> Sequence[int]:
        """The best documented first: by evidence level, then number of actors."""
        return sorted(range(len(self._cases)), key=lambda one: (-self._proven[one], -self._actors[one], one))

    @cached_property
    def _best_proven(self) -> Sequence[int]:
        return sorted(range(len(self._cases)), key=lambda one: -self._proven[one])

    @cached_property
    def _proven(self) -> Sequence[int]:
        """Rank of the evidence level of each case, by position; 0 for a case without one."""
        order = self._names.concepts
        proven = [0] * len(self._cases)
        for level, cases in self._sets["evidence"].items():
            rank = (order[level].order or 0) if level in order else 0
            for position in positions(cases):
                proven[position] = max(proven[position], rank)
        return proven

    @cached_property
    def _actors(self) -> Sequence[int]:
        """Number of actors of each case, by position."""
        numbers = [0] * len(self._cases)
        for cases in self._sets["actor"].values():
            for position in positions(cases):
                numbers[position] += 1
        return numbers
