"""The form of a draft: begun, shown, saved as it was typed, brought together with what somebody else saved."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import JSONResponse

from allianceskg.curation.accounts import Account
from allianceskg.curation.checking import CheckedFields
from allianceskg.curation.drafting import check_slug, next_action, slug_for
from allianceskg.curation.drafts import STATE_NAMES, Draft
from allianceskg.errors import AllianceskgError, DataError, NotFoundError, RefusedError, StaleError
from allianceskg.language import Language, Text
from allianceskg.records.field_values import PART_ID, PART_KIND
from allianceskg.records.merging import FieldConflict, MergedFields, Path, merge_fields, with_choice
from allianceskg.records.typed_values import FieldFault
from allianceskg.serving.headers import header_of
from allianceskg.terms import BASE
from allianceskg.web.curate.bench import (
    WORDS,
    Bench,
    Pairs,
    ask_again,
    bench_of,
    go,
    heading_of,
    moment,
    reader_account,
    with_session,
    work_page,
    writer_account,
)
from allianceskg.web.curate.draft_pages import label_of, labelled, title_of_record
from allianceskg.web.curate.form import Form
from allianceskg.web.curate.form_data import fields_from
from allianceskg.web.curate.posted import posted
from allianceskg.web.requests import edition_of, language_of
from allianceskg.web.urls import in_language

router = APIRouter(include_in_schema=False)

Sent = Annotated[Pairs, Depends(posted)]

_ACTIONS: Final = (
    (
        "Alliance",
        Text(fr="Une alliance", en="An alliance"),
        Text(
            fr="des partenaires font quelque chose ensemble, selon un modèle.",
            en="partners do something together, by a model.",
        ),
    ),
    (
        "CatalystInitiative",
        Text(fr="Une initiative de catalyse", en="A catalyst initiative"),
        Text(
            fr="quelqu'un fait naître ou accompagne des alliances sur un territoire.",
            en="somebody brings alliances about, or accompanies them, on a territory.",
        ),
    ),
)
_ACTION_IDS: Final = {"Alliance": "alliance", "CatalystInitiative": "initiative"}
_STARTING_PARTS: Final = ("hasPlace", "hasSubject", "hasPeriod", "reportsFact", "reportsResult", "reportsDifficulty")


@router.api_route("/curate/new/{group}", methods=["GET", "HEAD"])
def new(request: Request, group: str) -> Response:
    """Offer to begin a record."""
    account = reader_account(request)
    if isinstance(account, Response):
        return account
    typed = {"title": request.query_params.get("title", ""), "page": "", "page_title": "", "action": ["Alliance"]}
    return _new(request, account, group, typed)


def _new(
    request: Request,
    account: Account,
    group: str,
    typed: Mapping[str, Any],
    missing: Text | None = None,
    namesakes: Sequence[tuple[str, str]] = (),
) -> Response:
    if group not in ("cases", "actors"):
        raise NotFoundError(Text(fr="On ne crée pas cela ici.", en="This is not made here."))
    is_case = group == "cases"
    return work_page(
        "new.html",
        request,
        account,
        group=group,
        word=WORDS[group],
        typed=typed,
        missing=missing,
        namesakes=namesakes,
        actions=_ACTIONS,
        heading=Text(fr="Ajouter un cas", en="Add a case") if is_case else Text(fr="Ajouter un acteur", en="Add an actor"),
        lead=Text(
            fr="Trois questions pour commencer ; tout pourra changer ensuite, et rien n'est public avant la relecture.",
            en="Three questions to begin; all can change later, and nothing is public before the review.",
        ),
        title_label=Text(fr="Titre du cas", en="Title of the case") if is_case else Text(fr="Nom de l'acteur", en="Name of the actor"),
        title_help=Text(
            fr="Qui, quoi, où : une ligne que l'on comprend seule.", en="Who, what, where: a line understood by itself."
        )
        if is_case
        else Text(fr="Le nom officiel de l'organisation.", en="The official name of the organisation."),
    )  # fmt: skip


@router.post("/curate/new/{group}")
def begin(request: Request, group: str, sent: Sent) -> Response:
    """Open the draft of a new record."""
    account, returning, wrong = writer_account(request, sent)
    if account is None:
        return ask_again(request, sent, wrong)
    given = dict(sent)
    title = " ".join(given.get("title", "").split())
    actions = [value for name, value in sent if name == "action" and value in _ACTION_IDS]
    typed = {
        "title": title,
        "page": given.get("page", ""),
        "page_title": given.get("page-title", ""),
        "action": actions,
    }
    if not title:
        needed = Text(
            fr="Donnez un titre pour commencer, même provisoire.",
            en="Give a title to begin with, even a provisional one.",
        )
        return with_session(_new(request, account, group, typed, needed), request, returning)
    bench = bench_of(request)
    namesakes = [] if given.get("known") == title else bench.drafting.namesakes(group, title)
    if namesakes:
        return with_session(_new(request, account, group, typed, namesakes=namesakes), request, returning)
    fields = _first_fields(group, title, given, actions)
    draft = bench.drafting.start(account, group, fields, slug=slug_for(title))
    return with_session(go(f"/curate/drafts/{draft.number}/form", request), request, returning)


def _first_fields(group: str, title: str, given: Mapping[str, str], actions: Sequence[str]) -> dict[str, Any]:
    today = datetime.now().astimezone().date().isoformat()
    source = {PART_ID: "source-1", PART_KIND: "Source", "consultedOn": today}
    if given.get("page", "").strip():
        source["page"] = given["page"].strip()
    source_fields: dict[str, Any] = {**source}
    if given.get("page-title", "").strip():
        source_fields["title"] = {"fr": given["page-title"].strip()}
    if group != "cases":
        return {"prefLabel": {"fr": title}, "hasSource": [source_fields], "source": ["source-1"]}
    documents = []
    for kind in actions:
        held = "hasModelStatement" if kind == "Alliance" else "hasFunctionAssignment"
        part = "ModelStatement" if kind == "Alliance" else "FunctionAssignment"
        documents.append(
            {
                PART_ID: _ACTION_IDS[kind],
                PART_KIND: kind,
                "hasParticipation": [{PART_KIND: "Participation"}, {PART_KIND: "Participation"}],
                held: [{PART_KIND: part}],
            }
        )
    return {
        "title": {"fr": title},
        "defaults": {"source": ["source-1"], "basis": "selon-la-source"},
        "lastConfirmed": today,
        "documents": documents,
        "hasSource": [source_fields],
        **{key: [{}] for key in _STARTING_PARTS},
    }


@router.api_route("/curate/edit/{group}/{name}", methods=["GET", "HEAD"])
def edit(request: Request, group: str, name: str) -> Response:
    """Offer to open a draft of a published record, or to go on with one that is open."""
    account = reader_account(request)
    if isinstance(account, Response):
        return account
    bench = bench_of(request)
    bench.drafting.published_text(group, name)
    title = record_title(request, group, name)
    drafts = bench.drafting.drafts.of_record(group, name)
    return work_page("edit.html", request, account, group=group, name=name, title=title, open_drafts=drafts)


@router.post("/curate/edit/{group}/{name}")
def reopen(request: Request, group: str, name: str, sent: Sent) -> Response:
    """Open a draft of a published record."""
    account, returning, wrong = writer_account(request, sent)
    if account is None:
        return ask_again(request, sent, wrong)
    draft = bench_of(request).drafting.open_published(account, group, name)
    return with_session(go(f"/curate/drafts/{draft.number}/form", request), request, returning)


def record_title(request: Request, group: str, name: str) -> str:
    """Return what a published record is called."""
    return title_of_record(edition_of(request), f"{BASE}{WORDS[group]}/{name}", language_of(request))


@router.api_route("/curate/drafts/{number}/form", methods=["GET", "HEAD"])
def form(request: Request, number: int) -> Response:
    """Show the form of a draft."""
    account = reader_account(request)
    if isinstance(account, Response):
        return account
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
def save(request: Request, number: int, sent: Sent) -> Response:
    """Save what was typed, and do what its button says."""
    account, returning, wrong = writer_account(request, sent)
    if account is None:
        return _needs_password(request, sent, wrong)
    return with_session(_saved(request, account, number, sent), request, returning)


def _needs_password(request: Request, sent: Pairs, wrong: Text | None) -> Response:
    if "application/json" not in header_of(request.scope, b"accept"):
        return ask_again(request, sent, wrong)
    detail = "" if wrong is None else wrong.in_language(language_of(request))
    return JSONResponse({"detail": detail}, status_code=401, headers={"Cache-Control": "no-store"})


def _saved(request: Request, account: Account, number: int, sent: Pairs) -> Response:
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


def merge_page(
    request: Request,
    account: Account,
    draft: Draft,
    merged: MergedFields,
    *,
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    slug: str,
    lead: Text,
    action: str,
) -> Response:
    """Ask which of two changes of each field is to stay."""
    bench, language = bench_of(request), language_of(request)
    return work_page(
        "merge.html",
        request,
        account,
        status=409,
        lead=lead,
        action=in_language(action, language),
        version=draft.version,
        base=json.dumps(base, ensure_ascii=False),
        mine=json.dumps(mine, ensure_ascii=False),
        slug_typed=slug,
        conflicts=[_conflict(one, bench, draft.group, (mine, theirs, base), language) for one in merged.conflicts],
        taken=[name_path(path, bench, draft.group, (theirs, mine, base), language) for path in merged.taken],
    )


def _conflict(
    one: FieldConflict, bench: Bench, group: str, sides: Sequence[Mapping[str, Any]], language: Language
) -> dict[str, str]:
    return {
        "label": name_path(one.path, bench, group, sides, language),
        **{side: in_words(getattr(one, side)) for side in ("base", "mine", "theirs")},
    }


def name_path(path: Path, bench: Bench, group: str, sides: Sequence[Mapping[str, Any]], language: Language) -> str:
    """Name a field of a path of keys and names of parts, as people know it."""
    for side in sides:
        where: list[str] = []
        held: Any = side
        for step in path:
            if isinstance(held, list):
                place = next((n for n, p in enumerate(held, 1) if isinstance(p, Mapping) and p.get(PART_ID) == step), 0)
                if not place:
                    break
                where.append(str(place))
                held = held[place - 1]
            else:
                where.append(step)
                held = held.get(step) if isinstance(held, Mapping) else None
        else:
            tongue = {"fr": Text(fr="en français", en="in French"), "en": Text(fr="en anglais", en="in English")}
            name = label_of(".".join(where), side, bench, group, language) or " ".join(path)
            said = tongue.get(path[-1])
            return f"{name} ({said.in_language(language)})" if said is not None else name
    return " ".join(path)


def in_words(value: Any) -> str:
    """Write what a field holds as people read it."""
    if isinstance(value, Mapping):
        return "\n".join(
            in_words(one) for key, one in value.items() if key not in (PART_ID, PART_KIND, "language") and one
        )
    if isinstance(value, list):
        return "\n".join(in_words(one) for one in value)
    return "" if value is None else str(value)


def _resolved(request: Request, account: Account, draft: Draft, given: Mapping[str, str]) -> Response:
    """Save what was chosen on the page of a merge."""
    mine, base = _objects(given.get("mine", "")), _objects(given.get("base", ""))
    merged = merge_fields(base, mine, draft.fields)
    if str(draft.version) != given.get("version"):
        return _merging(request, account, draft, base=base, mine=mine, slug=given.get("slug", draft.slug))
    fields = chosen_fields(merged, given)
    bench_of(request).drafting.save(draft, account, fields, slug=given.get("slug", draft.slug), expected=draft.version)
    return go(f"/curate/drafts/{draft.number}/form", request)


def chosen_fields(merged: MergedFields, given: Mapping[str, str]) -> dict[str, Any]:
    """Return merged fields with one's own where that was chosen."""
    fields = merged.fields
    for number, conflict in enumerate(merged.conflicts):
        if given.get(f"choice.{number}") != "theirs":
            fields = with_choice(fields, conflict.path, conflict.mine)
    return fields


