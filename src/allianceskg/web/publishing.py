"""What a published dataset offers to machines: VoID, dumps, feed, and the state of the server."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, RedirectResponse

from allianceskg import __version__
from allianceskg.errors import AllianceskgError
from allianceskg.language import DEFAULT_LANGUAGE, Language, Text
from allianceskg.library.library import library_of
from allianceskg.library.listing import case_documents
from allianceskg.library.paging import ListPart, parse_page, part_of
from allianceskg.serving import metrics
from allianceskg.serving.editions import Edition, Editions
from allianceskg.serving.problems import Problem
from allianceskg.terms import BASE
from allianceskg.web.crawling import escape
from allianceskg.web.published_dumps import FORMS, NAME, all_dumps, find_dump, names_of, version_of_dump, write_dumps
from allianceskg.web.rendering import render, root_of_site
from allianceskg.web.requests import edition_of, language_of, respond, wants_page
from allianceskg.web.urls import local_path
from allianceskg.web.views.structured import describe_dataset

_FEED_ENTRIES: Final = 50
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")

_DATASET: Final = Text(
    fr="Des cas réels de partenariats entre associations, entreprises, fondations et collectivités, avec leurs sources ; le "
    "vocabulaire et les règles du kit « l'ODD 17 en pratique » ; les acteurs, ressources et territoires dont ils parlent.",
    en="Real cases of partnerships between associations, companies, foundations and local authorities, with their sources; the "
    "vocabulary and the rules of the kit on SDG 17; the actors, resources and territories that they speak of.",
)

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
    try:
        return _data_page(request, edition) if wants_page(request) else _dumps_as_json(edition)
    except OSError as fault:
        return respond(_unwritten(fault), request)


def _dumps_as_json(edition: Edition) -> Response:
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


def _unwritten(fault: OSError) -> Problem:
    """Make the problem of dumps that cannot be written or read, as where their folder was deleted or the disk is full."""
    return Problem(
        "unavailable",
        Text(
            fr=f"Les exports ne peuvent pas être écrits ici pour l'instant ({fault.strerror}).",
            en=f"The dumps cannot be written here for now ({fault.strerror}).",
        ),
        Text(
            fr="Interrogez /sparql, ou prévenez qui tient ce serveur : le dossier du dépôt doit exister et pouvoir être écrit.",
            en="Query /sparql, or tell whoever keeps this server: the folder of the store must exist and be writable.",
        ),
    )


def _data_page(request: Request, edition: Edition) -> Response:
    """Show people the ways to the data; a dump that is not written yet is offered, not waited for."""
    written = all_dumps(edition)
    current = edition.manifest.version
    dumps = [
        (name, media_type, next((dump for dump in written if dump.path.name == name), None))
        for name, media_type in names_of(edition).items()
    ]
    page = render(
        "data.html",
        request,
        edition,
        language_of(request),
        dumps=dumps,
        dataset=describe_dataset(
            root_of_site(request),
            current,
            [(name, kind, *((one.size, one.sha256) if one else (None, None))) for name, kind, one in dumps],
            language_of(request),
            _DATASET,
        ),
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
    try:
        found = find_dump(_edition_of_dump(request, name), name)
    except OSError as fault:
        return respond(_unwritten(fault), request)
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


def _edition_of_dump(request: Request, name: str) -> Edition:
    """Return the edition that a dump is of, while its build is kept, so that it can be written now; else the one in use."""
    editions: Editions = request.app.state.editions
    edition, version = edition_of(request), version_of_dump(name)
    return edition if version == edition.manifest.version else editions.kept(version) or edition


@router.get("/feed.atom")
def feed(request: Request) -> Response:
    """
    List the cases that are new or changed, the latest first, a page at a time.

    Source:
        RFC 5005, section 3.
    """
    edition, language = edition_of(request), language_of(request)
    library = library_of(edition.catalogue)
    modified = library.cases.inventory.modified
    ordered = library.keep(
        ("feed",), lambda: sorted(range(len(library.cases)), key=lambda one: (modified[one], one), reverse=True)
    )
    listed = part_of(ordered, page=parse_page(request.query_params.get("page", "1")), size=_FEED_ENTRIES)
    cases = case_documents(library.cases.read(listed.items), edition.catalogue, language)
    root = root_of_site(request)
    title = Text(fr="Catalogue des alliances : nouveaux cas", en="Catalogue of alliances: new cases").in_language(
        language
    )
    updated = _moment(cases[0]["modified"] if cases else None)
    entries = "".join(_entry(case, root, language) for case in cases)
    return Response(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">'
        f"<id>{BASE}feed</id><title>{escape(title)}</title><updated>{updated}</updated>"
        f"<author><name>allianceskg</name></author>{_feed_links(root, listed, language)}{entries}</feed>\n",
        media_type="application/atom+xml",
    )


def _feed_links(root: str, listed: ListPart[int], language: Language) -> str:
    """Link a page of the feed to the others; the first is the feed itself."""
    pages = {
        "self": listed.page,
        "first": 1,
        "previous": listed.page - 1,
        "next": listed.page + 1,
        "last": listed.pages,
    }
    given = {} if language == DEFAULT_LANGUAGE else {"lang": language}
    return "".join(
        f'<link rel="{relation}" href="{escape(f"{root}/feed.atom{_query(given, page)}")}"/>'
        for relation, page in pages.items()
        if 1 <= page <= listed.pages
    )


def _query(given: Mapping[str, str], page: int) -> str:
    pairs = {**given} | ({"page": str(page)} if page > 1 else {})
    return f"?{urlencode(pairs)}" if pairs else ""


def _entry(case: dict[str, str], root: str, language: Language) -> str:
    address = root + local_path(case["case"])
    tongue = f' xml:lang="{escape(case["title_language"])}"' if "title_language" in case else ""
    return (
        f"<entry><id>{escape(case['case'])}</id><title{tongue}>{escape(case['title'] or case['slug'])}</title>"
        f'<link href="{escape(address)}"/><updated>{_moment(case["modified"])}</updated>'
        f'<summary xml:lang="{escape(case.get("summary_language", language))}">{escape(case["summary"] or "")}</summary></entry>'
    )


def _moment(day: str | None) -> str:
    """Write a day as Atom does; a case of somebody else may have none."""
    return f"{day}T00:00:00Z" if day and _DATE.fullmatch(day) else "1970-01-01T00:00:00Z"
