"""The form of a draft: shown, saved as it was typed, brought together with what somebody else saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse

from allianceskg.curation.accounts import Account
from allianceskg.curation.checking import CheckedFields
from allianceskg.curation.drafting import check_slug, next_action
from allianceskg.curation.drafts import STATE_NAMES, Draft
from allianceskg.errors import AllianceskgError, DataError, RefusedError, StaleError
from allianceskg.language import Language, Text
from allianceskg.records.field_values import PART_ID, PART_KIND
from allianceskg.records.merging import Path, merge_fields, with_choice
from allianceskg.records.typed_values import FieldFault
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
from allianceskg.web.curate.draft_pages import labelled
from allianceskg.web.curate.form import Form
from allianceskg.web.curate.form_data import fields_from
from allianceskg.web.curate.merge_pages import chosen_fields, kept_fields, merge_page
from allianceskg.web.curate.posted import Sent
from allianceskg.web.curate.writers import FormRoute, Writer
from allianceskg.web.requests import language_of

router = APIRouter(include_in_schema=False, route_class=FormRoute)


@router.api_route("/curate/drafts/{number}/form", methods=["GET", "HEAD"])
def form(request: Request, number: int) -> Response:
    """Show the form of a draft."""
    account = reader_account(request)
    draft = bench_of(request).drafting.drafts.get(number)
    if not draft.state.is_open:
        return go(f"/curate/drafts/{number}", request)
    is_whole = request.query_params.get("check") == "1"
    return _form(request, account, draft, is_whole=is_whole, opened=request.query_params.get("part", ""))


def _form(
    request: Request, account: Account, draft: Draft, *, is_whole: bool, opened: str = "", notice: Text | None = None
) -> Response:
    bench, language = bench_of(request), language_of(request)
    checked = bench.drafting.check_if_possible(draft)
    faults = [fault for fault in checked.faults if is_whole or (fault.found and fault.blocks)]
    tools = bench.form_tools(draft.group, language)
    shown = Form(tools, bench.kind_of(draft.group), draft.fields, faults, opened)
    return work_page(
        "form.html",
        request,
        account,
        draft=draft,
        word=WORDS[draft.group],
        heading=heading_of(draft, language),
        kind_name=bench.kind_of(draft.group).name.in_language(language),
        state=STATE_NAMES[draft.state],
        next=next_action(draft, account, is_alone=bench.desk.is_alone),
        sections=shown.sections(),
        defaults=shown.defaults(),
        slug_told=_slug_told(draft) if is_whole else None,
        summary=_summary(checked, faults) if is_whole else None,
        listed=_listed(faults, bench, draft, language) if is_whole else [],
        namesakes=checked.namesakes if is_whole else (),
        actors=[f"{name} ({one})" for one, name in bench.known.actor_names.items()],
        saved_at=moment(draft.changed, language),
        notice=notice,
    )


def _slug_told(draft: Draft) -> Text | None:
    try:
        check_slug(draft.slug)
    except DataError as fault:
        return _as_notice(fault)
    return None


def _summary(checked: CheckedFields, faults: Sequence[FieldFault]) -> Text:
    blocking = sum(fault.blocks for fault in faults)
    if checked.is_publishable:
        return Text(
            fr="Rien n'empêche la publication." + (" Il reste des points à vérifier." if faults else ""),
            en="Nothing blocks publication." + (" There are points left to check." if faults else ""),
        )
    many = blocking > 1
    return Text(
        fr=f"{blocking} point{'s' if many else ''} à corriger avant de remettre la fiche. Rien n'a été perdu.",
        en=f"{blocking} point{'s' if many else ''} to mend before the record is handed in. Nothing was lost.",
    )


def _listed(faults: Sequence[FieldFault], bench: Bench, draft: Draft, language: Language) -> list[dict[str, Any]]:
    return [
        {"anchor": _anchor(one["where"]), "label": one["label"], "message": one["message"], "blocks": one["blocks"]}
        for one in labelled(faults, bench, draft, language)
    ]


def _anchor(where: str) -> str:
    """Return where on the page the input of a fault is: numbers there begin with 0."""
    steps = [str(int(step) - 1) if step.isdigit() else step for step in where.split(".") if step]
    return "-".join(["f", *steps]) if steps else ""


@router.post("/curate/drafts/{number}/form")
def save(request: Request, account: Writer, number: int, sent: Sent) -> Response:
    """Save what was typed, and do what its button says."""
    bench, given = bench_of(request), dict(sent)
    drafting = bench.drafting
    draft = drafting.drafts.get(number)
    do = given.get("do", "save")
    if do == "resolve":
        return _resolved(request, account, draft, given)
    seen = int(given["version"]) if given.get("version", "").isdigit() else draft.version
    before = drafting.drafts.version(number, seen) or draft.fields
    tools = bench.form_tools(draft.group, language_of(request))
    fields = fields_from(sent, bench.kind_of(draft.group), bench.kinds, before=before, name_of=tools.name_of)
    slug = given.get("slug", draft.slug).strip()
    changed = _with_parts(fields, do)
    try:
        saved = drafting.save(draft, account, changed, slug=slug, expected=seen)
    except StaleError:
        if do == "autosave":
            return JSONResponse({"version": draft.version}, status_code=412)
        return _merging(request, account, draft, base=before, mine=fields, slug=slug)
    if do == "autosave":
        at = moment(saved.changed, language_of(request))[-5:]
        return JSONResponse({"version": saved.version, "saved": at}, headers={"Cache-Control": "no-store"})
    return _next(request, account, saved, do)


def _with_parts(fields: dict[str, Any], do: str) -> dict[str, Any]:
    """Add or take away the part that a button names."""
    action, _, rest = do.partition(":")
    if action == "remove" and rest:
        return with_choice(fields, tuple(rest.split("/")), None)
    if action == "add" and rest:
        place, _, kind = rest.partition(":")
        return _added(fields, tuple(place.split("/")), kind)
    return fields


def _added(fields: Mapping[str, Any], path: Path, kind: str) -> dict[str, Any]:
    key, *rest = path
    held = list(fields.get(key) or [])
    if not rest:
        return {**fields, key: [*held, {PART_KIND: kind}]}
    name, *below = rest
    parts = [
        _added(one, tuple(below), kind) if isinstance(one, Mapping) and one.get(PART_ID) == name and below else one
        for one in held
    ]
    return {**fields, key: parts}


def _next(request: Request, account: Account, saved: Draft, do: str) -> Response:
    here = f"/curate/drafts/{saved.number}"
    action, _, rest = do.partition(":")
    match action:
        case "add":
            path = rest.partition(":")[0].split("/")
            name = _last_added(saved.fields, path)
            return go(f"{here}/form?part={name}#part-{name}", request)
        case "remove":
            return go(f"{here}/form#f-{rest.split('/')[0]}", request)
        case "check":
            return go(f"{here}/form?check=1", request)
        case "preview":
            return go(f"{here}/preview", request)
        case "submit":
            try:
                bench_of(request).drafting.submit(saved, account, expected=saved.version)
            except (RefusedError, DataError) as fault:
                return _form(request, account, saved, is_whole=True, notice=_as_notice(fault))
            return go(here, request)
    return go(f"{here}/form", request)


def _as_notice(fault: AllianceskgError) -> Text | None:
    """Tell what is beyond the fields, such as an identifier that cannot be one."""
    if isinstance(fault, RefusedError):
        return None
    hint = fault.hint or Text(fr="", en="")
    return Text(fr=f"{fault.message.fr} {hint.fr}", en=f"{fault.message.en} {hint.en}")


def _last_added(fields: Mapping[str, Any], path: Sequence[str]) -> str:
    held: Any = fields
    for step in path:
        if isinstance(held, Mapping):
            held = held.get(step)
        elif isinstance(held, list):
            held = next((one for one in held if isinstance(one, Mapping) and one.get(PART_ID) == step), {})
    return str(held[-1].get(PART_ID, "")) if isinstance(held, list) and held and isinstance(held[-1], Mapping) else ""


def _merging(
    request: Request, account: Account, draft: Draft, *, base: Mapping[str, Any], mine: Mapping[str, Any], slug: str
) -> Response:
    """Bring what was typed together with what somebody else has saved; ask only where both changed a field."""
    merged = merge_fields(base, mine, draft.fields)
    bench = bench_of(request)
    who = bench.name_of(draft.changed_by)
    if not merged.conflicts:
        saved = bench.drafting.save(draft, account, merged.fields, slug=slug, expected=draft.version)
        notice = Text(
            fr=f"{who} écrivait en même temps que vous : ses changements et les vôtres ont été réunis.",
            en=f"{who} was writing at the same time: their changes and yours were brought together.",
        )
        return _form(request, account, saved, is_whole=False, notice=notice)
    lead = Text(
        fr=f"{who} a changé les mêmes champs que vous. Choisissez pour chacun ; tout le reste est déjà réuni.",
        en=f"{who} changed the same fields as you. Choose for each; all the rest is brought together already.",
    )
    return merge_page(
        request, account, draft, merged, base=base, mine=mine, theirs=draft.fields, slug=slug, lead=lead,
        action=f"/curate/drafts/{draft.number}/form",
    )  # fmt: skip


def _resolved(request: Request, account: Account, draft: Draft, given: Mapping[str, str]) -> Response:
    """Save what was chosen on the page of a merge."""
    mine, base = kept_fields(given.get("mine", "")), kept_fields(given.get("base", ""))
    merged = merge_fields(base, mine, draft.fields)
    if str(draft.version) != given.get("version"):
        return _merging(request, account, draft, base=base, mine=mine, slug=given.get("slug", draft.slug))
    fields = chosen_fields(merged, given)
    bench_of(request).drafting.save(draft, account, fields, slug=given.get("slug", draft.slug), expected=draft.version)
    return go(f"/curate/drafts/{draft.number}/form", request)
