"""The finder that answers from the index what `allianceskg.matching.finding.QueryFinder` asks the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from allianceskg.language import Text
from allianceskg.matching.catalogue_facts import Point
from allianceskg.matching.criteria import Criterion, Gain, listing
from allianceskg.matching.evidence import WORDED, Evidence, asked_values, with_asked, word_gains
from allianceskg.matching.finding import Records, levels_above, overseas_territories, points_of, rank_of_level
from allianceskg.matching.index.case_index import RICHNESS, CaseIndex, Mask, best
from allianceskg.matching.index.entries import ALLIANCE, Shown
from allianceskg.matching.rarity import Value
from allianceskg.matching.specification import Ranked, numbered
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.protocol import Store
from allianceskg.terms import AKG, SDG, TERRITORY, concept, slug

Points = NDArray[np.int16]
"""Points of one criterion, of shape (cases,)."""

_LOCATED: Final = f"{AKG}locatedIn"
_KINDS: Final = f"{AKG}documentsKind"
_FUNCTION: Final = f"{AKG}coversFunction"
_EVIDENCE: Final = f"{AKG}evidenceLevel"
_DETAILS_OF_A_GROUP: Final = ("actor", "holder", "territory", "role")
_KEPT_AS: Final = {"seeks": "types"}
_GOAL_OF_ALLIANCES: Final = f"{SDG}17"
_EVIDENCE_RANKS: Final = 256
_KEPT_CASES: Final = 1_024


class IndexFinder:
    """
    Finds cases by the index; see `allianceskg.matching.finding.Finder`.

    The store is only asked which territories lie in which, and which concepts are broader, each once.

    Args:
        orders: Rank of each evidence level, by IRI.
    """

    def __init__(self, index: CaseIndex, store: Store, queries: QueryCatalogue, orders: Mapping[str, int]) -> None:
        self.index = index
        self._store = store
        self._queries = queries
        self._orders = orders
        self._ancestors: dict[str, dict[str, list[str]]] = {}
        self._shown = lru_cache(maxsize=_KEPT_CASES)(index.shown)
        self._closures: dict[str, frozenset[str]] = {}

    def find(self, criteria: Sequence[Criterion]) -> IndexListing:
        """See `Finder`."""
        return IndexListing(self, criteria)

    def records(self, criteria: Sequence[Criterion], cases: Sequence[str]) -> Records:
        """See `Finder`."""
        shown = self._known(cases)
        self._learn_ancestors(criteria, shown.values())
        found: dict[tuple[str, str], Sequence[Evidence]] = {}
        for criterion in criteria:
            if criterion.kind in WORDED:
                found.update(self._words(criterion, list(shown)))
            if criterion.kind == "words":
                continue
            asked = sorted(asked_values(criterion))
            for case, one in shown.items():
                records = self._asked(criterion, asked, one.records(_KEPT_AS.get(criterion.kind, criterion.kind)))
                if criterion.kind == "sdgs" and _GOAL_OF_ALLIANCES in asked:
                    records = sorted([*records, *one.records(ALLIANCE)], key=lambda record: record[:2])
                if records:
                    found[case, criterion.name] = [*found.get((case, criterion.name), ()), *records]
        return found

    def _words(self, criterion: Criterion, cases: Sequence[str]) -> dict[tuple[str, str], Sequence[Evidence]]:
        """Find where the asked words stand in cases, which the arrays tell."""
        places = np.array([self.index.position(case) for case in cases], np.int32)
        found: dict[tuple[str, str], list[Evidence]] = {}
        for gain in sorted(word_gains(criterion), key=lambda one: (one.value, one.link)):
            having = self.index.with_value(gain.link, gain.value)
            for one in are_among(places, having).nonzero()[0].tolist():
                record = Evidence(cases[one], gain.value, None, {"place": gain.link}, False, None, None)
                found.setdefault((cases[one], criterion.name), []).append(record)
        return dict(found)

    def titles(self, cases: Sequence[str]) -> Mapping[str, Text]:
        """See `Finder`."""
        return {case: title for case, one in self._known(cases).items() if (title := one.title) is not None}

    def nearness(self, function: str, asked: str) -> Mapping[str, int]:
        """See `Finder`."""
        found: dict[str, int] = {}
        for shared, levels in self.ancestors([asked])[asked].items():
            ranks = [rank_of_level(slug(level), is_same=shared == asked) for level in levels]
            near = min((one for one in ranks if one is not None), default=None)
            if near is not None:
                for position in self.index.functions_around(function, shared).tolist():
                    case = self.index.iri(position)
                    found[case] = min(near, found.get(case, near))
        return found

    def size(self) -> int:
        """See `Finder`."""
        return self._size

    @cached_property
    def _size(self) -> int:
        return int(np.count_nonzero(self.index.recording(RICHNESS)))

    def numbers(self, values: Sequence[Value]) -> Mapping[Value, int]:
        """See `Finder`."""
        return {(link, value): self.index.number(link, value) for link, value in values}

    def above(self, territory: str) -> Mapping[str, Sequence[str]]:
        """See `Finder`."""
        return self.ancestors([territory])[territory]

    def points(self, territory: str) -> Mapping[str, Point]:
        """See `Finder`."""
        if territory in self._places:
            return self._places
        return {**self._places, **points_of(self._store, self._queries, [territory])}

    @cached_property
    def _places(self) -> Mapping[str, Point]:
        return points_of(self._store, self._queries, self.index.values(_LOCATED))

    def overseas(self) -> Sequence[str]:
        """See `Finder`."""
        return self._overseas

    @cached_property
    def _overseas(self) -> Sequence[str]:
        return overseas_territories(self._store, self._queries)

    def kinds(self, cases: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """See `Finder`."""
        known = [case for case in cases if self.index.position(case) is not None]
        places = np.array([self.index.position(case) for case in known], np.int32)
        found: dict[str, list[str]] = {}
        for kind in self.index.values(_KINDS):
            having = are_among(places, self.index.with_value(_KINDS, kind))
            for one in np.flatnonzero(having).tolist():
                found.setdefault(known[one], []).append(kind)
        return found

    def ancestors(self, territories: Sequence[str]) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """Return what territories lie in, themselves included, each with its levels; asked of the store once."""
        unknown = sorted({one for one in territories if one not in self._ancestors})
        if unknown:
            self._ancestors.update(levels_above(self._store, self._queries, unknown))
        return self._ancestors

    @cached_property
    def proven(self) -> NDArray[np.uint8]:
        """Rank of the evidence level of each case; 0 for a case without one."""
        proven = np.zeros(self.index.size, np.uint8)
        for level in self.index.values(_EVIDENCE):
            proven[self.index.with_value(_EVIDENCE, level)] = self._orders.get(level, 0)
        return proven

    def _known(self, cases: Iterable[str]) -> dict[str, Shown]:
        """Read the cases that the index holds; the last ones read are kept for the next question about them."""
        return {case: self._shown(position) for case in cases if (position := self.index.position(case)) is not None}

    def _learn_ancestors(self, criteria: Sequence[Criterion], shown: Iterable[Shown]) -> None:
        asked = {f"{TERRITORY}{one.expected[0]}" for one in criteria if one.kind == "territory"}
        if asked:
            self.ancestors([*asked, *(record.value for one in shown for record in one.records("territory"))])

    def _asked(self, criterion: Criterion, asked: Sequence[str], records: Sequence[Evidence]) -> list[Evidence]:
        """Say of each record which asked value it satisfies; the order is that of the evidence query."""
        if criterion.kind == "territory":
            return self._shared(f"{TERRITORY}{criterion.expected[0]}", records)
        satisfied = {value: self._satisfied(criterion, asked, value) for value in {record.value for record in records}}
        if all(len(ones) <= 1 for ones in satisfied.values()):
            return [with_asked(record, *ones) if (ones := satisfied[record.value]) else record for record in records]
        found: list[Evidence] = []
        for (_, value, _), group in groupby(records, key=_grouped):
            same = list(group)
            found += [with_asked(record, one) for one in satisfied[value] for record in same] or same
        return found

    def _satisfied(self, criterion: Criterion, asked: Sequence[str], value: str) -> list[str]:
        if criterion.kind == "function":
            return [value] if value in asked else []
        broader = self._closure(value)
        return [one for one in asked if one in broader]

    def _shared(self, asked: str, records: Sequence[Evidence]) -> list[Evidence]:
        """Say of each place which territories it shares with the asked one."""
        around = self._ancestors[asked]
        found: list[Evidence] = []
        for (_, value, _), group in groupby(records, key=_grouped):
            same = list(group)
            shared = [(one, level) for one in sorted(self._ancestors[value]) if one in around for level in around[one]]
            found += [
                Evidence(*record[:3], {**record.detail, "shared": one, "level": level}, *record[4:])
                for one, level in shared
                for record in same
            ] or same
        return found

    def _closure(self, value: str) -> frozenset[str]:
        """Return a concept and all that is broader."""
        if value not in self._closures:
            found: set[str] = set()
            waiting = [value]
            while waiting:
                one = waiting.pop()
                if one not in found:
                    found.add(one)
                    waiting.extend(self._broader.get(one, ()))
            self._closures[value] = frozenset(found)
        return self._closures[value]

    @cached_property
    def _broader(self) -> Mapping[str, Sequence[str]]:
        broader: dict[str, list[str]] = defaultdict(list)
        for row in self._store.select(self._queries.get("index-broader").text):
            broader[row["concept"].value].append(row["broader"].value)
        return broader


class IndexListing:
    """What the index lists; see `allianceskg.matching.finding.Listing`."""

    def __init__(self, finder: IndexFinder, criteria: Sequence[Criterion]) -> None:
        self._finder = finder
        self._index = finder.index
        self._criteria = criteria
        self._scores = [_Score(finder.index, criterion) for criterion in criteria]
        self._points = np.zeros(self._index.size, np.int16)
        for score in self._scores:
            self._points += score.points
        self._listed = self._listed_by(criteria)

    @cached_property
    def size(self) -> int:
        """See `Listing`."""
        return int(np.count_nonzero(self._listed))

    def first(self, limit: int) -> list[Ranked]:
        """See `Listing`."""
        found = [self._ranked(int(position)) for position in best(self._keys, self._listed, limit)]
        return numbered(found, self._tied)

    def _tied(self, one: Ranked) -> int:
        position = self._index.position(one.case)
        return int(np.count_nonzero(self._listed & (self._keys == self._keys[position])))

    def among(self, cases: Iterable[str]) -> list[Ranked]:
        """Return those of some cases that are listed, in order."""
        places = {place for case in cases if (place := self._index.position(case)) is not None and self._listed[place]}
        ranked = [self._ranked(place) for place in sorted(places, key=lambda one: (-int(self._keys[one]), one))]
        return [replace(one, rank=self._rank(one), tied=self._tied(one)) for one in ranked]

    def _rank(self, one: Ranked) -> int:
        position = self._index.position(one.case)
        return 1 + int(np.count_nonzero(self._listed & (self._keys > self._keys[position])))

    def size_without(self, dropped: Criterion) -> int:
        """See `Listing`."""
        left = listing((one for one in self._criteria if one is not dropped), dropped.enough)
        return int(np.count_nonzero(self._listed_by(left)))

    def other_model(self, besides: str | None) -> Ranked | None:
        """See `Listing`."""
        score = next((one for one in self._scores if one.criterion.name == "model"), None)
        if score is None:
            return None
        found = self._best_of(score.is_known & (score.points == 0), besides)
        return None if found is None else self._ranked(found)

    def with_difficulty(self, besides: str | None) -> tuple[str, Text] | None:
        """See `Listing`."""
        found = self._best_of(self._index.with_difficulty, besides)
        if found is None:
            return None
        difficulty = self._index.shown(found).difficulty
        assert difficulty is not None
        return self._index.iri(found), difficulty

    def examples(self, function: str, limit: int) -> list[str]:
        """See `Listing`."""
        positions = self._index.with_value(_FUNCTION, function)
        points = np.where(self._listed[positions], self._points[positions], 0).astype(np.int64)
        keys = points * _EVIDENCE_RANKS + self._finder.proven[positions]
        everywhere = np.ones(len(positions), bool)
        return [self._index.iri(int(positions[one])) for one in best(keys, everywhere, limit)]

    @cached_property
    def _keys(self) -> NDArray[np.int64]:
        """Larger is better, equal is tied: the points, then what decides between equal points."""
        order = self._index.richest_first
        return self._points * np.int64(1 + order.max(initial=0)) + order

    def _listed_by(self, criteria: Sequence[Criterion]) -> Mask:
        counted = np.zeros(self._index.size, np.int32)
        factors = {one.name: one.listing for one in criteria}
        for score in self._scores:
            if factor := factors.get(score.criterion.name, 0):
                counted += score.points * np.int32(factor)
        enough = criteria[0].enough if criteria else 1
        return counted >= enough

    def _best_of(self, mask: Mask, besides: str | None) -> int | None:
        """Return the best case of a set among those that earn points on any criterion."""
        first = best(self._keys, mask & (self._points > 0), 2).tolist()
        return next((one for one in first if self._index.iri(one) != besides), None)

    def _ranked(self, position: int) -> Ranked:
        return Ranked(
            case=self._index.iri(position),
            points=int(self._points[position]),
            richness=int(self._index.richness[position]),
            confirmed=self._index.confirmed(position),
            earned={one.criterion.name: int(one.points[position]) for one in self._scores if one.is_known[position]},
        )


class _Score:
    """
    What one criterion gives to each case.

    Attributes:
        points: The sum of the most that the values of the case give to each aspect, as far as the weight allows.
    """

    def __init__(self, index: CaseIndex, criterion: Criterion) -> None:
        self.criterion = criterion
        self.points: Points = np.zeros(index.size, np.int16)
        self._recording = index.recording(criterion.link) if criterion.link else None
        self._without_points: list[NDArray[np.int32]] = []
        for _, gains in groupby(criterion.gains, key=lambda gain: gain.aspect):
            self._add(index, list(gains))
        np.minimum(self.points, criterion.weight, out=self.points)

    def _add(self, index: CaseIndex, gains: Sequence[Gain]) -> None:
        """Add what one aspect gives: the most of its gains."""
        cases = [index.with_value(gain.link, gain.value) for gain in gains]
        found = [(gain.points, places) for gain, places in zip(gains, cases, strict=True) if len(places)]
        self._without_points += [places for points, places in found if not points]
        if len(found) == 1:
            ((points, places),) = found
            self.points[places] += np.int16(points)
            return
        aspect: Points = np.zeros(index.size, np.int16)
        for points, places in sorted(found, key=lambda one: one[0]):  # a larger gain overwrites a smaller one
            aspect[places] = points
        self.points += aspect

    @cached_property
    def is_known(self) -> Mask:
        """Whether each case records anything for the criterion."""
        known: Mask = self.points > 0
        if self._recording is not None:
            known |= self._recording
        for places in self._without_points:
            known[places] = True
        return known


def evidence_orders(levels: Mapping[str, int | None]) -> dict[str, int]:
    """Return the ranks of evidence levels that have one, by IRI."""
    start = concept("evidence-levels", "")
    return {iri: order for iri, order in levels.items() if order is not None and iri.startswith(start)}


def _grouped(record: Evidence) -> tuple[str, str, tuple[str, ...]]:
    """Return what stands before the asked value in the order of the evidence queries."""
    return record.statement, record.value, tuple(record.detail.get(name, "") for name in _DETAILS_OF_A_GROUP)


def are_among(some: NDArray[np.int32], positions: NDArray[np.int32]) -> Mask:
    """Tell which of some positions are among sorted ones, which are not gone through: both are of one type for that."""
    if not len(positions):
        return np.zeros(len(some), bool)
    found: Mask = positions.take(positions.searchsorted(some), mode="clip") == some
    return found
