"""The whole catalogue, file by file: what did not change is not judged again, and only what fails is put into words."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Protocol, TypeVar

from allianceskg.errors import DataError
from allianceskg.files import Home, digest_of_file
from allianceskg.processes import Crew, Workers, usable_cores
from allianceskg.progress import Progress, unwatched
from allianceskg.validation.duplicates import alike
from allianceskg.validation.engine import Engine
from allianceskg.validation.findings import Finding, JudgedRecord
from allianceskg.validation.known_verdicts import Memory
from allianceskg.validation.quick_judge import QuickJudge, Verdict
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
    crew: Crew | None = None,
    chunk: int = _CHUNK,
    unreadable: Callable[[Path, DataError], None] | None = None,
) -> Report:
    """
    Judge every published case, actor and resource.

    Args:
        engine: The compiled constraints, or pySHACL, which finds the same more slowly.
        memory: File that keeps what was found clear for the next run; None to judge everything.
        with_infos: Whether to word the suggestions of records that get nothing else; else they are only counted.
        progress: Told what is being done, and how many files of how many are done.
        crew: What starts the processes; by default this machine does, where it is worth it.
        chunk: How many files one task judges; what is found does not depend on it.
        unreadable: Told of each file that cannot be read, which is then passed over; by default the first one is raised.

    Raises:
        DataError: A file cannot be read, or one that others refer to.
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
    with _workers(_Tools(validator, judge), home, engine, len(todo), crew) as doing:
        judged = _quickly(doing, [todo[at : at + chunk] for at in range(0, len(todo), chunk)], len(recalled), progress)
        kept.keep(judged, recalled=recalled)
        verdicts = {verdict.path: verdict for verdict in (*recalled, *judged)}
        if unreadable is not None:
            for path, fault in _faults_of_reading(verdicts, validator):
                unreadable(path, fault)
                del verdicts[path]
            paths = [path for path in paths if path in verdicts]
        others = _alike(verdicts, validator)
        unclear = [
            path
            for path, one in ((path, verdicts[path]) for path in paths)
            if not one.is_clear or (with_infos and one.infos) or (one.record is not None and one.record.iri in others)
        ]
        chunks = list(_chunks(unclear, verdicts, validator))
        avoided = frozenset(
            verdict.record.iri for verdict in judged if not verdict.is_clear and verdict.record is not None
        )
        reports = _closely(doing, chunks, avoided if len(chunks) > 1 else frozenset(), others, progress)
    return _together(paths, verdicts, reports)


def _faults_of_reading(verdicts: Mapping[Path, Verdict], validator: Validator) -> list[tuple[Path, DataError]]:
    """Find the files that cannot be read at all among those that the quick run cannot tell about."""
    faults = []
    for path in [path for path, verdict in verdicts.items() if verdict.record is None]:
        try:
            validator.keys(path)
        except DataError as fault:
            faults.append((path, fault))
    return faults


def _alike(verdicts: Mapping[Path, Verdict], validator: Validator) -> dict[str, tuple[str, ...]]:
    """Find the records that another one is like; a file that the quick run cannot tell about is read for it."""
    return alike(
        validator.keys(path) if verdict.record is None else (verdict.record.iri, verdict.keys)
        for path, verdict in verdicts.items()
    )


def _quickly(doing: _Doing, chunks: Sequence[Sequence[Path]], before: int, progress: Progress) -> list[Verdict]:
    """Judge the files that may have changed, chunk by chunk."""
    done, verdicts = before, list[Verdict]()
    total = before + sum(map(len, chunks))
    progress("", done, total)
    for result in doing(_judge, ((chunk,) for chunk in chunks)):
        verdicts.extend(result)
        done += len(result)
        progress("", done, total)
    return verdicts


def _closely(
    doing: _Doing,
    chunks: Sequence[Sequence[Path]],
    avoided: frozenset[str],
    others: Mapping[str, Sequence[str]],
    progress: Progress,
) -> list[Report]:
    """Judge again, with words, the files that have something to tell."""
    total, done, reports = sum(map(len, chunks)), 0, list[Report]()
    for chunk, report in zip(chunks, doing(_look, ((chunk, avoided, others) for chunk in chunks)), strict=True):
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
def _workers(tools: _Tools, home: Home, engine: Engine, files: int, crew: Crew | None) -> Iterator[_Doing]:
    """Do tasks in the processes of a crew, or in some of this machine where it is worth it, else in this one."""
    number = usable_cores()
    if crew is None and (files < _WORTH_PROCESSES or number < 2):
        yield lambda task, calls: (task(tools, *call) for call in calls)
    else:
        with (crew or partial(Workers, number))(_make_tools, home, engine) as workers:
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


def _look(tools: _Tools, paths: Sequence[Path], avoided: frozenset[str], others: Mapping[str, Sequence[str]]) -> Report:
    return tools.validator.closer_look(paths, avoided=avoided, others=others)
