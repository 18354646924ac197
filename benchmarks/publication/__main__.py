"""`python -m benchmarks.publication`."""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
from pathlib import Path

from allianceskg.builds import local as builds
from allianceskg.builds.gate import Gate
from allianceskg.curation.workspace import create_workspace
from allianceskg.files import Home, find_home
from benchmarks.publication.rounds import run_rounds


def main() -> int:
    """Run the rounds and print what was found; 1 when something was lost, half or unsound."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.publication")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--publications", type=int, default=2_000)
    parser.add_argument("--home", type=Path, default=None)
    parser.add_argument("--case", default="cases/danone-grameen")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    shipped = Home(given.home) if given.home is not None else find_home()
    with tempfile.TemporaryDirectory() as folder:
        workspace, store = Path(folder, "workspace"), Path(folder, "store")
        create_workspace(workspace, shipped)
        home = Home(shipped.root, workspace)
        builds.build(home, store, gate=Gate(home, store))
        chance = random.Random(given.seed)  # noqa: S311
        for found in run_rounds(
            home, store, given.case, rounds=given.rounds, publications=given.publications, chance=chance
        ):
            seconds = sorted(found.seconds)
            late = seconds[int(len(seconds) * 0.95)] if seconds else 0.0
            print(
                f"round {found.rounds}: {len(seconds)} acknowledged, {len(found.lost)} lost, {len(found.half)} half, "
                f"{len(found.unsound)} unsound; a publication {statistics.median(seconds or [0]):.2f} s, 95 % {late:.2f} s; "
                f"start after a kill {max(found.recoveries):.2f} s at most",
                flush=True,
            )
            for told in (*found.lost, *found.half, *found.unsound):
                print(f"  {told}", flush=True)
        return 0 if found.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
