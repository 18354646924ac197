"""The page on which people write queries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from allianceskg.endpoint import media
from allianceskg.language import DEFAULT_LANGUAGE, Language, Text
from allianceskg.rdf.term import Literal
from allianceskg.serving.editions import Edition
from allianceskg.sparql.query_files import Query, QueryCatalogue
from allianceskg.terms import BASE, PREFIXES, VOCABULARY
from allianceskg.web.rendering import render, static_address
from allianceskg.web.requests import edition_of, language_of
from allianceskg.web.urls import in_language

_ADDRESS: Final = "/sparql"
_START: Final = "cases-by-model"
_HEADER: Final = re.compile(r"^#\+.*\n?", re.MULTILINE)
# The queries whose names start so fill the pages of the site: they ask for many things at once.
_INTERNAL: Final = "page-"
_FOLDERS: Final[Mapping[str, Text]] = {
    "competency": Text(fr="Questions au catalogue", en="Questions to the catalogue"),
    "analytics": Text(fr="Comptages et réseaux", en="Counts and networks"),
    "catalogue": Text(fr="Listes et descriptions", en="Lists and descriptions"),
    "matching": Text(fr="Rapprochement d'un profil", en="Matching a profile"),
    "quality": Text(fr="Qualité des données", en="Quality of the data"),
    "materialise": Text(fr="Ce que le catalogue déduit", en="What the catalogue infers"),
}
_FORMAT_LABELS: Final[Mapping[str, str]] = {
    "json": "JSON", "xml": "XML", "csv": "CSV", "tsv": "TSV", "ttl": "Turtle", "nt": "N-Triples",
    "rdf": "RDF/XML", "jsonld": "JSON-LD", "nq": "N-Quads", "trig": "TriG",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OfferedQuery:
    """
    A catalogued query as the page offers it.

    Attributes:
        text: Without the header, which is for its loader.
        address: Where the page shows it.
    """

    name: str
    summary: Text
    text: str
    address: str


async def editor_page(request: Request) -> Response:
    """Show the editor, with the queries of the catalogue as examples."""
    edition, language = edition_of(request), language_of(request)
    queries = edition.catalogue.queries
    start = example_of(queries.get(_START), language).text
    return render(
        "editor.html",
        request,
        edition,
        language,
        groups=examples(queries, language),
        query=request.query_params.get("query") or start,
        asked="query" in request.query_params,
        formats=media.FORMATS,
        labels=_FORMAT_LABELS,
        settings=json.dumps(_settings(edition, language, start), ensure_ascii=False),
    )


def examples(queries: QueryCatalogue, language: Language) -> list[tuple[Text, Sequence[OfferedQuery]]]:
    """List the queries that the page offers, by folder; not those that run on the answer to a profile."""
    groups = []
    for folder, heading in _FOLDERS.items():
        offered = [
            example_of(query, language)
            for query in queries.in_folder(folder)
            if "answer" not in query.reads and not query.name.startswith(_INTERNAL)
        ]
        groups.append((heading, offered))
    return [(heading, offered) for heading, offered in groups if offered]


def example_of(query: Query, language: Language) -> OfferedQuery:
    """Make an example of a query; one that asks for a language, French in its file, asks for the reader's."""
    is_bound = language != DEFAULT_LANGUAGE and "language" in query.parameters
    text = query.bind({"language": [Literal(language)]}) if is_bound else query.text
    text = _HEADER.sub("", text).strip() + "\n"
    return OfferedQuery(
        query.name, query.summary, text, in_language(f"{_ADDRESS}?{urlencode({'query': text})}", language)
    )


def prefixes(schemes: Iterable[str]) -> dict[str, str]:
    """
    Return the prefixes that are offered and that answers are shown with.

    As in the files of data, each scheme of concepts has one too.

    >>> prefixes(["needs"])["voc-needs"]
    'https://w3id.org/alliances/vocabulary/needs/'
    """
    return dict(PREFIXES) | {f"voc-{scheme}": f"{VOCABULARY}{scheme}/" for scheme in sorted(schemes)}


def _settings(edition: Edition, language: Language, start: str) -> dict[str, object]:
    """Return what the script of the page needs to know."""
    return {
        "base": BASE,
        "endpoint": _ADDRESS,
        "language": language,
        "prefixes": prefixes({one.scheme for one in edition.catalogue.names.concepts.values()} - {""}),
        "start": start,
        "outlines": static_address("departements.json"),
    }
