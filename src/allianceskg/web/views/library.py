"""What all pages share of one build: the cases, who has which facet value, the names, the text index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final, TypeVar

from allianceskg.catalogue import Catalogue
from allianceskg.language import LANGUAGES, Language, Text, same
from allianceskg.profiles.known import fold
from allianceskg.store.results import IRI, Literal, Term
from allianceskg.terms import AKG, BASE, CASE, QUERY, SDG, SHAPES, VOCABULARY, slug
from allianceskg.web.search import Document, TextIndex
from allianceskg.web.views.descriptions import Worded, choose_texts, expand, natural

LINKS: Final[Mapping[str, str]] = {
    "territory": f"{AKG}inTerritory",
    "category": f"{AKG}inCategory",
    "model": f"{AKG}usesModel",
    "function": f"{AKG}coversFunction",
    "type": f"{AKG}involvesActorType",
    "need": f"{AKG}addressesNeed",
    "theme": f"{AKG}concernsTheme",
    "sdg": f"{AKG}contributesToGoal",
    "evidence": f"{AKG}evidenceLevel",
    "actor": f"{AKG}involvesActor",
    "place": f"{AKG}locatedIn",
}
"""Each property by which cases are sorted, under the name that it has in addresses."""

RESEMBLANCE: Final = ("model", "function", "theme", "need", "actor", "place")
"""What makes two cases alike; the query `similar-cases` says the same."""

_GOALS_DOCUMENT: Final = f"{VOCABULARY}sdgs"
_SHAPES_DOCUMENT: Final = f"{BASE}shapes/"
_Made = TypeVar("_Made")
_ALL_NAMED: Final = tuple(name for name in LINKS if name != "evidence")


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """
    A case as lists show it.

    Attributes:
        position: Its rank by IRI, and its bit in every set of cases.
        values: IRIs of the values of each of `LINKS`.
        years: Years in which a recorded stage begins.
        is_alliance: Whether it documents an alliance, to which models belong.
        is_initiative: Whether it documents a catalyst initiative, to which functions belong.
    """

    iri: str
    position: int
    titles: tuple[Literal, ...]
    abstracts: tuple[Literal, ...]
    modified: str
    confirmed: str
    values: Mapping[str, tuple[str, ...]]
    years: tuple[int, ...]
    is_alliance: bool
    is_initiative: bool

    @property
    def slug(self) -> str:
        """The last segment of the IRI."""
        return slug(self.iri)

    def title(self, language: Language) -> Worded:
        """Return the title in the reader's language, or in another."""
        return next(iter(choose_texts(self.titles, language)), Worded(self.slug, None))

    def abstract(self, language: Language) -> Worded | None:
        """Return the abstract in the reader's language, or in another."""
        return next(iter(choose_texts(self.abstracts, language)), None)


