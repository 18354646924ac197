"""Writing the tree of patterns of a query as a query again, one pattern a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from allianceskg.sparql.pattern_tree import (
    Alternatives,
    Binding,
    Existence,
    Filter,
    GraphPart,
    Group,
    Joined,
    Level,
    PatternQuery,
    Step,
    SubSelect,
    TriplePattern,
    ValuesPart,
)

_INDENT: Final = "  "


def write_patterns(query: PatternQuery) -> str:
    """Write a query; what stands around its patterns is as it was."""
    lines = [*_in_braces(query.head, query.group, 0), query.tail]
    return "\n".join(line for line in lines if line)


def text_of(pattern: TriplePattern) -> str:
    """
    Write a triple pattern.

    >>> text_of(TriplePattern("?case", "a", "akg:CaseStudy"))
    '?case a akg:CaseStudy'
    """
    return f"{pattern.subject} {pattern.predicate} {pattern.object}"


def _in_braces(before: str, group: Group, depth: int, behind: str = "") -> Iterator[str]:
    yield f"{_INDENT * depth}{before}{' ' * bool(before)}{{"
    yield from _inside(group, depth + 1)
    yield f"{_INDENT * depth}}}{behind}"


def _inside(group: Group, depth: int) -> Iterator[str]:
    for level in group.levels:
        yield from _level(level, depth)
    for one in group.filters:
        yield from _filter(one, depth)


def _level(level: Level, depth: int) -> Iterator[str]:
    match level.step:
        case Step(kind, group):
            yield from _in_braces(kind, group, depth)
        case Binding(text):
            yield f"{_INDENT * depth}{text}"
    for one in level.joined:
        yield from _joined(one, depth)


def _joined(part: Joined, depth: int) -> Iterator[str]:
    match part:
        case TriplePattern():
            yield f"{_INDENT * depth}{text_of(part)} ."
        case ValuesPart(text):
            yield f"{_INDENT * depth}{text}"
        case GraphPart(name, group):
            yield from _in_braces(f"GRAPH {name}", group, depth)
        case SubSelect():
            yield from _select(part, depth)
        case Alternatives(branches):
            for place, branch in enumerate(branches):
                yield from _in_braces("UNION" if place else "", branch, depth)


def _select(select: SubSelect, depth: int) -> Iterator[str]:
    yield from _in_braces(select.head, select.group, depth)
    if select.tail:
        yield f"{_INDENT * depth}{select.tail}"


def _filter(one: Filter, depth: int) -> Iterator[str]:
    if isinstance(one, Existence):
        yield from _in_braces("FILTER NOT EXISTS" if one.is_negated else "FILTER EXISTS", one.group, depth)
    else:
        yield f"{_INDENT * depth}{one.text}"
