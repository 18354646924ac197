"""A server on the loopback interface that answers as a test tells it to, faults of the network included."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.patience import PATIENCE_SECONDS

JSON = "application/sparql-results+json"
YES = b'{"head":{},"boolean":true}'


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Says:
    """
    An answer.

    Attributes:
        missing: Bytes that Content-Length announces and that never come.
        trickle: Seconds between two bytes of the body.
        hangs_up: Whether the connection ends without any answer.
    """

    status: int = 200
    body: bytes = YES
    headers: dict[str, str] = field(default_factory=dict)
    missing: int = 0
    trickle: float = 0.0
    hangs_up: bool = False


@dataclass(slots=True)
class Script:
    """What the server says, one answer a request, the last for all that follow; and what it was asked."""

    says: list[Says]
    address: str = ""
    asked: list[Asked] = field(default_factory=list)
    reply: Callable[[Asked], Says] | None = None

    def next(self, asked: Asked) -> Says:
        """Note a request and return what to say."""
        self.asked.append(asked)
        if self.reply is not None:
            return self.reply(asked)
        return self.says[min(len(self.asked), len(self.says)) - 1]


@contextlib.contextmanager
def scripted(*says: Says, reply: Callable[[Asked], Says] | None = None) -> Iterator[Script]:
    """Run a server that says this."""
    script = Script(list(says), reply=reply)
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            names = {name.lower(): value for name, value in self.headers.items()}
            say = script.next(Asked(self.command, self.path, names, self.rfile.read(length)))
            self.close_connection = True
            if say.hangs_up:
                return
            self.send_response(say.status)
            for name, value in ({"Content-Type": JSON} | say.headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(say.body) + say.missing))
            self.end_headers()
            with contextlib.suppress(OSError):
                self._write(say)

        def _write(self, say: Says) -> None:
            if not say.trickle:
                self.wfile.write(say.body)
                return
            for byte in say.body:
                if ended.is_set():
                    return
                self.wfile.write(bytes([byte]))
                time.sleep(say.trickle)

        do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    script.address = f"http://127.0.0.1:{server.server_address[1]}/query"
    try:
        yield script
    finally:
        ended.set()
        server.shutdown()
        server.server_close()
        thread.join(timeout=PATIENCE_SECONDS)
