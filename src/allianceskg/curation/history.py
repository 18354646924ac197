"""The versions of a record, each told in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from allianceskg.curation import preparing
from allianceskg.curation.preparing import Tools
from allianceskg.curation.repository import Commit
from allianceskg.curation.workspace import Workspace, file_of
from allianceskg.language import Text


@dataclass(frozen=True, slots=True)
class Version:
    """
    A version of a record.

    Attributes:
        changes: In words, how it differs from the one before it.
    """

    commit: Commit
    changes: tuple[Text, ...]


def history(workspace: Workspace, tools: Tools, name: str, *, limit: int = 50) -> list[Version]:
    """Return the versions of a record, the latest first."""
    repository, path = workspace.repository, file_of(name)
    commits = repository.log(path, limit=limit + 1)
    texts = [_content(workspace, path, commit.name) for commit in commits]
    pairs: Sequence[tuple[bytes | None, bytes | None]] = list(zip([*texts[1:], None], texts, strict=True))
    told = preparing.history(tools, name, pairs)
    return [Version(commit, tuple(changes)) for commit, changes in zip(commits, told, strict=True)][:limit]


def _content(workspace: Workspace, path: str, commit: str) -> bytes | None:
    blob = workspace.repository.blob(path, commit)
    return None if blob is None else workspace.repository.read(blob)
