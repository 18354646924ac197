"""What every handler asks of a request: its language, the edition it is answered from, how it is told of a problem."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from fastapi import Request, Response

from allianceskg.errors import AddressTooLongError, UnknownParameterError
from allianceskg.language import Language, Text
from allianceskg.likeness import nearest
from allianceskg.rdf.formats import MEDIA_TYPES, read_context, write_graph
from allianceskg.rdf.term import Triple
from allianceskg.serving.conditions import conditions_of
from allianceskg.serving.editions import Edition, Editions
from allianceskg.serving.headers import header_of
from allianceskg.serving.negotiation import choose_language, takes_html
from allianceskg.serving.problems import Problem, report, report_headers, shortened
from allianceskg.serving.request_frame import request_id_of
from allianceskg.web.rendering import error_page

_FOR_PROGRAMS: Final = ("/api", "/sparql", "/openapi.json", "/health", "/metrics", "/.well-known", "/dump")

_LONGEST_NAME: Final = 100

LONGEST_QUERY: Final = 8_000
"""Bytes of a query string; some proxies refuse a longer line, and would do so without a word."""


def language_of(request: Request) -> Language:
    """Return the language of a request: English when its address says so, French otherwise."""
    return choose_language(request.scope["query_string"])


def edition_of(request: Request) -> Edition:
    """Return the edition that a request is answered from, the same to its end."""
    if not hasattr(request.state, "edition"):
        editions: Editions = request.app.state.editions
        request.state.edition = editions.current()
    edition: Edition = request.state.edition
    return edition


def record_tag(iri: str, edition: Edition) -> str:
    """Return the strong tag of a record: the hash of its file; that of all data where it has none here."""
    return f'"{edition.manifest.files.get(f"{iri}/graph") or edition.manifest.version}"'


def graph_response(triples: Iterable[Triple], form: str, edition: Edition) -> Response:
    """Send triples in a format of RDF, by the ending of its files, with our own JSON-LD context."""
    text = write_graph(triples, form, context=read_context(edition.catalogue.home.ontology))
    return Response(text, media_type=f"{MEDIA_TYPES[form]}; charset=utf-8")


async def body_of(request: Request, most: int) -> bytes | None:
    """Read a body of at most some bytes; None when it is longer, without reading the rest."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


def too_large(most: int) -> Problem:
    """Make the problem of a body that is longer than is read."""
    return Problem(
        "request-too-large", Text(fr=f"Au plus {most} octets par envoi.", en=f"At most {most} bytes at a time.")
    )


def refuse_long_address(request: Request) -> None:
    """
    Refuse an address that holds more than is sure to arrive wherever it is kept or shared.

    Raises:
        AddressTooLongError: Its parameters take more than `LONGEST_QUERY` bytes.
    """
    length = len(request.scope["query_string"])
    if length > LONGEST_QUERY:
        raise AddressTooLongError(
            Text(
                fr=f"Cette adresse est trop longue : ses paramètres font {length} octets, {LONGEST_QUERY} au plus sont "
                "admis. Une lettre accentuée y compte pour six.",
                en=f"This address is too long: its parameters take {length} bytes, at most {LONGEST_QUERY} are allowed. "
                "An accented letter counts for six.",
            ),
            hint=Text(
                fr="Raccourcissez le récit de votre situation, ou envoyez le profil en JSON par POST à /api/match.",
                en="Shorten the story of your situation, or send the profile as JSON by POST to /api/match.",
            ),
        )


def refuse_unknown_parameters(request: Request) -> None:
    """
    Refuse parameters that an address of the API does not have, rather than answer as if they had not been given.

    Raises:
        UnknownParameterError: There is one; the nearest of those that exist are named.
    """
    described = request.app.openapi()["paths"][request.scope["route"].path][request.method.lower()]
    refuse_other_parameters(request, [one["name"] for one in described.get("parameters", ()) if one["in"] == "query"])


def refuse_other_parameters(request: Request, known: Sequence[str]) -> None:
    """
    Refuse all parameters but some: for pages, which the description of the API leaves out.

    Raises:
        UnknownParameterError: As `refuse_unknown_parameters`.
    """
    for name in request.query_params:
        if name not in known:
            shown = shortened(name, _LONGEST_NAME)
            near = nearest(name[:_LONGEST_NAME], known, cutoff=0.5)
            raise UnknownParameterError(
                Text(
                    fr=f"{request.url.path} n'a pas de paramètre « {shown} ».",
                    en=f"{request.url.path} has no parameter “{shown}”.",
                ),
                hint=_nearest_parameters(near, known),
                nearest=near,
            )


def _nearest_parameters(nearest: Sequence[str], known: Sequence[str]) -> Text:
    if nearest:
        return Text(fr=f"Nom proche : {', '.join(nearest)}.", en=f"Near name: {', '.join(nearest)}.")
    return Text(fr=f"Ses paramètres : {', '.join(known)}.", en=f"Its parameters: {', '.join(known)}.")


def has_already(etag: str, request: Request) -> bool:
    """Whether the client holds what has this tag."""
    return conditions_of(request.scope).is_known(etag)


def wants_page(request: Request) -> bool:
    """Whether a person asks, by a browser."""
    return takes_html(header_of(request.scope, b"accept"))


def respond(problem: Problem, request: Request) -> Response:
    """Send a problem as JSON to programs and as a page to people."""
    language, request_id = language_of(request), request_id_of(request.scope)
    if request.url.path.startswith(_FOR_PROGRAMS) or not wants_page(request):
        content = report(problem, language, request_id=request_id)
        response = Response(content, status_code=problem.status, headers=report_headers(problem, language))
    else:
        response = error_page(problem, request, language, request_id=request_id)
    response.headers["Vary"] = "Accept"
    return response
