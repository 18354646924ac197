"""The four catalyst functions on a territory: recorded there, nearby, or nowhere near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from allianceskg.library.case_entries import CaseEntry
from allianceskg.library.library import Library
from allianceskg.matching.answer import FunctionState
from allianceskg.matching.criteria import SHARED_LEVELS
from allianceskg.terms import slug

_EXAMPLES: Final = 2
_NAMED: Final = 6


@dataclass(frozen=True, slots=True)
class TerritoryFunction:
    """
    A function on a territory.

    Attributes:
        cases: The first of those recorded here, or nearby with what is shared; examples from elsewhere when there are none.
        total: Number of cases recorded here, or nearby; 0 when there are none.
        widest: The territory in which all of these lie.
    """

    function: str
    state: FunctionState
    cases: tuple[tuple[CaseEntry, str | None], ...]
    total: int
    widest: str


def report_functions(territory: str, library: Library) -> list[TerritoryFunction]:
    """Say of each function whether it is recorded on a territory, near it, or not, with cases to read."""
    near = _shared(territory, library)
    functions = [one.iri for one in library.catalogue.names.in_scheme("catalyst-functions") if not one.broader]
    return [_report(function, territory, near, library) for function in functions]


def _shared(iri: str, library: Library) -> list[str]:
    """Return the territories whose cases are near a territory, the nearest first; it is not among them itself."""
    ranks: dict[str, int] = {}
    for shared, levels in library.catalogue.finder.ancestors([iri])[iri].items():
        found = [SHARED_LEVELS.index(slug(level)) for level in levels if slug(level) in SHARED_LEVELS]
        if shared != iri and found:
            ranks[shared] = min(found)
    return sorted(ranks, key=lambda one: (ranks[one], one))


def _report(function: str, iri: str, near: Sequence[str], library: Library) -> TerritoryFunction:
    sets, cases = library.sets, library.cases
    here = sets.functions_around(function, iri)
    if here:
        recorded = tuple((case, None) for case in cases.first(here, limit=_NAMED))
        return TerritoryFunction(function, "recorded", recorded, here.bit_count(), iri)
    seen, widest = 0, iri
    nearby: list[tuple[CaseEntry, str | None]] = []
    for shared in near:
        found = sets.functions_around(function, shared) & ~seen
        if found:
            seen, widest = seen | found, shared
            nearby += [(case, shared) for case in cases.first(found, limit=_NAMED - len(nearby))]
    if seen:
        return TerritoryFunction(function, "recorded-nearby", tuple(nearby), seen.bit_count(), widest)
    examples = islice(library.orders.by_proof(sets["function"].get(function, 0)), _EXAMPLES)
    elsewhere = tuple((case, None) for case in cases.read(examples))
    return TerritoryFunction(function, "none-recorded", elsewhere, 0, "")
