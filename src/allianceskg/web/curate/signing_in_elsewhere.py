"""Signing in by a provider of OpenID Connect: the way there, and the way back."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from allianceskg.curation.accounts import Account
from allianceskg.curation.openid import OpenidClient
from allianceskg.curation.pending_sign_ins import PENDING_SECONDS, PendingSignIn, PendingSignIns
from allianceskg.errors import AccessError, NotAllowedError, SignInNeededError
from allianceskg.language import Language, Text
from allianceskg.serving.problems import problem_of
from allianceskg.web.curate.desk import desk_of
from allianceskg.web.curate.signing_in import HOME, answer_page, safe_next, with_session
from allianceskg.web.rendering import root_of_site
from allianceskg.web.requests import language_of
from allianceskg.web.urls import in_language

_RETURN: Final = "/curate/login/return"
_COOKIE: Final = "sign-in"
_ENGLISH: Final = "en-"
"""Stands before the state of who reads English: the address to which a provider leads back has to be the same for all."""
_LONGEST: Final = 4_000

router = APIRouter(include_in_schema=False)


@router.get("/curate/login/elsewhere")
def leave(request: Request, next: str = HOME) -> Response:
    """Lead to the provider."""
    desk, language = desk_of(request), language_of(request)
    mark = _ENGLISH if language == "en" else ""
    pending, state, browser = PendingSignIns(desk.database).begin(safe_next(next), mark=mark)
    try:
        address = _client(request).address(pending, state, _return_address(request))
    except AccessError as fault:
        return answer_page(request, next, fault=problem_of(fault, language))
    response = RedirectResponse(address, status_code=303)
    response.headers["Cache-Control"] = "no-store"
    desk.set_cookie(response, _COOKIE, browser, seconds=PENDING_SECONDS)
    return response


@router.get(_RETURN)
def come_back(request: Request, state: str = "", code: str = "", iss: str = "", error: str = "") -> Response:
    """Open a session for who comes back from the provider and has an account; tell anybody else why not."""
    desk = desk_of(request)
    language: Language = "en" if state.startswith(_ENGLISH) else "fr"
    browser = request.cookies.get(desk.cookie_called(_COOKIE), "")
    pending = PendingSignIns(desk.database).take(state[:_LONGEST], browser)
    try:
        account = _account(request, pending, code=code, iss=iss, error=error)
    except AccessError as fault:
        desk.accounts.note(None, "sign-in-elsewhere-refused", "")
        where = HOME if pending is None else pending.destination
        response = answer_page(request, where, fault=problem_of(fault, language), language=language)
    else:
        assert pending is not None
        destination = in_language(pending.destination, language)
        response = with_session(RedirectResponse(destination, status_code=303), request, account)
    desk.forget_cookie(response, _COOKIE)
    return response


def _account(request: Request, pending: PendingSignIn | None, *, code: str, iss: str, error: str) -> Account:
    """
    Return whose account it is.

    Raises:
        AccessError: The way back is none, the provider said no, or nobody here has that address.
    """
    client = _client(request)
    if pending is None:
        raise SignInNeededError(_NO_WAY_BACK, hint=_BEGIN_AGAIN)
    if error or not code or iss not in ("", client.provider.issuer):
        raise SignInNeededError(_said_no(client.provider.name), hint=_BEGIN_AGAIN)
    email = client.email(code[:_LONGEST], pending, _return_address(request))
    account = desk_of(request).accounts.find(email)
    if account is None:
        raise NotAllowedError(
            Text(fr=f"Aucun compte n'a ici l'adresse {email}.", en=f"No account here has the address {email}."),
            hint=Text(
                fr="Demandez à un administrateur d'en ouvrir un à cette adresse ; on ne s'inscrit pas soi-même.",
                en="Ask an administrator to open one for this address; nobody registers by themselves.",
            ),
        )
    return account


def _client(request: Request) -> OpenidClient:
    client = desk_of(request).elsewhere
    assert client is not None  # without a provider there are no such routes
    return client


def _return_address(request: Request) -> str:
    return root_of_site(request) + _RETURN


def _said_no(name: str) -> Text:
    return Text(
        fr=f"{name} ne vous a pas connecté, ou vous y avez renoncé.",
        en=f"{name} did not sign you in, or you gave it up.",
    )


_NO_WAY_BACK: Final = Text(
    fr="Cette connexion a expiré, a déjà servi, ou a été commencée dans un autre navigateur.",
    en="This way of signing in has expired, has been used already, or was begun in another browser.",
)
_BEGIN_AGAIN: Final = Text(fr="Recommencez à partir de cette page.", en="Begin again from this page.")
