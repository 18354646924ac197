"""The map of départements beside the list of cases: a number, a shade and a way to narrow the list for each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from allianceskg.library.counts import read_territories
from allianceskg.library.library import Library
from allianceskg.library.selection import FACET, FACETS, Selection, select_by
from allianceskg.terms import TERRITORY, slug

OUTLINES: Final = Path(__file__).parent.parent / "static" / "departements.json"
INNER_PARIS: Final = ("75", "92", "93", "94")
"""Départements too small for a number; an inset draws them larger."""

_LEVELS: Final = ("departement", "collectivite")
_SHADES: Final = 4


@dataclass(frozen=True, slots=True)
class Area:
    """
    A département or an overseas collectivity.

    Attributes:
        cases: Number of cases that the list would hold after choosing it.
        shade: From 0, no case, to 4, most cases; the number says the same.
        outline: Its shape; empty for those overseas, of which none is drawn.
        x: Where its number stands.
        y: Where its number stands.
        selection: What is chosen after following it.
    """

    iri: str
    code: str
    cases: int
    shade: int
    is_chosen: bool
    outline: str
    x: float
    y: float
    selection: Selection

    @property
    def is_inner_paris(self) -> bool:
        """Whether it is drawn in the inset."""
        return self.code in INNER_PARIS

    @property
    def is_departement(self) -> bool:
        """Whether it is a département, and not an overseas collectivity."""
        return slug(self.iri).startswith("departement-")


@dataclass(frozen=True, slots=True)
class TerritoryMap:
    """
    All areas with the cases of a selection, whatever territory is chosen in it.

    Attributes:
        counted: Number of cases of the selection in one area at least.
        elsewhere: Number of those in none: placed in a larger territory or abroad, or nowhere.
    """

    view_box: str
    drawn: tuple[Area, ...]
    overseas: tuple[Area, ...]
    counted: int
    elsewhere: int

    @property
    def areas(self) -> tuple[Area, ...]:
        """All areas, drawn or not."""
        return (*self.drawn, *self.overseas)

    @property
    def with_cases(self) -> list[Area]:
        """Areas that have a case, those with most first."""
        return sorted((one for one in self.areas if one.cases), key=lambda one: (-one.cases, one.code))


def view_map(selection: Selection, library: Library) -> TerritoryMap:
    """Count the cases of a selection in each département and overseas collectivity."""
    territory = FACET["territory"]
    within = select_by(selection, library, [one for one in FACETS if one.name != "territory"])
    sets, chosen = library.sets["territory"], selection.chosen.get("territory", ())
    places = library.keep(("map",), lambda: [iri for level in _LEVELS for iri, _ in read_territories(library, level)])
    members = {iri: sets.get(iri, 0) & within for iri in places}
    most = max((cases.bit_count() for cases in members.values()), default=0)
    located, areas = 0, []
    for iri, cases in members.items():
        located |= cases
        value, number = slug(iri), cases.bit_count()
        code = value.partition("-")[2]
        shape = _outlines()["areas"].get(code, {"d": "", "x": 0, "y": 0})
        is_chosen = value in chosen
        after = selection.drop(territory, value) if is_chosen else selection.choose(territory, value)
        areas.append(
            Area(iri, code, number, _shade(number, most), is_chosen, shape["d"], shape["x"], shape["y"], after)
        )
    return TerritoryMap(
        _outlines()["viewBox"],
        drawn=tuple(one for one in areas if one.outline),
        overseas=tuple(one for one in areas if not one.outline and (one.cases or not _is_uninhabited(one.iri))),
        counted=located.bit_count(),
        elsewhere=(within & ~located).bit_count(),
    )


def _shade(cases: int, most: int) -> int:
    """
    Sort a number of cases into one of four shades, each as wide as the others on a scale of doublings.

    >>> [_shade(cases, 16) for cases in (0, 1, 2, 4, 8, 16)]
    [0, 1, 1, 2, 3, 4]
    """
    if not cases:
        return 0
    return max(1, -(-_SHADES * (cases.bit_length() - 1) // max(1, most.bit_length() - 1)))


def _is_uninhabited(iri: str) -> bool:
    """Tell whether nobody lives there for good: the southern lands, Clipperton."""
    return iri in {f"{TERRITORY}collectivite-984", f"{TERRITORY}collectivite-989"}


@cache
def _outlines() -> Mapping[str, Any]:
    outlines: Mapping[str, Any] = json.loads(OUTLINES.read_text(encoding="utf-8"))
    return outlines
