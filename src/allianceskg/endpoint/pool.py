"""
Who runs when: a fixed number of workers, a fair and bounded queue, a limit of time for each query.

Some seats are for long queries and some for short ones. A query that has used more than a moment of processor time
counts as long and leaves its seat to a short one; when too many are long, the youngest of them gives way to whoever
waits. So ordinary queries pass beside hostile ones.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import Counter, OrderedDict
from collections.abc import Hashable
from pathlib import Path
from typing import Any, Final

from allianceskg.endpoint import failures
from allianceskg.endpoint.cache import AnswerCache
from allianceskg.endpoint.capacity import PoolLimits, PoolState, Ticket
from allianceskg.endpoint.exchange import Failure, Job, Outcome, SpooledFile, WrittenAnswer
from allianceskg.endpoint.queueing import FairQueue
from allianceskg.endpoint.spool import Spool
from allianceskg.endpoint.worker_process import WorkerDiedError, WorkerProcess, WorkerSettings
from allianceskg.endpoint.worker_set import WorkerSet

logger = logging.getLogger(__name__)

_LONG_NICENESS: Final = 12
_KNOWN_SLOW: Final = 1_000
_SPARE: Final = 2
"""Workers that stand by, so that a query need not wait while one that was ended is replaced."""
_SOONER: Final = 5
_TICK_SECONDS: Final = 0.02
_PATIENCE: Final = 1 / 5
_PATIENCE_SECONDS: Final = 0.2
"""Part of its waiting time, and at most so long, after which a light query may make a long one give way."""


class WorkerPool:
    """
    Answers jobs on the build in use, in worker processes.

    All methods are called from one event loop.
    """

    def __init__(self, store: Path, version: str, limits: PoolLimits | None = None) -> None:
        """
        Prepare a pool; `start` makes it answer.

        Args:
            store: Folder of a finished build's store.
            version: Its data version.
        """
        self._limits = limits or PoolLimits()
        self._workers = WorkerSet(store, version, size=self._limits.seats + _SPARE, on_idle=self._pump)
        self._light: FairQueue[Ticket] = FairQueue(most=self._limits.queue)
        self._heavy: FairQueue[Ticket] = FairQueue(most=self._limits.queue)
        self._running: list[Ticket] = []
        self._shared: dict[Hashable, Ticket] = {}
        self._slow: OrderedDict[str, None] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._room_timer: asyncio.TimerHandle | None = None
        self._cache = AnswerCache(most_bytes=self._limits.cache_bytes)
        self._spooled = 0
        self._replaced: Counter[str] = Counter()
        self._spool: Spool | None = None

    @property
    def version(self) -> str:
        """The data version that new queries are answered from."""
        return self._workers.version

    @property
    def limits(self) -> PoolLimits:
        """The limits in force."""
        return self._limits

    @property
    def graphs(self) -> frozenset[str]:
        """The named graphs of the build in use."""
        return self._workers.graphs

    @property
    def is_ready(self) -> bool:
        """Whether a query that came now would be run."""
        return self._workers.is_ready

    def state(self) -> PoolState:
        """Tell how the pool fares."""
        workers = self._workers.members
        return PoolState(
            version=self.version,
            workers=len(workers),
            idle=self._workers.idle,
            running=len(self._running),
            long=self._count_long(),
            waiting=len(self._light) + len(self._heavy),
            replaced=self._replaced.copy(),
            kept_answers=len(self._cache),
            kept_bytes=self._cache.bytes,
            spooled_bytes=self._spooled,
            protections=next((worker.protections for worker in workers), ()),
        )

    async def start(self) -> None:
        """
        Start the workers; return when the first can answer.

        Raises:
            StoreUnreachableError: The build cannot be opened.
        """
        self._spool = Spool()
        settings = WorkerSettings(
            memory_bytes=self._limits.memory_bytes,
            answer_bytes=self._limits.answer_bytes,
            inline_bytes=self._limits.inline_bytes,
            spool=self._spool.path,
        )
        try:
            await self._workers.open(settings)
        except BaseException:
            await self.close()
            raise

    async def use(self, store: Path, version: str) -> None:
        """
        Answer from another build from now on; queries that run end on the one they began with.

        Raises:
            StoreUnreachableError: The new build cannot be opened; the old one stays in use.
        """
        if version != self.version:
            await self._workers.move(store, version)
            self._cache.clear()
            self._slow.clear()
            logger.info("event=build_in_use version=%s", version)

    async def close(self) -> None:
        """End all workers; who still waits is told."""
        verdict = failures.down(_retry_after(self._limits.seconds))
        for queue in (self._light, self._heavy):
            while (ticket := queue.take()) is not None:
                ticket.settle(verdict)
        for ticket in self._running:
            ticket.verdict = verdict
        if self._room_timer is not None:
            self._room_timer.cancel()
        await self._workers.close()
        while self._tasks:
            await asyncio.gather(*self._tasks)
        if self._spool is not None:
            self._spool.close()

    def recall(self, job: Job) -> WrittenAnswer | None:
        """Return the answer that was kept for a job, if any."""
        return None if job.is_volatile else self._cache.get((self.version, job.key))

    async def run(self, job: Job, *, client: str = "") -> Outcome:
        """
        Answer a job, or say why not; always within the limits of waiting and of running, and a little.

        Args:
            client: Whose job it is; clients take turns.
        """
        kept = self.recall(job)
        if kept is not None:
            return kept
        if not self._workers.is_open:
            return failures.down(_retry_after(self._limits.seconds))
        if self._spooled > self._limits.spool_bytes:
            return failures.busy(_retry_after(self._limits.seconds))
        key: Hashable = object() if job.is_volatile else (self.version, job.key)
        ticket = self._shared.get(key)
        if ticket is None:
            ticket = self._admit(job, client, key)
        ticket.waiters += 1
        try:
            return await asyncio.shield(ticket.future)
        except asyncio.CancelledError:
            ticket.waiters -= 1
            if ticket.waiters == 0:
                self._abandon(ticket)
            raise

    def _admit(self, job: Job, client: str, key: Hashable) -> Ticket:
        """Put a job in the queue, where it displaces another when there is no room."""
        loop = asyncio.get_running_loop()
        is_heavy = job.looks_heavy or _likeness(job) in self._slow
        ticket = Ticket(job, client, key, time.monotonic(), loop.create_future(), is_long=is_heavy)
        queue = self._heavy if is_heavy else self._light
        displaced = queue.put(client, ticket)
        if displaced is not None:
            self._let_go(displaced, is_alone=queue.clients <= 1)
        if displaced is not ticket:
            self._shared[key] = ticket
            ticket.timers.append(loop.call_later(self._limits.wait_seconds, self._turn_away, ticket))
            self._pump()
        return ticket

    def _pump(self) -> None:
        """Give idle workers to those who wait, and make room when long queries hold every seat."""
        while self._workers.idle and self._workers.is_open and len(self._running) < self._limits.seats:
            ticket = self._next()
            if ticket is None:
                break
            self._launch(ticket, self._workers.lend())
        if len(self._light):
            self._make_room()

    def _next(self) -> Ticket | None:
        """Choose who runs next: a light query on a seat for short ones, else a heavy one on a seat for long ones."""
        long = self._count_long()
        ticket = None
        if len(self._running) - long < max(1, self._limits.seats - self._limits.long_seats):
            ticket = self._light.take()
        if ticket is None and long < self._limits.long_seats and self._workers.idle > 1:  # one stays for light queries
            ticket = self._heavy.take()
        return ticket

    def _launch(self, ticket: Ticket, worker: WorkerProcess) -> None:
        loop = asyncio.get_running_loop()
        for timer in ticket.timers:
            timer.cancel()
        ticket.started, ticket.worker = time.monotonic(), worker
        ticket.spent_before = worker.processor_seconds()
        seconds = self._limits.seconds
        ticket.timers = [
            loop.call_later(seconds, lambda: self._stop(ticket, self._timeout(ticket), "timeout")),
            loop.call_later(self._moment(ticket), self._lengthen, ticket),
        ]
        self._running.append(ticket)
        task = loop.create_task(self._serve(ticket, worker, seconds))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, ticket: Ticket, worker: WorkerProcess, seconds: float) -> None:
        """Have a worker do a job, tell the outcome, and give the worker back."""
        is_alive = False
        try:
            head, body = await worker.ask(ticket.job, seconds=seconds)
            outcome = ticket.verdict or self._outcome(ticket.job.query, head, body, worker.version)
            is_alive = True
        except WorkerDiedError as death:
            outcome = ticket.verdict or self._why(ticket.job.query, death)
        except (OSError, ValueError) as fault:  # what it wrote is not there, or cannot be read
            outcome = ticket.verdict or failures.unwritable(str(fault))
        self._running.remove(ticket)
        self._shared.pop(ticket.key, None)
        self._learn(ticket, is_slow=ticket.is_lowered or not is_alive)
        if isinstance(outcome, WrittenAnswer) and not ticket.job.is_volatile and outcome.version == self.version:
            key_bytes = 4 * len(ticket.job.query)
            self._cache.keep((outcome.version, ticket.job.key), outcome, key_bytes=key_bytes)
        ticket.settle(outcome)
        is_usable = is_alive and not ticket.is_lowered and ticket.verdict is None
        self._replaced["retired"] += is_alive and not is_usable
        self._workers.take_back(worker, is_usable=is_usable)

    def _outcome(self, query: str, head: dict[str, Any], body: bytes, version: str) -> Outcome:
        match head["kind"]:
            case "answer":
                return self._as_answer(head, body, version)
            case "malformed":
                return failures.malformed(head)
            case "endless":
                return failures.endless(query)
            case "too-large":
                return failures.too_large(self._limits.answer_bytes)
            case "memory":
                return failures.memory(self._limits.memory_bytes, query)
            case _:
                return failures.unwritable(str(head.get("fault")))

    def _as_answer(self, head: dict[str, Any], body: bytes, version: str) -> WrittenAnswer:
        content: bytes | SpooledFile = body
        if head["path"] is not None:
            size = head["out_bytes"]
            self._spooled += size
            content = SpooledFile(Path(head["path"]), size, on_close=self._forget_spooled)
        return WrittenAnswer(
            version,
            content,
            is_compressed=head["is_compressed"],
            raw_bytes=head["raw_bytes"],
            seconds=head["seconds"],
        )

    def _why(self, query: str, death: WorkerDiedError) -> Failure:
        if death.ran_out:
            reason, failure = "memory", failures.memory(self._limits.memory_bytes, query)
        elif death.timed_out:
            reason, failure = "timeout", failures.timeout(self._limits.seconds, query)
        elif death.was_ended:
            reason, failure = "ended", failures.ended()
        else:
            reason, failure = "crash", failures.crash()
        self._replaced[reason] += 1
        logger.warning("event=worker_died reason=%s", reason)
        return failure

    def _lengthen(self, ticket: Ticket) -> None:
        """Count a running query as long once it has used a moment of processor time, and put it behind the others."""
        if ticket.worker is None or ticket.future.done():
            return
        left = self._moment(ticket) - (ticket.worker.processor_seconds() - ticket.spent_before)
        if left > _TICK_SECONDS:  # it has mostly waited for the processor so far
            ticket.timers.append(asyncio.get_running_loop().call_later(left, self._lengthen, ticket))
            return
        ticket.is_long = ticket.is_lowered = True
        ticket.worker.lower_priority(_LONG_NICENESS)
        self._learn(ticket, is_slow=True)
        self._pump()

    def _moment(self, ticket: Ticket) -> float:
        """Return the processor time after which a query goes behind the others; what looks heavy goes sooner."""
        return self._limits.moment_seconds / (_SOONER if ticket.is_long else 1)

    def _make_room(self) -> None:
        """End a long query when more of them run than may and somebody has waited for a while."""
        long = [ticket for ticket in self._running if ticket.is_long and ticket.verdict is None]
        is_leaving = any(ticket.verdict is not None for ticket in self._running)
        if len(long) <= self._limits.long_seats or is_leaving:
            return
        waited = time.monotonic() - min(ticket.arrived for _, ticket in self._light.items())
        patience = min(self._limits.wait_seconds * _PATIENCE, _PATIENCE_SECONDS)
        if waited < patience:
            if self._room_timer is not None:
                self._room_timer.cancel()
            self._room_timer = asyncio.get_running_loop().call_later(patience - waited, self._pump)
            return
        shares = Counter(ticket.client for ticket in long)
        victim = max(long, key=lambda ticket: (shares[ticket.client], ticket.started or 0.0))
        self._stop(victim, failures.busy(_retry_after(self._limits.seconds / 2)), "displaced")

    def _stop(self, ticket: Ticket, verdict: Failure, reason: str) -> None:
        if ticket.verdict is None and ticket.worker is not None:
            ticket.verdict = verdict
            self._replaced[reason] += 1
            ticket.worker.kill()

    def _let_go(self, ticket: Ticket, *, is_alone: bool = True) -> None:
        """Turn away a query for which there is no room."""
        wait = _retry_after(self._limits.wait_seconds)
        ticket.settle(failures.busy(wait) if is_alone else failures.greedy(wait))
        self._shared.pop(ticket.key, None)

    def _turn_away(self, ticket: Ticket) -> None:
        """Tell a query that waited too long that it will not be run."""
        if self._take_out(ticket):
            ticket.settle(failures.busy(_retry_after(self._limits.seconds / 2)))

    def _abandon(self, ticket: Ticket) -> None:
        """Give up a query that nobody waits for any more."""
        if self._take_out(ticket):
            ticket.settle(failures.down(1))
        elif ticket.is_lowered:
            self._stop(ticket, failures.down(1), "abandoned")

    def _take_out(self, ticket: Ticket) -> bool:
        was_waiting = self._light.remove(ticket.client, ticket) or self._heavy.remove(ticket.client, ticket)
        if was_waiting:
            self._shared.pop(ticket.key, None)
        return was_waiting

    def _count_long(self) -> int:
        return sum(ticket.is_long for ticket in self._running)

    def _learn(self, ticket: Ticket, *, is_slow: bool) -> None:
        """Remember whether a query took long, so that others like it begin among the heavy ones."""
        likeness = _likeness(ticket.job)
        self._slow.pop(likeness, None)
        if not is_slow:
            return
        self._slow[likeness] = None
        while len(self._slow) > _KNOWN_SLOW:
            self._slow.popitem(last=False)
        for client, waiting in self._light.items():
            if _likeness(waiting.job) == likeness:
                self._light.remove(client, waiting)
                waiting.is_long = True
                displaced = self._heavy.put(client, waiting)
                if displaced is not None:
                    self._let_go(displaced)

    def _timeout(self, ticket: Ticket) -> Failure:
        return failures.timeout(self._limits.seconds, ticket.job.query)

    def _forget_spooled(self, size: int) -> None:
        self._spooled -= size


def _likeness(job: Job) -> str:
    return job.fingerprint or job.query


def _retry_after(seconds: float) -> int:
    return max(1, math.ceil(seconds))
