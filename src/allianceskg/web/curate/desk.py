"""The desk of a server that curates: what its handlers work with, who asks, and whether they may."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from fastapi import Request, Response

from allianceskg.curation.accounts import Account, Accounts, Role
from allianceskg.curation.database import Database
from allianceskg.curation.publication import Publisher
from allianceskg.errors import NotAllowedError, SignInNeededError
from allianceskg.files import Home
from allianceskg.language import Text
from allianceskg.serving.addresses import root_of
from allianceskg.serving.headers import header_of

if TYPE_CHECKING:
    from allianceskg.curation.openid import OpenidClient

_BEARER: Final = re.compile(r"bearer +(?P<token>[A-Za-z0-9._~+/=-]{1,500}) *", re.IGNORECASE)
_READING: Final = ("GET", "HEAD", "OPTIONS")
_ROLES: Final = {
    Role.CURATOR: Text(fr="rédacteur", en="curator"),
    Role.REVIEWER: Text(fr="relecteur", en="reviewer"),
    Role.ADMINISTRATOR: Text(fr="administrateur", en="administrator"),
}


@dataclass(frozen=True)
class Desk:
    """
    What curation works with; there is one in `app.state.desk`, and none in a server that does not curate.

    Attributes:
        publisher: The one writer, open for the life of the server.
        home: With its workspace.
        is_alone: Whether one person curates alone, and may publish drafts of their own.
        public_url: Where people find this site, without a slash at its end; empty when no setting says so.
        elsewhere: By which people may sign in elsewhere; None where no setting names a provider.
        one_at_a_time: Held while a request with a key is answered, so that its repetition waits.
    """

    publisher: Publisher
    accounts: Accounts
    database: Database
    home: Home
    is_alone: bool = False
    public_url: str = ""
    elsewhere: OpenidClient | None = None
    one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_secure(self) -> bool:
        """Whether people reach this site by https, so that its cookies are for https only."""
        return self.public_url.startswith("https://")

    @property
    def cookie(self) -> str:
        """The name of the cookie that holds the secret of a session."""
        return self.cookie_called("session")

    def cookie_called(self, name: str) -> str:
        """Return the whole name of one of our cookies."""
        return f"__Host-allianceskg-{name}" if self.is_secure else f"allianceskg-{name}"

    @property
    def provider_name(self) -> str:
        """What the provider is called by which people may sign in elsewhere; empty where there is none."""
        return self.elsewhere.provider.name if self.elsewhere is not None else ""

    def set_cookie(self, response: Response, name: str, secret: str, *, seconds: int) -> None:
        """Let a browser keep a secret that scripts cannot read, and other sites cannot use."""
        response.set_cookie(
            self.cookie_called(name),
            secret,
            max_age=seconds,
            path="/",
            secure=self.is_secure,
            httponly=True,
            samesite="lax",
        )

    def forget_cookie(self, response: Response, name: str) -> None:
        """Let a browser forget a secret."""
        response.delete_cookie(self.cookie_called(name), path="/", secure=self.is_secure, httponly=True, samesite="lax")


def desk_of(request: Request) -> Desk:
    """Return the desk of the server."""
    desk: Desk = request.app.state.desk
    return desk


def account_of(request: Request) -> Account | None:
    """
    Return who asks, by a token or by a session; None for a reader who did not sign in.

    Raises:
        SignInNeededError: The token is none, or was revoked.
    """
    if not hasattr(request.state, "account"):
        request.state.account = _account_of(request)
    account: Account | None = request.state.account
    return account


def nobody_signed_in() -> SignInNeededError:
    """Say that it takes an account."""
    return SignInNeededError(
        Text(fr="Il faut être connecté pour faire cela.", en="You must be signed in to do this."),
        hint=Text(
            fr="Connectez-vous à /curate/login ; un programme envoie son jeton : Authorization: Bearer JETON.",
            en="Sign in at /curate/login; a program sends its token: Authorization: Bearer TOKEN.",
        ),
    )


def require(request: Request, role: Role) -> Account:
    """
    Return who asks, if they may do what a role allows.

    A request that changes something and comes with a session must come from a page of this site.

    Raises:
        SignInNeededError: Nobody is signed in: 401.
        NotAllowedError: They may not, or come from another site: 403.
    """
    account = account_of(request)
    if account is None:
        raise nobody_signed_in()
    check_origin(request)
    check_role(account, role)
    return account


def check_role(account: Account, role: Role) -> None:
    """
    Refuse what an account may not do.

    Raises:
        NotAllowedError: Its role does not allow it.
    """
    if not account.role.allows(role):
        raise NotAllowedError(
            Text(
                fr=f"Il faut pour cela le rôle {_ROLES[role].fr} ; le vôtre est {_ROLES[account.role].fr}.",
                en=f"This needs the role of {_ROLES[role].en}; yours is {_ROLES[account.role].en}.",
            ),
            hint=Text(fr="Demandez à un relecteur ou à un administrateur.", en="Ask a reviewer or an administrator."),
        )


def check_origin(request: Request) -> None:
    """
    Refuse a request that changes something and was sent by a page of another site, with the cookie of this one.

    A token is no cookie: no browser adds it by itself, and programs have no origin.

    Raises:
        NotAllowedError: It was.
    """
    if request.method in _READING or header_of(request.scope, b"authorization"):
        return
    origin = header_of(request.scope, b"origin").lower()
    # A page that sends no referrer has the origin “null”; the browser then says by itself where it comes from.
    is_told_otherwise = origin in ("", "null") and header_of(request.scope, b"sec-fetch-site") == "same-origin"
    if not is_told_otherwise and origin not in _own_origins(request):
        raise NotAllowedError(
            Text(
                fr="Cette demande ne vient pas d'une page de ce site ; rien n'a été changé.",
                en="This request does not come from a page of this site; nothing was changed.",
            ),
            hint=Text(
                fr="Recommencez à partir de la page. Si le site a une adresse publique, indiquez-la dans ALLIANCESKG_PUBLIC_URL.",
                en="Do it again from the page. If the site has a public address, name it in ALLIANCESKG_PUBLIC_URL.",
            ),
        )


def _account_of(request: Request) -> Account | None:
    desk, given = desk_of(request), header_of(request.scope, b"authorization")
    if given:
        match = _BEARER.fullmatch(given.strip())
        return desk.accounts.of_token(match["token"] if match is not None else "")
    secret = request.cookies.get(desk.cookie)
    return desk.accounts.of_session(secret) if secret else None


def _own_origins(request: Request) -> set[str]:
    parts = urlsplit(desk_of(request).public_url)
    public = {f"{parts.scheme}://{parts.netloc}".lower()} if parts.netloc else set()
    return {root_of(request.scope).lower(), *public}
