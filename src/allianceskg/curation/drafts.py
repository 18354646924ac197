"""
Drafts: what curators have typed, as they typed it, from the first word to publication.

A draft is never refused, however incomplete. It lies in the database of the workspace, in no commit and in no store. Each
save is a version, so that two people who write in one draft can be brought together.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from allianceskg.curation.accounts import Account
from allianceskg.curation.database import Database
from allianceskg.errors import ConflictError, NotAllowedError, NotFoundError, StaleError
from allianceskg.language import Text

_VERSIONS_KEPT: Final = 100
_LONGEST_COMMENT: Final = 5_000


class DraftState(StrEnum):
    """Where a draft stands."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    REFUSED = "refused"
    PUBLISHED = "published"
    ABANDONED = "abandoned"

    @property
    def is_open(self) -> bool:
        """Whether it is still being worked on."""
        return self in (DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.REFUSED)


@dataclass(frozen=True, slots=True)
class Draft:
    """
    A draft as it was last saved.

    Attributes:
        group: `cases`, `actors` or `resources`.
        slug: The identifier that the record will have; empty while nobody has chosen one.
        base: The published text that it was made from; None for a new record.
        used: Names of parts that earlier versions of the record had.
        version: From 1; each save is one more.
        title: What it is called in lists; may be empty.
        author: The address of who opened it.
        changed_by: The address of who saved it last.
    """

    number: int
    group: str
    slug: str
    state: DraftState
    author: str
    base: bytes | None
    used: tuple[str, ...]
    version: int
    fields: dict[str, Any]
    title: str
    created: datetime
    changed: datetime
    changed_by: str

    @property
    def name(self) -> str:
        """The name that the record will have: `cases/danone-grameen`."""
        return f"{self.group}/{self.slug}"

    @property
    def tag(self) -> str:
        """What tells this version from any other, as an entity tag."""
        return f'"draft-{self.number}-{self.version}"'


@dataclass(frozen=True, slots=True)
class DraftComment:
    """
    Something said about a draft, or done with it.

    Attributes:
        what: `comment`, or what was done: `submitted`, `refused`, `published`.
    """

    moment: datetime
    who: str
    what: str
    text: str


