"""
Requests of the SPARQL protocol, with what it leaves to the client: credentials, time, retries and size.

SPARQLWrapper writes the requests. They are not sent by its own means, which install credentials for the whole
process, follow redirects with them, and wait without end for an answer that trickles in.
"""

from __future__ import annotations

import base64
import http.client
import logging
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import quote, urlsplit

from SPARQLWrapper import JSON, POST, SPARQLWrapper

from allianceskg.errors import AnswerTooLargeError, QueryTimeoutError, StoreUnreachableError
from allianceskg.language import Text

AGENT: Final = "allianceskg"
TABLE: Final = "application/sparql-results+json"
TRIPLES: Final = "application/n-triples"

_CHUNK: Final = 1 << 16
_FIRST_WAIT: Final = 0.2
_LONGEST_WAIT: Final = 5.0
_TRY_AGAIN: Final = frozenset((429, 502, 503))

logger = logging.getLogger(__name__)

Scheme = Literal["basic", "digest", "bearer"]


@dataclass(frozen=True, slots=True)
class Credentials:
    """
    How to be let in.

    Attributes:
        secret: The password, or the token of `bearer`; never shown.
    """

    scheme: Scheme
    user: str = ""
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """
    A SPARQL 1.1 endpoint.

    Attributes:
        query: Address of queries.
        update: Address of updates; None where it follows from the engine, or nothing is to be written.
        graphs: Address of the SPARQL 1.1 Graph Store Protocol; None likewise.
        seconds: Time limit of a query, from the request to the last byte.
        load_seconds: Time limit of a request that writes.
        retries: How often a query is sent again when nobody answered it; what writes is never sent again.
        rows: A row limit that the server is known to have: an answer as long as that is taken for a cut one.
        most_bytes: Longest answer that is read.
    """

    query: str
    update: str | None = None
    graphs: str | None = None
    credentials: Credentials | None = None
    seconds: float = 60.0
    load_seconds: float = 900.0
    retries: int = 2
    rows: int | None = None
    most_bytes: int = 512 * 1024**2


