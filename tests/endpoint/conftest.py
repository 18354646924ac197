"""A tiny invented store, the application over it, and a real server for what only a socket can show."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.testclient import TestClient
from uvicorn import Server

from allianceskg.builds import local as builds
from allianceskg.config import read_settings
from allianceskg.endpoint.capacity import PoolLimits
from allianceskg.endpoint.pool import WorkerPool
from allianceskg.endpoint.protocol import ProtocolLimits, SparqlEndpoint
from allianceskg.serving.editions import Edition, Editions
from allianceskg.serving.server import ConnectionLimits, make_server
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.web.app import compose
from tests.patience import PATIENCE_SECONDS, comes_true
from tests.web.small_home import write_small_home

EXAMPLE = "https://example.org/"
GRAPH_A, GRAPH_B = f"{EXAMPLE}a/graph", f"{EXAMPLE}b/graph"
VERSION = "0123456789ab"

# Invented: three cases, accents, a text that looks like a script, and enough triples to make cross products slow.
TURTLE_A = """
@prefix ex: <https://example.org/> .
ex:case-1 a ex:Case ; ex:title "Équipement partagé, œuvre commune"@fr , "Shared equipment"@en ; ex:rank 1 .
ex:case-2 a ex:Case ; ex:title "L'entrepôt « du cœur »"@fr ; ex:rank 2 ; ex:note "<script>alert(1)</script>" .
ex:next a ex:Property .
""" + "\n".join(f"ex:n{number} ex:next ex:n{number + 1} ." for number in range(60))
TURTLE_B = """
@prefix ex: <https://example.org/> .
ex:case-3 a ex:Case ; ex:title "Troisième cas"@fr ; ex:rank 3 ; ex:service ex:case-1 .
"""


def write_store(path: Path, graphs: dict[str, str]) -> Path:
    """Write a store folder with some graphs."""
    store = EmbeddedStore.create(path)
    for name, turtle in graphs.items():
        store.replace_graph(name, turtle.encode())
    store.flush()
    return path


@pytest.fixture(scope="session")
def tiny_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with two graphs; not to be written to."""
    folder = tmp_path_factory.mktemp("tiny") / "store"
    return write_store(folder, {GRAPH_A: TURTLE_A, GRAPH_B: TURTLE_B})


@pytest.fixture(scope="session")
def limits() -> PoolLimits:
    """An answer small enough for tests to pass it, and time enough for an ordinary query on the busiest machine."""
    return PoolLimits(
        seconds=PATIENCE_SECONDS, wait_seconds=PATIENCE_SECONDS, seats=3, long_seats=1, answer_bytes=200_000
    )


@pytest.fixture(scope="session")
def small_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small invented catalogue, `home`, and its build, `store`."""
    folder = tmp_path_factory.mktemp("small")
    builds.build(write_small_home(folder / "home"), folder / "store")
    return folder


@pytest.fixture(scope="session")
def editions(small_catalogue: Path) -> Editions:
    """What the pages around the endpoint answer from."""
    return Editions(read_settings({"store": small_catalogue / "store", "home": small_catalogue / "home"}, {}))


def composed(editions: Editions, pool: WorkerPool, **options: Any) -> FastAPI:
    """Compose the whole application, whose endpoint stays on the store of a pool."""

    async def stay(_: Edition) -> None:
        """Leave the pool where it is."""

    return compose(editions, SparqlEndpoint(pool, **options), pool, stay)


async def editor_page(request: Request) -> Response:
    """Stand in for the editor."""
    return HTMLResponse(f"<!doctype html><title>SPARQL</title>{len(request.url.query)}")


@pytest.fixture(scope="session")
def client(tiny_store: Path, limits: PoolLimits, editions: Editions) -> Iterator[TestClient]:
    """The application in memory, with real workers and no page for people at its endpoint."""
    pool = WorkerPool(tiny_store, VERSION, limits)
    with TestClient(composed(editions, pool, protocol_limits=ProtocolLimits(body_bytes=500_000))) as opened:
        yield opened


@pytest.fixture(scope="session")
def client_with_page(tiny_store: Path, limits: PoolLimits, editions: Editions) -> Iterator[TestClient]:
    """The same with a page for people."""
    pool = WorkerPool(tiny_store, VERSION, limits)
    with TestClient(composed(editions, pool, editor_page=editor_page, public_url=f"{EXAMPLE}sparql")) as opened:
        yield opened


@dataclass(frozen=True)
class RunningServer:
    """A server on the loopback interface."""

    port: int
    server: Server
    pool: WorkerPool

    @property
    def url(self) -> str:
        """Its endpoint."""
        return f"http://127.0.0.1:{self.port}/sparql"

    def connect(self, *, timeout: float = 5.0) -> socket.socket:
        """Open a bare connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def exchange(self, request: bytes, *, timeout: float = 5.0) -> bytes:
        """Send bytes as they are, and return what comes until the server closes or nothing comes."""
        with self.connect(timeout=timeout) as connection, contextlib.suppress(TimeoutError, ConnectionError):
            connection.sendall(request)
            received = b""
            while piece := connection.recv(65536):
                received += piece
            return received
        return b""


Serve = Callable[..., contextlib.AbstractContextManager[RunningServer]]


@pytest.fixture(scope="session")
def serve(tiny_store: Path, editions: Editions) -> Serve:
    """Run a server for the length of a `with`."""

    @contextlib.contextmanager
    def run(pool_limits: PoolLimits, connection_limits: ConnectionLimits | None = None) -> Iterator[RunningServer]:
        pool = WorkerPool(tiny_store, VERSION, pool_limits)
        server = make_server(composed(editions, pool), host="127.0.0.1", port=0, limits=connection_limits)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        assert comes_true(lambda: server.started)
        try:
            yield RunningServer(server.servers[0].sockets[0].getsockname()[1], server, pool)
        finally:
            server.should_exit = True
            thread.join(timeout=PATIENCE_SECONDS)
            assert not thread.is_alive()

    return run
