"""
What a publication was about to do, written down before the reference moves, so that a start after a crash can end it.

Between the moment when a commit becomes the published one and the moment when the build shows it, files and build are
behind. Only with this can a start tell a file that was left behind from one that a person has edited; and what was judged
need not be judged again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from allianceskg.files import replacing, sync_folder
from allianceskg.records.standing import Admission

_NAME: Final = "allianceskg-publication.json"


@dataclass(frozen=True, slots=True)
class Intention:
    """
    A publication that is under way.

    Attributes:
        commit: The commit that becomes the published one.
        before: For each file it changes, the name of the content that was there; None where there was none.
        admitted: What was decided of the new files, by digest.
    """

    commit: str
    before: Mapping[str, str | None]
    admitted: Mapping[str, Admission] = field(default_factory=dict)


class Journal:
    """The one intention of a repository."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME

    def write(self, intention: Intention) -> None:
        """Write it down, so that it is there after a power cut."""
        admitted = {digest: [one.standing, *one.referred] for digest, one in intention.admitted.items()}
        content = {"commit": intention.commit, "before": dict(intention.before), "admitted": admitted}
        with replacing(self._path, is_durable=True) as file:
            file.write(json.dumps(content).encode())

    def read(self) -> Intention | None:
        """Return it; None where no publication was cut. One that is torn was never acted on, since it replaces whole."""
        try:
            content = json.loads(self._path.read_bytes())
            admitted = {
                digest: Admission(standing, None, tuple(referred))
                for digest, (standing, *referred) in content.get("admitted", {}).items()
            }
            return Intention(content["commit"], content["before"], admitted)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def clear(self) -> None:
        """Forget it, since it was done."""
        self._path.unlink(missing_ok=True)
        sync_folder(self._path.parent)
