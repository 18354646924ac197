"""Pages and files that hold no state of a reader: kept by data version, with a tag; and what waits for the workshop."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable
from typing import Final

from fastapi import Request, Response

from allianceskg.language import Language
from allianceskg.serving.editions import Edition
from allianceskg.serving.headers import header_of
from allianceskg.serving.kept_answers import KeptAnswer, KeptAnswers
from allianceskg.serving.workshop import Workshop
from allianceskg.web.rendering import desk_in, is_curator, root_of_site
from allianceskg.web.requests import has_already

_OK: Final = 200
_TAG_CHARACTERS: Final = 20


def kept(request: Request, edition: Edition, language: Language, make: Callable[[], Response]) -> Response:
    """
    Answer with what was made before of the same address and data, or make it; 304 to whoever has it.

    Args:
        make: Writes the answer; only one of status 200 is kept.
    """
    is_for_curator = is_curator(request)
    key = (
        edition.manifest.version,
        root_of_site(request),
        request.url.path,
        request.url.query,
        language,
        is_for_curator,
    )
    tag = f'W/"{hashlib.sha256(repr(key).encode()).hexdigest()[:_TAG_CHARACTERS]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache" if is_for_curator else "no-cache"}
    if desk_in(request) is not None:
        headers["Vary"] = "Cookie"
    if has_already(tag, request):
        return Response(status_code=304, headers=headers)
    answers: KeptAnswers = request.app.state.kept_answers
    found = answers.find(key)
    if found is None:
        made = make()
        if made.status_code != _OK:
            return made
        found = KeptAnswer(
            bytes(made.body), {name: one for name, one in made.headers.items() if name != "content-length"}
        )
        answers.keep(key, found)
    return _sent(found, request, headers)


def _sent(found: KeptAnswer, request: Request, headers: dict[str, str]) -> Response:
    """Send a kept answer, compressed where the client takes that."""
    takes_gzip = "gzip" in header_of(request.scope, b"accept-encoding")
    if not takes_gzip or found.compressed is None:
        return Response(found.body, headers={**found.headers, **headers})
    vary = ", ".join(filter(None, ("Accept-Encoding", headers.get("Vary"))))
    return Response(found.compressed, headers={**found.headers, **headers, "Content-Encoding": "gzip", "Vary": vary})


async def in_workshop(request: Request) -> AsyncIterator[None]:
    """
    Wait for a place in the workshop, without holding a thread, for as long as the answer is made.

    Raises:
        BusyError: Too many wait already, or it took too long.
    """
    workshop: Workshop = request.app.state.workshop
    async with workshop.place():
        yield
