"""The catalogue as the program uses it: an open build, its queries, the answers to profiles."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar

from allianceskg.builds.derived import is_saved, read_or_make
from allianceskg.builds.indexing import IndexPlace, forget_index, index_in_memory, open_index
from allianceskg.builds.local import can_be_written, read_manifest, store_of, version_without_records
from allianceskg.files import Home
from allianceskg.language import Text
from allianceskg.library.place_table import QUERIES as PLACE_QUERIES
from allianceskg.library.place_table import PlaceTable, read_places
from allianceskg.library.territories import Place, Territories
from allianceskg.library.typology import read_typology
from allianceskg.matching.answer import Answer, Engine, Guidance, Knowledge, answer
from allianceskg.matching.case_terms import TermReader, term_reader
from allianceskg.matching.conventions import read_conventions
from allianceskg.matching.index.case_index import CaseIndex
from allianceskg.matching.index.container import UnusableIndexError
from allianceskg.matching.index.finder import IndexFinder, evidence_orders
from allianceskg.matching.understanding import Understanding
from allianceskg.maturity.questionnaire import Questionnaire, read_questionnaire
from allianceskg.model import Profile, Typology
from allianceskg.names import Names
from allianceskg.profiles import KnownValues
from allianceskg.progress import Progress
from allianceskg.rdf.term import IRI
from allianceskg.records.fields import RecordKinds
from allianceskg.records.referable import Known
from allianceskg.records.turtle_text import load_kinds
from allianceskg.records.typed_values import TypedValues
from allianceskg.sparql.pattern_sizes import PatternSizes
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.sparql.rearranging import rearrange
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.store.protocol import Store
from allianceskg.terms import ACTOR, BASE, CASE, RESOURCE

logger = logging.getLogger(__name__)

_Made = TypeVar("_Made")

_NO_PLACES: Final = (ACTOR, CASE, RESOURCE, f"{BASE}reading/")
"""Graphs that name no territories."""

_PLACES: Final = "places"
_IDENTIFIER: Final = re.compile(r"[a-z]+-[0-9A-Z]+")
"""What territories are identified by: level and code."""


class Catalogue:
    """
    A store with the files beside it.

    Args:
        index_place: Where the match index of the build is saved; without one it is made in memory, once it is asked for.
    """

    def __init__(self, store: Store, home: Home, *, data_version: str, index_place: IndexPlace | None = None) -> None:
        self.store = store
        self.home = home
        self.data_version = data_version
        self.index_place = index_place
        self.queries = QueryCatalogue(home.queries)
        self.names = Names(store, self.queries)

    @classmethod
    def of_build(cls, place: IndexPlace, home: Home) -> Catalogue:
        """
        Open a build for reading, its index where it is saved.

        Raises:
            StoreUnreachableError: There is none, or it cannot be read.
        """
        store = EmbeddedStore.open(place.store)
        return cls(store, home, data_version=place.manifest.version, index_place=place)

    @classmethod
    def of_version(cls, folder: str, root: str, version: str) -> Catalogue | None:
        """
        Open a build by what another process was told of it; None when it was removed meanwhile.

        Raises:
            StoreUnreachableError: It cannot be read.
        """
        manifest = read_manifest(store_of(Path(folder), version).parent)
        if manifest is None:
            return None
        home = Home(Path(root))
        return cls.of_build(IndexPlace(Path(folder), manifest, home.rules_version()), home)

    @cached_property
    def kinds(self) -> RecordKinds:
        """What records consist of."""
        return load_kinds(self.home)

    @cached_property
    def typed_values(self) -> TypedValues:
        """What writes the values of fields as people type them."""
        return TypedValues(Known(self.home))

    @cached_property
    def term_reader(self) -> TermReader:
        """What reads words that are asked as the build keeps them."""
        mark = None if self.index_place is None else version_without_records(self.index_place.manifest.files)
        return term_reader(self.store, self.queries, mark=mark)

    def take_over(self, earlier: Catalogue) -> None:
        """Take over what an earlier build, whose files are the same but for records, has read of all the others."""
        for name in ("kinds", "typed_values", "typology"):
            if name in earlier.__dict__:
                self.__dict__[name] = earlier.__dict__[name]
        self.names.take_over(earlier.names)
        if "territories" in earlier.__dict__:
            self.__dict__["territories"] = earlier.territories.of_store(self.store, self.names)
        if "knowledge" in earlier.__dict__:
            self.knowledge.understanding.take_over(earlier.knowledge.understanding)

    @property
    def best_engine(self) -> Engine:
        """The index where one is saved; the query where making an index would cost more than the answer."""
        return "sparql" if self.index_place is None else "index"

    def rearranged(self, query: str) -> str:
        """Return a query of somebody else as it is best asked here; other engines order patterns themselves."""
        if not isinstance(self.store, EmbeddedStore):
            return query
        return rearrange(query, PatternSizes(self._count).size)

    def _count(self, query: str) -> int:
        [[number]] = self.store.select(query).rows
        return int(number.value) if number is not None else 0

    def answer(self, profile: Profile, *, limit: int, engine: Engine | None = None) -> Answer:
        """
        Diagnose a profile and answer it; see `allianceskg.matching.answer.answer`.

        Args:
            engine: `sparql` asks the queries that define the answer; `index` finds the same answer in the match index. By
                default the best one.
        """
        if (engine or self.best_engine) == "sparql":
            return answer(profile, self.store, self.queries, self.knowledge, limit=limit)
        return self.by_index(
            lambda finder: answer(profile, self.store, self.queries, self.knowledge, limit=limit, finder=finder)
        )

    def by_index(self, work: Callable[[IndexFinder], _Made]) -> _Made:
        """Do a work that asks the index; an index that turns out to be damaged is made again, and the work with it."""
        try:
            return work(self.finder)
        except UnusableIndexError as fault:
            logger.warning("event=index_damaged version=%s reason=%s", self.data_version, fault)
            self._make_index_again()
            return work(self.finder)

    @cached_property
    def index(self) -> CaseIndex:
        """The match index of this data version."""
        if self.index_place is None:
            return index_in_memory(self.store, self.queries)
        return open_index(self.index_place, self.store, self.queries)

    def prepare(self, progress: Progress) -> None:
        """Make what answers need beside the store, where it can be saved: whoever opens this version after this finds it."""
        place = self.index_place
        if place is None or not can_be_written(place.folder):
            return
        open_index(place, self.store, self.queries, progress)
        if not is_saved(place.folder, _PLACES, self._what_places_are_read_from):
            self._places()

    def read_ahead(self) -> None:
        """Read what nearly every answer needs of this version, so that the first who asks need not wait for it."""
        assert self.kinds is not None
        assert self.names.concepts is not None

    @cached_property
    def finder(self) -> IndexFinder:
        """What answers from the index."""
        orders = evidence_orders({iri: concept.order for iri, concept in self.names.concepts.items()})
        return IndexFinder(self.index, self.store, self.queries, orders)

    def _make_index_again(self) -> None:
        if self.index_place is not None:
            forget_index(self.index_place)
        for name in ("index", "finder"):
            self.__dict__.pop(name, None)

    @cached_property
    def knowledge(self) -> Knowledge:
        """What answering needs beside the store."""
        return Knowledge(
            names=self.names,
            titles=_Titles(self),
            typology=self.typology,
            conventions=read_conventions(self.home.ontology / "conventions.ttl"),
            guidance=Guidance(self.store, self.queries),
            reader=self.term_reader,
            understanding=Understanding(
                self.store, self.queries, self.names, lambda folded: self.territories.of_folded_name(folded)
            ),
            data_version=self.data_version,
            rules_version=self.home.rules_version(),
        )

    @cached_property
    def titles(self) -> Mapping[str, Text]:
        """The title of each case, by IRI."""
        rows = self.store.select(self.queries.get("case-titles").text)
        return {
            row["case"].value: Text(fr=row["french"].value, en=row.get("english", row["french"]).value) for row in rows
        }

    @cached_property
    def typology(self) -> Typology:
        """
        What leads from objectives to categories, models and features, in the order of the kit.

        Raises:
            DataError: The vocabularies do not hold together.
        """
        return read_typology(self.store, self.queries, self.names)

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """
        The self-assessment: what it asks, and where each question leads.

        Raises:
            DataError: The vocabularies do not hold together.
        """
        return read_questionnaire(self.store, self.queries, self.names)

    @cached_property
    def territories(self) -> Territories:
        """The territories: finding and naming them."""
        return Territories(self.store, self.queries, self.names, table=self._places())

    @property
    def _what_places_are_read_from(self) -> list[str]:
        """The queries, and the files that may name territories."""
        files = {} if self.index_place is None else self.index_place.manifest.files
        held = [f"{graph} {digest}" for graph, digest in sorted(files.items()) if not graph.startswith(_NO_PLACES)]
        return [*(self.queries.get(name).text for name in PLACE_QUERIES), *held]

    def _places(self) -> PlaceTable:
        """Read every territory, once for builds that hold the same ones: it is saved beside the builds."""
        place = self.index_place
        return read_or_make(
            None if place is None else place.folder,
            _PLACES,
            self._what_places_are_read_from,
            make=lambda: read_places(self.store, self.queries),
            written=PlaceTable.written,
            read=PlaceTable.of,
        )

    @cached_property
    def known_values(self) -> KnownValues:
        """What a profile may hold."""
        return KnownValues(
            actor_types=self._labels("actor-types"),
            objectives=self._labels("objectives"),
            features=self._labels("model-features"),
            needs=self._labels("needs"),
            functions={one.slug: one.label for one in self.names.in_scheme("catalyst-functions") if not one.broader},
            themes=self._labels("themes"),
            roles=self._labels("participation-roles"),
            resolve_territory=self._resolve_territory,
            suggest_territory=lambda text: _in_french(self.territories.suggest(text)),
        )

    def _resolve_territory(self, text: str) -> list[tuple[str, str]]:
        """Find what a text means; an identifier without reading all territories, which takes a command a quarter of a second."""
        if _IDENTIFIER.fullmatch(text):
            query = self.queries.get("territory").bind_texts({"territory": [text]})
            return [(text, text)] if len(self.store.select(query)) else []
        return _in_french(self.territories.find(text))

    def describes(self, iri: str) -> bool:
        """Tell whether anything is said of an IRI."""
        return bool(self.store.construct(self.queries.get("description").bind({"thing": [IRI(iri)]})))

    def _labels(self, scheme: str) -> dict[str, Text]:
        return {one.slug: one.label for one in self.names.in_scheme(scheme)}


def _in_french(places: Iterable[Place]) -> list[tuple[str, str]]:
    return [(place.slug, place.reasoned.fr) for place in places]


class _Titles(Mapping[str, Text]):
    """The titles of all cases, read when the first one is asked for."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def __getitem__(self, case: str) -> Text:
        return self._catalogue.titles[case]

    def __iter__(self) -> Iterator[str]:
        return iter(self._catalogue.titles)

    def __len__(self) -> int:
        return len(self._catalogue.titles)
