"""
Who may curate: accounts with a role, passwords, sessions that can be closed, tokens for programs, and who did what.

Passwords are kept as argon2 hashes; sessions and tokens are long random texts, of which only the digest is kept.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from allianceskg.curation.database import Database
from allianceskg.errors import ConflictError, DataError, NotFoundError, SignInNeededError, TooManyTriesError
from allianceskg.files import digest_of
from allianceskg.language import Text

MOST_WRONG: Final = 20
"""Wrong passwords for one account, or from one address, before no other is looked at for a while."""
WAIT_SECONDS: Final = 15 * 60
SHORTEST_PASSWORD: Final = 8
IDLE_SECONDS: Final = 12 * 3600
"""After which a session that nobody used is over."""
LONGEST_SECONDS: Final = 30 * 86400
"""After which any session is over."""

_LONGEST_PASSWORD: Final = 1_000
_SEEN_EVERY_SECONDS: Final = 60
_TOKEN_BYTES: Final = 32
_TOKEN_MARK: Final = "akg_"  # noqa: S105  # by which a leaked one is known for what it is
_EMAIL: Final = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]{1,189}")
_NAME: Final = re.compile(r"[^<>\n\r\0]{1,100}")


class Role(StrEnum):
    """What an account may do; each may do all that the ones before it may."""

    CURATOR = "curator"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"

    def allows(self, other: Role) -> bool:
        """
        Tell whether who has this role may do what another allows.

        >>> Role.REVIEWER.allows(Role.CURATOR), Role.CURATOR.allows(Role.REVIEWER)
        (True, False)
        """
        return list(Role).index(self) >= list(Role).index(other)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who curates, known by their address."""

    email: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Deed:
    """
    Something that was done, as the trail keeps it.

    Attributes:
        who: The address of an account; empty where nobody was signed in.
        what: A name, such as `signed-in`.
        subject: What it was done to: a record, an account.
    """

    moment: datetime
    who: str
    what: str
    subject: str


