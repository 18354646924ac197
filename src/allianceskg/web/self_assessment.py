"""The addresses of the self-assessment: who one is, the questions, the result and what can be taken along of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from allianceskg.errors import NotFoundError
from allianceskg.language import Language, Text
from allianceskg.library.library import library_of
from allianceskg.maturity.comparison_of_answers import STANDINGS, Result, Standing, compare
from allianceskg.maturity.partner_answers import MOST_PARTNERS, Assessment, PartnerAnswers
from allianceskg.maturity.partner_answers import as_document as answers_as_document
from allianceskg.maturity.questionnaire import Questionnaire
from allianceskg.maturity.result_document import as_document, as_yaml
from allianceskg.serving.editions import Edition
from allianceskg.serving.problems import Problem
from allianceskg.web.assessment_address import (
    RESULT,
    address_of,
    assessment_of,
    pairs_of,
    read_address,
    read_form,
    read_partners,
)
from allianceskg.web.diagnosis import sheet
from allianceskg.web.diagnosis.parameters import TypedPartner, TypedProfile, address
from allianceskg.web.kept_pages import in_workshop
from allianceskg.web.rendering import render, root_of_site
from allianceskg.web.requests import edition_of, language_of, refuse_long_address, respond

STYLE: Final = Path(__file__).parent / "templates" / "assessment" / "sheet.css"

STANDING_WORDS: Final[dict[Standing, Text]] = {
    "opposed": Text(fr="Avis opposés : l'un dit oui, un autre non", en="Opposed: one says yes, another no"),
    "apart": Text(fr="Un pas d'écart", en="One step apart"),
    "unsure": Text(fr="L'un de vous ne sait pas", en="One of you does not know"),
    "agreed-low": Text(fr="D'accord pour dire que c'est à travailler", en="Agreed that there is work to do"),
    "agreed-high": Text(fr="D'accord pour dire que c'est fait", en="Agreed that it is done"),
    "open": Text(fr="Pas encore à comparer", en="Nothing to compare yet"),
}
_STEPS: Final = ("definir-ses-objectifs", "qualifier-le-modele", "se-positionner")
"""Steps of the kit, which are those of the diagnosis."""

_MOST_NEEDS: Final = 3
"""Needs that the diagnosis is begun with: those of most low answers."""

_MEDIA: Final = {"json": "application/json", "yaml": "application/yaml"}
_PRIVATE: Final = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}

router = APIRouter(include_in_schema=False, dependencies=[Depends(refuse_long_address)])


@router.api_route("/assessment", methods=["GET", "HEAD"])
def assessment(request: Request) -> Response:
    """Ask who one is, then the questions; what a form sent becomes the address of the result."""
    edition, language = edition_of(request), language_of(request)
    questionnaire = edition.catalogue.questionnaire
    earlier = read_partners(request.query_params.multi_items(), questionnaire)[: MOST_PARTNERS - 1]
    form = dict(request.query_params)
    if form.get("do") == "answer":
        mine = read_form(form, questionnaire)
        if mine.answers:
            found = address_of([*earlier, mine], questionnaire, language)
            return RedirectResponse(found, status_code=303, headers=_PRIVATE)
        return _questions(request, questionnaire, earlier, mine, is_empty=True)
    reader = form.get("reader", "")
    if reader not in questionnaire.readers:
        return _page(
            request, "assessment/start.html", questionnaire=questionnaire, kept=pairs_of(earlier, questionnaire)
        )
    return _questions(request, questionnaire, earlier, PartnerAnswers("", reader))


def _questions(
    request: Request,
    questionnaire: Questionnaire,
    earlier: Sequence[PartnerAnswers],
    mine: PartnerAnswers,
    *,
    is_empty: bool = False,
) -> Response:
    asked = questionnaire.asked_of(mine.actor_type)
    return _page(
        request,
        "assessment/questions.html",
        status=400 if is_empty else 200,
        questionnaire=questionnaire,
        mine=mine,
        asked=asked,
        groups=[(one, [q for q in asked if q.dimension == one.slug]) for one in questionnaire.dimensions],
        kept=pairs_of(earlier, questionnaire),
        is_ours=mine.actor_type not in questionnaire.readers_of_the_kit,
        is_empty=is_empty,
    )


@router.api_route(RESULT, methods=["GET", "HEAD"])
def result(request: Request) -> Response:
    """Show the result, alone or compared; a partner's address that was pasted is joined to it."""
    edition, language = edition_of(request), language_of(request)
    questionnaire = edition.catalogue.questionnaire
    given = assessment_of(request.query_params.multi_items(), questionnaire)
    pasted = request.query_params.get("other")
    if pasted is not None:
        others = [one for one in read_address(pasted, questionnaire) if one.answers]
        if others:
            joined = [*given.partners, *others][:MOST_PARTNERS]
            return RedirectResponse(address_of(joined, questionnaire, language), status_code=303, headers=_PRIVATE)
    if not given.partners:
        return RedirectResponse(address_of((), questionnaire, language, path="/assessment"), status_code=303)
    values = _result_values(given, edition, language)
    return _page(
        request,
        "assessment/result.html",
        is_unread=pasted is not None,
        has_sheet=sheet.is_available(),
        root=root_of_site(request),
        **values,
    )


