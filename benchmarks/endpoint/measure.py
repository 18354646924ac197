"""
Measure the endpoint against its goals, on this machine, in about two minutes.

    python -m benchmarks.endpoint.measure [--cases 10000] [--seconds 3] [--only-load]

Everything runs on the loopback interface. The rate of `oxigraph serve` is measured when its program is installed
(package `oxigraph`). Other work on the machine shows in the figures: compare ratios and medians.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pyoxigraph

from allianceskg.endpoint.capacity import PoolLimits
from allianceskg.endpoint.exchange import Job
from allianceskg.endpoint.pool import WorkerPool
from benchmarks.endpoint.synthetic import write_store

ROOT = Path(__file__).parents[2]
FACET = (Path(__file__).parent / "facet.rq").read_text(encoding="utf-8")
_TURNS = 3
AKG = "PREFIX akg: <https://w3id.org/alliances/ontology#> "
HOSTILE = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f }",
    "SELECT * { ?s (<a:b>|!<a:b>)* ?o }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c LIMIT 5",
    AKG
    + "SELECT (COUNT(*) AS ?n) { ?a akg:inTerritory ?t . ?b akg:inTerritory ?t . ?c akg:inTerritory ?t . ?d akg:inTerritory ?t }",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c FILTER(REGEX(STR(?c), '(a*)*(v|e|.*)*z{0,50}$')) ?d ?e ?c FILTER(REGEX(STR(?d), '(.*)*z')) }",
    AKG
    + "SELECT ?a (GROUP_CONCAT(STR(?c)) AS ?all) { ?a akg:concernsTheme ?t . ?b akg:concernsTheme ?t . ?b ?p ?c } GROUP BY ?a",
    "SELECT * { ?s ?p ?o }",
    "CONSTRUCT { ?s ?p ?o . ?o ?p ?s } WHERE { ?s ?p ?o FILTER(ISIRI(?o)) }",
    "SELECT ?x { VALUES ?v0 { 'xxxxxxxxxx' } "
    + "".join(f"BIND(CONCAT({', '.join([f'?v{n}'] * 10)}) AS ?v{n + 1}) " for n in range(9))
    + "BIND(STRLEN(?v9) AS ?x) }",
)


def main() -> None:
    """Run every measure and print one line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=3.0, help="length of each measure of rate")
    parser.add_argument("--only-load", action="store_true", help="nothing but different queries under load")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="allianceskg-measure-") as folder:
        store = Path(folder) / "store"
        triples = write_store(store, cases=options.cases)
        report("data", f"{options.cases} invented cases, {triples} triples")
        with our_server(store) as (port, _):
            asyncio.run(measure_load(store, port, options.seconds))
        if options.only_load:
            return
        asyncio.run(measure_hop(store))
        with our_server(store) as (port, process):
            asyncio.run(measure_rates(store, port, options.seconds))
            asyncio.run(measure_defences(port, process.pid))
        measure_restart(store)


def report(name: str, text: str) -> None:
    """Print one measure."""
    print(f"{name:<34} {text}", flush=True)


async def measure_hop(store: Path) -> None:
    """Compare a small query in a worker with the same query in this process."""
    here = pyoxigraph.Store.read_only(str(store))
    pool = WorkerPool(store, "measure", PoolLimits(cache_bytes=0))
    await pool.start()
    await asyncio.sleep(2)  # until the other workers have started
    inside, outside = [], []
    for number in range(300):
        query = f"ASK {{ ?s ?p {number} }}"
        started = time.perf_counter()
        here.query(query, use_default_graph_as_union=True).serialize(format=pyoxigraph.QueryResultsFormat.JSON)
        inside.append(time.perf_counter() - started)
        started = time.perf_counter()
        await pool.run(Job(query, "json", {}))
        outside.append(time.perf_counter() - started)
    await pool.close()
    hop = 1000 * (statistics.median(outside) - statistics.median(inside))
    report("worker hop, small query", f"{hop:.2f} ms (goal: under 2 ms)")


async def measure_rates(store: Path, port: int, seconds: float) -> None:
    """Compare requests a second for the facet query, at 8 connections."""
    request = as_request(FACET)
    await rate(port, lambda _: request, 0.5)
    kept = await rate(port, lambda _: request, seconds)
    fresh = await rate(port, lambda number: as_request(f"{FACET}\n# {number}"), seconds)
    report("facet query, answer kept", f"{kept:.0f} requests/s")
    report("facet query, computed each time", f"{fresh:.0f} requests/s")
    program = oxigraph_program()
    if program is None:
        report("oxigraph serve", "not installed")
        return
    with other_server(program, store) as other:
        await rate(other, lambda _: as_request(FACET, path="/query"), 0.5)
        theirs = await rate(other, lambda _: as_request(FACET, path="/query"), seconds)
    report(
        "oxigraph serve",
        f"{theirs:.0f} requests/s; ratio {kept / theirs:.1f} (goal: 16), computed {fresh / theirs:.2f}",
    )


