"""
Find statements of cases that repeat the notes they were made from: the catalogue says what a page says in its own words.

    python -m scripts.compare_with_notes NOTES.yaml…

Notes are YAML of any shape; every text in them is compared. How close a statement is to a text: the share of the
statement's runs of three words that stand in it, accents and case aside. Statements of fewer than eight words are
left out, since a name and a date may be all that they hold. Those at the bound or above are printed, closest first, and
the exit code is 1.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from allianceskg.files import Home
from allianceskg.words.folding import unaccented
from scripts.case_statements import Statement, read_statements

ROOT: Final = Path(__file__).resolve().parent.parent
BOUND: Final = 0.6
"""The share from which a statement repeats a text."""

_RUN: Final = 3
_FEWEST: Final = 8
_WORD: Final = re.compile(r"\w+")

Run = tuple[str, ...]


class Repeated(NamedTuple):
    """A statement, the text that it is closest to, and how close, from 0 to 1."""

    share: float
    statement: Statement
    text: str


def repeated(statements: Iterable[Statement], texts: Iterable[str]) -> list[Repeated]:
    """Return the statements that repeat one of the texts, closest first."""
    written = list(dict.fromkeys(texts))
    holders: dict[Run, list[int]] = defaultdict(list)
    for number, text in enumerate(written):
        for run in _runs(_words(text)):
            holders[run].append(number)
    found = []
    for statement in statements:
        words = _words(statement.words)
        if len(words) < _FEWEST:
            continue
        runs = _runs(words)
        shared = Counter(number for run in runs for number in holders.get(run, ()))
        for number, count in shared.most_common(1):
            if count / len(runs) >= BOUND:
                found.append(Repeated(count / len(runs), statement, written[number]))
    return sorted(found, key=lambda one: (-one.share, one.statement.iri))


def texts_of(notes: Any) -> Iterator[str]:
    """Give every text in notes, however deep."""
    if isinstance(notes, str):
        yield notes
    elif isinstance(notes, dict):
        for value in notes.values():
            yield from texts_of(value)
    elif isinstance(notes, list):
        for value in notes:
            yield from texts_of(value)


def main(arguments: Sequence[str]) -> int:
    """Print the statements that repeat the notes; 1 when some do."""
    if not arguments:
        print("usage: python -m scripts.compare_with_notes NOTES.yaml…", file=sys.stderr)
        return 2
    statements = read_statements(Home(ROOT).data / "cases")
    notes = [yaml.safe_load(Path(name).read_text(encoding="utf-8")) for name in arguments]
    found = repeated(statements, (text for one in notes for text in texts_of(one)))
    for one in found:
        print(f"{one.share:.2f} {one.statement.iri}\n     {one.statement.words}\n     {one.text}")
    print(
        f"{len(found)} of {len(statements)} statements share {BOUND:.0%} or more of their runs of words with the notes."
    )
    return 1 if found else 0


def _words(text: str) -> list[str]:
    return _WORD.findall(unaccented(text))


def _runs(words: Sequence[str]) -> set[Run]:
    return {tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
