"""Pages and files that hold no state of a reader: kept by data version, with a tag; and what waits for the workshop."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from allianceskg.language import Language
from allianceskg.serving.editions import Edition, Editions
from allianceskg.serving.headers import header_of
from allianceskg.serving.kept_answers import KeptAnswer, KeptAnswers
from allianceskg.serving.workshop import Workshop
from allianceskg.web.rendering import desk_in, is_curator, root_of_site
from allianceskg.web.requests import has_already

_OK: Final = 200
_TAG_CHARACTERS: Final = 20


@dataclass(frozen=True, slots=True)
class _Question:
    """
    What was asked, as far as the answer depends on it.

    Attributes:
        tag: Weak, since it stands for the answer compressed or not.
        headers: Of every answer to it.
    """

    key: tuple[Hashable, ...]
    tag: str
    headers: Mapping[str, str]


def kept(request: Request, edition: Edition, language: Language, make: Callable[[], Response]) -> Response:
    """
    Answer with what was made before of the same address and data, or make it; 304 to whoever has it.

    Args:
        make: Writes the answer; only one of status 200 is kept.
    """
    asked = _question(request, edition, language)
    known = _known(request, asked)
    if known is not None:
        return known
    made = make()
    if made.status_code != _OK:
        return made
    headers = {name: one for name, one in made.headers.items() if name != "content-length"}
    found = KeptAnswer(bytes(made.body), headers)
    _ = found.compressed  # here, in a thread, and not where it is sent
    _answers(request).keep(asked.key, found)
    return _sent(found, request, asked)


async def kept_or_made(request: Request, language: Language, make: Callable[[Request], Response]) -> Response:
    """Answer with what is kept at once, from the loop itself; have the rest made in a thread, by what calls `kept`."""
    editions: Editions = request.app.state.editions
    edition = editions.surely_current
    known = None if edition is None else _known(request, _question(request, edition, language))
    return known if known is not None else await run_in_threadpool(make, request)


def _question(request: Request, edition: Edition, language: Language) -> _Question:
    is_for_curator = is_curator(request)
    address = root_of_site(request), request.url.path, request.url.query
    key = (edition.manifest.version, *address, language, is_for_curator)
    tag = f'W/"{hashlib.sha256(repr(key).encode()).hexdigest()[:_TAG_CHARACTERS]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache" if is_for_curator else "no-cache"}
    if desk_in(request) is not None:
        headers["Vary"] = "Cookie"
    return _Question(key, tag, headers)


def _known(request: Request, asked: _Question) -> Response | None:
    if has_already(asked.tag, request):
        return Response(status_code=304, headers=dict(asked.headers))
    found = _answers(request).find(asked.key)
    return None if found is None else _sent(found, request, asked)


def _answers(request: Request) -> KeptAnswers:
    answers: KeptAnswers = request.app.state.kept_answers
    return answers


def _sent(found: KeptAnswer, request: Request, asked: _Question) -> Response:
    """Send a kept answer, compressed where the client takes that."""
    headers = {**found.headers, **asked.headers}
    if "gzip" not in header_of(request.scope, b"accept-encoding") or found.compressed is None:
        return Response(found.body, headers=headers)
    vary = ", ".join(filter(None, ("Accept-Encoding", asked.headers.get("Vary"))))
    return Response(found.compressed, headers={**headers, "Content-Encoding": "gzip", "Vary": vary})


async def in_workshop(request: Request) -> AsyncIterator[None]:
    """
    Wait for a place in the workshop, without holding a thread, for as long as the answer is made.

    Raises:
        BusyError: Too many wait already, or it took too long.
    """
    workshop: Workshop = request.app.state.workshop
    async with workshop.place():
        yield
