"""Accounts, passwords, sessions, tokens and the trail; every address here is invented."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from allianceskg.curation.accounts import (
    IDLE_SECONDS,
    LONGEST_SECONDS,
    MOST_WRONG,
    WAIT_SECONDS,
    Account,
    Accounts,
    Role,
)
from allianceskg.curation.database import Database
from allianceskg.errors import ConflictError, DataError, NotFoundError, SignInNeededError, TooManyTriesError

EMAIL = "camille@example.org"
PASSWORD = "quatre mots sans lien"  # invented
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(tmp_path / "private" / "curation.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def accounts(database: Database, clock: Clock) -> Accounts:
    return Accounts(database, now=clock, hasher=QUICK)


@pytest.fixture
def camille(accounts: Accounts) -> Account:
    return accounts.add(EMAIL, name="Camille Inventée", role=Role.REVIEWER, password=PASSWORD)


def test_a_password_opens_an_account_whatever_the_case_of_its_address(accounts: Accounts, camille: Account) -> None:
    assert accounts.of_password(" Camille@Example.org ", PASSWORD) == camille


@pytest.mark.parametrize(("email", "password"), [(EMAIL, "autre chose"), ("personne@example.org", PASSWORD)])
def test_a_wrong_password_and_an_unknown_address_are_answered_alike(
    accounts: Accounts, camille: Account, email: str, password: str
) -> None:
    with pytest.raises(SignInNeededError, match="Wrong address or password"):
        accounts.of_password(email, password)


def test_no_password_token_or_session_lies_in_the_file(
    accounts: Accounts, database: Database, camille: Account
) -> None:
    secrets = [PASSWORD, accounts.open_session(camille), accounts.issue_token(EMAIL)]

    written = b"".join(path.read_bytes() for path in database.path.parent.iterdir())

    assert EMAIL.encode() in written
    assert not [secret for secret in secrets if secret.encode() in written]


def test_only_its_owner_may_read_the_file(database: Database) -> None:
    assert [path.stat().st_mode & 0o077 for path in database.path.parent.iterdir()] == [0] * 3


@pytest.mark.parametrize("subject", ["account", "address"])
def test_after_twenty_wrong_passwords_the_right_one_must_wait(
    accounts: Accounts, camille: Account, clock: Clock, subject: str
) -> None:
    for number in range(MOST_WRONG):
        email, address = (EMAIL, f"10.0.0.{number}") if subject == "account" else (f"x{number}@example.org", "10.0.0.1")
        with pytest.raises(SignInNeededError):
            accounts.of_password(email, "faux", address=address)

    with pytest.raises(TooManyTriesError) as caught:
        accounts.of_password(EMAIL, PASSWORD, address="10.0.0.1")
    clock.now += WAIT_SECONDS

    assert caught.value.seconds == WAIT_SECONDS
    assert accounts.of_password(EMAIL, PASSWORD, address="10.0.0.1") == camille


def test_a_clock_that_goes_back_locks_nobody_out(accounts: Accounts, camille: Account, clock: Clock) -> None:
    session = accounts.open_session(camille)
    for _ in range(MOST_WRONG):
        with pytest.raises(SignInNeededError):
            accounts.of_password(EMAIL, "faux")
    clock.now -= 86400

    assert accounts.of_password(EMAIL, PASSWORD) == camille
    assert accounts.of_session(session) == camille


def test_a_session_ends_when_it_is_closed(accounts: Accounts, camille: Account) -> None:
    session = accounts.open_session(camille)
    assert accounts.of_session(session) == camille

    accounts.close_session(session)

    assert accounts.of_session(session) is None


def test_a_session_that_nobody_uses_ends_and_one_in_use_goes_on(
    accounts: Accounts, camille: Account, clock: Clock
) -> None:
    idle, used = accounts.open_session(camille), accounts.open_session(camille)
    clock.now += IDLE_SECONDS - 1
    assert accounts.of_session(used) == camille
    clock.now += 2

    assert accounts.of_session(idle) is None
    assert accounts.of_session(used) == camille


def test_every_session_ends_some_day(accounts: Accounts, camille: Account, clock: Clock) -> None:
    session = accounts.open_session(camille)
    for _ in range(LONGEST_SECONDS // IDLE_SECONDS):
        assert accounts.of_session(session) == camille
        clock.now += IDLE_SECONDS
    clock.now += 1

    assert accounts.of_session(session) is None


def test_a_new_password_closes_the_sessions_and_opens_an_account_that_was_locked(
    accounts: Accounts, camille: Account
) -> None:
    session = accounts.open_session(camille)
    for _ in range(MOST_WRONG):
        with pytest.raises(SignInNeededError):
            accounts.of_password(EMAIL, "faux")

    accounts.set_password(EMAIL, "cinq autres mots encore ici")

    assert accounts.of_session(session) is None
    assert accounts.of_password(EMAIL, "cinq autres mots encore ici") == camille


def test_a_token_acts_for_its_account_with_the_role_of_today(accounts: Accounts, camille: Account) -> None:
    token = accounts.issue_token(EMAIL)
    accounts.set_role(EMAIL, Role.CURATOR)

    assert accounts.of_token(token) == Account(EMAIL, camille.name, Role.CURATOR)


def test_what_is_revoked_opens_nothing(accounts: Accounts, camille: Account) -> None:
    token, session = accounts.issue_token(EMAIL), accounts.open_session(camille)

    accounts.revoke(EMAIL)

    assert accounts.of_session(session) is None
    with pytest.raises(SignInNeededError):
        accounts.of_token(token)


def test_a_closed_account_opens_nothing_and_keeps_its_trail(accounts: Accounts, camille: Account) -> None:
    token, session = accounts.issue_token(EMAIL), accounts.open_session(camille)

    accounts.close(EMAIL)

    assert accounts.find(EMAIL) is None
    assert accounts.of_session(session) is None
    with pytest.raises(SignInNeededError):
        accounts.of_token(token)
    with pytest.raises(SignInNeededError):
        accounts.of_password(EMAIL, PASSWORD)
    assert [deed.what for deed in accounts.trail()][-3:] == ["signed-in", "token-issued", "account-added"]


def test_an_address_has_one_account(accounts: Accounts, camille: Account) -> None:
    with pytest.raises(ConflictError, match="has an account already"):
        accounts.add("CAMILLE@example.org", role=Role.CURATOR, password=PASSWORD)


@pytest.mark.parametrize(
    ("email", "name", "password"),
    [
        ("camille", "Camille", PASSWORD),
        ("a@b@c", "Camille", PASSWORD),
        ("deux@example.org", "Camille <x>", PASSWORD),
        ("deux@example.org", "deux\nlignes", PASSWORD),
        ("deux@example.org", "Camille", "court"),
        ("deux@example.org", "Camille", "x" * 2000),
    ],
)
def test_what_cannot_be_an_account_is_refused(accounts: Accounts, email: str, name: str, password: str) -> None:
    with pytest.raises(DataError):
        accounts.add(email, name=name, role=Role.CURATOR, password=password)
    assert accounts.all() == []


def test_an_account_that_is_not_there_is_named_with_those_that_are(accounts: Accounts, camille: Account) -> None:
    with pytest.raises(NotFoundError) as caught:
        accounts.issue_token("autre@example.org")
    assert caught.value.nearest == (EMAIL,)


def test_what_was_typed_in_place_of_a_known_address_is_not_kept(accounts: Accounts, camille: Account) -> None:
    with pytest.raises(SignInNeededError):
        accounts.of_password("mon-mot-de-passe", "faux")

    assert next((deed.what, deed.subject) for deed in accounts.trail()) == ("wrong-password", "")


def test_an_account_without_a_password_opens_by_none(accounts: Accounts, database: Database) -> None:
    accounts.add("ailleurs@example.org", role=Role.CURATOR, password=None)

    with pytest.raises(SignInNeededError):
        accounts.of_password("ailleurs@example.org", "")
    with database.reading() as connection, pytest.raises(sqlite3.OperationalError):
        connection.execute("SELECT nothing FROM accounts")