class Library:
    """
    The cases of a build, with sets of cases as integers: bit n stands for the case of position n.

    Counting a facet is then one operation a value, whatever the number of cases.
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
    def cases(self) -> tuple[CaseEntry, ...]:
        """Every case, in order of IRI."""
        rows = {language: self._summaries(language) for language in LANGUAGES}
        values = self._values()
        years: dict[str, list[int]] = {}
        for row in self._rows("page-case-years"):
            years.setdefault(row["case"].value, []).append(int(row["year"].value))
        kinds = {(row["case"].value, row["kind"].value) for row in self._rows("page-case-kinds")}
        return tuple(
            CaseEntry(
                iri=iri,
                position=position,
                titles=_literals(rows, iri, "title"),
                abstracts=_literals(rows, iri, "abstract"),
                modified=_value(rows["fr"][iri], "modified"),
                confirmed=_value(rows["fr"][iri], "confirmed"),
                values={name: tuple(sorted(values.get((iri, link), ()), key=natural)) for name, link in LINKS.items()},
                years=tuple(years.get(iri, ())),
                is_alliance=(iri, f"{AKG}Alliance") in kinds,
                is_initiative=(iri, f"{AKG}CatalystInitiative") in kinds,
            )
            for position, iri in enumerate(sorted(rows["fr"]))
        )

    @cached_property
    def by_iri(self) -> Mapping[str, CaseEntry]:
        """Every case, by IRI."""
        return {case.iri: case for case in self.cases}

    @cached_property
    def all_cases(self) -> int:
        """The set of all cases."""
        return (1 << len(self.cases)) - 1

    @cached_property
    def sets(self) -> Mapping[str, Mapping[str, int]]:
        """The set of cases of each value, by the name of the facet (`LINKS` and `year`) and the value's IRI or year."""
        indexed = self._indexed_sets()
        sets: dict[str, dict[str, int]] = {name: indexed.get(name, {}) for name in (*LINKS, "year")}
        for case in self.cases:
            bit = 1 << case.position
            for name, values in (*case.values.items(), ("year", tuple(map(str, case.years)))):
                for value in values if name not in indexed else ():
                    sets[name][value] = sets[name].get(value, 0) | bit
        return sets

    def _indexed_sets(self) -> dict[str, dict[str, int]]:
        """Take the sets from the match index, where one is saved and holds the same cases; none otherwise."""
        if self.catalogue.index_place is None:
            return {}
        index = self.catalogue.index
        if index.iris() != [case.iri for case in self.cases]:
            return {}
        return {name: index.sets(link) for name, link in LINKS.items()}

    @cached_property
    def recorded(self) -> Mapping[str, int]:
        """The set of cases that record anything of a facet."""
        recorded = {}
        for name, values in self.sets.items():
            recorded[name] = 0
            for members in values.values():
                recorded[name] |= members
        return recorded

    @cached_property
    def concerned(self) -> Mapping[str, int]:
        """The set of cases that could record something of a facet: models belong to alliances, functions to initiatives."""
        alliances = set_of(case.position for case in self.cases if case.is_alliance)
        initiatives = set_of(case.position for case in self.cases if case.is_initiative)
        special = {"model": alliances, "category": alliances, "function": initiatives}
        return {name: special.get(name, self.all_cases) for name in self.sets}

    def unrecorded(self, facet: str) -> int:
        """Return the set of cases that could record something of a facet and do not."""
        return self.concerned[facet] & ~self.recorded[facet]

    def with_value(self, facet: str, value: str) -> list[CaseEntry]:
        """Return the cases that have a value, in order of IRI."""
        return self.members(self.sets[facet].get(value, 0))

    def members(self, cases: int) -> list[CaseEntry]:
        """Return the cases of a set, in order of IRI."""
        return [self.cases[position] for position in positions(cases)]

    def resembling(self, case: CaseEntry, *, limit: int) -> list[tuple[CaseEntry, list[tuple[str, str]]]]:
        """
        Return the cases that have most in common with a case, each with what that is.

        Returns:
            Case, and facet and value of each common point; equal numbers are ordered by IRI.
        """
        shared: dict[int, list[tuple[str, str]]] = {}
        for facet in RESEMBLANCE:
            for value in case.values[facet]:
                for position in positions(self.sets[facet][value] & ~(1 << case.position)):
                    shared.setdefault(position, []).append((facet, value))
        best = sorted(shared, key=lambda position: (-len({value for _, value in shared[position]}), position))[:limit]
        return [(self.cases[position], shared[position]) for position in best]

    @cached_property
    def index(self) -> TextIndex:
        """The full-text index of all cases."""
        self.learn(value for name in _ALL_NAMED for value in self.sets[name])
        texts = {language: self._texts(language) for language in LANGUAGES}
        return TextIndex(
            Document(
                position=case.position,
                language=language,
                title=str(case.title(language)),
                names=" . ".join(
                    dict.fromkeys(
                        self.name(value).in_language(language) for name in _ALL_NAMED for value in case.values[name]
                    )
                ),
                body=texts[language].get(case.iri, ""),
            )
            for case in self.cases
            for language in LANGUAGES
        )

    def prepare(self) -> None:
        """Make what is otherwise made when it is first asked for."""
        self.index.search("")
        for language in LANGUAGES:
            self.by_title(0, language)

    def by_title(self, cases: int, language: Language) -> list[CaseEntry]:
        """Return the cases of a set in the order of their titles in a language."""
        ordered = self.keep(
            ("titles", language),
            lambda: sorted(self.cases, key=lambda case: (fold(str(case.title(language))), case.position)),
        )
        return [case for case in ordered if cases >> case.position & 1]

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

    def _summaries(self, language: Language) -> dict[str, dict[str, Term]]:
        query = self.catalogue.queries.get("case-summaries").bind_texts({"language": [language]})
        rows: dict[str, dict[str, Term]] = {}
        for row in self.catalogue.store.select(query):
            rows.setdefault(row["case"].value, row)
        return rows

    def _values(self) -> dict[tuple[str, str], list[str]]:
        query = self.catalogue.queries.get("facets-of-cases").bind({"facet": [IRI(link) for link in LINKS.values()]})
        values: dict[tuple[str, str], list[str]] = {}
        for row in self.catalogue.store.select(query):
            values.setdefault((row["case"].value, row["facet"].value), []).append(row["value"].value)
        return values

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


def positions(cases: int) -> Iterator[int]:
    """
    Go through the positions of a set of cases, the smallest first.

    >>> list(positions(0b1011))
    [0, 1, 3]
    """
    while cases:
        lowest = cases & -cases
        yield lowest.bit_length() - 1
        cases ^= lowest


def set_of(cases: Iterable[int]) -> int:
    """
    Make a set of cases from positions.

    >>> set_of([0, 1, 3]) == 0b1011
    True
    """
    members = 0
    for position in cases:
        members |= 1 << position
    return members


def _lowered(name: str) -> str:
    return name[:1].lower() + name[1:]


def _literals(
    rows: Mapping[Language, Mapping[str, Mapping[str, Term]]], iri: str, variable: str
) -> tuple[Literal, ...]:
    found = []
    for language in LANGUAGES:
        term = rows[language].get(iri, {}).get(variable)
        if isinstance(term, Literal):
            found.append(term)
    return tuple(found)


def _value(row: Mapping[str, Term], variable: str) -> str:
    return row[variable].value if variable in row else ""


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
                   "igeo", "cids", "m8g", "pair", "essglobal", "sh", "vann", "rov", "locn", "cpsv", "adms"):  # fmt: skip
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
