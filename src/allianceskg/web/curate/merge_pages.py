"""Two changes of one draft brought together: the page that asks, and what was chosen on it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response

from allianceskg.curation.accounts import Account
from allianceskg.curation.drafts import Draft
from allianceskg.errors import DataError
from allianceskg.language import Language, Text
from allianceskg.records.field_values import PART_ID, PART_KIND
from allianceskg.records.merging import FieldConflict, MergedFields, Path, with_choice
from allianceskg.web.curate.bench import (
    Bench,
    bench_of,
    go,
    reader_account,
    work_page,
)
from allianceskg.web.curate.draft_pages import label_of
from allianceskg.web.curate.posted import Sent
from allianceskg.web.curate.writers import FormRoute, Writer
from allianceskg.web.requests import language_of
from allianceskg.web.urls import in_language

router = APIRouter(include_in_schema=False, route_class=FormRoute)


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


def chosen_fields(merged: MergedFields, given: Mapping[str, str]) -> dict[str, Any]:
    """Return merged fields with one's own where that was chosen."""
    fields = merged.fields
    for number, conflict in enumerate(merged.conflicts):
        if given.get(f"choice.{number}") != "theirs":
            fields = with_choice(fields, conflict.path, conflict.mine)
    return fields


def kept_fields(text: str) -> dict[str, Any]:
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
def take(request: Request, account: Writer, number: int, sent: Sent) -> Response:
    """Save a draft brought together with what is published."""
    bench, given = bench_of(request), dict(sent)
    draft = bench.drafting.drafts.get(number)
    merged = bench.drafting.merge_with_published(draft)
    expected = int(given["version"]) if given.get("version", "").isdigit() else draft.version
    bench.drafting.take_published(draft, account, chosen_fields(merged, given), expected=expected)
    return go(f"/curate/drafts/{number}", request)
