"""
Dumps as records: one file each, in the folder of its kind.

A dump is N-Quads, read as lines; TriG is turned into N-Quads first. A line belongs to the record whose graph it stands in;
outside graphs of ours, to the record that it speaks of. What belongs to none, such as vocabularies and inferred graphs in a
dump of ours, is counted and left out, since these come from the program's own files.
"""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, cast

from allianceskg.language import Text
from allianceskg.terms import BASE

KINDS: Final = {"case": "cases", "actor": "actors", "resource": "resources"}
"""Folder of the records of each kind."""

_IRI: Final = rb'<[^\x00-\x20<>"{}|^`\\]*>'
_BLANK: Final = rb"_:[^\s<>\"]+"
_TEXT: Final = rb'"(?:[^"\\\r\n]|\\.)*"(?:@[A-Za-z]+(?:-[A-Za-z0-9]+)*|\^\^' + _IRI + rb")?"
_LINE: Final = re.compile(
    rb"[ \t]*(?P<triple>(?P<subject>" + _IRI + b"|" + _BLANK + rb")[ \t]*" + _IRI + rb"[ \t]*(?:" + _IRI + b"|" + _BLANK + b"|"
    + _TEXT + rb"))[ \t]*(?P<graph>" + _IRI + b"|" + _BLANK + rb")?[ \t]*\.[ \t]*(?:#[^\r\n]*)?\r?\n?"
)  # fmt: skip
_NOTHING: Final = re.compile(rb"[ \t]*(?:#.*)?\r?\n?")
_RECORD: Final = re.compile(
    rb"<" + re.escape(BASE.encode()) + rb"(?P<kind>case|actor|resource)/(?P<slug>[a-z0-9-]{1,200})(?:/graph|#[^<>]*)?>"
)
_OURS: Final = f"<{BASE}".encode()
_HELD_BYTES: Final = 64 * 1024**2
"""Of lines that wait to be written, so that a record whose lines stand together is written once."""
_SHOWN: Final = 100

_Record = tuple[bytes, bytes]


@dataclass(slots=True)
class Split:
    """
    What a dump came to.

    Attributes:
        faults: Lines that are no N-Quads, each with its number; the record that one names is left out.
        others: Quads that belong to no record.
    """

    faults: list[Text] = field(default_factory=list)
    others: int = 0


def split(dump: Path, target: Path, *, name: str) -> Split:
    """
    Add the records of an N-Quads file, compressed or not, to the folders of a workspace.

    Args:
        target: A folder that holds nothing but what other dumps were split into.
        name: How messages name the dump.
    """
    found, torn = Split(), set[_Record]()
    waiting: dict[_Record, list[bytes]] = defaultdict(list)
    held = 0
    with _opened(dump) as file:
        for number, line in enumerate(file, start=1):
            match = _LINE.fullmatch(line)
            if match is None:
                if not _NOTHING.fullmatch(line):
                    found.faults.append(_fault(name, number, line))
                    torn.update(one for one in _named(line))
                continue
            record = _record_of(match["graph"] if _is_ours(match["graph"]) else match["subject"])
            if record is None:
                found.others += 1
                continue
            waiting[record].append(match["triple"] + b" .\n")
            held += len(line)
            if held >= _HELD_BYTES:
                _write(waiting, target)
                held = 0
    _write(waiting, target)
    for record in torn:
        _path(record, target).unlink(missing_ok=True)
    return found


def _opened(dump: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(dump)) if dump.suffix == ".gz" else dump.open("rb")


def _is_ours(graph: bytes | None) -> bool:
    return graph is not None and graph.startswith(_OURS)


def _record_of(term: bytes) -> _Record | None:
    match = _RECORD.fullmatch(term)
    return None if match is None else (match["kind"], match["slug"])


def _named(line: bytes) -> Iterator[_Record]:
    """Give the record that a line which cannot be read stands in or speaks of: the last one in it is its graph."""
    found = [(match["kind"], match["slug"]) for match in _RECORD.finditer(line)]
    yield from found[-1:]


def _write(waiting: dict[_Record, list[bytes]], target: Path) -> None:
    for record, lines in waiting.items():
        path = _path(record, target)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(b"".join(lines))
    waiting.clear()


def _path(record: _Record, target: Path) -> Path:
    kind, slug = record[0].decode(), record[1].decode()
    return target / KINDS[kind] / f"{slug}.ttl"


def _fault(name: str, number: int, line: bytes) -> Text:
    shown = line.decode(errors="replace").strip()
    excerpt = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    return Text(
        fr=f"{name}, ligne {number} : ce n'est pas du N-Quads ({excerpt}). La fiche que la ligne nomme est laissée de côté.",
        en=f"{name}, line {number}: this is not N-Quads ({excerpt}). The record that the line names is left out.",
    )
