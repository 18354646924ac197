"""
What an answer asks of whatever finds its cases, and the finder that asks the queries, which are the specification.

`allianceskg.matching.index.finder` is the other one; both give the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Protocol

from allianceskg.language import Text
from allianceskg.matching import evidence
from allianceskg.matching.catalogue_facts import Point
from allianceskg.matching.criteria import SHARED_LEVELS, Criterion, listing, listing_by_any
from allianceskg.matching.evidence import Evidence
from allianceskg.matching.rarity import Value
from allianceskg.matching.specification import Ranked, as_term, rank, text_of
from allianceskg.rdf.term import IRI
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.protocol import Store
from allianceskg.terms import slug

Ranking = Callable[[Sequence[Criterion]], list[Ranked]]
"""Ranks cases by criteria."""

Records = Mapping[tuple[str, str], Sequence[Evidence]]
"""What cases record, by case and name of the criterion."""


class Listing(Protocol):
    """The cases that some criteria list."""

    @property
    def size(self) -> int:
        """How many cases are listed."""

    def first(self, limit: int) -> list[Ranked]:
        """Return the best cases, in order."""

    def size_without(self, dropped: Criterion) -> int:
        """Count the cases that would be listed without a criterion."""

    def other_model(self, besides: str | None) -> Ranked | None:
        """Return the best case, by any criterion, whose model earns nothing; never the one that is named."""

    def with_difficulty(self, besides: str | None) -> tuple[str, Text] | None:
        """Return the best case, by any criterion, that reports a difficulty, and the first; never the one named."""

    def examples(self, function: str, limit: int) -> list[str]:
        """Return cases that cover a function: those with most points, then the best documented, then by IRI."""


class Finder(Protocol):
    """Finds the cases of an answer, and what they record."""

    def find(self, criteria: Sequence[Criterion]) -> Listing:
        """Rank the cases that earn enough points."""

    def size(self) -> int:
        """Count the cases that can be ranked."""

    def numbers(self, values: Sequence[Value]) -> Mapping[Value, int]:
        """Count the cases that record values; a value that none records may be absent."""

    def above(self, territory: str) -> Mapping[str, Sequence[str]]:
        """Return the territories that hold one, itself included, each with its levels."""

    def points(self, territory: str) -> Mapping[str, Point]:
        """Return where a territory and the places of the cases are, as far as it is known."""

    def overseas(self) -> Sequence[str]:
        """Return the régions and collectivités that lie overseas."""

    def kinds(self, cases: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """Return the kinds of action that cases document; a case of unknown kind may be absent."""

    def records(self, criteria: Sequence[Criterion], cases: Sequence[str]) -> Records:
        """Return what cases record for criteria; a pair without anything is absent."""

    def titles(self, cases: Sequence[str]) -> Mapping[str, Text]:
        """Return the titles of cases; one without a title is absent."""

    def nearness(self, function: str, asked: str) -> Mapping[str, int]:
        """
        Tell how near a territory the cases are that have a function at a place.

        Returns:
            By case, 0 on the territory, then the rank of the nearest shared level; cases that share none are absent.
        """


class QueryFinder:
    """
    Asks the catalogued queries, on any store.

    Args:
        titles: Title of each case, by IRI.
        ranking: What ranks; by default the ranking query.
    """

    def __init__(
        self, store: Store, queries: QueryCatalogue, titles: Mapping[str, Text], *, ranking: Ranking | None = None
    ) -> None:
        self._store = store
        self._queries = queries
        self._titles = titles
        self._ranking = ranking or query_ranking(store, queries)
        self._near: dict[str, dict[str, dict[str, int]]] = {}

    def find(self, criteria: Sequence[Criterion]) -> QueryListing:
        """See `Finder`."""
        return QueryListing(self._store, self._queries, self._ranking, criteria)

    def size(self) -> int:
        """See `Finder`."""
        (row,) = self._store.select(self._queries.get("case-number").text)
        return int(row["cases"].value)

    def numbers(self, values: Sequence[Value]) -> Mapping[Value, int]:
        """See `Finder`."""
        if not values:
            return {}
        asked = [(IRI(link), as_term(link, value)) for link, value in values]
        rows = self._store.select(self._queries.get("value-counts").bind({"(link value)": asked}))
        return {(row["link"].value, text_of(row["value"])): int(row["cases"].value) for row in rows}

    def above(self, territory: str) -> Mapping[str, Sequence[str]]:
        """See `Finder`."""
        return levels_above(self._store, self._queries, [territory])[territory]

    def points(self, territory: str) -> Mapping[str, Point]:
        """See `Finder`."""
        rows = self._store.select(self._queries.get("case-places").text)
        places = {territory, *(row["territory"].value for row in rows)}
        return points_of(self._store, self._queries, sorted(places))

    def overseas(self) -> Sequence[str]:
        """See `Finder`."""
        return self._overseas

    @cached_property
    def _overseas(self) -> Sequence[str]:
        return overseas_territories(self._store, self._queries)

    def kinds(self, cases: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """See `Finder`."""
        found: dict[str, list[str]] = {}
        if cases:
            query = self._queries.get("case-kinds").bind({"case": [IRI(case) for case in cases]})
            for row in self._store.select(query):
                found.setdefault(row["case"].value, []).append(row["kind"].value)
        return found

    def records(self, criteria: Sequence[Criterion], cases: Sequence[str]) -> Records:
        """See `Finder`."""
        return evidence.recorded(self._store, self._queries, criteria, cases)

    def titles(self, cases: Sequence[str]) -> Mapping[str, Text]:
        """See `Finder`."""
        return {case: self._titles[case] for case in cases if case in self._titles}

    def nearness(self, function: str, asked: str) -> Mapping[str, int]:
        """See `Finder`."""
        if asked not in self._near:
            self._near[asked] = self._functions_near(asked)
        return self._near[asked].get(function, {})

    def _functions_near(self, asked: str) -> dict[str, dict[str, int]]:
        rows = self._store.select(self._queries.get("functions-on-territory").bind({"asked": [IRI(asked)]}))
        found: dict[str, dict[str, int]] = {}
        for row in rows:
            near = rank_of_level(slug(row["level"].value), is_same=row["shared"].value == asked)
            if near is not None:
                cases, case = found.setdefault(row["function"].value, {}), row["case"].value
                cases[case] = min(near, cases.get(case, near))
        return found


class QueryListing:
    """What the ranking query lists; see `Listing`."""

    def __init__(self, store: Store, queries: QueryCatalogue, ranking: Ranking, criteria: Sequence[Criterion]) -> None:
        self._store = store
        self._queries = queries
        self._rank = ranking
        self._criteria = criteria
        self._listed = ranking(criteria)
        self._by_any: list[Ranked] | None = None

    @property
    def size(self) -> int:
        """See `Listing`."""
        return len(self._listed)

    def first(self, limit: int) -> list[Ranked]:
        """See `Listing`."""
        return self._listed[:limit]

    def size_without(self, dropped: Criterion) -> int:
        """See `Listing`."""
        left = listing((one for one in self._criteria if one is not dropped), dropped.enough)
        return len(self._rank(left))

    def other_model(self, besides: str | None) -> Ranked | None:
        """See `Listing`."""
        return next((one for one in self._candidates(besides) if one.earned.get("model") == 0), None)

    def with_difficulty(self, besides: str | None) -> tuple[str, Text] | None:
        """See `Listing`."""
        told: dict[str, Text] = {}
        for row in self._store.select(self._queries.get("reported-difficulties").text):
            told.setdefault(row["case"].value, Text(fr=row["french"].value, en=row["english"].value))
        return next(((one.case, told[one.case]) for one in self._candidates(besides) if one.case in told), None)

    def examples(self, function: str, limit: int) -> list[str]:
        """See `Listing`."""
        points = {one.case: one.points for one in self._listed}
        rows = self._store.select(self._queries.get("function-examples").bind({"function": [IRI(function)]}))
        proven = {row["case"].value: int(row["evidence"].value) if "evidence" in row else 0 for row in rows}
        return sorted(proven, key=lambda case: (-points.get(case, 0), -proven[case], case))[:limit]

    def _candidates(self, besides: str | None) -> list[Ranked]:
        """Rank by the same criteria, any of which may list a case here."""
        if self._by_any is None:
            self._by_any = self._rank(listing_by_any(self._criteria))
        return [one for one in self._by_any if one.case != besides]


def query_ranking(store: Store, queries: QueryCatalogue) -> Ranking:
    """Rank by the query that is the specification."""
    return lambda criteria: rank(store, queries.get("ranking"), criteria)


def levels_above(store: Store, queries: QueryCatalogue, territories: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """Return what territories lie in, themselves included, each with its levels."""
    found: dict[str, dict[str, list[str]]] = {one: {} for one in territories}
    query = queries.get("index-ancestors").bind({"asked": [IRI(one) for one in territories]})
    for row in store.select(query):
        found[row["asked"].value].setdefault(row["shared"].value, []).append(row["level"].value)
    return found


def points_of(store: Store, queries: QueryCatalogue, territories: Sequence[str]) -> dict[str, Point]:
    """Return where territories are, as far as it is known."""
    query = queries.get("place-points").bind({"territory": [IRI(one) for one in territories]})
    return {
        row["territory"].value: Point(float(row["latitude"].value), float(row["longitude"].value))
        for row in store.select(query)
    }


def overseas_territories(store: Store, queries: QueryCatalogue) -> list[str]:
    """Return the régions and collectivités that lie overseas."""
    return [row["territory"].value for row in store.select(queries.get("overseas-territories").text)]


def rank_of_level(level: str, *, is_same: bool) -> int | None:
    """Return how near a shared territory of a level makes a place: 0 for the asked one; None when it is too wide."""
    if is_same:
        return 0
    return 1 + SHARED_LEVELS.index(level) if level in SHARED_LEVELS else None