class Drafts:
    """
    The drafts of a workspace.

    Args:
        now: The clock, in seconds since 1970.
    """

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = now

    def open(
        self,
        account: Account,
        group: str,
        *,
        slug: str = "",
        fields: Mapping[str, Any],
        base: bytes | None = None,
        used: Collection[str] = (),
    ) -> Draft:
        """Open a draft."""
        now = self._now()
        with self._database.writing() as connection:
            row = connection.execute(
                "INSERT INTO drafts (record_group, slug, state, author, base, used, version, fields, title, created, "
                "changed, changed_by) VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?) RETURNING *",
                (
                    group, slug, DraftState.DRAFT, account.email, base, json.dumps(sorted(used)), _json(fields),
                    title_of(fields), now, now, account.email,
                ),
            ).fetchone()  # fmt: skip
            _keep_version(connection, row)
        return _draft(row)

    def get(self, number: int) -> Draft:
        """
        Return a draft.

        Raises:
            NotFoundError: There is none of that number.
        """
        with self._database.reading() as connection:
            return _draft(_row(connection, number))

    def all(self, *states: DraftState) -> list[Draft]:
        """List the drafts in some states, by default the open ones, the one changed last first."""
        wanted = states or tuple(state for state in DraftState if state.is_open)
        marks = ", ".join("?" * len(wanted))
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT * FROM drafts WHERE state IN ({marks}) ORDER BY changed DESC, number DESC",  # noqa: S608
                wanted,
            ).fetchall()
        return [_draft(row) for row in rows]

    def of_record(self, group: str, slug: str) -> list[Draft]:
        """List the open drafts of a record."""
        return [one for one in self.all() if (one.group, one.slug) == (group, slug)]

    def save(
        self, number: int, account: Account, *, fields: Mapping[str, Any], slug: str, expected: int | None = None
    ) -> Draft:
        """
        Save what was typed; a draft in review goes back to its writer.

        Args:
            expected: The version that the writer has seen; None where they do not care.

        Raises:
            StaleError: Somebody else saved it meanwhile.
            ConflictError: It is published or abandoned.
        """
        with self._database.writing() as connection:
            row = _row(connection, number)
            _check_open(row)
            _check_version(row["version"], expected)
            if json.loads(row["fields"]) == fields and row["slug"] == slug:
                return _draft(row)
            row = connection.execute(
                "UPDATE drafts SET version = version + 1, fields = ?, title = ?, slug = ?, state = ?, changed = ?, "
                "changed_by = ? WHERE number = ? RETURNING *",
                (
                    _json(fields), title_of(fields), slug, DraftState.DRAFT, self._now(), account.email, number,
                ),
            ).fetchone()  # fmt: skip
            _keep_version(connection, row)
        return _draft(row)

    def rebase(
        self, number: int, account: Account, *, fields: Mapping[str, Any], base: bytes, expected: int | None = None
    ) -> Draft:
        """Save what a draft has become after the record was published anew, and what it is now made from."""
        with self._database.writing() as connection:
            _check_version(_row(connection, number)["version"], expected)
            connection.execute("UPDATE drafts SET base = ? WHERE number = ?", (base, number))
        draft = self.get(number)
        return self.save(number, account, fields=fields, slug=draft.slug, expected=draft.version)

    def version(self, number: int, version: int) -> dict[str, Any] | None:
        """Return the fields of an earlier version; None where it is no longer kept."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT fields FROM draft_versions WHERE draft = ? AND version = ?", (number, version)
            ).fetchone()
        return None if row is None else json.loads(row["fields"])

    def submit(self, number: int, account: Account, *, expected: int | None = None) -> Draft:
        """
        Hand a draft in for review.

        Raises:
            ConflictError: It is in review, published or abandoned.
        """
        return self._move(
            number, account, DraftState.IN_REVIEW, (DraftState.DRAFT, DraftState.REFUSED), "submitted", "", expected
        )

    def refuse(self, number: int, account: Account, reason: str, *, expected: int | None = None) -> Draft:
        """
        Give a draft back to its writer, who may mend it and hand it in again.

        Raises:
            ConflictError: It is not in review, or no reason is given.
        """
        if not reason.strip():
            raise ConflictError(
                Text(fr="Dites pourquoi la fiche est rendue.", en="Say why the record is given back."),
                hint=Text(fr="Le rédacteur lira cette raison.", en="The writer will read this reason."),
            )
        return self._move(
            number, account, DraftState.REFUSED, (DraftState.IN_REVIEW,), "refused", reason.strip(), expected
        )

    def published(self, number: int, account: Account) -> Draft:
        """Note that a draft was published."""
        open_states = tuple(state for state in DraftState if state.is_open)
        return self._move(number, account, DraftState.PUBLISHED, open_states, "published", "", None)

    def abandon(self, number: int, account: Account, *, expected: int | None = None) -> Draft:
        """Take a draft out of all lists; what was typed is kept."""
        open_states = tuple(state for state in DraftState if state.is_open)
        return self._move(number, account, DraftState.ABANDONED, open_states, "abandoned", "", expected)

    def check_publisher(self, draft: Draft, account: Account, *, is_alone: bool) -> None:
        """
        Refuse that somebody publishes what they wrote themselves.

        Args:
            is_alone: Whether one person curates alone, which lets them.

        Raises:
            NotAllowedError: They wrote it.
            ConflictError: It is not in review.
        """
        if not draft.state.is_open:
            raise _closed(draft.state)
        if is_alone:
            return
        if account.email in (draft.author, draft.changed_by):
            raise NotAllowedError(
                Text(
                    fr="Vous avez écrit cette fiche : une autre personne doit la relire et la publier.",
                    en="You wrote this record: somebody else must review and publish it.",
                ),
                hint=Text(
                    fr="Un observatoire d'une seule personne a un réglage pour cela.",
                    en="An observatory of one person has a setting for this.",
                ),
            )
        if draft.state != DraftState.IN_REVIEW:
            raise ConflictError(
                Text(
                    fr="Cette fiche n'est pas en relecture : son auteur doit d'abord la remettre.",
                    en="This record is not in review: its writer must hand it in first.",
                )
            )

    def comment(self, number: int, account: Account, text: str) -> None:
        """Say something about a draft."""
        if text.strip():
            with self._database.writing() as connection:
                _row(connection, number)
                self._note(connection, number, account, "comment", text.strip()[:_LONGEST_COMMENT])

    def comments(self, number: int) -> list[DraftComment]:
        """Return what was said and done, the oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM draft_comments WHERE draft = ? ORDER BY number", (number,)
            ).fetchall()
        return [DraftComment(_moment(row["moment"]), row["who"], row["what"], row["text"]) for row in rows]

    def _move(
        self,
        number: int,
        account: Account,
        to: DraftState,
        admitted: Collection[DraftState],
        what: str,
        text: str,
        expected: int | None,
    ) -> Draft:
        with self._database.writing() as connection:
            row = _row(connection, number)
            _check_version(row["version"], expected)
            state = DraftState(row["state"])
            if state not in admitted:
                raise _closed(state)
            row = connection.execute(
                "UPDATE drafts SET state = ?, changed = ? WHERE number = ? RETURNING *", (to, self._now(), number)
            ).fetchone()
            self._note(connection, number, account, what, text)
        return _draft(row)

    def _note(self, connection: sqlite3.Connection, number: int, account: Account, what: str, text: str) -> None:
        connection.execute(
            "INSERT INTO draft_comments (draft, moment, who, what, text) VALUES (?, ?, ?, ?, ?)",
            (number, self._now(), account.email, what, text),
        )

    def _now(self) -> int:
        return int(self._clock())


