"""What was done before a work was stopped: results on disk, each under the hash of all that it follows from."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from allianceskg.files import digest_of, replacing

FINISHED: Final = "finished"
"""Folder in the state of a work; there once anything is done."""


class Finished:
    """
    Keeps the results of tasks until the whole work is done.

    Args:
        folder: The state of the work, which is removed when the work is done.
        version: Of all that goes into the work: the files by their content, the program, what was asked for.
    """

    def __init__(self, folder: Path, version: str) -> None:
        self._folder = folder / FINISHED
        self._version = version

    def key(self, task: Callable[..., Any], call: tuple[Any, ...]) -> str:
        """
        Return what a result is kept under.

        Args:
            call: The first argument says which partition it is; the others follow from the version.
        """
        return digest_of("\n".join((self._version, task.__module__, task.__qualname__, repr(call[0]))).encode())

    def has(self, key: str) -> bool:
        """Tell whether a result is there."""
        return self._path(key).is_file()

    def recall(self, key: str) -> Any:
        """Return a result that is there."""
        return pickle.loads(self._path(key).read_bytes())  # noqa: S301 - of a folder that this program alone writes

    def keep(self, key: str, result: Any) -> None:
        """Write a result, whole or not at all."""
        with replacing(self._path(key)) as file:
            pickle.dump(result, file)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key
