"""`python -m benchmarks.bulk`."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from allianceskg.files import find_home
from benchmarks.bulk.measuring import Taken, in_one_command, on_cluster
from benchmarks.speed.memory import apart
from benchmarks.synthetic import Drawing, read_world, write_home


def main() -> None:
    """Measure bulk work at one size, and print what it took."""
    parser = argparse.ArgumentParser(description="Measure bulk work on a Dask cluster of this machine.")
    parser.add_argument("--cases", type=int, default=30_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--partitions", type=int)
    parser.add_argument("--work", action="append", choices=["validate", "index"])
    parser.add_argument("--kill", action="store_true", help="kill one worker half way")
    parser.add_argument("--without-one-process", action="store_true", help="leave out the commands of one process")
    parser.add_argument("--folder", type=Path, help="where to put the files; a temporary one otherwise")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="allianceskg-bulk-", dir=given.folder) as name:
        folder = Path(name)
        started = time.perf_counter()
        home = find_home()
        root = write_home(folder / "home", home, Drawing(read_world(home), cases=given.cases)).root
        print(f"{given.cases:,} cases written in {time.perf_counter() - started:.0f} s", flush=True)
        for work in given.work or ["validate", "index"]:
            if not given.without_one_process:
                _print(f"{work}, one command", apart(in_one_command, work, root, folder / f"{work}-one"))
            taken = apart(on_cluster, work, root, folder / work, given.workers, given.kill, given.partitions)
            _print(f"{work}, {given.workers} workers{', one killed' if given.kill else ''}", taken)


def _print(what: str, taken: Taken) -> None:
    workers = ", ".join(f"{one:.0f}" for one in taken.workers)
    line = f"{what}: {taken.seconds:.1f} s, {taken.processor:.1f} s of processor; {taken.client:.0f} MiB, workers {workers or 'none'}; results {taken.results or '-'}"
    if (effort := taken.effort) is not None:
        line += f"; {effort.tasks} tasks, busy {effort.busy:.1f} s, efficiency {effort.efficiency:.2f}"
    print(line, flush=True)


if __name__ == "__main__":
    main()
