"""
Who sends a form of the desk; when their session has ended, by the password that comes with it, and nothing of it is lost.

A handler takes a `Writer` or a `Reviewer`, and is reached by nobody else. Its router makes its routes with `FormRoute`.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from allianceskg.curation.accounts import Account, Role
from allianceskg.errors import SignInNeededError, TooManyTriesError
from allianceskg.language import Text
from allianceskg.serving.headers import header_of
from allianceskg.web.curate.bench import work_page
from allianceskg.web.curate.desk import account_of, check_origin, check_role, desk_of
from allianceskg.web.curate.posted import Pairs, Sent
from allianceskg.web.curate.signing_in import with_session
from allianceskg.web.requests import language_of
from allianceskg.web.urls import in_language

_AGAIN: Final = ("again.email", "again.password")


class _PasswordNeededError(Exception):
    """The session of who sent a form has ended; what is wrong with the password that came with it, if one did."""

    def __init__(self, pairs: Pairs, wrong: Text | None = None) -> None:
        super().__init__()
        self.pairs = pairs
        self.wrong = wrong


class FormRoute(APIRoute):
    """A route that asks for the password where it is needed, and opens a session for who has given it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        answer = super().get_route_handler()

        async def answer_writer(request: Request) -> Response:
            try:
                response = await answer(request)
            except _PasswordNeededError as fault:
                return await run_in_threadpool(_ask_again, request, fault)
            returning = getattr(request.state, "returning", None)
            if returning is None:
                return response
            return await run_in_threadpool(with_session, response, request, returning)

        return answer_writer


def _writer(request: Request, sent: Sent) -> Account:
    """
    Return who sent a form.

    Raises:
        NotAllowedError: They may not do this, or the form came from another site.
    """
    return _sender(request, sent, Role.CURATOR)


def _reviewer(request: Request, sent: Sent) -> Account:
    """Return who sent a form that only reviewers may send; see `_writer`."""
    return _sender(request, sent, Role.REVIEWER)


Writer = Annotated[Account, Depends(_writer)]
Reviewer = Annotated[Account, Depends(_reviewer)]


def _sender(request: Request, pairs: Pairs, role: Role) -> Account:
    check_origin(request)
    account = account_of(request)
    if account is None:
        account = request.state.returning = _returning(request, pairs)
    check_role(account, role)
    return account


def _returning(request: Request, pairs: Pairs) -> Account:
    """Return whose address and password came with a form."""
    given = dict(pairs)
    if not all(given.get(name) for name in _AGAIN):
        raise _PasswordNeededError(pairs)
    address = request.client.host if request.client is not None else ""
    try:
        return desk_of(request).accounts.of_password(*(given[name] for name in _AGAIN), address=address)
    except (SignInNeededError, TooManyTriesError) as fault:
        raise _PasswordNeededError(pairs, fault.message) from fault


def _ask_again(request: Request, fault: _PasswordNeededError) -> Response:
    """Ask for the password: in a page that holds all that was sent, or of the script whose page does."""
    language = language_of(request)
    if "application/json" in header_of(request.scope, b"accept"):
        detail = "" if fault.wrong is None else fault.wrong.in_language(language)
        return JSONResponse({"detail": detail}, status_code=401, headers={"Cache-Control": "no-store"})
    kept = [pair for pair in fault.pairs if pair[0] not in _AGAIN]
    action = in_language(request.url.path, language)
    return work_page("again.html", request, None, status=401, kept=kept, wrong=fault.wrong, action=action)
