"""Reading what a page of the desk sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Request

from allianceskg.errors import DataError
from allianceskg.language import Text
from allianceskg.web.curate.form_data import parse_form
from allianceskg.web.requests import body_of

Pairs = Sequence[tuple[str, str]]
"""What a form sent, in its order."""

_MOST_BYTES = 8 * 1024**2


async def posted(request: Request) -> list[tuple[str, str]]:
    """
    Read the names and values that a form sent.

    Raises:
        DataError: There are too many, or they are too long.
    """
    body = await body_of(request, _MOST_BYTES)
    try:
        if body is not None:
            return parse_form(body)
    except ValueError:
        pass
    raise DataError(
        Text(fr="Ce formulaire est trop long pour être lu.", en="This form is too long to be read."),
        hint=Text(
            fr="Revenez en arrière : ce que vous avez écrit est encore dans la page.",
            en="Go back: what you wrote is still in the page.",
        ),
    )


Sent = Annotated[Pairs, Depends(posted)]
"""What a handler of a form takes."""
