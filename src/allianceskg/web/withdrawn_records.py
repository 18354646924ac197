"""What the address of a record that was withdrawn answers: where the one is that it was merged into, or why it was retired."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request, Response
from starlette.responses import RedirectResponse

from allianceskg.language import Text
from allianceskg.library.things import Thing
from allianceskg.serving.problems import Problem
from allianceskg.web.requests import respond


def answer_of_withdrawn(thing: Thing, request: Request, path_of: Callable[[str], str | None]) -> Response | None:
    """
    Answer for a withdrawn record; None for one that is not.

    Args:
        path_of: From the IRI of the record that is kept to its path, without the query of the request.
    """
    if thing.survivor is not None:
        query = f"?{request.url.query}" if request.url.query else ""
        path = path_of(thing.survivor)
        return RedirectResponse(thing.survivor if path is None else f"{path}{query}", status_code=301)
    if thing.retirement:
        reason = Text(fr=thing.retirement.get("fr", ""), en=thing.retirement.get("en", thing.retirement.get("fr", "")))
        more = {"successor": thing.successor} if thing.successor else {}
        return respond(Problem("retired", reason, members=more), request)
    return None
