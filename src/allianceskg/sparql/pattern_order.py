"""
In which order to write triple patterns, so that an engine which keeps the order of equals begins with the fewest.

An engine without statistics takes patterns by what is known in them; of those that look alike to it, it takes the
first. So they are put in the order of what the store holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from allianceskg.sparql.pattern_tree import Joined, TriplePattern, ValuesPart, Variables

Sizes = Callable[[TriplePattern], int]
"""Tells how many triples fit the terms of a pattern, its variables left open; at most some number that counts as many."""

UNKNOWN_SIZE: Final = 1_000_000
_OTHERS: Final = 7


def in_good_order(parts: Sequence[Joined], bound: Variables, sizes: Sizes) -> tuple[Joined, ...]:
    """
    Order what is joined: what is small and known first, then what hangs together with it.

    The same parts in any order come out in one order.

    Args:
        bound: Variables that have a value before.
    """
    left = sorted(parts, key=str)
    ordered: list[Joined] = []
    while left:
        best = _best([part for part in left if part.variables & bound] or left, bound, sizes)
        left.remove(best)
        ordered.append(best)
        bound |= best.certain
    return tuple(ordered)


def _best(parts: Sequence[Joined], bound: Variables, sizes: Sizes) -> Joined:
    """Choose a part by what is known of it; among equals, the smallest."""
    ranks = [_known(part, bound) for part in parts]
    best = min(ranks)
    equals = [part for part, rank in zip(parts, ranks, strict=True) if rank == best]
    return min(equals, key=lambda part: _size(part, sizes)) if len(equals) > 1 else equals[0]


def _size(part: Joined, sizes: Sizes) -> int:
    match part:
        case TriplePattern():
            return sizes(part)
        case ValuesPart():
            return part.rows
        case _:
            return UNKNOWN_SIZE


def _known(part: Joined, bound: Variables) -> int:
    """Rank a part by which of its terms are known, the best first, as engines without statistics do."""
    match part:
        case ValuesPart():
            return 0
        case TriplePattern():
            subject, predicate, object = (
                not term.startswith("?") or term in bound for term in (part.subject, part.predicate, part.object)
            )
            return _RANKS[subject, predicate, object]
        case _:
            return _OTHERS


_RANKS: Final = {
    (True, True, True): 0,
    (True, False, True): 0,
    (True, True, False): 1,
    (True, False, False): 2,
    (False, True, True): 3,
    (False, False, True): 4,
    (False, True, False): 5,
    (False, False, False): 6,
}
