"""Landmark sheets: what the catalogue knows of an actor type, a theme or a territory, with what it is counted against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from allianceskg.language import Language, Text
from allianceskg.library.counts import ASPECTS, Coverage, recording
from allianceskg.library.descriptions import Description, Worded, choose_texts, natural
from allianceskg.library.entries import CaseEntry
from allianceskg.library.library import Library, names_in_order
from allianceskg.library.selection import FACET, level_of
from allianceskg.library.statements import Source
from allianceskg.library.things import Thing
from allianceskg.rdf.term import IRI, Term
from allianceskg.terms import AKG, slug
from allianceskg.web.views.actor import linked_to

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
_BESIDE: Final = ("type", "theme", "need", "sdg")
_FOR_READERS: Final = (f"{AKG}forActorType",)
_EXAMPLES: Final = 8
_STATEMENTS: Final = 8
_VALUES: Final = 10


@dataclass(frozen=True, slots=True)
class Tally:
    """
    The values of a facet among the cases of a sheet.

    Attributes:
        counts: IRI and number of cases; where `is_closed`, every value of the reference list, those without a case too.
        concerned: Number of cases of the sheet that could have a value.
        unrecorded: Number of those that have none.
    """

    facet: str
    label: Text
    counts: tuple[tuple[str, int], ...]
    concerned: int
    unrecorded: int
    others: int = 0

    @property
    def covered(self) -> int:
        """Number of values that have a case."""
        return sum(1 for _, cases in self.counts if cases)

    @property
    def missing(self) -> tuple[str, ...]:
        """Values without a case."""
        return tuple(iri for iri, cases in self.counts if not cases)


@dataclass(frozen=True, slots=True)
class Reported:
    """Something that a case reports, with the numbers of its sources on the sheet."""

    case: CaseEntry
    anchor: str
    text: Worded
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """
    What cases report of a kind.

    Attributes:
        cases: Number of cases that report anything of it.
        total: Number of statements, shown or not.
    """

    heading: Text
    shown: tuple[Reported, ...]
    cases: int
    total: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A model or a function without a case here, and how many it has elsewhere, with one to read."""

    iri: str
    facet: str
    elsewhere: int
    example: CaseEntry | None


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
    reports: tuple[Report, ...]
    gaps: tuple[Gap, ...]
    unsaid: tuple[Coverage, ...]
    resources: tuple[str, ...]
    sources: tuple[Source, ...]
    all_sources: int


def read_landmark(kind: str, thing: Thing, library: Library, language: Language) -> Landmark:
    """Gather what the cases of an actor type, a theme or a territory record, and what none of them does."""
    iri = thing.iri
    members = library.sets[kind].get(iri, 0)
    coverage = tuple(
        Coverage(label, (recording(name, link, library) & members).bit_count()) for name, label, link in ASPECTS
    )
    reports, sources = _reports(members, library, language)
    models, functions = (_closed(name, members, library) for name in ("model", "function"))
    resources = (
        [one for link in _FOR_READERS for one in linked_to(iri, library).get(link, ())] if kind == "type" else []
    )
    return Landmark(
        kind=kind,
        iri=iri,
        definition=Description(thing.triples).text(iri, "skos:definition", language),
        cases=members.bit_count(),
        alliances=(members & library.alliances).bit_count(),
        initiatives=(members & library.initiatives).bit_count(),
        coverage=coverage,
        models=models,
        functions=functions,
        beside=tuple(_open(name, iri, members, library, language) for name in _BESIDE),
        examples=tuple(library.best_documented(members, first=_EXAMPLES)),
        reports=reports,
        gaps=tuple(_gaps((models, functions), library)),
        unsaid=tuple(one for one in coverage if not one.cases),
        resources=tuple(names_in_order(library, resources, language)),
        sources=sources,
        all_sources=library.sources.count(members),
    )


def sheets(library: Library, language: Language) -> dict[str, list[tuple[str, int]]]:
    """List what has a sheet with a case: IRI and number of cases, by kind; territories are countries to départements."""
    listed = {}
    for kind in KINDS:
        sets = library.sets[kind]
        found = [iri for iri in sets if is_listed(kind, iri, library)]
        ordered = names_in_order(library, found, language)
        listed[kind] = sorted(((iri, sets[iri].bit_count()) for iri in ordered), key=lambda one: -one[1])
    return listed


def is_listed(kind: str, iri: str, library: Library) -> bool:
    """Tell whether a sheet is on the list of sheets."""
    has_case = iri in library.sets[kind]
    return has_case and (kind != "territory" or level_of(iri) in {"country", "region", "departement"})


def _closed(facet: str, members: int, library: Library) -> Tally:
    """Count every value of a list that the kit closes: the models, the functions."""
    concepts = library.catalogue.names.in_scheme(FACET[facet].scheme)
    values = [one.iri for one in concepts if bool(one.broader) == (facet == "model")]
    sets = library.sets[facet]
    counts = sorted(((iri, (sets.get(iri, 0) & members).bit_count()) for iri in values), key=lambda one: -one[1])
    return Tally(facet, FACET[facet].label, tuple(counts), *_denominators(facet, members, library))


