"""Writing records over HTTP: the whole of one, some of its fields, its end, its history, going back, merging."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, FastAPI, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from allianceskg.curation import from_requests
from allianceskg.curation.accounts import Account, Role
from allianceskg.curation.history import names_used
from allianceskg.curation.merges import merge_of
from allianceskg.curation.publication import Publication
from allianceskg.errors import DataError, RefusedError
from allianceskg.language import Text
from allianceskg.rdf.formats import MEDIA_TYPES
from allianceskg.serving.headers import header_of
from allianceskg.serving.problems import Problem
from allianceskg.web.curate.addressed_record import must_be_there, named, refused_field, signed_in
from allianceskg.web.curate.desk import Desk, desk_of
from allianceskg.web.curate.history_api import PROVENANCE_FORMS, Handler, history_handler
from allianceskg.web.curate.record_writing import Act, Answer, answered, author_of, expected_of, told
from allianceskg.web.judging import MAX_BYTES
from allianceskg.web.requests import body_of, language_of, respond, too_large

GROUPS: Final = ("cases", "actors", "resources")

_LONGEST_REASON: Final = 2_000
_TURTLE: Final = frozenset({"text/turtle", "application/x-turtle"})
_JSON: Final = frozenset({"application/json"})
_PATCH: Final = frozenset({"application/merge-patch+json", "application/json"})
_BEARER: Final[list[dict[str, list[str]]]] = [{"bearer": []}]

Reason = Annotated[str, Query(description="Why, in French / Pourquoi, en français", max_length=_LONGEST_REASON)]


def add_routes(app: FastAPI) -> None:
    """Add the routes of each kind of record."""
    for group in GROUPS:
        app.include_router(_router(group))
    _describe_tokens(app)


def _describe_tokens(app: FastAPI) -> None:
    """Let the application describe the tokens that programs send."""
    general = app.openapi

    def described() -> dict[str, Any]:
        schema = general()
        schema.setdefault("components", {})["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
        return schema

    app.openapi = described  # type: ignore[method-assign]  # the way that FastAPI documents


def _router(group: str) -> APIRouter:
    router = APIRouter(prefix=f"/api/{group}", tags=["curation"])
    one = group.removesuffix("s")
    add = partial(router.add_api_route, response_model=None)
    add(
        "/{name}",
        _put(group),
        methods=["PUT"],
        summary=f"Publish a whole {one}",
        openapi_extra=_described(*_TURTLE, *_JSON),
    )
    add(
        "/{name}",
        _patch(group),
        methods=["PATCH"],
        summary=f"Change some fields of a {one}",
        openapi_extra=_described(*_PATCH),
    )
    add("/{name}", _delete(group), methods=["DELETE"], summary=f"Withdraw a {one}", openapi_extra=_described())
    add(
        "/{name}/history",
        history_handler(group),
        methods=["GET"],
        summary=f"The versions of a {one}, in words",
        openapi_extra=_described(),
    )
    for form in PROVENANCE_FORMS:
        add(
            f"/{{name}}/history.{form}",
            history_handler(group, form=form),
            methods=["GET"],
            summary=f"The versions of a {one} as PROV-O tells them, as {MEDIA_TYPES[form]}",
            openapi_extra=_described(),
        )
    add(
        "/{name}/revert",
        _revert(group),
        methods=["POST"],
        summary=f"Publish an older version of a {one} again",
        openapi_extra=_described(*_JSON),
    )
    add(
        "/{name}/merge",
        _merge(group),
        methods=["POST"],
        summary=f"Merge a {one} into another",
        openapi_extra=_described(*_JSON),
    )
    add(
        "/{name}/merge",
        _undo(group),
        methods=["DELETE"],
        summary=f"Undo the merge of a {one}",
        openapi_extra=_described(),
    )
    return router  # fmt: skip


def _put(group: str) -> Handler:
    async def put(request: Request, name: str) -> Response:
        account = await signed_in(request, Role.REVIEWER)
        record = named(group, name)
        media = _media_of(request)
        if media not in _TURTLE | _JSON:
            return respond(_unsupported(*sorted(_TURTLE | _JSON)), request)
        body = await body_of(request, MAX_BYTES)
        if body is None:
            return respond(too_large(MAX_BYTES), request)
        make = _from_turtle if media in _TURTLE else _from_json
        return await run_in_threadpool(_published, request, account, record, body, make)

    return put


def _patch(group: str) -> Handler:
    async def patch(request: Request, name: str) -> Response:
        account = await signed_in(request, Role.REVIEWER)
        record = named(group, name)
        if _media_of(request) not in _PATCH:
            return respond(_unsupported(*sorted(_PATCH)), request)
        body = await body_of(request, MAX_BYTES)
        if body is None:
            return respond(too_large(MAX_BYTES), request)
        await run_in_threadpool(must_be_there, desk_of(request), record)
        return await run_in_threadpool(_published, request, account, record, body, _from_patch)

    return patch


def _delete(group: str) -> Handler:
    async def delete(
        request: Request, name: str, reason: Reason = "", reason_en: Reason = "", successor: str = ""
    ) -> Response:
        account = await signed_in(request, Role.REVIEWER)
        record = named(group, name)
        desk = desk_of(request)
        await run_in_threadpool(must_be_there, desk, record)
        if not reason.strip():
            raise refused_field("reason", "", _NO_REASON, _SAY_WHY)
        if not reason.isprintable() or not reason_en.isprintable():
            raise refused_field("reason", "", _UNREADABLE, _SAY_WHY)
        reasons = {"fr": reason.strip(), **({"en": reason_en.strip()} if reason_en.strip() else {})}
        kept = named(group, successor) if successor else None
        if kept is not None:
            await run_in_threadpool(must_be_there, desk, kept)

        def act(witness: Callable[[Publication], None]) -> Publication:
            expected = expected_of(request, desk.publisher, record)
            return desk.publisher.retire(
                record, reason=reasons, author=author_of(account), successor=kept, expected=expected, witness=witness
            )

        return await _acted(request, account, record, b"", act)

    return delete


def _revert(group: str) -> Handler:
    async def revert(request: Request, name: str) -> Response:
        account = await signed_in(request, Role.REVIEWER)
        record, desk = named(group, name), desk_of(request)
        body = await body_of(request, MAX_BYTES) or b""
        to = _said(body, "to")
        await run_in_threadpool(must_be_there, desk, record)

        def act(witness: Callable[[Publication], None]) -> Publication:
            expected = _expected_if_said(request, desk, record)
            return desk.publisher.revert(record, to, author=author_of(account), expected=expected, witness=witness)

        return await _acted(request, account, record, body, act)

    return revert


def _merge(group: str) -> Handler:
    async def merge(request: Request, name: str) -> Response:
        account = await signed_in(request, Role.REVIEWER)
        record, desk = named(group, name), desk_of(request)
        body = await body_of(request, MAX_BYTES) or b""
        into = named(group, _said(body, "into"))
        for one in (record, into):
            await run_in_threadpool(must_be_there, desk, one)

        def act(witness: Callable[[Publication], None]) -> Publication:
            expected = _expected_if_said(request, desk, record)
            return desk.publisher.merge(record, into, author=author_of(account), expected=expected, witness=witness)

        return await _acted(request, account, record, body, act)

    return merge


def _undo(group: str) -> Handler:
    async def undo(request: Request, name: str) -> Response:
        account = await signed_in(request, Role.REVIEWER)
        record, desk = named(group, name), desk_of(request)

        def act(witness: Callable[[Publication], None]) -> Publication:
            commit = merge_of(desk.publisher.workspace, record)
            return desk.publisher.undo(commit, author=author_of(account), witness=witness)

        return await _acted(request, account, record, b"", act)

    return undo


async def _acted(request: Request, account: Account, record: str, body: bytes, act: Act) -> Response:
    """Do something with a published record, once for one key, and tell of it."""
    return await run_in_threadpool(
        answered, request, account, body, act, partial(told, record, language=language_of(request))
    )


def _expected_if_said(request: Request, desk: Desk, record: str) -> Mapping[str, str | None] | None:
    """Return what the client has seen of a record, where it says so."""
    return expected_of(request, desk.publisher, record) if header_of(request.scope, b"if-match") else None


Make = Callable[[Desk, str, bytes], bytes]


def _published(request: Request, account: Account, name: str, body: bytes, make: Make) -> Response:
    """Publish what a request holds, once it is Turtle."""
    desk, status = desk_of(request), 200

    def act(witness: Callable[[Publication], None]) -> Publication:
        nonlocal status
        expected = expected_of(request, desk.publisher, name)
        status = 201 if expected[name] is None else 200
        text = make(desk, name, body)
        try:
            return desk.publisher.publish({name: text}, author=author_of(account), expected=expected, witness=witness)
        except (RefusedError, DataError) as fault:
            if type(fault) not in (RefusedError, DataError):
                raise
            raise _explained(desk, name, text, fault) from fault

    def tell(done: Publication) -> Answer:
        return told(name, done, language_of(request), status=status)

    return answered(request, account, body, act, tell)


def _from_turtle(desk: Desk, name: str, body: bytes) -> bytes:
    desk.publisher.judge.ask(from_requests.check_turtle, name, body)
    return body


def _from_json(desk: Desk, name: str, body: bytes) -> bytes:
    base = desk.publisher.published(name)
    used = names_used(desk.publisher.workspace, name) if base is not None else set()
    return desk.publisher.judge.ask(from_requests.text_of_fields, name, body, base, used)


def _from_patch(desk: Desk, name: str, body: bytes) -> bytes:
    base = desk.publisher.published(name)
    assert base is not None  # a record that was published once is never deleted
    used = names_used(desk.publisher.workspace, name)
    return desk.publisher.judge.ask(from_requests.text_of_patch, name, body, base, used)


def _explained(desk: Desk, name: str, text: bytes, fault: DataError) -> DataError:
    """Tell by field why a text was refused, where that can be told."""
    faults = desk.publisher.judge.ask(from_requests.faults_of_text, name, text)
    if not any(one.blocks for one in faults):
        return fault
    return from_requests.refused(faults)


def _said(body: bytes, key: str) -> str:
    """Read the one text of a small JSON object."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        content = None
    value = content.get(key) if isinstance(content, dict) else None
    if not isinstance(value, str) or not value:
        raise DataError(Text(fr=f"Envoyez un objet JSON avec « {key} ».", en=f"Send a JSON object with “{key}”."))
    return value


def _media_of(request: Request) -> str:
    return header_of(request.scope, b"content-type").partition(";")[0].strip().lower()


def _unsupported(*offered: str) -> Problem:
    listed = ", ".join(offered)
    return Problem(
        "unsupported-media-type",
        Text(fr=f"Envoyez l'un de ces formats : {listed}.", en=f"Send one of these formats: {listed}."),
    )


def _described(*media: str) -> dict[str, Any]:
    """Describe what a request holds, and who may make it."""
    described: dict[str, Any] = {"security": _BEARER}
    if media:
        bodies = {one: {"schema": {"type": "string" if "turtle" in one else "object"}} for one in sorted(media)}
        described["requestBody"] = {"required": True, "content": bodies}
    return described


_NO_REASON: Final = Text(fr="La raison du retrait manque.", en="The reason of the withdrawal is missing.")
_UNREADABLE: Final = Text(fr="La raison n'est pas lisible.", en="The reason cannot be read.")
_SAY_WHY: Final = Text(fr="Dites pourquoi, en une phrase : ?reason=…", en="Say why, in one sentence: ?reason=…")
