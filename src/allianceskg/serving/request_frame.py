"""What surrounds every answer: an identity, the headers that protect readers, and one line in the log."""

from __future__ import annotations

import logging
import re
import time
import uuid
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from allianceskg.serving.addresses import with_trusted_host
from allianceskg.serving.cross_origin import READABLE, is_preflight, may_be_read, preflight_headers
from allianceskg.serving.headers import header_of
from allianceskg.serving.metrics import Responses

# No inline script or style, no third party, no frame around us.
_CONTENT_SECURITY_POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
# With “no-referrer” a browser hides the origin even from this site, which asks for it where something is changed.
_CURATION: Final = "/curate"
_ENDPOINT: Final = "/sparql"  # it sees to methods itself
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{6,64}")

logger = logging.getLogger(__name__)


class RequestFrame:
    """
    The outermost layer of the application, around what answers unexpected errors too.

    A request keeps the identity that it came with, when it has the form of one, and the `Host`, when it is one of this
    server's. The log names the path and never the query string, which may hold a profile or a query.
    """

    def __init__(self, app: ASGIApp, responses: Responses, *, public_url: str = "") -> None:
        """
        Put the frame around an application.

        Args:
            public_url: Where people find the site; empty when no setting says so.
        """
        self._app = app
        self._responses = responses
        self._public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = identify(header_of(scope, b"x-request-id"))
        scope.setdefault("state", {})["request_id"] = request_id
        scope = with_trusted_host(scope, self._public_url)
        started, status, method = time.perf_counter(), 0, scope["method"]
        is_bodiless = method == "HEAD" and scope["path"] != _ENDPOINT
        if is_bodiless:  # whatever can be read has a head, whether or not its route says so
            scope = {**scope, "method": "GET"}

        async def framed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                if scope["path"].startswith(_CURATION):
                    headers.setdefault("Referrer-Policy", "same-origin")
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers["X-Request-Id"] = request_id
                if scope["path"] != _ENDPOINT and may_be_read(scope, headers.raw):
                    headers.raw.extend(READABLE)
            elif is_bodiless and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        answering = _preflight if scope["path"] != _ENDPOINT and is_preflight(scope) else self._app
        try:
            await answering(scope, receive, framed)
        finally:
            seconds = time.perf_counter() - started
            self._responses.record(scope["path"], status, seconds=seconds)
            logger.info(
                "event=request id=%s method=%s path=%s status=%d ms=%.1f",
                request_id, method, _on_one_line(scope["path"]), status, 1000 * seconds,
            )  # fmt: skip


async def _preflight(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Tell a browser that a page of another site may read what is published; the endpoint answers for itself."""
    await send({"type": "http.response.start", "status": 204, "headers": preflight_headers(("GET", "HEAD"))})
    await send({"type": "http.response.body", "body": b""})


def identify(given: str = "") -> str:
    """
    Return the identity that a request came with, or a new one when it has none that can be repeated.

    Six to 64 letters, digits, dots, underscores and hyphens: what proxies and tracers make (UUID, ULID, hexadecimal), and
    nothing that could end a line of the log or a header, or be markup. Fewer than six would name too many requests.

    >>> identify("a.b.c.d.e"), len(identify("<script>"))
    ('a.b.c.d.e', 32)
    """
    return given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def request_id_of(scope: Scope) -> str:
    """Return the identity of a request, which the frame gave it."""
    request_id: str = scope["state"]["request_id"]
    return request_id


def _on_one_line(path: str) -> str:
    return "".join(character if character.isprintable() and character != " " else "?" for character in path)
