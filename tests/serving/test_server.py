"""What the server refuses by itself, before there is a request, is told as any other problem."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from starlette.responses import PlainTextResponse

from allianceskg.serving.problem_types import TYPES
from allianceskg.serving.server import ConnectionLimits, make_server
from tests.patience import PATIENCE_SECONDS, comes_true


@contextlib.contextmanager
def running(limits: ConnectionLimits) -> Iterator[int]:
    """Run a server that says one word; gives its port."""
    server = make_server(PlainTextResponse("word"), host="127.0.0.1", port=0, limits=limits)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert comes_true(lambda: server.started)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(timeout=PATIENCE_SECONDS)


def received(connection: socket.socket) -> bytes:
    answer = b""
    with contextlib.suppress(ConnectionError):
        while piece := connection.recv(65536):
            answer += piece
    return answer


def ask(port: int, *pieces: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(0.05)  # so that the pieces come one by one
        return received(connection)


def assert_refusal(answer: bytes, name: str, caplog: pytest.LogCaptureFixture) -> dict[str, str]:
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    report = json.loads(body)
    assert status.startswith(f"HTTP/1.1 {TYPES[name].status} ")
    assert headers["content-type"] == "application/problem+json"
    assert int(headers["content-length"]) == len(body)
    assert headers["connection"] == "close"
    assert (report["type"], report["status"]) == (TYPES[name].iri, TYPES[name].status)
    assert report["title"] == TYPES[name].title.fr
    assert report["request_id"] == headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{32}", headers["x-request-id"])
    assert f"event=refused id={headers['x-request-id']} problem={name}" in caplog.text
    return headers


@pytest.fixture(autouse=True)
def _log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="allianceskg")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with running(ConnectionLimits(head_seconds=0.3, head_bytes=2_000)) as opened:
        yield opened


def test_headers_that_are_too_long(port: int, caplog: pytest.LogCaptureFixture) -> None:
    assert_refusal(ask(port, b"GET / HTTP/1.1\r\nHost: a\r\nX: ", b"x" * 3_000), "headers-too-large", caplog)


def test_headers_that_come_too_slowly(port: int, caplog: pytest.LogCaptureFixture) -> None:
    assert_refusal(ask(port, b"GET / HTTP/1.1\r\nHost: a\r\n"), "request-too-slow", caplog)


@pytest.mark.parametrize("request_text", [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n"])
def test_what_is_no_http(port: int, request_text: bytes, caplog: pytest.LogCaptureFixture) -> None:
    assert_refusal(ask(port, request_text), "request-malformed", caplog)


def test_one_connection_too_many(caplog: pytest.LogCaptureFixture) -> None:
    with running(ConnectionLimits(connections=1)) as port, contextlib.ExitStack() as opened:
        first, second = (
            opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)) for _ in "ab"
        )
        headers = assert_refusal(received(first), "too-many-connections", caplog)
        second.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

        assert headers["retry-after"] == "5"
        assert received(second).endswith(b"word")
