"""
What crawlers are told: where they are welcome, and every page worth finding, in parts.

Source:
    https://www.sitemaps.org/protocol.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape as escape_text

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from allianceskg.analysis.study_definition import study_names
from allianceskg.library.library import library_of
from allianceskg.library.reader import reader_of
from allianceskg.serving.editions import Edition
from allianceskg.terms import ACTOR, BASE, RESOURCE, VOCABULARY, is_of_others, slug
from allianceskg.web.rendering import root_of_site
from allianceskg.web.requests import edition_of
from allianceskg.web.urls import path_of
from allianceskg.web.views.landmark import sheets

MOST_IN_A_PART: Final = 10_000
"""Pages in a part of the sitemap; the protocol allows 50,000."""

_PAGES: Final = (
    "/",
    "/cases",
    "/landmark",
    "/statistics",
    "/network",
    "/studies",
    "/resources",
    "/about",
    "/dump/",
    "/ontology",
    "/kit",
    "/path",
    "/assessment",
    "/evaluation",
    "/conventions",
    "/queries",
    "/catalogue",
    "/vocabulary",
    "/actor",
    "/territory",
)
_DOCUMENTS: Final = ("shapes/", "alignment/")
_KIT_QUERIES: Final = {"kit-rules": ("rule",), "silences-and-conventions": ("gap", "convention")}

router = APIRouter(include_in_schema=False)


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
    """List the parts of the list of pages."""
    edition, root = edition_of(request), root_of_site(request)
    addresses = (
        f"{root}/sitemap/{name}-{number}.xml"
        for name in _PARTS
        for number in range(1, len(_in_parts(_paths(name, edition))) + 1)
    )
    entries = "".join(f"<sitemap><loc>{escape(one)}</loc></sitemap>" for one in addresses)
    return _xml(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>')


@router.get("/sitemap/{name}-{number}.xml")
def sitemap_part(request: Request, name: str, number: int) -> Response:
    """List some of the pages worth finding, in both languages."""
    edition, root = edition_of(request), root_of_site(request)
    parts = _in_parts(_paths(name, edition)) if name in _PARTS else []
    if not 1 <= number <= len(parts):
        raise HTTPException(404)
    entries = "".join(
        f"<url><loc>{escape(root + path)}</loc>"
        f'<xhtml:link rel="alternate" hreflang="en" href="{escape(root + path)}?lang=en"/></url>'
        for path in parts[number - 1]
    )
    return _xml(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:xhtml="http://www.w3.org/1999/xhtml">{entries}</urlset>'
    )


def escape(text: str) -> str:
    """Write a text so that it can stand in an element or in an attribute."""
    return escape_text(text, {'"': "&quot;"})


def _xml(content: str) -> Response:
    return Response(f'<?xml version="1.0" encoding="UTF-8"?>\n{content}\n', media_type="application/xml")


def _in_parts(paths: Sequence[str]) -> list[Sequence[str]]:
    return [paths[start : start + MOST_IN_A_PART] for start in range(0, len(paths), MOST_IN_A_PART)]


def _paths(name: str, edition: Edition) -> Sequence[str]:
    """Return the addresses of a part, made once for a build."""
    return library_of(edition.catalogue).keep(("sitemap", name), lambda: list(dict.fromkeys(_PARTS[name](edition))))


def _of_documents(*starts: str) -> Callable[[Edition], Iterator[str]]:
    """Make what lists the pages of the files whose IRIs begin so."""

    def listed(edition: Edition) -> Iterator[str]:
        graphs = sorted(graph.removesuffix("/graph") for graph in edition.manifest.graphs if graph.startswith(starts))
        return (f"{path_of(iri)}.html" for iri in graphs)

    return listed


def _cases(edition: Edition) -> Iterator[str]:
    return (path for case in library_of(edition.catalogue).cases.iris if (path := path_of(case)) is not None)


def _concepts(edition: Edition) -> Iterator[str]:
    return (f"{path_of(iri)}.html" for iri in edition.catalogue.names.concepts if iri.startswith(BASE))


def _territories(edition: Edition) -> Iterator[str]:
    return (f"{path_of(iri)}.html" for iri in edition.catalogue.territories.iris())


def _landmarks(edition: Edition) -> Iterator[str]:
    listed = sheets(reader_of(edition.catalogue, "fr"))
    return (
        f"/landmark/{kind}/{slug(iri)}" for kind, found in listed.items() for iri, _ in found if not is_of_others(iri)
    )


def _kit(edition: Edition) -> Iterator[str]:
    """List the rules of the kit, what it leaves unsaid, and the conventions."""
    for name, columns in _KIT_QUERIES.items():
        rows = edition.catalogue.store.select(edition.catalogue.queries.get(name).text)
        yield from (f"{path_of(row[column].value)}.html" for row in rows for column in columns if column in row)


def _studies(edition: Edition) -> Iterator[str]:
    return (f"/study/{name}" for name in study_names(edition.catalogue.home))


def _queries(edition: Edition) -> Iterator[str]:
    return (f"{path_of(query.iri)}.html" for query in edition.catalogue.queries.all())


_PARTS: Final[Mapping[str, Callable[[Edition], Iterator[str]]]] = {
    "pages": lambda _: iter(_PAGES),
    "cases": _cases,
    "actors": _of_documents(ACTOR),
    "resources": _of_documents(RESOURCE),
    "vocabularies": _of_documents(VOCABULARY),
    "concepts": _concepts,
    "territories": _territories,
    "landmarks": _landmarks,
    "kit": _kit,
    "studies": _studies,
    "queries": _queries,
    "documents": _of_documents(*(BASE + one for one in _DOCUMENTS)),
}
"""The parts of the list of pages: what lists the addresses of each."""
