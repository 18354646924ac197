"""How far two rankings of the same things agree."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from math import sqrt


def kendall_tau(one: Mapping[str, float], other: Mapping[str, float]) -> float | None:
    """
    Return Kendall's tau-b of the things that both rank, in [-1, 1]; None when one of them ranks all alike.

    Tau-b counts equal values as neither agreement nor disagreement. Source: M. G. Kendall, "The treatment of ties in
    ranking problems", Biometrika 33 (1945); counted as in W. R. Knight, Journal of the ASA 61 (1966).

    >>> kendall_tau({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 3, "c": 2})
    0.3333333333333333
    """
    pairs = sorted((one[thing], other[thing]) for thing in one if thing in other)
    everything = _pairs(len(pairs))
    same_first = sum(_pairs(number) for number in Counter(first for first, _ in pairs).values())
    same_second = sum(_pairs(number) for number in Counter(second for _, second in pairs).values())
    same_both = sum(_pairs(number) for number in Counter(pairs).values())
    scale = sqrt((everything - same_first) * (everything - same_second))
    if not scale:
        return None
    discordant = _inversions([second for _, second in pairs])
    return (everything - same_first - same_second + same_both - 2 * discordant) / scale


def overlap(one: Collection[str], other: Collection[str]) -> float:
    """
    Return the share of some things, at least one, that are among others too.

    >>> overlap(["a", "b"], ["b", "c"])
    0.5
    """
    return len(set(one) & set(other)) / len(set(one))


def adjusted_rand(one: Sequence[Collection[Hashable]], other: Sequence[Collection[Hashable]]) -> float:
    """
    Return how far two partitions of the same things agree: 1 when they are the same, about 0 when by chance alone.

    Source: L. Hubert and P. Arabie, "Comparing partitions", Journal of Classification 2 (1985).

    >>> adjusted_rand([{"a", "b"}, {"c", "d"}], [{"c", "d"}, {"a", "b"}])
    1.0
    """
    place = {thing: number for number, part in enumerate(other) for thing in part}
    cells = Counter((number, place[thing]) for number, part in enumerate(one) for thing in part)
    together = sum(map(_pairs, cells.values()))
    of_one, of_other = (sum(_pairs(len(part)) for part in parts) for parts in (one, other))
    expected = of_one * of_other / _pairs(len(place)) if len(place) > 1 else 0.0
    most = (of_one + of_other) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)


def _pairs(number: int) -> int:
    return number * (number - 1) // 2


def _inversions(values: Sequence[float]) -> int:
    """Count the pairs in which a greater value stands first."""
    seen: list[float] = []
    found = 0
    for value in values:
        found += len(seen) - bisect_right(seen, value)
        insort(seen, value)
    return found
