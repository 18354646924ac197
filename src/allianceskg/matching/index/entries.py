"""What the index keeps of each case, read from a store by catalogued queries, a batch of cases at a time."""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from allianceskg.language import Text
from allianceskg.matching.case_terms import PLACES
from allianceskg.matching.evidence import EVIDENCE, Evidence, scheme_of, to_record
from allianceskg.matching.index.container import UnusableIndexError
from allianceskg.matching.specification import text_of
from allianceskg.rdf.term import IRI, Term, Triple
from allianceskg.records.shortcuts import SHORTCUTS
from allianceskg.sparql.query_files import Query, QueryCatalogue
from allianceskg.store.protocol import Store
from allianceskg.terms import AKG, BASE, SDG, VOCABULARY

LINKS: Final = (
    *(shortcut.path for shortcut in SHORTCUTS),
    *(f"{AKG}{name}" for name in ("statesTheme", "involvesTypeInRole", "documentsKind", "richness", "lastConfirmed")),
    *PLACES,
)
"""
The properties whose values the index holds: those by which cases are filtered and counted, and those that only the ranking
reads; a property is known by its position here.
"""

FUNCTION_AROUND: Final = len(LINKS)
"""Stands for: a function is assigned at a place in a territory; the value is both IRIs with a space between."""

DIFFICULTY: Final = FUNCTION_AROUND + 1
"""Stands for: the case reports a difficulty; the value is empty."""

_READ: Final = ("model", "function", "territory", "types", "sdgs")
"""Kinds of criterion whose records are read by their evidence query; words are found in the arrays."""

BATCH: Final = 1_000
_CHECK: Final = 4
_OURS: Final = "\x01"
_OWN: Final = "\x02"
_NOTHING: Final = IRI(f"{BASE}nothing")
_SUBJECT_SCHEMES: Final = {"themes": f"{VOCABULARY}themes", "need": scheme_of("need")}
_GOAL_OF_ALLIANCES: Final = IRI(f"{SDG}17")
ALLIANCE: Final = "alliance"
"""Stands for the records of alliances, which serve goal 17, where other kinds of criterion stand."""


@dataclass(slots=True)
class Entry:
    """
    What the index keeps of a case.

    Attributes:
        case: Its IRI.
        values: Property, by its position in `LINKS` or one of the two that stand beside it, and value.
        title: None when the case has no title.
        difficulty: The first difficulty that it reports.
        records: What it records for each kind of criterion, in the order of the evidence queries, asked for nothing.
    """

    case: str
    values: set[tuple[int, str]] = field(default_factory=set)
    title: Text | None = None
    difficulty: Text | None = None
    records: dict[str, list[Evidence]] = field(default_factory=lambda: defaultdict(list))

    def packed(self) -> bytes:
        """Write what is only read for the cases that are shown, with a checksum before it."""
        content = {
            "t": None if self.title is None else [self.title.fr, self.title.en],
            "d": None if self.difficulty is None else [self.difficulty.fr, self.difficulty.en],
            "r": self.records,
        }
        text = _shortened(json.dumps(content, ensure_ascii=False, separators=(",", ":")), self.case).encode()
        return zlib.crc32(text).to_bytes(_CHECK, "little") + text


@dataclass(frozen=True, slots=True)
class WrittenEntry:
    """An entry in the form in which it is kept, which a process hands to another at little cost."""

    case: str
    values: frozenset[tuple[int, str]]
    text: bytes

    @classmethod
    def of(cls, entry: Entry) -> WrittenEntry:
        """Write an entry down."""
        return cls(entry.case, frozenset(entry.values), entry.packed())

    def packed(self) -> bytes:
        """See `Entry.packed`."""
        return self.text


