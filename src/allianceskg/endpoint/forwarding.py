"""
Foreign queries passed on to a remote store, under the limits that the workers have.

The guard has read a query before it comes here. It is sent with the limits of time and size of the endpoint, by a
bounded number of threads, clients taking turns; an answer that the server cut is an error. What comes back is
read and written again, so that every engine answers in every format, and says the same in it.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import math
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

from allianceskg.endpoint import failures
from allianceskg.endpoint.cache import AnswerCache
from allianceskg.endpoint.capacity import PoolLimits, PoolState
from allianceskg.endpoint.exchange import Failure, Job, Outcome, WrittenAnswer
from allianceskg.endpoint.queueing import FairQueue
from allianceskg.errors import AnswerTooLargeError, QueryRejectedError, QueryTimeoutError, StoreError
from allianceskg.language import Text
from allianceskg.rdf.results import as_json
from allianceskg.rdf.syntaxes import write_results, write_triples
from allianceskg.sparql.prologue import form_of
from allianceskg.store.remote.store import RemoteStore

_WORTH_COMPRESSING: Final = 1_000

logger = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class _Waiting:
    """A job that waits for its turn."""

    turn: asyncio.Future[Failure | None]


class Forwarder:
    """Passes queries on to a remote store; see `Answering`."""

    def __init__(
        self, store: RemoteStore, version: str, graphs: frozenset[str], limits: PoolLimits | None = None
    ) -> None:
        """
        Prepare to pass queries on.

        Args:
            store: Its own limits of time and size are those of the endpoint, and it never tries again.
            graphs: Named graphs that a request may name.
        """
        self._store = store
        self._version = version
        self._graphs = graphs
        self._limits = limits or PoolLimits()
        self._threads: ThreadPoolExecutor | None = None
        self._running = 0
        self._queue: FairQueue[_Waiting] = FairQueue(most=self._limits.queue)
        self._cache = AnswerCache(most_bytes=self._limits.cache_bytes)

    @classmethod
    def to(cls, store: RemoteStore, version: str, graphs: frozenset[str], limits: PoolLimits) -> Forwarder:
        """Pass queries on to where a store is, under the limits of the endpoint."""
        strict = replace(store.endpoint, seconds=limits.seconds, retries=0, most_bytes=limits.answer_bytes)
        return cls(RemoteStore(strict, engine=store.engine.name, is_parsing=False), version, graphs, limits)

    @property
    def version(self) -> str:
        """The data version that the remote store said it holds."""
        return self._version

    @property
    def limits(self) -> PoolLimits:
        """The limits in force."""
        return self._limits

    @property
    def graphs(self) -> frozenset[str]:
        """The named graphs of the remote store."""
        return self._graphs

    @property
    def is_ready(self) -> bool:
        """Whether a query that came now would be passed on."""
        return self._threads is not None

    def state(self) -> PoolState:
        """Tell how it fares; there are no workers, and no answers in files."""
        return PoolState(
            version=self._version,
            workers=0,
            idle=self._limits.seats - self._running,
            running=self._running,
            long=0,
            waiting=len(self._queue),
            replaced=Counter(),
            kept_answers=len(self._cache),
            kept_bytes=self._cache.bytes,
            spooled_bytes=0,
            protections=(),
        )

    async def start(self) -> None:
        """Start the threads."""
        self._threads = ThreadPoolExecutor(self._limits.seats, thread_name_prefix="forward")

    def use(self, version: str, graphs: frozenset[str]) -> None:
        """Answer for another data version from now on."""
        if version != self._version:
            self._version, self._graphs = version, graphs
            self._cache.clear()
            logger.info("event=build_in_use version=%s", version)

    async def close(self) -> None:
        """Turn away who waits; requests under way end by their own limit of time."""
        while (waiting := self._queue.take()) is not None:
            waiting.turn.set_result(failures.down(1))
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
            self._threads = None

    def recall(self, job: Job) -> WrittenAnswer | None:
        """Return the answer that was kept for a job, if any."""
        return None if job.is_volatile else self._cache.get((self._version, job.key))

    async def run(self, job: Job, *, client: str = "") -> Outcome:
        """Answer a job, or say why not."""
        if (kept := self.recall(job)) is not None:
            return kept
        if self._threads is None:
            return failures.down(1)
        refusal = await self._take_turn(client)
        if refusal is not None:
            return refusal
        version = self._version
        try:
            outcome = await asyncio.get_running_loop().run_in_executor(self._threads, self._ask, job, version)
        except RuntimeError:  # the threads were shut down meanwhile
            return failures.down(1)
        finally:
            self._pass_turn()
        if isinstance(outcome, WrittenAnswer) and not job.is_volatile and version == self._version:
            self._cache.keep((version, job.key), outcome, key_bytes=4 * len(job.query))
        return outcome

    async def _take_turn(self, client: str) -> Failure | None:
        """Wait until there is a seat; say why when there is none in time."""
        if self._running < self._limits.seats and not len(self._queue):
            self._running += 1
            return None
        again = math.ceil(self._limits.seconds / 2)
        waiting = _Waiting(asyncio.get_running_loop().create_future())
        displaced = self._queue.put(client, waiting)
        if displaced is not None:
            displaced.turn.set_result(failures.busy(again) if self._queue.clients <= 1 else failures.greedy(again))
        try:
            return await asyncio.wait_for(waiting.turn, self._limits.wait_seconds)
        except TimeoutError:
            self._queue.remove(client, waiting)
            return failures.busy(again)
        except asyncio.CancelledError:
            if not self._queue.remove(client, waiting) and waiting.turn.done() and not waiting.turn.cancelled():
                self._pass_turn()
            raise

    def _pass_turn(self) -> None:
        """Give the seat to whoever waits, or free it."""
        while (waiting := self._queue.take()) is not None:
            if not waiting.turn.done():
                waiting.turn.set_result(None)
                return
        self._running -= 1

    def _ask(self, job: Job, version: str) -> Outcome:
        started = time.perf_counter()
        try:
            body = self._written(job)
        except QueryTimeoutError:
            return failures.timeout(self._limits.seconds, job.query)
        except AnswerTooLargeError:
            return failures.too_large(self._limits.answer_bytes)
        except QueryRejectedError as fault:
            return Failure("malformed", self._discreet(fault.message), fault.hint)
        except StoreError as fault:
            logger.warning("event=not_forwarded error=%s", fault)
            return failures.down(math.ceil(self._limits.seconds))
        except (OSError, RuntimeError, SyntaxError, ValueError) as fault:
            return failures.unwritable(str(fault))
        if len(body) > self._limits.answer_bytes:
            return failures.too_large(self._limits.answer_bytes)
        is_compressed = job.is_compressed and len(body) >= _WORTH_COMPRESSING
        return WrittenAnswer(
            version,
            gzip.compress(body, mtime=0) if is_compressed else body,
            is_compressed=is_compressed,
            raw_bytes=len(body),
            seconds=time.perf_counter() - started,
        )

    def _discreet(self, message: Text) -> Text:
        """Leave out the address of the store, which is nobody's business outside."""
        address = self._store.endpoint.query
        return Text(fr=message.fr.replace(f" {address}", ""), en=message.en.replace(f" {address}", ""))

    def _written(self, job: Job) -> bytes:
        store = self._store
        if job.default_graphs is not None or job.named_graphs is not None:
            store = store.on_dataset(job.default_graphs or (), job.named_graphs or ())
        form, query = form_of(job.query), _forwarded(job)
        if job.is_explained:
            return f"{query}\n".encode()
        if form == "SELECT":
            return write_results(json.dumps(as_json(store.select(query))).encode(), job.format)
        if form == "ASK":
            return write_results(json.dumps(as_json(store.ask(query))).encode(), job.format)
        triples = sorted(store.construct(query), key=lambda triple: tuple(map(str, triple)))
        return write_triples(triples, job.format, prefixes=job.prefixes)


def _forwarded(job: Job) -> str:
    """Return a query as it is passed on: what it resolves relative IRIs against is not the address of the next server."""
    return job.query if job.base is None else f"BASE <{job.base}>\n{job.query}"
