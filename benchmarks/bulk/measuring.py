"""One work on a cluster, beside the command of one process that does the same."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from allianceskg.bulk import derivation
from allianceskg.bulk.check import check
from allianceskg.bulk.cluster import ClusterPlan, Effort
from allianceskg.bulk.work import Order
from allianceskg.config import read_settings
from allianceskg.files import Home, digest_of_file, version_of
from allianceskg.progress import Progress, unwatched
from allianceskg.validation import validate_catalogue
from benchmarks.bulk.running import Running
from benchmarks.speed.memory import largest_child, own_peak

_HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class Taken:
    """
    What a work took.

    Attributes:
        seconds: From call to end.
        processor: Seconds of processor of all processes, the starting of a cluster included; other work on the machine changes
            it little.
        client: Mebibytes of the process that asked for it, at most.
        workers: Mebibytes of each worker that lived to the end, at most.
        results: One mark for all bytes of the results; empty where they are of another form.
    """

    seconds: float
    processor: float
    client: float
    workers: tuple[float, ...] = ()
    results: str = ""
    effort: Effort | None = None


def on_cluster(name: str, home: Path, out: Path, workers: int, kill: bool, partitions: int | None = None) -> Taken:
    """Do a work on a scheduler and workers of its own; half way one worker may be killed."""
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = out.with_name(f"{out.name}-cluster")
    folder.mkdir()
    running = Running.start(folder, workers=workers)
    try:
        plan = ClusterPlan(running.address, workers=1, memory=0)
        told = _killing(running) if kill else unwatched
        started = time.perf_counter()
        effort = _WORKS[name](Order(name, [home / "data"], out, plan, partitions), Home(home), told)
        seconds = time.perf_counter() - started
        peaks = tuple(running.peaks())
    finally:
        running.stop()
    marks = version_of((path.name, digest_of_file(path)) for path in out.iterdir())
    return Taken(seconds, _processor(), own_peak(), peaks, marks, effort)


def _processor() -> float:
    """Return the seconds of processor of this process and of those that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _killing(running: Running) -> Progress:
    """Kill the first worker once half of a long step is done."""

    def told(_what: str, done: int, total: int) -> None:
        if done >= _HALF * total and running.workers[0].poll() is None:
            running.workers[0].kill()
            running.workers[0].wait()

    return told


def _validate(order: Order, home: Home, told: Progress) -> Effort:
    return check(order, home, with_infos=False, progress=told).effort


def _index(order: Order, home: Home, told: Progress) -> Effort:
    return derivation.index(order, home, progress=told).effort


_WORKS: Final[dict[str, Callable[[Order, Home, Progress], Effort]]] = {"validate": _validate, "index": _index}


def in_one_command(name: str, home: Path, out: Path) -> Taken:
    """Do the same as `allianceskg validate` or `allianceskg load` do: judge, or judge, load and index."""
    started = time.perf_counter()
    if name == "validate":
        validate_catalogue(Home(home), with_infos=False)
    else:
        read_settings({"store": out, "home": home}, {}).load()
    return Taken(time.perf_counter() - started, _processor(), max(own_peak(), largest_child()))
