"""The pages of the site: those with an address of their own, and those of the things of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from starlette.responses import RedirectResponse

from allianceskg.errors import NotFoundError
from allianceskg.language import Language, Text
from allianceskg.library import counts as figures
from allianceskg.library.case_search import FoundCases
from allianceskg.library.facets import chips, relaxations, view_facets
from allianceskg.library.library import KindOfThing, Library, library_of
from allianceskg.library.member_lists import TITLES, members
from allianceskg.library.paging import parse_page
from allianceskg.library.reader import Reader, reader_of
from allianceskg.library.search_results import search_everything
from allianceskg.library.selection import (
    CASES_PER_PAGE,
    FACET,
    SORTINGS,
    Selection,
    ordered,
    parse_selection,
    select,
)
from allianceskg.library.surrounding_cases import SurroundingCases, surroundings
from allianceskg.library.territories import Place, Territories
from allianceskg.library.thing_search import PAGES
from allianceskg.library.things import Thing
from allianceskg.matching.explanation import points_in_words
from allianceskg.processes import run_apart
from allianceskg.serving.editions import Edition
from allianceskg.sparql.query_files import Query
from allianceskg.terms import BASE, is_of_others, slug
from allianceskg.web.diagnosis.opened_case import opened_case
from allianceskg.web.diagnosis.sample import sample_address
from allianceskg.web.diagnosis.signs import CRITERION_STATES
from allianceskg.web.kept_pages import in_workshop, kept, kept_or_made
from allianceskg.web.problem_pages import problem_page, problems_page
from allianceskg.web.rendering import render
from allianceskg.web.requests import edition_of, language_of
from allianceskg.web.urls import in_language, local_path
from allianceskg.web.views.actor import all_resources, read_actor, read_resource
from allianceskg.web.views.case import COMMON, read_case, structured_data
from allianceskg.web.views.concept import read_concept, read_scheme
from allianceskg.web.views.exports import MEDIA_TYPES, MOST_IN_TURTLE, export
from allianceskg.web.views.kit import read_kit, read_kit_item
from allianceskg.web.views.ontology import read_ontology, read_thing
from allianceskg.web.views.territory import NOT_RECORDED, SHARED, STANDINGS, read_territory
from allianceskg.web.views.territory_map import view_map

_LATEST: Final = 6
_THEMES_ON_HOME: Final = 24
_QUERY_FOLDERS: Final = {
    "analytics": Text(fr="Statistiques", en="Statistics"),
    "catalogue": Text(fr="Parcourir le catalogue", en="Browsing the catalogue"),
    "competency": Text(fr="Questions de compétence", en="Competency questions"),
    "matching": Text(fr="Rapprochement avec un profil", en="Matching a profile"),
    "materialise": Text(fr="Inférences", en="Inferences"),
    "quality": Text(fr="Qualité des fiches", en="Quality of records"),
}
_MOST_SUGGESTED: Final = 12
_ALSO_FOUND: Final = 3
"""Actors, places, concepts and pages of help that are named above the cases of a search."""

_WORTH_A_PROCESS: Final = 100
"""Cases from which on preparing them holds up requests for longer than starting a process takes."""

router = APIRouter(include_in_schema=False)


@router.api_route("/", methods=["GET", "HEAD"])
def home(request: Request) -> Response:
    """Open the site: two ways in, what there is, what changed last."""
    edition, language = edition_of(request), language_of(request)
    reader = reader_of(edition.catalogue, language)
    library = reader.library
    read = library.keep(("tables", language), lambda: figures.read_tables(reader))
    tables = {table.name: table for table in read}
    return render(
        "home.html",
        request,
        edition,
        language,
        totals=library.keep(("totals",), lambda: figures.read_totals(library)),
        categories=_models_by_category(library),
        tables=tables,
        latest=figures.latest(library, limit=_LATEST),
        sample=sample_address(language),
        themes_shown=_THEMES_ON_HOME,
    )


def _models_by_category(library: Library) -> list[tuple[str, list[str]]]:
    concepts = library.catalogue.names.in_scheme("partnership-models")
    return [
        (category.iri, [one.iri for one in concepts if category.iri in one.broader])
        for category in concepts
        if not category.broader
    ]


@router.api_route("/cases", methods=["GET", "HEAD"])
async def cases(request: Request) -> Response:
    """List cases: search, facets with counts, order, what to relax."""
    return await kept_or_made(request, language_of(request), _kept_cases)


def _kept_cases(request: Request) -> Response:
    edition, language = edition_of(request), language_of(request)
    return kept(request, edition, language, lambda: _cases(request, edition, language))


def _cases(request: Request, edition: Edition, language: Language) -> Response:
    reader = reader_of(edition.catalogue, language)
    selection = parse_selection(request.query_params.multi_items(), reader.library)
    places: tuple[Place, ...] = ()
    if selection.territory_name:
        places, is_exact = _find_places(selection.territory_name, edition.catalogue.territories)
        if is_exact:
            found = selection.choose(FACET["territory"], places[0].slug)
            return RedirectResponse(in_language(f"/cases{found.query()}", language), status_code=303)
    return render("cases.html", request, edition, language, **_listed(selection, places, reader))


def _find_places(text: str, territories: Territories) -> tuple[tuple[Place, ...], bool]:
    """Find the territories that a typed text may mean, and tell whether it can mean one only."""
    found = territories.find(text)
    if len(found) == 1:
        return found, True
    return found or territories.suggest(text, limit=_MOST_SUGGESTED), False


def _listed(selection: Selection, places: Sequence[Place], reader: Reader) -> dict[str, Any]:
    """Compute what the list of cases shows."""
    library = reader.library
    found = select(selection, library)
    total = found.bit_count()
    pages = max(1, -(-total // CASES_PER_PAGE))
    page = min(selection.page, pages)
    order = ordered(found, selection, reader)
    shown = library.cases.read(islice(order, (page - 1) * CASES_PER_PAGE, page * CASES_PER_PAGE))
    library.names.learn(value for case in shown for value in case.values["place"])
    asked = selection.asked
    also = None
    if asked is not None and page == 1:
        also = search_everything(selection.text, library, limit=_ALSO_FOUND, cases=FoundCases(asked, selection.found))
        library.names.learn(one.thing for one in (*also.actors, *also.helps) if not one.thing.startswith("/"))
    positions = [case.position for case in shown]
    return {
        "also": also,
        "site_pages": PAGES,
        "reasons": {} if asked is None else library.search.reasons(asked, positions),
        "selection": selection,
        "chips": chips(selection, reader),
        "facets": view_facets(selection, reader),
        "map": view_map(selection, library),
        "cases": shown,
        "total": total,
        "page": page,
        "pages": pages,
        "sortings": SORTINGS,
        "relaxations": relaxations(selection, reader) if not total else [],
        "around": None if total else _around_chosen(selection, reader),
        "places": [
            (place.reasoned, after, select(after, library).bit_count())
            for place in places
            for after in [selection.choose(FACET["territory"], place.slug)]
        ],
    }


def _around_chosen(selection: Selection, reader: Reader) -> SurroundingCases | None:
    """Say what surrounds the chosen territory, where it has no case whatever else is chosen."""
    for value in selection.chosen.get("territory", ()):
        iri = FACET["territory"].iri(value, reader.library.sets)
        if not reader.library.sets["territory"].get(iri):
            found = surroundings(iri, reader.library)
            reader.library.names.learn(place for place, *_ in found.neighbours)
            return found
    return None


@router.api_route(
    "/cases/export.{form}", methods=["GET", "HEAD"], dependencies=[Depends(in_workshop, scope="function")]
)
def export_cases(request: Request, form: str) -> Response:
    """Give the selected cases as a file."""
    edition, language = edition_of(request), language_of(request)
    if form not in MEDIA_TYPES:
        raise NotFoundError(
            Text(fr=f"Les cas ne s'exportent pas en « {form} ».", en=f"Cases are not exported as “{form}”."),
            hint=Text(fr=f"Formats : {', '.join(MEDIA_TYPES)}.", en=f"Formats: {', '.join(MEDIA_TYPES)}."),
        )
    reader = reader_of(edition.catalogue, language)
    library = reader.library
    selection = parse_selection(request.query_params.multi_items(), library)
    chosen = list(ordered(select(selection, library), selection, reader))
    if form == "ttl" and len(chosen) > MOST_IN_TURTLE:
        return RedirectResponse("/dump/", status_code=303)
    name = f"{'cas' if language == 'fr' else 'cases'}-{edition.manifest.version}.{form}"

    def make() -> Response:
        return Response(
            export(library.cases.read(chosen), form, reader),
            media_type=MEDIA_TYPES[form],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    return kept(request, edition, language, make)


@router.api_route("/statistics", methods=["GET", "HEAD"])
def statistics(request: Request) -> Response:
    """Say what the catalogue covers, and of how much."""
    edition, language = edition_of(request), language_of(request)
    reader = reader_of(edition.catalogue, language)
    library = reader.library
    return render(
        "statistics.html",
        request,
        edition,
        language,
        totals=library.keep(("totals",), lambda: figures.read_totals(library)),
        coverage=library.keep(("coverage",), lambda: figures.read_coverage(library)),
        tables=library.keep(("tables", language), lambda: figures.read_tables(reader)),
        regions=library.keep(("territories", "region"), lambda: figures.read_territories(library, "region")),
        departements=library.keep(
            ("territories", "departement"), lambda: figures.read_territories(library, "departement")
        ),
        collectivites=library.keep(
            ("territories", "collectivite"), lambda: figures.read_territories(library, "collectivite")
        ),
        located=library.sets.recorded["territory"].bit_count(),
    )


@router.api_route("/resources", methods=["GET", "HEAD"])
def resources(request: Request) -> Response:
    """List the guides, courses, platforms and self-assessments."""
    edition, language = edition_of(request), language_of(request)
    reader = reader_of(edition.catalogue, language)
    kinds = reader.library.keep(("resources", language), lambda: all_resources(reader))
    return render("resources.html", request, edition, language, kinds=kinds)


@router.api_route("/about", methods=["GET", "HEAD"])
def about(request: Request) -> Response:
    """Say how the catalogue is made, what it covers and what it does not."""
    edition, language = edition_of(request), language_of(request)
    library = library_of(edition.catalogue)
    return render(
        "about.html",
        request,
        edition,
        language,
        totals=library.keep(("totals",), lambda: figures.read_totals(library)),
        coverage=library.keep(("coverage",), lambda: figures.read_coverage(library)),
    )


def warm(edition: Edition, *, is_given_up: Callable[[], bool] = lambda: False) -> None:
    """
    Make what pages share of a build, so that no reader waits for it: the cases, their words, names of territories.

    Args:
        is_given_up: Whether nobody waits for it any more, which ends it.

    Raises:
        OSError: What is made in another process could not be made.
    """
    catalogue = edition.catalogue
    if edition.store_path is not None and catalogue.index.size >= _WORTH_A_PROCESS:
        given = str(edition.folder), str(catalogue.home.root), edition.manifest.version
        if not run_apart("allianceskg.library.page_preparing", *given, is_given_up=is_given_up):
            return
    library_of(catalogue).prepare()
    assert catalogue.term_reader is not None


def html_of(thing: Thing, edition: Edition, request: Request, language: Language) -> Response:
    """Write the page of a thing of the catalogue, chosen by the kind of its IRI."""
    local = thing.iri.removeprefix(BASE)
    if is_of_others(thing.iri):
        kind = library_of(edition.catalogue).of_others.get(thing.iri)
        page = thing_page if kind is None else _PAGES_OF_OTHERS[kind]
        return page(thing, edition, request, language)
    for pattern, page in _PAGES:
        if re.fullmatch(pattern, local):
            return page(thing, edition, request, language)
    return thing_page(thing, edition, request, language)


def case_page(thing: Thing, edition: Edition, request: Request, language: Language) -> Response:
    """Write the page of a case."""
    reader = reader_of(edition.catalogue, language)
    if thing.iri not in reader.library.cases.positions:
        return thing_page(thing, edition, request, language)
    case = read_case(thing, reader)
    return render(
        "case.html",
        request,
        edition,
        language,
        case=case,
        thing=thing,
        common=COMMON,
        further=case.further,
        structured=structured_data(case, language),
        opened=opened_case(request, thing.iri, edition.catalogue, language),
        states=CRITERION_STATES,
        total=points_in_words,
    )


def actor_page(thing: Thing, edition: Edition, request: Request, language: Language) -> Response:
    """Write the page of an actor."""
    actor = read_actor(thing, reader_of(edition.catalogue, language), page=_page(request))
    return render("actor.html", request, edition, language, actor=actor, thing=thing)


def territory_page(thing: Thing, edition: Edition, request: Request, language: Language) -> Response:
    """Write the page of a territory."""
    territory = read_territory(thing, reader_of(edition.catalogue, language), page=_page(request))
    return render(
        "territory.html",
        request,
        edition,
        language,
        territory=territory,
        standings=STANDINGS,
        not_recorded=NOT_RECORDED,
        shared=SHARED,
        thing=thing,
    )


def concept_page(thing: Thing, edition: Edition, request: Request, language: Language) -> Response:
    """Write the page of a concept."""
    if thing.iri not in edition.catalogue.names.concepts:
        return thing_page(thing, edition, request, language)
    concept = read_concept(thing, reader_of(edition.catalogue, language), page=_page(request))
    return render("concept.html", request, edition, language, concept=concept, thing=thing)


def scheme_page(thing: Thing, edition: Edition, request: Request, language: Language) -> Response:
    """Write the page of a scheme of concepts."""

    def make() -> HTMLResponse:
        scheme = read_scheme(thing, reader_of(edition.catalogue, language))
        return render("scheme.html", request, edition, language, scheme=scheme, thing=thing)

    return _kept(thing, edition, request, language, make)


def resource_page(thing: Thing, edition: Edition, request: Request, language: Language) -> Response:
    """Write the page of a resource."""
    resource = read_resource(thing, reader_of(edition.catalogue, language))
    return render("resource.html", request, edition, language, resource=resource, thing=thing)


def list_page(thing: Thing, edition: Edition, request: Request, language: Language) -> Response:
    """Write the page of a list; the lists that have filters have pages of their own."""
    name = thing.iri.removeprefix(BASE)
    if name in _FILTERED:
        return RedirectResponse(in_language(_FILTERED[name], language), status_code=303)
    listed = members(name, library_of(edition.catalogue), edition.manifest.graphs, page=_page(request))
    return render("members.html", request, edition, language, heading=TITLES[name], members=listed, thing=thing)


def queries_page(thing: Thing, edition: Edition, request: Request, language: Language) -> Response:
    """Write the page that lists the catalogued queries, by folder."""
    folders: dict[str, list[Query]] = {}
    for query in edition.catalogue.queries.all():
        folders.setdefault(query.folder, []).append(query)
    return render(
        "queries.html",
        request,
        edition,
        language,
        folders=sorted(folders.items()),
        query_folders=_QUERY_FOLDERS,
        thing=thing,
    )


def query_page(thing: Thing, edition: Edition, request: Request, language: Language) -> Response:
    """Write the page of a catalogued query: what it answers, its parameters, its text, where to run it."""
    query = edition.catalogue.queries.get(slug(thing.iri))
    return render("query.html", request, edition, language, query=query, thing=thing)


def kit_page(thing: Thing, edition: Edition, request: Request, language: Language) -> Response:
    """Write the page of the kit: rules, silences, conventions."""

    def make() -> HTMLResponse:
        kit = read_kit(reader_of(edition.catalogue, language))
        return render("kit.html", request, edition, language, kit=kit, thing=thing)

    return _kept(thing, edition, request, language, make)


def conventions_page(thing: Thing, edition: Edition, request: Request, language: Language) -> Response:
    """Write the page of the conventions."""

    def make() -> HTMLResponse:
        reader = reader_of(edition.catalogue, language)
        name, kit = reader.library.names.of(thing.iri), read_kit(reader)
        return render("conventions.html", request, edition, language, name=name, kit=kit, thing=thing)

    return _kept(thing, edition, request, language, make)


def kit_item_page(thing: Thing, edition: Edition, request: Request, language: Language) -> Response:
    """Write the page of a rule, a silence, a lost figure, an aside or a convention."""
    item = read_kit_item(thing, reader_of(edition.catalogue, language))
    if not item.kind:
        return thing_page(thing, edition, request, language)
    return render("kit_item.html", request, edition, language, item=item, thing=thing)


def ontology_page(thing: Thing, edition: Edition, request: Request, language: Language) -> Response:
    """Write the page of the ontology: every term."""

    def make() -> HTMLResponse:
        graphs = list(edition.manifest.graphs)
        ontology = read_ontology(thing, graphs, reader_of(edition.catalogue, language))
        return render("ontology.html", request, edition, language, ontology=ontology, thing=thing)

    return _kept(thing, edition, request, language, make)


def thing_page(thing: Thing, edition: Edition, request: Request, language: Language) -> Response:
    """Write what is said of a thing that has no page of its own."""

    def make() -> HTMLResponse:
        page = read_thing(thing, reader_of(edition.catalogue, language))
        return render("thing.html", request, edition, language, page=page, thing=thing)

    return _kept(thing, edition, request, language, make)


def _page(request: Request) -> int:
    """Return which part of a long list is asked for."""
    return parse_page(request.query_params.get("page", "1"))


def _kept(
    thing: Thing, edition: Edition, request: Request, language: Language, make: Callable[[], HTMLResponse]
) -> HTMLResponse:
    """Write the page of a document once for a build: documents are few, some are long, and none has a state."""
    path = local_path(thing.address)
    addresses = (path, f"{path}.html")
    if not thing.is_document or request.url.path not in addresses or not set(request.query_params) <= {"lang"}:
        return make()
    library = library_of(edition.catalogue)
    return HTMLResponse(library.keep(("page", request.url.path, language), lambda: make().body))


_FILTERED: Final[Mapping[str, str]] = {"case": "/cases", "resource": "/resources"}
_Page = Callable[[Thing, Edition, Request, Language], Response]
_PAGES: Final[tuple[tuple[str, _Page], ...]] = (
    (r"case/[^/]+", case_page),
    (r"actor/[^/]+", actor_page),
    (r"territory/[^/]+", territory_page),
    (r"resource/[^/]+", resource_page),
    (r"vocabulary/[^/]+", scheme_page),
    (r"vocabulary/[^/]+/[^/]+", concept_page),
    (r"queries", queries_page),
    (r"query/[^/]+/[^/]+", query_page),
    (r"kit", kit_page),
    (r"kit/(rule|silence|lost|aside)/[^/]+", kit_item_page),
    (r"convention/[^/]+", kit_item_page),
    (r"conventions", conventions_page),
    (r"ontology", ontology_page),
    (r"problem", problems_page),
    (r"problem/[^/]+", problem_page),
    ("|".join(TITLES), list_page),
)
_PAGES_OF_OTHERS: Final[Mapping[KindOfThing, _Page]] = {
    "case": case_page,
    "actor": actor_page,
    "territory": territory_page,
    "concept": concept_page,
}
