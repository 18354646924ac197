"""Every IRI below our base, answered: documents with 200, things with 303, what was merged with 301, retired with 410."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from allianceskg.builds.describing import STATISTICS_GRAPH
from allianceskg.builds.imports import IMPORTS, describe_licensed
from allianceskg.files import VERSION_LENGTH, digest_of
from allianceskg.language import Language, Text
from allianceskg.library.library import library_of
from allianceskg.library.member_lists import find_list
from allianceskg.library.paging import parse_page
from allianceskg.library.things import ALL_SHAPES, Thing, find_released, find_thing, read_all_shapes
from allianceskg.likeness import nearest
from allianceskg.rdf.formats import as_n_triples
from allianceskg.serving.editions import Edition
from allianceskg.serving.headers import header_of
from allianceskg.serving.negotiation import FORMS, choose_form
from allianceskg.serving.problems import Problem, shortened
from allianceskg.terms import BASE, INFERRED, QUERY, is_of_others, slug
from allianceskg.web import pages
from allianceskg.web.catalogue_description import CATALOGUE, Instance, describe_instance, joined
from allianceskg.web.problem_pages import find_problems
from allianceskg.web.published_dumps import all_dumps
from allianceskg.web.rendering import desk_in, is_curator, root_of_site, structured_of
from allianceskg.web.requests import edition_of, graph_response, has_already, language_of, respond
from allianceskg.web.urls import iri_of, local_path, path_of, suffix_of
from allianceskg.web.vocabulary_choice import chosen_vocabulary, headers_of, links_of
from allianceskg.web.withdrawn_records import answer_of_withdrawn

LICENSE: Final = "https://creativecommons.org/licenses/by/4.0/"
_VERSIONED: Final = rf"{re.escape(BASE)}(ontology|vocabulary/[^/]+)"
_VARIES: Final = "Accept, Accept-Profile"
_CACHED: Final = "public, max-age=300"
_ASKED_AGAIN: Final = "private, no-cache"
"""For whoever has just changed the record, and would not believe a page that is five minutes old; and for one reader alone."""
_OF_ANYBODY: Final = frozenset({"lang", "page", "_profile"})
"""Parameters of addresses that say nothing of who asks; the others are what a reader told in a diagnosis."""
_GRAPH: Final = "/graph"
_MOST_OF_A_GRAPH: Final = 20_000
"""Triples of a graph that are written for each who asks; longer ones are in the dumps."""

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
    iri = iri_of(quote(path))
    if iri.endswith(_GRAPH) and iri in edition.manifest.graphs:
        return _graph(iri, suffix_of(path), request, edition)
    thing = _find_list(iri, request, edition) or _find(iri, edition)
    if thing is None:
        return respond(_nothing(path, edition), request)
    moved = _moved(thing, suffix_of(path), request)
    if moved is not None:
        return moved
    if chosen_vocabulary(request) == "schema":
        return _in_schema_org(thing, request, edition, language)
    form = suffix_of(path) or choose_form(header_of(request.scope, b"accept"))
    if form is None:
        return respond(_not_offered(), request)
    if thing.iri == CATALOGUE:
        thing = _described_here(thing, request, edition, form)
    if thing.iri == ALL_SHAPES and form != "html":
        thing = replace(thing, triples=joined(thing.triples, read_all_shapes(edition.catalogue)))
    if suffix_of(path) is None and not thing.is_document:
        return _see_other(thing, form, request)
    return document(thing, form, edition, request, language)


def _in_schema_org(thing: Thing, request: Request, edition: Edition, language: Language) -> Response:
    """Describe a thing in the terms of schema.org, which is always JSON-LD."""
    etag = f'"{edition.manifest.version}-schema-{language}"'
    headers = {"ETag": etag, "Cache-Control": _CACHED, "Vary": _VARIES, **headers_of("schema")}
    headers["Link"] = ", ".join(links_of(local_path(thing.address), "schema")[:1])
    if has_already(etag, request):
        return Response(status_code=304, headers=headers)
    text = json.dumps(structured_of(thing, language), ensure_ascii=False, indent=2)
    return Response(f"{text}\n", media_type=f"{FORMS['jsonld']}; charset=utf-8", headers=headers)


def _graph(iri: str, suffix: str | None, request: Request, edition: Edition) -> Response:
    """Answer the IRI of a named graph with what it holds; with its document to people, and with the dumps where it is long."""
    form = suffix or choose_form(header_of(request.scope, b"accept"))
    if form is None:
        return respond(_not_offered(), request)
    if form == "html":
        return RedirectResponse(_page_of_graph(iri, edition), status_code=303, headers={"Vary": "Accept"})
    if edition.manifest.graphs[iri] > _MOST_OF_A_GRAPH:
        return RedirectResponse("/dump/", status_code=303, headers={"Vary": "Accept"})
    return document(Thing(iri, True, edition.catalogue.store.read_graph(iri)), form, edition, request, "fr")


def _page_of_graph(iri: str, edition: Edition) -> str:
    """Return the page of what fills a graph: a document, or the query that infers it; else the page of the data."""
    about = iri.removesuffix(_GRAPH)
    if about.startswith(INFERRED):
        about = f"{QUERY}materialise/{about.removeprefix(INFERRED)}"
    return f"{path_of(about)}.html" if _find(about, edition) is not None else "/dump/"


def document(thing: Thing, form: str, edition: Edition, request: Request, language: Language) -> Response:
    """Write the document about a thing in a form, with its links to the other forms."""
    is_for_curator = form == "html" and is_curator(request)
    etag = f'"{edition.manifest.version}{_mark(thing)}-{form}-{language}{"-curator" if is_for_curator else ""}"'
    headers = {
        "Vary": f"{_VARIES}, Cookie" if desk_in(request) is not None else _VARIES,
        **headers_of("akg"),
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


def _find_list(iri: str, request: Request, edition: Edition) -> Thing | None:
    """Find the part of a list that an address asks for."""
    page = parse_page(request.query_params.get("page", "1"))
    return find_list(iri, library_of(edition.catalogue), edition.manifest.graphs, page=page)


def _described_here(catalogue: Thing, request: Request, edition: Edition, form: str) -> Thing:
    """Add to the description of the catalogue the addresses of this host and, for programs, what the build counted."""
    counted = () if form == "html" else edition.catalogue.store.read_graph(STATISTICS_GRAPH)
    root = root_of_site(request)
    contact = request.app.state.contact or f"{root}/about"
    dumps = tuple(dump for dump in all_dumps(edition) if dump.version == edition.manifest.version)
    here = describe_instance(Instance(root, edition.manifest.version, contact, dumps))
    imported = describe_licensed(edition.catalogue.store, edition.manifest.graphs)
    return replace(catalogue, triples=joined(catalogue.triples, (*counted, *imported, *here)))


def _see_other(thing: Thing, form: str, request: Request) -> Response:
    """Point from a thing to the document about it."""
    return RedirectResponse(
        f"{local_path(thing.iri)}.{form}{_query(request)}",
        status_code=303,
        headers={"Vary": _VARIES, "Link": _links(thing, None)},
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


def _mark(thing: Thing) -> str:
    """Tell what this host adds to a document apart from what another one does; nothing where none adds anything."""
    if thing.iri != CATALOGUE:
        return ""
    return f"-{digest_of(as_n_triples(thing.triples).encode())[:VERSION_LENGTH]}"


def _links(thing: Thing, form: str | None) -> str:
    path = local_path(thing.address)
    # A JSON-LD document names its page only: pyLD, the processor of most programs, fails on several alternates.
    others = {"html": FORMS["html"]} if form == "jsonld" else FORMS
    links = [
        f'<{path}.{ending}>; rel="alternate"; type="{media}"' for ending, media in others.items() if ending != form
    ]
    if not is_of_others(thing.iri) and not thing.iri.startswith(IMPORTS):
        links.append(f'<{LICENSE}>; rel="license"')
    if form is not None and not thing.is_document:
        links.append(f'<{thing.iri}>; rel="describes"')
    if form != "jsonld":
        links += links_of(path, "akg")
    if form is None:
        links.append(f'<{path}.ttl>; rel="describedby"; type="text/turtle"')
    return ", ".join(links)


def _find(iri: str, edition: Edition) -> Thing | None:
    """Find a thing, ours or one that somebody else describes; the IRI of a version in force is the document of that version."""
    if (known := find_released(iri, edition.catalogue.home) or find_problems(iri)) is not None:
        return known
    document, _, version = iri.rpartition("/")
    if not version[:1].isdigit() or not re.fullmatch(_VERSIONED, document):
        return find_thing(iri, edition.catalogue)
    versioned = find_thing(document, edition.catalogue)
    return versioned if versioned is not None and versioned.version == iri else find_thing(iri, edition.catalogue)


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
    by_slug = library_of(edition.catalogue).keep(("nearest",), lambda: _by_slug(edition))
    near = nearest(slug(iri), by_slug, limit=_NEAREST)
    return [one for name in near for one in by_slug[name]][:_NEAREST]


def _by_slug(edition: Edition) -> dict[str, list[str]]:
    """Sort what has an address by the last segment of its IRI."""
    known = [graph.removesuffix("/graph") for graph in edition.manifest.graphs if graph.startswith(BASE)]
    known += [iri for iri in edition.catalogue.names.concepts if iri.startswith(BASE)]  # goals are the United Nations'
    by_slug: dict[str, list[str]] = {}
    for one in known:
        by_slug.setdefault(slug(one), []).append(one)
    return by_slug


def _not_offered() -> Problem:
    offered = ", ".join(FORMS.values())
    return Problem(
        "not-acceptable",
        Text(fr=f"Formats proposés : {offered}.", en=f"Formats offered: {offered}."),
        members={"offered": list(FORMS.values())},
        headers={"Vary": "Accept"},
    )
