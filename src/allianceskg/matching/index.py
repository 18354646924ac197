"""
The ranking from memory: the same cases, points and order as the query that defines it.

An index is read from the store once, by catalogued queries, and holds for each shortcut property and value the cases
that record it. It serves a process that ranks many times, such as a server.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from allianceskg.matching.criteria import Criterion
from allianceskg.matching.specification import Ranked
from allianceskg.queries import QueryCatalogue
from allianceskg.store.base import Store
from allianceskg.store.results import IRI
from allianceskg.terms import AKG

LINKS = tuple(
    f"{AKG}{name}"
    for name in (
        "usesModel",
        "inCategory",
        "coversFunction",
        "inTerritory",
        "concernsTheme",
        "involvesActorType",
        "addressesNeed",
        "contributesToGoal",
    )
)
"""The shortcut properties by which cases are ranked."""


class CaseIndex:
    """
    Ranks cases without asking the store for them.

    It belongs to one data version: a new build needs a new index.
    """

    def __init__(self, store: Store, queries: QueryCatalogue) -> None:
        self._store = store
        self._queries = queries
        self._cases_of: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._recording: dict[str, set[str]] = defaultdict(set)
        links = queries.get("facets-of-cases").bind({"facet": [IRI(link) for link in LINKS]})
        for row in store.select(links):
            case, link, value = row["case"].value, row["facet"].value, row["value"].value
            self._cases_of[link, value].add(case)
            self._recording[link].add(case)

    def rank(self, criteria: Sequence[Criterion]) -> list[Ranked]:
        """
        Rank the cases that earn points on a primary criterion.

        Returns:
            What `allianceskg.matching.specification.rank` returns for the same criteria.
        """
        earned: dict[str, dict[str, int]] = defaultdict(dict)
        listed: set[str] = set()
        for criterion in criteria:
            for case, points in self._earned(criterion).items():
                earned[case][criterion.name] = points
                if criterion.is_primary and points > 0:
                    listed.add(case)
        weights = {criterion.name: criterion.weight for criterion in criteria}
        return sorted((_ranked(case, earned[case], weights) for case in listed), key=lambda ranked: ranked.order)

    def _earned(self, criterion: Criterion) -> dict[str, int]:
        """Return the points of each case that records something for a criterion: the most that any value gives."""
        points = dict.fromkeys(self._recording.get(criterion.link, ()), 0)
        for link, value, gain in criterion.gains:
            _raise_to(points, self._cases_of.get((link, value), ()), gain)
        for asked, level, gain in criterion.shared:
            for shared in self._ancestors(asked, level):
                _raise_to(points, self._cases_of.get((f"{AKG}inTerritory", shared), ()), gain)
        return points

    def _ancestors(self, territory: str, level: str) -> list[str]:
        rows = self._store.select(self._queries.get("territory").bind({"territory": [IRI(territory)]}))
        return sorted({row["ancestor"].value for row in rows if row["level"].value == level})


def _raise_to(points: dict[str, int], cases: Iterable[str], gain: int) -> None:
    for case in cases:
        points[case] = max(points.get(case, 0), gain)


def _ranked(case: str, earned: Mapping[str, int], weights: Mapping[str, int]) -> Ranked:
    return Ranked(
        case=case,
        points=sum(earned.values()),
        known=sum(weights[name] for name in earned),
        unmet=sum(1 for points in earned.values() if points == 0),
        earned=dict(earned),
    )
