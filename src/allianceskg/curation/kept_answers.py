"""Answers to requests that carry a key, kept so that whoever repeats a request gets the same answer, and no second commit."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from allianceskg.curation.database import Database
from allianceskg.errors import KeyReusedError
from allianceskg.language import Text

_KEPT_SECONDS: Final = 30 * 86400


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """
    What was answered, or was about to be when the program died.

    Attributes:
        answer: As its writer reads it back.
        version: The commit that was made of the request: unless it is published, nothing was answered.
    """

    answer: str
    version: str


class KeptAnswers:
    """The answers that a database keeps, each for thirty days."""

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = now

    def find(self, who: str, key: str, request: str) -> KeptAnswer | None:
        """
        Return what was kept for a key of somebody.

        Args:
            request: What tells this request from others.

        Raises:
            KeyReusedError: The key was for another request.
        """
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM answers WHERE who = ? AND key = ?", (who, key)).fetchone()
        if row is None:
            return None
        if row["request"] != request:
            raise KeyReusedError(
                Text(
                    fr="Cette clé a déjà servi pour une autre demande ; rien n'a été changé.",
                    en="This key has served already for another request; nothing was changed.",
                ),
                hint=Text(fr="Donnez une clé nouvelle à cette demande.", en="Give this request a new key."),
            )
        return KeptAnswer(row["answer"], row["version"])

    def keep(self, who: str, key: str, request: str, kept: KeptAnswer) -> None:
        """Keep an answer; one that stood under the key was never given."""
        now = int(self._clock())
        with self._database.writing() as connection:
            connection.execute("DELETE FROM answers WHERE moment < ?", (now - _KEPT_SECONDS,))
            connection.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)",
                (who, key, request, kept.answer, kept.version, now),
            )
