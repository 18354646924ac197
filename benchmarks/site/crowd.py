"""
Measure the site under many readers at once, on this machine, in about a minute.

    python -m benchmarks.site.crowd STORE [--seconds 5]

STORE is a folder of builds, as `allianceskg load --store STORE` makes it. A server of its own is started on it; all is
asked over the loopback interface, by this process, which takes a share of the processor too. While readers crowd, one
asks whether the server lives, four times a second. The figures are printed as a Markdown table with their goals.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import statistics
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.endpoint.measure import watched_memory
from benchmarks.speed.serving import serving_process

_CONNECTIONS = 200
_AT_ONCE = 40
_SHEETS = 20
_LOOKS = 0.25
_PATIENCE = 60.0
_MEGABYTE = 1_000_000


@dataclass(slots=True)
class Crowd:
    """
    What a crowd met.

    Attributes:
        taken: Seconds of each answer.
        statuses: How often each status came; 0 for an answer that did not come in time.
        alive: Seconds that the server took each time to say that it lives.
    """

    taken: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    alive: list[float] = field(default_factory=list)


async def ask(port: int, path: str) -> tuple[int, float]:
    """Ask once on a connection of its own; return the status and the seconds until the last byte."""
    started = time.monotonic()
    try:
        async with asyncio.timeout(_PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
            writer.write(head.encode())
            status = int((await reader.readline()).split()[1])
            while await reader.read(1 << 16):
                pass
            writer.close()
    except (TimeoutError, OSError, IndexError):
        status = 0
    return status, time.monotonic() - started


@contextlib.asynccontextmanager
async def looked_at(port: int, crowd: Crowd) -> AsyncIterator[None]:
    """Ask meanwhile whether the server lives."""

    async def look() -> None:
        while True:
            _, taken = await ask(port, "/health/live")
            crowd.alive.append(taken)
            await asyncio.sleep(_LOOKS)

    task = asyncio.create_task(look())
    try:
        yield
    finally:
        task.cancel()


async def all_at_once(port: int, paths: Sequence[str]) -> Crowd:
    """Ask for everything at the same moment."""
    crowd = Crowd()
    async with looked_at(port, crowd):
        for status, taken in await asyncio.gather(*(ask(port, path) for path in paths)):
            crowd.statuses[status] += 1
            crowd.taken.append(taken)
    return crowd


async def for_a_while(port: int, paths: Iterator[str], *, seconds: float) -> Crowd:
    """Ask for one address after the other, on many connections."""
    crowd, end = Crowd(), time.monotonic() + seconds

    async def reader() -> None:
        while time.monotonic() < end:
            status, taken = await ask(port, next(paths))
            crowd.statuses[status] += 1
            crowd.taken.append(taken)

    async with looked_at(port, crowd):
        await asyncio.gather(*(reader() for _ in range(_CONNECTIONS)))
    return crowd


def row(work: str, goal: str, measured: str, *, is_met: bool) -> str:
    """Write a line of the table."""
    return f"| {work} | {goal} | {measured} | {'yes' if is_met else 'no'} |"


def alive(crowd: Crowd) -> str:
    """Write a line on how long the server took to say that it lives."""
    most = max(crowd.alive, default=0.0)
    return row("/health/live meanwhile, the slowest", "under 1 s", f"{most:.2f} s", is_met=most < 1)


async def measure(port: int, pid: int, *, seconds: float) -> None:
    """Measure everything and print it."""
    async with watched_memory(pid) as memory:
        exports = {
            "the same export as Turtle": ["/cases/export.ttl"] * _AT_ONCE,
            "different exports as CSV": [f"/cases/export.csv?year={1985 + n}" for n in range(_AT_ONCE)],
        }
        for name, paths in exports.items():
            crowd = await all_at_once(port, paths)
            longest, good = max(crowd.taken), crowd.statuses[200]
            done = set(crowd.statuses) <= {200, 503} and longest < 30
            measured = f"{longest:.1f} s, {good} answered, {crowd.statuses[503]} shed, {crowd.statuses[0]} lost"
            print(row(f"{_AT_ONCE} at once: {name}", "all answered or shed in 30 s, at least 20 answered", measured, is_met=done and good >= 20))  # fmt: skip
            print(alive(crowd), flush=True)
        crowd = await all_at_once(port, ["/landmark/theme/numerique.pdf"] * _SHEETS)
        measured = f"{max(crowd.taken):.1f} s, {crowd.statuses[200]} answered, {crowd.statuses[503]} shed, {crowd.statuses[0]} lost"
        print(row(f"{_SHEETS} sheets as PDF at once", "all answered or shed in 30 s", measured, is_met=max(crowd.taken) < 30 and not crowd.statuses[0]))  # fmt: skip
        print(alive(crowd), flush=True)
        crowd = await for_a_while(port, itertools.repeat("/cases?theme=emploi"), seconds=seconds)
        rate, slow = crowd.statuses[200] / seconds, statistics.quantiles(crowd.taken, n=20)[-1]
        print(row(f"/cases?theme=emploi, {_CONNECTIONS} connections", "at least 150 a second, p95 under 2 s", f"{rate:.0f} a second, p95 {slow:.2f} s", is_met=rate >= 150 and slow < 2))  # fmt: skip
        print(alive(crowd), flush=True)
        # The server keeps none of these: an unknown parameter makes another address of the same list.
        crowd = await for_a_while(port, (f"/cases?theme=emploi&new={n}" for n in itertools.count()), seconds=seconds)
        rate, slow = crowd.statuses[200] / seconds, statistics.quantiles(crowd.taken, n=20)[-1]
        print(row(f"the same, each address another one, {_CONNECTIONS} connections", "", f"{rate:.0f} a second, p95 {slow:.2f} s", is_met=not crowd.statuses[0]))  # fmt: skip
        print(alive(crowd), flush=True)
        most = max(memory) / _MEGABYTE
    print(row("memory, all processes together", "under 1 GB", f"{most:.0f} MB", is_met=most < 1_000))


def main() -> None:
    """Start a server, crowd it, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--seconds", type=float, default=5.0)
    chosen = parser.parse_args()
    print("| work | goal | measured | met |")
    print("|---|---|---|---|")
    with serving_process(chosen.store) as (port, pid):
        asyncio.run(measure(port, pid, seconds=chosen.seconds))


if __name__ == "__main__":
    main()
