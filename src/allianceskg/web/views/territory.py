"""The page of a territory: its cases, the four functions and where they are recorded, what is above and below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from allianceskg.language import Text, Worded
from allianceskg.library.alike_communes import AlikeCommunes, find_alike
from allianceskg.library.case_entries import CaseEntry
from allianceskg.library.descriptions import Description
from allianceskg.library.library import Library
from allianceskg.library.paging import ListPart, part_of
from allianceskg.library.reader import Reader
from allianceskg.library.surrounding_cases import CasesByExtent, SurroundingCases, cases_by_extent, surroundings
from allianceskg.library.territory_functions import Standing, TerritoryFunction, report_functions
from allianceskg.library.things import Thing
from allianceskg.terms import slug
from allianceskg.web.views import SHOWN_CASES

STANDINGS: Final[dict[Standing, Text]] = {
    "here": Text(fr="Recensée ici même", en="Recorded on this very territory"),
    "in-part": Text(fr="Recensée dans une partie de ce territoire", en="Recorded in a part of this territory"),
    "over": Text(
        fr="Recensée sur un territoire plus large, qui comprend celui-ci",
        en="Recorded on a larger territory, which holds this one",
    ),
    "nearby": Text(fr="Recensée à proximité, pas ici", en="Recorded nearby, not here"),
}
NOT_RECORDED: Final = Text(fr="Aucun exemple recensé", en="No example on record")
SHARED: Final[dict[str, Text]] = {
    "ept": Text(fr="même établissement public territorial", en="same public territorial establishment"),
    "epci": Text(fr="même intercommunalité", en="same intercommunality"),
    "departement": Text(fr="même département", en="same département"),
    "region": Text(fr="même région", en="same region"),
}
"""What a neighbour shares with the territory, by level."""

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

_MOST_LISTED: Final = 60
_ACTORS: Final = 200
"""Actors on a page of their list."""


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
        extent: Which of them are on the territory itself, and which further ones are over it.
        surroundings: The cases around it, when it has none itself.
        alike: Communes like it, with cases; None where it is no commune.
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
    functions: tuple[TerritoryFunction, ...]
    cases: int
    first: tuple[CaseEntry, ...]
    extent: CasesByExtent
    surroundings: SurroundingCases | None
    alike: AlikeCommunes | None
    actors: ListPart[str]


def read_territory(thing: Thing, reader: Reader, *, page: int = 1) -> TerritoryPage:
    """
    Read the page of a territory from its triples and from the cases.

    Args:
        page: Of the list of actors.
    """
    library = reader.library
    said = Description(thing.triples, reader.language)
    iri = thing.iri
    cases = library.sets["territory"].get(iri, 0)
    extent = cases_by_extent(iri, library)
    around = None if cases else surroundings(iri, library)
    learnt = {one for _, one in extent.over} | {one for one, *_ in (around.neighbours if around else ())}
    library.names.learn(learnt)
    actors = [one for one in library.actors_by_name(reader.language) if library.sets["actor"][one] & cases]
    return TerritoryPage(
        iri=iri,
        name=said.text(iri, "skos:prefLabel") or reader.name(iri),
        level=said.iri(iri, "akg:territoryLevel"),
        codes=tuple(said.values(iri, "akg:officialCode")),
        other_names=tuple(said.texts(iri, "skos:altLabel")),
        edition=said.iri(iri, "akg:codeEdition"),
        successors=tuple(said.iris(iri, "akg:successor")),
        around=_around(iri, library),
        below=_below(iri, reader),
        functions=tuple(report_functions(iri, library)),
        cases=cases.bit_count(),
        first=tuple(library.cases.first(cases, limit=SHOWN_CASES)),
        extent=extent,
        surroundings=around,
        alike=find_alike(iri, library),
        actors=part_of(actors, page=page, size=_ACTORS),
    )


def _around(iri: str, library: Library) -> tuple[tuple[str, int], ...]:
    """Return the territories that contain one, the largest first, with their numbers of cases."""
    found = library.catalogue.territories.around(iri)
    library.names.learn(found)
    return tuple((one, library.sets["territory"].get(one, 0).bit_count()) for one in found)


def _below(iri: str, reader: Reader) -> tuple[Below, ...]:
    """Return the territories in one, by level; where they are many, only those with cases."""
    library = reader.library
    sets = library.sets["territory"]
    below = []
    for level, territories in library.catalogue.territories.below(iri).items():
        shown = territories if len(territories) <= _MOST_LISTED else [one for one in territories if one in sets]
        ordered = reader.in_order(shown)
        counted = tuple((one, sets.get(one, 0).bit_count()) for one in ordered)
        below.append(Below(LEVELS.get(slug(level), library.names.of(level)), counted, len(territories) - len(shown)))
    return tuple(below)
