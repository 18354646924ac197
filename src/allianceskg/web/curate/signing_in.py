"""Signing in and out: the page, the cookie of the session, and the same for the scripts of our pages."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from allianceskg.curation.accounts import LONGEST_SECONDS, Account
from allianceskg.errors import AccessError
from allianceskg.language import Language
from allianceskg.serving.problems import Problem, problem_of
from allianceskg.web.curate.desk import account_of, check_origin, desk_of
from allianceskg.web.rendering import render
from allianceskg.web.requests import body_of, edition_of, language_of, respond, too_large, wants_page
from allianceskg.web.urls import in_language

HOME: Final = "/curate"
SIGN_IN: Final = "/curate/login"

_MOST_BYTES: Final = 10_000
_LONGEST_NEXT: Final = 1_000
_HERE: Final = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")

router = APIRouter(include_in_schema=False)


@router.get(SIGN_IN)
def sign_in_page(request: Request, next: str = HOME) -> Response:
    """Ask for address and password; who is signed in already is told so."""
    return answer_page(request, next, account=account_of(request))


@router.post(SIGN_IN)
async def sign_in(request: Request) -> Response:
    """Open a session, and go on to where the reader came from; a script is told so without a page."""
    body = await body_of(request, _MOST_BYTES)
    if body is None:
        return respond(too_large(_MOST_BYTES), request)
    fields = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
    return await run_in_threadpool(_sign_in, request, fields)


@router.post("/curate/logout")
def sign_out(request: Request) -> Response:
    """Close the session."""
    check_origin(request)
    desk = desk_of(request)
    secret = request.cookies.get(desk.cookie)
    if secret:
        desk.accounts.close_session(secret)
    response = RedirectResponse(in_language("/", language_of(request)), status_code=303)
    desk.forget_cookie(response, "session")
    return response


def with_session(response: Response, request: Request, account: Account) -> Response:
    """Let a response open a session."""
    desk = desk_of(request)
    desk.set_cookie(response, "session", desk.accounts.open_session(account), seconds=LONGEST_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def safe_next(given: str) -> str:
    """
    Return where to go after signing in: a path of this site, whatever was asked.

    >>> safe_next("/curate/drafts?lang=en"), safe_next("//elsewhere.example"), safe_next("https://elsewhere.example")
    ('/curate/drafts?lang=en', '/curate', '/curate')
    """
    return given if len(given) <= _LONGEST_NEXT and _HERE.fullmatch(given) else HOME


def _sign_in(request: Request, fields: dict[str, str]) -> Response:
    desk = desk_of(request)
    where, email = fields.get("next", HOME), fields.get("email", "")
    try:
        check_origin(request)
        address = request.client.host if request.client is not None else ""
        account = desk.accounts.of_password(email, fields.get("password", ""), address=address)
    except AccessError as fault:
        problem = problem_of(fault, language_of(request))
        if not wants_page(request):
            return respond(problem, request)
        return answer_page(request, where, fault=problem, email=email)
    response = (
        RedirectResponse(in_language(safe_next(where), language_of(request)), status_code=303)
        if wants_page(request)
        else Response(status_code=204)
    )
    return with_session(response, request, account)


def answer_page(
    request: Request,
    where: str,
    *,
    account: Account | None = None,
    fault: Problem | None = None,
    email: str = "",
    language: Language | None = None,
) -> Response:
    """
    Write the page that asks who somebody is.

    Args:
        where: Where they want to go afterwards.
        account: Who is signed in already.
        fault: What went wrong with a try.
        language: By default that of the request.
    """
    response = render(
        "curate/sign_in.html",
        request,
        edition_of(request),
        language or language_of(request),
        status=200 if fault is None else fault.status,
        next=safe_next(where),
        account=account,
        fault=fault,
        email=email,
        provider=desk_of(request).provider_name,
    )
    response.headers["Cache-Control"] = "no-store"
    if fault is not None and "Retry-After" in fault.headers:
        response.headers["Retry-After"] = fault.headers["Retry-After"]
    return response
