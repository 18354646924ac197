"""Which record a request of the API is about, whether it is there, and who asks."""

from __future__ import annotations

import re
from typing import Final

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from allianceskg.curation import from_requests
from allianceskg.curation.accounts import Account, Role
from allianceskg.errors import NotFoundError, RefusedError
from allianceskg.language import Text
from allianceskg.records.typed_values import FieldFault
from allianceskg.web.curate.desk import Desk, require

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG: Final = 100


async def signed_in(request: Request, role: Role) -> Account:
    """Return who asks, if they may do what a role allows; see `require`."""
    return await run_in_threadpool(require, request, role)


def must_be_there(desk: Desk, name: str) -> None:
    """
    See that something was published under a name, withdrawn or not.

    Raises:
        NotFoundError: Nothing was.
    """
    if desk.publisher.published(name) is None:
        slug = name.partition("/")[2]
        raise NotFoundError(
            Text(fr=f"Aucune fiche publiée ne s'appelle « {slug} ».", en=f"No published record is called “{slug}”.")
        )


def named(group: str, slug: str) -> str:
    """
    Return the name of a record.

    Raises:
        RefusedError: No record can be called so.
    """
    if len(slug) > _LONGEST_SLUG or not _SLUG.fullmatch(slug):
        raise refused_field(
            "slug",
            slug[:_LONGEST_SLUG],
            Text(fr="Aucune fiche ne peut s'appeler ainsi.", en="No record can be called so."),
            Text(
                fr="Écrivez des minuscules sans accent et des chiffres, les mots séparés par des traits d'union.",
                en="Write lower case without accents and digits, the words separated by hyphens.",
            ),
        )
    return f"{group}/{slug}"


def refused_field(where: str, found: str, message: Text, mend: Text) -> RefusedError:
    """Make the error that tells of one fault in one field."""
    return from_requests.refused([FieldFault(where, found, message, mend)])
