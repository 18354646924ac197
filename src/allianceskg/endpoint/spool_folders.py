"""
Folders for answers that are too long to be kept in memory, each named after its process.

A process that is killed leaves its folder behind; the next one clears those whose process is no more.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Final

_PREFIX: Final = "allianceskg-answers-"
_OF_PROCESS: Final = re.compile(rf"{_PREFIX}(\d+)-\w+")

logger = logging.getLogger(__name__)


def make_spool_folder() -> Path:
    """
    Make a folder for the answers of this process, after clearing what killed ones left.

    Raises:
        OSError: None can be made.
    """
    clear_left_folders(Path(tempfile.gettempdir()))
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))


def clear_left_folders(parent: Path) -> None:
    """Remove the folders of processes that are no more; those of other accounts stay."""
    for path in parent.glob(f"{_PREFIX}*"):
        found = _OF_PROCESS.fullmatch(path.name)
        with contextlib.suppress(OSError):
            if found is not None and path.stat().st_uid == os.getuid() and not _lives(int(found[1])):
                shutil.rmtree(path, ignore_errors=True)
                logger.info("event=left_answers_cleared path=%s", path)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OverflowError:
        return False
    except PermissionError:
        return True
    return True
