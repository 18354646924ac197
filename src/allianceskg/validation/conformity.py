"""Which files of records the public may see: one verdict a file, for builds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from allianceskg.errors import DataError
from allianceskg.files import Home
from allianceskg.language import Text
from allianceskg.processes import Crew, Workers, usable_cores
from allianceskg.progress import Progress, unwatched
from allianceskg.records.standing import Admission, Standing, standing_of
from allianceskg.validation.blocks import read_blocks
from allianceskg.validation.findings import Finding
from allianceskg.validation.quick_judge import QuickJudge, Verdict
from allianceskg.validation.validator import Validator

_CHUNK: Final = 200
_WORTH_PROCESSES: Final = 1_500


def admissions(
    home: Home,
    paths: Sequence[Path],
    progress: Progress = unwatched,
    *,
    crew: Crew | None = None,
    chunk: int = _CHUNK,
) -> list[Admission]:
    """
    Decide of files of records, in their order; many of them in processes of their own.

    Args:
        crew: What starts these processes; by default this machine does, where it is worth it.
        chunk: How many files one task decides of; what is decided does not depend on it.
    """
    found: list[Admission] = []
    chunks = [paths[start : start + chunk] for start in range(0, len(paths), chunk)]
    for decided in _decided(home, chunks, crew, is_many=len(paths) >= _WORTH_PROCESSES):
        progress("", len(found), len(paths))
        found.extend(decided)
    progress("", len(paths), len(paths))
    return found


def _decided(
    home: Home, chunks: Sequence[Sequence[Path]], crew: Crew | None, *, is_many: bool
) -> Iterator[list[Admission]]:
    if crew is None and (not is_many or usable_cores() < 2):
        tools = _Tools.of(home)
        yield from (_decide(tools, chunk) for chunk in chunks)
        return
    with (crew or partial(Workers, usable_cores()))(_Tools.of, home) as workers:
        yield from workers.each(_decide, ((chunk,) for chunk in chunks))


@dataclass(frozen=True, slots=True)
class _Tools:
    """What a process judges with; it reads the shapes and the vocabularies once."""

    validator: Validator
    judge: QuickJudge | None

    @classmethod
    def of(cls, home: Home) -> _Tools:
        validator = Validator(home)
        return cls(validator, validator.quick_judge())


def _decide(tools: _Tools, paths: Sequence[Path]) -> list[Admission]:
    try:
        verdicts = tools.judge.judge(paths) if tools.judge is not None else []
    except DataError:  # a file that one of them refers to cannot be read: which of them is told one by one
        verdicts = []
    known = {verdict.path: verdict for verdict in verdicts}
    return [_admission(tools.validator, path, known.get(path)) for path in paths]


def _admission(validator: Validator, path: Path, verdict: Verdict | None) -> Admission:
    if verdict is not None and verdict.conforms:
        return Admission(verdict.standing, None, verdict.referred)
    try:
        findings = validator.closer_look([path], avoided=(), others={}).findings
        fault = next((told(one) for one in findings if one.severity == "violation"), None)
    except DataError as error:
        fault = error.message
    return Admission(_standing(path), fault, verdict.referred if verdict is not None else ())


def told(finding: Finding) -> Text:
    """Tell where a finding is and what to write, in one line."""
    place = "" if finding.line is None else f" {finding.line}"
    french, english = (f"ligne{place} : ", f"line{place}: ") if place else ("", "")
    return Text(fr=f"{french}{finding.message.fr}", en=f"{english}{finding.message.en}")


def _standing(path: Path) -> Standing | None:
    blocks = read_blocks(path)
    if blocks is None:
        return None
    mains = [subject for subject in blocks if "#" not in subject]
    return standing_of(blocks[mains[0]]) if len(mains) == 1 else None
