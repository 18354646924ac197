"""The history of a record over HTTP: in words, or as PROV-O tells it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from allianceskg.curation.accounts import Role
from allianceskg.curation.history import Version, versions_by
from allianceskg.curation.preparing import iri_of
from allianceskg.curation.provenance import provenance_of
from allianceskg.language import Language
from allianceskg.rdf.formats import MEDIA_TYPES
from allianceskg.serving.headers import header_of
from allianceskg.serving.negotiation import Offer, choose
from allianceskg.web.curate.addressed_record import must_be_there, named, signed_in
from allianceskg.web.curate.desk import desk_of
from allianceskg.web.requests import edition_of, graph_response, language_of

PROVENANCE_FORMS: Final = ("ttl", "jsonld")
"""Endings of the formats in which PROV-O is told."""

_FORMS: Final = (
    Offer("json", "application/json"),
    *(Offer(form, MEDIA_TYPES[form], fits_wildcards=False) for form in PROVENANCE_FORMS),
)

Handler = Callable[..., Awaitable[Response]]


def history_handler(group: str, *, form: str | None = None) -> Handler:
    """
    Make what answers a request for the versions of a record.

    Args:
        form: `json`, or an ending of `PROVENANCE_FORMS`; by default the one that the request asks for.
    """

    async def history(request: Request, name: str) -> Response:
        await signed_in(request, Role.CURATOR)
        record, desk = named(group, name), desk_of(request)
        await run_in_threadpool(must_be_there, desk, record)
        versions = await run_in_threadpool(versions_by, desk.publisher, record)
        chosen = choose(header_of(request.scope, b"accept"), _FORMS)
        wanted = form or (chosen[0] if chosen is not None else "json")
        response = await run_in_threadpool(_told_as, wanted, request, record, versions)
        response.headers.update({"Cache-Control": "no-store", "Vary": "Accept"})
        return response

    return history


def _told_as(form: str, request: Request, record: str, versions: Sequence[Version]) -> Response:
    """Tell versions in words, or in those of PROV-O."""
    if form != "json":
        return graph_response(provenance_of(iri_of(record), versions), form, edition_of(request))
    return JSONResponse({"versions": [_shown(one, language_of(request)) for one in versions]})


def _shown(version: Version, language: Language) -> dict[str, Any]:
    commit = version.commit
    return {
        "commit": commit.name,
        "author": commit.author.name,
        "date": commit.moment.isoformat(),
        "message": commit.message,
        "changes": [one.in_language(language) for one in version.changes],
    }
