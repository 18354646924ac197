"""What every handler asks of a request: its language, the edition it is answered from, how it is told of a problem."""

from __future__ import annotations

from typing import Final

from fastapi import Request, Response

from allianceskg.language import DEFAULT_LANGUAGE, Language
from allianceskg.serving.problems import Problem, as_json_response
from allianceskg.web.rendering import error_page
from allianceskg.web.site import Edition, Site

_FOR_PROGRAMS: Final = ("/api", "/sparql", "/openapi.json", "/health", "/metrics", "/.well-known", "/dump")


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
