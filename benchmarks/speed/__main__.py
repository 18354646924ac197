"""`python -m benchmarks.speed [--long] [--cases N]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.speed import growth, report
from benchmarks.speed.data import Data
from benchmarks.speed.groups import GROUPS
from benchmarks.speed.rows import Options, Row

_SHORT = (300, 1_000, 10_000, 100_000)


def main() -> None:
    """Measure everything, print it, and write the page."""
    parser = argparse.ArgumentParser(description="Measure the catalogue against its goals.")
    parser.add_argument("--long", action="store_true", help="also what takes up to an hour")
    parser.add_argument("--cases", type=int, default=10_000)
    given = parser.parse_args()
    options = Options(given.long, given.cases, (*_SHORT, 1_000_000) if given.long else _SHORT)
    started = time.monotonic()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="allianceskg-bench-") as folder:
        data = Data(Path(folder), options.cases)
        _say("loading the invented catalogue", started)
        _ = data.catalogue.index
        for group in GROUPS:
            _say(group.__module__, started)
            for row in group(data, options):
                _say(
                    f"  {row.work.en}: {row.measured.en} [{row.goal.en}] {'' if row.is_met is None else row.is_met}",
                    started,
                )
                rows.append(row)
        _say("growth", started)
        points = growth.points(data, options)
        rows += growth.rows(points)
    report.write(rows, points, options)
    print(report.table(rows, "en"))
    missed = [row for row in rows if row.is_met is False]
    print(f"{len(missed)} goals missed; {time.monotonic() - started:.0f} s")


def _say(text: str, started: float) -> None:
    print(f"{time.monotonic() - started:7.1f} s  {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