@dataclass(frozen=True, slots=True)
class Reply:
    """
    What came back, whatever its status.

    Attributes:
        headers: Names in lower case.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", errors="replace")


class Client:
    """Sends requests to one endpoint."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._opener = _opener()
        self._digest = _Digest(endpoint.credentials) if _is(endpoint, "digest") else None

    def query(self, text: str, *, accept: str, parameters: Iterable[tuple[str, str]] = ()) -> Reply:
        """
        Send a query, by form POST, which all engines take at any length.

        Args:
            parameters: Further fields of the form.

        Raises:
            StoreUnreachableError: Nobody answers, or not at this address.
            QueryTimeoutError: The whole answer was not there in time.
            QueryRejectedError: The answer is longer than allowed.
        """
        wrapper = _Wrapper(self.endpoint.query, form="SELECT", send=self._send_query)
        wrapper.addCustomHttpHeader("Accept", accept)
        wrapper.setQuery(text)
        for name, value in parameters:
            wrapper.addParameter(name, value)
        return wrapper.reply()

    def update(self, address: str, text: str) -> Reply:
        """Send an update, once. Raises as `query` does."""
        wrapper = _Wrapper(address, form="INSERT", send=self._send_once)
        wrapper.setQuery(text)
        return wrapper.reply()

    def put_graph(self, address: str, graph: str | None, n_triples: bytes) -> Reply:
        """Make a graph, or the default graph, hold exactly some triples. Raises as `query` does."""
        return self._send_graph(address, graph, n_triples, "PUT")

    def post_graph(self, address: str, graph: str, n_triples: bytes) -> Reply:
        """Add triples to a graph. Raises as `query` does."""
        return self._send_graph(address, graph, n_triples, "POST")

    def delete_graph(self, address: str, graph: str) -> Reply:
        """Forget a graph; the status is 404 when there is none. Raises as `query` does."""
        return self._send_once(_request(_graph_address(address, graph), "DELETE"))

    def _send_graph(self, address: str, graph: str | None, n_triples: bytes, method: str) -> Reply:
        request = _request(_graph_address(address, graph), method, n_triples)
        request.add_header("Content-Type", TRIPLES)
        return self._send_once(request)

    def _send_query(self, request: urllib.request.Request) -> Reply:
        deadline = time.monotonic() + self.endpoint.seconds
        wait = _FIRST_WAIT
        for left in range(self.endpoint.retries, -1, -1):
            try:
                reply = self._send(request, deadline)
            except StoreUnreachableError as fault:
                if not left or time.monotonic() + wait > deadline:
                    raise
                logger.info("event=retry reason=%s wait=%.1f", type(fault.__cause__).__name__, wait)
            else:
                wait = max(wait, _asked_wait(reply))
                if reply.status not in _TRY_AGAIN or not left or wait > _LONGEST_WAIT:
                    return reply
                logger.info("event=retry status=%d wait=%.1f", reply.status, wait)
            time.sleep(wait)
            wait *= 2
        raise AssertionError  # the last round returns or raises

    def _send_once(self, request: urllib.request.Request) -> Reply:
        deadline = time.monotonic() + self.endpoint.load_seconds
        if self._digest is not None and not self._digest.knows(request.full_url):
            # A long body is not sent before the server has said how it wants to be asked.
            challenge = _request(request.full_url.partition("?")[0], "GET")
            self._digest.learn(request.full_url, self._exchange(challenge, deadline))
        return self._send(request, deadline)

    def _send(self, request: urllib.request.Request, deadline: float) -> Reply:
        self._authorise(request)
        reply = self._exchange(request, deadline)
        if reply.status == 401 and self._digest is not None and self._digest.learn(request.full_url, reply):
            self._authorise(request)
            reply = self._exchange(request, deadline)
        return reply

    def _authorise(self, request: urllib.request.Request) -> None:
        request.add_unredirected_header("User-Agent", AGENT)
        credentials = self.endpoint.credentials
        value: str | None = None
        if self._digest is not None:
            value = self._digest.header(request)
        elif credentials is not None and credentials.scheme == "basic":
            pair = f"{credentials.user}:{credentials.secret}".encode()
            value = f"Basic {base64.b64encode(pair).decode('ascii')}"
        elif credentials is not None:
            value = f"Bearer {credentials.secret}"
        if value is not None:
            request.add_unredirected_header("Authorization", value)

    def _exchange(self, request: urllib.request.Request, deadline: float) -> Reply:
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            raise _too_late(request)
        try:
            with self._opener.open(request, timeout=seconds) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Reply(response.status, headers, self._body(response, request, deadline))
        except TimeoutError as fault:
            raise _too_late(request) from fault
        except urllib.error.URLError as fault:
            if isinstance(fault.reason, TimeoutError):
                raise _too_late(request) from fault
            raise _unreachable(request, fault.reason) from fault
        except (http.client.HTTPException, OSError) as fault:
            raise _unreachable(request, fault) from fault

    def _body(self, response: Any, request: urllib.request.Request, deadline: float) -> bytes:
        chunks: list[bytes] = []
        size = 0
        while chunk := response.read1(_CHUNK):
            chunks.append(chunk)
            size += len(chunk)
            if size > self.endpoint.most_bytes:
                raise _too_long(self.endpoint.most_bytes)
            if time.monotonic() > deadline:
                raise _too_late(request)
        if response.length:  # the announced bytes that never came
            raise http.client.IncompleteRead(b"", response.length)
        return b"".join(chunks)


class _Wrapper(SPARQLWrapper):
    """SPARQLWrapper, told the form of the query, which its patterns miss in some texts, and how to send."""

    def __init__(self, address: str, *, form: str, send: Callable[[urllib.request.Request], Reply]) -> None:
        self._form = form
        self._send = send
        super().__init__(address, returnFormat=JSON, agent=AGENT)
        self.setMethod(POST)
        self.setOnlyConneg(True)

    def _parseQueryType(self, _query: str) -> str:  # noqa: N802
        return self._form

    def reply(self) -> Reply:
        return self._send(self._createRequest())


