"""How far two readers agree who graded the same cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.relevance.asked import Grades

_GRADES: Final = 4


@dataclass(frozen=True, slots=True)
class Agreement:
    """
    Two readings compared.

    Attributes:
        pairs: Number of cases that both graded, each counted for each situation.
        exact: Share of them with the same grade.
        kappa: Cohen's kappa with quadratic weights, 1 for the same grades throughout, 0 for what chance gives.
    """

    pairs: int
    exact: float
    kappa: float


def agreement(first: Mapping[str, Grades], second: Mapping[str, Grades]) -> Agreement:
    """
    Compare two readings where both graded.

    Raises:
        ValueError: They graded no case in common.
    """
    table = np.zeros((_GRADES, _GRADES))
    for name in first.keys() & second.keys():
        for case in first[name].keys() & second[name].keys():
            table[first[name][case], second[name][case]] += 1
    if not table.any():
        message = "the two readings have no graded case in common"
        raise ValueError(message)
    return Agreement(int(table.sum()), float(table.trace() / table.sum()), _weighted_kappa(table))


def _weighted_kappa(table: np.ndarray) -> float:
    """Return kappa of a table of counts, first reading by row and second by column, weighted by squared distance."""
    distance = np.subtract.outer(np.arange(_GRADES), np.arange(_GRADES)) ** 2
    by_chance = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    expected = (distance * by_chance).sum()
    return float(1 - (distance * table).sum() / expected) if expected else 1.0
