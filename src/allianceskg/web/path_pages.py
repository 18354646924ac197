"""The guided path: its pages, each a step with what was filled in so far, and the plan that it ends in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from allianceskg.errors import NotFoundError
from allianceskg.language import Language, Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.evaluation_sheet import evaluation_sheet
from allianceskg.library.guided_path import GuidedPath, read_guided_path
from allianceskg.library.library import library_of
from allianceskg.library.reader import reader_of
from allianceskg.library.vocabularies import vocabulary_of
from allianceskg.matching.answer import Answer
from allianceskg.maturity.comparison_of_answers import Result, compare
from allianceskg.maturity.partner_answers import Assessment, PartnerAnswers
from allianceskg.model import OBJECTIVES
from allianceskg.serving.problems import Problem
from allianceskg.terms import concept
from allianceskg.web.assessment_address import address_of
from allianceskg.web.diagnosis import sheet, signs, wizard
from allianceskg.web.diagnosis.field_messages import Checked, check
from allianceskg.web.diagnosis.parameters import address
from allianceskg.web.kept_pages import in_workshop
from allianceskg.web.path_state import MOST_IN_A_NOTE, NOTES, PATH, PathState, read_state
from allianceskg.web.rendering import render, root_of_site
from allianceskg.web.requests import edition_of, language_of, refuse_long_address, respond

STYLE: Final = Path(__file__).parent / "templates" / "path" / "sheet.css"
_PLAN: Final = "notre-plan"
_LIMIT: Final = 12
_INSPIRING: Final = 3
_PRIVATE: Final = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}

router = APIRouter(include_in_schema=False, dependencies=[Depends(refuse_long_address)])


@router.api_route(PATH, methods=["GET", "HEAD"])
def path(request: Request) -> Response:
    """Show a step of the path; what a form sent is first made an address."""
    catalogue, language = edition_of(request).catalogue, language_of(request)
    guided = path_of_catalogue(catalogue)
    state = read_state(request.query_params.multi_items(), guided, catalogue.questionnaire)
    if not state.reader:
        return _page(request, "path/start.html", guided=guided)
    wanted = request.query_params.get("go")
    if wanted is not None:
        found = state.address(catalogue.questionnaire, language, guided.step(wanted).slug)
        return RedirectResponse(found, status_code=303, headers=_PRIVATE)
    values = _values(state, guided, catalogue, language)
    return _page(request, "path/step.html", has_sheet=sheet.is_available(), **values)


@router.api_route(f"{PATH}/plan.pdf", methods=["GET", "HEAD"], dependencies=[Depends(in_workshop, scope="function")])
def plan_as_pdf(request: Request) -> Response:
    """Give the plan as a tagged PDF of one page."""
    catalogue, language = edition_of(request).catalogue, language_of(request)
    guided = path_of_catalogue(catalogue)
    items = [*request.query_params.multi_items(), ("step", _PLAN)]
    state = read_state([one for one in items if one != ("step", "")], guided, catalogue.questionnaire)
    if not state.reader:
        raise NotFoundError(
            Text(
                fr="Cette adresse ne dit pas qui suit le parcours.", en="This address does not say who walks the path."
            ),
            hint=Text(fr="Commencez à /path.", en="Begin at /path?lang=en."),
        )
    if not sheet.is_available():
        return respond(Problem("unavailable", sheet.UNAVAILABLE, sheet.INSTEAD), request)
    root = root_of_site(request)
    html = _page(request, "path/sheet.html", root=root, **_values(state, guided, catalogue, language))
    try:
        content = sheet.as_pdf(bytes(html.body).decode(), sheet.COMMON_STYLE, STYLE, base_url=root)
    except sheet.SheetUnavailableError:
        return respond(Problem("unavailable", sheet.UNAVAILABLE, sheet.INSTEAD), request)
    name = Text(fr="notre-plan", en="our-plan").in_language(language)
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', **_PRIVATE}
    return Response(content, media_type="application/pdf", headers=headers)


def path_of_catalogue(catalogue: Catalogue) -> GuidedPath:
    """Return the path of a build, read once."""
    return library_of(catalogue).keep(("guided-path",), lambda: read_guided_path(catalogue))


def _values(state: PathState, guided: GuidedPath, catalogue: Catalogue, language: Language) -> dict[str, Any]:
    """Compute what a step shows: what all of them share, and what is its own."""
    step = guided.step(state.step)
    checked = check(state.entry, catalogue)
    place = guided.steps.index(step)
    questionnaire = catalogue.questionnaire
    shared: dict[str, Any] = {
        "guided": guided,
        "step": step,
        "number": place + 1,
        "before": guided.steps[place - 1] if place else None,
        "after": guided.steps[place + 1] if place + 1 < len(guided.steps) else None,
        "state": state,
        "checked": checked,
        "kept": lambda own: [one for one in state.pairs(questionnaire) if one[0] not in own],
        "step_address": lambda wanted: state.address(questionnaire, language, wanted),
        "plan": state.address(questionnaire, language, "", path=f"{PATH}/plan.pdf"),
        "objectives": [(name, vocabulary_of(catalogue).objectives[name]) for name in OBJECTIVES],
        "most": MOST_IN_A_NOTE,
        "notes": NOTES,
        "today": datetime.now(UTC).date().isoformat(),
        "share": state.address(questionnaire, language),
    }
    own = _OWN.get(step.slug)
    return shared if own is None else shared | own(Walk(state, checked, catalogue, language))


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a reader stands: what was filled in, how it was understood, the catalogue and the language."""

    state: PathState
    checked: Checked
    catalogue: Catalogue
    language: Language


