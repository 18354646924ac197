"""A scheduler and its workers as processes of this machine, started, watched and stopped."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from allianceskg.processes import child_environment
from benchmarks.speed.memory import peak_of

_PATIENCE = 60


@dataclass
class Running:
    """
    A scheduler and its workers.

    Attributes:
        address: Of the scheduler.
        folder: Where they keep what Dask needs.
    """

    address: str
    folder: Path
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @classmethod
    def start(cls, folder: Path, *, workers: int) -> Self:
        """Start a scheduler on a free port of the loopback interface, and workers."""
        file = folder / "scheduler.json"
        arguments = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        scheduler = _started(folder, "scheduler", *arguments)
        running = cls(_address(file, scheduler), folder, scheduler)
        for _ in range(workers):
            running.start_worker()
        return running

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start a worker of one thread, which nobody starts again when it dies."""
        arguments = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0")
        self.workers.append(_started(self.folder, "worker", self.address, *arguments))
        return self.workers[-1]

    def stop(self) -> None:
        """Stop all of them."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()

    def peaks(self) -> list[float]:
        """Return the mebibytes that each worker that lives has had at most."""
        return [found for worker in self.workers if (found := peak_of(worker.pid)) is not None]


def _started(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments],
        env=child_environment(),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _address(file: Path, scheduler: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + _PATIENCE
    while scheduler.poll() is None and time.monotonic() < deadline:
        try:
            return str(json.loads(file.read_text(encoding="utf-8"))["address"])
        except (OSError, ValueError, KeyError):  # not there yet, or half of it
            time.sleep(0.05)
    scheduler.kill()
    raise TimeoutError("the Dask scheduler did not start")
