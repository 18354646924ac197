"""
Worker processes as the server holds them: start one, ask it, end it.

A worker is a fresh interpreter (never a fork of a server that has threads), reached through one socket pair.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from allianceskg.endpoint import exchange
from allianceskg.endpoint.exchange import Job
from allianceskg.errors import StoreUnreachableError
from allianceskg.language import Text
from allianceskg.processes import child_environment

_PROGRAM: Final = "allianceskg.endpoint.worker_program"
_START_SECONDS: Final = 30.0
_POLL_SECONDS: Final = 0.002
_LOG_BYTES: Final = 10_000
_ENDING_SIGNALS: Final = frozenset((signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGKILL, signal.SIGTERM))
"""Those that others send; a process that breaks down by itself ends with none of them."""
_SIGNS_OF_EXHAUSTION: Final = (b"memory allocation", b"bad_alloc", b"MemoryError", b"out of memory")


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """
    How workers are made.

    Attributes:
        memory_bytes: Writable memory that each may take.
        answer_bytes: Size before compression beyond which an answer is given up.
        inline_bytes: Size, as it is sent, beyond which an answer goes through a file.
        spool: Folder of those files.
        niceness: Added to that of the server, so that it stays responsive beside busy workers.
    """

    memory_bytes: int
    answer_bytes: int
    inline_bytes: int
    spool: Path
    niceness: int = 5


class WorkerDiedError(Exception):
    """
    A worker ended before it answered; never leaves the pool.

    Attributes:
        ran_out: Whether it asked for more memory than it may take.
        timed_out: Whether the kernel ended it at its limit of time.
        was_ended: Whether somebody else ended it, so that the query is not to blame.
    """

    def __init__(self, *, ran_out: bool, timed_out: bool, was_ended: bool) -> None:
        super().__init__(f"ran_out={ran_out} timed_out={timed_out} was_ended={was_ended}")
        self.ran_out = ran_out
        self.timed_out = timed_out
        self.was_ended = was_ended


class WorkerProcess:
    """
    One worker on one build.

    Attributes:
        version: Data version of its build.
        graphs: Named graphs of its build; None when it was not asked for them.
        protections: What `isolation.confine` could do.
    """

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        log: IO[bytes],
        settings: WorkerSettings,
        version: str,
    ) -> None:
        self._process = process
        self._reader, self._writer = streams
        self._log = log
        self._said = b""
        self._started = time.monotonic()
        self._settings = settings
        self.version = version
        self.graphs: frozenset[str] | None = None
        self.protections: tuple[str, ...] = ()

    @classmethod
    async def start(
        cls, store: Path, version: str, settings: WorkerSettings, *, tells_graphs: bool = False
    ) -> WorkerProcess:
        """
        Start a worker and wait until it has opened its build.

        Args:
            tells_graphs: Whether it lists the named graphs, of which there may be a hundred thousand.

        Raises:
            StoreUnreachableError: It could not.
        """
        try:
            async with asyncio.timeout(_START_SECONDS):
                return await cls._start(store, version, settings, tells_graphs=tells_graphs)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as fault:
            raise _unopened(version, str(fault) or type(fault).__name__) from fault

    @classmethod
    async def _start(cls, store: Path, version: str, settings: WorkerSettings, *, tells_graphs: bool) -> WorkerProcess:
        with contextlib.ExitStack() as undo:
            ours, theirs = socket.socketpair()
            undo.callback(ours.close)
            with theirs:
                log = undo.enter_context(tempfile.TemporaryFile())
                process = _launch(theirs.fileno(), store, log, settings, tells_graphs=tells_graphs)
            undo.callback(process.wait)
            undo.callback(process.kill)
            ours.setblocking(False)
            reader, writer = await asyncio.open_connection(sock=ours)
            undo.callback(writer.close)
            worker = cls(process, (reader, writer), log, settings, version)
            worker.lower_priority(settings.niceness)  # its start must not hold up the server either
            await worker._greet()
            undo.pop_all()
        return worker

    @property
    def pid(self) -> int:
        """Process number."""
        return self._process.pid

    async def ask(self, job: Job, *, seconds: float) -> tuple[dict[str, Any], bytes]:
        """
        Have a job done; return the head and the body of the reply.

        Raises:
            WorkerDiedError: The worker ended first.
        """
        settings = self._settings
        request = exchange.as_request(
            job, seconds=seconds, answer_bytes=settings.answer_bytes, inline_bytes=settings.inline_bytes
        )
        try:
            self._writer.write(request)
            await self._writer.drain()
            return await self._receive()
        except (OSError, asyncio.IncompleteReadError) as fault:
            await self.end()
            raise self._death() from fault

    def kill(self) -> None:
        """End the process now, whatever it is doing."""
        if self._process.returncode is None:
            self._process.kill()

    def lower_priority(self, niceness: int) -> None:
        """Let other processes go first from now on."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, os.getpriority(os.PRIO_PROCESS, 0) + niceness)

    def processor_seconds(self) -> float:
        """Return the processor time used so far; where the system does not tell, the time since the start."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        except OSError:
            return time.monotonic() - self._started
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def end(self) -> None:
        """End the process and give back what it held."""
        self.kill()
        while self._process.poll() is None:
            await asyncio.sleep(_POLL_SECONDS)
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()
        with contextlib.suppress(OSError):
            (self._settings.spool / str(self._process.pid)).unlink(missing_ok=True)
        if not self._log.closed:
            self._log.seek(0)
            self._said = self._log.read(_LOG_BYTES)
            self._log.close()

    def _death(self) -> WorkerDiedError:
        ended_by = -self._process.returncode
        was_ended = ended_by in _ENDING_SIGNALS
        ran_out = not was_ended and any(sign in self._said for sign in _SIGNS_OF_EXHAUSTION)
        return WorkerDiedError(ran_out=ran_out, timed_out=ended_by == signal.SIGALRM, was_ended=was_ended)

    async def _greet(self) -> None:
        head, _ = await self._receive()
        if head["kind"] != "ready":
            raise _unopened(self.version, str(head.get("fault")))
        self.graphs = None if head["graphs"] is None else frozenset(head["graphs"])
        self.protections = tuple(head["protections"])

    async def _receive(self) -> tuple[dict[str, Any], bytes]:
        lengths = exchange.unpack_lengths(await self._reader.readexactly(exchange.HEAD_BYTES))
        head = exchange.unpack_head(await self._reader.readexactly(lengths[0]))
        return head, await self._reader.readexactly(lengths[1]) if lengths[1] else b""


def _launch(
    channel: int, store: Path, log: IO[bytes], settings: WorkerSettings, *, tells_graphs: bool
) -> subprocess.Popen[bytes]:
    arguments = {
        "channel": channel,
        "store": str(store),
        "spool": str(settings.spool),
        "memory_bytes": settings.memory_bytes,
        "parent": os.getpid(),
        "tells_graphs": tells_graphs,
    }
    return subprocess.Popen(
        [sys.executable, "-m", _PROGRAM, json.dumps(arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=log,
        pass_fds=(channel,),
        start_new_session=True,
        env=child_environment(MALLOC_ARENA_MAX="2"),
    )


def _unopened(version: str, fault: str) -> StoreUnreachableError:
    return StoreUnreachableError(
        Text(
            fr=f"La version {version} du dépôt ne peut pas être ouverte pour les requêtes ({fault}).",
            en=f"The version {version} of the store cannot be opened for queries ({fault}).",
        ),
        hint=Text(fr="Lancez « allianceskg load », puis recommencez.", en="Run “allianceskg load”, then try again."),
    )
