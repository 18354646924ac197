"""Keeping enough workers on the build in use: starting, replacing, changing build, ending."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Final

from allianceskg.endpoint.worker_process import WorkerProcess, WorkerSettings
from allianceskg.errors import StoreUnreachableError
from allianceskg.processes import usable_cores

logger = logging.getLogger(__name__)

_FIRST_PAUSE_SECONDS: Final = 0.1
_LONGEST_PAUSE_SECONDS: Final = 5.0


class WorkerSet:
    """
    A constant number of workers, each idle or lent out.

    Attributes:
        version: The data version of the build in use.
        graphs: Its named graphs.
    """

    def __init__(self, store: Path, version: str, *, size: int, on_idle: Callable[[], None]) -> None:
        """
        Prepare them; `open` starts them.

        Args:
            size: Workers, idle or not.
            on_idle: Called whenever one becomes idle.
        """
        self.version = version
        self.graphs: frozenset[str] = frozenset()
        self._store = store
        self._size = size
        self._on_idle = on_idle
        self._settings: WorkerSettings | None = None
        self._workers: set[WorkerProcess] = set()
        self._idle: list[WorkerProcess] = []
        self._starters: set[asyncio.Task[None]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._pause = 0.0
        self._room = asyncio.Semaphore(usable_cores())  # a crowd of starting processes would hold up every request

    @property
    def is_open(self) -> bool:
        """Whether workers are started and kept."""
        return self._settings is not None

    @property
    def is_ready(self) -> bool:
        """Whether there is any worker on the build in use."""
        return self.is_open and any(worker.version == self.version for worker in self._workers)

    @property
    def members(self) -> frozenset[WorkerProcess]:
        """All workers."""
        return frozenset(self._workers)

    @property
    def idle(self) -> int:
        """How many workers have nothing to do."""
        return len(self._idle)

    async def open(self, settings: WorkerSettings) -> None:
        """
        Start the workers; return when the first is there.

        Raises:
            StoreUnreachableError: The build cannot be opened.
        """
        first = await WorkerProcess.start(self._store, self.version, settings, tells_graphs=True)
        self._settings = settings
        self._welcome(first)
        self._fill()

    async def move(self, store: Path, version: str) -> None:
        """
        Change to another build; workers that are lent out end when they are given back.

        Raises:
            StoreUnreachableError: The new build cannot be opened; the old one stays in use.
        """
        settings = self._settings
        assert settings is not None
        # The new workers are all there before the old ones go, so that no query waits longer than usual.
        fresh = [await WorkerProcess.start(store, version, settings, tells_graphs=True)]
        further = (self._start(store, version, settings) for _ in range(1, self._size))
        started = await asyncio.gather(*further, return_exceptions=True)
        fresh += (worker for worker in started if isinstance(worker, WorkerProcess))
        self._store, self.version = store, version
        retired, self._idle = self._idle, []
        for worker in fresh:
            self._welcome(worker)
        for worker in retired:
            self._dismiss(worker)
        self._fill()

    async def close(self) -> None:
        """End all workers."""
        self._settings = None
        for worker in self._workers:
            worker.kill()
        for starter in self._starters:
            starter.cancel()
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._workers))
        self._workers.clear()
        self._idle.clear()

    def lend(self) -> WorkerProcess:
        """Give an idle worker out; there must be one."""
        return self._idle.pop()

    def take_back(self, worker: WorkerProcess, *, is_usable: bool) -> None:
        """Take a worker back, and replace it when it is of no more use."""
        if is_usable and self.is_open and worker.version == self.version:
            self._idle.append(worker)
        else:
            self._dismiss(worker)
        self._fill()
        self._on_idle()

    def _fill(self) -> None:
        alive = sum(worker.version == self.version for worker in self._workers)
        missing = self._size - alive - len(self._starters)
        for _ in range(missing if self.is_open else 0):
            starter = self._spawn(self._add())
            self._starters.add(starter)
            starter.add_done_callback(self._starters.discard)

    async def _add(self) -> None:
        store, version = self._store, self.version
        await asyncio.sleep(self._pause)
        try:
            if self._settings is not None and version == self.version:
                self._welcome(await self._start(store, version, self._settings))
            self._pause = 0.0
        except StoreUnreachableError as fault:
            self._pause = min(_LONGEST_PAUSE_SECONDS, max(_FIRST_PAUSE_SECONDS, 2 * self._pause))
            logger.warning("event=worker_not_started version=%s reason=%s", version, fault)
        asyncio.get_running_loop().call_soon(self._fill)  # once this task no longer counts as starting one

    async def _start(self, store: Path, version: str, settings: WorkerSettings) -> WorkerProcess:
        async with self._room:
            return await WorkerProcess.start(store, version, settings)

    def _welcome(self, worker: WorkerProcess) -> None:
        if worker.version != self.version or not self.is_open:
            self._dismiss(worker)
            return
        self._workers.add(worker)
        self.graphs = worker.graphs if worker.graphs is not None else self.graphs
        self._idle.append(worker)
        self._on_idle()

    def _dismiss(self, worker: WorkerProcess) -> None:
        self._workers.discard(worker)
        self._spawn(worker.end())

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
