"""The four catalyst functions on a territory: recorded there, in a part of it, over it, nearby, or nowhere near."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

from allianceskg.library.case_entries import CaseEntry
from allianceskg.library.library import Library
from allianceskg.library.sets import set_of
from allianceskg.matching.criteria import SHARED_LEVELS
from allianceskg.rdf.term import IRI
from allianceskg.terms import slug

Standing = Literal["here", "in-part", "over", "nearby"]
"""Where a case stands: on the territory itself, in a part of it, on a larger one that holds it, on a neighbour."""

_EXAMPLES: Final = 2
_NAMED: Final = 6


@dataclass(frozen=True, slots=True)
class FunctionCases:
    """
    The cases that have a function in one way.

    Attributes:
        cases: The first of them, each with a territory: that of the case, or for those nearby the one that they share.
        total: Number of all of them.
        widest: The territory in which all of these lie; empty where there is none to be listed by.
    """

    standing: Standing
    cases: tuple[tuple[CaseEntry, str], ...]
    total: int
    widest: str = ""


@dataclass(frozen=True, slots=True)
class TerritoryFunction:
    """
    A function on a territory.

    Attributes:
        groups: The ways in which it is recorded, the nearest first; none when it is not. Neighbours are looked at only
            where it is recorded neither on the territory nor in a part of it.
        examples: Cases from elsewhere, when it is not recorded.
    """

    function: str
    groups: tuple[FunctionCases, ...]
    examples: tuple[CaseEntry, ...] = ()

    @property
    def standing(self) -> Standing | None:
        """The nearest way in which it is recorded; None when it is not."""
        return self.groups[0].standing if self.groups else None


def report_functions(territory: str, library: Library) -> list[TerritoryFunction]:
    """Say of each function how it is recorded on a territory, with cases to read."""
    near, over = _shared(territory, library), _assigned_over(territory, library)
    functions = [one.iri for one in library.catalogue.names.in_scheme("catalyst-functions") if not one.broader]
    return [_report(function, territory, near, over.get(function, {}), library) for function in functions]


def _shared(iri: str, library: Library) -> list[str]:
    """Return the territories whose cases are near a territory, the nearest first; it is not among them itself."""
    ranks: dict[str, int] = {}
    for shared, levels in library.catalogue.finder.ancestors([iri])[iri].items():
        found = [SHARED_LEVELS.index(slug(level)) for level in levels if slug(level) in SHARED_LEVELS]
        if shared != iri and found:
            ranks[shared] = min(found)
    return sorted(ranks, key=lambda one: (ranks[one], one))


def _assigned_over(territory: str, library: Library) -> Mapping[str, Mapping[int, list[str]]]:
    """Return the cases of each function that is assigned on a territory or on one that holds it, with these territories."""
    catalogue, places = library.catalogue, library.cases.positions
    found: dict[str, dict[int, list[str]]] = {}
    query = catalogue.queries.get("page-functions-over").bind({"asked": [IRI(territory)]})
    for row in catalogue.store.select(query):
        if row["case"].value in places:
            of_function = found.setdefault(row["function"].value, {})
            of_function.setdefault(places[row["case"].value], []).append(row["place"].value)
    return found


def _report(
    function: str, iri: str, near: Sequence[str], over: Mapping[int, Sequence[str]], library: Library
) -> TerritoryFunction:
    groups = tuple(_groups(function, iri, near, over, library))
    if groups:
        return TerritoryFunction(function, groups)
    examples = islice(library.orders.by_proof(library.sets["function"].get(function, 0)), _EXAMPLES)
    return TerritoryFunction(function, (), tuple(library.cases.read(examples)))


def _groups(
    function: str, iri: str, near: Sequence[str], over: Mapping[int, Sequence[str]], library: Library
) -> Iterator[FunctionCases]:
    cases = library.cases
    here = set_of(one for one, places in over.items() if iri in places)
    if here:
        shown = tuple((case, iri) for case in cases.first(here, limit=_NAMED))
        yield FunctionCases("here", shown, here.bit_count())
    seen = here
    inside = library.sets.functions_around(function, iri) & ~seen
    if inside:
        seen |= inside
        yield FunctionCases("in-part", _in_parts(function, inside, iri, library), inside.bit_count(), iri)
    above = set_of(over) & ~seen
    if above:
        seen |= above
        shown = tuple((case, over[case.position][0]) for case in cases.first(above, limit=_NAMED))
        yield FunctionCases("over", shown, above.bit_count())
    if not here and not inside:
        yield from _nearby(function, near, seen, library)


def _in_parts(function: str, inside: int, iri: str, library: Library) -> tuple[tuple[CaseEntry, str], ...]:
    """Return the first cases that have a function inside a territory, each with a part of it where it has."""
    shown = library.cases.first(inside, limit=_NAMED)
    query = library.catalogue.queries.get("page-function-places").bind(
        {"case": [IRI(case.iri) for case in shown], "function": [IRI(function)]}
    )
    rows = [(row["case"].value, row["place"].value) for row in library.catalogue.store.select(query)]
    holders = library.catalogue.finder.ancestors([place for _, place in rows])
    parts: dict[str, str] = {}
    for case, place in rows:
        if iri in holders[place]:
            parts.setdefault(case, place)
    return tuple((case, parts.get(case.iri, iri)) for case in shown)


def _nearby(function: str, near: Sequence[str], seen: int, library: Library) -> Iterator[FunctionCases]:
    """Give those of the neighbours: cases in what holds the territory, the nearest first."""
    besides, widest = seen, ""
    nearby: list[tuple[CaseEntry, str]] = []
    for shared in near:
        found = library.sets.functions_around(function, shared) & ~besides
        if found:
            besides, widest = besides | found, shared
            nearby += [(case, shared) for case in library.cases.first(found, limit=_NAMED - len(nearby))]
    if nearby:
        yield FunctionCases("nearby", tuple(nearby), (besides & ~seen).bit_count(), widest)
