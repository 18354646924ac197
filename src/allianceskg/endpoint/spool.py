"""The folder that large answers go through: held as long as its server lives, cleared away when it ended without doing so."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Final

_PREFIX: Final = "allianceskg-answers-"
_YOUNG_SECONDS: Final = 60.0
"""Age below which a folder is left alone, since whoever made it may not hold it yet."""


class Spool:
    """
    A folder of one server's own.

    Attributes:
        path: Where it is.
    """

    def __init__(self) -> None:
        """Make the folder, and clear away what earlier servers left when they were killed."""
        _clear_leftovers()
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self._held = _hold(self.path)

    def close(self) -> None:
        """Remove the folder with what is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._held is not None:
            os.close(self._held)
            self._held = None


def _clear_leftovers() -> None:
    """Remove the folders that no living process holds; the kernel lets go of them however a process ends."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            status = folder.stat(follow_symlinks=False)
            is_old = time.time() - status.st_mtime > _YOUNG_SECONDS
            held = _hold(folder) if is_old and status.st_uid == os.getuid() else None
            if held is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(held)


def _hold(folder: Path) -> int | None:
    """Lock a folder; return what has to stay open for that, or None when somebody else holds it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