def _understanding(walk: Walk) -> dict[str, Any]:
    """Count what the catalogue has for such a reader."""
    library = library_of(walk.catalogue)
    cases = library.sets["type"].get(concept("actor-types", walk.state.reader), 0)
    impacts = [one.iri for one in walk.catalogue.names.in_scheme("impacts")]
    return {"cases": cases.bit_count(), "all_cases": len(library.cases), "impacts": impacts}


def _standing(walk: Walk) -> dict[str, Any]:
    questionnaire = walk.catalogue.questionnaire
    asked = questionnaire.asked_of(walk.state.reader)
    groups = [(one, [q for q in asked if q.dimension == one.slug]) for one in questionnaire.dimensions]
    return {"questionnaire": questionnaire, "groups": groups}


def _square(walk: Walk) -> dict[str, Any]:
    return {"preview": wizard.preview(walk.checked, walk.catalogue)}


def _partnership(walk: Walk) -> dict[str, Any]:
    shown = wizard.preview(walk.checked, walk.catalogue)
    models = vocabulary_of(walk.catalogue).models
    return {
        "preview": shown,
        "categories": [models[one] for one in shown.diagnosis.categories],
        "models": [models[one] for one in shown.diagnosis.models],
        "diagnosis_address": address(walk.state.entry, walk.language, step="2"),
    }


def _territory(walk: Walk) -> dict[str, Any]:
    answer = _answer(walk.checked, walk.catalogue)
    return {
        "report": None if answer is None or answer.territory.territory is None else answer.territory,
        "function_states": signs.FUNCTION_STATES,
    }


def _inspiration(walk: Walk) -> dict[str, Any]:
    """Choose three cases that differ: the nearest, one of another model, one that met trouble, and so on by rank."""
    answer = _answer(walk.checked, walk.catalogue)
    reader = reader_of(walk.catalogue, walk.language)
    library = reader.library
    found = [] if answer is None else _three(answer)
    entries = [case for iri in found if (case := library.cases.find(iri)) is not None]
    library.names.learn(value for case in entries for value in case.values["place"])
    return {"inspiring": entries, "answer_address": address(walk.state.entry, walk.language, step="answer")}


def _three(answer: Answer) -> list[str]:
    """Return the IRIs of three cases that differ, fewer where there are not so many."""
    nearest = [one.case for one in answer.matches]
    unlike = [one.case for one in answer.contrast]
    return list(dict.fromkeys([*nearest[:1], *unlike, *nearest[1:]]))[:_INSPIRING]


def _evaluation(walk: Walk) -> dict[str, Any]:
    asked = evaluation_sheet(walk.checked.partners, walk.catalogue)
    return {"angles": asked.angles, "evaluation_address": address(walk.state.entry, walk.language, path="/evaluation")}


def _plan(walk: Walk) -> dict[str, Any]:
    """Gather everything that was filled in."""
    answered = _result(walk.state, walk.catalogue)
    partner = PartnerAnswers("", walk.state.reader, walk.state.answers)
    return {
        "result": answered,
        "talk": [] if answered is None else [question for question, _ in answered.low[0]][:_INSPIRING],
        "assessment_address": address_of((partner,), walk.catalogue.questionnaire, walk.language)
        if walk.state.answers
        else None,
        "looked_at": [
            one
            for one in (concept("questions", name) for name in walk.state.look)
            if one in walk.catalogue.names.concepts
        ],
        **_partnership(walk),
        **_inspiration(walk),
        "evaluation_address": address(walk.state.entry, walk.language, path="/evaluation"),
    }


def _result(state: PathState, catalogue: Catalogue) -> Result | None:
    if not state.answers:
        return None
    partner = PartnerAnswers("", state.reader, state.answers)
    return compare(Assessment((partner,)), catalogue.questionnaire)


def _answer(checked: Checked, catalogue: Catalogue) -> Answer | None:
    return None if checked.profile is None else catalogue.answer(checked.profile, limit=_LIMIT, engine="index")


_OWN: Final[Mapping[str, Callable[[Walk], dict[str, Any]]]] = {
    "comprendre": _understanding,
    "ou-en-sommes-nous": _standing,
    "nos-objectifs": _square,
    "notre-partenariat": _partnership,
    "notre-territoire": _territory,
    "s-inspirer": _inspiration,
    "prevoir-l-evaluation": _evaluation,
    _PLAN: _plan,
}
"""What each step shows beside what all of them share, by its slug."""


def _page(request: Request, template: str, **values: Any) -> Response:
    response = render(template, request, edition_of(request), language_of(request), **values)
    response.headers.update(_PRIVATE)
    return response
