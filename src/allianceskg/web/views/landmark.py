"""Landmark sheets: what the catalogue knows of an actor type, a theme or a territory, with what it is counted against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from allianceskg.language import Text, Worded
from allianceskg.library.case_entries import CaseEntry
from allianceskg.library.counts import ASPECTS, Coverage, recording
from allianceskg.library.descriptions import Description
from allianceskg.library.library import Library
from allianceskg.library.links import links_to
from allianceskg.library.reader import Reader
from allianceskg.library.reports import CaseReports, read_reports
from allianceskg.library.statements import Source
from allianceskg.library.tallies import Gap, Tally, find_gaps, tally_closed, tally_open
from allianceskg.library.territories import level_of
from allianceskg.library.things import Thing
from allianceskg.terms import AKG

KINDS: Final[Mapping[str, Text]] = {
    "type": Text(fr="Type d'acteur", en="Actor type"),
    "theme": Text(fr="Thème", en="Theme"),
    "territory": Text(fr="Territoire", en="Territory"),
}
"""What has a sheet, by the name of its facet."""

REPORTED: Final[Mapping[str, Text]] = {
    "reportsResult": Text(fr="Résultats", en="Results"),
    "reportsDifficulty": Text(fr="Difficultés", en="Difficulties"),
    "drawsLesson": Text(fr="Enseignements", en="Lessons"),
}
"""Headings of what cases report."""

_BESIDE: Final = ("type", "theme", "need", "sdg")
_FOR_READERS: Final = f"{AKG}forActorType"
_EXAMPLES: Final = 8
_STATEMENTS: Final = 8
_VALUES: Final = 10


@dataclass(frozen=True, slots=True)
class Landmark:
    """Everything that a sheet shows."""

    kind: str
    iri: str
    definition: Worded | None
    cases: int
    alliances: int
    initiatives: int
    coverage: tuple[Coverage, ...]
    models: Tally
    functions: Tally
    beside: tuple[Tally, ...]
    examples: tuple[CaseEntry, ...]
    reports: tuple[CaseReports, ...]
    gaps: tuple[Gap, ...]
    unsaid: tuple[Coverage, ...]
    resources: tuple[str, ...]
    sources: tuple[Source, ...]
    all_sources: int


def read_landmark(kind: str, thing: Thing, reader: Reader) -> Landmark:
    """Gather what the cases of an actor type, a theme or a territory record, and what none of them does."""
    library = reader.library
    iri = thing.iri
    members = library.sets[kind].get(iri, 0)
    coverage = tuple(
        Coverage(label, (recording(name, link, library) & members).bit_count()) for name, label, link in ASPECTS
    )
    reports, sources = read_reports(members, reader, limit=_STATEMENTS)
    models, functions = (tally_closed(name, members, library) for name in ("model", "function"))
    resources = links_to(iri, library.catalogue).get(_FOR_READERS, []) if kind == "type" else []
    return Landmark(
        kind=kind,
        iri=iri,
        definition=Description(thing.triples, reader.language).text(iri, "skos:definition"),
        cases=members.bit_count(),
        alliances=(members & library.sets.alliances).bit_count(),
        initiatives=(members & library.sets.initiatives).bit_count(),
        coverage=coverage,
        models=models,
        functions=functions,
        beside=tuple(tally_open(name, members, reader, but=iri, limit=_VALUES) for name in _BESIDE),
        examples=tuple(library.orders.best_documented(members, first=_EXAMPLES)),
        reports=reports,
        gaps=tuple(find_gaps((models, functions), library)),
        unsaid=tuple(one for one in coverage if not one.cases),
        resources=tuple(reader.in_order(resources)),
        sources=sources,
        all_sources=library.sources.count(members),
    )


def sheets(reader: Reader) -> dict[str, list[tuple[str, int]]]:
    """List what has a sheet with a case: IRI and number of cases, by kind; territories are countries to départements."""
    listed = {}
    for kind in KINDS:
        sets = reader.library.sets[kind]
        found = [iri for iri in sets if is_listed(kind, iri, reader.library)]
        ordered = reader.in_order(found)
        listed[kind] = sorted(((iri, sets[iri].bit_count()) for iri in ordered), key=lambda one: -one[1])
    return listed


def is_listed(kind: str, iri: str, library: Library) -> bool:
    """Tell whether a sheet is on the list of sheets."""
    has_case = iri in library.sets[kind]
    return has_case and (kind != "territory" or level_of(iri) in {"country", "region", "departement"})
