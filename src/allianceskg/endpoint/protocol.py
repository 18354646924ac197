"""
The SPARQL 1.1 Protocol over HTTP, query operation only, as an ASGI application.

A request is read and understood, answered, and written, in that order; no byte of an answer is sent before the whole
of it is there, so that a 200 is never cut.

Source:
    https://www.w3.org/TR/sparql11-protocol/ and RFC 9110, 9111, 9457.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from allianceskg.endpoint import guard, questions, reasons
from allianceskg.endpoint.answering import Answering
from allianceskg.endpoint.complexity import QueryLimits
from allianceskg.endpoint.exchange import Job, Outcome, WrittenAnswer
from allianceskg.endpoint.query_counts import QueryCounts
from allianceskg.endpoint.questions import AskedQuery, DescriptionRequest, PageRequest, ProtocolRequest
from allianceskg.endpoint.service_description import Service, describe
from allianceskg.serving.addresses import root_of
from allianceskg.serving.conditions import conditions_of
from allianceskg.serving.cross_origin import ANY_ORIGIN, READABLE, Headers, preflight_headers
from allianceskg.serving.headers import header_of
from allianceskg.serving.negotiation import choose_language
from allianceskg.serving.problems import Problem, report, report_headers, status_phrase
from allianceskg.serving.request_frame import request_id_of

EditorPage = Callable[[HttpRequest], Awaitable[Response]]

logger = logging.getLogger(__name__)

_CHUNK_BYTES: Final = 256 * 1024
_VARY: Final = (b"vary", b"Accept, Accept-Encoding")
_ALWAYS: Final[Headers] = [
    *READABLE,
    # An answer holds what the data hold; a browser that shows it must not run it.
    (b"content-security-policy", b"default-src 'none'; sandbox"),
    (b"x-content-type-options", b"nosniff"),
]
_PREFLIGHT: Final[Headers] = [
    (b"allow", ", ".join(questions.METHODS).encode()),
    (b"accept-post", f"{questions.QUERY_TYPE}, {questions.FORM_TYPE}".encode()),
    *(header for header in preflight_headers(questions.METHODS) if header != ANY_ORIGIN),  # which every answer has
]


@dataclass(frozen=True, slots=True)
class ProtocolLimits:
    """
    What a request may take before it is a query.

    Attributes:
        body_bytes: Size of a body.
        body_seconds: Time for a body to arrive.
    """

    body_bytes: int = 1_000_000
    body_seconds: float = 15.0


class SparqlEndpoint:
    """
    Answers queries at one address.

    Attributes:
        counts: What happened so far.
    """

    def __init__(
        self,
        pool: Answering,
        *,
        query_limits: QueryLimits | None = None,
        protocol_limits: ProtocolLimits | None = None,
        editor_page: EditorPage | None = None,
        public_url: str | None = None,
        client_of: Callable[[Scope], str] | None = None,
        counts: QueryCounts | None = None,
    ) -> None:
        """
        Serve a pool, which somebody else starts and closes.

        Args:
            editor_page: Shows the page for people, to browsers that prefer HTML.
            public_url: Address of the endpoint in its description; by default that of the request.
            client_of: Tells clients apart, for turns; by default by network address.
        """
        self._pool = pool
        self._query_limits = query_limits or QueryLimits()
        self._limits = protocol_limits or ProtocolLimits()
        self._editor_page = editor_page
        self._public_url = public_url
        self._client_of = client_of or client_address
        self.counts = counts or QueryCounts()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        exchange = _Exchange(scope, receive, send, self.counts, self._limits)
        understood = await self._understand(exchange)
        match understood:
            case Problem():
                await exchange.report(understood)
            case AskedQuery():
                await self._answer(exchange, understood)
            case DescriptionRequest():
                await self._describe(exchange, understood)
            case PageRequest():
                await self._show_page(exchange)
            case None:
                await exchange.respond("preflight", 204, list(_PREFLIGHT), b"")

    async def _understand(self, exchange: _Exchange) -> questions.Understood | None:
        """Read the request; None when only the possibilities are asked for."""
        method = exchange.method
        if method == "OPTIONS":
            return None
        if method not in questions.METHODS:
            return questions.method_not_allowed(method)
        body = await exchange.read_body() if method == "POST" else b""
        if isinstance(body, Problem):
            return body
        request = ProtocolRequest(
            method=method,
            query_string=exchange.scope["query_string"],
            content_type=exchange.header(b"content-type"),
            body=body,
            accept=exchange.header(b"accept"),
            accept_encoding=exchange.header(b"accept-encoding"),
            offers_page=self._editor_page is not None,
            address=self._url(exchange.scope),
        )
        return questions.understand(request, self._query_limits)

    async def _answer(self, exchange: _Exchange, question: AskedQuery) -> None:
        """Run a query and send its answer, or say that the client has it already."""
        unknown = guard.find_unknown_graph(question.graphs, self._pool.graphs) if question.graphs else None
        if unknown is not None:
            await exchange.report(reasons.of_refusal(unknown))
            return
        tag = _tag(self._pool.version, question)
        if not question.job.is_volatile and conditions_of(exchange.scope).is_known(tag):
            headers = [*_freshness(tag, self._pool.version), _VARY]
            await exchange.respond("not-modified", 304, headers, b"")
            return
        outcome = self._pool.recall(question.job) or await self._run(exchange, question.job)
        if outcome is None:  # the client has gone
            self.counts.record("abandoned", 499, seconds=exchange.seconds, sent_bytes=0)
        elif isinstance(outcome, WrittenAnswer):
            await exchange.send_answer(outcome, question)
        else:
            await exchange.report(reasons.of_failure(outcome))

    async def _run(self, exchange: _Exchange, job: Job) -> Outcome | None:
        """Run a job for as long as the client waits for it."""
        logger.debug("event=sparql_query request=%s query=%s", exchange.request_id, job.query)
        running = asyncio.create_task(self._pool.run(job, client=self._client_of(exchange.scope)))
        leaving = asyncio.create_task(exchange.wait_until_gone())
        try:
            await asyncio.wait((running, leaving), return_when=asyncio.FIRST_COMPLETED)
            return running.result() if running.done() else None
        finally:
            running.cancel()
            leaving.cancel()

    async def _describe(self, exchange: _Exchange, request: DescriptionRequest) -> None:
        service = Service(self._url(exchange.scope), self._pool.version, self._pool.graphs, self._pool.limits)
        headers = [
            (b"content-type", request.format.content_type(request.media_type).encode()),
            (b"cache-control", b"no-cache"),
            (b"vary", b"Accept"),
        ]
        await exchange.respond("description", 200, headers, describe(service, request.format.name))

    def _url(self, scope: Scope) -> str:
        return self._public_url or root_of(scope) + quote(scope["path"])

    async def _show_page(self, exchange: _Exchange) -> None:
        assert self._editor_page is not None
        response = await self._editor_page(HttpRequest(exchange.scope, exchange.receive))
        MutableHeaders(raw=response.raw_headers).add_vary_header("Accept")
        await response(exchange.scope, exchange.receive, exchange.send)
        self.counts.record("page", response.status_code, seconds=exchange.seconds, sent_bytes=len(response.body))


def routes(endpoint: SparqlEndpoint, *, path: str = "/sparql") -> list[BaseRoute]:
    """Make the route of an endpoint, for a Starlette application; it sees to the methods itself."""
    return [Route(path, endpoint=endpoint, name="sparql")]


def client_address(scope: Scope) -> str:
    """
    Tell clients apart by network address; of IPv6, by the part that a subscriber is given.

    >>> client_address({"client": ("2001:db8:1:2:3:4:5:6", 1)}), client_address({"client": ("192.0.2.1", 1)})
    ('2001:db8:1:2', '192.0.2.1')
    """
    client = scope.get("client")
    address = str(client[0]) if client else ""
    return ":".join(address.split(":")[:4]) if ":" in address else address


class _Exchange:
    """One request and its response."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, counts: QueryCounts, limits: ProtocolLimits) -> None:
        self.scope = scope
        self.receive = receive
        self.send = send
        self._counts = counts
        self._limits = limits
        self._started = time.perf_counter()
        self.request_id = request_id_of(scope)

    @property
    def method(self) -> str:
        """The method of the request."""
        return str(self.scope["method"])

    @property
    def seconds(self) -> float:
        """Time since the request came."""
        return time.perf_counter() - self._started

    def header(self, name: bytes) -> str:
        """Return the values of a header, joined by commas; empty when there is none."""
        return header_of(self.scope, name)

    async def read_body(self) -> bytes | Problem:
        """Read the whole body, or say why not."""
        if self.header(b"content-encoding").lower() not in ("", "identity"):
            return questions.unsupported(f"Content-Encoding: {self.header(b'content-encoding')}")
        announced = self.header(b"content-length")
        if announced.isdecimal() and int(announced[:20]) > self._limits.body_bytes:
            return questions.too_large(self._limits.body_bytes)
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                return await self._collect()
        except TimeoutError:
            return questions.too_slow(self._limits.body_seconds)

    async def _collect(self) -> bytes | Problem:
        pieces = bytearray()
        more = True
        while more:
            message = await self.receive()
            pieces += message.get("body", b"")
            more = message.get("more_body", False) and message["type"] != "http.disconnect"
            if len(pieces) > self._limits.body_bytes:
                return questions.too_large(self._limits.body_bytes)
        return bytes(pieces)

    async def wait_until_gone(self) -> None:
        """Return when the client closes the connection."""
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def send_answer(self, answer: WrittenAnswer, question: AskedQuery) -> None:
        """Send a whole answer."""
        content_type = question.format.content_type(question.media_type)
        headers: Headers = [(b"content-type", content_type.encode())]
        if question.job.is_volatile:
            headers += [(b"cache-control", b"no-store"), (b"x-data-version", answer.version.encode())]
        else:
            headers += _freshness(_tag(answer.version, question), answer.version)
        if answer.is_compressed:
            headers.append((b"content-encoding", b"gzip"))
        headers.append(_VARY)
        await self.respond("kept" if answer.is_kept else "answer", 200, headers, answer)

    async def report(self, problem: Problem) -> None:
        """Send a problem report in the reader's language."""
        language = choose_language(self.scope["query_string"], self.header(b"accept-language"))
        headers = [(name.encode(), value.encode()) for name, value in report_headers(problem, language).items()]
        headers.append((b"vary", b"Accept, Accept-Language"))
        body = report(problem, language, request_id=self.request_id)
        await self.respond(problem.name, problem.status, headers, body, phrase=status_phrase(problem, language))

    async def respond(
        self,
        outcome: str,
        status: int,
        headers: Headers,
        body: bytes | WrittenAnswer,
        *,
        phrase: bytes | None = None,
    ) -> None:
        """
        Send a response and record it.

        Args:
            phrase: What the status line says; by default what the status means in general.
        """
        size = len(body) if isinstance(body, bytes) else body.size
        headers += _ALWAYS
        if status not in (204, 304):
            headers.append((b"content-length", str(size).encode()))
        start = {"type": "http.response.start", "status": status, "headers": headers}
        await self.send(start if phrase is None else start | {"phrase": phrase})
        if self.method == "HEAD":
            await self.send({"type": "http.response.body", "body": b""})
        else:
            await self._send_body(body)
        self._counts.record(outcome, status, seconds=self.seconds, sent_bytes=size)
        logger.info(
            "event=sparql outcome=%s status=%d method=%s bytes=%d milliseconds=%.1f request=%s",
            outcome,
            status,
            self.method,
            size,
            1000 * self.seconds,
            self.request_id,
        )

    async def _send_body(self, body: bytes | WrittenAnswer) -> None:
        content = body if isinstance(body, bytes) else body.body
        if isinstance(content, bytes):
            await self.send({"type": "http.response.body", "body": content})
            return
        for offset in range(0, content.size, _CHUNK_BYTES):
            piece = content.read(offset, _CHUNK_BYTES)
            await self.send({"type": "http.response.body", "body": piece, "more_body": True})
        await self.send({"type": "http.response.body", "body": b""})


def _tag(version: str, question: AskedQuery) -> str:
    """Return the entity tag of an answer; weak, for the order of rows and the names of blank nodes may vary."""
    return f'W/"{version}-{question.digest}"'


def _freshness(tag: str, version: str) -> Headers:
    """Let caches keep an answer, and ask each time whether the data have changed."""
    return [
        (b"etag", tag.encode()),
        (b"cache-control", b"public, max-age=0, must-revalidate"),
        (b"x-data-version", version.encode()),
    ]
