"""A site that curates, in memory: its desk, a client, and who may do what; every name here is invented."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from allianceskg.config import read_settings
from allianceskg.curation.accounts import Role
from allianceskg.web.app import create_app
from allianceskg.web.curate.desk import Desk
from allianceskg.web.curate.desk_opening import opened_desk

PASSWORD = "quatre mots sans lien"
EMAILS = {role: f"{role}@example.org" for role in Role}


@dataclass
class Site:
    """
    A site that curates.

    Attributes:
        tokens: One for each role.
    """

    client: TestClient
    desk: Desk
    tokens: dict[Role, str]

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | dict[str, Any] | str | None = None,
        *,
        role: Role | None = Role.REVIEWER,
        media: str | None = None,
        **headers: str,
    ) -> Response:
        """Ask with the token of a role; a dict is sent as JSON, a text as Turtle."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if role is not None:
            sent["Authorization"] = f"Bearer {self.tokens[role]}"
        if isinstance(body, dict):
            media, body = media or "application/json", json.dumps(body).encode()
        if isinstance(body, str):
            media, body = media or "text/turtle", body.encode()
        if media is not None:
            sent["Content-Type"] = media
        return self.client.request(method, path, content=body, headers=sent)

    def tag(self, path: str) -> str:
        """Return the tag of a record."""
        return str(self.ask("GET", path, role=None).headers["ETag"])

    def commits(self) -> int:
        """Count the commits."""
        return int(self.desk.publisher.workspace.repository.run("rev-list", "--count", "HEAD"))


@contextlib.contextmanager
def opened_site(root: Path, workspace: Path, store: Path, **environment: str) -> Iterator[Site]:
    """Open a site with an account and a token of each role."""
    options = {"home": root, "data": workspace, "store": store}
    settings = read_settings(options, {f"ALLIANCESKG_{name}": value for name, value in environment.items()})
    with opened_desk(settings) as desk:
        settings.load()
        tokens = {}
        for role, email in EMAILS.items():
            if desk.accounts.find(email) is None:
                desk.accounts.add(email, name=f"Camille {role}", role=role, password=PASSWORD)
            tokens[role] = desk.accounts.issue_token(email)
        app = create_app(settings, desk)
        client = TestClient(app, follow_redirects=False, raise_server_exceptions=False)
        yield Site(client, desk, tokens)
