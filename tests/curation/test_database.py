"""The database of a workspace: whole or not at all, damaged logs, later versions, copies."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from allianceskg.curation import database as databases
from allianceskg.curation.database import Database
from allianceskg.curation.database_schema import STEPS
from allianceskg.errors import WorkspaceError

NOTE = "INSERT INTO trail (moment, who, what, subject) VALUES (0, '', ?, '')"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "private" / "curation.sqlite"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = Database.open(path)
    yield opened
    opened.close()


def noted(database: Database) -> list[str]:
    with database.reading() as connection:
        return [row["what"] for row in connection.execute("SELECT what FROM trail ORDER BY number")]


def note(database: Database, what: str) -> None:
    with database.writing() as connection:
        connection.execute(NOTE, (what,))


def test_what_was_written_is_read_by_the_next_who_opens(database: Database, path: Path) -> None:
    note(database, "first")
    database.close()

    again = Database.open(path)

    assert noted(again) == ["first"]
    again.close()


def test_what_fails_half_way_is_not_written(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError), database.writing() as connection:
        connection.executemany(NOTE, [("half",), (None,)])

    assert noted(database) == []


def test_it_is_synced_at_every_commit(database: Database) -> None:
    with database.reading() as connection:
        settings = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    assert settings == ["wal", 2]


def test_a_torn_log_loses_only_what_was_never_whole(database: Database, path: Path, tmp_path: Path) -> None:
    note(database, "whole")
    log = path.with_name(f"{path.name}-wal")
    whole = log.read_bytes()
    note(database, "torn")
    torn = tmp_path / "torn" / path.name
    torn.parent.mkdir()
    torn.write_bytes(path.read_bytes())
    torn.with_name(log.name).write_bytes(log.read_bytes()[: len(whole) + 100])

    opened = Database.open(torn)

    assert noted(opened) == ["whole"]
    note(opened, "next")
    assert noted(opened) == ["whole", "next"]
    opened.close()


def test_a_damaged_file_is_said_with_what_mends_it(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database" * 1000)

    with pytest.raises(WorkspaceError, match="keeps accounts and drafts") as caught:
        Database.open(path)
    assert caught.value.hint is not None
    assert "backup" in caught.value.hint.en


def test_a_file_of_a_later_version_is_left_alone(database: Database, path: Path) -> None:
    with database.writing() as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    database.close()

    with pytest.raises(WorkspaceError, match="later version"):
        Database.open(path)


def test_tables_of_an_earlier_version_are_brought_up_to_date(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(database, "kept")
    database.close()
    monkeypatch.setattr(databases, "STEPS", [*STEPS, "CREATE TABLE invented (one TEXT);"])

    later = Database.open(path)

    assert noted(later) == ["kept"]
    with later.reading() as connection:
        assert connection.execute("SELECT count(*) FROM invented").fetchone()[0] == 0
    later.close()


def test_a_step_that_fails_changes_nothing(database: Database, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database.close()
    monkeypatch.setattr(databases, "STEPS", [*STEPS, "CREATE TABLE half (one TEXT); CREATE TABLE trail (one TEXT);"])
    with pytest.raises(WorkspaceError):
        Database.open(path)
    monkeypatch.undo()

    again = Database.open(path)

    with again.reading() as connection, pytest.raises(sqlite3.OperationalError):
        connection.execute("SELECT * FROM half")
    again.close()


def test_a_copy_holds_what_is_still_in_the_log_and_is_for_its_owner(database: Database, tmp_path: Path) -> None:
    note(database, "logged")

    database.copy(tmp_path / "copy.sqlite")

    copied = Database.open(tmp_path / "copy.sqlite")
    assert noted(copied) == ["logged"]
    assert (tmp_path / "copy.sqlite").stat().st_mode & 0o077 == 0
    copied.close()


def test_a_copy_that_cannot_be_written_is_said(database: Database, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="cannot be read or written"):
        database.copy(tmp_path / "nowhere" / "copy.sqlite")
