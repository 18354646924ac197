"""
`python -m benchmarks.speed.validating_run HOME`: validate a catalogue in a process of its own, and print what it took as JSON.

Three times: everything, then where nothing has changed, then where one case has.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from allianceskg.files import Home
from allianceskg.validation import Report, validate_catalogue
from benchmarks.speed.memory import largest_child, own_peak


@dataclass(frozen=True, slots=True)
class Spent:
    """
    What one validation took.

    Attributes:
        elapsed: Seconds.
        processor: Seconds of all processes together.
    """

    elapsed: float
    processor: float


@dataclass(frozen=True, slots=True)
class Run:
    """
    What was measured.

    Attributes:
        violations: Record and shape of each violation of the first validation, in order.
        infos: Number of its suggestions.
        megabytes: Memory of all processes together, at most: each child is counted as the largest of them.
    """

    first: Spent
    unchanged: Spent
    changed: Spent
    violations: list[tuple[str, str]]
    infos: int
    megabytes: int


def run(root: Path) -> Run:
    """Validate a catalogue three times; changes one of its cases."""
    home = Home(root)
    with tempfile.TemporaryDirectory() as folder:
        memory = Path(folder) / "validation.json"
        first, report = _validate(home, memory)
        unchanged, again = _validate(home, memory)
        assert again == report
        case = sorted((home.data / "cases").glob("*.ttl"))[1]
        text = case.read_text(encoding="utf-8")
        case.write_text(text.replace('"@fr', ' (modifié)"@fr', 1), encoding="utf-8")
        changed, again = _validate(home, memory)
        case.write_text(text, encoding="utf-8")
        assert again.counts() == report.counts()
    found = sorted((one.record, one.shape) for one in report.findings if one.severity == "violation")
    return Run(first, unchanged, changed, found, report.counts()["info"], _megabytes())


def main() -> None:
    """Print one line of JSON."""
    parser = argparse.ArgumentParser(description="Time the validation of a catalogue.")
    parser.add_argument("home", type=Path)
    print(json.dumps(asdict(run(parser.parse_args().home))))


def _validate(home: Home, memory: Path) -> tuple[Spent, Report]:
    elapsed, processor = time.perf_counter(), _processor_seconds()
    report = validate_catalogue(home, memory=memory, with_infos=False)
    return Spent(time.perf_counter() - elapsed, _processor_seconds() - processor), report


def _processor_seconds() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def _megabytes() -> int:
    return round(own_peak() + largest_child() * (os.cpu_count() or 1))


if __name__ == "__main__":
    main()