@router.api_route(RESULT + ".pdf", methods=["GET", "HEAD"], dependencies=[Depends(in_workshop, scope="function")])
def result_sheet(request: Request) -> Response:
    """Give the result as a tagged PDF."""
    edition, language = edition_of(request), language_of(request)
    given = assessment_of(request.query_params.multi_items(), edition.catalogue.questionnaire)
    if not given.partners:
        raise _nothing_answered()
    if not sheet.is_available():
        return respond(Problem("unavailable", sheet.UNAVAILABLE, sheet.INSTEAD), request)
    root = root_of_site(request)
    values = _result_values(given, edition, language)
    html = _page(request, "assessment/sheet.html", root=root, today=_today(), **values)
    try:
        content = sheet.as_pdf(bytes(html.body).decode(), sheet.COMMON_STYLE, STYLE, base_url=root)
    except sheet.SheetUnavailableError:
        return respond(Problem("unavailable", sheet.UNAVAILABLE, sheet.INSTEAD), request)
    name = Text(fr="autodiagnostic", en="self-assessment").in_language(language)
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', **_PRIVATE}
    return Response(content, media_type="application/pdf", headers=headers)


@router.api_route(RESULT + ".{form}", methods=["GET", "HEAD"])
def result_file(request: Request, form: str) -> Response:
    """Give the result as JSON or YAML; `answers.yaml` is the file that `allianceskg assess` takes."""
    edition, language = edition_of(request), language_of(request)
    catalogue = edition.catalogue
    given = assessment_of(request.query_params.multi_items(), catalogue.questionnaire)
    if form not in _MEDIA or not given.partners:
        raise _nothing_answered()
    if request.query_params.get("only") == "answers":
        document = answers_as_document(given)
    else:
        found = compare(given, catalogue.questionnaire)
        document = as_document(found, catalogue.questionnaire, library_of(catalogue).names.of, language)
    text = as_yaml(document) if form == "yaml" else json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return Response(text, media_type=f"{_MEDIA[form]}; charset=utf-8", headers=_PRIVATE)


def _nothing_answered() -> NotFoundError:
    return NotFoundError(
        Text(fr="Cette adresse ne porte aucune réponse.", en="This address carries no answer."),
        hint=Text(
            fr="Répondez d'abord à /assessment ; le résultat se prend en pdf, yaml ou json.",
            en="Answer at /assessment?lang=en first; the result can be had as pdf, yaml or json.",
        ),
    )


def _result_values(given: Assessment, edition: Edition, language: Language) -> dict[str, Any]:
    """Compute what the page and the sheet of a result show."""
    catalogue = edition.catalogue
    questionnaire = catalogue.questionnaire
    found = compare(given, questionnaire)
    cases = library_of(catalogue).cases
    leads = {one.case for low in found.low for question, _ in low for one in question.leads}

    def file(form: str, *more: tuple[str, str]) -> str:
        return address_of(given.partners, questionnaire, language, path=f"{RESULT}.{form}", more=more)

    return {
        "questionnaire": questionnaire,
        "result": found,
        "answers": {one.slug: one for one in questionnaire.answers},
        "standings": STANDINGS,
        "standing_words": STANDING_WORDS,
        "titles": {one: cases.title(cases.positions[one], language) for one in leads if one in cases.positions},
        "kept": pairs_of(given.partners, questionnaire),
        "file": file,
        "share": address_of(given.partners, questionnaire, language),
        "diagnosis": _diagnosis(given, found, questionnaire, language),
        "most_partners": MOST_PARTNERS,
    }


def _diagnosis(given: Assessment, found: Result, questionnaire: Questionnaire, language: Language) -> str:
    """Return the address of the diagnosis with the partners, and the needs that low answers raise."""
    partners = tuple(TypedPartner(one.name, one.actor_type or "") for one in given.partners)
    entry = TypedProfile(partners=partners, needs=found.needs[:_MOST_NEEDS])
    return address(entry, language, step=_step(found, questionnaire))


def _step(found: Result, questionnaire: Questionnaire) -> str:
    """Return the first step of the diagnosis that a low answer bears on; the first of all where none does."""
    low = {question.dimension for of_partner in found.low for question, _ in of_partner}
    places = [_STEPS.index(one.step) for one in questionnaire.dimensions if one.slug in low and one.step in _STEPS]
    return str(min(places, default=0) + 1)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _page(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    response = render(template, request, edition_of(request), language_of(request), status=status, **values)
    response.headers.update(_PRIVATE)
    return response
