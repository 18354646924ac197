"""The evaluation sheet of a partnership under way, from a profile or a case: as a page and as a PDF to be filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response

from allianceskg.errors import NotFoundError
from allianceskg.language import Text
from allianceskg.library.double_coherence import (
    AskedOfOtherAlliances,
    AskedOfTheModel,
    ask_of_other_alliances,
    ask_of_the_model,
)
from allianceskg.library.evaluation_sheet import evaluation_sheet
from allianceskg.library.library import Library, library_of
from allianceskg.matching.diagnosis_texts import partner_name, percentage
from allianceskg.serving.problems import Problem
from allianceskg.terms import CASE
from allianceskg.web.diagnosis import sheet
from allianceskg.web.diagnosis.field_messages import check
from allianceskg.web.diagnosis.parameters import TypedProfile, address, read_entry
from allianceskg.web.kept_pages import in_workshop
from allianceskg.web.rendering import render, root_of_site
from allianceskg.web.requests import edition_of, language_of, refuse_long_address, respond

STYLE: Final = Path(__file__).parent / "templates" / "evaluation" / "sheet.css"
_PATH: Final = "/evaluation"
_PRIVATE: Final = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}

router = APIRouter(include_in_schema=False, dependencies=[Depends(refuse_long_address)])


@dataclass(frozen=True, slots=True)
class EvaluatedCase:
    """The case that a sheet is about, with what its consistency asks."""

    iri: str
    asked_of_the_model: Sequence[AskedOfTheModel]
    asked_of_other_alliances: Sequence[AskedOfOtherAlliances]


@router.api_route(_PATH, methods=["GET", "HEAD"])
def evaluation(request: Request) -> Response:
    """Show the sheet."""
    return _page(request, "evaluation/page.html", has_sheet=sheet.is_available(), **_values(request))


@router.api_route(f"{_PATH}.pdf", methods=["GET", "HEAD"], dependencies=[Depends(in_workshop, scope="function")])
def evaluation_as_pdf(request: Request) -> Response:
    """Give the sheet as a tagged PDF."""
    values = _values(request)
    if not sheet.is_available():
        return respond(Problem("unavailable", sheet.UNAVAILABLE, sheet.INSTEAD), request)
    root = root_of_site(request)
    html = _page(request, "evaluation/sheet.html", root=root, **values)
    try:
        content = sheet.as_pdf(bytes(html.body).decode(), sheet.COMMON_STYLE, STYLE, base_url=root)
    except sheet.SheetUnavailableError:
        return respond(Problem("unavailable", sheet.UNAVAILABLE, sheet.INSTEAD), request)
    name = Text(fr="fiche-d-evaluation", en="evaluation-sheet").in_language(language_of(request))
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', **_PRIVATE}
    return Response(content, media_type="application/pdf", headers=headers)


def _values(request: Request) -> dict[str, Any]:
    """Compute what both forms of the sheet show."""
    catalogue, language = edition_of(request).catalogue, language_of(request)
    entry = read_entry(request.query_params.multi_items())
    # Without a profile nothing is judged: that would read every territory for nothing.
    partners = check(entry, catalogue).partners if entry != TypedProfile() else ()
    chosen = request.query_params.get("case")
    case = None if chosen is None else _case(chosen, library_of(catalogue))
    more = [] if chosen is None else [("case", chosen)]
    return {
        "sheet": evaluation_sheet(partners, catalogue),
        "partners": [partner_name(one, rank) for rank, one in enumerate(partners, start=1)],
        "percentage": percentage,
        "entry": entry,
        "case": case,
        "today": datetime.now(UTC).date().isoformat(),
        "share": address(entry, language, path=_PATH, more=more),
        "pdf": address(entry, language, path=f"{_PATH}.pdf", more=more),
        "diagnosis": address(entry, language, step="1") if entry != TypedProfile() else None,
    }


def _case(name: str, library: Library) -> EvaluatedCase:
    """
    Find the case that is evaluated.

    Raises:
        NotFoundError: The catalogue has none of that name.
    """
    iri = f"{CASE}{name}"
    if iri not in library.cases.positions:
        raise NotFoundError(
            Text(fr="Le catalogue n'a pas de cas de ce nom.", en="The catalogue has no case of that name."),
            hint=Text(
                fr="Écrivez /evaluation?case= et la fin de l'adresse d'un cas, comme case=danone-grameen.",
                en="Write /evaluation?lang=en&case= and the end of a case's address, such as case=danone-grameen.",
            ),
        )
    catalogue = library.catalogue
    others = ask_of_other_alliances(iri, catalogue)
    library.names.learn([iri, *(case for one in others for case, _ in one.others), *(one.actor for one in others)])
    return EvaluatedCase(iri, ask_of_the_model(iri, catalogue), others)


def _page(request: Request, template: str, **values: Any) -> Response:
    response = render(template, request, edition_of(request), language_of(request), **values)
    response.headers.update(_PRIVATE)
    return response