def _open(facet: str, but: str, members: int, library: Library, language: Language) -> Tally:
    """Count the values that the cases have beside the one that the sheet is about."""
    found = {iri: (cases & members).bit_count() for iri, cases in library.sets[facet].items() if iri != but}
    ordered = names_in_order(library, [iri for iri, cases in found.items() if cases], language)
    counts = sorted(((iri, found[iri]) for iri in ordered), key=lambda one: -one[1])
    others = max(0, len(counts) - _VALUES)
    return Tally(
        facet, FACET[facet].label, tuple(counts[:_VALUES]), *_denominators(facet, members, library), others=others
    )


def _denominators(facet: str, members: int, library: Library) -> tuple[int, int]:
    return (library.concerned[facet] & members).bit_count(), (library.unrecorded(facet) & members).bit_count()


def _gaps(tallies: Iterable[Tally], library: Library) -> Iterable[Gap]:
    for tally in tallies:
        for iri in tally.missing:
            elsewhere = library.sets[tally.facet].get(iri, 0)
            example = next(iter(library.best_documented(elsewhere, first=1)), None)
            yield Gap(iri, tally.facet, elsewhere.bit_count(), example)


@dataclass(slots=True)
class _Said:
    case: str
    part: str
    texts: list[Term]
    sources: list[str]


def _statements(rows: Iterable[Mapping[str, Term]]) -> dict[str, _Said]:
    said: dict[str, _Said] = {}
    for row in rows:
        one = said.setdefault(row["statement"].value, _Said(row["case"].value, slug(row["part"].value), [], []))
        if row["text"] not in one.texts:
            one.texts.append(row["text"])
        if "source" in row and row["source"].value not in one.sources:
            one.sources.append(row["source"].value)
    return said


def _sources(rows: Iterable[Mapping[str, Term]], language: Language) -> dict[str, Source]:
    """Return the sources by IRI, not yet numbered."""
    titles: dict[str, list[Term]] = {}
    found: dict[str, Mapping[str, Term]] = {}
    for row in rows:
        iri = row["source"].value
        found.setdefault(iri, row)
        if "title" in row:
            titles.setdefault(iri, []).append(row["title"])

    def value(row: Mapping[str, Term], name: str) -> str | None:
        return row[name].value if name in row else None

    return {
        iri: Source(
            iri=iri,
            number=0,
            title=next(iter(choose_texts(titles.get(iri, ()), language)), None),
            page=value(row, "page"),
            line=value(row, "line"),
            issued=value(row, "issued"),
            consulted=value(row, "consulted"),
        )
        for iri, row in found.items()
    }


def _same(source: Source) -> tuple[str, str]:
    """Return what two records of one source have in common: its page, or the line of the kit."""
    return (source.page or "", "" if source.page else source.line or (source.title.value if source.title else ""))


def _reports(members: int, library: Library, language: Language) -> tuple[tuple[Report, ...], tuple[Source, ...]]:
    """Choose what to show of each kind, one statement of each case before a second one, and number the sources."""
    reporting = {part: library.aspects.cases.get(f"{AKG}{part}", 0) & members for part in REPORTED}
    # No more cases are read than can be shown: each has a turn before any has a second one.
    shown = {part: library.best_documented(cases, first=_STATEMENTS) for part, cases in reporting.items()}
    entries = {case.iri: case for cases in shown.values() for case in cases}
    said, known = _read(entries, library, language)
    numbers: dict[tuple[str, str], int] = {}
    numbered: dict[int, Source] = {}
    reports = []
    for part, heading in REPORTED.items():
        rank = {case.iri: place for place, case in enumerate(shown[part])}
        mine = [one for one in said if said[one].part == part and said[one].case in rank]
        found = []
        for one in _in_turns(mine, said, rank)[:_STATEMENTS]:
            marks = []
            for iri in said[one].sources:
                source = known.get(iri)
                if source is None:
                    continue
                number = numbers.setdefault(_same(source), len(numbers) + 1)
                numbered.setdefault(number, source)
                marks.append(number)
            text = choose_texts(said[one].texts, language)[0]
            found.append(Reported(entries[said[one].case], one.partition("#")[2], text, tuple(dict.fromkeys(marks))))
        total = library.aspects.total(f"{AKG}{part}", members)
        reports.append(Report(heading, tuple(found), reporting[part].bit_count(), total))
    sources = tuple(replace(one, number=number) for number, one in sorted(numbered.items()))
    return tuple(reports), sources


def _read(cases: Iterable[str], library: Library, language: Language) -> tuple[dict[str, _Said], dict[str, Source]]:
    """Read what cases report, and their sources by IRI."""
    bound = {"case": [IRI(case) for case in cases]}
    if not bound["case"]:
        return {}, {}
    select, queries = library.catalogue.store.select, library.catalogue.queries
    said = _statements(select(queries.get("page-statements-of-cases").bind(bound)))
    return said, _sources(select(queries.get("page-sources-of-cases").bind(bound)), language)


def _in_turns(statements: Iterable[str], said: Mapping[str, _Said], rank: Mapping[str, int]) -> list[str]:
    """Put the first statement of each case before the second ones, the best documented case first."""
    turns: dict[str, int] = {}
    keys = {}
    for one in sorted(statements, key=natural):
        case = said[one].case
        turns[case] = turns.get(case, 0) + 1
        keys[one] = (turns[case], rank[case])
    return sorted(keys, key=lambda one: keys[one])
