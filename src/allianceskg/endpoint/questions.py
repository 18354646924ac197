"""
Reading a request of the SPARQL 1.1 Protocol, query operation: what is asked, and in which format.

Everything here is a function of the bytes of the request, so that the answer to a repeated request is remembered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl

from allianceskg.endpoint import guard, media, reasons, refusal
from allianceskg.endpoint.complexity import QueryLimits
from allianceskg.endpoint.exchange import Job
from allianceskg.endpoint.media import Format
from allianceskg.endpoint.refusal import Refusal
from allianceskg.language import Text
from allianceskg.serving.problems import Problem
from allianceskg.sparql.prologue import Form

QUERY_TYPE: Final = "application/sparql-query"
FORM_TYPE: Final = "application/x-www-form-urlencoded"
UPDATE_TYPE: Final = "application/sparql-update"
METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")

_MOST_PARAMETERS: Final = 1_000
_REMEMBERED_BYTES: Final = 4_096
_DIGEST_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class ProtocolRequest:
    """
    The parts of an HTTP request that say what is asked.

    Attributes:
        offers_page: Whether the server has a page for people at this address.
        address: The URL of the request without its parameters, which relative IRIs of the query are resolved against.
    """

    method: str
    query_string: bytes
    content_type: str
    body: bytes
    accept: str
    accept_encoding: str
    offers_page: bool
    address: str

    @property
    def size(self) -> int:
        """Bytes that understanding it would take to remember, roughly."""
        return len(self.query_string) + len(self.body) + len(self.accept) + len(self.accept_encoding)


@dataclass(frozen=True, slots=True)
class AskedQuery:
    """
    A query to run.

    Attributes:
        graphs: All graphs that its dataset names.
        digest: Stands for the query, its dataset and its format.
    """

    job: Job
    form: Form
    format: Format
    media_type: str
    graphs: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class DescriptionRequest:
    """A request without a query: the service is to describe itself."""

    format: Format
    media_type: str


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A request of a person's browser: the page is to be shown."""


Understood = AskedQuery | DescriptionRequest | PageRequest | Problem


