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
from benchmarks.publication.over_http import Place, Served, serve_rounds
from benchmarks.publication.rounds import run_rounds


def main() -> int:
    """Run the rounds and print what was found; 1 when something was lost, half or unsound."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.publication")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--publications", type=int, default=2_000)
    parser.add_argument("--home", type=Path, default=None)
    parser.add_argument("--case", default="cases/danone-grameen")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--over-http", action="store_true", help="publish through `serve --curate`, and kill the server"
    )
    given = parser.parse_args()
    shipped = Home(given.home) if given.home is not None else find_home()
    with tempfile.TemporaryDirectory() as folder:
        workspace, store = Path(folder, "workspace"), Path(folder, "store")
        create_workspace(workspace, shipped)
        home = Home(shipped.root, workspace)
        builds.build(home, store, gate=Gate(home, store))
        chance = random.Random(given.seed)  # noqa: S311
        if given.over_http:
            place = Place(shipped.root, workspace, store, given.case)
            return _serve(place, given.rounds, given.publications, chance)
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


def _serve(place: Place, rounds: int, publications: int, chance: random.Random) -> int:
    """Run the rounds over HTTP."""
    found = Served()
    for found in serve_rounds(place, rounds=rounds, publications=publications, chance=chance):
        print(
            f"round {found.rounds}: {len(found.seconds)} acknowledged, {len(found.lost)} lost, {len(found.half)} half, "
            f"{len(found.twice)} twice, {len(found.unsound)} unsound; to the public page {_shown(found.seconds)}, "
            f"of it to the answer {_shown(found.acknowledged)}; first answer after a kill {_shown(found.starts)}",
            flush=True,
        )
    for told in (*found.lost, *found.half, *found.twice, *found.unsound):
        print(f"  {told}", flush=True)
    return 0 if found.is_good else 1


def _shown(seconds: list[float]) -> str:
    ordered = sorted(seconds) or [0.0]
    return f"{statistics.median(ordered):.2f} s (95 %: {ordered[int(len(ordered) * 0.95)]:.2f} s, most {ordered[-1]:.2f} s)"


if __name__ == "__main__":
    sys.exit(main())
