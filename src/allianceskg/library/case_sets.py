"""Which cases have which value: one set of cases for each value of each facet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, reduce
from operator import or_

from allianceskg.library.cases import Cases
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.sets import set_of
from allianceskg.records.shortcuts import LINKS
from allianceskg.terms import is_of_others, slug


class CaseSets:
    """
    Sets of cases as integers: bit n stands for the case of position n.

    Counting a facet is then one operation a value, whatever the number of cases. Sets come from the match index; what
    a case says is read for the cases that are shown.
    """

    def __init__(self, catalogue: Catalogue, cases: Cases) -> None:
        self._catalogue = catalogue
        self._cases = cases

    def __getitem__(self, facet: str) -> Mapping[str, int]:
        """Return the set of each value of a facet, by the value's IRI or year."""
        return self.by_facet[facet]

    @cached_property
    def by_facet(self) -> Mapping[str, Mapping[str, int]]:
        """The set of cases of each value, by the name of the facet (`LINKS` and `year`) and the value's IRI or year."""
        sets: dict[str, dict[str, int]] = {name: self._indexed(link) for name, link in LINKS.items()}
        places = self._cases.positions
        unranked = [position for iri, position in places.items() if self._catalogue.index.position(iri) is None]
        for case in self._cases.read(unranked):
            for name, values in case.values.items():
                for value in values:
                    sets[name][value] = sets[name].get(value, 0) | 1 << case.position
        years: dict[str, list[int]] = {}
        for position, of_case in enumerate(self._cases.inventory.years):
            for year in of_case:
                years.setdefault(str(year), []).append(position)
        return {**sets, "year": {year: set_of(members) for year, members in years.items()}}

    def _indexed(self, link: str) -> dict[str, int]:
        """Take the sets of a property from the match index, which may hold other cases than are shown."""
        index = self._catalogue.index
        if self._ranked == self._cases.iris:
            return index.sets(link)
        places, found = self._cases.positions, {}
        for value in index.values(link):
            ranked = (self._ranked[position] for position in index.with_value(link, value).tolist())
            if members := set_of(places[iri] for iri in ranked if iri in places):
                found[value] = members
        return found

    @cached_property
    def of_others(self) -> Mapping[str, Mapping[str, str]]:
        """The values of each facet that are somebody else's things, by the last segment of their IRI."""
        return {
            name: {slug(value): value for value in sorted(sets, reverse=True) if is_of_others(value)}
            for name, sets in self.by_facet.items()
        }

    @cached_property
    def _ranked(self) -> tuple[str, ...]:
        """The cases that the match index holds."""
        return tuple(self._catalogue.index.iris())

    @cached_property
    def all(self) -> int:
        """The set of all cases."""
        return (1 << len(self._cases)) - 1

    @property
    def alliances(self) -> int:
        """The set of cases that document an alliance."""
        return self._cases.inventory.kinds["alliances"]

    @property
    def initiatives(self) -> int:
        """The set of cases that document a catalyst initiative."""
        return self._cases.inventory.kinds["initiatives"]

    @cached_property
    def recorded(self) -> Mapping[str, int]:
        """The set of cases that record anything of a facet."""
        return {name: _union(values.values()) for name, values in self.by_facet.items()}

    @cached_property
    def concerned(self) -> Mapping[str, int]:
        """The set of cases that could record something of a facet: models belong to alliances, functions to initiatives."""
        special = {"model": self.alliances, "category": self.alliances, "function": self.initiatives}
        return {name: special.get(name, self.all) for name in self.by_facet}

    def unrecorded(self, facet: str) -> int:
        """Return the set of cases that could record something of a facet and do not."""
        return self.concerned[facet] & ~self.recorded[facet]

    def functions_around(self, function: str, territory: str) -> int:
        """Return the set of the cases that have a function at a place in a territory."""
        index, places = self._catalogue.index, self._cases.positions
        found = (index.iri(position) for position in index.functions_around(function, territory).tolist())
        return set_of(places[iri] for iri in found if iri in places)

    def filtered(self, wanted: Mapping[str, Sequence[str]]) -> int:
        """Return the set of the cases that have, for each facet, one of the wanted slugs."""
        cases = self.all
        for name, slugs in wanted.items():
            if slugs:
                cases &= _union(members for value, members in self[name].items() if slug(value) in slugs)
        return cases


def _union(sets: Iterable[int]) -> int:
    return reduce(or_, sets, 0)
