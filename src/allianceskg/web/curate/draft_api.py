"""Drafts over HTTP: opened, read, saved with entity tags, handed in, published, given back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import JSONResponse

from allianceskg.curation.accounts import Account, Role
from allianceskg.curation.drafting import GROUPS, next_action, slug_for
from allianceskg.curation.drafts import Draft, title_of
from allianceskg.curation.from_requests import merge_patch
from allianceskg.errors import DataError, MissingConditionError, StaleError
from allianceskg.language import Language, Text
from allianceskg.serving.conditions import conditions_of
from allianceskg.serving.problems import Problem
from allianceskg.web.curate.bench import WORDS, Bench, bench_of
from allianceskg.web.curate.desk import require
from allianceskg.web.judging import MAX_BYTES
from allianceskg.web.requests import body_of, language_of, respond, too_large

_DEEPEST: Final = 40
_SECURITY: Final[dict[str, Any]] = {"security": [{"bearer": []}]}
_WITH_BODY: Final[dict[str, Any]] = {
    **_SECURITY,
    "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}},
}


async def _body(request: Request) -> bytes | None:
    return await body_of(request, MAX_BYTES)


Body = Annotated[bytes | None, Depends(_body)]

router = APIRouter(prefix="/api/drafts", tags=["curation"])


@router.get("", summary="The open drafts", openapi_extra=_SECURITY)
def drafts(request: Request) -> Response:
    """List the drafts that are being worked on."""
    account, bench = require(request, Role.CURATOR), bench_of(request)
    language = language_of(request)
    found = [_entry(one, account, bench, language) for one in bench.drafting.drafts.all()]
    return JSONResponse({"drafts": found}, headers={"Cache-Control": "no-store"})


@router.post("", summary="Open a draft", openapi_extra=_WITH_BODY)
def opened(request: Request, body: Body) -> Response:
    """Open a draft of a new record (`kind`, `fields`, `slug`), or of a published one (`record`: `cases/slug`)."""
    account, bench = require(request, Role.CURATOR), bench_of(request)
    if body is None:
        return respond(too_large(MAX_BYTES), request)
    given = _object(body)
    if isinstance(given.get("record"), str):
        group, _, slug = given["record"].partition("/")
        draft = bench.drafting.open_published(account, group, slug)
        if "fields" in given:
            draft = bench.drafting.save(draft, account, _fields(given), expected=draft.version)
    else:
        group = next((one for one in GROUPS if WORDS[one] == given.get("kind", "case")), "")
        if not group:
            raise DataError(
                Text(fr="La nature de la fiche n'est pas dite.", en="The kind of the record is not said."),
                hint=Text(fr="Écrivez case, actor ou resource dans « kind ».", en="Write case, actor or resource in “kind”."),
            )  # fmt: skip
        fields = _fields(given)
        slug = given.get("slug") if isinstance(given.get("slug"), str) else slug_for(title_of(fields))
        draft = bench.drafting.start(account, group, fields, slug=str(slug))
    return _answer(draft, account, bench, language_of(request), status=201)


@router.get("/{number}", summary="One draft, with what is to be mended in it", openapi_extra=_SECURITY)
def draft(request: Request, number: int) -> Response:
    """Give the fields of a draft as they were typed, its findings, and what was said of it."""
    account, bench = require(request, Role.CURATOR), bench_of(request)
    return _answer(bench.drafting.drafts.get(number), account, bench, language_of(request), is_whole=True)


@router.put("/{number}", summary="Save the fields of a draft", openapi_extra=_WITH_BODY)
def saved(request: Request, number: int, body: Body) -> Response:
    """Save all fields; a draft is never refused, however incomplete."""
    return _save(request, number, body, _whole)


@router.patch("/{number}", summary="Change some fields of a draft", openapi_extra=_WITH_BODY)
def patched(request: Request, number: int, body: Body) -> Response:
    """Change the named fields, as a merge patch (RFC 7396)."""
    return _save(request, number, body, merge_patch)


def _save(
    request: Request,
    number: int,
    body: bytes | None,
    make: Callable[[Mapping[str, Any], Mapping[str, Any]], Mapping[str, Any]],
) -> Response:
    account, bench = require(request, Role.CURATOR), bench_of(request)
    if body is None:
        return respond(too_large(MAX_BYTES), request)
    given = _object(body)
    found = bench.drafting.drafts.get(number)
    expected = _expected(request, found, is_needed=True)
    wrapped = given.get("fields")
    fields = make(found.fields, wrapped if isinstance(wrapped, dict) else given)
    slug = given.get("slug")
    changed = bench.drafting.save(
        found, account, fields, slug=slug if isinstance(slug, str) else None, expected=expected
    )
    return _answer(changed, account, bench, language_of(request))


@router.delete("/{number}", summary="Abandon a draft", openapi_extra=_SECURITY)
def abandoned(request: Request, number: int) -> Response:
    """Take a draft out of the lists; what was typed is kept."""
    account, bench = require(request, Role.CURATOR), bench_of(request)
    found = bench.drafting.drafts.get(number)
    done = bench.drafting.drafts.abandon(number, account, expected=_expected(request, found, is_needed=True))
    return _answer(done, account, bench, language_of(request))


@router.post("/{number}/submit", summary="Hand a draft in for review", openapi_extra=_SECURITY)
def submitted(request: Request, number: int) -> Response:
    """Hand a draft in, if nothing blocks its publication."""
    account, bench = require(request, Role.CURATOR), bench_of(request)
    found = bench.drafting.drafts.get(number)
    done = bench.drafting.submit(found, account, expected=_expected(request, found))
    return _answer(done, account, bench, language_of(request))


@router.post("/{number}/publish", summary="Publish a draft that somebody else wrote", openapi_extra=_SECURITY)
def published(request: Request, number: int) -> Response:
    """Publish a draft: it is public when this is answered."""
    account, bench = require(request, Role.REVIEWER), bench_of(request)
    found, language = bench.drafting.drafts.get(number), language_of(request)
    done = bench.drafting.publish(found, account, expected=_expected(request, found))
    bench.desk.accounts.note(account, "draft-published", found.name)
    content = {
        **_entry(bench.drafting.drafts.get(number), account, bench, language),
        "address": f"/{WORDS[found.group]}/{found.slug}",
        "commit": done.commit,
        "changes": [one.in_language(language) for one in done.changes[found.name]],
    }
    return JSONResponse(content, headers={"ETag": f'"{done.digests[found.name]}"', "Cache-Control": "no-store"})


@router.post("/{number}/refuse", summary="Give a draft back to its writer", openapi_extra=_WITH_BODY)
def refused(request: Request, number: int, body: Body) -> Response:
    """Give a draft back with a `reason`."""
    account, bench = require(request, Role.REVIEWER), bench_of(request)
    if body is None:
        return respond(too_large(MAX_BYTES), request)
    reason = _object(body).get("reason")
    found = bench.drafting.drafts.get(number)
    done = bench.drafting.drafts.refuse(
        number, account, reason if isinstance(reason, str) else "", expected=_expected(request, found)
    )
    return _answer(done, account, bench, language_of(request))


@router.post("/{number}/comments", summary="Say something about a draft", openapi_extra=_WITH_BODY)
def commented(request: Request, number: int, body: Body) -> Response:
    """Add a comment: its `text`."""
    account, bench = require(request, Role.CURATOR), bench_of(request)
    if body is None:
        return respond(too_large(MAX_BYTES), request)
    text = _object(body).get("text")
    if not isinstance(text, str) or not text.strip():
        return respond(
            Problem("data-unreadable", Text(fr="Écrivez un commentaire dans « text ».", en="Write a comment in “text”.")),
            request,
        )  # fmt: skip
    bench.drafting.drafts.comment(number, account, text)
    return _answer(bench.drafting.drafts.get(number), account, bench, language_of(request), status=201, is_whole=True)


def _expected(request: Request, found: Draft, *, is_needed: bool = False) -> int | None:
    conditions = conditions_of(request.scope)
    if not conditions.permits(found.tag):
        raise StaleError(
            Text(fr="Ce brouillon a changé depuis que vous l'avez lu.", en="This draft has changed since you read it."),
            hint=Text(fr="Relisez-le, puis renvoyez son ETag.", en="Read it again, then send its ETag."),
        )
    if not conditions.match:
        if is_needed:
            raise MissingConditionError(
                Text(fr="Dites quelle version du brouillon vous changez.", en="Say which version of the draft you change."),
                hint=Text(fr="Renvoyez son ETag dans l'en-tête If-Match.", en="Send its ETag in the header If-Match."),
            )  # fmt: skip
        return None
    return found.version


def _whole(_: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    return given


def _object(body: bytes) -> dict[str, Any]:
    """Read a JSON object that can be kept: not too deep, and of characters that exist."""
    try:
        found = json.loads(body)
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not _is_shallow(found, _DEEPEST):
        raise DataError(Text(fr="Envoyez un objet JSON.", en="Send a JSON object."))
    return found


def _is_shallow(value: Any, most: int) -> bool:
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return most > 0 and all(_is_shallow(one, most - 1) for one in held)


def _fields(given: Mapping[str, Any]) -> dict[str, Any]:
    found = given.get("fields", {})
    if not isinstance(found, dict):
        raise DataError(Text(fr="« fields » doit être un objet JSON.", en="“fields” must be a JSON object."))
    return found


def _entry(one: Draft, account: Account, bench: Bench, language: Language) -> dict[str, Any]:
    return {
        "id": one.number,
        "kind": WORDS[one.group],
        "slug": one.slug,
        "title": one.title,
        "state": one.state,
        "next": next_action(one, account, is_alone=bench.desk.is_alone).in_language(language),
        "author": one.author,
        "version": one.version,
        "changed": one.changed.isoformat(),
        "changed_by": one.changed_by,
        "is_new": one.base is None,
    }


def _answer(
    one: Draft, account: Account, bench: Bench, language: Language, *, status: int = 200, is_whole: bool = False
) -> Response:
    content = {**_entry(one, account, bench, language), "fields": one.fields}
    if is_whole:
        checked = bench.drafting.check_if_possible(one)
        content["publishable"] = checked.is_publishable
        content["findings"] = [
            {
                "field": fault.where,
                "value": fault.found,
                "message": fault.message.in_language(language),
                "mend": fault.mend.in_language(language),
                "blocks": fault.blocks,
            }
            for fault in checked.faults
        ]
        content["changes"] = [change.in_language(language) for change in checked.changes]
        content["comments"] = [
            {"who": said.who, "when": said.moment.isoformat(), "what": said.what, "text": said.text}
            for said in bench.drafting.drafts.comments(one.number)
        ]
    headers = {"ETag": one.tag, "Cache-Control": "no-store", "Location": f"/api/drafts/{one.number}"}
    return JSONResponse(content, status_code=status, headers=headers)
