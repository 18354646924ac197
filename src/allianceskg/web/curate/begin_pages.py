"""Beginning: a new record from three questions, or a draft of a published one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from allianceskg.curation.accounts import Account
from allianceskg.curation.drafting import slug_for
from allianceskg.errors import NotFoundError
from allianceskg.language import Text
from allianceskg.records.field_values import PART_ID, PART_KIND
from allianceskg.terms import BASE
from allianceskg.web.curate.bench import (
    WORDS,
    bench_of,
    go,
    reader_account,
    work_page,
)
from allianceskg.web.curate.draft_pages import title_of_record
from allianceskg.web.curate.posted import Sent
from allianceskg.web.curate.writers import FormRoute, Writer
from allianceskg.web.requests import edition_of, language_of

router = APIRouter(include_in_schema=False, route_class=FormRoute)

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


@dataclass(frozen=True, slots=True)
class _Beginning:
    """What the page says that begins a record of a kind."""

    heading: Text
    title_label: Text
    title_help: Text


_BEGINNINGS: Final = {
    "cases": _Beginning(
        Text(fr="Ajouter un cas", en="Add a case"),
        Text(fr="Titre du cas", en="Title of the case"),
        Text(
            fr="Qui, quoi, où : une ligne que l'on comprend seule.", en="Who, what, where: a line understood by itself."
        ),
    ),
    "actors": _Beginning(
        Text(fr="Ajouter un acteur", en="Add an actor"),
        Text(fr="Nom de l'acteur", en="Name of the actor"),
        Text(fr="Le nom officiel de l'organisation.", en="The official name of the organisation."),
    ),
    "resources": _Beginning(
        Text(fr="Ajouter une ressource", en="Add a resource"),
        Text(fr="Titre de la ressource", en="Title of the resource"),
        Text(
            fr="Celui du guide, de la formation ou de l'outil, tel que sa page le donne.",
            en="That of the guide, course or tool, as its page gives it.",
        ),
    ),
}
_LEAD: Final = Text(
    fr="Trois questions pour commencer ; tout pourra changer ensuite, et rien n'est public avant la relecture.",
    en="Three questions to begin; all can change later, and nothing is public before the review.",
)
_ACTION_IDS: Final = {"Alliance": "alliance", "CatalystInitiative": "initiative"}
_STARTING_PARTS: Final = ("hasPlace", "hasSubject", "hasPeriod", "reportsFact", "reportsResult", "reportsDifficulty")


@router.api_route("/curate/new/{group}", methods=["GET", "HEAD"])
def new(request: Request, group: str) -> Response:
    """Offer to begin a record."""
    account = reader_account(request)
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
    said = _BEGINNINGS.get(group)
    if said is None:
        raise NotFoundError(Text(fr="On ne crée pas cela ici.", en="This is not made here."))
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
        lead=_LEAD,
        said=said,
    )


@router.post("/curate/new/{group}")
def begin(request: Request, account: Writer, group: str, sent: Sent) -> Response:
    """Open the draft of a new record."""
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
        return _new(request, account, group, typed, needed)
    bench = bench_of(request)
    namesakes = [] if given.get("known") == title else bench.drafting.namesakes(group, title)
    if namesakes:
        return _new(request, account, group, typed, namesakes=namesakes)
    fields = _first_fields(group, title, given, actions)
    draft = bench.drafting.start(account, group, fields, slug=slug_for(title))
    return go(f"/curate/drafts/{draft.number}/form", request)


def _first_fields(group: str, title: str, given: Mapping[str, str], actions: Sequence[str]) -> dict[str, Any]:
    today = datetime.now().astimezone().date().isoformat()
    source = {PART_ID: "source-1", PART_KIND: "Source", "consultedOn": today}
    if given.get("page", "").strip():
        source["page"] = given["page"].strip()
    source_fields: dict[str, Any] = {**source}
    if given.get("page-title", "").strip():
        source_fields["title"] = {"fr": given["page-title"].strip()}
    if group != "cases":
        name = "prefLabel" if group == "actors" else "title"
        return {name: {"fr": title}, "hasSource": [source_fields], "source": ["source-1"]}
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
    bench = bench_of(request)
    bench.drafting.published_text(group, name)
    title = record_title(request, group, name)
    drafts = bench.drafting.drafts.of_record(group, name)
    return work_page("edit.html", request, account, group=group, name=name, title=title, open_drafts=drafts)


@router.post("/curate/edit/{group}/{name}")
def reopen(request: Request, account: Writer, group: str, name: str) -> Response:
    """Open a draft of a published record."""
    draft = bench_of(request).drafting.open_published(account, group, name)
    return go(f"/curate/drafts/{draft.number}/form", request)


def record_title(request: Request, group: str, name: str) -> str:
    """Return what a published record is called."""
    return title_of_record(edition_of(request), f"{BASE}{WORDS[group]}/{name}", language_of(request))
