"""The page of a territory: its cases, the four functions in three states, what is above and below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from allianceskg.language import Language, Text
from allianceskg.matching.criteria import SHARED_LEVELS
from allianceskg.store.results import IRI
from allianceskg.terms import slug
from allianceskg.web.things import Thing
from allianceskg.web.views.descriptions import Description, Worded
from allianceskg.web.views.library import CaseEntry, Library, names_in_order

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


@dataclass(frozen=True, slots=True)
class FunctionReport:
    """
    A function on a territory.

    Attributes:
        cases: Those recorded here, or nearby with what is shared; examples from elsewhere when there are none.
    """

    function: str
    state: FunctionState
    cases: tuple[tuple[CaseEntry, str | None], ...]

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
    """Everything that the page of a territory shows."""

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
    cases: tuple[CaseEntry, ...]
    actors: tuple[str, ...]


def read_territory(thing: Thing, library: Library, language: Language) -> TerritoryPage:
    """Read the page of a territory from its triples and from the cases."""
    said = Description(thing.triples)
    iri = thing.iri
    cases = library.with_value("territory", iri)
    actors = names_in_order(
        library, list(dict.fromkeys(one for case in cases for one in case.values["actor"])), language
    )
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
        cases=tuple(cases),
        actors=tuple(actors),
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
    query = library.catalogue.queries.get("functions-on-territory").bind({"asked": [IRI(iri)]})
    nearest: dict[str, dict[str, tuple[int, str]]] = {}
    for row in library.catalogue.store.select(query):
        shared, level = row["shared"].value, slug(row["level"].value)
        if shared != iri and level not in SHARED_LEVELS:
            continue
        near = (0 if shared == iri else 1 + SHARED_LEVELS.index(level), shared)
        cases = nearest.setdefault(row["function"].value, {})
        cases[row["case"].value] = min(near, cases.get(row["case"].value, near))
    functions = [one.iri for one in library.catalogue.names.in_scheme("catalyst-functions") if not one.broader]
    return [_report(function, nearest.get(function, {}), library) for function in functions]


def _report(function: str, nearest: dict[str, tuple[int, str]], library: Library) -> FunctionReport:
    here = sorted(case for case, (distance, _) in nearest.items() if distance == 0)
    if here:
        return FunctionReport(function, "recorded", tuple((library.by_iri[case], None) for case in here))
    if nearest:
        ordered = sorted(nearest, key=lambda case: (nearest[case][0], case))
        near = tuple((library.by_iri[case], nearest[case][1]) for case in ordered)
        return FunctionReport(function, "recorded-nearby", near)
    order = library.catalogue.names.concepts
    examples = sorted(
        library.with_value("function", function),
        key=lambda case: (-max((order[level].order or 0 for level in case.values["evidence"]), default=0), case.iri),
    )
    return FunctionReport(function, "none-recorded", tuple((case, None) for case in examples[:_EXAMPLES]))