class _FaultyError(Exception):
    """Ends the reading of a request; never leaves this module."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.name)
        self.problem = problem


def understand(request: ProtocolRequest, limits: QueryLimits) -> Understood:
    """Say what a request asks for, or what is wrong with it."""
    if request.size <= _REMEMBERED_BYTES:
        return _remembered(request, limits)
    return _understand(request, limits)


@lru_cache(maxsize=1_024)
def _remembered(request: ProtocolRequest, limits: QueryLimits) -> Understood:
    return _understand(request, limits)


def _understand(request: ProtocolRequest, limits: QueryLimits) -> Understood:
    try:
        parameters = _parameters(request)
        queries = [value for name, value in parameters if name == "query"]
        if not queries:
            return _without_query(request, parameters)
        if len(queries) > 1:
            raise _FaultyError(_SEVERAL_QUERIES)
        return _question(request, parameters, queries[0].removeprefix("\ufeff"), limits)
    except _FaultyError as fault:
        return fault.problem


def _parameters(request: ProtocolRequest) -> list[tuple[str, str]]:
    """Return the parameters of the URL and of the body together, as names and values."""
    parameters = _decode_parameters(request.query_string)
    if request.method == "POST":
        media_type = _content_type(request.content_type)
        if media_type == UPDATE_TYPE:
            raise _FaultyError(_UPDATE)
        if media_type == FORM_TYPE:
            parameters += _decode_parameters(request.body)
        elif media_type == QUERY_TYPE:
            parameters.append(("query", _decode_text(request.body)))
        else:
            raise _FaultyError(unsupported(request.content_type))
    if any(name in ("update", "using-graph-uri", "using-named-graph-uri") for name, _ in parameters):
        raise _FaultyError(_UPDATE)
    return parameters


def _decode_parameters(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            encoded.decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_PARAMETERS,
        )
    except ValueError as fault:  # UnicodeDecodeError is one
        raise _FaultyError(_UNDECODABLE) from fault


def _decode_text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise _FaultyError(_UNDECODABLE) from fault


def _content_type(header: str) -> str:
    """Return the media type without its parameters, which may only say UTF-8."""
    media_type, *parameters = (part.strip().lower() for part in header.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip().strip('"') not in ("utf-8", "utf8", "us-ascii"):
            raise _FaultyError(unsupported(header))
    return media_type


def _without_query(request: ProtocolRequest, parameters: Sequence[tuple[str, str]]) -> Understood:
    if request.method == "POST":
        raise _FaultyError(_NO_QUERY)
    offered = media.formats_for("CONSTRUCT")
    chosen = _choose(request, parameters, offered, with_page=request.offers_page)
    return PageRequest() if chosen is None else DescriptionRequest(*chosen)


def _question(
    request: ProtocolRequest, parameters: Sequence[tuple[str, str]], query: str, limits: QueryLimits
) -> AskedQuery | PageRequest:
    reading = guard.inspect(query, limits, request.address)
    if isinstance(reading, Refusal):
        if request.offers_page and request.method == "GET" and _prefers_page(request, parameters):
            return PageRequest()  # the page shows the query again, and what is wrong with it
        raise _FaultyError(reasons.of_refusal(reading))
    is_explained = any(name == "explain" and value not in ("", "0", "false") for name, value in parameters)
    offered = media.formats_for(reading.form)
    offers_page = request.offers_page and request.method == "GET" and not is_explained
    chosen = (
        (media.QUERY, media.QUERY.media_type)
        if is_explained
        else _choose(request, parameters, offered, with_page=offers_page)
    )
    if chosen is None:
        return PageRequest()
    default_graphs = tuple(value for name, value in parameters if name == "default-graph-uri" and value)
    named_graphs = tuple(value for name, value in parameters if name == "named-graph-uri" and value)
    is_given = bool(default_graphs or named_graphs)
    job = Job(
        query=reading.text,
        format=chosen[0].name,
        prefixes=reading.prefixes,
        default_graphs=default_graphs if is_given else None,
        named_graphs=named_graphs if is_given else None,
        base=reading.base,
        is_explained=is_explained,
        names_dataset=bool(reading.default_graphs or reading.named_graphs),
        is_compressed=media.accepts_gzip(request.accept_encoding),
        is_volatile=reading.is_volatile,
        looks_heavy=reading.looks_heavy,
        fingerprint=reading.fingerprint,
    )
    # What the protocol names replaces what the query names (SPARQL 1.1 Protocol, 2.1.4).
    graphs = default_graphs + named_graphs if is_given else reading.default_graphs + reading.named_graphs
    return AskedQuery(job, reading.form, *chosen, graphs, _digest(job, chosen[1]))


def _choose(
    request: ProtocolRequest, parameters: Sequence[tuple[str, str]], offered: Sequence[Format], *, with_page: bool
) -> tuple[Format, str] | None:
    """Choose a format; None stands for the page."""
    asked = [value for name, value in parameters if name == "format" and value]
    if asked:
        # Some clients give several names, or names of their own beside an exact Accept header.
        found = next(filter(None, (media.named(name, offered) for name in asked)), None)
        found = found or media.asked_by_name(request.accept, offered)
        if found is None:
            raise _FaultyError(_not_acceptable(offered))
        return found
    chosen = media.negotiate(request.accept, offered, with_html=with_page)
    if chosen is None:
        raise _FaultyError(_not_acceptable(offered))
    return None if chosen[0] is None else (chosen[0], chosen[1])


def _prefers_page(request: ProtocolRequest, parameters: Sequence[tuple[str, str]]) -> bool:
    if any(name == "format" for name, _ in parameters):
        return False
    chosen = media.negotiate(request.accept, media.formats_for("SELECT"), with_html=True)
    return chosen is not None and chosen[0] is None


def _digest(job: Job, media_type: str) -> str:
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for part in (job.query, media_type, repr((job.base, job.default_graphs, job.named_graphs))):
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()


_UPDATE: Final = Problem(
    "update-refused",
    Text(
        fr="Cette adresse ne fait aucune mise à jour, sous quelque forme que ce soit.",
        en="This endpoint makes no update, in whatever form.",
    ),
    refusal.WHERE_TO_UPDATE,
)
_NO_QUERY: Final = Problem(
    "request-malformed",
    Text(fr="La demande ne contient pas de requête.", en="The request holds no query."),
    Text(
        fr="Donnez-la dans le paramètre « query », ou dans le corps avec le type application/sparql-query.",
        en="Give it in the parameter “query”, or in the body with the type application/sparql-query.",
    ),
)
_SEVERAL_QUERIES: Final = Problem(
    "request-malformed",
    Text(fr="La demande contient plusieurs requêtes.", en="The request holds several queries."),
    Text(fr="Envoyez-en une à la fois.", en="Send one at a time."),
)
_UNDECODABLE: Final = Problem(
    "request-malformed",
    Text(
        fr="Les paramètres ou le corps ne sont pas de l'UTF-8 correctement encodé, ou sont trop nombreux.",
        en="The parameters or the body are not properly encoded UTF-8, or too many.",
    ),
    Text(
        fr="Encodez chaque paramètre en UTF-8 puis en pourcents (« curl --data-urlencode »).",
        en="Encode each parameter as UTF-8, then with percent signs (“curl --data-urlencode”).",
    ),
)


def unsupported(header: str) -> Problem:
    """Say that a body is of a kind that is not read."""
    shown = header[:100] if header else "-"
    return Problem(
        "unsupported-media-type",
        Text(
            fr=f"Le corps est annoncé comme « {shown} », ce que cette adresse ne lit pas.",
            en=f"The body is announced as “{shown}”, which this endpoint does not read.",
        ),
        Text(
            fr=f"Envoyez {QUERY_TYPE} ou {FORM_TYPE}, en UTF-8 et sans compression.",
            en=f"Send {QUERY_TYPE} or {FORM_TYPE}, in UTF-8 and uncompressed.",
        ),
        headers={"accept-post": f"{QUERY_TYPE}, {FORM_TYPE}"},
    )


def _not_acceptable(offered: Sequence[Format]) -> Problem:
    types = ", ".join(one.media_type for one in offered)
    return Problem(
        "not-acceptable",
        Text(
            fr="Aucun des formats demandés ne convient à cette forme de requête.",
            en="None of the formats asked for fits this form of query.",
        ),
        Text(
            fr=f"Formats disponibles : {types} ; ou le paramètre « format » : {', '.join(one.name for one in offered)}.",
            en=f"Formats available: {types}; or the parameter “format”: {', '.join(one.name for one in offered)}.",
        ),
        members={"offered": [one.media_type for one in offered]},
    )


def method_not_allowed(method: str) -> Problem:
    """Say which methods there are."""
    allowed = ", ".join(METHODS)
    return Problem(
        "method-not-allowed",
        Text(
            fr=f"La méthode {method[:20]} ne s'applique pas à cette adresse.",
            en=f"The method {method[:20]} does not apply to this address.",
        ),
        Text(fr=f"Méthodes permises : {allowed}.", en=f"Methods allowed: {allowed}."),
        headers={"allow": allowed},
    )


def too_large(most_bytes: int) -> Problem:
    """Say that the body is larger than one may be."""
    return Problem(
        "request-too-large",
        Text(
            fr=f"Le corps de la demande dépasse {most_bytes} octets.",
            en=f"The body of the request is over {most_bytes} bytes.",
        ),
        Text(
            fr="Découpez la requête, ou chargez le vidage (/dump/) dans votre propre dépôt.",
            en="Cut the query up, or load the dump (/dump/) into your own store.",
        ),
        headers={"connection": "close"},
    )


def too_slow(seconds: float) -> Problem:
    """Say that the body did not come in time."""
    return Problem(
        "request-too-slow",
        Text(
            fr=f"Le corps de la demande n'est pas arrivé en {seconds:g} secondes.",
            en=f"The body of the request did not arrive within {seconds:g} seconds.",
        ),
        headers={"connection": "close"},
    )
