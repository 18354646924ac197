"""How good an order of cases is, judged by grades, and how sure the mean over many is."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.relevance.asked import USEFUL, Grades

Share = tuple[float, float]
"""What was gained, and what could be: shares are added up before they are divided."""

_RESAMPLES: Final = 10_000
_SEED: Final = 14
_BOUNDS: Final = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share over all that was asked, with the bounds of 95 % of bootstrap resamples, each in [0, 1]."""

    value: float
    low: float
    high: float


def ndcg(order: Sequence[str], grades: Grades, depth: int) -> Share:
    """
    Return the discounted gain of the first cases over that of the best order.

    A case gains 2^grade − 1, divided by log2(rank + 1); one without a grade gains nothing. What could be gained is 1,
    or 0 where no case is of use.
    """
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    gained = _gain([grades.get(case, 0) for case in order[:depth]])
    return (gained / best, 1) if best else (0, 0)


def precision(order: Sequence[str], grades: Grades, depth: int) -> Share:
    """Return how many of the first cases are useful, over their number."""
    return sum(grades.get(case, 0) >= USEFUL for case in order[:depth]), depth


def attained(order: Sequence[str], grades: Grades, depth: int) -> Share:
    """Return how many of the first cases are useful, over the most that there could be."""
    useful = sum(grade >= USEFUL for grade in grades.values())
    return precision(order, grades, depth)[0], min(depth, useful)


def condensed(order: Sequence[str], grades: Grades) -> list[str]:
    """Leave out of an order what nobody has graded."""
    return [case for case in order if case in grades]


def ungraded(order: Sequence[str], grades: Grades, depth: int) -> list[str]:
    """Return those of the first cases that nobody has graded."""
    return [case for case in order[:depth] if case not in grades]


MEASURES: Final[Mapping[str, Callable[[Sequence[str], Grades], Share]]] = {
    "nDCG@5": lambda order, grades: ndcg(order, grades, 5),
    "nDCG@10": lambda order, grades: ndcg(order, grades, 10),
    "P@5": lambda order, grades: precision(order, grades, 5),
    "P@5 of attainable": lambda order, grades: attained(order, grades, 5),
}


def estimate(shares: Sequence[Share]) -> Estimate:
    """
    Divide the sum of what was gained by the sum of what could be, with bounds from resampling what was asked.

    The seed is fixed: the same shares give the same bounds.
    """
    pairs = np.asarray(shares, dtype=float)
    picks = np.random.default_rng(_SEED).integers(len(pairs), size=(_RESAMPLES, len(pairs)))
    sums = pairs[picks].sum(axis=1)
    low, high = np.percentile(sums[:, 0] / np.maximum(sums[:, 1], 1), _BOUNDS)
    gained, possible = pairs.sum(axis=0)
    return Estimate(float(gained / max(possible, 1)), float(low), float(high))


def _gain(grades: Sequence[int]) -> float:
    return math.fsum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))
