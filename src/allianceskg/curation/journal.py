"""
What a publication was about to do, written down before the reference moves, so that a start after a crash can end it.

Between the moment when a commit becomes the published one and the moment when its files stand in the work tree, the
work tree is behind. Only with this can a start tell a file that was left behind from one that a person has edited.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from allianceskg.files import replacing, sync_folder

_NAME: Final = "allianceskg-publication.json"


@dataclass(frozen=True, slots=True)
class Intention:
    """
    A publication that is under way.

    Attributes:
        commit: The commit that becomes the published one.
        before: For each file it changes, the name of the content that was there; None where there was none.
    """

    commit: str
    before: Mapping[str, str | None]


class Journal:
    """The one intention of a repository."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME

    def write(self, intention: Intention) -> None:
        """Write it down, so that it is there after a power cut."""
        with replacing(self._path, is_durable=True) as file:
            file.write(json.dumps({"commit": intention.commit, "before": dict(intention.before)}).encode())

    def read(self) -> Intention | None:
        """Return it; None where no publication was cut. One that is torn was never acted on, since it replaces whole."""
        try:
            content = json.loads(self._path.read_bytes())
            return Intention(content["commit"], content["before"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def clear(self) -> None:
        """Forget it, since it was done."""
        self._path.unlink(missing_ok=True)
        sync_folder(self._path.parent)
