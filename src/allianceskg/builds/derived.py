"""
What is read of every case of a build, saved beside the build as JSON, so that it is read once.

What is saved can always be made again: what is missing, torn or of other queries is made anew and never shows.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from allianceskg.files import VERSION_LENGTH, digest_of

_LAYOUT: Final = 1
"""To be counted up when the same would be written otherwise."""

_Made = TypeVar("_Made")

logger = logging.getLogger(__name__)


def read_or_make(
    folder: Path | None,
    name: str,
    reading: Sequence[str],
    *,
    make: Callable[[], _Made],
    written: Callable[[_Made], Any],
    read: Callable[[Any], _Made],
) -> _Made:
    """
    Return what is saved; make and save it when there is nothing that can be used.

    Args:
        folder: Of the build; None where nothing can be saved.
        reading: Texts of the queries by which it is made: other ones ask for it to be made again.
        written: Turns it into what JSON can hold.
        read: Turns that back; ValueError, TypeError, KeyError or IndexError when it is something else.
    """
    if folder is None:
        return make()
    path = folder / f"{name}-{mark_of(str(_LAYOUT), *reading)}.json"
    try:
        return read(json.loads(path.read_bytes()))
    except FileNotFoundError:
        pass
    except (OSError, ValueError, TypeError, KeyError, IndexError) as fault:
        logger.warning("event=saved_not_usable path=%s error=%s", path, fault)
    made = make()
    try:
        _save(path, json.dumps(written(made), separators=(",", ":")))
    except OSError as fault:
        logger.info("event=not_saved path=%s error=%s", path, fault)
    return made


def _save(path: Path, text: str) -> None:
    """Write beside its place and move it there when it is whole, so that nobody reads half of it."""
    handle, unfinished = tempfile.mkstemp(prefix=f".{path.stem}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(unfinished).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(unfinished).unlink()
        raise


def mark_of(*texts: str) -> str:
    """Return what tells what was made by other programs apart: one mark for the texts that it was made by."""
    return digest_of("".join(texts).encode())[:VERSION_LENGTH]
