"""Which records were merged into which, and by which commit, so that it can be undone."""

from __future__ import annotations

import re
from typing import Final

from allianceskg.curation.publication import why_merged
from allianceskg.curation.workspace import Workspace, file_of
from allianceskg.errors import NotFoundError
from allianceskg.language import Text

_MERGED_INTO: Final = re.compile(rb"akg:mergedInto\s+[a-z]+:([a-z0-9-]+)\s")
"""As published files say it, which are canonical."""


def merged_into(workspace: Workspace, name: str) -> str | None:
    """Return the name of the record that another is merged into; None where it is merged into none."""
    try:
        text = workspace.path(name).read_bytes()
    except OSError:
        return None
    match = _MERGED_INTO.search(text)
    return f"{name.partition('/')[0]}/{match[1].decode()}" if match is not None else None


def merged_here(workspace: Workspace, name: str) -> list[str]:
    """List the records that are merged into one."""
    group = f"{name.partition('/')[0]}/"
    return [one for one in workspace.names() if one.startswith(group) and merged_into(workspace, one) == name]


def merge_of(workspace: Workspace, name: str, into: str | None = None) -> str:
    """
    Return the last commit that merged a record into another.

    Args:
        into: Into this one; into any when not given.

    Raises:
        NotFoundError: None did.
    """
    wanted = why_merged(name, into or "")
    for commit in workspace.repository.log(file_of(name)):
        if commit.message == wanted or (into is None and commit.message.startswith(wanted)):
            return commit.name
    raise NotFoundError(
        Text(
            fr=f"{name} n'a pas été fusionné{f' avec {into}' if into else ''}.",
            en=f"{name} was not merged{f' into {into}' if into else ''}.",
        ),
        hint=Text(fr="« curate history » raconte ses versions.", en="“curate history” tells its versions."),
    )
