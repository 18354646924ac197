"""What the worker pool may take, how it fares, and a query on its way through it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field

from allianceskg.endpoint.exchange import Failure, Job, Outcome
from allianceskg.endpoint.worker_process import WorkerProcess


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """
    What the workers may take together and each.

    With these values the whole process tree stays below 2 GB whatever is asked.

    Attributes:
        seconds: From when a query begins to run to its end; how long it has waited does not count.
        wait_seconds: How long a query waits for a worker before it is turned away.
        moment_seconds: Processor time beyond which a query counts as long.
        seats: Queries that run at the same time.
        long_seats: How many of the seats are for long ones; the rest, best as many as processors, are for short ones.
        queue: Queries that wait at the same time.
        memory_bytes: Writable memory of one worker.
        answer_bytes: Size of an answer, before compression, beyond which none is given.
        inline_bytes: Size, as it is sent, up to which an answer stays in memory; a larger one goes through a file.
        spool_bytes: Size of the answers that are being sent from files, together.
        cache_bytes: Size of the answers kept for the next time, together.
    """

    seconds: float = 10.0
    wait_seconds: float = 20.0
    moment_seconds: float = 0.25
    seats: int = 6
    long_seats: int = 4
    queue: int = 256
    memory_bytes: int = 256 * 1024**2
    answer_bytes: int = 50_000_000
    inline_bytes: int = 256 * 1024
    spool_bytes: int = 1_000_000_000
    cache_bytes: int = 64_000_000


@dataclass(frozen=True, slots=True)
class PoolState:
    """How the pool fares, for health and metrics."""

    version: str
    workers: int
    idle: int
    running: int
    long: int
    waiting: int
    replaced: Counter[str]
    kept_answers: int
    kept_bytes: int
    spooled_bytes: int
    protections: tuple[str, ...]


@dataclass(eq=False, slots=True)
class Ticket:
    """
    A job on its way: waiting, then running, then done.

    Attributes:
        key: What other jobs must have in common with it to share its outcome.
        waiters: How many requests wait for it.
        spent_before: Processor time that its worker had used when it began.
        is_long: Whether it counts against the seats of long queries.
        is_lowered: Whether its worker has been put behind the others on the processor, which cannot be undone.
        verdict: Why its worker was ended.
    """

    job: Job
    client: str
    key: Hashable
    arrived: float
    future: asyncio.Future[Outcome]
    waiters: int = 0
    started: float | None = None
    worker: WorkerProcess | None = None
    spent_before: float = 0.0
    is_long: bool = False
    is_lowered: bool = False
    verdict: Failure | None = None
    timers: list[asyncio.TimerHandle] = field(default_factory=list)

    def settle(self, outcome: Outcome) -> None:
        """Tell all who wait for it."""
        for timer in self.timers:
            timer.cancel()
        if not self.future.done():
            self.future.set_result(outcome)
