"""Sets of cases as integers: bit n stands for the case of position n."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def positions(cases: int) -> Iterator[int]:
    """
    Go through the positions of a set of cases, the smallest first.

    >>> list(positions(0b1011))
    [0, 1, 3]
    """
    return (position for position, bit in enumerate(reversed(bin(cases))) if bit == "1")


def set_of(cases: Iterable[int]) -> int:
    """
    Make a set of cases from positions.

    >>> set_of([0, 1, 3]) == 0b1011
    True
    """
    members = bytearray()
    for position in cases:
        place = position >> 3
        if place >= len(members):
            members.extend(bytes(place + 1 - len(members)))
        members[place] |= 1 << (position & 7)
    return int.from_bytes(members, "little")


def in_order(cases: int, order: Iterable[int]) -> Iterator[int]:
    """
    Go through the positions of a set of cases in an order of all cases.

    The set is written out once: shifting it for each case would cost as much again for each of its digits.

    >>> list(in_order(0b1011, [3, 2, 1, 0]))
    [3, 1, 0]
    """
    flags = bin(cases)[:1:-1]
    end = len(flags)
    return (position for position in order if position < end and flags[position] == "1")
