"""What the application tells of errors that no handler of a route has told of: ours, the framework's, unexpected ones."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from allianceskg.errors import AllianceskgError, SignInNeededError
from allianceskg.language import Text, same
from allianceskg.serving.headers import header_of
from allianceskg.serving.problems import Problem, problem_of, shortened
from allianceskg.serving.request_frame import request_id_of
from allianceskg.web.requests import language_of, respond, wants_page
from allianceskg.web.urls import in_language

_PATH_CHARACTERS: Final = 200
_BY_STATUS: Final = {404: "not-found", 405: "method-not-allowed"}
"""The type of what the framework refuses by itself; the rest of it cannot be read."""

_QUOTED: Final = re.compile(r"'([^']*)'")
_CHOICES: Final = re.compile(r"\^\(([\w|-]+)\)\$")
"""A pattern that does nothing but list words."""

logger = logging.getLogger(__name__)


def tell_of_errors(app: FastAPI) -> None:
    """Have an application tell of every error as a problem."""
    app.exception_handler(AllianceskgError)(_on_our_error)
    app.exception_handler(HTTPException)(_on_http_error)
    app.exception_handler(RequestValidationError)(_on_invalid_request)
    app.exception_handler(Exception)(_on_unexpected)


async def _on_our_error(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, AllianceskgError)
    path = request.url.path
    is_page = request.method == "GET" and path.startswith("/curate")
    # A program whose token is none is told so.
    if isinstance(fault, SignInNeededError) and is_page and (wants_page(request) or not _has_token(request)):
        where = quote(f"{path}?{request.url.query}" if request.url.query else path)
        return RedirectResponse(in_language(f"/curate/login?next={where}", language_of(request)), status_code=303)
    return respond(problem_of(fault, language_of(request)), request)


def _has_token(request: Request) -> bool:
    return bool(header_of(request.scope, b"authorization"))


async def _on_http_error(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    name = _BY_STATUS.get(fault.status_code, "request-malformed")
    return respond(Problem(name, _detail(name, request), headers=dict(fault.headers or {})), request)


def _detail(name: str, request: Request) -> Text:
    match name:
        case "not-found":
            path = shortened(request.url.path, _PATH_CHARACTERS)
            return Text(fr=f"{path} : rien à cette adresse.", en=f"{path}: nothing at this address.")
        case "method-not-allowed":
            return Text(
                fr=f"La méthode {request.method} n'est pas acceptée à cette adresse.",
                en=f"The method {request.method} is not accepted at this address.",
            )
        case _:
            return Text(fr="Le corps de la demande ne se lit pas.", en="The body of the request cannot be read.")


async def _on_invalid_request(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, RequestValidationError)
    places = ", ".join(
        sorted({".".join(map(str, error["loc"][1:])) or str(error["loc"][0]) for error in fault.errors()})
    )
    detail = Text(fr=f"Valeur manquante ou impossible : {places}.", en=f"Missing or impossible value: {places}.")
    return respond(Problem("parameter-invalid", detail, hint=_wanted(fault)), request)


def _wanted(fault: RequestValidationError) -> Text | None:
    """Say which values were expected, of those places of which it is known."""
    known = [(".".join(map(str, error["loc"][1:])), wanted) for error in fault.errors() if (wanted := _expected(error))]
    if not known:
        return None
    return Text(
        fr=" ".join(f"Attendu pour {place} : {wanted.fr}." for place, wanted in known),
        en=" ".join(f"Expected for {place}: {wanted.en}." for place, wanted in known),
    )


def _expected(error: Mapping[str, Any]) -> Text | None:
    """Say what a value that the framework refused should have been; None where it only says that it is not that."""
    context = error.get("ctx", {})
    match error["type"]:
        case "literal_error":
            return same(", ".join(_QUOTED.findall(context["expected"])))
        case "string_pattern_mismatch" if choices := _CHOICES.fullmatch(context["pattern"]):
            return same(", ".join(choices[1].split("|")))
        case "int_parsing" | "int_type" | "int_from_float":
            return Text(fr="un nombre entier", en="an integer")
        case "greater_than_equal":
            return Text(fr=f"un nombre à partir de {context['ge']}", en=f"a number from {context['ge']} on")
        case "less_than_equal":
            return Text(fr=f"un nombre jusqu'à {context['le']}", en=f"a number up to {context['le']}")
        case _:
            return None


async def _on_unexpected(request: Request, fault: Exception) -> Response:
    logger.error("event=unexpected id=%s error=%s", request_id_of(request.scope), fault, exc_info=fault)
    detail = Text(
        fr="Une erreur inattendue s'est produite. Donnez l'identifiant de la demande pour la signaler.",
        en="Something unexpected went wrong. Give the identifier of the request to report it.",
    )
    return respond(Problem("server-error", detail), request)
