"""The API: matching, cases, territories, catalogued queries and validation."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from allianceskg.builds.dumps import file_name
from allianceskg.errors import NotFoundError, UnknownParameterError, near_names
from allianceskg.language import Language, Text
from allianceskg.library.case_entries import read_alone
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.library import library_of
from allianceskg.library.listing import case_documents
from allianceskg.library.reader import reader_of
from allianceskg.library.record_fields import describe_fields, schema_of, whole_record
from allianceskg.library.search_results import results_document, search_everything
from allianceskg.library.sets import positions
from allianceskg.library.territories import Place
from allianceskg.library.things import find_thing
from allianceskg.likeness import nearest
from allianceskg.matching.answer_json import as_json
from allianceskg.matching.rdf import as_triples
from allianceskg.profiles import parse_profile
from allianceskg.rdf.formats import MEDIA_TYPES, read_context, write_graph
from allianceskg.rdf.results import as_csv, triples_as_table
from allianceskg.rdf.results import as_json as results_as_json
from allianceskg.rdf.spreadsheets import as_xlsx
from allianceskg.rdf.table import Table
from allianceskg.rdf.term import Literal as RdfLiteral
from allianceskg.rdf.term import Triple
from allianceskg.rdf.turtle import format_turtle
from allianceskg.records.shortcuts import FILTERS
from allianceskg.serving.editions import Edition, Editions
from allianceskg.serving.problems import PROBLEM_RESPONSES, Problem
from allianceskg.sparql.query_files import Query as CataloguedQuery
from allianceskg.terms import ACTOR, CASE, RESOURCE, TERRITORY, XSD_BOOLEAN, slug
from allianceskg.web.judging import MAX_BYTES, TextJudge
from allianceskg.web.published_dumps import find_dump
from allianceskg.web.requests import (
    body_of,
    edition_of,
    has_already,
    record_tag,
    refuse_long_address,
    refuse_unknown_parameters,
    respond,
    too_large,
)
from allianceskg.web.urls import path_of
from allianceskg.web.withdrawn_records import answer_of_withdrawn

if TYPE_CHECKING:
    from allianceskg.validation import Format

_OBJECTIVES: Final = ("processus", "business-model", "proposition-de-valeur", "positionnement")
_MAX_LIMIT: Final = 200
_SUGGESTED: Final = 10
_SLUG: Final = re.compile(r"[a-z0-9-]+")
_RESERVED: Final = frozenset({"format", "lang", "version"})
_MEDIA_TYPES: Final[Mapping[str, str]] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_JUDGED: Final[Mapping[str, Format]] = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/json": "json-ld",
}

Lang = Annotated[Literal["fr", "en"], Query(description="Language of the texts / Langue des textes")]
Slugs = Annotated[list[str], Query(default_factory=list)]
FieldsOf = Literal["case", "actor", "resource"]
DataVersion = Annotated[str | None, Query(description="Data version that the answer must be from")]
Limit = Annotated[int, Query(ge=1, le=_MAX_LIMIT)]
AnswerForm = Literal["json", "ttl", "jsonld"]


_KNOWN_ONLY: Final = [Depends(refuse_unknown_parameters)]

_OF_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {"application/json": {"schema": {"type": "object"}}, "text/turtle": {}, "application/ld+json": {}},
        "description": "The answer / La réponse",
    }
}

router = APIRouter(prefix="/api", tags=["allianceskg"], responses=PROBLEM_RESPONSES)


@router.post(
    "/match",
    dependencies=_KNOWN_ONLY,
    summary="Diagnose a profile and list matching cases, explained",
    response_model=None,
    responses=_OF_ANSWERS,
)
def match_posted(
    request: Request,
    profile: Annotated[dict[str, Any], Body(description="A profile; see ontology/schemas/profile.schema.json")],
    limit: Limit = 10,
    format: AnswerForm = "json",
    version: DataVersion = None,
    lang: Lang = "fr",
) -> Response:
    """Answer a profile sent as JSON, with the keys of the YAML file."""
    return _matched(profile, request, limit, format, version, lang)


@router.get(
    "/match",
    dependencies=_KNOWN_ONLY,
    summary="The same from the address alone, so that it can be kept and shared",
    response_model=None,
    responses=_OF_ANSWERS,
)
def match_addressed(
    request: Request,
    partner: Annotated[
        list[str],
        Query(description="type,processus,business-model,proposition-de-valeur,positionnement", default_factory=list),
    ],
    need: Slugs,
    function: Slugs,
    feature: Slugs,
    theme: Slugs,
    sdg: Slugs,
    seeks: Annotated[list[str], Query(description="type,role; the role may be left out", default_factory=list)],
    title: str = "",
    situation: Annotated[str, Query(description="The situation in the seeker's own words, French or English")] = "",
    territory: str | None = None,
    limit: Limit = 10,
    format: AnswerForm = "json",
    version: DataVersion = None,
    lang: Lang = "fr",
) -> Response:
    """Answer a profile written in the query string."""
    refuse_long_address(request)
    profile = {
        "title": title,
        "situation": situation,
        "seeks": [_sought(text) for text in seeks],
        "partners": [_partner(text) for text in partner],
        "needs": need,
        "functions": function,
        "features": feature,
        "themes": theme,
        "sdgs": sdg,
    }
    if territory:
        profile["territory"] = territory
    return _matched({key: value for key, value in profile.items() if value}, request, limit, format, version, lang)


def _matched(
    profile: Mapping[str, Any],
    request: Request,
    limit: int,
    form: AnswerForm,
    version: str | None,
    language: Language,
) -> Response:
    """Answer a profile as JSON in one language, or as triples in both."""
    edition = _edition(request, version)
    if isinstance(edition, Problem):
        return respond(edition, request)
    catalogue = edition.catalogue
    answer = catalogue.answer(parse_profile(profile, catalogue.known_values), limit=limit, engine="index")
    if form == "json":
        return JSONResponse(as_json(answer, language))
    text = write_graph(as_triples(answer), form, context=read_context(catalogue.home.ontology))
    return Response(text, media_type=f"{MEDIA_TYPES[form]}; charset=utf-8")


def _filters(**wanted: list[str]) -> dict[str, list[str]]:
    """Return the values of each filter; the framework reads what they are called off the signature."""
    return wanted


_filters.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
    [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=Slugs) for name in FILTERS]
)
_OF_RECORDS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "The record / La fiche"},
    301: {"description": "Merged into another / Fusionnée avec une autre"},
    304: {"description": "The client has it already / Le client l'a déjà"},
}

Filters = Annotated[dict[str, list[str]], Depends(_filters)]


@router.get("/cases", dependencies=_KNOWN_ONLY, summary="All cases, filtered")
def cases(request: Request, wanted: Filters, lang: Lang = "fr") -> dict[str, Any]:
    """List the cases that have, for each filter given, one of its values."""
    edition = edition_of(request)
    library = library_of(edition.catalogue)
    found = library.cases.read(positions(library.sets.filtered(wanted)))
    documents = case_documents(found, edition.catalogue, lang)
    return {"data_version": edition.manifest.version, "count": len(documents), "cases": documents}


@router.get("/cases/{name}", dependencies=_KNOWN_ONLY, summary="One case", response_model=None, responses=_OF_RECORDS)
def case(request: Request, name: str, lang: Lang = "fr") -> Response:
    """Describe one case in a few fields, and under `record` all that it says."""
    edition = edition_of(request)
    iri = f"{CASE}{name}"
    if (answer := _known_or_withdrawn(iri, edition, request)) is not None:
        return answer
    catalogue = edition.catalogue
    library = library_of(catalogue)
    # Read by itself, since in a large new build what is known of all cases takes seconds to read.
    alone = read_alone(catalogue, iri) if _SLUG.fullmatch(name) else None
    if alone is None and name not in library.cases.by_slug:
        raise _unknown(name, library.cases.by_slug, Text(fr="Aucun cas ne s'appelle", en="No case is called"))
    entry = alone or library.cases.read([library.cases.by_slug[name]])[0]
    thing = find_thing(entry.iri, catalogue)
    record = None if thing is None else whole_record(catalogue, thing)
    content = case_documents([entry], catalogue, lang)[0] | ({} if record is None else {"record": record})
    return JSONResponse(content, headers=_tagged(entry.iri, edition))


@router.get(
    "/actors/{name}",
    dependencies=_KNOWN_ONLY,
    summary="One actor: an organisation or an institution",
    response_model=None,
    responses=_OF_RECORDS,
)
def actor(request: Request, name: str) -> Response:
    """Give all that an actor says of itself, as the fields of its record."""
    return _record(request, f"{ACTOR}{name}", Text(fr="Aucun acteur ne s'appelle", en="No actor is called"))


@router.get(
    "/resources/{name}",
    dependencies=_KNOWN_ONLY,
    summary="One resource: a guide, a course, a report",
    response_model=None,
    responses=_OF_RECORDS,
)
def resource(request: Request, name: str) -> Response:
    """Give all that a resource says of itself, as the fields of its record."""
    return _record(request, f"{RESOURCE}{name}", Text(fr="Aucune ressource ne s'appelle", en="No resource is called"))


def _record(request: Request, iri: str, what: Text) -> Response:
    edition = edition_of(request)
    if (answer := _known_or_withdrawn(iri, edition, request)) is not None:
        return answer
    thing = find_thing(iri, edition.catalogue)
    record = None if thing is None else whole_record(edition.catalogue, thing)
    if record is None:
        kind = iri.removesuffix(slug(iri))
        slugs = [slug(one.removesuffix("/graph")) for one in edition.manifest.graphs if one.startswith(kind)]
        raise _unknown(slug(iri), slugs, what)
    return JSONResponse({"slug": slug(iri), "record": record}, headers=_tagged(iri, edition))


def _known_or_withdrawn(iri: str, edition: Edition, request: Request) -> Response | None:
    """Answer 304 to who has a record already, 301 or 410 for one that was withdrawn; None for any other."""
    tag = record_tag(iri, edition)
    if f"{iri}/graph" in edition.manifest.files and has_already(tag, request):
        return Response(status_code=304, headers=_tagged(iri, edition))
    thing = find_thing(iri, edition.catalogue)
    return None if thing is None else answer_of_withdrawn(thing, request, _api_path)


def _api_path(iri: str) -> str | None:
    path = path_of(iri)
    return None if path is None else re.sub(r"^/(case|actor|resource)/", r"/api/\1s/", path)


def _tagged(iri: str, edition: Edition) -> dict[str, str]:
    return {"ETag": record_tag(iri, edition), "Cache-Control": "no-cache"}


@router.get("/schema/{kind}", dependencies=_KNOWN_ONLY, summary="The JSON Schema of a case, an actor or a resource")
def schema(request: Request, kind: FieldsOf, lang: Lang = "fr") -> dict[str, Any]:
    """Describe the JSON fields of a record, as GET gives them under `record` and PUT and PATCH take them."""
    return schema_of(edition_of(request).catalogue, kind, lang)


@router.get("/fields/{kind}", dependencies=_KNOWN_ONLY, summary="What a case, an actor or a resource can say")
def fields(request: Request, kind: FieldsOf, lang: Lang = "fr") -> dict[str, Any]:
    """Describe the fields of a kind of record in their order and groups, with choices, bounds and examples."""
    return describe_fields(edition_of(request).catalogue, kind, lang)


@router.get("/territories", dependencies=_KNOWN_ONLY, summary="Territories of a name, a postcode or a code")
def territories(
    request: Request, q: Annotated[str, Query(min_length=1, max_length=100)], lang: Lang = "fr"
) -> dict[str, Any]:
    """
    Find territories, the likeliest first.

    `territories` are those that the text means; `suggestions` those that it may become when it is typed to its end, or, where
    there are none, those of near names.
    """
    catalogue = edition_of(request).catalogue
    sets = library_of(catalogue).sets["territory"]
    found = catalogue.territories.find(q)
    meant = {one.slug for one in found}
    near = [one for one in catalogue.territories.suggest(q, limit=_SUGGESTED) if one.slug not in meant]

    def described(place: Place) -> dict[str, Any]:
        iri = f"{TERRITORY}{place.slug}"
        return {
            "territory": place.slug,
            "iri": iri,
            "name": place.label.in_language(lang),
            "reason": None if place.reason is None else place.reason.in_language(lang),
            "cases": sets.get(iri, 0).bit_count(),
        }

    return {"territories": list(map(described, found)), "suggestions": list(map(described, near))}


@router.get("/search", dependencies=_KNOWN_ONLY, summary="Cases, actors, places, concepts and help for some words")
def search(
    request: Request,
    q: Annotated[str, Query(min_length=1, max_length=200, description="As one types it; misspelt words are corrected")],
    limit: Annotated[Limit, Query(description="Most results of each kind")] = 10,
    lang: Lang = "fr",
) -> dict[str, Any]:
    """
    Search everything.

    Each kind comes the best first, each result with its IRI, by which it can be joined with the rows of a query, and with
    the reasons why it was found.
    """
    edition = edition_of(request)
    reader = reader_of(edition.catalogue, lang)
    results = search_everything(q, reader.library, limit=limit)
    return {"data_version": edition.manifest.version, **results_document(results, reader, limit=limit)}


@router.get("/queries", dependencies=_KNOWN_ONLY, summary="The catalogued queries")
def queries(request: Request, lang: Lang = "fr") -> dict[str, Any]:
    """List the queries with their parameters and what they return."""
    catalogue = edition_of(request).catalogue
    listed = catalogue.queries.all()
    return {
        "queries": [
            {
                "name": query.name,
                "folder": query.folder,
                "iri": query.iri,
                "summary": query.summary.in_language(lang),
                "answers": list(query.answers),
                "form": query.form,
                "parameters": dict(query.parameters),
                "returns": dict(query.returns),
                "address": f"/api/queries/{query.name}",
            }
            for query in listed
        ]
    }


@router.get(
    "/queries/{name}",
    summary="Run a catalogued query; each of its parameters is one of the address",
    response_class=Response,
    responses={200: {"content": {media.partition(";")[0]: {} for media in _MEDIA_TYPES.values()}}},
)
def run_query(
    request: Request,
    name: str,
    format: Literal["json", "csv", "ttl", "xlsx"] = "json",
    version: DataVersion = None,
) -> Response:
    """Run a query; a parameter that is not given keeps the example value of the file."""
    edition = _edition(request, version)
    if isinstance(edition, Problem):
        return respond(edition, request)
    query = edition.catalogue.queries.get(name)
    given: dict[str, list[str]] = {}
    for key, value in request.query_params.multi_items():
        if key not in _RESERVED:
            given.setdefault(key, []).append(value)
    text = query.bind_texts(given)
    headers = {"ETag": f'"{edition.manifest.version}"', "Cache-Control": "public, max-age=300"}
    if has_already(headers["ETag"], request):
        return Response(status_code=304, headers=headers)
    content = _written(query, _run(query, text, edition.catalogue), format)
    if format in {"csv", "xlsx"}:
        headers["Content-Disposition"] = f'attachment; filename="{query.name}-{edition.manifest.version}.{format}"'
    return Response(content, media_type=_MEDIA_TYPES[format], headers=headers)


@router.post(
    "/validate",
    summary="Judge a case, an actor or a resource, as Turtle or JSON-LD",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {media: {"schema": {"type": "string"}} for media in ("text/turtle", "application/ld+json")},
        }
    },
)
async def validate(request: Request, lang: Lang = "fr") -> Response:
    """Answer with the findings; nothing is stored."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in _JUDGED:
        return respond(
            Problem(
                "unsupported-media-type",
                Text(fr="Envoyez du Turtle (text/turtle) ou du JSON-LD (application/ld+json).", en="Send Turtle (text/turtle) or JSON-LD (application/ld+json)."),
            ),
            request,
        )  # fmt: skip
    body = await body_of(request, MAX_BYTES)
    if body is None:
        return respond(too_large(MAX_BYTES), request)
    judge: TextJudge = request.app.state.judge
    with judge.seat() as has_seat:
        if not has_seat:
            return respond(_busy(), request)
        report = await run_in_threadpool(judge.judge, body.decode("utf-8", "replace"), _JUDGED[media], lang)
    return JSONResponse(report)


