"""Territories side by side: what is recorded on each, against what, and where nothing is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from allianceskg.language import Language, Text
from allianceskg.library.case_entries import CaseEntry
from allianceskg.library.library import Library
from allianceskg.library.reader import Reader
from allianceskg.library.surrounding_cases import CasesByExtent, cases_by_extent
from allianceskg.library.tallies import tally_closed, tally_open
from allianceskg.library.territory_functions import Standing, report_functions
from allianceskg.rdf.table import Table
from allianceskg.rdf.term import IRI, Literal
from allianceskg.terms import TERRITORY, slug

MOST: Final = 12
"""Territories that stand side by side at a time."""

_NAMED: Final = 6
_THEMES: Final = 5


@dataclass(frozen=True, slots=True)
class FunctionOnTerritory:
    """
    A function on a territory.

    Attributes:
        standing: The nearest way in which it is recorded; None when it is not.
        cases: Number of the cases that have it on the territory or in a part of it.
        holders: Actors who hold it there, by IRI.
    """

    function: str
    standing: Standing | None
    cases: int
    holders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparedTerritory:
    """
    What is recorded of one territory.

    Attributes:
        population: Inhabitants; None where it is not known.
        cases: Number of its cases, of which `first` are the best documented.
        needs: IRI and number of cases; likewise models and themes, the most frequent first.
        unrecorded_needs: Number of its cases that record no need.
        actors: Who takes part in its cases, by name; the first of them.
        actors_total: Number of all of them.
    """

    iri: str
    population: int | None
    cases: int
    extent: CasesByExtent
    functions: tuple[FunctionOnTerritory, ...]
    needs: tuple[tuple[str, int], ...]
    unrecorded_needs: int
    models: tuple[tuple[str, int], ...]
    themes: tuple[tuple[str, int], ...]
    actors: tuple[str, ...]
    actors_total: int
    first: tuple[CaseEntry, ...]


def compare_territories(territories: Sequence[str], reader: Reader) -> list[ComparedTerritory]:
    """
    Read what is recorded on each of some territories, and learn the names.

    Args:
        territories: IRIs, at most `MOST`; more are left out.
    """
    chosen = list(territories[:MOST])
    holders = _holders(chosen, reader.library)
    compared = [_read(one, holders.get(one, {}), reader) for one in chosen]
    named = [[*one.actors, *(holder for each in one.functions for holder in each.holders)] for one in compared]
    reader.library.names.learn([*chosen, *(actor for of_one in named for actor in of_one)])
    return compared


def inside(region: str, library: Library) -> list[str]:
    """Return the départements that lie in a région, by official code; none for anything else."""
    found = library.catalogue.territories.below(region)
    return [one for level, below in found.items() if slug(level) == "departement" for one in sorted(below)]


def as_table(compared: Sequence[ComparedTerritory], reader: Reader) -> Table:
    """Write a comparison as a table, one row a territory, the numbers of each function, need and model in columns."""
    library, language = reader.library, reader.language
    functions = [one.function for one in compared[0].functions] if compared else []
    closed = {facet: _values(facet, library) for facet in ("need", "model")}
    header = [
        *(one.in_language(language) for one in _COLUMNS),
        *(_named(function, _FUNCTION, reader) for function in functions),
        *(_named(value, _OF_FACET[facet], reader) for facet, values in closed.items() for value in values),
    ]
    rows = []
    for one in compared:
        counts = {"need": dict(one.needs), "model": dict(one.models)}
        numbers = [one.cases, one.extent.here, one.extent.in_parts, one.extent.over_total, one.actors_total]
        cells = [
            one.iri,
            str(reader.name(one.iri)),
            "" if one.population is None else str(one.population),
            *map(str, [*numbers, one.unrecorded_needs]),
            *(str(each.cases) for each in one.functions),
            *(str(counts[facet].get(value, 0)) for facet, values in closed.items() for value in values),
        ]
        rows.append(tuple(Literal(cell) for cell in cells))
    return Table(tuple(header), tuple(rows))


_COLUMNS: Final = (
    Text(fr="Adresse du territoire", en="Address of the territory"),
    Text(fr="Territoire", en="Territory"),
    Text(fr="Habitants", en="Inhabitants"),
    Text(fr="Cas", en="Cases"),
    Text(fr="Cas sur le territoire même", en="Cases on the very territory"),
    Text(fr="Cas dans une partie", en="Cases in a part of it"),
    Text(fr="Cas sur un territoire plus large", en="Cases on a larger territory"),
    Text(fr="Acteurs", en="Actors"),
    Text(fr="Cas sans besoin renseigné", en="Cases without a recorded need"),
)
_FUNCTION: Final = Text(fr="Fonction", en="Function")
_OF_FACET: Final[Mapping[str, Text]] = {
    "need": Text(fr="Besoin", en="Need"),
    "model": Text(fr="Modèle", en="Model"),
}


def _named(value: str, kind: Text, reader: Reader) -> str:
    return f"{_heading(kind, reader.language)}{reader.name(value)}"


def _heading(kind: Text, language: Language) -> str:
    return f"{kind.fr} : " if language == "fr" else f"{kind.en}: "


def _values(facet: str, library: Library) -> list[str]:
    scheme = {"need": "needs", "model": "partnership-models"}[facet]
    concepts = library.catalogue.names.in_scheme(scheme)
    return [one.iri for one in concepts if facet != "model" or one.broader]


def _holders(territories: Iterable[str], library: Library) -> dict[str, dict[str, dict[str, None]]]:
    """Return who holds each function on each territory, in order of IRI, of the cases that are shown."""
    catalogue = library.catalogue
    found: dict[str, dict[str, dict[str, None]]] = {}
    asked = [IRI(one) for one in territories]
    if asked:
        query = catalogue.queries.get("page-function-holders").bind({"asked": asked})
        for row in catalogue.store.select(query):
            if row["case"].value in library.cases.positions:
                of_one = found.setdefault(row["asked"].value, {})
                of_one.setdefault(row["function"].value, {})[row["holder"].value] = None
    return found


def _read(territory: str, holders: Mapping[str, Mapping[str, None]], reader: Reader) -> ComparedTerritory:
    library = reader.library
    cases = library.sets["territory"].get(territory, 0)
    functions = tuple(
        FunctionOnTerritory(
            report.function,
            report.standing,
            sum(group.total for group in report.groups if group.standing in ("here", "in-part")),
            tuple(holders.get(report.function, ())),
        )
        for report in report_functions(territory, library)
    )
    models, needs = (tally_closed("model", cases, library), tally_open("need", cases, reader, but="", limit=_NAMED))
    actors = [one for one in library.actors_by_name(reader.language) if library.sets["actor"][one] & cases]
    return ComparedTerritory(
        iri=territory,
        population=library.catalogue.territories.population(slug(territory)),
        cases=cases.bit_count(),
        extent=cases_by_extent(territory, library),
        functions=functions,
        needs=needs.counts,
        unrecorded_needs=needs.unrecorded,
        models=tuple(one for one in models.counts if one[1]),
        themes=tally_open("theme", cases, reader, but="", limit=_THEMES).counts,
        actors=tuple(islice(actors, _NAMED)),
        actors_total=len(actors),
        first=tuple(library.orders.best_documented(cases, first=3)),
    )


def iri_of_place(text: str, library: Library) -> str | None:
    """Return the territory that a slug, a code or a name means, when it means one only."""
    found = library.catalogue.territories.find(text)
    return f"{TERRITORY}{found[0].slug}" if len(found) == 1 else None
