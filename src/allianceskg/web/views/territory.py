"""The page of a territory: its cases, the four functions in three states, what is above and below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

from allianceskg.language import Language, Text
from allianceskg.library.descriptions import Description, Worded
from allianceskg.library.entries import CaseEntry
from allianceskg.library.library import SHOWN_CASES, Library, names_in_order
from allianceskg.library.paging import Part, part_of
from allianceskg.library.things import Thing
from allianceskg.matching.criteria import SHARED_LEVELS
from allianceskg.rdf.term import IRI
from allianceskg.terms import slug

FunctionState = Literal["recorded", "recorded-nearby", "none-recorded"]
STATES: Final[dict[FunctionState, Text]] = {
    "recorded": Text(fr="Recensée ici", en="Recorded here"),
    "recorded-nearby": Text(fr="Recensée à proximité", en="Recorded nearby"),
    "none-recorded": Text(fr="Aucun exemple recensé", en="No example on record"),
}
LEVELS: Final[dict[str, Text]] = {
    "country": Text(fr="Pays", en="Countries"),
    "region": Text(fr="Régions", en="Regions"),
    "collectivite": Text(fr="Collectivités d'outre-mer", en="Overseas collectivities"),
    "departement": Text(fr="Départements", en="Départements"),
    "epci": Text(fr="Intercommunalités", en="Groupings of communes"),
    "ept": Text(fr="Établissements publics territoriaux", en="Public territorial establishments"),
    "commune": Text(fr="Communes", en="Communes"),
    "arrondissement": Text(fr="Arrondissements municipaux", en="Municipal arrondissements"),
}
"""Headings of the territories in another, by level."""

_LEVELS_ABOVE: Final = ("country", "region", "collectivite", "departement", "epci", "ept", "commune")
_MOST_LISTED: Final = 60
_EXAMPLES: Final = 2
_SHOWN: Final = 6
_ACTORS: Final = 200
"""Actors on a page of their list."""


@dataclass(frozen=True, slots=True)
class FunctionReport:
    """
    A function on a territory.

    Attributes:
        cases: The first of those recorded here, or nearby with what is shared; examples from elsewhere when there are none.
        total: Number of cases recorded here, or nearby; 0 when there are none.
        widest: The territory in which all of these lie.
    """

    function: str
    state: FunctionState
    cases: tuple[tuple[CaseEntry, str | None], ...]
    total: int
    widest: str

    @property
    def words(self) -> Text:
        """The state in words."""
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class Below:
    """
    The territories of a level that lie directly in another.

    Attributes:
        listed: IRI and number of cases of those shown.
        others: Number of those not shown, none of which has a case.
    """

    heading: Text
    listed: tuple[tuple[str, int], ...]
    others: int


@dataclass(frozen=True, slots=True)
class TerritoryPage:
    """
    Everything that the page of a territory shows.

    Attributes:
        cases: Number of its cases, of which `first` are shown; the list of cases has them all.
    """

    iri: str
    name: Worded
    level: str | None
    codes: tuple[str, ...]
    other_names: tuple[Worded, ...]
    edition: str | None
    successors: tuple[str, ...]
    around: tuple[tuple[str, int], ...]
    below: tuple[Below, ...]
    functions: tuple[FunctionReport, ...]
    cases: int
    first: tuple[CaseEntry, ...]
    actors: Part[str]


def read_territory(thing: Thing, library: Library, language: Language, *, page: int = 1) -> TerritoryPage:
    """
    Read the page of a territory from its triples and from the cases.

    Args:
        page: Of the list of actors.
    """
    said = Description(thing.triples)
    iri = thing.iri
    cases = library.sets["territory"].get(iri, 0)
    actors = [one for one in library.actors_by_name(language) if library.sets["actor"][one] & cases]
    return TerritoryPage(
        iri=iri,
        name=said.text(iri, "skos:prefLabel", language) or Worded(library.name(iri).in_language(language), None),
        level=said.iri(iri, "akg:territoryLevel"),
        codes=tuple(said.values(iri, "akg:officialCode")),
        other_names=tuple(said.texts(iri, "skos:altLabel", language)),
        edition=said.iri(iri, "akg:codeEdition"),
        successors=tuple(said.iris(iri, "akg:successor")),
        around=_around(iri, library),
        below=_below(iri, library, language),
        functions=tuple(report_functions(iri, library)),
        cases=cases.bit_count(),
        first=tuple(library.members(cases, first=SHOWN_CASES)),
        actors=part_of(actors, page=page, size=_ACTORS),
    )


def _around(iri: str, library: Library) -> tuple[tuple[str, int], ...]:
    """Return the territories that contain one, the largest first, with their numbers of cases."""
    rows = library.catalogue.store.select(library.catalogue.queries.get("territory").bind({"territory": [IRI(iri)]}))
    found = {row["ancestor"].value: slug(row["level"].value) for row in rows if row["ancestor"].value != iri}
    ordered = sorted(
        found, key=lambda one: (_LEVELS_ABOVE.index(found[one]) if found[one] in _LEVELS_ABOVE else 9, one)
    )
    library.learn(ordered)
    return tuple((one, library.sets["territory"].get(one, 0).bit_count()) for one in ordered)


def _below(iri: str, library: Library, language: Language) -> tuple[Below, ...]:
    """Return the territories in one, by level; where they are many, only those with cases."""
    query = library.catalogue.queries.get("page-territory-below").bind({"territory": [IRI(iri)]})
    by_level: dict[str, list[str]] = {}
    for row in library.catalogue.store.select(query):
        found = by_level.setdefault(row["level"].value, [])
        if row["below"].value not in found:
            found.append(row["below"].value)
    sets = library.sets["territory"]
    below = []
    for level, territories in by_level.items():
        shown = territories if len(territories) <= _MOST_LISTED else [one for one in territories if one in sets]
        ordered = names_in_order(library, shown, language)
        counted = tuple((one, sets.get(one, 0).bit_count()) for one in ordered)
        below.append(Below(LEVELS.get(slug(level), library.name(level)), counted, len(territories) - len(shown)))
    return tuple(below)


def report_functions(iri: str, library: Library) -> list[FunctionReport]:
    """Say of each function whether it is recorded on a territory, near it, or not, with cases to read."""
    near = _shared(iri, library)
    functions = [one.iri for one in library.catalogue.names.in_scheme("catalyst-functions") if not one.broader]
    return [_report(function, iri, near, library) for function in functions]


def _shared(iri: str, library: Library) -> list[str]:
    """Return the territories whose cases are near a territory, the nearest first; it is not among them itself."""
    ranks: dict[str, int] = {}
    for shared, levels in library.catalogue.finder.ancestors([iri])[iri].items():
        found = [SHARED_LEVELS.index(slug(level)) for level in levels if slug(level) in SHARED_LEVELS]
        if shared != iri and found:
            ranks[shared] = min(found)
    return sorted(ranks, key=lambda one: (ranks[one], one))


def _report(function: str, iri: str, near: Sequence[str], library: Library) -> FunctionReport:
    here = library.functions_around(function, iri)
    if here:
        first = library.members(here, first=_SHOWN)
        return FunctionReport(function, "recorded", tuple((case, None) for case in first), here.bit_count(), iri)
    seen, widest = 0, iri
    cases: list[tuple[CaseEntry, str | None]] = []
    for shared in near:
        found = library.functions_around(function, shared) & ~seen
        if found:
            seen, widest = seen | found, shared
            cases += [(case, shared) for case in library.members(found, first=_SHOWN - len(cases))]
    if seen:
        return FunctionReport(function, "recorded-nearby", tuple(cases), seen.bit_count(), widest)
    examples = islice(library.by_proof(library.sets["function"].get(function, 0)), _EXAMPLES)
    elsewhere = tuple((case, None) for case in library.entries.read(examples))
    return FunctionReport(function, "none-recorded", elsewhere, 0, "")
