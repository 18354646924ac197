"""The addresses of the landmark sheets: their list, each as a page and as a PDF."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response

from allianceskg.errors import NotFoundError
from allianceskg.language import Text
from allianceskg.library.library import Library
from allianceskg.library.reader import Reader, reader_of
from allianceskg.library.selection import FACET
from allianceskg.library.territories import level_of
from allianceskg.library.things import Thing, find_thing
from allianceskg.likeness import nearest
from allianceskg.serving.problems import Problem
from allianceskg.terms import slug
from allianceskg.web.diagnosis import sheet
from allianceskg.web.kept_pages import in_workshop
from allianceskg.web.rendering import render, root_of_site
from allianceskg.web.requests import edition_of, language_of, respond
from allianceskg.web.urls import path_of
from allianceskg.web.views.landmark import KINDS, REPORTED, Landmark, is_listed, read_landmark, sheets

_KEPT_SHEETS: Final = 64
_MOST_ALIKE: Final = 6

router = APIRouter(include_in_schema=False)


@router.api_route("/landmark", methods=["GET", "HEAD"])
def landmarks(request: Request) -> Response:
    """List the landmark sheets."""
    edition, language = edition_of(request), language_of(request)
    reader = reader_of(edition.catalogue, language)
    listed = reader.library.keep(("landmarks", language), lambda: sheets(reader))
    return render("landmark/list.html", request, edition, language, kinds=KINDS, sheets=listed, level_of=level_of)


@router.api_route(
    "/landmark/{kind}/{value}.pdf", methods=["GET", "HEAD"], dependencies=[Depends(in_workshop, scope="function")]
)
def landmark_sheet(request: Request, kind: str, value: str) -> Response:
    """Give a landmark sheet as a tagged PDF."""
    edition, language = edition_of(request), language_of(request)
    values = _values(kind, value, reader_of(edition.catalogue, language))
    if not sheet.is_available():
        return respond(Problem("unavailable", sheet.UNAVAILABLE, sheet.INSTEAD), request)
    root = root_of_site(request)
    html = render("landmark/sheet.html", request, edition, language, root=root, **values)
    try:
        content = _laid_out(bytes(html.body).decode(), root)
    except sheet.SheetUnavailableError:
        return respond(Problem("unavailable", sheet.UNAVAILABLE, sheet.INSTEAD), request)
    name = Text(fr="fiche-repere", en="landmark-sheet").in_language(language)
    file = f"{name}-{kind}-{value}-{edition.manifest.version}.pdf"
    return Response(
        content, media_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{file}"'}
    )


@router.api_route("/landmark/{kind}/{value}", methods=["GET", "HEAD"])
def landmark(request: Request, kind: str, value: str) -> Response:
    """Show a landmark sheet."""
    edition, language = edition_of(request), language_of(request)
    values = _values(kind, value, reader_of(edition.catalogue, language))
    return render("landmark/page.html", request, edition, language, has_sheet=sheet.is_available(), **values)


def _alike(kind: str, value: str, library: Library) -> list[str]:
    """Find the types or themes whose names look like what an address asks for."""
    if kind not in {"type", "theme"}:
        return []
    by_slug = {slug(iri): iri for iri in library.sets[kind]}
    return [by_slug[one] for one in nearest(value, by_slug, limit=_MOST_ALIKE)]


@lru_cache(maxsize=_KEPT_SHEETS)
def _laid_out(html: str, root: str) -> bytes:
    """Lay out a sheet; the last ones are kept, since they are the same for everybody as long as the data are."""
    return sheet.as_pdf(html, sheet.COMMON_STYLE, base_url=root)


def _values(kind: str, value: str, reader: Reader) -> dict[str, Any]:
    """Compute what both forms of a sheet show."""
    return {
        "landmark": _read(kind, value, reader),
        "kinds": KINDS,
        "reported": REPORTED,
        "today": datetime.now(UTC).date().isoformat(),
    }


def _read(kind: str, value: str, reader: Reader) -> Landmark:
    """Read a sheet; those of lists are kept, the few hundred of types, themes, countries, regions and départements."""
    library = reader.library

    def read() -> Landmark:
        return read_landmark(kind, _thing(kind, value, library), reader)

    if kind in KINDS and is_listed(kind, FACET[kind].iri(value, library.sets), library):
        return library.keep(("landmark", kind, value, reader.language), read)
    return read()


def _thing(kind: str, value: str, library: Library) -> Thing:
    """
    Find what a sheet is about.

    Raises:
        NotFoundError: It is no actor type, theme or territory that the catalogue knows.
    """
    if kind in KINDS:
        iri = FACET[kind].iri(value, library.sets)
        found = find_thing(iri, library.catalogue)
        if found is not None:
            return found
    nearest = [path_of(iri) or "" for iri in _alike(kind, value, library)]
    raise NotFoundError(
        Text(fr="Il n'y a pas de fiche repère à cette adresse.", en="There is no landmark sheet at this address."),
        nearest=nearest,
        hint=Text(
            fr="Une fiche repère porte sur un type d'acteur, un thème ou un territoire : la liste est à /landmark.",
            en="A landmark sheet is about an actor type, a theme or a territory: the list is at /landmark?lang=en.",
        ),
    )
