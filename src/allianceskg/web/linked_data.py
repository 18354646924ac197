"""Every IRI below our base, answered: documents with 200, things with 303, what was merged with 301, retired with 410."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from allianceskg.language import Language, Text
from allianceskg.library.library import library_of
from allianceskg.library.things import Thing, find_released, find_thing
from allianceskg.profiles.near import NearNames
from allianceskg.serving.editions import Edition
from allianceskg.serving.headers import header_of
from allianceskg.serving.negotiation import FORMS, choose_form
from allianceskg.serving.problems import Problem, shortened
from allianceskg.terms import BASE, slug
from allianceskg.web import pages
from allianceskg.web.problem_pages import find_problems
from allianceskg.web.rendering import desk_in, is_curator
from allianceskg.web.requests import edition_of, graph_response, has_already, language_of, respond
from allianceskg.web.urls import iri_of, path_of, suffix_of
from allianceskg.web.withdrawn_records import answer_of_withdrawn

LICENSE: Final = "https://creativecommons.org/licenses/by/4.0/"
_ONTOLOGY: Final = f"{BASE}ontology"
_CACHED: Final = "public, max-age=300"
_ASKED_AGAIN: Final = "private, no-cache"
"""For whoever has just changed the record, and would not believe a page that is five minutes old; and for one reader alone."""
_OF_ANYBODY: Final = frozenset({"lang", "page"})
"""Parameters of addresses that say nothing of who asks; the others are what a reader told in a diagnosis."""

_NEAREST: Final = 5
_NAME_CHARACTERS: Final = 200

router = APIRouter(include_in_schema=False)


@router.api_route("/context.jsonld", methods=["GET", "HEAD"])
def context(request: Request) -> Response:
    """Serve our JSON-LD context, which is bundled and never fetched from anywhere."""
    path = edition_of(request).catalogue.home.ontology / "context.jsonld"
    return Response(path.read_bytes(), media_type="application/ld+json", headers={"Cache-Control": _CACHED})


@router.api_route("/{path:path}", methods=["GET", "HEAD"])
def answer(path: str, request: Request) -> Response:
    """Answer the IRI that a path stands for."""
    edition, language = edition_of(request), language_of(request)
    thing = _find(iri_of(quote(path)), edition)
    if thing is None:
        return respond(_nothing(path, edition), request)
    moved = _moved(thing, suffix_of(path), request)
    if moved is not None:
        return moved
    form = suffix_of(path) or choose_form(header_of(request.scope, b"accept"))
    if form is None:
        return respond(_not_offered(), request)
    if suffix_of(path) is None and not thing.is_document:
        return _see_other(thing, form, request)
    return document(thing, form, edition, request, language)


def document(thing: Thing, form: str, edition: Edition, request: Request, language: Language) -> Response:
    """Write the document about a thing in a form, with its links to the other forms."""
    is_for_curator = form == "html" and is_curator(request)
    etag = f'"{edition.manifest.version}-{form}-{language}{"-curator" if is_for_curator else ""}"'
    headers = {
        "Vary": "Accept, Cookie" if desk_in(request) is not None else "Accept",
        "ETag": etag,
        "Cache-Control": _ASKED_AGAIN if is_for_curator or set(request.query_params) - _OF_ANYBODY else _CACHED,
        "Link": _links(thing, form),
    }
    if has_already(etag, request):
        return Response(status_code=304, headers=headers)
    if form == "html":
        response = pages.html_of(thing, edition, request, language)
    else:
        response = graph_response(thing.triples, form, edition)
    response.headers.update(headers)
    return response


def _see_other(thing: Thing, form: str, request: Request) -> Response:
    """Point from a thing to the document about it."""
    return RedirectResponse(
        f"{path_of(thing.iri)}.{form}{_query(request)}",
        status_code=303,
        headers={"Vary": "Accept", "Link": _links(thing, None)},
    )


def _query(request: Request) -> str:
    return f"?{request.url.query}" if request.url.query else ""


def _moved(thing: Thing, suffix: str | None, request: Request) -> Response | None:
    """Point to what a thing was merged into, in the form asked for, or say why it was retired."""
    ending = f".{suffix}" if suffix else ""

    def in_form(iri: str) -> str | None:
        path = path_of(iri)
        return None if path is None else f"{path}{ending}"

    return answer_of_withdrawn(thing, request, in_form)


def _links(thing: Thing, form: str | None) -> str:
    path = path_of(thing.address)
    links = [f'<{path}.{ending}>; rel="alternate"; type="{media}"' for ending, media in FORMS.items() if ending != form]
    links.append(f'<{LICENSE}>; rel="license"')
    if form is not None and not thing.is_document:
        links.append(f'<{thing.iri}>; rel="describes"')
    if form is None:
        links.append(f'<{path}.ttl>; rel="describedby"; type="text/turtle"')
    return ", ".join(links)


def _find(iri: str, edition: Edition) -> Thing | None:
    """Find a thing; the IRI of the ontology's version in force names the ontology itself."""
    if (known := find_released(iri, edition.catalogue.home) or find_problems(iri)) is not None:
        return known
    if not iri.startswith(f"{_ONTOLOGY}/"):
        return find_thing(iri, edition.catalogue)
    ontology = find_thing(_ONTOLOGY, edition.catalogue)
    return ontology if ontology is not None and ontology.version == iri else None


def _nothing(path: str, edition: Edition) -> Problem:
    nearest = _nearest(iri_of(quote(path)), edition)
    path = shortened(path, _NAME_CHARACTERS)
    more: dict[str, Any] = {"nearest": [path_of(iri) for iri in nearest]} if nearest else {}
    return Problem(
        "not-found",
        Text(fr=f"Le catalogue ne connaît rien à l'adresse /{path}.", en=f"The catalogue knows nothing at /{path}."),
        Text(
            fr="Vérifiez l'adresse, ou partez de la liste des cas.",
            en="Check the address, or start from the list of cases.",
        ),
        more,
    )


def _nearest(iri: str, edition: Edition) -> list[str]:
    if len(iri) > _NAME_CHARACTERS:
        return []
    by_slug, names = library_of(edition.catalogue).keep(("nearest",), lambda: _by_slug(edition))
    near = names.find(slug(iri), limit=_NEAREST, cutoff=0.6)
    return [one for name in near for one in by_slug[name]][:_NEAREST]


def _by_slug(edition: Edition) -> tuple[dict[str, list[str]], NearNames]:
    """Sort what has an address by the last segment of its IRI."""
    known = [graph.removesuffix("/graph") for graph in edition.manifest.graphs if graph.startswith(BASE)]
    known += [iri for iri in edition.catalogue.names.concepts if iri.startswith(BASE)]  # goals are the United Nations'
    by_slug: dict[str, list[str]] = {}
    for one in known:
        by_slug.setdefault(slug(one), []).append(one)
    return by_slug, NearNames(by_slug)


def _not_offered() -> Problem:
    offered = ", ".join(FORMS.values())
    return Problem(
        "not-acceptable",
        Text(fr=f"Formats proposés : {offered}.", en=f"Formats offered: {offered}."),
        members={"offered": list(FORMS.values())},
        headers={"Vary": "Accept"},
    )
