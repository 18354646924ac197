"""The whole catalogue, file by file: what did not change is not judged again, and only what fails is put into words."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, TypeVar

from allianceskg.files import Home, digest_of_file
from allianceskg.processes import Workers, usable_cores
from allianceskg.progress import Progress, unwatched
from allianceskg.validation.bulk import QuickJudge, Verdict
from allianceskg.validation.engine import Engine
from allianceskg.validation.findings import Finding, JudgedRecord
from allianceskg.validation.known_verdicts import Memory
from allianceskg.validation.report import Report
from allianceskg.validation.validator import Validator

_Result = TypeVar("_Result")

_CHUNK: Final = 200
"""Files that one task judges: the memory of a task, and the steps of the progress bar."""

_COLLECTED_EACH: Final = 100_000
"""New objects after which a process collects: a chunk makes many, and nearly all go without the collector."""

_WORTH_PROCESSES: Final = 1_500
"""Files below which starting processes costs more than it saves."""


def validate_catalogue(
    home: Home,
    *,
    engine: Engine = "compiled",
    memory: Path | None = None,
    with_infos: bool = True,
    progress: Progress = unwatched,
) -> Report:
    """
    Judge every published case, actor and resource.

    Args:
        engine: The compiled constraints, or pySHACL, which finds the same more slowly.
        memory: File that keeps what was found clear for the next run; None to judge everything.
        with_infos: Whether to word the suggestions of records that get nothing else; else they are only counted.
        progress: Told what is being done, and how many files of how many are done.
    """
    validator = Validator(home, engine=engine)
    judge = validator.quick_judge()
    if judge is None:
        return validator.catalogue()
    paths = validator.published()
    kept = Memory(memory, home, {path: digest_of_file(path) for path in paths} if memory is not None else {})
    recalled = [verdict for path in paths if (verdict := kept.recall(path)) is not None]
    known = {verdict.path for verdict in recalled}
    todo = [path for path in paths if path not in known]
    with _workers(_Tools(validator, judge), home, engine, len(todo)) as doing:
        judged = _quickly(doing, todo, len(recalled), progress)
        kept.keep(judged, recalled=recalled)
        verdicts = {verdict.path: verdict for verdict in (*recalled, *judged)}
        unclear = [path for path in paths if not verdicts[path].is_clear or (with_infos and verdicts[path].infos)]
        chunks = list(_chunks(unclear, verdicts, validator))
        avoided = frozenset(
            verdict.record.iri for verdict in judged if not verdict.is_clear and verdict.record is not None
        )
        reports = _closely(doing, chunks, avoided if len(chunks) > 1 else frozenset(), progress)
    return _together(paths, verdicts, reports)


def _quickly(doing: _Doing, todo: Sequence[Path], before: int, progress: Progress) -> list[Verdict]:
    """Judge the files that may have changed, chunk by chunk."""
    chunks = [todo[start : start + _CHUNK] for start in range(0, len(todo), _CHUNK)]
    done, verdicts = before, list[Verdict]()
    progress("", done, before + len(todo))
    for result in doing(_judge, ((chunk,) for chunk in chunks)):
        verdicts.extend(result)
        done += len(result)
        progress("", done, before + len(todo))
    return verdicts


def _closely(
    doing: _Doing, chunks: Sequence[Sequence[Path]], avoided: frozenset[str], progress: Progress
) -> list[Report]:
    """Judge again, with words, the files that have something to tell."""
    total, done, reports = sum(map(len, chunks)), 0, list[Report]()
    for chunk, report in zip(chunks, doing(_look, ((chunk, avoided) for chunk in chunks)), strict=True):
        reports.append(report)
        done += len(chunk)
        progress("", done, total)
    return reports


def _chunks(unclear: Sequence[Path], verdicts: dict[Path, Verdict], validator: Validator) -> Iterator[Sequence[Path]]:
    """Part files into tasks; those that may describe each other's records stay together."""
    odd = [path for path in unclear if verdicts[path].record is None]
    together = dict.fromkeys([*odd, *(validator.namesakes(odd) if odd else ())])
    rest = [path for path in unclear if path not in together]
    if len(unclear) <= _CHUNK:
        whole = set(unclear) | set(together)
        yield from [[path for path in verdicts if path in whole]] if whole else ()
        return
    if together:
        yield list(together)
    yield from (rest[start : start + _CHUNK] for start in range(0, len(rest), _CHUNK))


def _together(paths: Sequence[Path], verdicts: dict[Path, Verdict], reports: Sequence[Report]) -> Report:
    """Join the reports, in the order of the files."""
    findings: dict[str, list[Finding]] = {}
    records: dict[str, list[JudgedRecord]] = {}
    for report in reports:
        for record in report.records:
            records.setdefault(record.file, []).append(record)
        for finding in report.findings:
            findings.setdefault(finding.file, []).append(finding)
    all_records: list[JudgedRecord] = []
    all_findings: list[Finding] = []
    counted = 0
    for path in paths:
        verdict, source = verdicts[path], str(path)
        if source in records:
            all_records.extend(records[source])
            all_findings.extend(findings.get(source, ()))
        elif verdict.record is not None:
            all_records.append(verdict.record)
            counted += verdict.infos
    return Report(tuple(all_records), tuple(all_findings), counted)


# Processes


@dataclass(frozen=True, slots=True)
class _Tools:
    """What a process judges with; it reads the shapes and the vocabularies once."""

    validator: Validator
    judge: QuickJudge


class _Doing(Protocol):
    """Does a task with the tools for each call, in order."""

    def __call__(self, task: Callable[..., _Result], calls: Iterable[tuple[object, ...]]) -> Iterator[_Result]: ...


@contextlib.contextmanager
def _workers(tools: _Tools, home: Home, engine: Engine, files: int) -> Iterator[_Doing]:
    """Do tasks in further processes where it is worth it, else in this one."""
    number = usable_cores()
    if files < _WORTH_PROCESSES or number < 2:
        yield lambda task, calls: (task(tools, *call) for call in calls)
    else:
        with Workers(number, _make_tools, home, engine) as workers:
            yield workers.each


def _make_tools(home: Home, engine: Engine) -> _Tools:
    validator = Validator(home, engine=engine)
    judge = validator.quick_judge()
    assert judge is not None
    # What is kept for good is not gone through again each time the collector looks for what can go.
    gc.freeze()
    gc.set_threshold(_COLLECTED_EACH)
    return _Tools(validator, judge)


def _judge(tools: _Tools, paths: Sequence[Path]) -> list[Verdict]:
    return tools.judge.judge(paths)


def _look(tools: _Tools, paths: Sequence[Path], avoided: frozenset[str]) -> Report:
    return tools.validator.closer_look(paths, avoided=avoided)
