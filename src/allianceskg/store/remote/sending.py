"""
Requests of the SPARQL protocol, with what it leaves to the client: credentials, time, retries and size.

No redirect is followed, for credentials would go with it, and each request has a connection of its own: what writes is
sent once, and must not meet a connection that the server has just given up.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterable
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

import httpx2

from allianceskg.errors import AnswerTooLargeError, QueryTimeoutError, StoreUnreachableError
from allianceskg.language import Text
from allianceskg.store.remote.endpoint import AGENT, TRIPLES, Credentials, Endpoint, Reply

_FORM: Final = "application/x-www-form-urlencoded"
_FIRST_WAIT: Final = 0.2
_LONGEST_WAIT: Final = 5.0
_TRY_AGAIN: Final = frozenset((429, 502, 503))

logger = logging.getLogger(__name__)


class Client:
    """Sends requests to one endpoint."""

    def __init__(self, endpoint: Endpoint) -> None:
        # Compressed answers are not asked for: their size says nothing of what they unfold to.
        headers = {"User-Agent": AGENT, "Accept-Encoding": "identity"}
        limits = httpx2.Limits(max_keepalive_connections=0)
        self.endpoint = endpoint
        # It would tell of every request a second time, with its whole address.
        logging.getLogger("httpx2").setLevel(logging.WARNING)
        self._http = httpx2.Client(headers=headers, limits=limits)
        self._digests: dict[str, httpx2.DigestAuth] = {}

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
        form = urlencode([*parameters, ("query", text)])
        return self._send_query(self._request("POST", self.endpoint.query, form, Accept=accept))

    def update(self, address: str, text: str) -> Reply:
        """Send an update, once. Raises as `query` does."""
        return self._send_once(self._request("POST", address, urlencode({"update": text})))

    def put_graph(self, address: str, graph: str | None, n_triples: bytes) -> Reply:
        """Make a graph, or the default graph, hold exactly some triples. Raises as `query` does."""
        return self._send_once(self._request("PUT", _graph_address(address, graph), n_triples))

    def post_graph(self, address: str, graph: str, n_triples: bytes) -> Reply:
        """Add triples to a graph. Raises as `query` does."""
        return self._send_once(self._request("POST", _graph_address(address, graph), n_triples))

    def delete_graph(self, address: str, graph: str) -> Reply:
        """Forget a graph; the status is 404 when there is none. Raises as `query` does."""
        return self._send_once(self._request("DELETE", _graph_address(address, graph)))

    def _request(self, method: str, address: str, content: str | bytes | None = None, **headers: str) -> httpx2.Request:
        if content is not None:
            headers["Content-Type"] = _FORM if isinstance(content, str) else TRIPLES
        try:
            return self._http.build_request(method, address, content=content, headers=headers)
        except (httpx2.InvalidURL, ValueError) as fault:
            raise _unreachable(address, fault) from fault

    def _send_query(self, request: httpx2.Request) -> Reply:
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

    def _send_once(self, request: httpx2.Request) -> Reply:
        deadline = time.monotonic() + self.endpoint.load_seconds
        address = _without_query(request)
        if _has_digest(self.endpoint.credentials) and address not in self._digests:
            # A long body is not sent before the server has said how it wants to be asked.
            self._send(self._request("GET", address), deadline)
        return self._send(request, deadline)

    def _send(self, request: httpx2.Request, deadline: float) -> Reply:
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            raise _too_late(str(request.url))
        request.extensions = {**request.extensions, "timeout": httpx2.Timeout(seconds).as_dict()}
        try:
            response = self._http.send(request, auth=self._auth(request), stream=True)
            try:
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Reply(response.status_code, headers, self._body(response, deadline))
            finally:
                response.close()
        except httpx2.TimeoutException as fault:
            raise _too_late(str(request.url)) from fault
        except httpx2.LocalProtocolError as fault:  # its words may repeat a header, and so a secret
            raise _unreachable(str(request.url), type(fault).__name__) from None
        except (httpx2.HTTPError, NotImplementedError) as fault:
            raise _unreachable(str(request.url), fault) from fault

    def _body(self, response: httpx2.Response, deadline: float) -> bytes:
        chunks: list[bytes] = []
        size = 0
        for chunk in response.iter_raw():
            chunks.append(chunk)
            size += len(chunk)
            if size > self.endpoint.most_bytes:
                raise _too_long(self.endpoint.most_bytes)
            if time.monotonic() > deadline:
                raise _too_late(str(response.url))
        return b"".join(chunks)

    def _auth(self, request: httpx2.Request) -> httpx2.Auth | None:
        credentials = self.endpoint.credentials
        if credentials is None:
            return None
        match credentials.scheme:
            case "basic":
                return httpx2.BasicAuth(credentials.user, credentials.secret)
            case "bearer":
                return _Bearer(credentials.secret)
            case "digest":
                digest = httpx2.DigestAuth(credentials.user, credentials.secret)
                return self._digests.setdefault(_without_query(request), digest)


class _Bearer(httpx2.Auth):
    """A token in place of a name and a password."""

    def __init__(self, token: str) -> None:
        self._value = f"Bearer {token}"

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        request.headers["Authorization"] = self._value
        yield request


def _has_digest(credentials: Credentials | None) -> bool:
    return credentials is not None and credentials.scheme == "digest"


def _without_query(request: httpx2.Request) -> str:
    return str(request.url).partition("?")[0]


def _graph_address(address: str, graph: str | None) -> str:
    separator = "&" if "?" in address else "?"
    which = "default" if graph is None else f"graph={quote(graph, safe='')}"
    return f"{address}{separator}{which}"


def _asked_wait(reply: Reply) -> float:
    asked = reply.headers.get("retry-after", "")
    return float(asked) if asked.isdigit() else 0.0


def _shown(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def _unreachable(address: str, reason: object) -> StoreUnreachableError:
    return StoreUnreachableError(
        Text(
            fr=f"Le serveur {_shown(address)} ne répond pas ({reason}).",
            en=f"The server {_shown(address)} does not answer ({reason}).",
        ),
        hint=Text(
            fr="Vérifiez qu'il tourne, et l'adresse donnée par ALLIANCESKG_STORE.",
            en="Check that it is running, and the address given by ALLIANCESKG_STORE.",
        ),
    )


def _too_late(address: str) -> QueryTimeoutError:
    return QueryTimeoutError(
        Text(
            fr=f"Le serveur {_shown(address)} n'a pas répondu dans le temps imparti.",
            en=f"The server {_shown(address)} did not answer within the time limit.",
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
