"""The tables of the database of a workspace, step by step: a step that was released is never changed, only followed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_ACCOUNTS: Final = """
CREATE TABLE accounts (
    email TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password TEXT,
    created INTEGER NOT NULL,
    closed INTEGER
) STRICT;

CREATE TABLE sessions (
    digest TEXT PRIMARY KEY,
    email TEXT NOT NULL REFERENCES accounts (email),
    opened INTEGER NOT NULL,
    seen INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_of_accounts ON sessions (email);

CREATE TABLE tokens (
    digest TEXT PRIMARY KEY,
    email TEXT NOT NULL REFERENCES accounts (email),
    created INTEGER NOT NULL
) STRICT;
CREATE INDEX tokens_of_accounts ON tokens (email);

CREATE TABLE wrong_passwords (
    subject TEXT NOT NULL,
    moment INTEGER NOT NULL
) STRICT;
CREATE INDEX wrong_passwords_of_subjects ON wrong_passwords (subject, moment);

CREATE TABLE trail (
    number INTEGER PRIMARY KEY,
    moment INTEGER NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    subject TEXT NOT NULL
) STRICT;

CREATE TABLE answers (
    who TEXT NOT NULL,
    key TEXT NOT NULL,
    request TEXT NOT NULL,
    answer TEXT NOT NULL,
    version TEXT NOT NULL,
    moment INTEGER NOT NULL,
    PRIMARY KEY (who, key)
) STRICT;
"""

STEPS: Final[Sequence[str]] = (_ACCOUNTS,)
"""What makes each version of the tables from the one before it; the first from nothing."""
