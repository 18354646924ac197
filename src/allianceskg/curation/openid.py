"""
Asking a provider of OpenID Connect who somebody is: authorization code, PKCE, and an answer of which everything is checked.

Only an address that the provider says it has verified is given back. What went wrong is logged; people are told what
they can do.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from typing import Any, Final

import httpx2
from authlib.integrations.httpx_client import OAuth2Client, OAuthError
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from allianceskg.curation.identity_provider import IdentityProvider, is_safe_place
from allianceskg.curation.pending_sign_ins import PendingSignIn
from allianceskg.errors import NotAllowedError, ProviderError, SignInNeededError
from allianceskg.language import Text

_SECONDS: Final = 10.0
_KNOWN_SECONDS: Final = 3_600.0
_LEFT_ALONE_SECONDS: Final = 10.0
_LEEWAY_SECONDS: Final = 60
_SCOPE: Final = "openid email"
_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""With a key of which only the provider has the private half: never `none`, never a secret that is shared."""
_KEY_TYPES: Final = ("RSA", "EC")
_PLACES: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")

logger = logging.getLogger(__name__)


class OpenidClient:
    """
    What this site is to a provider, and asks of it.

    Args:
        seconds: How long the provider may take for each answer.
    """

    def __init__(self, provider: IdentityProvider, *, seconds: float = _SECONDS) -> None:
        self.provider = provider
        self._seconds = seconds
        self._turn = threading.Lock()
        self._described: Mapping[str, Any] = {}
        self._described_at = 0.0
        self._failed: ProviderError | None = None
        self._failed_at = 0.0
        self._keys: KeySet | None = None

    def address(self, pending: PendingSignIn, state: str, redirect: str) -> str:
        """
        Return where the provider asks somebody who they are.

        Args:
            redirect: Our own address, to which it sends them back.

        Raises:
            ProviderError: It does not answer, or describes itself otherwise than it must.
        """
        described = self._describe()
        with self._client(redirect) as client:
            address, _ = client.create_authorization_url(
                described["authorization_endpoint"], state=state, nonce=pending.nonce, code_verifier=pending.verifier
            )
        return str(address)

    def email(self, code: str, pending: PendingSignIn, redirect: str) -> str:
        """
        Return the verified address of who came back with a code.

        Raises:
            ProviderError: The provider does not answer.
            SignInNeededError: What it answers cannot be believed.
            NotAllowedError: It does not say that the address is verified.
        """
        described = self._describe()
        try:
            with self._client(redirect) as client:
                given = client.fetch_token(
                    described["token_endpoint"],
                    code=code,
                    code_verifier=pending.verifier,
                    grant_type="authorization_code",
                )
                claims = self._checked(given, pending.nonce)
                if "email" not in claims and "userinfo_endpoint" in described:
                    claims = self._asked_further(client, described["userinfo_endpoint"], given, claims)
        except (httpx2.HTTPError, httpx2.InvalidURL) as fault:
            raise self._no_answer(fault) from fault
        except (OAuthError, JoseError, ValueError, KeyError, TypeError) as fault:
            raise self._not_believed(fault) from fault
        email = claims.get("email")
        # Some providers write the truth as a word.
        if not isinstance(email, str) or claims.get("email_verified") not in (True, "true"):
            raise self._not_verified()
        return email

    def _checked(self, given: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        """Return what the provider says of somebody, once its signature, audience, time and nonce are the right ones."""
        token = self._decoded(given["id_token"])
        # authlib takes an audience that is not this site where `azp` is; it is asked for here by name.
        wanted = {
            "iss": {"essential": True, "value": self.provider.issuer},
            "aud": {"essential": True, "value": self.provider.client},
            "nonce": {"essential": True, "value": nonce},
        }
        known = {"nonce": nonce, "client_id": self.provider.client, "access_token": given.get("access_token")}
        claims = CodeIDToken(token.claims, token.header, wanted, known)
        claims.validate(leeway=_LEEWAY_SECONDS)
        return dict(claims)

    def _decoded(self, text: str) -> jwt.Token:
        registry = JWSRegistry(algorithms=list(_ALGORITHMS), strict_check_header=False)
        try:
            return jwt.decode(text, self._fetch_keys(), registry=registry)
        except InvalidKeyIdError:  # it has taken a new key since
            return jwt.decode(text, self._fetch_keys(is_anew=True), registry=registry)

    def _asked_further(
        self, client: OAuth2Client, address: str, given: Mapping[str, Any], claims: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Ask for the address, where the answer itself does not hold it."""
        bearer = {"Authorization": f"Bearer {given['access_token']}"}
        found = _content(client.request("GET", _place(address), withhold_token=True, headers=bearer))
        if found.get("sub") != claims["sub"]:
            message = "the user is not the one of the token"
            raise ValueError(message)
        return found

    def _describe(self) -> Mapping[str, Any]:
        """Return what the provider says of itself, which is asked for once an hour; one that is silent is left alone a while."""
        with self._turn:
            now = time.monotonic()
            if self._failed is not None and now - self._failed_at < _LEFT_ALONE_SECONDS:
                raise ProviderError(self._failed.message, hint=self._failed.hint)
            if not self._described or now - self._described_at > _KNOWN_SECONDS:
                try:
                    self._described, self._described_at = self._description(), time.monotonic()
                except ProviderError as fault:
                    # Whoever waits for their turn meanwhile is told so at once, and holds no thread of the server.
                    self._failed, self._failed_at = fault, time.monotonic()
                    raise
                self._failed = None
            return self._described

    def _description(self) -> Mapping[str, Any]:
        address = get_well_known_url(self.provider.issuer, external=True)
        try:
            with httpx2.Client(timeout=self._seconds) as client:
                found = _content(client.get(address))
            if found.get("issuer") != self.provider.issuer:
                message = f"it calls itself {found.get('issuer')}"
                raise ValueError(message)
            return {**found, **{name: _place(found.get(name)) for name in _PLACES}}
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as fault:
            raise self._no_answer(fault) from fault

    def _fetch_keys(self, *, is_anew: bool = False) -> KeySet:
        with self._turn:
            if self._keys is None or is_anew:
                with httpx2.Client(timeout=self._seconds) as client:
                    found = _content(client.get(self._described["jwks_uri"]))
                keys = [one for one in found["keys"] if one.get("kty") in _KEY_TYPES and one.get("use") != "enc"]
                self._keys = KeySet.import_key_set({"keys": keys})
            return self._keys

    def _client(self, redirect: str) -> OAuth2Client:
        offered = self._described.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        method = "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"
        return OAuth2Client(
            client_id=self.provider.client,
            client_secret=self.provider.secret or None,
            token_endpoint_auth_method=method if self.provider.secret else "none",
            scope=_SCOPE,
            redirect_uri=redirect,
            code_challenge_method="S256",
            timeout=self._seconds,
        )

    def _no_answer(self, fault: Exception) -> ProviderError:
        logger.warning("event=provider_unavailable issuer=%s error=%r", self.provider.issuer, fault)
        name = self.provider.name
        return ProviderError(
            Text(
                fr=f"{name} ne répond pas comme il le faudrait : on ne peut pas s'y connecter pour l'instant.",
                en=f"{name} does not answer as it should: nobody can sign in there just now.",
            ),
            hint=Text(
                fr="Connectez-vous avec votre mot de passe, ou recommencez dans quelques minutes.",
                en="Sign in with your password, or try again in a few minutes.",
            ),
        )

    def _not_believed(self, fault: Exception) -> SignInNeededError:
        logger.warning("event=sign_in_not_believed issuer=%s error=%r", self.provider.issuer, fault)
        name = self.provider.name
        return SignInNeededError(
            Text(
                fr=f"La réponse de {name} n'a pas pu être vérifiée : vous n'êtes pas connecté.",
                en=f"The answer of {name} could not be verified: you are not signed in.",
            ),
            hint=Text(
                fr="Recommencez. Si cela se répète, prévenez un administrateur : le journal du serveur dit pourquoi.",
                en="Do it again. If it happens again, tell an administrator: the log of the server says why.",
            ),
        )

    def _not_verified(self) -> NotAllowedError:
        name = self.provider.name
        return NotAllowedError(
            Text(
                fr=f"{name} ne dit pas avoir vérifié votre adresse de courriel.",
                en=f"{name} does not say that it has verified your e-mail address.",
            ),
            hint=Text(
                fr="Faites-la vérifier là-bas, ou connectez-vous avec votre mot de passe.",
                en="Have it verified there, or sign in with your password.",
            ),
        )


def _place(address: Any) -> str:
    if not isinstance(address, str) or not is_safe_place(address):
        message = f"no address to be trusted: {address!r}"
        raise ValueError(message)
    return address


def _content(response: httpx2.Response) -> dict[str, Any]:
    """Read an object of JSON."""
    response.raise_for_status()
    found = response.json()
    if not isinstance(found, dict):
        message = "no object of JSON"
        raise ValueError(message)
    return found
