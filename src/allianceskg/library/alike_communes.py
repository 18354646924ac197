"""Communes like another one: as many people, in a grouping of the same kind; and what they have on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.language import Text
from allianceskg.library.library import Library
from allianceskg.library.territories import level_of
from allianceskg.terms import TERRITORY, slug

_SHOWN: Final = 8
_METROPOLIS: Final = Text(fr="une métropole", en="a métropole")
_KINDS: Final = {
    "CC": Text(fr="une communauté de communes", en="a community of communes"),
    "CA": Text(fr="une communauté d'agglomération", en="an agglomeration community"),
    "CU": Text(fr="une communauté urbaine", en="an urban community"),
}
"""Kinds of groupings, by the letters with which their official names begin; all others are métropoles."""


@dataclass(frozen=True, slots=True)
class AlikeCommunes:
    """
    The communes with cases that are like another one.

    Attributes:
        kind: In what kind of grouping all of them are.
        least: Population of the smallest that counts as alike.
        most: Population of the largest.
        shown: IRI, population and number of cases of those nearest in population.
        total: Number of all communes with cases that are alike.
        known: Number of all communes that are alike, with cases or without.
    """

    kind: Text
    least: int
    most: int
    shown: tuple[tuple[str, int, int], ...]
    total: int
    known: int


def find_alike(commune: str, library: Library) -> AlikeCommunes | None:
    """
    Find the communes like one, those nearest in population first; None for what is no commune, or is not known well enough.

    Args:
        commune: IRI.

    Source:
        Convention `communes-alike-times`.
    """
    territories = library.catalogue.territories
    people, kind = territories.population(slug(commune)), _kind(slug(commune), library)
    if level_of(commune) != "commune" or not people or kind is None:
        return None
    times = library.catalogue.knowledge.conventions.communes_alike_times
    least, most = -(-people // times), people * times
    alike = [
        one
        for one, number in library.keep(("communes by kind",), lambda: _by_kind(library)).get(kind.fr, ())
        if least <= number <= most and one != slug(commune)
    ]
    sets = library.sets["territory"]
    having = [(f"{TERRITORY}{one}", territories.population(one) or 0) for one in alike if f"{TERRITORY}{one}" in sets]
    having.sort(key=lambda pair: (max(pair[1], people) / min(pair[1], people), pair[0]))
    shown = tuple((iri, number, sets[iri].bit_count()) for iri, number in having[:_SHOWN])
    library.names.learn(iri for iri, *_ in shown)
    return AlikeCommunes(kind, least, most, shown, len(having), len(alike))


def _by_kind(library: Library) -> dict[str, list[tuple[str, int]]]:
    """Return every commune with its population, by the kind of its grouping in French."""
    found: dict[str, list[tuple[str, int]]] = {}
    for one, people in library.catalogue.territories.communes():
        kind = _kind(one, library)
        if kind is not None:
            found.setdefault(kind.fr, []).append((one, people))
    return found


def _kind(commune: str, library: Library) -> Text | None:
    """Name the kind of grouping in which a commune lies; None where it lies in none."""
    names: Sequence[str] = library.catalogue.territories.groupings(commune)
    return _KINDS.get(names[0].partition(" ")[0], _METROPOLIS) if names else None
