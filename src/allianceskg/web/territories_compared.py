"""The addresses of territories side by side: as a page with a table and a map, and as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter, Request, Response

from allianceskg.errors import NotFoundError
from allianceskg.language import Text
from allianceskg.library.library import Library
from allianceskg.library.reader import Reader, reader_of
from allianceskg.library.selection import Selection
from allianceskg.library.territories import Place
from allianceskg.library.territory_comparison import MOST, as_table, compare_territories, inside, iri_of_place
from allianceskg.rdf.spreadsheets import as_spreadsheet_csv
from allianceskg.terms import TERRITORY, slug
from allianceskg.web.kept_pages import kept
from allianceskg.web.rendering import render
from allianceskg.web.requests import edition_of, language_of
from allianceskg.web.views.territory import NOT_RECORDED, STANDINGS
from allianceskg.web.views.territory_map import view_map

_MOST_SUGGESTED: Final = 8

router = APIRouter(include_in_schema=False)


@router.api_route("/territories", methods=["GET", "HEAD"])
def territories(request: Request) -> Response:
    """Show territories side by side: `territory` names them, `place` is a text typed for a further one, `within` a région."""
    edition, language = edition_of(request), language_of(request)

    def make() -> Response:
        reader = reader_of(edition.catalogue, language)
        library = reader.library
        chosen, places = _chosen(request, library)
        compared = compare_territories(chosen, reader)
        return render(
            "territories.html",
            request,
            edition,
            language,
            compared=compared,
            left_out=chosen[MOST:],
            most=MOST,
            pairs=[("territory", slug(one.iri)) for one in compared],
            typed=request.query_params.get("place", ""),
            places=places,
            regions=_regions(reader),
            functions=[one.iri for one in library.catalogue.names.in_scheme("catalyst-functions") if not one.broader],
            total=len(library.cases),
            standings=STANDINGS,
            not_recorded=NOT_RECORDED,
            map=view_map(Selection(), library),
            on_map=_on_map(chosen[:MOST], library),
        )

    return kept(request, edition, language, make)


@router.api_route("/territories.{form}", methods=["GET", "HEAD"])
def territories_table(request: Request, form: str) -> Response:
    """Give the same as a table: `csv` with commas, `excel.csv` with the semicolons of a French Excel."""
    edition, language = edition_of(request), language_of(request)
    if form not in ("csv", "excel.csv"):
        raise _no_such_form(form)

    def make() -> Response:
        reader = reader_of(edition.catalogue, language)
        chosen, _ = _chosen(request, reader.library)
        table = as_table(compare_territories(chosen, reader), reader)
        name = f"{'territoires' if language == 'fr' else 'territories'}-{edition.manifest.version}.csv"
        return Response(
            as_spreadsheet_csv(table, "excel-fr" if form == "excel.csv" else "international"),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    return kept(request, edition, language, make)


def _no_such_form(form: str) -> NotFoundError:
    return NotFoundError(
        Text(fr=f"Les territoires ne s'exportent pas en « {form} ».", en=f"Territories are not exported as “{form}”."),
        hint=Text(fr="Formats : csv, excel.csv.", en="Formats: csv, excel.csv."),
    )


def _chosen(request: Request, library: Library) -> tuple[list[str], Sequence[Place]]:
    """
    Read which territories are asked for, each once; what is known by no name is left out.

    Returns:
        Their IRIs, and the places that the typed text may mean where it means none or several.
    """
    given = request.query_params
    found = [iri_of_place(one, library) for one in given.getlist("territory")]
    for region in given.getlist("within"):
        found += inside(f"{TERRITORY}{region}", library)
    text, places = given.get("place", ""), tuple[Place, ...]()
    if text:
        typed = iri_of_place(text, library)
        found.append(typed)
        if typed is None:
            named = library.catalogue.territories
            places = named.find(text) or named.suggest(text, limit=_MOST_SUGGESTED)
    return list(dict.fromkeys(one for one in found if one is not None)), places


def _regions(reader: Reader) -> list[str]:
    """Return the régions that have départements to be compared, by name."""
    library = reader.library
    found = library.keep(
        ("regions compared",),
        lambda: [one for one in library.catalogue.territories.at_level("region") if len(inside(one, library)) > 1],
    )
    return reader.in_order(found)


def _on_map(chosen: Sequence[str], library: Library) -> set[str]:
    """Return the départements to be marked on the map: those chosen, and those in which a chosen territory lies."""
    held = [library.catalogue.territories.departement_and_region(slug(one))[0] for one in chosen]
    return {*chosen, *(f"{TERRITORY}{one}" for one in held if one is not None)}