async def measure_load(store: Path, port: int, seconds: float) -> None:
    """Compare answers a second for queries that all differ, at 8 and at 200 connections, in turns of both servers."""
    program = oxigraph_program()
    with contextlib.ExitStack() as stack:
        other = stack.enter_context(other_server(program, store)) if program is not None else None
        for connections in (8, 200):
            ours, theirs = [], []
            for turn in range(_TURNS):
                ours.append(await under_load(port, "/sparql", connections, seconds, turn))
                if other is not None:
                    theirs.append(await under_load(other, "/query", connections, seconds, turn))
            report(f"different queries, {connections} connections", load_in_words(ours))
            if theirs:
                ratios = [one.answered / max(1, their.answered) for one, their in zip(ours, theirs, strict=True)]
                report("oxigraph serve", f"{load_in_words(theirs)}; ratio {', '.join(f'{one:.2f}' for one in ratios)}")


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did with requests: answered in so many seconds, refused, and how long each answer took."""

    answered: int
    refused: int
    seconds: float
    waits: list[float]


def load_in_words(turns: list[Load]) -> str:
    """Write the rates of some turns, and what was refused of all."""
    rates = ", ".join(f"{one.answered / one.seconds:.0f}" for one in turns)
    refused = sum(one.refused for one in turns)
    asked = refused + sum(one.answered for one in turns)
    waits = sorted(wait for one in turns for wait in one.waits)
    return f"{rates} answers/s, {100 * refused / max(1, asked):.1f} % refused, 95 of 100 within {waits[len(waits) * 95 // 100]:.2f} s"


async def under_load(port: int, path: str, connections: int, seconds: float, turn: int) -> Load:
    """Ask different queries over connections that are kept open, each the next as soon as it has an answer."""
    answered, refused, asked, waits = 0, 0, 0, []
    began = time.perf_counter()

    async def keep_asking() -> None:
        nonlocal answered, refused, asked
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < began + seconds:
            asked += 1
            query = FACET.replace("value-3", f"value-{asked % 30}")
            started = time.perf_counter()
            writer.write(as_request(f"{query}\n# {turn} {connections} {asked}", path=path))
            status = await read_response(reader)
            waits.append(time.perf_counter() - started)
            answered += status == 200
            refused += status == 503
        writer.close()

    await asyncio.gather(*(keep_asking() for _ in range(connections)))
    return Load(answered, refused, time.perf_counter() - began, waits)


def oxigraph_program() -> str | None:
    """Find Oxigraph's own server."""
    return shutil.which("oxigraph") or shutil.which("oxigraph", path=str(Path(sys.executable).parent))


