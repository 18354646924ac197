"""
A little provider of OpenID Connect over loopback, as strict as a real one, which a test can let answer wrongly.

Everybody whom it knows is invented.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "observatoire", "un secret & des signes : %+"


@dataclass
class Provider:
    """
    What it answers, and what it was asked.

    Attributes:
        email: Of who signs in.
        claims: Put over those of each answer; None takes one away.
        described: Put over what it says of itself.
        has_email_apart: Whether the address is told by the further endpoint alone.
        key, signs_with: The key that it publishes, and the one by which it signs.
        given: The parameters with which people were sent to it.
        statuses: Of its answers at the token endpoint.
    """

    issuer: str = ""
    email: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    described: dict[str, Any] = field(default_factory=dict)
    has_email_apart: bool = False
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signs_with: RSAKey | None = None
    algorithm: str = "RS256"
    further: dict[str, Any] = field(default_factory=dict)
    given: list[dict[str, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def reset(self) -> None:
        """Answer rightly again."""
        key, issuer = self.key, self.issuer
        self.__dict__.update(Provider(issuer=issuer, key=key).__dict__)

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            **self.described,
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Believe whoever comes; return where they go on."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        self.given.append(asked)
        code = secrets.token_urlsafe()
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.issuer})}"

    def token(self, sent: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Give the answer for a code, once, to the site that asked and can show it."""
        asked = self._codes.pop(sent.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(
            b"="
        )
        proof = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if authorization != f"Basic {proof}":
            return 401, {"error": "invalid_client"}
        is_right = asked is not None and sent.get("redirect_uri") == asked["redirect_uri"]
        if not is_right or challenge.decode() != asked["code_challenge"]:  # type: ignore[index]
            return 400, {"error": "invalid_grant"}
        assert asked is not None
        now = int(time.time())
        said = {"iss": self.issuer, "sub": "42", "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        if not self.has_email_apart:
            said |= {"email": self.email, "email_verified": True}
        said = {name: value for name, value in (said | self.claims).items() if value is not None}
        key = self.signs_with or self.key
        header = {"alg": self.algorithm, "kid": key.kid}
        return 200, {
            "access_token": "un-jeton",
            "token_type": "Bearer",
            "id_token": jwt.encode(header, said, key, algorithms=[self.algorithm]),
        }

    def userinfo(self) -> dict[str, Any]:
        return {"sub": "42", "email": self.email, "email_verified": True, **self.further}


@contextlib.contextmanager
def running_provider() -> Iterator[Provider]:
    """Let a provider answer over loopback."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(_flat(parts.query)))
                self.end_headers()
                return
            answers = {
                "/.well-known/openid-configuration": provider.description,
                "/keys": lambda: {"keys": [provider.key.as_dict(private=False)]},
                "/userinfo": provider.userinfo,
            }
            self._send(200, answers[parts.path]())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, answer = provider.token(_flat(body), self.headers.get("Authorization", ""))
            provider.statuses.append(status)
            self._send(status, answer)

        def _send(self, status: int, answer: dict[str, Any]) -> None:
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield provider
        finally:
            server.shutdown()


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
