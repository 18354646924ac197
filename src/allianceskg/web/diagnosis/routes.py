"""The addresses of the diagnosis: wizard, answer, comparison, sheet and feed. Each is a GET: all state is in the address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from allianceskg.language import Language, Text
from allianceskg.library.case_accounts import read_account
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.comparison import compare
from allianceskg.library.library import library_of
from allianceskg.library.reader import reader_of
from allianceskg.library.vocabularies import vocabulary_of
from allianceskg.matching.evidence import kit_lines, site_of
from allianceskg.matching.explanation import points_in_words
from allianceskg.matching.reasons import reason_in_words
from allianceskg.model import OBJECTIVES, Profile
from allianceskg.profiles.known import MAX_PARTNERS
from allianceskg.serving.problems import Problem
from allianceskg.serving.request_frame import request_id_of
from allianceskg.web.diagnosis import sheet, signs, wizard
from allianceskg.web.diagnosis.aims import AIMS, is_chosen, with_aim
from allianceskg.web.diagnosis.annex import gather_proofs
from allianceskg.web.diagnosis.answers import (
    ACCOUNT_ROWS,
    DEFAULT_LIMIT,
    MAX_LIMIT,
    MOST_COMPARED,
    MOST_ON_TERRITORY,
    OPEN_MATCHES,
    answer_page,
    by_site,
    case_address,
    heading_of,
    listed,
    sparql,
    tally,
)
from allianceskg.web.diagnosis.dossier import EXTENTS, LOOKED_AT, Extent, make_dossier
from allianceskg.web.diagnosis.feed import MEDIA_TYPE, atom
from allianceskg.web.diagnosis.field_messages import NOTHING_ASKED, Checked, check
from allianceskg.web.diagnosis.parameters import (
    STEPS,
    Sending,
    TypedPartner,
    TypedProfile,
    address,
    read_entry,
    read_sending,
    step_of,
)
from allianceskg.web.diagnosis.story import ask, ask_all, forget, heard, terms_of
from allianceskg.web.kept_pages import in_workshop
from allianceskg.web.rendering import render, root_of_site
from allianceskg.web.requests import edition_of, language_of, refuse_long_address, respond

_PRIVATE: Final = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
_FEED_ENTRIES: Final = 50

router = APIRouter(include_in_schema=False, dependencies=[Depends(refuse_long_address)])


@router.get("/diagnosis")
def diagnosis(request: Request) -> Response:
    """Show a step of the wizard, or the answer; what a form sent is first made an address."""
    items = request.query_params.multi_items()
    entry, sending = read_entry(items), read_sending(items)
    catalogue = edition_of(request).catalogue
    if sending is not None:
        return _led_on(request, sending, entry, catalogue)
    step = step_of(request.query_params.get("step", ""))
    checked = check(entry, catalogue)
    if step != "answer":
        return _step(request, step, checked)
    if checked.profile is None:
        return _step(request, checked.faults[0].step if checked.faults else "1", checked, is_unanswered=True)
    refused = _refused_version(request, entry)
    if refused is not None:
        return refused
    return _page(request, "diagnosis/answer.html", **_answer_values(request, entry, checked.profile))


@router.get("/diagnosis/square")
def square(request: Request) -> Response:
    """Draw the magic square of what is typed; the first step asks for it while one moves a slider."""
    edition = edition_of(request)
    checked = check(read_entry(request.query_params.multi_items()), edition.catalogue)
    return _page(request, "diagnosis/_preview.html", preview=wizard.preview(checked, edition.catalogue))


@router.get("/diagnosis/compare")
def comparison(request: Request) -> Response:
    """Show two or three cases side by side."""
    catalogue = edition_of(request).catalogue
    entry = read_entry(request.query_params.multi_items())
    profile = check(entry, catalogue).profile
    if profile is None:
        return _to_the_wizard(request, entry)
    chosen = list(dict.fromkeys(request.query_params.getlist("case")))
    compared = compare(profile, chosen, catalogue)
    is_comparable = 2 <= len(compared.matches) <= MOST_COMPARED
    return _page(
        request,
        "diagnosis/compare.html",
        status=200 if is_comparable else 400,
        entry=entry,
        comparison=compared,
        accounts=[read_account(one.case, reader_of(catalogue, language_of(request))) for one in compared.matches],
        account_rows=ACCOUNT_ROWS,
        opened=lambda case: case_address(entry, case, language_of(request)),
        is_comparable=is_comparable,
        chosen=chosen,
        problem=None if is_comparable else _what_to_choose(len(compared.matches), len(chosen)),
        request_id=request_id_of(request.scope),
        states=signs.CRITERION_STATES,
        total=points_in_words,
        answer_address=address(entry, language_of(request), step="answer"),
    )


def _what_to_choose(found: int, chosen: int) -> Text:
    """Say why there is nothing to compare."""
    said = Text(
        fr=f"Choisissez deux ou trois exemples. Nombre d'exemples choisis : {found}.",
        en=f"Choose two or three examples. Number of examples chosen: {found}.",
    )
    if found == chosen:
        return said
    return Text(
        fr=f"{said.fr} Laissés de côté, car éloignés de votre demande ou inconnus : {chosen - found}.",
        en=f"{said.en} Left aside, since far from your request or unknown: {chosen - found}.",
    )


@router.get("/diagnosis/answer.pdf", dependencies=[Depends(in_workshop, scope="function")])
def answer_sheet(request: Request) -> Response:
    """Make a PDF of the answer, everything unfolded."""
    asked = _asked(request)
    if isinstance(asked, Response):
        return asked

    def make() -> bytes:
        return sheet.as_pdf(
            _body(_page(request, "diagnosis/sheet.html", **_answer_values(request, *asked))), sheet.STYLE
        )

    return _pdf(request, make, Text(fr="diagnostic", en="diagnosis"))


@router.get("/diagnosis/dossier")
def dossier_page(request: Request) -> Response:
    """Show the two pages that one takes to a meeting."""
    asked = _asked(request)
    if isinstance(asked, Response):
        return asked
    return _page(request, "diagnosis/dossier.html", **_dossier_values(request, *asked)(EXTENTS[0]), root="")


@router.get("/diagnosis/dossier.pdf", dependencies=[Depends(in_workshop, scope="function")])
def dossier_sheet(request: Request) -> Response:
    """Make a PDF of the dossier, on two pages at most."""
    asked = _asked(request)
    if isinstance(asked, Response):
        return asked
    values, root = _dossier_values(request, *asked), root_of_site(request)

    def make() -> bytes:
        pages = (_page(request, "diagnosis/dossier_sheet.html", **values(one), root=root) for one in EXTENTS)
        return sheet.fitting_pdf(map(_body, pages), sheet.DOSSIER_STYLE, most_pages=2, base_url=root)

    return _pdf(request, make, Text(fr="dossier", en="dossier"))


def _dossier_values(request: Request, entry: TypedProfile, profile: Profile) -> Callable[[Extent], dict[str, Any]]:
    """Answer a profile, and return what gives the values of a dossier of some extent."""
    edition, language = edition_of(request), language_of(request)
    page = answer_page(entry, profile, edition.catalogue, language, limit=LOOKED_AT)
    reader = reader_of(edition.catalogue, language)

    def values(extent: Extent) -> dict[str, Any]:
        return {
            "page": page,
            "answer": page.answer,
            "dossier": make_dossier(page.answer, reader, extent),
            "extent": extent,
            "heading": heading_of(profile),
            "count": listed(page.answer),
            "opened": lambda case: case_address(entry, case, language),
            "site": site_of,
            "has_sheet": sheet.is_available(),
            "today": _today(),
        }

    return values


def _pdf(request: Request, make: Callable[[], bytes], name: Text) -> Response:
    """Send a PDF under a name with the version of the data, or say why none is made."""
    unavailable = Problem("unavailable", sheet.UNAVAILABLE, sheet.INSTEAD)
    if not sheet.is_available():
        return respond(unavailable, request)
    try:
        content = make()
    except sheet.SheetUnavailableError:
        return respond(unavailable, request)
    file = f"{name.in_language(language_of(request))}-{edition_of(request).manifest.version}.pdf"
    headers = {**_PRIVATE, "Content-Disposition": f'inline; filename="{file}"'}
    return Response(content, media_type="application/pdf", headers=headers)


@router.get("/diagnosis/feed.atom")
def feed(request: Request) -> Response:
    """List the cases that answer a profile, those changed last first."""
    catalogue, language = edition_of(request).catalogue, language_of(request)
    entry = read_entry(request.query_params.multi_items())
    profile = check(entry, catalogue).profile
    if profile is None:
        return _to_the_wizard(request, entry)
    content = atom(
        catalogue.answer(profile, limit=_FEED_ENTRIES, engine="index").matches,
        library_of(catalogue).cases.find,
        title=heading_of(profile),
        query=urlencode([*entry.pairs(), *([("lang", language)] if language != "fr" else [])]),
        root=root_of_site(request),
        page=address(entry, language, step="answer"),
        language=language,
    )
    return Response(content, media_type=MEDIA_TYPE, headers=_PRIVATE)


def _led_on(request: Request, sending: Sending, entry: TypedProfile, catalogue: Catalogue) -> Response:
    """
    Do what a button asks, and lead to the address of the state that comes of it.

    Its part after the hash is what has the focus next, in any browser and without JavaScript.
    """
    entry = _with_place(entry, sending)
    if sending.action == "add" and len(entry.partners) < MAX_PARTNERS:
        entry = replace(entry, partners=(*entry.partners, TypedPartner()))
        step, part = "1", f"#partner-{len(entry.partners)}-name"
    elif sending.action.startswith("remove-"):
        gone = sending.action.removeprefix("remove-")
        kept = tuple(one for rank, one in enumerate(entry.partners, start=1) if str(rank) != gone)
        entry, step, part = replace(entry, partners=kept), "1", "#partners"
    elif sending.action.startswith("aim-"):
        rank, _, objective = sending.action.removeprefix("aim-").partition("-")
        entry, step, part = _with_aim(entry, rank, objective), "1", f"#partner-{rank}"
    elif sending.action.startswith("forget-"):
        entry = forget(entry, sending.action.removeprefix("forget-"), catalogue)
        step, part = sending.step, "#story"
    elif sending.action == "ask-all":
        entry, step, part = ask_all(entry, catalogue), sending.step, "#story"
    elif sending.action.startswith("ask-"):
        entry = ask(entry, sending.action.removeprefix("ask-"), catalogue)
        step, part = sending.step, "#story"
    elif sending.action == "understand":
        step, part = sending.step, "#story"
    elif sending.action == "draw":
        step, part = sending.step, "#square"
    else:
        entry = entry.without_empty_partners()
        step = _next(sending, entry, catalogue)
        part = "#faults" if step == sending.step else ""
    return RedirectResponse(address(entry, language_of(request), step=step) + part, status_code=303, headers=_PRIVATE)


def _with_aim(entry: TypedProfile, rank: str, objective: str) -> TypedProfile:
    """Choose an aim of one partner, or give it up; the first one may not have been typed yet."""
    partners = wizard.shown_partners(entry.partners)
    changed = [with_aim(one, objective) if str(at) == rank else one for at, one in enumerate(partners, start=1)]
    return replace(entry, partners=tuple(changed))


def _next(sending: Sending, entry: TypedProfile, catalogue: Catalogue) -> str:
    """Name the step that a button leads to; what is wrong on a page is mended before one leaves it forwards."""
    wanted = step_of(sending.action.removeprefix("step-"))
    if STEPS.index(wanted) > STEPS.index(sending.step) and check(entry, catalogue).of_step(sending.step):
        return sending.step
    return wanted


def _with_place(entry: TypedProfile, sending: Sending) -> TypedProfile:
    """Keep the territory that was chosen while its text stays as it was; otherwise it is what the text says."""
    if sending.place is None or (sending.place and sending.place == sending.meant and entry.territory):
        return entry
    return replace(entry, territory=sending.place)


def _step(request: Request, step: str, checked: Checked, *, is_unanswered: bool = False) -> Response:
    catalogue, language = edition_of(request).catalogue, language_of(request)
    shown = wizard.preview(checked, catalogue)
    asked, others = wizard.question_groups(shown.diagnosis, catalogue)
    return _page(
        request,
        f"diagnosis/step-{step}.html",
        status=400 if checked.faults or is_unanswered else 200,
        step=step,
        entry=checked.entry,
        checked=checked,
        faults=checked.faults,
        notice=NOTHING_ASKED if is_unanswered and not checked.faults else None,
        partners=wizard.shown_partners(checked.entry.partners),
        objectives=[(name, vocabulary_of(catalogue).objectives[name]) for name in OBJECTIVES],
        vocabulary=vocabulary_of(catalogue),
        preview=shown,
        question_groups=asked,
        other_groups=others,
        worth=wizard.worth(catalogue.knowledge.conventions),
        most_partners=MAX_PARTNERS,
        aims=AIMS,
        is_chosen=is_chosen,
        story_terms=terms_of(checked.entry, catalogue),
        sought=wizard.sought_rows(checked.entry.seeks),
        theme_groups=wizard.theme_groups(vocabulary_of(catalogue)),
        step_address=lambda wanted: address(checked.entry, language, step=wanted),
    )


def _answer_values(request: Request, entry: TypedProfile, profile: Profile) -> dict[str, Any]:
    edition, language = edition_of(request), language_of(request)
    page = answer_page(entry, profile, edition.catalogue, language, limit=_limit(request))
    return {
        "entry": entry,
        "page": page,
        "answer": page.answer,
        "heading": heading_of(profile),
        "recommended": [vocabulary_of(edition.catalogue).models[one] for one in page.answer.diagnosis.models],
        "count": listed(page.answer),
        "splitting": page.splitting,
        "heard": heard(entry, edition.catalogue, language),
        "aims": _aims(entry, language),
        "states": signs.CRITERION_STATES,
        "function_states": signs.FUNCTION_STATES,
        "contrasts": signs.CONTRASTS,
        "total": points_in_words,
        "tally": tally,
        "reason": lambda match: reason_in_words(match, page.answer.criteria, edition.catalogue.names),
        "opened": lambda case: case_address(entry, case, language),
        "by_site": by_site,
        "kit_lines": kit_lines,
        "open_matches": OPEN_MATCHES,
        "most_on_territory": MOST_ON_TERRITORY,
        "sparql": sparql,
        "gather_proofs": gather_proofs,
        "root": root_of_site(request),
        "is_unfolded": request.query_params.get("unfold") == "1",
        "has_sheet": sheet.is_available(),
        "today": _today(),
        "step_address": lambda wanted: address(entry, language, step=wanted),
    }


def _aims(entry: TypedProfile, language: Language) -> list[tuple[Text, str]]:
    """Return the aims in plain words, each with the address of the answer for whom it is the first aim."""
    partners = wizard.shown_partners(entry.partners)
    return [
        (aim, address(replace(entry, partners=(with_aim(partners[0], name), *partners[1:])), language, step="answer"))
        for name, aim in AIMS.items()
    ]


def _asked(request: Request) -> tuple[TypedProfile, Profile] | Response:
    """Read the profile of an address; what cannot be answered leads to the wizard, an old version is refused."""
    entry = read_entry(request.query_params.multi_items())
    profile = check(entry, edition_of(request).catalogue).profile
    if profile is None:
        return _to_the_wizard(request, entry)
    return _refused_version(request, entry) or (entry, profile)


def _refused_version(request: Request, entry: TypedProfile) -> Response | None:
    """Refuse an answer from data that is no longer served, and say where today's is."""
    asked, current = request.query_params.get("version"), edition_of(request).manifest.version
    if asked is None or asked == current:
        return None
    return _page(
        request,
        "diagnosis/version.html",
        status=410,
        asked=asked,
        current=current,
        request_id=request_id_of(request.scope),
        address=address(entry, language_of(request), step="answer"),
    )


def _to_the_wizard(request: Request, entry: TypedProfile) -> Response:
    """Show what is to be mended where it was typed."""
    return RedirectResponse(address(entry, language_of(request), step="answer"), status_code=303, headers=_PRIVATE)


def _page(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    response = render(template, request, edition_of(request), language_of(request), status=status, **values)
    response.headers.update(_PRIVATE)
    return response


def _body(page: Response) -> str:
    return bytes(page.body).decode()


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", "")
    return min(max(int(text), 1), MAX_LIMIT) if text.isascii() and text.isdigit() and len(text) < 5 else DEFAULT_LIMIT


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
