"""The versions of a record, each told in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.curation import preparing
from allianceskg.curation.preparing import Tools
from allianceskg.curation.publication import Publisher
from allianceskg.curation.repository import Commit
from allianceskg.curation.workspace import Workspace, file_of
from allianceskg.language import Text

_PART_NAME: Final = re.compile(rb"#([a-z]+(?:-[a-z0-9]+)*-\d+)\b")


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
    return _versions(workspace, name, lambda pairs: preparing.history(tools, name, pairs), limit)


def versions_by(publisher: Publisher, name: str, *, limit: int = 50) -> list[Version]:
    """Return the versions of a record, the latest first, told by the process that judges."""
    return _versions(
        publisher.workspace, name, lambda pairs: publisher.judge.ask(preparing.history, name, pairs), limit
    )


def names_used(workspace: Workspace, name: str) -> set[str]:
    """Return the names of parts that any version of a record had: no new part takes one of them."""
    return {found.decode() for found in _PART_NAME.findall(workspace.repository.ever_in(file_of(name)))}


_Pairs = Sequence[tuple[bytes | None, bytes | None]]


def _versions(workspace: Workspace, name: str, tell: Callable[[_Pairs], list[list[Text]]], limit: int) -> list[Version]:
    repository, path = workspace.repository, file_of(name)
    commits = repository.log(path, limit=limit + 1)
    texts = [_content(workspace, path, commit.name) for commit in commits]
    pairs: _Pairs = list(zip([*texts[1:], None], texts, strict=True))
    told = tell(pairs)
    return [Version(commit, tuple(changes)) for commit, changes in zip(commits, told, strict=True)][:limit]


def _content(workspace: Workspace, path: str, commit: str) -> bytes | None:
    blob = workspace.repository.blob(path, commit)
    return None if blob is None else workspace.repository.read(blob)
