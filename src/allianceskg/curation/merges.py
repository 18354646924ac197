"""Finding the commit that merged a record, so that it can be undone."""

from __future__ import annotations

from allianceskg.curation.publication import why_merged
from allianceskg.curation.workspace import Workspace, file_of
from allianceskg.errors import NotFoundError
from allianceskg.language import Text


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
