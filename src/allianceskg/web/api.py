"""The API: matching, cases, territories, catalogued queries and validation."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from allianceskg.errors import NotFoundError, UnknownParameterError
from allianceskg.language import Text
from allianceskg.library.case_entries import read_alone
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.library import library_of
from allianceskg.library.listing import case_documents
from allianceskg.library.record_fields import describe_fields
from allianceskg.library.sets import positions
from allianceskg.matching.answer_json import as_json
from allianceskg.profiles import parse_profile
from allianceskg.profiles.near import NearNames
from allianceskg.rdf.results import as_csv, triples_as_table
from allianceskg.rdf.results import as_json as results_as_json
from allianceskg.rdf.spreadsheets import as_xlsx
from allianceskg.rdf.table import Table
from allianceskg.rdf.term import Literal as RdfLiteral
from allianceskg.rdf.term import Triple
from allianceskg.rdf.turtle import format_turtle
from allianceskg.records.shortcuts import FILTERS
from allianceskg.serving.problems import Problem
from allianceskg.sparql.query_files import Query as CataloguedQuery
from allianceskg.terms import CASE, XSD_BOOLEAN
from allianceskg.validation import Format
from allianceskg.web.judging import MAX_BYTES, TextJudge
from allianceskg.web.published_dumps import NAME
from allianceskg.web.requests import edition_of, has_already, refuse_long_address, respond

_OBJECTIVES: Final = ("processus", "business-model", "proposition-de-valeur", "positionnement")
_MAX_LIMIT: Final = 200
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
Limit = Annotated[int, Query(ge=1, le=_MAX_LIMIT)]

_PROBLEM: Final[dict[str, Any]] = {
    "description": "Problem report (RFC 9457) / Compte rendu d'erreur",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail", "request_id"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "request_id": {"type": "string"},
                    "hint": {"type": "string"},
                    "faults": {"type": "array", "items": {"type": "string"}},
                    "nearest": {"type": "array", "items": {"type": "string"}},
                },
            }
        }
    },
}

router = APIRouter(prefix="/api", tags=["allianceskg"], responses={"4XX": _PROBLEM, "5XX": _PROBLEM})


@router.post("/match", summary="Diagnose a profile and list matching cases, explained")
def match_posted(
    request: Request,
    profile: Annotated[dict[str, Any], Body(description="A profile; see ontology/schemas/profile.schema.json")],
    limit: Limit = 10,
    lang: Lang = "fr",
) -> dict[str, Any]:
    """Answer a profile sent as JSON, with the keys of the YAML file."""
    catalogue = edition_of(request).catalogue
    return as_json(catalogue.answer(parse_profile(profile, catalogue.known_values), limit=limit, engine="index"), lang)


@router.get("/match", summary="The same from the address alone, so that it can be kept and shared")
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
    lang: Lang = "fr",
) -> dict[str, Any]:
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
    return match_posted(request, {key: value for key, value in profile.items() if value}, limit, lang)


def _filters(**wanted: list[str]) -> dict[str, list[str]]:
    """Return the values of each filter; the framework reads what they are called off the signature."""
    return wanted


_filters.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
    [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=Slugs) for name in FILTERS]
)
Filters = Annotated[dict[str, list[str]], Depends(_filters)]


@router.get("/cases", summary="All cases, filtered")
def cases(request: Request, wanted: Filters, lang: Lang = "fr") -> dict[str, Any]:
    """List the cases that have, for each filter given, one of its values."""
    edition = edition_of(request)
    library = library_of(edition.catalogue)
    found = library.cases.read(positions(library.sets.filtered(wanted)))
    documents = case_documents(found, edition.catalogue, lang)
    return {"data_version": edition.manifest.version, "count": len(documents), "cases": documents}


@router.get("/cases/{name}", summary="One case")
def case(request: Request, name: str, lang: Lang = "fr") -> dict[str, Any]:
    """Describe one case; its full description is at /case/{slug}.jsonld."""
    catalogue = edition_of(request).catalogue
    library = library_of(catalogue)
    # Read by itself, since in a large new build what is known of all cases takes seconds to read.
    alone = read_alone(catalogue, f"{CASE}{name}") if _SLUG.fullmatch(name) else None
    if alone is not None:
        return case_documents([alone], catalogue, lang)[0]
    if name not in library.cases.by_slug:
        names = library.keep(("names of cases",), lambda: NearNames(library.cases.by_slug))
        raise _unknown(name, names, Text(fr="Aucun cas ne s'appelle", en="No case is called"))
    return case_documents(library.cases.read([library.cases.by_slug[name]]), catalogue, lang)[0]


@router.get("/fields/{kind}", summary="What a case, an actor or a resource can say")
def fields(request: Request, kind: FieldsOf, lang: Lang = "fr") -> dict[str, Any]:
    """Describe the fields of a kind of record in their order and groups, with choices, bounds and examples."""
    return describe_fields(edition_of(request).catalogue, kind, lang)


@router.get("/territories", summary="Territories of a name or a code")
def territories(
    request: Request, q: Annotated[str, Query(min_length=1, max_length=100)], lang: Lang = "fr"
) -> dict[str, Any]:
    """Find territories; near names when none has exactly that one."""
    catalogue = edition_of(request).catalogue
    found = catalogue.territories.find(q)
    near = () if found else catalogue.territories.suggest(q)
    return {
        "territories": [{"territory": one.slug, "name": one.label.in_language(lang)} for one in found],
        "suggestions": [{"territory": one.slug, "name": one.label.in_language(lang)} for one in near],
    }


@router.get("/queries", summary="The catalogued queries")
def queries(request: Request, lang: Lang = "fr") -> dict[str, Any]:
    """List the queries with their parameters and what they return."""
    catalogue = edition_of(request).catalogue
    listed = [catalogue.queries.get(name) for name in catalogue.queries.names()]
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
    version: Annotated[str | None, Query(description="Data version that the answer must be from")] = None,
) -> Response:
    """Run a query; a parameter that is not given keeps the example value of the file."""
    edition = edition_of(request)
    if version is not None and version != edition.manifest.version:
        return respond(_old_version(version, edition.manifest.version), request)
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
    body = await _body(request)
    if body is None:
        return respond(
            Problem(
                "request-too-large",
                Text(fr=f"Au plus {MAX_BYTES} octets par envoi.", en=f"At most {MAX_BYTES} bytes at a time."),
            ),
            request,
        )
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


def _old_version(asked: str, current: str) -> Problem:
    return Problem(
        "version-gone",
        Text(
            fr=f"La version {asked} des données n'est plus servie ; la version en cours est {current}.",
            en=f"Data version {asked} is no longer served; the current one is {current}.",
        ),
        Text(fr="Les exports de chaque version sont sous /dump/.", en="The dumps of each version are under /dump/."),
        {
            "current": current,
            "dump": f"/dump/allianceskg-{asked}.nq.gz" if NAME.fullmatch(f"allianceskg-{asked}.nq.gz") else "/dump/",
        },
    )


def _unknown(name: str, known: NearNames, what: Text) -> NotFoundError:
    nearest = known.find(name, limit=3, cutoff=0.4)
    return NotFoundError(
        Text(fr=f"{what.fr} « {name} ».", en=f"{what.en} “{name}”."),
        nearest=nearest,
        hint=Text(fr=f"Noms proches : {', '.join(nearest)}.", en=f"Near names: {', '.join(nearest)}.")
        if nearest
        else None,
    )


async def _body(request: Request) -> bytes | None:
    """Read a body, but no more of it than is judged; None when it is longer."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BYTES:
            return None
        chunks.append(chunk)
    return b"".join(chunks)
