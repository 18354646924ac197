"""
The one database of a workspace: what belongs to curators and not to the published history.

One SQLite file in the private folder of the repository, so that it goes with the workspace and no commit, clone or bundle
ever holds it. What was acknowledged is on the disk: the log is written ahead and synced at every commit.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Self

from allianceskg.curation.database_schema import STEPS
from allianceskg.curation.workspace import Workspace
from allianceskg.errors import WorkspaceError
from allianceskg.language import Text

_PLACE: Final = Path("allianceskg") / "curation.sqlite"
_PATIENCE_SECONDS: Final = 10.0
_NOBODY_ELSE: Final = 0o077


class Database:
    """
    A database that is open. Any thread may use it; writers take turns.

    Attributes:
        path: Its file.
    """

    def __init__(self, path: Path, anchor: sqlite3.Connection) -> None:
        self.path = path
        self._anchor = anchor
        self._turn = threading.RLock()

    @classmethod
    def open(cls, path: Path) -> Self:
        """
        Open a file, made where there is none, and bring its tables to this version of the program.

        Raises:
            WorkspaceError: It cannot be read or written, is damaged, or was made by a later version.
        """
        with _told_of(path):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            anchor = _connect(path)
            try:
                _bring_up_to_date(path, anchor)
            except BaseException:
                anchor.close()
                raise
            # It stays open: the last connection that closes folds the log into the file, which takes its time.
            return cls(path, anchor)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """
        Read, without waiting for who writes.

        Raises:
            WorkspaceError: It cannot be read.
        """
        with _told_of(self.path), contextlib.closing(_connect(self.path)) as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """
        Write: all of it or nothing, and on the disk when the block ends.

        Raises:
            WorkspaceError: It cannot be written.
        """
        with self._turn, _told_of(self.path), contextlib.closing(_connect(self.path)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):  # a full disk has rolled it back already
                    connection.execute("ROLLBACK")
                raise

    def copy(self, target: Path) -> None:
        """
        Write all that it holds now into another file, which only its owner may read.

        Raises:
            WorkspaceError: The file cannot be written.
        """
        aside = target.with_name(f".{target.name}-unfinished")
        try:
            with _told_of(target):
                aside.unlink(missing_ok=True)
                os.close(os.open(aside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
                with contextlib.closing(sqlite3.connect(aside)) as copied, self.reading() as connection:
                    connection.backup(copied)
                aside.replace(target)
        finally:
            aside.unlink(missing_ok=True)

    def close(self) -> None:
        """Close it; what was written stays."""
        self._anchor.close()


def database_of(workspace: Workspace) -> Path:
    """Return where the database of a workspace lies."""
    return workspace.repository.private / _PLACE


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_PATIENCE_SECONDS, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    try:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def _bring_up_to_date(path: Path, connection: sqlite3.Connection) -> None:
    version = _version(connection)
    if version > len(STEPS):
        raise WorkspaceError(
            Text(
                fr=f"{path} a été écrit par une version plus récente du logiciel.",
                en=f"{path} was written by a later version of the software.",
            ),
            hint=Text(fr="Installez cette version.", en="Install that version."),
        )
    while version < len(STEPS):
        # One transaction a step; another program may have taken it meanwhile.
        connection.executescript(f"BEGIN IMMEDIATE; {STEPS[version]} PRAGMA user_version = {version + 1}; COMMIT;")
        version = _version(connection)


def _version(connection: sqlite3.Connection) -> int:
    number: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return number


@contextlib.contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """Tell of what goes wrong with a file as people can mend it."""
    try:
        yield
    except sqlite3.IntegrityError:  # a fault of who asks, not of the file
        raise
    except (sqlite3.Error, OSError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        is_damaged = isinstance(fault, sqlite3.DatabaseError) and not isinstance(fault, sqlite3.OperationalError)
        raise WorkspaceError(
            Text(
                fr=f"{path}, qui garde comptes et brouillons, ne peut pas être lu ou écrit ({reason}).",
                en=f"{path}, which keeps accounts and drafts, cannot be read or written ({reason}).",
            ),
            hint=_FROM_A_COPY if is_damaged else _FREE_SOME_ROOM,
        ) from fault


_FREE_SOME_ROOM: Final = Text(
    fr="Libérez de la place ou rendez le dossier accessible, puis recommencez ; ce qui a été confirmé est gardé.",
    en="Free some room or make the folder writable, then do it again; what was confirmed is kept.",
)
_FROM_A_COPY: Final = Text(
    fr="Le fichier est abîmé : mettez-le de côté, puis remettez à sa place la dernière sauvegarde (curate backup).",
    en="The file is damaged: put it aside, then put the last backup in its place (curate backup).",
)
