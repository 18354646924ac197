"""
What is read of every case of a build, saved beside the build as JSON, so that it is read once.

What is saved can always be made again: what is missing, torn or of other queries is made anew and never shows.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from allianceskg.files import VERSION_LENGTH, digest_of, replacing

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
    saved = read_saved(folder, name, reading, read=read)
    if saved is not None:
        return saved
    path = _path(folder, name, reading)
    made = make()
    try:
        with replacing(path) as file:
            file.write(json.dumps(written(made), separators=(",", ":")).encode())
    except OSError as fault:
        logger.info("event=not_saved path=%s error=%s", path, fault)
    return made


def read_saved(folder: Path, name: str, reading: Sequence[str], *, read: Callable[[Any], _Made]) -> _Made | None:
    """Return what `read_or_make` has saved; None when there is nothing that can be used."""
    path = _path(folder, name, reading)
    try:
        return read(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, IndexError) as fault:
        logger.warning("event=saved_not_usable path=%s error=%s", path, fault)
        return None


def is_saved(folder: Path, name: str, reading: Sequence[str]) -> bool:
    """Tell whether something is saved, usable or not, without reading it."""
    return _path(folder, name, reading).exists()


def _path(folder: Path, name: str, reading: Sequence[str]) -> Path:
    return folder / f"{name}-{mark_of(str(_LAYOUT), *reading)}.json"


def mark_of(*texts: str) -> str:
    """Return what tells what was made by other programs apart: one mark for the texts that it was made by."""
    return digest_of("".join(texts).encode())[:VERSION_LENGTH]