def title_of(fields: Mapping[str, Any]) -> str:
    """
    Return what a record calls itself, in French where it does.

    >>> title_of({"title": {"en": "A garden", "fr": " "}}), title_of({})
    ('A garden', '')
    """
    said = fields.get("title") or fields.get("prefLabel") or ""
    texts = list(said.values()) if isinstance(said, Mapping) else [said]
    french = said.get("fr") if isinstance(said, Mapping) else said
    found = next((one.strip() for one in (french, *texts) if isinstance(one, str) and one.strip()), "")
    return " ".join(found.split())[:200]


def _row(connection: sqlite3.Connection, number: int) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute("SELECT * FROM drafts WHERE number = ?", (number,)).fetchone()
    if row is None:
        raise NotFoundError(
            Text(fr=f"Aucun brouillon n'a le numéro {number}.", en=f"No draft has the number {number}."),
            hint=Text(fr="Ils sont à /curate.", en="They are at /curate."),
        )
    return row


def check_seen(draft: Draft, expected: int | None) -> None:
    """
    Refuse to go on with a draft that somebody else has saved since.

    Args:
        expected: The version that whoever asks has seen; None where they do not care.

    Raises:
        StaleError: It is another one.
    """
    _check_version(draft.version, expected)


def _check_version(version: int, expected: int | None) -> None:
    if expected is not None and version != expected:
        raise StaleError(
            Text(
                fr="Quelqu'un d'autre a enregistré ce brouillon depuis que vous l'avez ouvert.",
                en="Somebody else has saved this draft since you opened it.",
            ),
            hint=Text(fr="Relisez-le : rien n'a été perdu.", en="Read it again: nothing was lost."),
        )


def _check_open(row: sqlite3.Row) -> None:
    state = DraftState(row["state"])
    if not state.is_open:
        raise _closed(state)


def _closed(state: DraftState) -> ConflictError:
    said = STATE_NAMES[state]
    return ConflictError(
        Text(
            fr=f"Ce n'est pas possible à ce stade : {said.fr.lower()}.",
            en=f"This is not possible at this stage: {said.en.lower()}.",
        ),
        hint=Text(fr="Rechargez la page.", en="Load the page again."),
    )


def _keep_version(connection: sqlite3.Connection, row: sqlite3.Row) -> None:
    connection.execute(
        "INSERT INTO draft_versions VALUES (?, ?, ?, ?, ?)",
        (row["number"], row["version"], row["changed_by"], row["changed"], row["fields"]),
    )
    connection.execute(
        "DELETE FROM draft_versions WHERE draft = ? AND version <= ?", (row["number"], row["version"] - _VERSIONS_KEPT)
    )


def _draft(row: sqlite3.Row) -> Draft:
    return Draft(
        number=row["number"],
        group=row["record_group"],
        slug=row["slug"],
        state=DraftState(row["state"]),
        author=row["author"],
        base=row["base"],
        used=tuple(json.loads(row["used"])),
        version=row["version"],
        fields=json.loads(row["fields"]),
        title=row["title"],
        created=_moment(row["created"]),
        changed=_moment(row["changed"]),
        changed_by=row["changed_by"],
    )


def _json(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


STATE_NAMES: Final[Mapping[DraftState, Text]] = {
    DraftState.DRAFT: Text(fr="Brouillon", en="Draft"),
    DraftState.IN_REVIEW: Text(fr="En relecture", en="In review"),
    DraftState.REFUSED: Text(fr="À reprendre", en="To be mended"),
    DraftState.PUBLISHED: Text(fr="Publié", en="Published"),
    DraftState.ABANDONED: Text(fr="Abandonné", en="Abandoned"),
}
"""What each state is called on the screen."""
