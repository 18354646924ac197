"""The finder that answers from the index what `allianceskg.matching.finding.QueryFinder` asks the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from allianceskg.language import Text
from allianceskg.matching.criteria import Criterion, with_primaries
from allianceskg.matching.evidence import Record, with_asked
from allianceskg.matching.finding import Records, rank_of_level
from allianceskg.matching.index.case_index import CaseIndex, Mask, best
from allianceskg.matching.index.entries import Shown
from allianceskg.matching.specification import Ranked
from allianceskg.rdf.term import IRI
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.protocol import Store
from allianceskg.terms import AKG, concept, slug

Points = NDArray[np.int16]
"""Points of one criterion, of shape (cases,)."""

_IN_TERRITORY: Final = f"{AKG}inTerritory"
_FUNCTION: Final = f"{AKG}coversFunction"
_EVIDENCE: Final = f"{AKG}evidenceLevel"
_DETAILS_OF_A_GROUP: Final = ("actor", "holder", "territory")
_UNMET_BITS: Final = 256
_KEPT_CASES: Final = 256


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
        found: dict[tuple[str, str], Sequence[Record]] = {}
        for criterion in criteria:
            asked = sorted({value for _, value, _ in criterion.gains})
            for case, one in shown.items():
                if records := one.records(criterion.kind):
                    found[case, criterion.name] = self._asked(criterion, asked, records)
        return found

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

    def ancestors(self, territories: Sequence[str]) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """Return what territories lie in, themselves included, each with its levels; asked of the store once."""
        unknown = sorted(set(territories) - self._ancestors.keys())
        if unknown:
            found: dict[str, dict[str, list[str]]] = {one: {} for one in unknown}
            query = self._queries.get("index-ancestors").bind({"asked": [IRI(one) for one in unknown]})
            for row in self._store.select(query):
                found[row["asked"].value].setdefault(row["shared"].value, []).append(row["level"].value)
            self._ancestors.update(found)
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
        asked = {asked for criterion in criteria for asked, _, _ in criterion.shared}
        if asked:
            self.ancestors([*asked, *(record.value for one in shown for record in one.records("territory"))])

    def _asked(self, criterion: Criterion, asked: Sequence[str], records: Sequence[Record]) -> list[Record]:
        """Say of each record which asked value it satisfies; the order is that of the evidence query."""
        if criterion.kind == "territory":
            return self._shared(criterion.shared[0][0], records)
        satisfied = {value: self._satisfied(criterion, asked, value) for value in {record.value for record in records}}
        if all(len(ones) <= 1 for ones in satisfied.values()):
            return [with_asked(record, *ones) if (ones := satisfied[record.value]) else record for record in records]
        found: list[Record] = []
        for (_, value, _), group in groupby(records, key=_grouped):
            same = list(group)
            found += [with_asked(record, one) for one in satisfied[value] for record in same] or same
        return found

    def _satisfied(self, criterion: Criterion, asked: Sequence[str], value: str) -> list[str]:
        if criterion.kind == "function":
            return [value] if value in asked else []
        broader = self._closure(value)
        return [one for one in asked if one in broader]

    def _shared(self, asked: str, records: Sequence[Record]) -> list[Record]:
        """Say of each place which territories it shares with the asked one."""
        around = self._ancestors[asked]
        found: list[Record] = []
        for (_, value, _), group in groupby(records, key=_grouped):
            same = list(group)
            shared = [(one, level) for one in sorted(self._ancestors[value]) if one in around for level in around[one]]
            found += [
                Record(*record[:3], {**record.detail, "shared": one, "level": level}, *record[4:])
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
        self._scores = [_Score(finder, criterion) for criterion in criteria]
        size = self._index.size
        self._points = np.zeros(size, np.int16)
        self._unmet = np.zeros(size, np.uint8)
        for score in self._scores:
            self._points += score.points
            self._unmet += score.is_unmet.view(np.uint8)
        self._listed = self._listed_by(criteria)

    @cached_property
    def size(self) -> int:
        """See `Listing`."""
        return int(np.count_nonzero(self._listed))

    def first(self, limit: int) -> list[Ranked]:
        """See `Listing`."""
        return [self._ranked(int(position)) for position in best(self._keys, self._listed, limit)]

    def among(self, cases: Iterable[str]) -> list[Ranked]:
        """Return those of some cases that are listed, in order."""
        places = {place for case in cases if (place := self._index.position(case)) is not None and self._listed[place]}
        return [self._ranked(place) for place in sorted(places, key=lambda one: (-int(self._keys[one]), one))]

    def size_without(self, dropped: Criterion) -> int:
        """See `Listing`."""
        left = with_primaries(one for one in self._criteria if one is not dropped)
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
        keys = points * _UNMET_BITS + self._finder.proven[positions]
        everywhere = np.ones(len(positions), bool)
        return [self._index.iri(int(positions[one])) for one in best(keys, everywhere, limit)]

    @cached_property
    def _keys(self) -> NDArray[np.int32]:
        """Larger is better: the points, then as few unmet criteria as can be."""
        return self._points.astype(np.int32) * np.int32(_UNMET_BITS) - self._unmet

    def _listed_by(self, criteria: Sequence[Criterion]) -> Mask:
        primary = {one.name for one in criteria if one.is_primary}
        listed = np.zeros(self._index.size, bool)
        for score in self._scores:
            if score.criterion.name in primary:
                listed |= score.points > 0
        return listed

    def _best_of(self, mask: Mask, besides: str | None) -> int | None:
        """Return the best case of a set among those that earn points on any criterion."""
        first = best(self._keys, mask & (self._points > 0), 2).tolist()
        return next((one for one in first if self._index.iri(one) != besides), None)

    def _ranked(self, position: int) -> Ranked:
        earned = {
            score.criterion.name: int(score.points[position]) for score in self._scores if score.is_known[position]
        }
        weights = {one.name: one.weight for one in self._criteria}
        return Ranked(
            case=self._index.iri(position),
            points=int(self._points[position]),
            known=sum(weights[name] for name in earned),
            unmet=int(self._unmet[position]),
            earned=earned,
        )


class _Score:
    """
    What one criterion gives to each case.

    Attributes:
        points: The most that any value of the case gives.
        is_known: Whether the case records anything for the criterion.
        is_unmet: Whether it does, and nothing that was asked.
    """

    def __init__(self, finder: IndexFinder, criterion: Criterion) -> None:
        index = finder.index
        self.criterion = criterion
        self.points: Points = np.zeros(index.size, np.int16)
        gains = list(criterion.gains)
        for asked, level, gain in criterion.shared:
            around = finder.ancestors([asked])[asked]
            gains += [(_IN_TERRITORY, shared, gain) for shared, levels in around.items() if level in levels]
        for link, value, gain in sorted(gains, key=lambda one: one[2]):  # a larger gain overwrites a smaller one
            self.points[index.with_value(link, value)] = gain
        met = self.points > 0
        for link, value, gain in gains:
            if gain == 0:  # met all the same, by a convention that gives no points for it
                met[index.with_value(link, value)] = True
        self.is_known: Mask = index.recording(criterion.link) | met
        self.is_unmet: Mask = self.is_known > met


def evidence_orders(levels: Mapping[str, int | None]) -> dict[str, int]:
    """Return the ranks of evidence levels that have one, by IRI."""
    start = concept("evidence-levels", "")
    return {iri: order for iri, order in levels.items() if order is not None and iri.startswith(start)}


def _grouped(record: Record) -> tuple[str, str, tuple[str, ...]]:
    """Return what stands before the asked value in the order of the evidence queries."""
    return record.statement, record.value, tuple(record.detail.get(name, "") for name in _DETAILS_OF_A_GROUP)
