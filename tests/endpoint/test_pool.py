"""The workers: limits, turns, replacement, change of build."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from allianceskg.endpoint.capacity import PoolLimits
from allianceskg.endpoint.exchange import Failure, Job, Outcome, WrittenAnswer
from allianceskg.endpoint.pool import WorkerPool
from allianceskg.errors import StoreUnreachableError
from allianceskg.store.embedded import EmbeddedStore
from tests.patience import PATIENCE_SECONDS, ends

EX = "PREFIX ex: <https://example.org/> "
CROSS = (
    EX
    + "SELECT (COUNT(*) AS ?n) { "
    + " ".join(f"?s{n} ex:next ?o{n} ." for n in range(7))
    + " FILTER(?o0 != ex:none) }"
)
WIDE = "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LIMITS = PoolLimits(
    seconds=1.5, wait_seconds=PATIENCE_SECONDS, moment_seconds=0.1, seats=3, long_seats=1, memory_bytes=160 * 1024**2
)

UNHURRIED = replace(LIMITS, seconds=PATIENCE_SECONDS)
"""For what ends by itself, however slow the machine."""


def job(query: str, *, name: str = "json", **further: object) -> Job:
    return Job(query, name, {}, **further)  # type: ignore[arg-type]


@contextlib.asynccontextmanager
async def running(store: Path, limits: PoolLimits = LIMITS) -> AsyncIterator[WorkerPool]:
    pool = WorkerPool(store, "version-1", limits)
    await pool.start()
    try:
        yield pool
    finally:
        await pool.close()


def with_pool(store: Path, trial: Callable[[WorkerPool], Awaitable[None]], limits: PoolLimits = LIMITS) -> None:
    async def run() -> None:
        async with running(store, limits) as pool:
            await trial(pool)

    asyncio.run(run())


async def until(condition: Callable[[], bool], *, seconds: float = PATIENCE_SECONDS) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


def kind(outcome: Outcome) -> str:
    return outcome.kind if isinstance(outcome, Failure) else "answer"


def test_a_query_ends_at_its_limit_and_its_worker_is_replaced(tiny_store: Path) -> None:
    async def trial(pool: WorkerPool) -> None:
        with ends():
            assert kind(await pool.run(job(CROSS))) == "timeout"
        await until(lambda: pool.state().idle == LIMITS.seats + 2)
        assert pool.state().replaced["timeout"] == 1
        assert kind(await pool.run(job("ASK {}"))) == "answer"

    with_pool(tiny_store, trial)


def test_memory_is_bounded_and_said_to_be(tiny_store: Path) -> None:
    async def trial(pool: WorkerPool) -> None:
        outcome = await pool.run(job(WIDE + " ORDER BY ?l"))
        assert isinstance(outcome, Failure)
        assert outcome.kind in ("memory", "timeout")

    with_pool(tiny_store, trial, PoolLimits(seconds=8, seats=2, long_seats=1, memory_bytes=128 * 1024**2))


def test_a_query_that_crashes_the_engine_disturbs_nobody(tiny_store: Path) -> None:
    async def trial(pool: WorkerPool) -> None:
        crashing = "ASK " + "{" * 60_000 + "}" * 60_000
        outcomes = await asyncio.gather(
            pool.run(job(crashing)), *(pool.run(job(f"ASK {{ ?s ?p {number} }}")) for number in range(20))
        )
        assert [kind(one) for one in outcomes] == ["crash", *["answer"] * 20]

    with_pool(tiny_store, trial, UNHURRIED)


def test_a_worker_killed_during_a_query_is_replaced(tiny_store: Path) -> None:
    async def trial(pool: WorkerPool) -> None:
        waiting = asyncio.create_task(pool.run(job(CROSS)))
        await until(lambda: pool.state().running == 1)
        victim = pool._running[0].worker
        assert victim is not None
        os.kill(victim.pid, signal.SIGKILL)
        assert kind(await waiting) == "ended"
        assert pool.state().replaced["ended"] == 1
        assert kind(await pool.run(job("ASK {}"))) == "answer"
        await until(lambda: pool.state().workers == LIMITS.seats + 2)

    with_pool(tiny_store, trial, UNHURRIED)


def test_ordinary_queries_pass_beside_endless_ones(tiny_store: Path) -> None:
    async def trial(pool: WorkerPool) -> None:
        endless = [asyncio.create_task(pool.run(job(f"{CROSS} LIMIT {n}"), client="hostile")) for n in range(1, 11)]
        await until(lambda: pool.state().running == LIMITS.seats)
        for number in range(5):
            assert kind(await pool.run(job(f"ASK {{ ?s ?p {number} }}"), client="ordinary")) == "answer"
        for one in endless:
            one.cancel()
        ended = await asyncio.gather(*endless, return_exceptions=True)
        outcomes = {kind(one) for one in ended if not isinstance(one, BaseException)}
        assert outcomes <= {"timeout", "busy", "greedy"}

    with_pool(tiny_store, trial)


def test_a_query_has_its_whole_time_however_long_it_has_waited(tiny_store: Path) -> None:
    async def trial(pool: WorkerPool) -> None:
        first, second = (asyncio.create_task(pool.run(job(f"{CROSS} LIMIT {n}", looks_heavy=True))) for n in (1, 2))
        await until(lambda: pool.state().running == 1)
        await until(lambda: pool.state().waiting == 1)
        assert kind(await first) == "timeout"
        await until(lambda: pool.state().running == 1)
        began = time.monotonic()
        assert kind(await second) == "timeout"
        assert time.monotonic() - began > LIMITS.seconds / 2

    with_pool(tiny_store, trial)


def test_a_heavy_looking_query_leaves_seats_to_others(tiny_store: Path) -> None:
    async def trial(pool: WorkerPool) -> None:
        await until(lambda: pool.state().idle == LIMITS.seats + 2)
        endless = [asyncio.create_task(pool.run(job(f"{CROSS} LIMIT {n}", looks_heavy=True))) for n in range(1, 6)]
        await until(lambda: pool.state().running == LIMITS.long_seats)
        await asyncio.sleep(0.2)
        assert pool.state().running == LIMITS.long_seats
        assert kind(await pool.run(job("ASK { ?s ?p 1 }"))) == "answer"
        assert "busy" in {kind(outcome) for outcome in await asyncio.gather(*endless)}

    with_pool(tiny_store, trial, replace(LIMITS, wait_seconds=1.0))


def test_many_queries_at_once_are_all_answered_or_turned_away(tiny_store: Path) -> None:
    async def trial(pool: WorkerPool) -> None:
        await until(lambda: pool.state().idle == LIMITS.seats + 2)
        asked = (pool.run(job(f"ASK {{ ?s ?p {n} }}"), client=f"{n % 7}") for n in range(200))
        with ends():
            outcomes = await asyncio.gather(*asked)
        kinds = {kind(outcome) for outcome in outcomes}
        assert "answer" in kinds
        assert kinds <= {"answer", "busy", "greedy"}

    with_pool(tiny_store, trial)


def test_who_is_turned_away_is_told_when_to_come_back(tiny_store: Path) -> None:
    async def trial(pool: WorkerPool) -> None:
        outcomes = await asyncio.gather(*(pool.run(job(f"{CROSS} LIMIT {n}")) for n in range(1, 9)))
        turned_away = [one for one in outcomes if isinstance(one, Failure) and one.kind in ("busy", "greedy")]
        assert turned_away
        assert all(one.retry_after is not None and one.retry_after >= 1 for one in turned_away)

    with_pool(
        tiny_store, trial, PoolLimits(seconds=1.0, wait_seconds=0.3, moment_seconds=0.1, seats=2, long_seats=1, queue=3)
    )


def test_the_same_query_is_run_once_for_all_who_wait(tiny_store: Path) -> None:
    async def trial(pool: WorkerPool) -> None:
        query = job(EX + "SELECT (COUNT(*) AS ?n) { ?a ex:next ?b . ?c ex:next ?d . ?e ex:next ?f }")
        outcomes = await asyncio.gather(*(pool.run(query) for _ in range(10)))
        assert len({id(outcome) for outcome in outcomes}) == 1
        again = await pool.run(query)
        assert isinstance(again, WrittenAnswer)
        assert again.is_kept

    with_pool(tiny_store, trial)


def test_a_query_that_nobody_waits_for_is_given_up(tiny_store: Path) -> None:
    async def trial(pool: WorkerPool) -> None:
        waiting = asyncio.create_task(pool.run(job(CROSS)))
        await until(lambda: pool.state().long == 1)
        waiting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await waiting
        await until(lambda: pool.state().running == 0)
        assert pool.state().replaced["abandoned"] == 1

    with_pool(tiny_store, trial, PoolLimits(seconds=10 * PATIENCE_SECONDS, moment_seconds=0.1, seats=2, long_seats=1))


def test_a_large_answer_goes_through_a_file_that_is_gone_afterwards(tiny_store: Path) -> None:
    async def trial(pool: WorkerPool) -> None:
        query = EX + "SELECT * { ?a ex:next ?b . ?c ex:next ?d }"
        outcome = await pool.run(job(query, name="csv"))
        assert isinstance(outcome, WrittenAnswer)
        assert not isinstance(outcome.body, bytes)
        whole = outcome.body.read(0, outcome.size)
        assert whole.count(b"\r\n") == 1 + 60 * 60
        assert pool.state().spooled_bytes == outcome.size
        assert pool._spool is not None
        assert list(pool._spool.path.iterdir()) == []
        del outcome
        await until(lambda: pool.state().spooled_bytes == 0)

    limits = PoolLimits(seats=2, long_seats=1, inline_bytes=10_000)
    with_pool(tiny_store, trial, limits)


def test_an_answer_beyond_the_cap_is_none_at_all(tiny_store: Path) -> None:
    async def trial(pool: WorkerPool) -> None:
        query = EX + "SELECT * { ?a ex:next ?b . ?c ex:next ?d }"
        for compressed in (False, True):
            assert kind(await pool.run(job(query, is_compressed=compressed))) == "too-large"
        assert pool._spool is not None
        assert list(pool._spool.path.iterdir()) == []

    with_pool(tiny_store, trial, PoolLimits(seats=2, long_seats=1, answer_bytes=100_000, inline_bytes=10_000))


def test_the_build_is_changed_without_a_gap(tiny_store: Path, tmp_path: Path) -> None:
    store = EmbeddedStore.create(tmp_path / "other")
    store.replace_graph("https://example.org/new/graph", b"<https://example.org/x> a <https://example.org/New> .")
    store.flush()
    del store
    question = job("ASK { ?x a <https://example.org/New> }")

    async def trial(pool: WorkerPool) -> None:
        stop = asyncio.Event()
        seen: list[tuple[str, bytes]] = []

        async def keep_asking() -> None:
            while not stop.is_set():
                outcome = await pool.run(question)
                assert isinstance(outcome, WrittenAnswer), outcome
                assert isinstance(outcome.body, bytes)
                seen.append((outcome.version, outcome.body))
                await asyncio.sleep(0.002)

        askers = [asyncio.create_task(keep_asking()) for _ in range(4)]
        slow = asyncio.create_task(pool.run(job(CROSS)))
        await until(lambda: len(seen) > 0)
        await pool.use(tmp_path / "other", "version-2")
        assert pool.graphs == {"https://example.org/new/graph"}
        await until(lambda: seen[-1][0] == "version-2")
        stop.set()
        await asyncio.gather(*askers)
        false, true = b'{"head":{},"boolean":false}', b'{"head":{},"boolean":true}'
        assert set(seen) == {("version-1", false), ("version-2", true)}
        assert seen == sorted(seen)
        assert kind(await slow) == "timeout"  # the old worker went on with what it had

    with_pool(tiny_store, trial)


def test_a_build_that_cannot_be_opened_leaves_the_old_one_in_use(tiny_store: Path, tmp_path: Path) -> None:
    async def trial(pool: WorkerPool) -> None:
        with pytest.raises(StoreUnreachableError):
            await pool.use(tmp_path / "nothing", "version-2")
        assert pool.version == "version-1"
        assert kind(await pool.run(job("ASK {}"))) == "answer"

    with_pool(tiny_store, trial)


def test_a_pool_without_a_store_does_not_start(tmp_path: Path) -> None:
    async def run() -> None:
        pool = WorkerPool(tmp_path / "nothing", "none", LIMITS)
        with pytest.raises(StoreUnreachableError):
            await pool.start()
        assert not pool.is_ready
        assert kind(await pool.run(job("ASK {}"))) == "down"

    asyncio.run(run())


def test_a_worker_has_no_network_and_starts_no_program(tiny_store: Path) -> None:
    """What the guard would refuse is sent past it, to a port where somebody listens."""

    async def trial(pool: WorkerPool) -> None:
        called = asyncio.Event()
        server = await asyncio.start_server(lambda _reader, _writer: called.set(), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        outcome = await pool.run(job(f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"))
        assert kind(outcome) == "unwritable"
        assert not called.is_set()
        server.close()
        assert "parent" in pool.state().protections
        assert {"network", "system-calls"} & set(pool.state().protections)

    with_pool(tiny_store, trial)


def test_workers_end_with_their_server(tiny_store: Path) -> None:
    async def trial(pool: WorkerPool) -> None:
        await until(lambda: pool.state().workers == LIMITS.seats + 2)
        pids = [worker.pid for worker in pool._workers.members]
        await pool.close()
        for pid in pids:
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)

    with_pool(tiny_store, trial)
