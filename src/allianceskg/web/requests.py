"""What every handler asks of a request: its language, the edition it is answered from, how it is told of a problem."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from fastapi import Request, Response

from allianceskg.errors import AddressTooLongError, UnknownParameterError
from allianceskg.language import Language, Text
from allianceskg.profiles.near import NearNames
from allianceskg.serving.conditions import conditions_of
from allianceskg.serving.editions import Edition, Editions
from allianceskg.serving.headers import header_of
from allianceskg.serving.negotiation import choose_language, takes_html
from allianceskg.serving.problems import Problem, report, report_headers
from allianceskg.serving.request_frame import request_id_of
from allianceskg.web.rendering import error_page

_FOR_PROGRAMS: Final = ("/api", "/sparql", "/openapi.json", "/health", "/metrics", "/.well-known", "/dump")

LONGEST_QUERY: Final = 8_000
"""Bytes of a query string; some proxies refuse a longer line, and would do so without a word."""


def language_of(request: Request) -> Language:
    """Return the language of a request: English when its address says so, French otherwise."""
    return choose_language(request.scope["query_string"])


def edition_of(request: Request) -> Edition:
    """Return the edition that a request is answered from, the same to its end."""
    if not hasattr(request.state, "edition"):
        editions: Editions = request.app.state.editions
        request.state.edition = editions.current()
    edition: Edition = request.state.edition
    return edition


def refuse_long_address(request: Request) -> None:
    """
    Refuse an address that holds more than is sure to arrive wherever it is kept or shared.

    Raises:
        AddressTooLongError: Its parameters take more than `LONGEST_QUERY` bytes.
    """
    length = len(request.scope["query_string"])
    if length > LONGEST_QUERY:
        raise AddressTooLongError(
            Text(
                fr=f"Cette adresse est trop longue : ses paramètres font {length} octets, {LONGEST_QUERY} au plus sont "
                "admis. Une lettre accentuée y compte pour six.",
                en=f"This address is too long: its parameters take {length} bytes, at most {LONGEST_QUERY} are allowed. "
                "An accented letter counts for six.",
            ),
            hint=Text(
                fr="Raccourcissez le récit de votre situation, ou envoyez le profil en JSON par POST à /api/match.",
                en="Shorten the story of your situation, or send the profile as JSON by POST to /api/match.",
            ),
        )


def refuse_unknown_parameters(request: Request, known: Collection[str]) -> None:
    """
    Refuse an address with a parameter that is not one, rather than answer as if it were not there.

    Raises:
        UnknownParameterError: With the nearest names.
    """
    for name in request.query_params:
        if name not in known:
            nearest = NearNames(known).find(name, limit=1, cutoff=0.5)
            raise UnknownParameterError(
                Text(fr=f"Paramètre inconnu : « {name} ».", en=f"Unknown parameter: “{name}”."),
                hint=Text(fr=f"Vouliez-vous dire {nearest[0]} ?", en=f"Did you mean {nearest[0]}?")
                if nearest
                else Text(fr=f"Paramètres : {', '.join(known)}.", en=f"Parameters: {', '.join(known)}."),
            )


def has_already(etag: str, request: Request) -> bool:
    """Whether the client holds what has this tag."""
    return conditions_of(request.scope).is_known(etag)


def wants_page(request: Request) -> bool:
    """Whether a person asks, by a browser."""
    return takes_html(header_of(request.scope, b"accept"))


def respond(problem: Problem, request: Request) -> Response:
    """Send a problem as JSON to programs and as a page to people."""
    language, request_id = language_of(request), request_id_of(request.scope)
    if request.url.path.startswith(_FOR_PROGRAMS) or not wants_page(request):
        content = report(problem, language, request_id=request_id)
        response = Response(content, status_code=problem.status, headers=report_headers(problem, language))
    else:
        response = error_page(problem, request, language, request_id=request_id)
    response.headers["Vary"] = "Accept"
    return response