class Shown:
    """
    What is read for a case that is shown; see `Entry`.

    Raises:
        UnusableIndexError: The checksum does not agree.
    """

    def __init__(self, data: bytes, case: str) -> None:
        text = data[_CHECK:]
        if zlib.crc32(text).to_bytes(_CHECK, "little") != data[:_CHECK]:
            raise UnusableIndexError(f"torn record of {case}")
        self._content: dict[str, Any] = json.loads(_lengthened(text.decode(), case))
        self._records: dict[str, list[Evidence]] = {}

    @property
    def title(self) -> Text | None:
        """The title, when the case has one."""
        return Text(*self._content["t"]) if self._content["t"] else None

    @property
    def difficulty(self) -> Text | None:
        """The first difficulty that it reports."""
        return Text(*self._content["d"]) if self._content["d"] else None

    def records(self, kind: str) -> Sequence[Evidence]:
        """Return what it records for a kind of criterion."""
        if kind not in self._records:
            self._records[kind] = [Evidence(*row) for row in self._content["r"].get(kind, ())]
        return self._records[kind]


def readers_of(queries: QueryCatalogue) -> list[Query]:
    """List the queries by which `read_entries` reads."""
    names = ("index-links", "index-functions", "index-texts", "index-subjects", *(EVIDENCE[kind] for kind in _READ))
    return [queries.get(name) for name in names]


def list_cases(store: Store, queries: QueryCatalogue) -> list[str]:
    """List the cases that can be ranked."""
    return sorted({subject_of(triple) for triple in store.construct(queries.get("index-cases").text)})


def read_entries(store: Store, queries: QueryCatalogue, cases: Sequence[str]) -> Iterator[Entry]:
    """Read what a store says of cases; one that can no longer be ranked gives an entry without values."""
    for batch in batches_of(cases):
        yield from _read_batch(store, queries, batch)


def batches_of(cases: Sequence[str]) -> Iterator[Sequence[str]]:
    """Divide cases into parts that are read together."""
    return (cases[start : start + BATCH] for start in range(0, len(cases), BATCH))


def _read_batch(store: Store, queries: QueryCatalogue, batch: Sequence[str]) -> list[Entry]:
    entries = {case: Entry(case) for case in batch}
    cases = [IRI(case) for case in batch]
    number = {link: position for position, link in enumerate(LINKS)}
    for triple in store.construct(queries.get("index-links").bind({"case": cases})):
        entries[subject_of(triple)].values.add((number[triple.predicate.value], text_of(triple.object)))
    for row in store.select(queries.get("index-functions").bind({"case": cases})):
        around = f"{row['function'].value} {row['territory'].value}"
        entries[row["case"].value].values.add((FUNCTION_AROUND, around))
    for row in store.select(queries.get("index-texts").bind({"case": cases})):
        _add_text(entries[row["case"].value], row)
    for row in store.select(queries.get("index-subjects").bind({"case": cases})):
        for kind, scheme in _SUBJECT_SCHEMES.items():
            if row["scheme"].value == scheme:
                entries[row["case"].value].records[kind].append(to_record(row))
    for kind, name in EVIDENCE.items():
        if kind in _READ:
            query = queries.get(name).bind({"case": cases, "asked": [_NOTHING]})
            for row in store.select(query):
                entries[row["case"].value].records[kind].append(to_record(row))
    query = queries.get(EVIDENCE["sdgs"]).bind({"case": cases, "asked": [_GOAL_OF_ALLIANCES]})
    for row in store.select(query):
        if "kind" in row:
            entries[row["case"].value].records[ALLIANCE].append(to_record(row))
    return list(entries.values())


def subject_of(triple: Triple) -> str:
    """Return the IRI that a triple is about."""
    return triple.subject.value


def _add_text(entry: Entry, row: Mapping[str, Term]) -> None:
    if "statement" in row:
        entry.values.add((DIFFICULTY, ""))
        entry.difficulty = entry.difficulty or Text(fr=row["french"].value, en=row["english"].value)
    else:
        # As a dictionary made of the rows of case-titles: the last one stays.
        entry.title = Text(fr=row["french"].value, en=row.get("english", row["french"]).value)


def _shortened(text: str, case: str) -> str:
    """Write our IRIs in fewer characters, by two that JSON never holds as they are."""
    return text.replace(f"{case}#", _OWN).replace(BASE, _OURS)


def _lengthened(text: str, case: str) -> str:
    return text.replace(_OURS, BASE).replace(_OWN, f"{case}#")
