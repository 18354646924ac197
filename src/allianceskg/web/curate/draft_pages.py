"""The curators' home, and the page of a draft: where it stands, what to do next, what is said of it, what is decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from allianceskg.builds.gate import Gate
from allianceskg.curation.accounts import Account, Role
from allianceskg.curation.drafting import next_action
from allianceskg.curation.drafts import STATE_NAMES, Draft, DraftState
from allianceskg.errors import AllianceskgError, ConflictError, DataError, RefusedError
from allianceskg.language import Language, Text
from allianceskg.library.library import library_of
from allianceskg.records.typed_values import FieldFault
from allianceskg.serving.editions import Edition
from allianceskg.terms import CASE
from allianceskg.web.curate.bench import (
    WORDS,
    Bench,
    bench_of,
    go,
    heading_of,
    moment,
    reader_account,
    work_page,
)
from allianceskg.web.curate.criteria import CHECKLIST, REFUSALS
from allianceskg.web.curate.desk import check_role
from allianceskg.web.curate.posted import Pairs, Sent
from allianceskg.web.curate.writers import FormRoute, Writer
from allianceskg.web.requests import edition_of, language_of

router = APIRouter(include_in_schema=False, route_class=FormRoute)

_UNTRANSLATED: Final = "texts-without-english"
_STEPS: Final = (DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.PUBLISHED)
_DONE: Final[Mapping[str, Text]] = {
    "submitted": Text(fr="remise pour relecture", en="handed in for review"),
    "refused": Text(fr="rendue pour correction", en="given back to be mended"),
    "published": Text(fr="publiée", en="published"),
    "abandoned": Text(fr="abandonnée", en="abandoned"),
}
_ABOVE: Final = Text(fr="Rien n'est perdu ; lisez ce qui suit.", en="Nothing is lost; read what follows.")


@router.api_route("/curate", methods=["GET", "HEAD"])
def home(request: Request) -> Response:
    """Show what waits, for whom, and what is to be done next."""
    account = reader_account(request)
    bench, language = bench_of(request), language_of(request)
    drafts = bench.drafting.drafts.all()
    rows = [(draft, _row(draft, account, bench, language)) for draft in drafts]
    waiting = [row for draft, row in rows if _waits_for(draft, account, bench)]
    reviewing = [row for draft, row in rows if draft.state == DraftState.IN_REVIEW and row not in waiting]
    return work_page(
        "home.html",
        request,
        account,
        waiting=waiting,
        reviewing=reviewing,
        others=[row for _, row in rows if row not in waiting and row not in reviewing],
        bad=list(_bad_files(bench, request)),
        untranslated=_untranslated(request, language),
    )


def _row(draft: Draft, account: Account, bench: Bench, language: Language) -> dict[str, Any]:
    return {
        "draft": draft,
        "kind": bench.kind_of(draft.group).name,
        "state": STATE_NAMES[draft.state],
        "next": next_action(draft, account, is_alone=bench.desk.is_alone),
        "who": bench.name_of(draft.changed_by),
        "when": moment(draft.changed, language),
    }


def _waits_for(draft: Draft, account: Account, bench: Bench) -> bool:
    wrote = account.email in (draft.author, draft.changed_by)
    if draft.state == DraftState.IN_REVIEW:
        return account.role.allows(Role.REVIEWER) and (bench.desk.is_alone or not wrote)
    return wrote


def _bad_files(bench: Bench, request: Request) -> Iterator[tuple[str, Text]]:
    _, withheld = Gate(bench.desk.home, edition_of(request).folder).remembered()
    for one in withheld.values():
        if one.reason == "refused":
            name = "/".join(one.location.replace("\\", "/").split("/")[-2:])
            yield name, one.fault or Text(fr="Ce fichier ne peut pas être lu.", en="This file cannot be read.")


def _untranslated(request: Request, language: Language) -> list[tuple[str, str]]:
    """List slug and title of the cases that have texts in French alone."""
    edition = edition_of(request)
    catalogue = edition.catalogue
    rows = catalogue.store.select(catalogue.queries.get(_UNTRANSLATED).text)
    cases = sorted({row["thing"].value.partition("#")[0] for row in rows if row["thing"].value.startswith(CASE)})
    return [(iri.removeprefix(CASE), title_of_record(edition, iri, language)) for iri in cases]


def title_of_record(edition: Edition, iri: str, language: Language) -> str:
    """Return what a record that is public is called; its slug where it is not."""
    library = library_of(edition.catalogue)
    case = library.cases.find(iri)
    if case is not None:
        return case.title(language).value
    library.names.learn([iri])
    return library.names.of(iri).in_language(language)


@router.api_route("/curate/drafts/{number}", methods=["GET", "HEAD"])
def overview(request: Request, number: int) -> Response:
    """Show where a draft stands."""
    account = reader_account(request)
    return _overview(request, account, bench_of(request).drafting.drafts.get(number))


def _overview(
    request: Request, account: Account, draft: Draft, *, fault: AllianceskgError | None = None, typed: str = ""
) -> Response:
    bench, language = bench_of(request), language_of(request)
    checked = bench.drafting.check_if_possible(draft)
    wrote = account.email in (draft.author, draft.changed_by)
    may_review = account.role.allows(Role.REVIEWER)
    is_alone = bench.desk.is_alone
    return work_page(
        "draft.html",
        request,
        account,
        status=409 if fault is not None else 200,
        draft=draft,
        word=WORDS[draft.group],
        heading=heading_of(draft, language),
        kind_name=bench.kind_of(draft.group).name.in_language(language),
        steps=[(state.value, STATE_NAMES[state]) for state in _STEPS],
        next=next_action(draft, account, is_alone=is_alone),
        checked=checked,
        faults=labelled(checked.faults, bench, draft, language),
        namesakes=checked.namesakes,
        comments=list(_comments(draft, bench, language)),
        typed=typed,
        checklist=CHECKLIST,
        criteria=list(REFUSALS.items()),
        can_submit=draft.state in (DraftState.DRAFT, DraftState.REFUSED),
        can_publish=may_review and draft.state.is_open and (is_alone or not wrote),
        may_review=may_review,
        is_alone=is_alone,
        is_overtaken=bench.drafting.is_overtaken(draft) and draft.base is not None,
        faults_heading=None if fault is None else fault.message,
        refused=[] if fault is None else _told(fault),
    )


def _told(fault: AllianceskgError) -> Sequence[Text]:
    more = list(fault.findings) if isinstance(fault, RefusedError) else []
    return [*more, fault.hint or _ABOVE]


def labelled(faults: Sequence[FieldFault], bench: Bench, draft: Draft, language: Language) -> list[dict[str, Any]]:
    """Name each fault's field as people know it."""
    return [
        {
            "label": label_of(fault.where, draft.fields, bench, draft.group, language),
            "message": fault.message.in_language(language),
            "blocks": fault.blocks,
            "where": fault.where,
        }
        for fault in faults
    ]


