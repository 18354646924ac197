"""What every handler asks of a request: its language, the edition it is answered from, how it is told of a problem."""

from __future__ import annotations

from typing import Final

from fastapi import Request, Response

from allianceskg.errors import AddressTooLongError
from allianceskg.language import DEFAULT_LANGUAGE, Language, Text
from allianceskg.serving.problems import Problem, as_json_response
from allianceskg.web.rendering import error_page
from allianceskg.web.site import Edition, Site

_FOR_PROGRAMS: Final = ("/api", "/sparql", "/openapi.json", "/health", "/metrics", "/.well-known", "/dump")

LONGEST_QUERY: Final = 8_000
"""Bytes of a query string; some proxies refuse a longer line, and would do so without a word."""


def language_of(request: Request) -> Language:
    """Return the language of a request: English when it says so, French otherwise."""
    return "en" if request.query_params.get("lang") == "en" else DEFAULT_LANGUAGE


def edition_of(request: Request) -> Edition:
    """Return the edition that a request is answered from, the same to its end."""
    if not hasattr(request.state, "edition"):
        site: Site = request.app.state.site
        request.state.edition = site.edition()
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


def has_already(etag: str, request: Request) -> bool:
    """Whether the client holds what has this tag; weak comparison, as RFC 9110 asks of reading."""
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or etag in {one.strip().removeprefix("W/") for one in known.split(",")}


def respond(problem: Problem, request: Request) -> Response:
    """Send a problem as JSON to programs and as a page to people."""
    language = language_of(request)
    request_id = getattr(request.state, "request_id", "")
    if request.url.path.startswith(_FOR_PROGRAMS) or "text/html" not in request.headers.get("accept", ""):
        response = as_json_response(problem, language, request_id=request_id)
    else:
        response = error_page(problem, request, language, request_id=request_id)
    response.headers["Vary"] = "Accept"
    return response