class Accounts:
    """
    The accounts of a workspace.

    Args:
        now: The clock, in seconds since 1970.
        hasher: What makes and checks hashes of passwords.
    """

    def __init__(
        self, database: Database, *, now: Callable[[], float] = time.time, hasher: PasswordHasher | None = None
    ) -> None:
        self._database = database
        self._clock = now
        self._hasher = hasher or PasswordHasher()

    def add(self, email: str, *, name: str | None = None, role: Role, password: str | None) -> Account:
        """
        Add an account.

        Args:
            name: As the history will say it; what stands before the @ by default.
            password: None for one that signs in elsewhere.

        Raises:
            DataError: The address, the name or the password cannot be one.
            ConflictError: The address has an account.
        """
        email = _email(email)
        account = Account(email, _name(name or email.partition("@")[0]), role)
        hashed = None if password is None else self._hashed(password)
        with self._database.writing() as connection:
            try:
                connection.execute(
                    "INSERT INTO accounts VALUES (?, ?, ?, ?, ?, NULL)",
                    (account.email, account.name, account.role, hashed, self._now()),
                )
            except sqlite3.IntegrityError as fault:
                raise ConflictError(
                    Text(fr=f"{email} a déjà un compte.", en=f"{email} has an account already."),
                    hint=Text(
                        fr="Pour changer son mot de passe : allianceskg curate password ADRESSE",
                        en="To change its password: allianceskg curate password ADDRESS",
                    ),
                ) from fault
            self._note(connection, "", "account-added", f"{email} {role}")
        return account

    def all(self) -> list[Account]:
        """List the accounts that are not closed."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM accounts WHERE closed IS NULL ORDER BY email").fetchall()
        return [_account(row) for row in rows]

    def find(self, email: str) -> Account | None:
        """Return the account of an address; None where there is none, or it is closed."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT * FROM accounts WHERE email = ? AND closed IS NULL", (email.strip().lower(),)
            ).fetchone()
        return None if row is None else _account(row)

    def of_password(self, email: str, password: str, *, address: str = "") -> Account:
        """
        Return the account of an address and a password.

        Args:
            address: From which they came; wrong passwords are counted by account and by address.

        Raises:
            SignInNeededError: They do not belong together.
            TooManyTriesError: Too many wrong ones came; this one was not looked at.
        """
        email = email.strip().lower()
        subjects = [f"account {digest_of(email.encode())}", *([f"address {address}"] if address else [])]
        self._refuse_too_many(subjects)
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM accounts WHERE email = ? AND closed IS NULL", (email,)).fetchone()
        hashed = row["password"] if row is not None else None
        # A hash is checked in any case, so that the time it takes does not tell which addresses have an account.
        if not self._is_right(hashed or self._any_hash, password) or hashed is None:
            self._count_wrong(subjects, email if row is not None else "")
            raise SignInNeededError(
                Text(fr="Adresse ou mot de passe incorrects.", en="Wrong address or password."),
                hint=Text(
                    fr="Vérifiez-les ; un administrateur peut changer un mot de passe oublié.",
                    en="Check them; an administrator can change a password that was forgotten.",
                ),
            )
        if self._hasher.check_needs_rehash(hashed):
            self._keep(email, self._hasher.hash(password))
        return _account(row)

    def set_password(self, email: str, password: str) -> None:
        """
        Change a password, and close every session of the account.

        Raises:
            NotFoundError: There is no such account.
            DataError: The password is too short.
        """
        account = self._must_find(email)
        self._keep(account.email, self._hashed(password))
        with self._database.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE email = ?", (account.email,))
            connection.execute(
                "DELETE FROM wrong_passwords WHERE subject = ?", (f"account {digest_of(account.email.encode())}",)
            )
            self._note(connection, "", "password-changed", account.email)

    def set_role(self, email: str, role: Role) -> Account:
        """
        Change what an account may do, from the next request on.

        Raises:
            NotFoundError: There is no such account.
        """
        account = self._must_find(email)
        with self._database.writing() as connection:
            connection.execute("UPDATE accounts SET role = ? WHERE email = ?", (role, account.email))
            self._note(connection, "", "role-changed", f"{account.email} {role}")
        return Account(account.email, account.name, role)

    def close(self, email: str) -> None:
        """
        Close an account, with its sessions and its tokens; what it did stays under its name.

        Raises:
            NotFoundError: There is no such account.
        """
        account = self._must_find(email)
        with self._database.writing() as connection:
            connection.execute("UPDATE accounts SET closed = ? WHERE email = ?", (self._now(), account.email))
            connection.execute("DELETE FROM sessions WHERE email = ?", (account.email,))
            connection.execute("DELETE FROM tokens WHERE email = ?", (account.email,))
            self._note(connection, "", "account-closed", account.email)

    def open_session(self, account: Account) -> str:
        """Open a session, and return its secret, which is kept nowhere else."""
        secret, now = secrets.token_urlsafe(_TOKEN_BYTES), self._now()
        with self._database.writing() as connection:
            connection.execute(
                "DELETE FROM sessions WHERE seen < ? OR opened < ?", (now - IDLE_SECONDS, now - LONGEST_SECONDS)
            )
            connection.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (_digest(secret), account.email, now, now))
            self._note(connection, account.email, "signed-in", "")
        return secret

    def of_session(self, secret: str) -> Account | None:
        """Return whose session has a secret; None where there is none, or it is over."""
        now = self._now()
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT * FROM sessions JOIN accounts USING (email) WHERE digest = ? AND closed IS NULL",
                (_digest(secret),),
            ).fetchone()
        if row is None or now - row["seen"] > IDLE_SECONDS or now - row["opened"] > LONGEST_SECONDS:
            return None
        if abs(now - row["seen"]) > _SEEN_EVERY_SECONDS:
            with self._database.writing() as connection:
                connection.execute("UPDATE sessions SET seen = ? WHERE digest = ?", (now, row["digest"]))
        return _account(row)

    def close_session(self, secret: str) -> None:
        """Close a session."""
        with self._database.writing() as connection:
            row = connection.execute(
                "DELETE FROM sessions WHERE digest = ? RETURNING email", (_digest(secret),)
            ).fetchone()
            if row is not None:
                self._note(connection, row["email"], "signed-out", "")

    def revoke(self, email: str) -> None:
        """
        Close every session and every token of an account.

        Raises:
            NotFoundError: There is no such account.
        """
        account = self._must_find(email)
        with self._database.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE email = ?", (account.email,))
            connection.execute("DELETE FROM tokens WHERE email = ?", (account.email,))
            self._note(connection, "", "revoked", account.email)

    def issue_token(self, email: str) -> str:
        """
        Make a token by which a program acts for an account; it is shown now and never again.

        Raises:
            NotFoundError: There is no such account.
        """
        account = self._must_find(email)
        secret = _TOKEN_MARK + secrets.token_urlsafe(_TOKEN_BYTES)
        with self._database.writing() as connection:
            connection.execute("INSERT INTO tokens VALUES (?, ?, ?)", (_digest(secret), account.email, self._now()))
            self._note(connection, "", "token-issued", account.email)
        return secret

    def of_token(self, secret: str) -> Account:
        """
        Return for whom a program acts.

        Raises:
            SignInNeededError: The token is none, or was revoked.
        """
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT accounts.* FROM tokens JOIN accounts USING (email) WHERE digest = ? AND closed IS NULL",
                (_digest(secret),),
            ).fetchone()
        if row is None:
            raise SignInNeededError(
                Text(fr="Ce jeton n'est pas, ou n'est plus, valable.", en="This token is not, or no longer, valid."),
                hint=Text(
                    fr="Demandez-en un autre : allianceskg curate token ADRESSE",
                    en="Have another one made: allianceskg curate token ADDRESS",
                ),
            )
        return _account(row)

    def note(self, account: Account | None, what: str, subject: str) -> None:
        """Write into the trail who did what."""
        with self._database.writing() as connection:
            self._note(connection, account.email if account is not None else "", what, subject)

    def trail(self, *, limit: int = 200) -> list[Deed]:
        """Return what was done, the latest first."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM trail ORDER BY number DESC LIMIT ?", (limit,)).fetchall()
        return [
            Deed(datetime.fromtimestamp(row["moment"], UTC), row["who"], row["what"], row["subject"]) for row in rows
        ]

    def _now(self) -> int:
        return int(self._clock())

    @cached_property
    def _any_hash(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe(_TOKEN_BYTES))

    def _hashed(self, password: str) -> str:
        if not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
            raise DataError(
                Text(
                    fr=f"Le mot de passe doit avoir de {SHORTEST_PASSWORD} à {_LONGEST_PASSWORD} caractères.",
                    en=f"The password must have from {SHORTEST_PASSWORD} to {_LONGEST_PASSWORD} characters.",
                ),
                hint=Text(
                    fr="Quelques mots sans lien entre eux font un bon mot de passe.",
                    en="A few unrelated words make a good password.",
                ),
            )
        return self._hasher.hash(password)

    def _is_right(self, hashed: str, password: str) -> bool:
        try:
            return len(password) <= _LONGEST_PASSWORD and self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    def _keep(self, email: str, hashed: str) -> None:
        with self._database.writing() as connection:
            connection.execute("UPDATE accounts SET password = ? WHERE email = ?", (hashed, email))

    def _must_find(self, email: str) -> Account:
        account = self.find(email)
        if account is None:
            raise NotFoundError(
                Text(fr=f"Aucun compte n'a l'adresse {email}.", en=f"No account has the address {email}."),
                nearest=[one.email for one in self.all()][:5],
                hint=Text(fr="« allianceskg curate users » les montre.", en="“allianceskg curate users” shows them."),
            )
        return account

    def _refuse_too_many(self, subjects: list[str]) -> None:
        now = self._now()
        with self._database.reading() as connection:
            for subject in subjects:
                # What a clock that was put back calls the future does not count.
                row = connection.execute(
                    "SELECT count(*) AS number, min(moment) AS first FROM wrong_passwords "
                    "WHERE subject = ? AND moment BETWEEN ? AND ?",
                    (subject, now - WAIT_SECONDS + 1, now),
                ).fetchone()
                if row["number"] >= MOST_WRONG:
                    raise _too_many(max(1, row["first"] + WAIT_SECONDS - now))

    def _count_wrong(self, subjects: list[str], known: str) -> None:
        now = self._now()
        with self._database.writing() as connection:
            connection.execute("DELETE FROM wrong_passwords WHERE moment <= ?", (now - WAIT_SECONDS,))
            connection.executemany("INSERT INTO wrong_passwords VALUES (?, ?)", [(one, now) for one in subjects])
            # What was typed in place of an address that is known may be a password: it is not kept.
            self._note(connection, "", "wrong-password", known)

    def _note(self, connection: sqlite3.Connection, who: str, what: str, subject: str) -> None:
        connection.execute(
            "INSERT INTO trail (moment, who, what, subject) VALUES (?, ?, ?, ?)", (self._now(), who, what, subject)
        )


def _account(row: sqlite3.Row) -> Account:
    return Account(row["email"], row["name"], Role(row["role"]))


def _digest(secret: str) -> str:
    return digest_of(secret.encode())


def _email(given: str) -> str:
    email = given.strip().lower()
    if not _EMAIL.fullmatch(email):
        raise DataError(
            Text(fr=f"« {given} » n'est pas une adresse de courriel.", en=f"“{given}” is no e-mail address."),
            hint=Text(fr="Écrivez par exemple : camille@example.org", en="Write for instance: camille@example.org"),
        )
    return email


def _name(given: str) -> str:
    name = given.strip()
    if not _NAME.fullmatch(name):
        raise DataError(
            Text(
                fr="Le nom doit tenir sur une ligne de 100 caractères au plus, sans < ni >.",
                en="The name must fit on one line of at most 100 characters, without < or >.",
            )
        )
    return name


def _too_many(seconds: int) -> TooManyTriesError:
    minutes = -(-seconds // 60)
    return TooManyTriesError(
        Text(
            fr=f"Trop de mots de passe incorrects : attendez {minutes} min.",
            en=f"Too many wrong passwords: wait {minutes} min.",
        ),
        seconds=seconds,
        hint=Text(
            fr="Un administrateur peut changer le mot de passe : allianceskg curate password ADRESSE",
            en="An administrator can change the password: allianceskg curate password ADDRESS",
        ),
    )
