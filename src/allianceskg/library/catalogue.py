"""The catalogue as the program uses it: an open build, its queries, and what was read from them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final, TypeVar

from allianceskg.builds.indexing import IndexPlace, forget_index, index_in_memory, open_index
from allianceskg.errors import DataError
from allianceskg.files import Home
from allianceskg.language import Text
from allianceskg.matching.answer import Answer, Engine, Guidance, Knowledge, answer
from allianceskg.matching.case_terms import term_reader
from allianceskg.matching.conventions import read_conventions
from allianceskg.matching.index.case_index import CaseIndex
from allianceskg.matching.index.container import UnusableIndexError
from allianceskg.matching.index.finder import IndexFinder, evidence_orders
from allianceskg.matching.understanding import Understanding
from allianceskg.model import OBJECTIVES, Category, Feature, Model, Objective, Profile, Typology
from allianceskg.names import Concept, Names
from allianceskg.profiles import KnownValues
from allianceskg.profiles.near import NearNames
from allianceskg.progress import Progress
from allianceskg.rdf.term import IRI, Literal, french
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.store.protocol import Store
from allianceskg.terms import AKG, TERRITORY, concept, slug
from allianceskg.words.folding import fold

logger = logging.getLogger(__name__)

_Made = TypeVar("_Made")
_SUGGESTIONS: Final = 3
_DISTINGUISHING_LEVELS: Final = ("departement", "collectivite", "region")
_LEADS: Final = f"{AKG}leadsToCategory"
_QUALIFIES: Final = f"{AKG}qualifiesModel"


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

    @property
    def best_engine(self) -> Engine:
        """The index where one is saved; the query where making an index would cost more than the answer."""
        return "sparql" if self.index_place is None else "index"

    def answer(self, profile: Profile, *, limit: int, engine: Engine = "sparql") -> Answer:
        """
        Diagnose a profile and answer it; see `allianceskg.matching.answer.answer`.

        Args:
            engine: `sparql` asks the queries that define the answer; `index` finds the same answer in the match index.
        """
        if engine == "sparql":
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

    def prepare_index(self, progress: Progress) -> None:
        """Make the index where it is saved, so that whoever opens this version after this finds it."""
        if self.index_place is not None:
            open_index(self.index_place, self.store, self.queries, progress)

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
            reader=term_reader(self.store, self.queries),
            understanding=Understanding(self.store, self.queries, self.names, self.territories_of_name),
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
        links: dict[str, list[tuple[str, str]]] = {}
        for row in self.store.select(self.queries.get("typology").text):
            links.setdefault(row["link"].value, []).append((row["from"].value, row["to"].value))
        category_of = dict(links.get(_LEADS, []))
        model_of = dict(links.get(_QUALIFIES, []))
        partnerships = self.names.in_scheme("partnership-models")
        try:
            return Typology(
                objectives=tuple(
                    Objective(name, self.names.of(iri), slug(category_of[iri]), self._line(iri))
                    for name in OBJECTIVES
                    for iri in (concept("objectives", name),)
                ),
                categories=tuple(
                    Category(one.slug, self.names.short(one.iri), self._models_of(one, partnerships))
                    for one in partnerships
                    if not one.broader
                ),
                models=tuple(Model(one.slug, self.names.short(one.iri)) for one in partnerships if one.broader),
                features=tuple(
                    Feature(one.slug, one.label, slug(model_of[one.iri]), one.line or 0)
                    for one in self.names.in_scheme("model-features")
                ),
            )
        except (KeyError, ValueError) as fault:
            raise DataError(
                Text(
                    fr=f"Les vocabulaires ne permettent pas de diagnostiquer un profil : {fault}.",
                    en=f"The vocabularies do not allow a profile to be diagnosed: {fault}.",
                ),
            ) from fault

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
            resolve_territory=self.find_territories,
            suggest_territory=self.suggest_territories,
        )

    def describes(self, iri: str) -> bool:
        """Tell whether anything is said of an IRI."""
        return bool(self.store.construct(self.queries.get("description").bind({"thing": [IRI(iri)]})))

    def find_territories(self, text: str) -> list[tuple[str, str]]:
        """
        Find the territories that a slug, a code or a name means, whatever its case and accents.

        Returns:
            Slug and name of each, with its level and what tells namesakes apart, as in "Courcy (commune, Marne)";
            none when nothing has that name.
        """
        if not text or not text.isprintable():
            return []
        if self._exists(text):
            return [(text, self.names.of(f"{TERRITORY}{text}").fr)]
        found = self._named([text], [text])
        if not found and fold(text) in self._territories_by_folded_name:
            found = self._named({name for name, _ in self._territories_by_folded_name[fold(text)]}, [])
        return found

    def territories_of_name(self, folded: str) -> list[str]:
        """Return the IRI of every territory whose name is this one, folded."""
        return [iri for _, iri in self._territories_by_folded_name.get(folded, ())]

    def suggest_territories(self, text: str) -> list[tuple[str, str]]:
        """Return the territories whose names look most like a text, best first."""
        by_name = self._territories_by_folded_name
        near = self._near_territories.find(fold(text), limit=_SUGGESTIONS, cutoff=0.7)
        named = [(slug(iri), written) for name in near for written, iri in by_name[name][:_SUGGESTIONS]]
        return named[: 2 * _SUGGESTIONS]

    def prepare_suggestions(self) -> None:
        """Make the table of names that suggestions need, so that nobody waits for it; it takes a second or two."""
        assert self._near_territories is not None

    def _named(self, labels: Iterable[str], codes: Iterable[str]) -> list[tuple[str, str]]:
        query = self.queries.get("territories-named").bind(
            {"label": [french(label) for label in sorted(labels)], "code": [Literal(code) for code in codes]}
        )
        names: dict[str, str] = {}
        details: dict[str, dict[str, None]] = {}
        for row in self.store.select(query):
            territory = slug(row["territory"].value)
            names[territory] = row["name"].value
            detail = details.setdefault(territory, {self.names.of(row["level"].value).fr.lower(): None})
            if "above" in row and slug(row["above"].value).partition("-")[0] in _DISTINGUISHING_LEVELS:
                detail[row["aboveName"].value] = None
        return [(one, f"{names[one]} ({', '.join(detail)})") for one, detail in details.items()]

    @cached_property
    def _territories_by_folded_name(self) -> Mapping[str, list[tuple[str, str]]]:
        """Name and IRI of every territory, by the name without case and accents; only mistakes and stories need it."""
        by_name: dict[str, list[tuple[str, str]]] = {}
        for iri, name in self._all_territories():
            by_name.setdefault(fold(name), []).append((name, iri))
        return by_name

    @cached_property
    def _near_territories(self) -> NearNames:
        return NearNames(self._territories_by_folded_name)

    def _all_territories(self) -> Iterator[tuple[str, str]]:
        for row in self.store.select(self.queries.get("territory-names").text):
            yield row["territory"].value, row["name"].value

    def _exists(self, territory: str) -> bool:
        if not all(character.isalnum() or character == "-" for character in territory):
            return False
        query = self.queries.get("territory").bind_texts({"territory": [territory]})
        return len(self.store.select(query)) > 0

    def _labels(self, scheme: str) -> dict[str, Text]:
        return {one.slug: one.label for one in self.names.in_scheme(scheme)}

    def _line(self, iri: str) -> int:
        return self.names.concepts[iri].line or 0

    @staticmethod
    def _models_of(category: Concept, partnerships: list[Concept]) -> tuple[str, ...]:
        return tuple(one.slug for one in partnerships if category.iri in one.broader)


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
