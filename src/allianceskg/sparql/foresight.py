"""Which pattern makes a query long: one that is tied to the others by nothing, or only by what may be open."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from allianceskg.sparql import tokens
from allianceskg.sparql.pattern_order import Sizes
from allianceskg.sparql.pattern_tree import (
    NOTHING,
    Alternatives,
    Filter,
    GraphPart,
    Group,
    Joined,
    Level,
    PatternQuery,
    Step,
    SubSelect,
    TriplePattern,
    Variables,
    union,
)
from allianceskg.sparql.pattern_writing import text_of
from allianceskg.sparql.rearranging import SizesUnder, hoisted, opened, readable

Place = Literal["untied", "OPTIONAL", "MINUS", "BIND"]

_MOST_PAIRS: Final = 200_000_000
"""Pairs of solutions that the engine does not get through within the time of a query."""
_COUNTED: Final = 20_000
"""Up to where a size is taken for counted."""
_NEED_ALL: Final = frozenset(
    ("ORDER", "GROUP", "DISTINCT", "REDUCED", "COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT")
)


@dataclass(frozen=True, slots=True)
class SlowPart:
    """
    A pattern that makes a query long.

    Attributes:
        place: `untied` for a pattern that shares no variable with those beside it; otherwise the step that it stands behind
            and that alone may give it a variable.
        pattern: As it is written.
        start: Offset in the query, from 0.
    """

    place: Place
    pattern: str
    start: int


def slow_part(query: str) -> SlowPart | None:
    """
    Find the first pattern that is likely to make a query long; None when none stands out.

    >>> slow_part("SELECT * { ?a <p:x> ?b . OPTIONAL { ?b <p:y> ?c } ?c <p:z> ?d }").pattern
    '?c <p:z> ?d'
    """
    read = readable(query)
    return next(_slow_parts(read.group), None) if read is not None else None


def endless_part(query: PatternQuery, sizes: SizesUnder) -> SlowPart | None:
    """
    Find a pattern for which more pairs of solutions would have to be looked at than time allows; None when there is none.

    Only what was counted counts, and only where nothing can make it less, so that no query is refused that would have been
    answered.
    """
    group = hoisted(opened(query.group))
    runs = _runs(group.levels[0].joined)
    if not _needs_all(query) or any(_spares(one, runs) for one in group.filters):
        return None
    here = partial(sizes, query.declarations)
    pairs = math.prod(_at_least(run, here) for run in runs)
    if len(runs) > 1 and pairs > _MOST_PAIRS:
        return _slow("untied", runs[-1])
    certain = group.levels[0].certain
    for level in group.levels[1:]:
        if isinstance(level.step, Step) and level.step.kind == "MINUS":
            return None
        for run in _loose(level, certain):
            if pairs * _at_least(run, here) > _MOST_PAIRS:
                return _slow(_place(level), run)
        certain |= level.certain
    return None


def _slow_parts(group: Group) -> Iterator[SlowPart]:
    group = hoisted(opened(group))
    certain = NOTHING
    for level in group.levels:
        for run in _loose(level, certain):
            slow = _slow(_place(level), run)
            if slow is not None:
                yield slow
        certain |= level.certain
    for inner in _inside(group):
        yield from _slow_parts(inner)


def _slow(place: Place, run: Sequence[Joined]) -> SlowPart | None:
    pattern = next((part for part in run if isinstance(part, TriplePattern)), None)
    return SlowPart(place, text_of(pattern), pattern.start) if pattern is not None else None


def _loose(level: Level, certain: Variables) -> list[list[Joined]]:
    """Return what is joined here and has no variable in common with what stands before, or with the first run of all."""
    runs = _runs(level.joined)
    if level.step is None:
        return runs[1:]
    return [run for run in runs if not union(part.variables for part in run) & certain]


def _runs(parts: Sequence[Joined]) -> list[list[Joined]]:
    """Sort parts into runs that hang together by their variables."""
    left = list(parts)
    runs: list[list[Joined]] = []
    while left:
        run = [left.pop(0)]
        while True:
            known = union(part.variables for part in run)
            following = [part for part in left if part.variables & known]
            if not following:
                break
            run += following
            left = [part for part in left if not part.variables & known]
        runs.append(run)
    return runs


def _place(level: Level) -> Place:
    if level.step is None:
        return "untied"
    return level.step.kind if isinstance(level.step, Step) else "BIND"


def _inside(group: Group) -> Iterator[Group]:
    for level in group.levels:
        if isinstance(level.step, Step):
            yield level.step.group
        for part in level.joined:
            match part:
                case SubSelect() | GraphPart():
                    yield part.group
                case Alternatives(branches):
                    yield from branches


def _needs_all(query: PatternQuery) -> bool:
    """Tell whether every solution has to be found; a few are enough for ASK, and for LIMIT by itself."""
    words = {token.text.upper() for token in tokens.cut(f"{query.head} {query.tail}") if token.kind == "word"}
    return "ASK" not in words and "VALUES" not in words and not ("LIMIT" in words and not words & _NEED_ALL)


def _spares(one: Filter, runs: Sequence[Sequence[Joined]]) -> bool:
    """Tell whether a filter can be looked at before runs are put together, so that less may have to be."""
    touched = sum(bool(union(part.variables for part in run) & one.variables) for run in runs)
    return touched < 2


def _at_least(run: Sequence[Joined], sizes: Sizes) -> int:
    """Return how many solutions a run has at least, as far as that is counted."""
    part = run[0]
    is_counted = len(run) == 1 and isinstance(part, TriplePattern) and not part.is_path
    return min(sizes(part), _COUNTED) if is_counted and isinstance(part, TriplePattern) else 0
