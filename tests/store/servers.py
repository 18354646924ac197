"""Real SPARQL servers for tests, on the loopback interface, with their data in a temporary folder."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from allianceskg.serving.server import make_server
from allianceskg.store.remote.endpoint import Credentials, Endpoint
from allianceskg.store.remote.store import RemoteStore
from benchmarks.endpoint.serve import endpoint_alone
from tests.patience import comes_true
from tests.wanting import refuse_or_skip

LOOPBACK = "127.0.0.1"
PASSWORD = "dba"  # that of a new Virtuoso database, which only this test can reach

_PROGRAMS = {"oxigraph": "oxigraph", "virtuoso": "virtuoso-t"}
_PATIENCE_SECONDS = 90

_VIRTUOSO_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
Striping = 0
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = {host}:{sql_port}
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
ThreadsPerQuery = 2
[HTTPServer]
ServerPort = {host}:{port}
ServerThreads = 8
MaxClientConnections = 8
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = {seconds}{further}
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    endpoint: Endpoint
    engine: str = "auto"

    def store(self) -> RemoteStore:
        """Open it as a store."""
        return RemoteStore(self.endpoint, engine=self.engine)


def require_server(name: str) -> str:
    """
    Return the path of a server's program.

    A test that needs a program absent from the machine is skipped; with `ALLIANCESKG_REQUIRE=all`, as in continuous
    integration, it fails.
    """
    program = _PROGRAMS[name]
    path = shutil.which(program) or shutil.which(program, path=str(Path(sys.executable).parent))
    if path is None:
        refuse_or_skip(f"{program} is not installed; .ci/run says how")
    return path


@contextlib.contextmanager
def running_oxigraph(folder: Path, *, union: bool = True, seconds: int = 60) -> Iterator[Server]:
    """
    Run `oxigraph serve` in memory.

    Args:
        union: Whether its default graph is the union of all graphs.
        seconds: Time limit of a query; without one, a query that a test gave up would run as long as the server.
    """
    port = free_port()
    command = [require_server("oxigraph"), "serve", "--bind", f"{LOOPBACK}:{port}", "--timeout-s", str(seconds)]
    command += ["--union-default-graph"] if union else []
    address = f"http://{LOOPBACK}:{port}/query"
    with _running(command, folder, address):
        yield Server(Endpoint(address))


@contextlib.contextmanager
def running_virtuoso(folder: Path, *, rows: int = 1_000_000, seconds: int = 60, further: str = "") -> Iterator[Server]:
    """
    Run Virtuoso 7.

    Args:
        rows: Row limit of an answer; Debian's own configuration says 10,000.
        seconds: Time limit of a query.
        further: Further lines for the part [SPARQL] of its configuration.
    """
    program = require_server("virtuoso")
    port, sql_port = free_port(), free_port()
    settings = _VIRTUOSO_INI.format(
        host=LOOPBACK, port=port, sql_port=sql_port, rows=rows, seconds=seconds, further=f"\n{further}"
    )
    (folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
    address = f"http://{LOOPBACK}:{port}/sparql"
    with _running([program, "+foreground", "+configfile", "virtuoso.ini"], folder, address):
        yield Server(Endpoint(address, credentials=Credentials("digest", "dba", PASSWORD)))


@contextlib.contextmanager
def running_endpoint(store: Path, version: str) -> Iterator[Server]:
    """Run this project's own endpoint, which is for reading only, on a finished build's store."""
    server = make_server(endpoint_alone(store, version), host=LOOPBACK, port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        assert comes_true(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Server(Endpoint(f"http://{LOOPBACK}:{port}/sparql"))
    finally:
        server.should_exit = True
        thread.join(timeout=_PATIENCE_SECONDS)


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def _running(command: Sequence[str], folder: Path, address: str) -> Iterator[None]:
    with (
        (folder / "output.txt").open("wb") as output,
        subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
        ) as process,
    ):
        try:
            _wait_until_up(process, address, folder)
            yield
        finally:
            process.terminate()
            try:
                process.wait(timeout=_PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_until_up(process: subprocess.Popen[bytes], address: str, folder: Path) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with opener.open(f"{address}?query=ASK%7B%7D", timeout=_PATIENCE_SECONDS):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{process.args!r} did not start:\n{(folder / 'output.txt').read_text(errors='replace')[-2000:]}")
