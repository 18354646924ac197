"""The studies on the site: their list, each as a page, and its tables and figures as files."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from allianceskg.analysis.prepared import saved_report
from allianceskg.analysis.study_definition import read_study, study_names
from allianceskg.analysis.study_document import study_body, study_files
from allianceskg.analysis.study_run import StudyRun, needs_report, run_study
from allianceskg.errors import NotFoundError
from allianceskg.language import Text
from allianceskg.library.library import library_of
from allianceskg.serving.editions import Edition
from allianceskg.serving.problems import Problem
from allianceskg.web.measuring import LATER, MEASURING, Measuring
from allianceskg.web.rendering import render
from allianceskg.web.requests import edition_of, language_of, refuse_other_parameters, respond

router = APIRouter(include_in_schema=False)

_MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "json": "application/json",
    "rq": "application/sparql-query",
}


@router.api_route("/studies", methods=["GET", "HEAD"])
def studies(request: Request) -> Response:
    """List the studies."""
    refuse_other_parameters(request, ("lang",))
    edition, language = edition_of(request), language_of(request)
    home = edition.catalogue.home
    listed = [read_study(home, name) for name in study_names(home)]
    return render("studies.html", request, edition, language, studies=listed)


@router.api_route("/study/{name}", methods=["GET", "HEAD"])
def study(request: Request, name: str) -> Response:
    """Show a study, run on the build in use."""
    refuse_other_parameters(request, ("lang",))
    edition, language = edition_of(request), language_of(request)
    run = _run(request, name, edition)
    if run is None:
        return respond(Problem("unavailable", MEASURING, LATER, headers={"Retry-After": "60"}), request)
    files = [file for file, _ in study_files(run) if not file.startswith("study.")]
    return render(
        "study.html", request, edition, language, study=run.study, body=study_body(run, language), files=files
    )


@router.api_route("/study/{name}/{file:path}", methods=["GET", "HEAD"])
def study_file(request: Request, name: str, file: str) -> Response:
    """Give a file of a study, as the command writes it."""
    refuse_other_parameters(request, ())
    edition = edition_of(request)
    run = _run(request, name, edition)
    if run is None:
        return respond(Problem("unavailable", MEASURING, LATER, headers={"Retry-After": "60"}), request)
    contents = {path: content for path, content in study_files(run) if not path.startswith("study.")}
    if file not in contents:
        raise NotFoundError(
            Text(fr=f"L'étude {name} n'a pas de fichier « {file} ».", en=f"The study {name} has no file “{file}”."),
            hint=Text(fr=f"Ses fichiers : {', '.join(contents)}.", en=f"Its files: {', '.join(contents)}."),
        )
    return Response(contents[file], media_type=_MEDIA_TYPES[file.rpartition(".")[2]])


def _run(request: Request, name: str, edition: Edition) -> StudyRun | None:
    """Run a study once for a build; None while the measures that it needs are being made."""
    catalogue = edition.catalogue
    library, read = library_of(catalogue), read_study(catalogue.home, name)
    report = None
    if needs_report(read):
        report = saved_report(library)
        if report is None:
            measuring: Measuring = request.app.state.measuring
            measuring.start(edition)
            return None
    return library.keep(("study", read.name, read.digest), lambda: run_study(read, catalogue, report=report))
