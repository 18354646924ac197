"""Drafts: kept as typed, one version a save, from draft to review to publication, never by who wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from allianceskg.curation.accounts import Account, Accounts, Role
from allianceskg.curation.database import Database
from allianceskg.curation.drafts import Drafts, DraftState
from allianceskg.errors import ConflictError, NotAllowedError, NotFoundError, StaleError

WRITER = Account("redactrice@example.org", "Rédactrice", Role.CURATOR)
REVIEWER = Account("relecteur@example.org", "Relecteur", Role.REVIEWER)
TYPED = {"title": {"fr": "  Un début, 😀 23/11/20 <b>"}, "hasPlace": [{"territory": "Orlé"}]}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "curation.sqlite")
    yield database
    database.close()


@pytest.fixture
def drafts(database: Database) -> Drafts:
    accounts = Accounts(database)
    for account in (WRITER, REVIEWER):
        accounts.add(account.email, name=account.name, role=account.role, password=None)
    return Drafts(database)


def test_a_draft_keeps_what_was_typed_as_it_was_typed(drafts: Drafts, database: Database) -> None:
    number = drafts.open(WRITER, "cases", fields=TYPED).number
    again = Drafts(Database.open(database.path)).get(number)
    assert again.fields == TYPED
    assert again.title == "Un début, 😀 23/11/20 <b>"
    assert again.state == DraftState.DRAFT


def test_a_save_of_what_was_seen_is_kept_and_one_of_something_older_is_refused(drafts: Drafts) -> None:
    draft = drafts.open(WRITER, "cases", fields={})
    saved = drafts.save(draft.number, WRITER, fields=TYPED, slug="a", expected=1)
    assert saved.version == 2
    assert drafts.save(draft.number, WRITER, fields=TYPED, slug="a", expected=2).version == 2
    with pytest.raises(StaleError):
        drafts.save(draft.number, REVIEWER, fields={}, slug="b", expected=1)
    assert drafts.get(draft.number).fields == TYPED
    assert drafts.version(draft.number, 1) == {}
    assert drafts.version(draft.number, 9) is None


def test_the_life_of_a_draft(drafts: Drafts) -> None:
    number = drafts.open(WRITER, "cases", fields=TYPED).number
    with pytest.raises(ConflictError):
        drafts.check_publisher(drafts.get(number), REVIEWER, is_alone=False)

    assert drafts.submit(number, WRITER).state == DraftState.IN_REVIEW
    with pytest.raises(ConflictError):
        drafts.submit(number, WRITER)
    with pytest.raises(ConflictError):
        drafts.refuse(number, REVIEWER, "  ")
    assert drafts.refuse(number, REVIEWER, "Il manque une source.").state == DraftState.REFUSED

    saved = drafts.save(number, WRITER, fields={**TYPED, "page": ["a.org"]}, slug="a")
    assert saved.state == DraftState.DRAFT
    drafts.submit(number, WRITER)
    drafts.check_publisher(drafts.get(number), REVIEWER, is_alone=False)
    assert drafts.published(number, REVIEWER).state == DraftState.PUBLISHED

    with pytest.raises(ConflictError):
        drafts.save(number, WRITER, fields={}, slug="a")
    assert [one.what for one in drafts.comments(number)] == ["submitted", "refused", "submitted", "published"]
    assert drafts.all() == []


def test_nobody_publishes_what_they_wrote_unless_they_are_alone(drafts: Drafts) -> None:
    draft = drafts.open(REVIEWER, "cases", fields=TYPED)
    drafts.submit(draft.number, REVIEWER)
    with pytest.raises(NotAllowedError):
        drafts.check_publisher(drafts.get(draft.number), REVIEWER, is_alone=False)
    drafts.check_publisher(drafts.get(draft.number), REVIEWER, is_alone=True)

    other = drafts.open(WRITER, "cases", fields={})
    drafts.save(other.number, REVIEWER, fields=TYPED, slug="")
    drafts.submit(other.number, WRITER)
    with pytest.raises(NotAllowedError):
        drafts.check_publisher(drafts.get(other.number), REVIEWER, is_alone=False)


def test_lists_hold_open_drafts_and_comments_stand_with_them(drafts: Drafts) -> None:
    first = drafts.open(WRITER, "cases", slug="a", fields=TYPED)
    second = drafts.open(WRITER, "actors", slug="b", fields={})
    drafts.comment(first.number, REVIEWER, " D'où vient ce chiffre ? ")
    drafts.comment(first.number, REVIEWER, "  ")
    drafts.abandon(second.number, WRITER)
    assert [one.number for one in drafts.all()] == [first.number]
    assert [one.number for one in drafts.of_record("cases", "a")] == [first.number]
    assert [(one.who, one.text) for one in drafts.comments(first.number)] == [
        (REVIEWER.email, "D'où vient ce chiffre ?")
    ]
    with pytest.raises(NotFoundError):
        drafts.get(99)