def _busy() -> Problem:
    return Problem(
        "server-busy",
        Text(fr="Trop de textes attendent d'être vérifiés.", en="Too many texts are waiting to be checked."),
        Text(fr="Réessayez dans une minute.", en="Try again in a minute."),
        headers={"Retry-After": "60"},
    )


def _partner(text: str) -> dict[str, Any]:
    """Read one partner of the address; faults are left to the check of the whole profile."""
    kind, *weights = (part.strip() for part in text.split(","))
    objectives = {name: weight for name, weight in zip(_OBJECTIVES, weights, strict=False) if weight}
    if len(weights) > len(_OBJECTIVES):
        objectives[f"poids-{len(weights)}"] = weights[-1]
    partner: dict[str, Any] = {}
    if kind:
        partner["actor_type"] = kind
    if objectives:
        partner["objectives"] = objectives
    return partner


def _sought(text: str) -> dict[str, str]:
    """Read one actor sought of the address; what stands after a second comma is left to the check of the profile."""
    kind, _, role = (part.strip() for part in text.partition(","))
    return {"actor_type": kind, "role": role} if role else {"actor_type": kind}


def _run(query: CataloguedQuery, text: str, catalogue: Catalogue) -> Table | bool | tuple[Triple, ...]:
    match query.form:
        case "SELECT":
            return catalogue.store.select(text)
        case "ASK":
            return catalogue.store.ask(text)
        case _:
            return catalogue.store.construct(text)


