"""
The ranking, by the query that defines it.

`queries/matching/ranking.rq` is the specification: this module prints the criteria into its `VALUES` blocks, runs
it on any store, and reads its rows. Nothing is computed here that the query does not compute.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.matching.criteria import Criterion
from allianceskg.rdf.term import IRI, Literal, Term
from allianceskg.sparql.query_files import Query, Row
from allianceskg.store.protocol import Store
from allianceskg.terms import TERRITORY, XSD_INTEGER, concept

# A row that belongs to no criterion, hence changes nothing: some engines fail on a VALUES block without rows.
_NO_TERRITORY: Final[Row] = (
    Literal("none"),
    IRI(f"{TERRITORY}none"),
    IRI(concept("territory-levels", "none")),
    Literal("0", datatype=XSD_INTEGER),
)


@dataclass(frozen=True, slots=True)
class Ranked:
    """
    A case with what it earned.

    Attributes:
        earned: Points of each criterion on which the case records something; the others are unknown.
    """

    case: str
    points: int
    known: int
    unmet: int
    earned: Mapping[str, int]

    @property
    def order(self) -> tuple[int, int, str]:
        """Sort key: most points first, then fewest unmet criteria, then IRI by code point."""
        return (-self.points, self.unmet, self.case)


def rank(store: Store, query: Query, criteria: Sequence[Criterion]) -> list[Ranked]:
    """
    Rank the cases that earn points on a primary criterion.

    Args:
        query: `queries/matching/ranking.rq`.

    Returns:
        All listed cases, best first; none when nothing is asked.
    """
    if not criteria:
        return []
    table = store.select(query.bind(ranking_values(criteria)))
    # Engines compare IRIs by other rules than code points; the order is part of the answer, so it is made sure of.
    return sorted((_ranked(row) for row in table), key=lambda ranked: ranked.order)


def ranking_values(criteria: Sequence[Criterion]) -> dict[str, Sequence[Term | Row]]:
    """Print criteria as the rows that the ranking query takes."""
    return {
        "(criterion weight primary)": [
            (Literal(criterion.name), _integer(criterion.weight), _integer(int(criterion.is_primary)))
            for criterion in criteria
        ],
        "(criterion link)": [(Literal(criterion.name), IRI(criterion.link)) for criterion in criteria],
        "(criterion link value gain)": [
            (Literal(criterion.name), IRI(link), IRI(value), _integer(points))
            for criterion in criteria
            for link, value, points in criterion.gains
        ],
        "(criterion asked level gain)": [
            (Literal(criterion.name), IRI(asked), IRI(level), _integer(points))
            for criterion in criteria
            for asked, level, points in criterion.shared
        ]
        or [_NO_TERRITORY],
    }


def _ranked(row: Mapping[str, Term]) -> Ranked:
    cells = (cell.rpartition("=") for cell in row["criteria"].value.split())
    return Ranked(
        case=row["case"].value,
        points=int(row["points"].value),
        known=int(row["known"].value),
        unmet=int(row["unmet"].value),
        earned={name: int(points) for name, _, points in cells},
    )


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD_INTEGER)
