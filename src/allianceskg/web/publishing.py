"""What a published dataset offers to machines: VoID, dumps, sitemap, robots, feed, and the state of the server."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Final
from xml.sax.saxutils import escape as escape_text

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, RedirectResponse

from allianceskg import __version__
from allianceskg.errors import AllianceskgError
from allianceskg.language import Language, Text
from allianceskg.library.library import library_of
from allianceskg.library.listing import case_documents
from allianceskg.serving import metrics
from allianceskg.serving.editions import Edition
from allianceskg.serving.problems import Problem
from allianceskg.terms import BASE
from allianceskg.web.published_dumps import FORMS, NAME, all_dumps, find_dump, names_of, write_dumps
from allianceskg.web.rendering import render, root_of_site
from allianceskg.web.requests import edition_of, language_of, respond, wants_page
from allianceskg.web.urls import path_of

_FEED_ENTRIES: Final = 50
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")

_DUMP_LABELS: Final = {FORMS["nq"]: "N-Quads", FORMS["trig"]: "TriG", FORMS["nt"]: "N-Triples", FORMS["ttl"]: "Turtle"}

router = APIRouter(include_in_schema=False)


@router.get("/health")
def health(request: Request) -> Response:
    """Say that the process lives, and whether it can answer."""
    try:
        edition = edition_of(request)
        cases = len(library_of(edition.catalogue).cases)
    except AllianceskgError as fault:
        reason = fault.message.in_language(language_of(request))
        return JSONResponse({"live": True, "ready": False, "reason": reason}, status_code=503)
    return JSONResponse(
        {"live": True, "ready": True, "data_version": edition.manifest.version, "software": __version__, "cases": cases}
    )


@router.get("/health/live")
async def live() -> Response:
    """Say that the process lives, whatever it can answer: by the loop itself, which waits for no page."""
    return JSONResponse({"live": True})


@router.get("/metrics")
def counts(request: Request) -> Response:
    """Count what happened, in the text format of Prometheus."""
    state = request.app.state
    counted = [*state.responses.metrics(), *state.endpoint.counts.metrics(state.pool.state())]
    return Response(metrics.as_text(counted), media_type=metrics.MEDIA_TYPE)


@router.get("/.well-known/void")
def void() -> Response:
    """Point to the description of the dataset, where clients of VoID look for it."""
    return RedirectResponse("/catalogue.ttl", status_code=303, headers={"Vary": "Accept"})


@router.get("/dump/")
def dump_list(request: Request) -> Response:
    """List the dumps, to people on a page: those of the version in use first, then those of earlier versions kept."""
    edition = edition_of(request)
    if wants_page(request):
        return _data_page(request, edition)
    write_dumps(edition)
    return JSONResponse(
        {
            "data_version": edition.manifest.version,
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "dumps": [
                {
                    "address": f"/dump/{dump.path.name}",
                    "data_version": dump.version,
                    "media_type": dump.media_type,
                    "size": dump.size,
                    "sha256": dump.sha256,
                }
                for dump in all_dumps(edition)
            ],
        },
        headers={"Vary": "Accept"},
    )


def _data_page(request: Request, edition: Edition) -> Response:
    """Show people the ways to the data; a dump that is not written yet is offered, not waited for."""
    written = all_dumps(edition)
    current = edition.manifest.version
    page = render(
        "data.html",
        request,
        edition,
        language_of(request),
        dumps=[
            (name, media_type, next((dump for dump in written if dump.path.name == name), None))
            for name, media_type in names_of(edition).items()
        ],
        earlier=[
            (version, list(dumps))
            for version, dumps in groupby(written, lambda dump: dump.version)
            if version != current
        ],
        labels=_DUMP_LABELS,
        with_graphs={FORMS["nq"], FORMS["trig"]},
    )
    page.headers["Vary"] = "Accept"
    return page


@router.get("/dump/{name}")
def dump(request: Request, name: str) -> Response:
    """Send a dump, or its checksum."""
    if not NAME.fullmatch(name):
        raise HTTPException(404)
    found = find_dump(edition_of(request), name)
    if found is None:
        return respond(
            Problem(
                "version-gone",
                Text(fr="Cette version n'est plus gardée.", en="This version is no longer kept."),
                Text(fr="La liste est à /dump/.", en="The list is at /dump/."),
            ),
            request,
        )
    if name.endswith(".sha256"):
        return Response(f"{found.sha256}  {found.path.name}\n", media_type="text/plain")
    return FileResponse(found.path, media_type="application/gzip", filename=name)


@router.get("/robots.txt")
def robots(request: Request) -> Response:
    """Welcome crawlers, except where each address is a computation."""
    lines = [
        "User-agent: *",
        "Disallow: /sparql",
        "Disallow: /api/",
        "Disallow: /diagnosis",
        f"Sitemap: {root_of_site(request)}/sitemap.xml",
    ]
    return Response("\n".join(lines) + "\n", media_type="text/plain")


@router.get("/sitemap.xml")
def sitemap(request: Request) -> Response:
    """List the pages worth finding, in both languages."""
    edition = edition_of(request)
    paths = ["/", "/cases", "/ontology", "/kit", "/queries", "/about"]
    paths += [path for case in library_of(edition.catalogue).cases.iris if (path := path_of(case)) is not None]
    paths += [f"{path}.html" for path in _documents(edition)]
    root = root_of_site(request)
    entries = "".join(
        f'<url><loc>{escape(root + path)}</loc><xhtml:link rel="alternate" hreflang="en" href="{escape(root + path)}?lang=en"/></url>'
        for path in paths
    )
    return Response(
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:xhtml="http://www.w3.org/1999/xhtml">{entries}</urlset>\n',
        media_type="application/xml",
    )


@router.get("/feed.atom")
def feed(request: Request) -> Response:
    """List the cases that are new or changed, the latest first."""
    edition, language = edition_of(request), language_of(request)
    library = library_of(edition.catalogue)
    modified = library.cases.inventory.modified
    latest = library.keep(
        ("feed",),
        lambda: sorted(range(len(library.cases)), key=lambda one: (modified[one], one), reverse=True)[:_FEED_ENTRIES],
    )
    cases = case_documents(library.cases.read(latest), edition.catalogue, language)
    root = root_of_site(request)
    title = Text(fr="Catalogue des alliances : nouveaux cas", en="Catalogue of alliances: new cases").in_language(
        language
    )
    updated = _moment(cases[0]["modified"] if cases else None)
    entries = "".join(_entry(case, root, language) for case in cases)
    return Response(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">'
        f"<id>{BASE}feed</id><title>{escape(title)}</title><updated>{updated}</updated>"
        f'<author><name>allianceskg</name></author><link rel="self" href="{escape(root)}/feed.atom"/>{entries}</feed>\n',
        media_type="application/atom+xml",
    )


def _entry(case: dict[str, str], root: str, language: Language) -> str:
    path = path_of(case["case"])
    address = case["case"] if path is None else root + path
    tongue = f' xml:lang="{escape(case["title_language"])}"' if "title_language" in case else ""
    return (
        f"<entry><id>{escape(case['case'])}</id><title{tongue}>{escape(case['title'] or case['slug'])}</title>"
        f'<link href="{escape(address)}"/><updated>{_moment(case["modified"])}</updated>'
        f'<summary xml:lang="{escape(case.get("summary_language", language))}">{escape(case["summary"] or "")}</summary></entry>'
    )


def _documents(edition: Edition) -> list[str]:
    graphs = (graph.removesuffix("/graph") for graph in edition.manifest.graphs)
    return [path for iri in graphs if iri.startswith((f"{BASE}actor/", f"{BASE}resource/")) and (path := path_of(iri))]


def _moment(day: str | None) -> str:
    """Write a day as Atom does; a case of somebody else may have none."""
    return f"{day}T00:00:00Z" if day and _DATE.fullmatch(day) else "1970-01-01T00:00:00Z"


def escape(text: str) -> str:
    """Write a text so that it can stand in an element or in an attribute."""
    return escape_text(text, {'"': "&quot;"})
