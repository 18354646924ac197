"""What all pages share of one build: the cases, who has which facet value, the names, the text index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

from allianceskg.builds.derived import read_or_make
from allianceskg.language import LANGUAGES, Language, Text, same
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.descriptions import choose_texts, expand
from allianceskg.library.entries import LINKS, CaseEntry, Entries, years_of
from allianceskg.library.recorded import Aspects, Sources, read_aspects, read_sources_of_cases
from allianceskg.library.sets import in_order, positions, set_of
from allianceskg.library.words import Document, TextIndex, open_index
from allianceskg.matching.index.container import UnusableIndexError
from allianceskg.profiles.known import fold
from allianceskg.rdf.term import IRI, Literal, Term
from allianceskg.terms import AKG, BASE, CASE, QUERY, RDF_TYPE, SDG, SHAPES, VOCABULARY, slug

RESEMBLANCE: Final = ("model", "function", "theme", "need", "actor", "place")
"""What makes two cases alike; the query `similar-cases` says the same."""

SHOWN_CASES: Final = 12
"""Cases that the page of a thing shows; the list of cases has them all."""

_GOALS_DOCUMENT: Final = f"{VOCABULARY}sdgs"
_SHAPES_DOCUMENT: Final = f"{BASE}shapes/"
_KINDS: Final = {f"{AKG}Alliance": "alliances", f"{AKG}CatalystInitiative": "initiatives"}
_Made = TypeVar("_Made")
_ALL_NAMED: Final = tuple(name for name in LINKS if name != "evidence")


@dataclass(frozen=True, slots=True)
class Marks:
    """
    By what all cases are counted and ordered; every list is by position.

    Attributes:
        iris: Sorted by code point.
        modified: Last change; empty for a case without one.
        years: In which a recorded stage begins.
        kinds: The sets `alliances` and `initiatives`.
    """

    iris: tuple[str, ...]
    modified: Sequence[str]
    years: Sequence[tuple[int, ...]]
    kinds: Mapping[str, int]

    def written(self) -> list[Any]:
        """Return what JSON can hold."""
        kinds = {name: list(positions(cases)) for name, cases in self.kinds.items()}
        return [self.iris, self.modified, self.years, kinds]

    @classmethod
    def of(cls, written: Sequence[Any]) -> Marks:
        """Take back what was written."""
        iris, modified, years, kinds = written
        return cls(tuple(iris), modified, list(map(tuple, years)), {name: set_of(kinds[name]) for name in kinds})


class Library:
    """
    The cases of a build, with sets of cases as integers: bit n stands for the case of position n.

    Counting a facet is then one operation a value, whatever the number of cases. Sets come from the match index; what
    a case says is read for the cases that are shown.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._names: dict[str, tuple[Literal, ...]] = {}
        self._kept: dict[tuple[str, ...], Any] = {}

    def keep(self, key: tuple[str, ...], make: Callable[[], _Made]) -> _Made:
        """
        Return something that is made once for a build.

        Args:
            key: Names it among all that is kept; of a small and fixed number, never taken from a request alone.
        """
        if key not in self._kept:
            self._kept[key] = make()
        kept: _Made = self._kept[key]
        return kept

    @cached_property
    def marks(self) -> Marks:
        """What is read of every case."""
        return self._saved("marks", self._read_marks, Marks.written, Marks.of)

    def _saved(
        self, name: str, make: Callable[[], _Made], written: Callable[[_Made], Any], read: Callable[[Any], _Made]
    ) -> _Made:
        """Read what a query says of every case once for a build, where its folder can be written."""
        text = self.catalogue.queries.get(f"page-case-{name}").text
        return read_or_make(self._folder, name, [text], make=make, written=written, read=read)

    @property
    def _folder(self) -> Path | None:
        place = self.catalogue.index_place
        return None if place is None else place.path.parent

    def _read_marks(self) -> Marks:
        said: dict[str, dict[str, list[Term]]] = {}
        for triple in self.catalogue.store.construct(self.catalogue.queries.get("page-case-marks").text):
            said.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, []).append(triple.object)
        iris = tuple(sorted(one for one in said if RDF_TYPE in said[one]))
        modified, starts, kind = (expand(name) for name in ("dcterms:modified", "akg:startDate", "dcterms:type"))
        kinds: dict[str, list[int]] = {name: [] for name in _KINDS.values()}
        for position, iri in enumerate(iris):
            for one in said[iri].get(kind, ()):
                kinds[_KINDS[one.value]].append(position)
        return Marks(
            iris=iris,
            modified=[min((one.value for one in said[iri].get(modified, ())), default="") for iri in iris],
            years=[years_of(said[iri].get(starts, ())) for iri in iris],
            kinds={name: set_of(members) for name, members in kinds.items()},
        )

    @property
    def size(self) -> int:
        """Number of cases."""
        return len(self.marks.iris)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Position of each case, by IRI."""
        return {iri: position for position, iri in enumerate(self.marks.iris)}

    @cached_property
    def by_slug(self) -> Mapping[str, int]:
        """Position of each case, by the last segment of its IRI."""
        return {slug(iri): position for iri, position in self.places.items()}

    @cached_property
    def entries(self) -> Entries:
        """Reads cases."""
        return Entries(self.catalogue, self.marks.iris)

    @property
    def cases(self) -> list[CaseEntry]:
        """Every case, in order of IRI; this reads them all, which no page should."""
        return self.entries.read(range(self.size))

    def case(self, iri: str) -> CaseEntry | None:
        """Return a case; None when there is none of that IRI."""
        return self.entries.read([self.places[iri]])[0] if iri in self.places else None

    @cached_property
    def all_cases(self) -> int:
        """The set of all cases."""
        return (1 << self.size) - 1

    @cached_property
    def sets(self) -> Mapping[str, Mapping[str, int]]:
        """The set of cases of each value, by the name of the facet (`LINKS` and `year`) and the value's IRI or year."""
        sets: dict[str, dict[str, int]] = {name: self._indexed_sets(link) for name, link in LINKS.items()}
        unranked = [position for iri, position in self.places.items() if self.catalogue.index.position(iri) is None]
        for case in self.entries.read(unranked):
            for name, values in case.values.items():
                for value in values:
                    sets[name][value] = sets[name].get(value, 0) | 1 << case.position
        years: dict[str, list[int]] = {}
        for position, of_case in enumerate(self.marks.years):
            for year in of_case:
                years.setdefault(str(year), []).append(position)
        return {**sets, "year": {year: set_of(members) for year, members in years.items()}}

    def _indexed_sets(self, link: str) -> dict[str, int]:
        """Take the sets of a property from the match index, which may hold other cases than are shown."""
        index = self.catalogue.index
        if self._ranked == self.marks.iris:
            return index.sets(link)
        found = {}
        for value in index.values(link):
            ranked = (self._ranked[position] for position in index.with_value(link, value).tolist())
            if members := set_of(self.places[iri] for iri in ranked if iri in self.places):
                found[value] = members
        return found

    @cached_property
    def _ranked(self) -> tuple[str, ...]:
        """The cases that the match index holds."""
        return tuple(self.catalogue.index.iris())

    @cached_property
    def recorded(self) -> Mapping[str, int]:
        """The set of cases that record anything of a facet."""
        recorded = {}
        for name, values in self.sets.items():
            recorded[name] = 0
            for members in values.values():
                recorded[name] |= members
        return recorded

    @property
    def alliances(self) -> int:
        """The set of cases that document an alliance."""
        return self.marks.kinds["alliances"]

    @property
    def initiatives(self) -> int:
        """The set of cases that document a catalyst initiative."""
        return self.marks.kinds["initiatives"]

    @cached_property
    def concerned(self) -> Mapping[str, int]:
        """The set of cases that could record something of a facet: models belong to alliances, functions to initiatives."""
        special = {"model": self.alliances, "category": self.alliances, "function": self.initiatives}
        return {name: special.get(name, self.all_cases) for name in self.sets}

    def unrecorded(self, facet: str) -> int:
        """Return the set of cases that could record something of a facet and do not."""
        return self.concerned[facet] & ~self.recorded[facet]

    def members(self, cases: int, *, first: int) -> list[CaseEntry]:
        """Return the first cases of a set, in order of IRI."""
        return self.entries.read(islice(positions(cases), first))

    def best_documented(self, cases: int, *, first: int) -> list[CaseEntry]:
        """Return the best documented cases of a set: by evidence level, then number of actors, then IRI."""
        return self.entries.read(islice(in_order(cases, self._documented), first))

    def by_proof(self, cases: int) -> Iterator[int]:
        """Give the positions of the cases of a set, the best proven first; equal ones in order of IRI."""
        order = self.keep(("proof",), lambda: sorted(range(self.size), key=lambda one: -self.proven[one]))
        return in_order(cases, order)

    def functions_around(self, function: str, territory: str) -> int:
        """Return the set of the cases that have a function at a place in a territory."""
        index = self.catalogue.index
        found = (index.iri(position) for position in index.functions_around(function, territory).tolist())
        return set_of(self.places[iri] for iri in found if iri in self.places)

    def actors_by_name(self, language: Language) -> Sequence[str]:
        """Return the actors of all cases, as a reader would look for them."""
        return self.keep(("actors", language), lambda: names_in_order(self, list(self.sets["actor"]), language))

    @cached_property
    def proven(self) -> Sequence[int]:
        """Rank of the evidence level of each case, by position; 0 for a case without one."""
        order = self.catalogue.names.concepts
        proven = [0] * self.size
        for level, cases in self.sets["evidence"].items():
            rank = (order[level].order or 0) if level in order else 0
            for position in positions(cases):
                proven[position] = max(proven[position], rank)
        return proven

    @cached_property
    def actors(self) -> Sequence[int]:
        """Number of actors of each case, by position."""
        numbers = [0] * self.size
        for cases in self.sets["actor"].values():
            for position in positions(cases):
                numbers[position] += 1
        return numbers

    @cached_property
    def _documented(self) -> Sequence[int]:
        return sorted(range(self.size), key=lambda one: (-self.proven[one], -self.actors[one], one))

    @cached_property
    def aspects(self) -> Aspects:
        """What cases record beside the values of facets."""
        make = partial(read_aspects, self.catalogue, self.places)
        return self._saved("aspects", make, Aspects.written, Aspects.of)

    @cached_property
    def sources(self) -> Sources:
        """The sources of cases."""
        make = partial(read_sources_of_cases, self.catalogue, self.places)
        return self._saved("sources", make, Sources.written, Sources.of)

    def resembling(self, case: CaseEntry, *, limit: int) -> list[tuple[CaseEntry, list[tuple[str, str]]]]:
        """
        Return the cases that have most in common with a case, each with what that is.

        Returns:
            Case, and facet and value of each common point; equal numbers are ordered by IRI.
        """
        index = self.catalogue.index
        place = index.position(case.iri)
        if place is None:
            return []
        near = (index.iri(position) for position, _ in index.resembling(place, limit=limit))
        others = self.entries.read(self.places[iri] for iri in near if iri in self.places)
        return [
            (
                other,
                [(name, value) for name in RESEMBLANCE for value in case.values[name] if value in other.values[name]],
            )
            for other in others
        ]

    @cached_property
    def index(self) -> TextIndex:
        """The full-text index of all cases; it is saved beside the build, where its folder can be written."""
        reading = [self.catalogue.queries.get(name).text for name in ("page-case-texts", "page-names", "page-cases")]
        return open_index(self._documents, folder=self._folder, reading=reading)

    def _documents(self) -> Iterator[Document]:
        values: list[list[str]] = [[] for _ in range(self.size)]
        for name in _ALL_NAMED:
            for value, cases in self.sets[name].items():
                for position in positions(cases):
                    values[position].append(value)
        self.learn(value for name in _ALL_NAMED for value in self.sets[name])
        texts = {language: self._texts(language) for language in LANGUAGES}
        for position, iri in enumerate(self.marks.iris):
            for language in LANGUAGES:
                names = (self.name(value).in_language(language) for value in values[position])
                yield Document(
                    position=position,
                    language=language,
                    title=self.title(position, language),
                    names=" . ".join(dict.fromkeys(names)),
                    body=texts[language].get(iri, ""),
                )

    def save(self) -> None:
        """Make and save what takes long, so that `prepare` finds it."""
        _ = self.index, self.aspects, self.sources

    def prepare(self) -> None:
        """Make what is otherwise made when it is first asked for."""
        _ = self.sets, self.recorded
        for language in LANGUAGES:
            _ = self.by_title(language)
        self.index.search("")
        _ = self._documented, self.aspects, self.sources

    def by_title(self, language: Language) -> Sequence[int]:
        """Return the positions of all cases in the order of their titles in a language."""
        return self.keep(
            ("titles", language),
            lambda: sorted(range(self.size), key=lambda one: (fold(self.title(one, language)), one)),
        )

    def by_change(self, language: Language) -> Sequence[int]:
        """Return the positions of all cases, those changed last first; equal ones in the order of their titles."""
        return self.keep(
            ("changes", language),
            lambda: sorted(self.by_title(language), key=lambda one: self.marks.modified[one], reverse=True),
        )

    def by_year(self, language: Language) -> Sequence[int]:
        """Return the positions of all cases, those with the latest stage first; equal ones in the order of their titles."""
        return self.keep(
            ("years", language),
            lambda: sorted(self.by_title(language), key=lambda one: -max(self.marks.years[one], default=0)),
        )

    def by_evidence(self, language: Language) -> Sequence[int]:
        """Return the positions of all cases, the best proven first; equal ones in the order of their titles."""
        return self.keep(
            ("evidence", language), lambda: sorted(self.by_title(language), key=lambda one: -self.proven[one])
        )

    def title(self, position: int, language: Language) -> str:
        """Return the title of a case in a language, or in another."""
        text = self._titles[position]
        return str(self.entries.read([position])[0].title(language)) if text is None else text.in_language(language)

    @cached_property
    def _titles(self) -> Sequence[Text | None]:
        """The titles that the match index holds, by position."""
        return [self._title_in_index(self.catalogue.index.position(iri)) for iri in self.marks.iris]

    def _title_in_index(self, place: int | None) -> Text | None:
        try:
            return None if place is None else self.catalogue.index.shown(place).title
        except UnusableIndexError:  # a torn record; an answer that needs it makes the index again
            return None

    def learn(self, things: Iterable[str]) -> None:
        """Fetch the names of things in one query, so that `name` need not ask one by one."""
        unknown = sorted({one for one in things if _may_be_named(one)} - self._names.keys())
        if not unknown:
            return
        found: dict[str, list[Literal]] = {}
        query = self.catalogue.queries.get("page-names").bind({"thing": [IRI(one) for one in unknown]})
        for row in self.catalogue.store.select(query):
            if isinstance(row["name"], Literal):
                found.setdefault(row["thing"].value, []).append(row["name"])
        self._names.update({one: tuple(found.get(one, ())) for one in unknown})

    def name(self, thing: str) -> Text:
        """Return the name of anything that has one; of what has none, what can be said of its address."""
        if thing.startswith(SDG):
            return self._goal(thing)
        if thing == _GOALS_DOCUMENT:
            return self.name(SDG.rstrip("/"))
        if thing.startswith(_SHAPES_DOCUMENT):
            return self._shapes(thing)
        if thing in self.catalogue.names.concepts:
            return self.catalogue.names.of(thing)
        if thing.startswith(QUERY):
            return self._query(thing)
        if thing not in self._names:
            self.learn([thing])
        names = self._names.get(thing, ())
        if not names:
            return _unnamed(thing)
        french, english = (choose_texts(names, language)[0].value for language in LANGUAGES)
        return Text(fr=french, en=english)

    def is_known(self, thing: str) -> bool:
        """Tell whether the catalogue has a name for a thing."""
        self.learn([thing])
        return thing in self.catalogue.names.concepts or bool(self._names.get(thing))

    @cached_property
    def _types(self) -> Mapping[str, tuple[str, ...]]:
        types: dict[str, list[str]] = {}
        for row in self._rows("page-actor-types"):
            types.setdefault(row["actor"].value, []).append(row["type"].value)
        return {actor: tuple(kinds) for actor, kinds in types.items()}

    def types_of(self, actors: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the recorded types of actors."""
        return {actor: self._types.get(actor, ()) for actor in actors}

    def level_of(self, territory: str) -> Text:
        """Return the level of a territory, which its IRI says."""
        level = slug(territory).partition("-")[0]
        if level == "epci":
            return Text(fr="intercommunalité", en="grouping of communes")
        name = self.catalogue.names.of(f"{VOCABULARY}territory-levels/{level}")
        return Text(fr=_lowered(name.fr), en=_lowered(name.en))

    def _goal(self, thing: str) -> Text:
        number = slug(thing)
        label = self.catalogue.names.of(thing)
        return Text(fr=f"ODD {number} : {label.fr}", en=f"SDG {number}: {label.en}")

    def _shapes(self, thing: str) -> Text:
        """Name the document of the shapes of a class by the class."""
        kind = self.name(f"{AKG}{slug(thing)}")
        return Text(fr=f"Contraintes : {kind.fr}", en=f"Shapes: {kind.en}")

    def _query(self, thing: str) -> Text:
        name = slug(thing)
        if name not in self.catalogue.queries.names():
            return _unnamed(thing)
        return self.catalogue.queries.get(name).summary

    def _rows(self, name: str) -> Iterator[dict[str, Term]]:
        return iter(self.catalogue.store.select(self.catalogue.queries.get(name).text))

    def _texts(self, language: Language) -> dict[str, str]:
        query = self.catalogue.queries.get("page-case-texts").bind_texts({"language": [language]})
        texts: dict[str, list[str]] = {}
        for row in self.catalogue.store.select(query):
            texts.setdefault(row["case"].value, []).append(row["text"].value)
        return {case: "\n".join(said) for case, said in texts.items()}


@lru_cache(maxsize=2)
def library_of(catalogue: Catalogue) -> Library:
    """Return the library of a build; it is made once, and forgotten when newer builds are in use."""
    return Library(catalogue)


def _lowered(name: str) -> str:
    return name[:1].lower() + name[1:]


def _may_be_named(thing: str) -> bool:
    return not thing.startswith((SDG, QUERY)) and not any(character in thing for character in '<>"{}|^`\\ ')


def _unnamed(thing: str) -> Text:
    """Say of a thing without a name what its address shows: a prefixed name where there is one, else the address."""
    if thing.startswith(SHAPES):
        return same(f"shapes:{thing.removeprefix(SHAPES)}")
    if thing.startswith(f"{BASE}kit-quotation/l"):
        line = thing.removeprefix(f"{BASE}kit-quotation/l").partition("-")[0]
        return Text(fr=f"passage du kit, ligne {line}", en=f"passage of the kit, line {line}")
    for prefix in ("org", "skos", "dcterms", "foaf", "prov", "dcat", "void", "owl", "rdf", "rdfs", "xsd", "geo", "schema",
                   "igeo", "wgs84", "cids", "m8g", "pair", "essglobal", "sh", "vann", "rov", "locn", "cpsv", "adms"):  # fmt: skip
        namespace = expand(f"{prefix}:")
        if thing.startswith(namespace) and len(thing) > len(namespace):
            return same(f"{prefix}:{thing.removeprefix(namespace)}")
    if thing.startswith(CASE) or not thing.startswith(BASE):
        return same(thing.partition("://")[2] or thing)
    return same(slug(thing))


def names_in_order(library: Library, things: Sequence[str], language: Language) -> list[str]:
    """Order things by their names in a language, as a reader would look for them."""
    library.learn(things)
    return sorted(things, key=lambda one: (fold(library.name(one).in_language(language)), one))
