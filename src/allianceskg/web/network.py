"""The network over HTTP: as a file for programs, and as a page of figures for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import StreamingResponse

from allianceskg.analysis.affiliations import TwoModeNetwork
from allianceskg.analysis.catalogue_network import read_network
from allianceskg.analysis.charts import Chart
from allianceskg.analysis.evolution import read_function_coverage
from allianceskg.analysis.network_charts import coverage_chart, kinds_chart, neighbourhood_chart, years_chart
from allianceskg.analysis.network_files import NETWORK_MEDIA_TYPES, NetworkForm, write_network
from allianceskg.analysis.network_request import (
    LARGEST_CLIQUE,
    NetworkRequest,
    ProjectionName,
    Weighting,
    chosen_part,
)
from allianceskg.analysis.network_words import OF_THIS_CATALOGUE, read_aspects_of
from allianceskg.analysis.prepared import saved_report
from allianceskg.analysis.projections import project
from allianceskg.analysis.report_view import view_report
from allianceskg.errors import NotFoundError, near_names
from allianceskg.language import Text
from allianceskg.library.library import Library, library_of
from allianceskg.library.reader import Reader, reader_of
from allianceskg.likeness import nearest
from allianceskg.serving.editions import Edition
from allianceskg.serving.problems import PROBLEM_RESPONSES, Problem
from allianceskg.terms import ACTOR, slug
from allianceskg.web.measuring import LATER, MEASURING, Measuring
from allianceskg.web.rendering import render
from allianceskg.web.requests import (
    edition_of,
    has_already,
    language_of,
    refuse_other_parameters,
    refuse_unknown_parameters,
    respond,
)

_CHARTS: Final = ("neighbourhood", "kinds", "years", "coverage")
_MOST_SUGGESTED: Final = 200

router = APIRouter(prefix="/api/network", tags=["allianceskg"], responses=PROBLEM_RESPONSES)
pages = APIRouter(include_in_schema=False)


@router.get(
    "",
    summary="The network of actors and cases, as a file",
    response_class=Response,
    responses={200: {"content": {media.partition(";")[0]: {} for media in NETWORK_MEDIA_TYPES.values()}}},
)
def network_file(
    request: Request,
    projection: ProjectionName = "bipartite",
    weight: Weighting = "shared",
    exclude: Annotated[
        list[str] | None, Query(description="An actor or a case: edf, actor/edf, case/silver-geek")
    ] = None,
    as_of: Annotated[int | None, Query(alias="as-of", ge=1, le=9999, description="Cases begun by that year")] = None,
    largest_clique: Annotated[int, Query(alias="largest-clique", ge=2, le=LARGEST_CLIQUE)] = LARGEST_CLIQUE,
    format: NetworkForm = "graphml",
    lang: Annotated[str, Query(pattern="^(fr|en)$")] = "fr",
) -> Response:
    """Write the network of this catalogue, not of the country; a tie is an actor that takes part in a case."""
    del lang  # read off the address, as everywhere
    refuse_unknown_parameters(request)
    edition = edition_of(request)
    headers = {"ETag": f'"{edition.manifest.version}"', "Cache-Control": "public, max-age=300"}
    if has_already(headers["ETag"], request):
        return Response(status_code=304, headers=headers)
    reader = reader_of(edition.catalogue, language_of(request))
    asked = NetworkRequest(projection, weight, tuple(exclude or ()), as_of, largest_clique)
    made = project(chosen_part(_network_of(reader.library), asked), asked)
    headers["Content-Disposition"] = f'attachment; filename="network-{projection}-{edition.manifest.version}.{format}"'
    return StreamingResponse(
        write_network(made, asked, format, reader), media_type=NETWORK_MEDIA_TYPES[format], headers=headers
    )


@router.get("/measures", summary="What is measured of the network of actors, and how stable it is")
def network_measures(request: Request, lang: Annotated[str, Query(pattern="^(fr|en)$")] = "fr") -> Any:
    """Measure the whole network; names whose rank is not stable are null."""
    del lang
    refuse_unknown_parameters(request)
    edition = edition_of(request)
    reader = reader_of(edition.catalogue, language_of(request))
    measures = _measures(request, edition, reader)
    if measures is None:
        return respond(Problem("unavailable", MEASURING, LATER, headers={"Retry-After": "60"}), request)
    return measures


@pages.api_route("/network", methods=["GET", "HEAD"])
def network_page(request: Request, actor: str | None = None) -> Response:
    """Show the network: one neighbourhood, the kinds of actors, the years, the regions, the measures."""
    refuse_other_parameters(request, ("actor", "lang"))
    edition, language = edition_of(request), language_of(request)
    reader = reader_of(edition.catalogue, language)
    network = _network_of(reader.library)
    chosen = _actor(actor, network)
    return render(
        "network.html",
        request,
        edition,
        language,
        chosen=None if chosen is None else slug(chosen),
        charts=[one for name in _CHARTS if (one := _chart(name, chosen, network, reader)) is not None],
        unrecorded=read_aspects_of(network),
        counts={"cases": len(network.cases), "actors": len(network.actors), "ties": len(network.ties)},
        most_tied=_offered(chosen, network),
        measures=_measures(request, edition, reader),
        measuring=MEASURING,
        later=LATER,
        whose=OF_THIS_CATALOGUE,
    )


@pages.api_route("/network/{name}.svg", methods=["GET", "HEAD"])
def network_figure(request: Request, name: str, actor: str | None = None) -> Response:
    """Give a figure of the page as a file."""
    refuse_other_parameters(request, ("actor", "lang"))
    edition, language = edition_of(request), language_of(request)
    reader = reader_of(edition.catalogue, language)
    network = _network_of(reader.library)
    chart = _chart(name, _actor(actor, network), network, reader) if name in _CHARTS else None
    if chart is None:
        raise NotFoundError(
            Text(
                fr=f"Aucune figure du réseau ne s'appelle « {name} ».",
                en=f"No figure of the network is called “{name}”.",
            ),
            hint=Text(fr=f"Figures : {', '.join(_CHARTS)}.", en=f"Figures: {', '.join(_CHARTS)}."),
        )
    file = f"network-{name}-{edition.manifest.version}.svg"
    return Response(
        chart.svg, media_type="image/svg+xml", headers={"Content-Disposition": f'attachment; filename="{file}"'}
    )


def _network_of(library: Library) -> TwoModeNetwork:
    return library.keep(("network",), lambda: read_network(library))


def _actor(text: str | None, network: TwoModeNetwork) -> str | None:
    """Return the actor that is asked for, else one of those with most cases; None when there is none at all."""
    if text is None:
        return next(iter(_most_tied(network)), None)
    iri = f"{ACTOR}{text}"
    if iri in network.actors:
        return iri
    near = nearest(text, map(slug, network.actors), cutoff=0.5)
    raise NotFoundError(
        Text(fr=f"Aucun acteur du réseau ne s'appelle « {text} ».", en=f"No actor of the network is called “{text}”."),
        nearest=near,
        hint=near_names(near),
    )


def _most_tied(network: TwoModeNetwork) -> list[str]:
    """Return the actors of several cases, those with most first."""
    several = [actor for actor, cases in network.cases_of.items() if len(cases) > 1]
    found = several or list(network.actors)[:1]
    return sorted(found, key=lambda actor: (-len(network.cases_of[actor]), actor))[:_MOST_SUGGESTED]


def _offered(chosen: str | None, network: TwoModeNetwork) -> list[str]:
    """Return the actors to choose from, the one that is drawn among them."""
    most = _most_tied(network)
    return most if chosen is None or chosen in most else [chosen, *most]


def _chart(name: str, actor: str | None, network: TwoModeNetwork, reader: Reader) -> Chart | None:
    """Make a figure; those that do not change with the request are kept for the build."""
    library = reader.library
    match name:
        case "neighbourhood":
            return None if actor is None else neighbourhood_chart(actor, network, reader)
        case "kinds":
            return library.keep(("network", name, reader.language), lambda: kinds_chart(network, reader))
        case "years":
            return library.keep(("network", name, reader.language), lambda: years_chart(network, reader))
        case _:
            return library.keep(
                ("network", name, reader.language), lambda: coverage_chart(read_function_coverage(library), reader)
            )


def _measures(request: Request, edition: Edition, reader: Reader) -> Mapping[str, Any] | None:
    """Return what is measured; None, and have it made in a process of its own, while there is nothing."""
    report = saved_report(library_of(edition.catalogue))
    if report is not None:
        return reader.library.keep(("network measures", reader.language), lambda: view_report(report, reader))
    measuring: Measuring = request.app.state.measuring
    measuring.start(edition)
    return None