async def measure_defences(port: int, pid: int) -> None:
    """Measure what hostile queries can do."""
    async with watched_memory(pid) as peak:
        longest = 0.0
        for query in HOSTILE:
            started = time.perf_counter()
            status = await ask(port, query)
            longest = max(longest, time.perf_counter() - started)
            assert status in (200, 400, 413, 500, 503, 504, 507), status
        report("longest hostile query, alone", f"{longest:.1f} s (goal: under 11 s)")
        hostile = [asyncio.create_task(ask(port, f"{HOSTILE[n % len(HOSTILE)]} # {n}")) for n in range(20)]
        await asyncio.sleep(0.2)
        times = [await timed(port, f"{FACET}\n# beside {number}") for number in range(20)]
        await asyncio.gather(*hostile)
        report("facet query beside 20 hostile", spread(times) + " (goal: under 1 s)")
        await asyncio.sleep(2)
        before = cpu_seconds(pid)
        await asyncio.sleep(2)
        report("processor 2 s after the last", f"{100 * (cpu_seconds(pid) - before) / 2:.0f} % of one core")
        loris = [await asyncio.open_connection("127.0.0.1", port) for _ in range(100)]
        for _, writer in loris:
            writer.write(b"GET /sparql HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        times = [await timed(port, f"{FACET}\n# loris {number}") for number in range(20)]
        for _, writer in loris:
            writer.close()
        report("facet query beside 100 slow-loris", spread(times) + " (goal: under 1 s)")
        started = time.perf_counter()
        statuses = await asyncio.gather(*(ask(port, f"{FACET}\n# crowd {number}") for number in range(200)))
        answered = statuses.count(200)
        report(
            "200 facet queries at once",
            f"{answered} answered, {200 - answered} turned away, in {time.perf_counter() - started:.1f} s (goal: 2 s)",
        )
    report("memory of all processes, at most", f"{max(peak) / 1e9:.2f} GB (goal: under 2 GB)")


def measure_restart(store: Path) -> None:
    """Kill a server and time the next one to its first answer."""
    with our_server(store) as (_, process):
        process.send_signal(signal.SIGKILL)
        process.wait()
    started = time.perf_counter()
    with our_server(store) as (port, _):
        assert asyncio.run(ask(port, "ASK {}")) == 200
        report("start to first answer, after kill -9", f"{time.perf_counter() - started:.1f} s (goal: 2 s)")


def spread(times: list[float]) -> str:
    """Write a median and a maximum."""
    return f"median {1000 * statistics.median(times):.0f} ms, at most {1000 * max(times):.0f} ms"


def as_request(query: str, *, path: str = "/sparql") -> bytes:
    """Write a GET request."""
    return f"GET {path}?query={quote(query)} HTTP/1.1\r\nHost: x\r\nAccept: application/sparql-results+json, */*;q=0.5\r\n\r\n".encode()


async def timed(port: int, query: str) -> float:
    """Return the seconds an answer takes, which must be one."""
    started = time.perf_counter()
    status = await ask(port, query)
    assert status == 200, status
    return time.perf_counter() - started


async def ask(port: int, query: str) -> int:
    """Return the status of a query, over a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(as_request(query))
    try:
        return await read_response(reader)
    finally:
        writer.close()


async def rate(port: int, request: Callable[[int], bytes], seconds: float, *, connections: int = 8) -> float:
    """Return requests a second over some connections that are kept open."""
    done = 0
    end = time.perf_counter() + seconds

    async def keep_asking() -> None:
        nonlocal done
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < end:
            done += 1
            writer.write(request(done))
            assert await read_response(reader) == 200
        writer.close()

    await asyncio.gather(*(keep_asking() for _ in range(connections)))
    return done / seconds


async def read_response(reader: asyncio.StreamReader) -> int:
    """Read a response to its end and return its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    at = head.find(b"content-length:")
    if at >= 0:
        await reader.readexactly(int(head[at + 15 : head.index(b"\r", at)]))
    else:
        while (size := int(await reader.readline(), 16)) or not await reader.readline():
            await reader.readexactly(size + 2)
    return int(head[9:12])


@contextlib.contextmanager
def our_server(store: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Run this project's endpoint as a process of its own."""
    port = free_port()
    with running([sys.executable, "-m", "benchmarks.endpoint.serve", str(store), str(port)], port) as process:
        yield port, process


@contextlib.contextmanager
def other_server(program: str, store: Path) -> Iterator[int]:
    """Run Oxigraph's own server on the same files."""
    port = free_port()
    command = [
        program,
        "serve-read-only",
        "--location",
        str(store),
        "--bind",
        f"127.0.0.1:{port}",
        "--union-default-graph",
    ]
    with running(command, port):
        yield port


@contextlib.contextmanager
def running(command: list[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until it is not needed any more."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        for _ in range(1_000):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.2):
                break
            time.sleep(0.02)
        yield process
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@contextlib.asynccontextmanager
async def watched_memory(pid: int) -> AsyncIterator[list[float]]:
    """Collect the resident memory of a process and its children, many times a second."""
    seen = [0.0]

    async def watch() -> None:
        while True:
            seen.append(sum(resident_bytes(one) for one in tree(pid)))
            await asyncio.sleep(0.03)

    task = asyncio.create_task(watch())
    try:
        yield seen
    finally:
        task.cancel()


def tree(pid: int) -> list[int]:
    """List a process and its children."""
    found = [pid]
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError, IndexError):
            if entry.name.isdecimal() and int(stat_fields(int(entry.name))[1]) == pid:
                found.append(int(entry.name))
    return found


def stat_fields(pid: int) -> list[str]:
    """Return what the system says of a process, from its state on."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()


def resident_bytes(pid: int) -> int:
    """Return the resident memory of a process; shared pages count for each."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process and its living children."""
    total = 0
    for one in tree(pid):
        with contextlib.suppress(OSError):
            fields = stat_fields(one)
            total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