def _objects(text: str) -> dict[str, Any]:
    """Read fields that a page kept."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise DataError(Text(fr="Cette page ne peut plus être lue.", en="This page can no longer be read."))
    return found


@router.api_route("/curate/drafts/{number}/merge", methods=["GET", "HEAD"])
def overtaken(request: Request, number: int) -> Response:
    """Bring a draft together with what was published since it was opened."""
    account = reader_account(request)
    if isinstance(account, Response):
        return account
    bench = bench_of(request)
    draft = bench.drafting.drafts.get(number)
    merged = bench.drafting.merge_with_published(draft)
    lead = Text(
        fr="La fiche a été publiée de nouveau depuis que ce brouillon a été ouvert. Choisissez pour chaque champ que les deux ont changé.",
        en="The record was published anew since this draft was opened. Choose for each field that both have changed.",
    )
    return merge_page(
        request, account, draft, merged, base={}, mine=draft.fields, theirs=merged.fields, slug=draft.slug, lead=lead,
        action=f"/curate/drafts/{number}/merge",
    )  # fmt: skip


@router.post("/curate/drafts/{number}/merge")
def take(request: Request, number: int, sent: Sent) -> Response:
    """Save a draft brought together with what is published."""
    account, returning, wrong = writer_account(request, sent)
    if account is None:
        return ask_again(request, sent, wrong)
    bench, given = bench_of(request), dict(sent)
    draft = bench.drafting.drafts.get(number)
    merged = bench.drafting.merge_with_published(draft)
    expected = int(given["version"]) if given.get("version", "").isdigit() else draft.version
    bench.drafting.take_published(draft, account, chosen_fields(merged, given), expected=expected)
    return with_session(go(f"/curate/drafts/{number}", request), request, returning)
