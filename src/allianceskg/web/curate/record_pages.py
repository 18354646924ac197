"""What reviewers do with a published record: read its history, go back to a version, withdraw it, merge it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from allianceskg.curation.accounts import Account, Role
from allianceskg.curation.merges import merge_of, merged_here, merged_into
from allianceskg.curation.repository import Author
from allianceskg.errors import AllianceskgError, ConflictError, NotAllowedError, RefusedError
from allianceskg.files import digest_of
from allianceskg.language import Text, same
from allianceskg.web.curate.begin_pages import record_title
from allianceskg.web.curate.bench import (
    WORDS,
    bench_of,
    go,
    moment,
    reader_account,
    work_page,
)
from allianceskg.web.curate.posted import Sent
from allianceskg.web.curate.writers import FormRoute, Reviewer
from allianceskg.web.requests import language_of
from allianceskg.web.urls import in_language

router = APIRouter(include_in_schema=False, route_class=FormRoute)

_IN_BRACKETS: Final = re.compile(r".*\(([a-z0-9-]+)\)\s*")


@router.api_route("/curate/history/{group}/{name}", methods=["GET", "HEAD"])
def history(request: Request, group: str, name: str) -> Response:
    """Tell the versions of a record in words, and how two of them differ."""
    return _history(request, reader_account(request), group, name)


def _history(
    request: Request, account: Account, group: str, name: str, *, fault: AllianceskgError | None = None
) -> Response:
    bench, language = bench_of(request), language_of(request)
    text = bench.drafting.published_text(group, name)
    versions = bench.drafting.versions(group, name)
    one, other = (request.query_params.get(side, "") for side in ("from", "to"))
    return work_page(
        "history.html",
        request,
        account,
        status=200 if fault is None else 409,
        group=group,
        word=WORDS[group],
        name=name,
        title=record_title(request, group, name),
        seen=digest_of(text),
        may_review=account.role.allows(Role.REVIEWER),
        chosen=(one, other),
        compared=bench.drafting.compare(group, name, one, other) if one and other else None,
        wrong=fault,
        **_merges(request, group, name),
        versions=[
            {
                "name": version.commit.name,
                "who": version.commit.author.name,
                "when": moment(version.commit.moment, language),
                "changes": version.changes,
            }
            for version in versions
        ],
    )


def _merges(request: Request, group: str, name: str) -> dict[str, Any]:
    """Name the record that one is merged into, and those that are merged into it: slug and title of each."""
    workspace = bench_of(request).desk.publisher.workspace

    def named(one: str) -> tuple[str, str]:
        slug = one.partition("/")[2]
        return slug, record_title(request, group, slug)

    into = merged_into(workspace, f"{group}/{name}")
    return {
        "into": None if into is None else named(into),
        "merged_here": [named(one) for one in merged_here(workspace, f"{group}/{name}")],
    }


@router.post("/curate/unmerge/{group}/{name}")
def unmerge(request: Request, account: Reviewer, group: str, name: str) -> Response:
    """Undo a merge: all that referred to the record does so again."""
    bench = bench_of(request)
    bench.drafting.published_text(group, name)
    publisher = bench.desk.publisher
    try:
        if merged_into(publisher.workspace, f"{group}/{name}") is None:
            raise ConflictError(Text(fr="Cette fiche n'est pas fusionnée.", en="This record is not merged."))
        publisher.undo(merge_of(publisher.workspace, f"{group}/{name}"), author=_author(account))
    except (ConflictError, RefusedError) as fault:
        return _history(request, account, group, name, fault=fault)
    bench.desk.accounts.note(account, "merge-undone", f"{group}/{name}")
    return go(f"/curate/history/{group}/{name}", request)


@router.post("/curate/history/{group}/{name}")
def restore(request: Request, account: Reviewer, group: str, name: str, sent: Sent) -> Response:
    """Publish an older version again."""
    bench, given = bench_of(request), dict(sent)
    if given.get("seen") != digest_of(bench.drafting.published_text(group, name)):
        raise ConflictError(
            Text(fr="La fiche a changé depuis que vous lisez son historique.", en="The record has changed since you read its history."),
            hint=Text(fr="Relisez-la, puis recommencez.", en="Read it again, then do it again."),
        )  # fmt: skip
    bench.desk.publisher.revert(f"{group}/{name}", given.get("to", ""), author=_author(account))
    bench.desk.accounts.note(account, "record-reverted", f"{group}/{name}")
    return go(f"/curate/history/{group}/{name}", request)


@router.api_route("/curate/retire/{group}/{name}", methods=["GET", "HEAD"])
def retiring(request: Request, group: str, name: str) -> Response:
    """Ask why a record is withdrawn."""
    account = reader_account(request)
    return _withdraw(request, account, group, name, is_merge=False)


@router.post("/curate/retire/{group}/{name}")
def retire(request: Request, account: Reviewer, group: str, name: str, sent: Sent) -> Response:
    """Withdraw a record: its address says why from then on."""
    given = dict(sent)
    reason = {tag: " ".join(given[tag].split()) for tag in ("fr", "en") if given.get(tag, "").strip()}
    bench = bench_of(request)
    try:
        if "fr" not in reason:
            raise ConflictError(Text(fr="Donnez la raison en français.", en="Give the reason in French."))
        bench.desk.publisher.retire(f"{group}/{name}", reason=reason, author=_author(account))
    except (ConflictError, RefusedError) as fault:
        return _withdraw(request, account, group, name, is_merge=False, fault=fault, typed=given)
    bench.desk.accounts.note(account, "record-retired", f"{group}/{name}")
    return go(f"/{WORDS[group]}/{name}", request)


@router.api_route("/curate/merge/actors/{name}", methods=["GET", "HEAD"])
def merging(request: Request, name: str) -> Response:
    """Ask into which actor another is merged."""
    account = reader_account(request)
    return _withdraw(request, account, "actors", name, is_merge=True)


@router.post("/curate/merge/actors/{name}")
def merge(request: Request, account: Reviewer, name: str, sent: Sent) -> Response:
    """Merge an actor into another: all that refers to it refers to the other."""
    given, bench = dict(sent), bench_of(request)
    typed = given.get("into", "").strip()
    match = _IN_BRACKETS.fullmatch(typed)
    into = match[1] if match else typed
    try:
        if not into or into not in bench.known.actors:
            raise ConflictError(Text(fr="Choisissez un acteur du catalogue.", en="Choose an actor of the catalogue."))
        bench.desk.publisher.merge(f"actors/{name}", f"actors/{into}", author=_author(account))
    except (ConflictError, RefusedError) as fault:
        return _withdraw(request, account, "actors", name, is_merge=True, fault=fault, typed=given)
    bench.desk.accounts.note(account, "record-merged", f"actors/{name} {into}")
    return go(f"/actor/{into}", request)


def _withdraw(
    request: Request,
    account: Account,
    group: str,
    name: str,
    *,
    is_merge: bool,
    fault: AllianceskgError | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    bench = bench_of(request)
    bench.drafting.published_text(group, name)
    if not account.role.allows(Role.REVIEWER):
        raise NotAllowedError(Text(fr="Cette page est pour les relecteurs.", en="This page is for reviewers."))
    verb = "merge" if is_merge else "retire"
    given: dict[str, Any] = {"fr": "", "en": "", "into": "", **(typed or {})}
    findings: Sequence[Text] = fault.findings if isinstance(fault, RefusedError) else ()
    return work_page(
        "withdraw.html",
        request,
        account,
        status=200 if fault is None else 409,
        is_merge=is_merge,
        title=record_title(request, group, name),
        action=in_language(f"/curate/{verb}/{group}/{name}", language_of(request)),
        wrong=None if fault is None else fault.message,
        findings=[same(one.fr) if one.fr == one.en else one for one in findings],
        typed=given,
        actors=[f"{label} ({one})" for one, label in bench.known.actor_names.items() if one != name] if is_merge else [],
        heading=Text(fr="Fusionner avec un autre acteur", en="Merge into another actor") if is_merge else Text(fr="Retirer cette fiche", en="Withdraw this record"),
        lead=Text(
            fr="Toutes les fiches qui citent cet acteur citeront l'autre ; son adresse y conduira. Cela peut se défaire.",
            en="All records that refer to this actor will refer to the other; its address will lead there. This can be undone.",
        )
        if is_merge
        else Text(
            fr="L'adresse de la fiche dira pourquoi elle a été retirée. Son historique est gardé, et une version peut être rétablie.",
            en="The address of the record will say why it was withdrawn. Its history is kept, and a version can be restored.",
        ),
        button=Text(fr="Fusionner", en="Merge") if is_merge else Text(fr="Retirer la fiche", en="Withdraw the record"),
    )  # fmt: skip


def _author(account: Account) -> Author:
    return Author(account.name, account.email)
