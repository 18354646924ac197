"""
Writing a query so that an engine answers it soon, with the same rows.

An engine joins patterns well as long as nothing stands between them. So required patterns go before OPTIONAL, MINUS
and BIND, groups without a need for their braces are opened, what is joined with a UNION goes into its branches, and the
patterns of EXISTS are asked one within the other. Each of these holds for every data set, by the algebra of SPARQL,
under conditions on the variables; where they are not met, the part stays as it is.

Source:
    Pérez, Arenas, Gutierrez: Semantics and Complexity of SPARQL (2009), section 4, for patterns that move over OPTIONAL;
    docs/decisions/0062-queries-are-rearranged-before-they-run.md for the proof of each step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from allianceskg.sparql.cursor import UnreadablePatternError
from allianceskg.sparql.pattern_order import UNKNOWN_SIZE, Sizes, in_good_order
from allianceskg.sparql.pattern_reading import read_patterns
from allianceskg.sparql.pattern_tree import (
    NOTHING,
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
    Variables,
    union,
)
from allianceskg.sparql.pattern_writing import write_patterns

SizesUnder = Callable[[str, TriplePattern], int]
"""Tells how many triples fit a pattern, given the declarations that the names in it are short for."""

_MOST_BRANCHES: Final = 16
"""Branches that the parts of one group may be copied into."""
_MOST_LENGTH: Final = 50_000
_MOST_PARTS: Final = 300
"""Characters and parts beyond which a query is left as it is: looking at each part beside each other would take too long."""


def rearrange(query: str, sizes: SizesUnder | None = None) -> str:
    """
    Return a query with the same rows that is answered sooner; the query itself when nothing is to be done.

    Args:
        sizes: By default all patterns count as equally large.

    >>> print(rearrange("SELECT ?n { ?a <p:x> ?b . OPTIONAL { ?b <p:y> ?c } ?b <p:z> ?n }"))
    SELECT ?n {
      ?a <p:x> ?b .
      ?b <p:z> ?n .
      OPTIONAL {
        ?b <p:y> ?c .
      }
    }
    """
    read = readable(query)
    return query if read is None else rewritten(query, read, sizes)


def readable(query: str) -> PatternQuery | None:
    """Read the patterns of a query; None when they are left as they are."""
    if len(query) > _MOST_LENGTH:
        return None
    try:
        read = read_patterns(query)
    except UnreadablePatternError:
        return None
    return read if read.group.size <= _MOST_PARTS else None


def rewritten(query: str, read: PatternQuery, sizes: SizesUnder | None = None) -> str:
    """Write a query that was read anew, rearranged; the query itself when nothing is to be done."""
    counted = partial(sizes, read.declarations) if sizes is not None else _all_alike
    arranged = replace(read, group=_group(read.group, NOTHING, counted))
    return query if arranged == read else write_patterns(arranged)


def _all_alike(_: TriplePattern) -> int:
    return UNKNOWN_SIZE


def _group(group: Group, bound: Variables, sizes: Sizes) -> Group:
    """
    Rearrange a group.

    Args:
        bound: Variables that have a value before it is looked at, which only bears on the order of patterns.
    """
    group = hoisted(opened(group))
    spread = distributed(group)
    if spread is not None:
        return _group(spread, bound, sizes)
    levels: list[Level] = []
    for level in group.levels:
        step = _step(level.step, bound, sizes)
        joined = in_good_order([_joined(part, bound | level.certain, sizes) for part in level.joined], bound, sizes)
        levels.append(Level(step, joined))
        bound |= level.certain
    return Group(tuple(levels), tuple(_filter(one, group.certain, bound, sizes) for one in group.filters))


def _step(step: Step | Binding | None, bound: Variables, sizes: Sizes) -> Step | Binding | None:
    return replace(step, group=_group(step.group, bound, sizes)) if isinstance(step, Step) else step


def _joined(part: Joined, bound: Variables, sizes: Sizes) -> Joined:
    match part:
        case SubSelect():
            return replace(part, group=_group(part.group, NOTHING, sizes))
        case GraphPart():
            return replace(part, group=_group(part.group, bound, sizes))
        case Alternatives(branches):
            return Alternatives(tuple(_group(branch, bound, sizes) for branch in branches))
        case _:
            return part


def _filter(one: Filter, certain: Variables, bound: Variables, sizes: Sizes) -> Filter:
    if not isinstance(one, Existence):
        return one
    return replace(one, group=nested(_group(one.group, bound, sizes), certain))


# -- required parts before OPTIONAL, MINUS and BIND


def hoisted(group: Group) -> Group:
    """Join each part as early as it may be: right before the first step that it may stand before."""
    steps = [level.step for level in group.levels]
    places = [list(level.joined) for level in group.levels]
    has_moved = True
    while has_moved:  # what moved may let others follow, since more variables are certain then
        has_moved = False
        for place in range(len(places) - 1, 0, -1):
            step = steps[place]
            certain = union(part.certain for earlier in places[:place] for part in earlier)
            moving = [part for part in places[place] if step is not None and may_precede(part.variables, step, certain)]
            if moving:
                has_moved = True
                places[place] = [part for part in places[place] if part not in moving]
                places[place - 1] += moving
    return replace(group, levels=tuple(Level(step, tuple(joined)) for step, joined in zip(steps, places, strict=True)))


def may_precede(variables: Variables, step: Step | Binding, certain: Variables) -> bool:
    """
    Tell whether a part that is joined after a step may as well be joined before it.

    Args:
        variables: All that are written in the part.
        certain: Those that have a value in each solution before the step.
    """
    if isinstance(step, Binding):
        return step.target not in variables and variables & step.read <= certain
    return variables & step.variables <= certain


# -- groups in braces


def opened(group: Group) -> Group:
    """Take away the braces of groups within a group that hold joined parts and filters only."""
    filters = list(group.filters)
    levels = []
    for level in group.levels:
        joined: list[Joined] = []
        for part in level.joined:
            inner = _plain(part)
            if inner is None:
                joined.append(part)
            else:
                joined += inner.levels[0].joined
                filters += inner.filters
        levels.append(replace(level, joined=tuple(joined)))
    return Group(tuple(levels), tuple(filters))


def _plain(part: Joined) -> Group | None:
    """Return the one group of a part whose braces say nothing: no step in it, and filters about what is certain in it."""
    if not isinstance(part, Alternatives) or len(part.branches) > 1:
        return None
    inner = opened(part.branches[0])
    is_flat = len(inner.levels) == 1 and not any(isinstance(one, SubSelect) for one in inner.levels[0].joined)
    return inner if is_flat and all(one.variables <= inner.certain for one in inner.filters) else None


# -- unions


def distributed(group: Group) -> Group | None:
    """
    Put what is joined with a union of composed branches into each of its branches; None when there is no such union.

    Only what stands before the first step is looked at, since solutions come from there.
    """
    first = group.levels[0].joined
    for alternatives in first:
        if not isinstance(alternatives, Alternatives) or not _is_composed(alternatives):
            continue
        others = [part for part in first if part is not alternatives and _is_copied(part)]
        if others and all(_may_enter(others, branch) for branch in alternatives.branches):
            branches = tuple(_entered(others, branch) for branch in alternatives.branches)
            if sum(_count_branches(branch) for branch in branches) <= _MOST_BRANCHES:
                staying = (part for part in first if part is not alternatives and not _is_copied(part))
                return replace(group, levels=(Level(None, (Alternatives(branches), *staying)), *group.levels[1:]))
    return None


def _is_copied(part: Joined) -> bool:
    """Tell whether a part goes into the branches of a union beside it: not what is computed once and for itself."""
    return isinstance(part, TriplePattern | ValuesPart) or (isinstance(part, Alternatives) and len(part.branches) > 1)


def _is_composed(alternatives: Alternatives) -> bool:
    """Tell whether some branch is more than one part, so that it matters where an engine begins in it."""
    return len(alternatives.branches) > 1 and any(
        len(branch.levels) > 1 or len(branch.levels[0].joined) > 1 for branch in alternatives.branches
    )


def _may_enter(others: Sequence[Joined], branch: Group) -> bool:
    """Tell whether parts that are joined with a branch may as well be joined at its beginning."""
    variables = union(part.variables for part in others)
    certain = NOTHING
    for level in branch.levels:
        if level.step is not None and not may_precede(variables, level.step, certain):
            return False
        certain |= level.certain
    return all(variables & one.variables <= certain for one in branch.filters)


def _entered(others: Iterable[Joined], branch: Group) -> Group:
    first = branch.levels[0]
    own = (
        Alternatives((Group((Level(None, (one,)),)),)) if isinstance(one, SubSelect) else one for one in first.joined
    )
    return replace(branch, levels=(replace(first, joined=(*others, *own)), *branch.levels[1:]))


def _count_branches(group: Group) -> int:
    """Count the groups that a group would become, if each union in it were spread over it."""
    count = 1
    for part in group.levels[0].joined:
        if isinstance(part, Alternatives) and _is_composed(part):
            count *= sum(_count_branches(branch) for branch in part.branches)
    return count


# -- existence


def nested(group: Group, bound: Variables) -> Group:
    """
    Ask for the patterns of an EXISTS one within the other, each with what the ones before it found.

    Args:
        bound: Variables that have a value in the group whose filter this is; what is bound further out is not seen here.
    """
    patterns = group.levels[0].joined
    is_simple = len(group.levels) == 1 and all(isinstance(one, TriplePattern) for one in patterns)
    if not is_simple or len(patterns) < 2 or not all(_is_local(one, group, bound) for one in group.filters):
        return group
    return _chain(list(patterns), list(group.filters), bound)


def _is_local(one: Filter, group: Group, bound: Variables) -> bool:
    return not isinstance(one, Existence) and one.variables <= group.certain | bound


def _chain(patterns: list[Joined], filters: list[Filter], bound: Variables) -> Group:
    first, *others = patterns
    bound |= first.certain
    here = [one for one in filters if one.variables <= bound]
    later = [one for one in filters if one not in here]
    if others:
        here.append(Existence(is_negated=False, group=_chain(others, later, bound)))
    return Group((Level(None, (first,)),), tuple(here))
