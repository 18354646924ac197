"""Validation of a large catalogue: the report of `allianceskg validate`, with the judging done on a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from allianceskg.bulk.work import Order, Outcome, Work, begun
from allianceskg.errors import DataError
from allianceskg.files import Home, replacing
from allianceskg.language import LANGUAGES, Text
from allianceskg.progress import Progress, unwatched
from allianceskg.validation import Report, validate_catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked(Outcome):
    """What a validation came to."""

    report: Report


def check(order: Order, home: Home, *, with_infos: bool = True, progress: Progress = unwatched) -> Checked:
    """
    Judge every record of the sources, and write `findings.ttl` and `findings.fr.json`, `findings.en.json`.

    Args:
        with_infos: See `validate_catalogue`.

    Raises:
        ClusterError, DataError, StoreLockedError: See `begun`.
    """
    with begun(order, home, asked=f"infos {with_infos}") as work:
        report, faults = _judge(work, with_infos=with_infos, progress=progress)
        for name, text in _texts(report):
            with replacing(work.results / name) as file:
                file.write(text.encode())
        return work.end(Checked, report=report, faults=faults)


def _judge(work: Work, *, with_infos: bool, progress: Progress) -> tuple[Report, list[Text]]:
    faults: list[Text] = []

    def unreadable(_path: Path, fault: DataError) -> None:
        faults.append(fault.message)

    number = sum(file.group == "cases" for file in work.files)
    report = validate_catalogue(
        work.home,
        with_infos=with_infos,
        progress=progress,
        crew=work.cluster.crew,
        chunk=work.chunk(number),
        unreadable=unreadable,
    )
    return _named(report, work), faults


def _named(report: Report, work: Work) -> Report:
    """Name files as readers know them."""
    named = work.gathered.named
    return replace(
        report,
        records=tuple(replace(one, file=named(one.file)) for one in report.records),
        findings=tuple(replace(one, file=named(one.file)) for one in report.findings),
    )


def _texts(report: Report) -> Iterator[tuple[str, str]]:
    yield "findings.ttl", report.to_turtle()
    for language in LANGUAGES:
        yield f"findings.{language}.json", report.to_json(language)
