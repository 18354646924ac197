"""Measured orders as tables that are read in a terminal and in Markdown alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.relevance.asked import Asked
from benchmarks.relevance.metrics import MEASURES, Estimate, attained, condensed, estimate, ndcg, ungraded
from benchmarks.relevance.rankings import Ranking

Orders = Mapping[str, Mapping[str, Sequence[str]]]
"""By the name of a ranking, then by what was asked: slugs, best first."""

_DEPTH: Final = 10


@dataclass(frozen=True, slots=True)
class Group:
    """What is tabulated together: the same things asked, in several orders."""

    title: str
    asked: Sequence[Asked]
    orders: Orders


def ordered(title: str, asked: Sequence[Asked], rankings: Mapping[str, Ranking]) -> Group:
    """Let every ranking order the cases for everything asked."""
    return Group(title, asked, {name: {one.id: rank(one) for one in asked} for name, rank in rankings.items()})


def means(orders: Orders, asked: Sequence[Asked], *, only_graded: bool = False) -> str:
    """
    Tabulate the mean measures of each ranking, with their bounds.

    Args:
        asked: Whose orders are counted.
        only_graded: Leave ungraded cases out of the orders, instead of counting them as useless.
    """
    counted = ["not graded"] if not only_graded else []
    rows = []
    for name, by_asked in orders.items():
        pairs = [(by_asked[one.id], one.grades) for one in asked]
        missing = sum(len(ungraded(order, grades, _DEPTH)) for order, grades in pairs)
        if only_graded:
            pairs = [(condensed(order, grades), grades) for order, grades in pairs]
        cells = [_written(estimate([measure(*pair) for pair in pairs])) for measure in MEASURES.values()]
        rows.append([name, *cells, *(str(missing) for _ in counted)])
    return table(["order", *MEASURES, *counted], rows)


def singly(orders: Orders, asked: Sequence[Asked]) -> str:
    """Tabulate nDCG@10 of each ranking for each thing asked; of the first ranking also P@5 and what is not graded."""
    first = next(iter(orders.values()))
    rows = []
    for one in asked:
        useful, attainable = attained(first[one.id], one.grades, 5)
        values = [f"{ndcg(by_asked[one.id], one.grades, _DEPTH)[0]:.2f}" for by_asked in orders.values()]
        missing = ", ".join(ungraded(first[one.id], one.grades, _DEPTH))
        rows.append([one.id, one.use, *values, f"{useful:.0f} of {attainable:.0f}", missing])
    return table(["asked", "use", *orders, "useful in five", "not graded"], rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a Markdown table with aligned columns."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [head, ["-" * width for width in widths], *rows]
    return "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |" for line in lines
    )


def _written(one: Estimate) -> str:
    return f"{one.value:.3f} ({one.low:.2f}–{one.high:.2f})"