def _written(query: CataloguedQuery, outcome: Table | bool | tuple[Triple, ...], form: str) -> str | bytes:
    if form == "ttl":
        if not isinstance(outcome, tuple):
            raise UnknownParameterError(
                Text(
                    fr=f"Une requête {query.form} ne rend pas de triplets.",
                    en=f"A {query.form} query gives no triples.",
                ),
                hint=Text(fr="Choisissez format=json, csv ou xlsx.", en="Choose format=json, csv or xlsx."),
            )
        return format_turtle(outcome)
    table = triples_as_table(outcome) if isinstance(outcome, tuple) else outcome
    if form == "json":
        return json.dumps(results_as_json(table), ensure_ascii=False)
    if isinstance(table, bool):
        table = Table(("answer",), ((RdfLiteral(str(table).lower(), datatype=XSD_BOOLEAN),),))
    return as_csv(table) if form == "csv" else as_xlsx(table, title=query.name)


def _edition(request: Request, version: str | None) -> Edition | Problem:
    """Return the edition that is asked for: the one in use, or an earlier one whose build is still there."""
    edition = edition_of(request)
    if version is None or version == edition.manifest.version:
        return edition
    editions: Editions = request.app.state.editions
    return editions.kept(version) or _old_version(version, edition)


def _old_version(asked: str, edition: Edition) -> Problem:
    current, dump = edition.manifest.version, file_name(asked, "nq")
    return Problem(
        "version-gone",
        Text(
            fr=f"La version {asked} des données n'est plus servie ; la version en cours est {current}.",
            en=f"Data version {asked} is no longer served; the current one is {current}.",
        ),
        Text(fr="Les exports de chaque version sont sous /dump/.", en="The dumps of each version are under /dump/."),
        {
            "current": current,
            "dump": f"/dump/{dump}" if find_dump(edition, dump) else "/dump/",
        },
    )


def _unknown(name: str, known: Iterable[str], what: Text) -> NotFoundError:
    near = nearest(name, known, cutoff=0.4)
    return NotFoundError(
        Text(fr=f"{what.fr} « {name} ».", en=f"{what.en} “{name}”."),
        nearest=near,
        hint=near_names(near),
    )
