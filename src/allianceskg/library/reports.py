"""What cases report, results, difficulties or lessons, chosen so that each case has a turn, with numbered sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from allianceskg.language import Language, Worded
from allianceskg.library.case_entries import CaseEntry
from allianceskg.library.descriptions import choose_texts
from allianceskg.library.reader import Reader
from allianceskg.library.statements import Source
from allianceskg.rdf.term import IRI, Term
from allianceskg.records.parts import natural
from allianceskg.terms import AKG, slug

REPORTED: Final = ("reportsResult", "reportsDifficulty", "drawsLesson")
"""What cases report, by the local name of the property."""


@dataclass(frozen=True, slots=True)
class ReportedStatement:
    """Something that a case reports, with the numbers of its sources in the list."""

    case: CaseEntry
    anchor: str
    text: Worded
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CaseReports:
    """
    What cases report of a kind.

    Attributes:
        kind: One of `REPORTED`.
        cases: Number of cases that report anything of it.
        total: Number of statements, shown or not.
    """

    kind: str
    shown: tuple[ReportedStatement, ...]
    cases: int
    total: int


@dataclass(slots=True)
class _Said:
    case: str
    kind: str
    texts: list[Term]
    sources: list[str]


class _SourceList:
    """Numbers sources in the order in which they are first cited; records of one page have one number."""

    def __init__(self, known: Mapping[str, Source]) -> None:
        self._known = known
        self._numbers: dict[tuple[str, str], int] = {}
        self._listed: dict[int, Source] = {}

    def cite(self, iris: Iterable[str]) -> tuple[int, ...]:
        """Return the numbers of some sources, each once."""
        cited: dict[int, None] = {}
        for iri in iris:
            if (source := self._known.get(iri)) is not None:
                number = self._numbers.setdefault(_same(source), len(self._numbers) + 1)
                self._listed.setdefault(number, source)
                cited[number] = None
        return tuple(cited)

    def numbered(self) -> tuple[Source, ...]:
        """Return the sources that were cited, by number."""
        return tuple(replace(one, number=number) for number, one in sorted(self._listed.items()))


def read_reports(cases: int, reader: Reader, *, limit: int) -> tuple[tuple[CaseReports, ...], tuple[Source, ...]]:
    """
    Choose what to show of each kind, one statement of each case before a second one, and number the sources.

    Args:
        limit: Statements of a kind.
    """
    library, language = reader.library, reader.language
    reporting = {kind: library.aspects.cases.get(f"{AKG}{kind}", 0) & cases for kind in REPORTED}
    # No more cases are read than can be shown: each has a turn before any has a second one.
    shown = {kind: library.orders.best_documented(of_kind, first=limit) for kind, of_kind in reporting.items()}
    said, known = _read(dict.fromkeys(case.iri for of_kind in shown.values() for case in of_kind), reader)
    sources = _SourceList(known)
    reports = tuple(
        CaseReports(
            kind,
            tuple(_chosen(kind, shown[kind], said, sources, language, limit=limit)),
            reporting[kind].bit_count(),
            library.aspects.total(f"{AKG}{kind}", cases),
        )
        for kind in REPORTED
    )
    return reports, sources.numbered()


def _chosen(
    kind: str,
    cases: Sequence[CaseEntry],
    said: Mapping[str, _Said],
    sources: _SourceList,
    language: Language,
    *,
    limit: int,
) -> Iterable[ReportedStatement]:
    entries = {case.iri: case for case in cases}
    rank = {iri: place for place, iri in enumerate(entries)}
    mine = [one for one in said if said[one].kind == kind and said[one].case in rank]
    for one in _in_turns(mine, said, rank)[:limit]:
        text = choose_texts(said[one].texts, language)[0]
        yield ReportedStatement(entries[said[one].case], one.partition("#")[2], text, sources.cite(said[one].sources))


def _read(cases: Iterable[str], reader: Reader) -> tuple[dict[str, _Said], dict[str, Source]]:
    """Read what cases report, and their sources by IRI."""
    bound = {"case": [IRI(case) for case in cases]}
    if not bound["case"]:
        return {}, {}
    catalogue = reader.library.catalogue
    select, queries = catalogue.store.select, catalogue.queries
    said = _statements(select(queries.get("page-statements-of-cases").bind(bound)))
    return said, _sources(select(queries.get("page-sources-of-cases").bind(bound)), reader.language)


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


def _in_turns(statements: Iterable[str], said: Mapping[str, _Said], rank: Mapping[str, int]) -> list[str]:
    """Put the first statement of each case before the second ones, the best documented case first."""
    turns: dict[str, int] = {}
    keys = {}
    for one in sorted(statements, key=natural):
        case = said[one].case
        turns[case] = turns.get(case, 0) + 1
        keys[one] = (turns[case], rank[case])
    return sorted(keys, key=lambda one: keys[one])
