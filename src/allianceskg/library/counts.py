"""The home page and the statistics: what the catalogue covers, always with what it is counted against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from allianceskg.language import Text
from allianceskg.library.case_entries import CaseEntry
from allianceskg.library.library import Library
from allianceskg.library.reader import Reader
from allianceskg.library.selection import FACET, Facet, ValueLabel, label_of
from allianceskg.records.shortcuts import LINKS
from allianceskg.terms import AKG, expand, slug

ASPECTS = (
    ("model", Text(fr="Modèle de partenariat", en="Partnership model"), f"{AKG}usesModel"),
    ("function", Text(fr="Fonction de catalyse", en="Catalyst function"), f"{AKG}coversFunction"),
    ("place", Text(fr="Lieu", en="Place"), f"{AKG}hasPlace"),
    ("period", Text(fr="Date d'une étape", en="Date of a stage"), f"{AKG}hasPeriod"),
    ("actor", Text(fr="Acteur", en="Actor"), f"{AKG}involvesActor"),
    ("theme", Text(fr="Thème", en="Theme"), f"{AKG}concernsTheme"),
    ("need", Text(fr="Besoin", en="Need"), f"{AKG}addressesNeed"),
    ("fact", Text(fr="Fait", en="Fact"), f"{AKG}reportsFact"),
    ("result", Text(fr="Résultat", en="Result"), f"{AKG}reportsResult"),
    ("difficulty", Text(fr="Difficulté", en="Difficulty"), f"{AKG}reportsDifficulty"),
    ("lesson", Text(fr="Enseignement", en="Lesson"), f"{AKG}drawsLesson"),
    ("evaluation", Text(fr="Évaluation", en="Evaluation"), f"{AKG}hasEvaluation"),
    ("page", Text(fr="Site du cas", en="Website of the case"), expand("foaf:page")),
)
"""What a case may record: name, label, property."""


@dataclass(frozen=True, slots=True)
class Count:
    """A value with its number of cases, and where to see them."""

    label: ValueLabel
    cases: int
    facet: str
    value: str


@dataclass(frozen=True, slots=True)
class CountTable:
    """
    The values of a facet with their numbers of cases.

    Attributes:
        of: Number of values on the reference list, for those that have one.
        covered: How many of these have a case.
        concerned: Number of cases that could have a value.
        unrecorded: Number of those that have none.
    """

    name: str
    heading: Text
    note: Text
    counts: tuple[Count, ...]
    of: int
    covered: int
    concerned: int
    unrecorded: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many cases record an aspect."""

    label: Text
    cases: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The size of the catalogue."""

    cases: int
    alliances: int
    initiatives: int
    actors: int
    resources: int
    sources: int
    statements: int


def read_totals(library: Library) -> Totals:
    """Count what the catalogue holds."""
    rows = library.catalogue.store.select(library.catalogue.queries.get("page-totals").text)
    counts = {row["kind"].value.removeprefix(AKG): int(row["things"].value) for row in rows}
    return Totals(
        cases=len(library.cases),
        alliances=counts.get("Alliance", 0),
        initiatives=counts.get("CatalystInitiative", 0),
        actors=counts.get("Actor", 0),
        resources=counts.get("Resource", 0),
        sources=counts.get("Source", 0),
        statements=sum(
            number for kind, number in counts.items() if kind.endswith(("Statement", "Assignment", "Participation"))
        ),
    )


def read_coverage(library: Library) -> list[Coverage]:
    """Count the cases that record each aspect."""
    return [Coverage(label, recording(name, link, library).bit_count()) for name, label, link in ASPECTS]


def recording(aspect: str, link: str, library: Library) -> int:
    """Return the set of the cases that record an aspect, named as in `ASPECTS`."""
    is_facet = aspect in LINKS and LINKS[aspect] == link
    return library.sets.recorded[aspect] if is_facet else library.aspects.cases.get(link, 0)


def read_tables(reader: Reader) -> list[CountTable]:
    """Count the cases of each value of the main facets, those without any included."""
    counted_more = Text(fr="Un cas peut compter sur plusieurs lignes.", en="A case may count in several rows.")
    broader = Text(
        fr="Un cas peut compter sur plusieurs lignes ; un cas d'une ligne plus précise compte aussi dans la plus générale.",
        en="A case may count in several rows; a case of a narrower row also counts in the broader one.",
    )
    return [
        _table(FACET["category"], counted_more, reader),
        _table(FACET["model"], counted_more, reader),
        _table(FACET["function"], counted_more, reader),
        _table(FACET["need"], counted_more, reader),
        _table(FACET["type"], broader, reader),
        _table(FACET["theme"], broader, reader),
        _table(FACET["sdg"], broader, reader),
        _table(FACET["evidence"], Text(fr="Un cas a un seul niveau.", en="A case has one level."), reader),
    ]


def _table(facet: Facet, note: Text, reader: Reader) -> CountTable:
    library, values = reader.library, _reference(facet, reader)
    sets = library.sets[facet.name]
    counts = [
        Count(label_of(facet, slug(iri), reader), sets.get(iri, 0).bit_count(), facet.name, slug(iri)) for iri in values
    ]
    counts.sort(key=lambda one: -one.cases)
    unrecorded = library.sets.unrecorded(facet.name).bit_count()
    concerned = library.sets.concerned[facet.name].bit_count()
    covered = sum(1 for one in counts if one.cases)
    return CountTable(facet.name, facet.label, note, tuple(counts), len(counts), covered, concerned, unrecorded)


def _reference(facet: Facet, reader: Reader) -> Sequence[str]:
    """Return all values that a facet could have."""
    concepts = reader.library.catalogue.names.in_scheme(facet.scheme)
    match facet.name:
        case "model":
            return [one.iri for one in concepts if one.broader]
        case "category" | "function" | "sdg":
            return [one.iri for one in concepts if not one.broader]
        case _:
            return reader.in_order([one.iri for one in concepts])


def read_territories(library: Library, level: str) -> list[tuple[str, int]]:
    """Return every territory of a level with its number of cases, in the order of official codes."""
    sets = library.sets["territory"]
    found = library.catalogue.territories.at_level(level)
    library.names.learn(found)
    return [(iri, sets.get(iri, 0).bit_count()) for iri in found]


def latest(library: Library, *, limit: int) -> list[CaseEntry]:
    """Return the cases that changed last; equal dates put the best documented first."""
    return library.cases.read(library.orders.latest[:limit])