class _Digest:
    """Answers to challenges of HTTP digest authentication, kept for the next request to the same address."""

    def __init__(self, credentials: Credentials | None) -> None:
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        self._credentials = credentials
        self._passwords = passwords
        self._handler = urllib.request.HTTPDigestAuthHandler(passwords)
        self._challenges: dict[str, dict[str, str]] = {}
        self._lock = threading.Lock()

    def knows(self, address: str) -> bool:
        return address.partition("?")[0] in self._challenges

    def learn(self, address: str, reply: Reply) -> bool:
        """Keep the challenge of a reply; say whether there was one."""
        asked = reply.headers.get("www-authenticate", "")
        scheme, _, rest = asked.partition(" ")
        if reply.status != 401 or scheme.lower() != "digest" or self._credentials is None:
            return False
        with self._lock:
            self._challenges[address.partition("?")[0]] = urllib.request.parse_keqv_list(
                urllib.request.parse_http_list(rest)
            )
            self._passwords.add_password(None, address, self._credentials.user, self._credentials.secret)
        return True

    def header(self, request: urllib.request.Request) -> str | None:
        with self._lock:
            challenge = self._challenges.get(request.full_url.partition("?")[0])
            if challenge is None:
                return None
            answer: str | None = self._handler.get_authorization(request, challenge)
        return None if answer is None else f"Digest {answer}"


def _opener() -> urllib.request.OpenerDirector:
    """Make an opener that gives every reply as it is: no redirect is followed, no status is an exception."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _request(address: str, method: str, body: bytes | None = None) -> urllib.request.Request:
    return urllib.request.Request(address, data=body, method=method)  # noqa: S310  the opener knows HTTP only


def _graph_address(address: str, graph: str | None) -> str:
    separator = "&" if "?" in address else "?"
    which = "default" if graph is None else f"graph={quote(graph, safe='')}"
    return f"{address}{separator}{which}"


def _is(endpoint: Endpoint, scheme: Scheme) -> bool:
    return endpoint.credentials is not None and endpoint.credentials.scheme == scheme


def _asked_wait(reply: Reply) -> float:
    asked = reply.headers.get("retry-after", "")
    return float(asked) if asked.isdigit() else 0.0


def _shown(request: urllib.request.Request) -> str:
    parts = urlsplit(request.full_url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def _unreachable(request: urllib.request.Request, reason: object) -> StoreUnreachableError:
    return StoreUnreachableError(
        Text(
            fr=f"Le serveur {_shown(request)} ne répond pas ({reason}).",
            en=f"The server {_shown(request)} does not answer ({reason}).",
        ),
        hint=Text(
            fr="Vérifiez qu'il tourne, et l'adresse donnée par ALLIANCESKG_STORE.",
            en="Check that it is running, and the address given by ALLIANCESKG_STORE.",
        ),
    )


def _too_late(request: urllib.request.Request) -> QueryTimeoutError:
    return QueryTimeoutError(
        Text(
            fr=f"Le serveur {_shown(request)} n'a pas répondu dans le temps imparti.",
            en=f"The server {_shown(request)} did not answer within the time limit.",
        ),
        hint=Text(
            fr="Restreignez la requête, ou augmentez ALLIANCESKG_STORE_SECONDS.",
            en="Narrow the query, or raise ALLIANCESKG_STORE_SECONDS.",
        ),
    )


def _too_long(most_bytes: int) -> AnswerTooLargeError:
    return AnswerTooLargeError(
        Text(
            fr=f"La réponse dépasse {most_bytes // 1024**2} Mo : elle n'a pas été lue jusqu'au bout.",
            en=f"The answer is longer than {most_bytes // 1024**2} MB: it was not read to its end.",
        ),
        hint=Text(fr="Restreignez la requête.", en="Narrow the query."),
    )
