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

_DRAFTS: Final = """
CREATE TABLE drafts (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    record_group TEXT NOT NULL,
    slug TEXT NOT NULL,
    state TEXT NOT NULL,
    author TEXT NOT NULL,
    base BLOB,
    used TEXT NOT NULL,
    version INTEGER NOT NULL,
    fields TEXT NOT NULL,
    title TEXT NOT NULL,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;
CREATE INDEX drafts_by_state ON drafts (state, changed);

CREATE TABLE draft_versions (
    draft INTEGER NOT NULL REFERENCES drafts (number),
    version INTEGER NOT NULL,
    who TEXT NOT NULL,
    moment INTEGER NOT NULL,
    fields TEXT NOT NULL,
    PRIMARY KEY (draft, version)
) STRICT;

CREATE TABLE draft_comments (
    number INTEGER PRIMARY KEY,
    draft INTEGER NOT NULL REFERENCES drafts (number),
    moment INTEGER NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX comments_of_drafts ON draft_comments (draft, number);
"""

_SIGN_INS: Final = """
CREATE TABLE sign_ins (
    digest TEXT PRIMARY KEY,
    browser TEXT NOT NULL,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL,
    destination TEXT NOT NULL,
    moment INTEGER NOT NULL
) STRICT;
"""

STEPS: Final[Sequence[str]] = (_ACCOUNTS, _DRAFTS, _SIGN_INS)
"""What makes each version of the tables from the one before it; the first from nothing."""
