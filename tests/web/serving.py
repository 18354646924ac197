"""The whole application for tests: in memory over a store folder, or as a real server on the loopback interface."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from starlette.testclient import TestClient

from allianceskg.config import read_settings
from allianceskg.web.app import create_app
from tests.patience import PATIENCE_SECONDS, comes_true


@contextlib.contextmanager
def in_memory(store: Path, home: Path | None = None) -> Iterator[TestClient]:
    """Open the application without a socket; redirects are shown, not followed."""
    options = {"store": store} if home is None else {"store": store, "home": home}
    with TestClient(create_app(read_settings(options, {})), follow_redirects=False) as client:
        yield client


@contextlib.contextmanager
def on_loopback(store: Path, *, with_workers: bool = True) -> Iterator[int]:
    """Run a real server, with what works beside the requests (queries, dumps) or without; gives its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(read_settings({"store": store}, {}))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on" if with_workers else "off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    assert comes_true(lambda: server.started)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(timeout=PATIENCE_SECONDS)
        listener.close()


def exchange(port: int, request: bytes, *, timeout: float = 10.0) -> bytes:
    """Send bytes as they are, and return what comes until the server closes the connection."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        connection.sendall(request)
        with contextlib.suppress(TimeoutError, ConnectionError):
            while piece := connection.recv(65536):
                received += piece
    return received
