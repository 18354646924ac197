"""
The HTTP server, with the limits of time and size that it lacks by itself.

uvicorn waits for ever for a request that never comes to its end, and for a client that never reads; this does not.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import resource
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from allianceskg.language import DEFAULT_LANGUAGE, Text
from allianceskg.serving.problems import Problem, report, report_headers
from allianceskg.serving.request_frame import identify

_TOO_MANY: Final = Problem(
    "too-many-connections",
    Text(fr="Trop de connexions sont ouvertes en même temps.", en="Too many connections are open at the same time."),
    Text(fr="Recommencez dans 5 s.", en="Try again in 5 s."),
    headers={"Retry-After": "5"},
)
_TOO_SLOW: Final = Problem(
    "request-too-slow",
    Text(
        fr="Les en-têtes de la demande ne sont pas arrivés à temps.",
        en="The headers of the request did not arrive in time.",
    ),
)
_TOO_LONG: Final = Problem(
    "headers-too-large",
    Text(fr="Les en-têtes de la demande sont trop longs.", en="The headers of the request are too large."),
    Text(fr="Envoyez une longue requête par POST.", en="Send a long query by POST."),
)
_NO_HTTP: Final = Problem(
    "request-malformed", Text(fr="Ce qui est arrivé n'est pas du HTTP.", en="What came is not HTTP.")
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """
    What a connection may take.

    Attributes:
        head_seconds: From a connection, or from the first byte of a further request, to the end of its headers.
        head_bytes: Size of the request line and the headers together; a query in a URL counts.
        idle_seconds: Between two requests.
        stall_seconds: How long a client may leave an answer untaken.
        connections: At the same time.
        closing_seconds: For requests under way when the server stops.
    """

    head_seconds: float = 10.0
    head_bytes: int = 64 * 1024
    idle_seconds: int = 15
    stall_seconds: float = 30.0
    connections: int = 1_000
    closing_seconds: int = 5


def make_server(app: ASGIApp, *, host: str, port: int, limits: ConnectionLimits | None = None) -> uvicorn.Server:
    """
    Make a server for an application; `run` or `serve` starts it.

    Args:
        port: 0 lets the system choose.
    """
    limits = limits or ConnectionLimits()
    _allow_open_files(limits.connections)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=_protocol(limits),
        ws="none",
        loop="asyncio",
        timeout_keep_alive=limits.idle_seconds,
        timeout_graceful_shutdown=limits.closing_seconds,
        access_log=False,
        server_header=False,
        log_config=None,
    )
    return uvicorn.Server(config)


def _protocol(limits: ConnectionLimits) -> type[BoundedProtocol]:
    return type("LimitedProtocol", (BoundedProtocol,), {"limits": limits})


class BoundedProtocol(HttpToolsProtocol):
    """
    HTTP over a connection that is not allowed to last, or to hold, more than its limits.

    Attributes:
        limits: Of each connection.
        head_since: When the request began whose headers are awaited, by the clock of the loop.
    """

    limits = ConnectionLimits()

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._head_bytes = 0
        self._in_head = True
        self._has_begun = False
        self.head_since = 0.0
        self._head_timer: asyncio.TimerHandle | None = None
        self._stall_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Turn away who is one too many; otherwise wait for the headers, but not for ever."""
        super().connection_made(transport)
        self._await_head()
        if len(self.connections) > self.limits.connections:
            self._slowest()._refuse(_TOO_MANY)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all clocks."""
        self._stop(self._head_timer)
        self._stop(self._stall_timer)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Pass on what came, unless the headers have grown too large."""
        self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and self._head_bytes > self.limits.head_bytes:
            self._refuse(_TOO_LONG)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  # the signature is the server's
        """Refuse what cannot be read as a request."""
        self._refuse(_NO_HTTP)

    def on_message_begin(self) -> None:
        """Start the clock of a request."""
        super().on_message_begin()
        self._await_head()
        self._has_begun = True

    def on_headers_complete(self) -> None:
        """Stop the clock of the headers."""
        self._in_head = False
        self._stop(self._head_timer)
        super().on_headers_complete()
        self.cycle.send = _Phrased(self.cycle).send  # type: ignore[method-assign]

    def pause_writing(self) -> None:
        """Note that the client takes nothing for now."""
        super().pause_writing()
        self._stop(self._stall_timer)
        self._stall_timer = self.loop.call_later(self.limits.stall_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Note that it does again."""
        self._stop(self._stall_timer)
        super().resume_writing()

    def _slowest(self) -> BoundedProtocol:
        """Return the connection that has been sending its headers for longest: this one when no other is."""
        others = [one for one in self.connections if isinstance(one, BoundedProtocol) and one.is_sending_head]
        return min(others, key=lambda one: one.head_since, default=self)

    @property
    def is_sending_head(self) -> bool:
        """Whether a request has begun, or is due, whose headers have not come to their end."""
        return self._in_head and not self.transport.is_closing()

    def _await_head(self) -> None:
        self._in_head = True
        self.head_since = self.loop.time()
        self._head_bytes = 0
        self._stop(self._head_timer)
        self._head_timer = self.loop.call_later(self.limits.head_seconds, self._give_up)

    def _give_up(self) -> None:
        if self._in_head and self._has_begun:
            self._refuse(_TOO_SLOW)
        elif self._in_head:
            self.transport.close()

    def _refuse(self, problem: Problem) -> None:
        """Tell of a problem before there is a request that the application could answer."""
        if not self.transport.is_closing():
            request_id = identify()
            self.transport.write(_refusal(problem, request_id))
            self.transport.close()
            logger.info("event=refused id=%s problem=%s status=%d", request_id, problem.name, problem.status)

    @staticmethod
    def _stop(timer: asyncio.TimerHandle | None) -> None:
        if timer is not None:
            timer.cancel()


class _Phrased:
    """
    Lets an application choose the words of the status line, which the server takes from the number alone.

    The message that starts a response may have a `phrase`, in bytes.
    """

    def __init__(self, cycle: RequestResponseCycle) -> None:
        self._send = cycle.send
        self._cycle = cycle
        self._transport = cycle.transport

    async def send(self, message: Any) -> None:
        """Send a message; of the one that starts a response, with its own words."""
        phrase = message.get("phrase") if message["type"] == "http.response.start" else None
        if phrase is None:
            await self._send(message)
            return
        line = f"HTTP/1.1 {message['status']} ".encode()
        self._cycle.transport = _FirstLine(self._transport, line + phrase)  # type: ignore[assignment]
        try:
            await self._send(message)
        finally:
            self._cycle.transport = self._transport


class _FirstLine:
    """A transport that puts another line in place of the first one that is written to it."""

    def __init__(self, transport: asyncio.Transport, line: bytes) -> None:
        self._transport = transport
        self._line = line

    def write(self, data: bytes) -> None:
        """Write with the other line."""
        self._transport.write(self._line + data[data.index(b"\r\n") :])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


def _refusal(problem: Problem, request_id: str) -> bytes:
    """Write a whole response; in French, since nobody could say yet which language they read."""
    body = report(problem, DEFAULT_LANGUAGE, request_id=request_id)
    headers = report_headers(problem, DEFAULT_LANGUAGE) | {
        "x-request-id": request_id,
        "content-length": str(len(body)),
        "connection": "close",
    }
    head = [f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}"]
    head += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*head, "", ""]).encode("latin-1") + body


def _allow_open_files(connections: int) -> None:
    """Raise the number of files that may be open, as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * connections + 256
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(
                resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
            )
