"""
Draw a sample of statements to look up in their sources, as a sheet to fill in.

    python -m scripts.audit_statements --seed 20261130 [--size 60] > sheet.md

The same seed and the same files give the same sheet. Whoever fills it in opens each page and writes what was found:
supported, partly, not found (the page is gone, or no longer says it), contradicted. The totals go into `scripts/audits.yaml`;
the page on the coverage shows the last one.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from allianceskg.files import Home
from allianceskg.language import Text
from scripts.case_statements import Statement, read_statements

ROOT: Final = Path(__file__).resolve().parent.parent
AUDITS: Final = Path(__file__).parent / "audits.yaml"
_USUAL_SIZE: Final = 60


@dataclass(frozen=True, slots=True)
class Audit:
    """
    What came of looking up a sample.

    Attributes:
        date: Of the last page looked up, as YYYY-MM-DD.
        seed: What the sample was drawn with.
        statements: How many the catalogue held that day, with words and a source.
        supported: The page says so.
        partly: The page says a part of it.
        not_found: The page could not be seen, or no longer says it.
        contradicted: The page says otherwise.
        means: How pages were looked up, where that bounds what could be found.
    """

    date: str
    seed: int
    statements: int
    supported: int
    partly: int
    not_found: int
    contradicted: int
    means: Text

    @property
    def drawn(self) -> int:
        """How many statements were looked up."""
        return self.supported + self.partly + self.not_found + self.contradicted


def draw(statements: Sequence[Statement], *, seed: int, size: int) -> list[Statement]:
    """Draw statements at random, the same ones for the same seed."""
    return random.Random(seed).sample(list(statements), min(size, len(statements)))  # noqa: S311


def sheet(drawn: Sequence[Statement], *, seed: int, of: int) -> str:
    """Write a sheet in Markdown, with a place for what was found."""
    lines = [f"# {len(drawn)} of {of} statements, seed {seed}", ""]
    for number, statement in enumerate(drawn, start=1):
        lines += [f"## {number}. {statement.iri}", "", statement.words, "", *_sources(statement)]
        lines += ["", "Found (supported, partly, not found, contradicted): ", ""]
    return "\n".join(lines)


def last_audit(path: Path = AUDITS) -> Audit:
    """Read the audit that was done last."""
    audits: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    read = [Audit(**{**one, "date": str(one["date"]), "means": Text(**one["means"])}) for one in audits]
    return max(read, key=lambda one: one.date)


def said_of(audit: Audit) -> Text:
    """Say what came of an audit, out of how many."""
    return Text(
        fr=f"""Au {audit.date}, {audit.drawn} énoncés sur {audit.statements} ont été tirés au sort (graine {audit.seed}) et cherchés dans leurs
sources. {audit.means.fr}

| trouvé | énoncés, sur {audit.drawn} |
|---|--:|
| confirmé | {audit.supported} |
| confirmé en partie | {audit.partly} |
| non retrouvé | {audit.not_found} |
| contredit | {audit.contradicted} |""",
        en=f"""On {audit.date}, {audit.drawn} of {audit.statements} statements were drawn at random (seed {audit.seed}) and looked up in their
sources. {audit.means.en}

| found | statements, of {audit.drawn} |
|---|--:|
| supported | {audit.supported} |
| partly supported | {audit.partly} |
| not found again | {audit.not_found} |
| contradicted | {audit.contradicted} |""",
    )


def main(arguments: Sequence[str]) -> int:
    """Print a sheet."""
    parser = argparse.ArgumentParser(description="Draw statements to look up in their sources.")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--size", type=int, default=_USUAL_SIZE)
    given = parser.parse_args(arguments)
    statements = read_statements(Home(ROOT).data / "cases")
    print(sheet(draw(statements, seed=given.seed, size=given.size), seed=given.seed, of=len(statements)))
    return 0


def _sources(statement: Statement) -> Iterator[str]:
    for source in statement.sources:
        page = f", {source.page}" if source.page else ""
        consulted = f", consulted {source.consulted}" if source.consulted else ""
        yield f"- {source.title}{page}{consulted}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
