"""Holding a workspace: one program at a time writes there."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from typing import IO, Final

from allianceskg.curation.workspace import Workspace
from allianceskg.errors import StoreLockedError, WorkspaceError
from allianceskg.language import Text, same

_LOCK: Final = "allianceskg.lock"
_PATIENCE_SECONDS: Final = 1.0
_LOOK_AGAIN_SECONDS: Final = 0.02


@contextlib.contextmanager
def alone(workspace: Workspace) -> Iterator[None]:
    """
    Let one program at a time write; the lock goes with the process, however it ends.

    Raises:
        StoreLockedError: Another program writes there.
        WorkspaceError: It cannot be written.
    """
    path = workspace.repository.private / _LOCK
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as fault:
        raise WorkspaceError(
            Text(
                fr=f"{workspace.folder} ne peut pas être écrit ({fault.strerror}).",
                en=f"{workspace.folder} cannot be written ({fault.strerror}).",
            )
        ) from fault
    with os.fdopen(descriptor, "r+") as file:
        try:
            _take(file)
        except OSError as fault:
            raise _taken(workspace, file.read().strip()) from fault
        with contextlib.suppress(OSError):  # it is for messages only, and the disk may be full
            file.truncate()
            file.write(str(os.getpid()))
            file.flush()
        yield


def _take(file: IO[str]) -> None:
    """
    Take the lock; it may be held for a moment by a program that is dead.

    What such a program was just starting, git for instance, holds its open files until it has begun.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_LOOK_AGAIN_SECONDS)
        else:
            return


def _taken(workspace: Workspace, process: str) -> StoreLockedError:
    who = Text(fr=f" (processus {process})", en=f" (process {process})") if process else same("")
    return StoreLockedError(
        Text(
            fr=f"Un autre programme publie déjà dans {workspace.folder}{who.fr}.",
            en=f"Another program publishes in {workspace.folder} already{who.en}.",
        ),
        hint=Text(
            fr="Attendez sa fin ; si c'est le serveur, publiez par lui.",
            en="Wait for its end; if it is the server, publish through it.",
        ),
    )
