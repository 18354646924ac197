"""
Ways to sign in elsewhere that were begun and have not come back yet.

What must be the same on the way back is kept here and never in the browser, which holds one secret that ties the way to
it: nobody can be brought in on a way that somebody else began.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from allianceskg.curation.database import Database
from allianceskg.files import digest_of

PENDING_SECONDS: Final = 600
"""After which a way that was begun leads nowhere."""

_MOST: Final = 1_000
_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class PendingSignIn:
    """
    A way that was begun.

    Attributes:
        nonce: What the provider must repeat in its answer.
        verifier: Of PKCE: by it whoever fetches the answer shows that they asked for it.
        destination: Where to go afterwards: a path of this site.
    """

    nonce: str
    verifier: str
    destination: str


class PendingSignIns:
    """
    The ways of a workspace.

    Args:
        now: The clock, in seconds since 1970.
    """

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = now

    def begin(self, destination: str, *, mark: str = "") -> tuple[PendingSignIn, str, str]:
        """
        Begin a way.

        Args:
            mark: Stands at the beginning of its state, where it can be read on the way back.

        Returns:
            The way, its state, and the secret for the browser.
        """
        pending = PendingSignIn(_random(), _random(), destination)
        state, browser, now = mark + _random(), _random(), int(self._clock())
        row = (_digest(state), _digest(browser), pending.nonce, pending.verifier, destination, now)
        with self._database.writing() as connection:
            # Anybody may begin one: what is old goes, and beyond a number the oldest.
            connection.execute("DELETE FROM sign_ins WHERE moment NOT BETWEEN ? AND ?", (now - PENDING_SECONDS, now))
            connection.execute(
                "DELETE FROM sign_ins WHERE digest IN "
                "(SELECT digest FROM sign_ins ORDER BY moment DESC LIMIT -1 OFFSET ?)",
                (_MOST - 1,),
            )
            connection.execute("INSERT INTO sign_ins VALUES (?, ?, ?, ?, ?, ?)", row)
        return pending, state, browser

    def take(self, state: str, browser: str) -> PendingSignIn | None:
        """Return the way of a state, once; None where there is none, it is over, or another browser began it."""
        now = int(self._clock())
        with self._database.writing() as connection:
            row = connection.execute(
                "DELETE FROM sign_ins WHERE digest = ? AND browser = ? AND moment BETWEEN ? AND ? RETURNING *",
                (_digest(state), _digest(browser), now - PENDING_SECONDS, now),
            ).fetchone()
        return None if row is None else PendingSignIn(row["nonce"], row["verifier"], row["destination"])


def _random() -> str:
    return secrets.token_urlsafe(_BYTES)


def _digest(secret: str) -> str:
    return digest_of(secret.encode())
