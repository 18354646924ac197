"""What the points of criteria hang on: how rare values are, which territories hold or neighbour which, which concepts are near."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from allianceskg.matching.rarity import Rarity, Value
from allianceskg.names import Names
from allianceskg.terms import slug

_EARTH_KILOMETRES: Final = 6371.0
"""Mean radius of the Earth; distances by it are right within one part in two hundred."""

_SMALL_LEVELS: Final = frozenset({"commune", "arrondissement", "epci", "ept"})
"""Levels small enough for one point to stand for the whole."""


class Point(NamedTuple):
    """A place on Earth, in degrees."""

    latitude: float
    longitude: float


class Counting(Protocol):
    """What a finder knows of the whole catalogue; see `allianceskg.matching.finding.Finder`."""

    def size(self) -> int:
        """Count the cases."""

    def numbers(self, values: Sequence[Value]) -> Mapping[Value, int]:
        """Count the cases that record values; a value that none records may be absent."""

    def above(self, territory: str) -> Mapping[str, Sequence[str]]:
        """Return the territories that hold one, itself included, each with its levels."""

    def points(self, territory: str) -> Mapping[str, Point]:
        """Return where a territory and the places of the cases are, as far as it is known."""

    def overseas(self) -> Sequence[str]:
        """Return the régions and collectivités that lie overseas."""


class CatalogueSurroundings:
    """
    Tells criteria what they need of the catalogue; see `allianceskg.matching.criteria.Surroundings`.

    Args:
        names: Knows which concepts stand above which.
        counting: Whatever finds the cases: both finders tell the same.
    """

    def __init__(self, names: Names, counting: Counting) -> None:
        self._names = names
        self._counting = counting

    def rarity(self, values: Sequence[Value], shares: Sequence[int]) -> Rarity:
        """See `Surroundings`."""
        return Rarity(self._counting.size() if values else 0, self._counting.numbers(values), shares)

    def above(self, territory: str) -> Mapping[str, Sequence[str]]:
        """See `Surroundings`."""
        return self._counting.above(territory)

    def near(self, territory: str, kilometres: int) -> Mapping[str, int]:
        """See `Surroundings`; only places small enough for one point to stand for them are near each other."""
        if not is_small(territory):
            return {}
        points = self._counting.points(territory)
        here = points.get(territory)
        if here is None:
            return {}
        return within(here, ((one, point) for one, point in points.items() if one != territory), kilometres)

    def overseas(self) -> Sequence[str]:
        """See `Surroundings`."""
        return self._counting.overseas()

    def broader(self, concept: str) -> Sequence[str]:
        """See `Surroundings`."""
        return self._names.broader(concept)

    def narrower(self, concept: str) -> Sequence[str]:
        """See `Surroundings`."""
        return self._names.narrower(concept)


def is_small(territory: str) -> bool:
    """Tell whether one point can stand for a territory."""
    return slug(territory).partition("-")[0] in _SMALL_LEVELS


def within(here: Point, places: Iterable[tuple[str, Point]], kilometres: int) -> dict[str, int]:
    """Return the places no further than so many whole kilometres, with the distance of each."""
    found = ((place, distance(here, point)) for place, point in places)
    return {place: far for place, far in found if far <= kilometres}


def distance(one: Point, other: Point) -> int:
    """
    Return the length of the great circle between two points, in whole kilometres.

    >>> distance(Point(48.8566, 2.3522), Point(45.7640, 4.8357))
    391
    """
    south, north = math.radians(one.latitude), math.radians(other.latitude)
    half = math.sin((north - south) / 2) ** 2
    half += math.cos(south) * math.cos(north) * math.sin(math.radians(other.longitude - one.longitude) / 2) ** 2
    return round(2 * _EARTH_KILOMETRES * math.asin(math.sqrt(half)))
