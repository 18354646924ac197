"""
The ranking, by the query that defines it.

`queries/matching/ranking.rq` is the specification: this module prints the criteria into its `VALUES` blocks, runs
it on any store, and reads its rows. Nothing is computed here that the query does not compute.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from allianceskg.matching.case_terms import PLACES, as_literal
from allianceskg.matching.criteria import Criterion
from allianceskg.rdf.term import IRI, Literal, Term
from allianceskg.sparql.query_files import Query, Row
from allianceskg.store.protocol import Store
from allianceskg.terms import AKG, BASE, XSD_INTEGER

Key = tuple[int, int, str]
"""What decides between cases before the address does: points, richness, day of the last confirmation."""

# Rows that belong to no criterion, hence change nothing: some engines fail on a VALUES block without rows.
_NOTHING: Final = IRI(f"{BASE}nothing")
_NO_LINK: Final[Row] = (Literal("none"), _NOTHING)
_NO_GAIN: Final[Row] = (Literal("none"), Literal(""), _NOTHING, _NOTHING, Literal("0", datatype=XSD_INTEGER))
_IN_ROLE: Final = f"{AKG}involvesTypeInRole"


@dataclass(frozen=True, slots=True)
class Ranked:
    """
    A case with what it earned.

    Attributes:
        richness: How much it documents: sources, results, difficulties, lessons, facts.
        confirmed: Day of its last confirmation, empty when there is none.
        earned: Points of each criterion on which the case records something; the others are unknown.
        rank: 1 + the number of listed cases that are better by anything but the address; 0 before it is known.
        tied: How many listed cases have this rank, itself included.
    """

    case: str
    points: int
    richness: int
    confirmed: str
    earned: Mapping[str, int]
    rank: int = 0
    tied: int = 1

    @property
    def key(self) -> Key:
        """What decides before the address does."""
        return self.points, self.richness, self.confirmed


def rank(store: Store, query: Query, criteria: Sequence[Criterion]) -> list[Ranked]:
    """
    Rank the cases that earn enough points.

    Args:
        query: `queries/matching/ranking.rq`.

    Returns:
        All listed cases, best first; none when nothing is asked.
    """
    if not criteria:
        return []
    table = store.select(query.bind(ranking_values(criteria)))
    return ordered(_ranked(row) for row in table)


def ordered(found: Iterable[Ranked]) -> list[Ranked]:
    """
    Order cases and number their ranks.

    Engines compare IRIs by other rules than code points; the order is part of the answer, so it is made sure of.
    """
    by_address = sorted(found, key=lambda one: one.case)
    best_first = sorted(by_address, key=lambda one: one.key, reverse=True)  # equal keys stay in the order of addresses
    tied = Counter(one.key for one in best_first)
    return numbered(best_first, lambda one: tied[one.key])


def numbered(best_first: Sequence[Ranked], tied: Callable[[Ranked], int]) -> list[Ranked]:
    """
    Number the ranks of the first cases.

    Args:
        tied: How many listed cases have the rank of one; asked once for each rank.
    """
    ranked: list[Ranked] = []
    for _, group in groupby(best_first, key=lambda one: one.key):
        equal = list(group)
        place, number = len(ranked) + 1, tied(equal[0])
        ranked += [replace(one, rank=place, tied=number) for one in equal]
    return ranked


def ranking_values(criteria: Sequence[Criterion]) -> dict[str, Sequence[Term | Row]]:
    """Print criteria as the rows that the ranking query takes."""
    return {
        "(criterion weight listing enough)": [
            (Literal(one.name), _integer(one.weight), _integer(one.listing), _integer(one.enough)) for one in criteria
        ],
        "(criterion link)": [(Literal(one.name), IRI(one.link)) for one in criteria if one.link] or [_NO_LINK],
        "(criterion aspect link value gain)": [
            (Literal(one.name), Literal(aspect), IRI(link), as_term(link, value), _integer(points))
            for one in criteria
            for aspect, link, value, points in one.gains
        ]
        or [_NO_GAIN],
    }


def as_term(link: str, value: str) -> Term:
    """Write a value of a property as the triples hold it."""
    if link in PLACES:
        return as_literal(*value.rsplit("@", 1))
    return Literal(value) if link == _IN_ROLE else IRI(value)


def text_of(term: Term) -> str:
    """Write a value of a property as a criterion names it: undoes `as_term`."""
    return f"{term.value}@{term.language}" if isinstance(term, Literal) and term.language else term.value


def _ranked(row: Mapping[str, Term]) -> Ranked:
    cells = (cell.rpartition("=") for cell in row["criteria"].value.split())
    return Ranked(
        case=row["case"].value,
        points=int(row["points"].value),
        richness=int(row["richness"].value) if "richness" in row else 0,
        confirmed=row["confirmed"].value if "confirmed" in row else "",
        earned={name: int(points) for name, _, points in cells},
    )


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD_INTEGER)