def label_of(where: str, fields: Mapping[str, Any], bench: Bench, group: str, language: Language) -> str:
    """Name the field that a fault or a change is in: "Alliance, Participation 2, Acteur"."""
    kind, words, item = bench.kind_of(group), [], fields
    steps = where.split(".") if where else []
    while steps:
        field = next((one for one in kind.fields if one.key == steps[0]), None)
        if field is None:
            break
        step, *steps = steps
        if field.content != "part" or not steps or not steps[0].isdigit():
            words.append(field.name.in_language(language))
            break
        held = item.get(step) if isinstance(item, Mapping) else None
        number, *steps = steps
        part = held[int(number) - 1] if isinstance(held, list) and 0 < int(number) <= len(held) else {}
        part = part if isinstance(part, Mapping) else {}
        kinds = [bench.kinds.by_class[one] for one in field.part_kinds]
        kind = next((one for one in kinds if one.key == part.get("kind")), kinds[0])
        words.append(
            f"{kind.name.in_language(language)} {number}" if len(held or ()) > 1 else kind.name.in_language(language)
        )
        item = part
    return ", ".join(words)


def _comments(draft: Draft, bench: Bench, language: Language) -> Iterator[dict[str, Any]]:
    for one in bench.drafting.drafts.comments(draft.number):
        yield {
            "who": bench.name_of(one.who),
            "when": moment(one.moment, language),
            "what": _DONE.get(one.what),
            "text": one.text,
        }


@router.post("/curate/drafts/{number}")
def decide(request: Request, account: Writer, number: int, sent: Sent) -> Response:
    """Comment, hand in, publish, give back or abandon."""
    bench, given = bench_of(request), dict(sent)
    draft = bench.drafting.drafts.get(number)
    try:
        return _done(request, account, draft, given, sent)
    except DataError as fault:
        return _overview(request, account, bench.drafting.drafts.get(number), fault=fault, typed=given.get("text", ""))


def _done(request: Request, account: Account, draft: Draft, given: Mapping[str, str], sent: Pairs) -> Response:
    bench = bench_of(request)
    drafting, number = bench.drafting, draft.number
    here = f"/curate/drafts/{number}"
    expected = int(given["version"]) if given.get("version", "").isdigit() else None
    match given.get("do"):
        case "comment":
            drafting.drafts.comment(number, account, given.get("text", ""))
            return go(f"{here}#comments", request)
        case "submit":
            drafting.submit(draft, account, expected=expected)
        case "abandon":
            drafting.drafts.abandon(number, account, expected=expected)
            return go("/curate", request)
        case "refuse":
            check_role(account, Role.REVIEWER)
            chosen = [REFUSALS[value].fr for name, value in sent if name == "criterion" and value in REFUSALS]
            text = "\n".join([*chosen, *([given["text"].strip()] if given.get("text", "").strip() else [])])
            drafting.drafts.refuse(number, account, text, expected=expected)
        case "publish":
            if given.get("read") != "yes":
                raise ConflictError(
                    Text(fr="Vérifiez d'abord chaque point de la liste.", en="Check each point of the list first.")
                )
            drafting.publish(draft, account, expected=expected)
            bench.desk.accounts.note(account, "draft-published", draft.name)
    return go(here, request)
