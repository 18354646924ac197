"""The cases around a territory: on it, in a part of it, over it, and at some distance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import or_
from typing import Final

from allianceskg.library.case_entries import CaseEntry
from allianceskg.library.library import Library
from allianceskg.library.sets import positions
from allianceskg.matching.catalogue_facts import Point, is_small, within
from allianceskg.terms import TERRITORY, slug

_NEIGHBOURS: Final = 5
_NAMED: Final = 6


@dataclass(frozen=True, slots=True)
class CasesByExtent:
    """
    The cases that concern a territory, by how far they extend.

    Attributes:
        here: Number of those located on the territory itself.
        in_parts: Number of those located in a part of it only.
        over: The first of those located on what holds it (its département, the country), each with that territory.
        over_total: Number of all of these.
    """

    here: int
    in_parts: int
    over: tuple[tuple[CaseEntry, str], ...]
    over_total: int


@dataclass(frozen=True, slots=True)
class SurroundingCases:
    """
    The cases around a territory that has none.

    Attributes:
        departement, region: Each with its number of cases; None where the territory lies in none, or is one.
        neighbours: The nearest places with cases: territory, distance in kilometres, number of cases.
        around: Number of cases at most `kilometres` away; None where the distance is not known.
    """

    departement: tuple[str, int] | None
    region: tuple[str, int] | None
    neighbours: tuple[tuple[str, int, int], ...]
    around: int | None
    kilometres: int


def cases_by_extent(territory: str, library: Library) -> CasesByExtent:
    """Say which cases are located on a territory, in a part of it, over it."""
    inside = library.sets["territory"].get(territory, 0)
    here = library.sets["place"].get(territory, 0) & inside
    located: dict[int, str] = {}
    for holder in reversed(library.catalogue.territories.around(territory)):  # the nearest first
        for position in positions(library.sets["place"].get(holder, 0) & ~inside):
            located.setdefault(position, holder)
    shown = list(islice(located.items(), _NAMED))
    entries = library.cases.read(position for position, _ in shown)
    return CasesByExtent(
        here=here.bit_count(),
        in_parts=(inside & ~here).bit_count(),
        over=tuple(zip(entries, (holder for _, holder in shown), strict=True)),
        over_total=len(located),
    )


def surroundings(territory: str, library: Library) -> SurroundingCases:
    """Say how many cases the département and the région of a territory have, and which places near it."""
    departement, region = library.catalogue.territories.departement_and_region(slug(territory))
    kilometres = library.catalogue.knowledge.conventions.kilometres_around
    near = _near(territory, kilometres, library)
    sets = library.sets["place"]
    nearest = sorted(near, key=lambda one: (near[one], one)) if near is not None else []
    return SurroundingCases(
        departement=_counted(departement, library),
        region=_counted(region, library),
        neighbours=tuple((one, (near or {})[one], sets[one].bit_count()) for one in nearest[:_NEIGHBOURS]),
        around=None if near is None else reduce(or_, (sets[one] for one in near), 0).bit_count(),
        kilometres=kilometres,
    )


def _counted(territory: str | None, library: Library) -> tuple[str, int] | None:
    if territory is None:
        return None
    iri = f"{TERRITORY}{territory}"
    return iri, library.sets["territory"].get(iri, 0).bit_count()


def _near(territory: str, kilometres: int, library: Library) -> Mapping[str, int] | None:
    """Return the places of cases that are at most so far away; None for a territory that no one point stands for."""
    here = library.catalogue.territories.point(slug(territory)) if is_small(territory) else None
    if here is None:
        return None
    places = library.keep(("points of places",), lambda: _points(library))
    return within(here, ((one, point) for one, point in places.items() if one != territory), kilometres)


def _points(library: Library) -> dict[str, Point]:
    """Return where the small places of all cases are."""
    territories = library.catalogue.territories
    points = {one: territories.point(slug(one)) for one in library.sets["place"] if is_small(one)}
    return {one: point for one, point in points.items() if point is not None}
