"""The parts of an opened catalogue, each compared with what the queries say or with what it is made of."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from allianceskg.files import Home
from allianceskg.language import Language, Text, Worded
from allianceskg.library.counts import ASPECTS, read_coverage
from allianceskg.library.library import Library
from allianceskg.library.links import links_to, read_graphs
from allianceskg.library.listing import case_documents
from allianceskg.library.quotations import read_quotations
from allianceskg.library.reader import Reader
from allianceskg.library.reports import REPORTED, read_reports
from allianceskg.library.resources import read_resources
from allianceskg.library.selection import FACET, Selection, label_of, ordered, parse_selection, select
from allianceskg.library.sets import positions
from allianceskg.library.tallies import find_gaps, tally_closed, tally_open
from allianceskg.rdf.term import IRI
from allianceskg.terms import ACTOR, AKG, BASE, CASE, QUERY, SDG, TERRITORY, VOCABULARY, slug
from allianceskg.words.folding import fold

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "allianceskg"
FUNCTIONS = f"{VOCABULARY}catalyst-functions/"


@pytest.fixture(scope="module")
def library(built_library: Library) -> Library:
    return built_library


@pytest.fixture(scope="module")
def reader(library: Library) -> Reader:
    return Reader(library, "fr")


def test_every_case_stands_at_its_position(library: Library) -> None:
    cases = library.cases
    assert list(cases.iris) == sorted(cases.iris)
    assert [cases.positions[iri] for iri in cases.iris] == list(range(len(cases)))
    assert {slug(iri): cases.positions[iri] for iri in cases.iris} == dict(cases.by_slug)
    assert [case.iri for case in cases.read([3, 1, 3])] == [cases.iris[one] for one in (3, 1, 3)]


def test_a_case_is_found_by_its_iri_and_no_other(library: Library) -> None:
    case = library.cases.find(f"{CASE}danone-grameen")
    assert case is not None
    assert case.position == library.cases.by_slug["danone-grameen"]
    assert library.cases.find(f"{CASE}no-such-case") is None


def test_the_first_cases_of_a_set_are_those_of_the_lowest_positions(library: Library) -> None:
    assert [case.position for case in library.cases.first(0b101100, limit=2)] == [2, 3]
    assert library.cases.first(0, limit=2) == []


def test_what_could_be_recorded_is_recorded_or_not(library: Library) -> None:
    sets = library.sets
    for facet in sets.by_facet:
        assert sets.recorded[facet] & sets.unrecorded(facet) == 0
        assert sets.concerned[facet] & ~(sets.recorded[facet] | sets.unrecorded(facet)) == 0
    assert sets.concerned["model"] == sets.alliances
    assert sets.concerned["function"] == sets.initiatives
    assert sets.concerned["theme"] == sets.all


def test_filters_narrow_each_other_and_their_values_add_up(library: Library) -> None:
    sets = library.sets
    themes = sets["theme"]
    water, jobs = (themes[f"{VOCABULARY}themes/{name}"] for name in ("numerique", "emploi"))
    assert sets.filtered({}) == sets.all
    assert sets.filtered({"theme": ["numerique", "emploi"]}) == water | jobs
    assert sets.filtered({"theme": ["numerique"], "model": []}) == water
    within = sets["territory"][f"{TERRITORY}region-11"]
    assert sets.filtered({"theme": ["emploi"], "territory": ["region-11"]}) == jobs & within
    assert sets.filtered({"theme": ["no-such-theme"]}) == 0


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_order_holds_every_case_once_and_keeps_to_its_key(library: Library, language: Language) -> None:
    orders, cases = library.orders, library.cases
    inventory = cases.inventory
    keys: list[tuple[Sequence[int], Callable[[int], Any]]] = [
        (orders.by_title(language), lambda one: fold(cases.title(one, language))),
        (orders.by_year(language), lambda one: -max(inventory.years[one], default=0)),
        (orders.by_change(language)[::-1], lambda one: inventory.modified[one]),
        (orders.latest[::-1], lambda one: inventory.modified[one]),
    ]
    for order, key in keys:
        assert sorted(order) == list(range(len(cases)))
        assert all(key(before) <= key(after) for before, after in pairwise(order))


def test_the_best_documented_case_has_the_strongest_evidence(library: Library) -> None:
    ranks = {iri: concept.order or 0 for iri, concept in library.catalogue.names.concepts.items()}
    shown = library.orders.best_documented(library.sets.all, first=len(library.cases))
    strength = [
        (max((ranks[one] for one in case.values["evidence"]), default=0), len(case.values["actor"])) for case in shown
    ]
    assert strength == sorted(strength, reverse=True)


def test_coverage_is_what_the_query_about_it_says(library: Library) -> None:
    query = library.catalogue.queries.get("page-coverage").text
    counts = {row["link"].value: int(row["cases"].value) for row in library.catalogue.store.select(query)}
    assert [one.cases for one in read_coverage(library)] == [counts[link] for _, _, link in ASPECTS]


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        (
            f"{SDG}17",
            Text("ODD 17 : Partenariats pour la réalisation des objectifs", "SDG 17: Partnerships for the goals"),
        ),
        (f"{BASE}shapes/CaseStudy", Text("Contraintes : étude de cas", "Shapes: case study")),
        (f"{BASE}kit-quotation/l59-anything", Text("passage du kit, ligne 59", "passage of the kit, line 59")),
        ("http://www.w3.org/2004/02/skos/core#Concept", Text("skos:Concept", "skos:Concept")),
        ("https://example.org/federation/case", Text("example.org/federation/case", "example.org/federation/case")),
        (f"{ACTOR}no-such-actor", Text("no-such-actor", "no-such-actor")),
        (f"{QUERY}catalogue/no-such-query", Text("no-such-query", "no-such-query")),
        (f"{TERRITORY}country-DE", Text("Allemagne", "Germany")),
    ],
)
def test_anything_is_called_something(library: Library, thing: str, name: Text) -> None:
    assert library.names.of(thing) == name


def test_a_name_comes_with_its_language_where_the_data_give_one(library: Library) -> None:
    names = library.names
    assert names.worded(f"{TERRITORY}region-11", "en") == Worded("Île-de-France", "fr")
    assert names.worded(f"{TERRITORY}country-DE", "en") == Worded("Germany", "en")
    assert names.worded(f"{SDG}17", "en").language is None
    assert names.worded("https://example.org/a", "en") == Worded("example.org/a", None)


def test_what_cannot_be_an_iri_has_no_name_and_asks_nothing(library: Library) -> None:
    assert not library.names.is_known("https://example.org/a b")
    assert not library.names.is_known(f"{ACTOR}no-such-actor")
    assert library.names.is_known(f"{ACTOR}edf")


def test_names_are_put_in_the_order_of_the_reader(library: Library) -> None:
    countries = [f"{TERRITORY}country-{code}" for code in ("DE", "ES", "BE")]
    assert [slug(one) for one in library.names.in_order(countries, "fr")] == ["country-DE", "country-BE", "country-ES"]
    assert [slug(one) for one in library.names.in_order(countries, "en")] == ["country-BE", "country-DE", "country-ES"]


def test_a_reader_names_a_model_without_saying_that_it_is_one(library: Library) -> None:
    model = f"{VOCABULARY}partnership-models/modele-cooperation-economique"
    assert Reader(library, "en").short(model) == Worded("Economic cooperation", "en")


def test_a_territory_that_may_have_namesakes_is_labelled_with_its_level(reader: Reader) -> None:
    territory = FACET["territory"]
    assert label_of(territory, "commune-45234", reader).in_language("fr") == "Orléans (commune)"
    assert label_of(territory, "region-11", reader).in_language("fr") == "Île-de-France"
    assert label_of(FACET["year"], "2019", reader).in_language("fr") == "2019"


def test_a_selection_is_read_from_its_own_address(library: Library, reader: Reader) -> None:
    pairs = [("q", "insertion"), ("theme", "emploi"), ("theme", "numerique"), ("sort", "year"), ("page", "2")]
    selection = parse_selection(pairs, library)
    assert selection.pairs() == pairs
    found = select(selection, library)
    assert 0 < found.bit_count() < len(library.cases)
    assert sorted(ordered(found, selection, reader)) == list(positions(found))


def test_what_a_selection_cannot_mean_is_set_aside(library: Library) -> None:
    selection = parse_selection([("theme", "no-such"), ("year", "x"), ("sort", "no-such"), ("page", "-1")], library)
    assert selection.unknown == (("theme", "no-such"), ("year", "x"))
    assert selection == Selection(unknown=selection.unknown)


def test_a_closed_tally_counts_every_value_and_an_open_one_those_there_are(library: Library, reader: Reader) -> None:
    members = library.sets["theme"][f"{VOCABULARY}themes/numerique"]
    functions = tally_closed("function", members, library)
    assert len(functions.counts) == 4
    assert functions.covered + len(functions.missing) == 4
    assert functions.concerned == (members & library.sets.initiatives).bit_count()
    beside = tally_open("theme", members, reader, but=f"{VOCABULARY}themes/numerique", limit=3)
    assert len(beside.counts) == 3
    assert beside.others > 0
    assert all(iri != f"{VOCABULARY}themes/numerique" and number for iri, number in beside.counts)


def test_a_gap_says_where_the_value_is_found(library: Library) -> None:
    gaps = list(find_gaps([tally_closed("model", 0, library)], library))
    assert len(gaps) == 9
    for gap in gaps:
        members = library.sets["model"].get(gap.iri, 0)
        assert gap.elsewhere == members.bit_count()
        assert (gap.example is None) == (not members)


def test_of_what_cases_report_each_case_has_a_turn_before_any_has_a_second(library: Library, reader: Reader) -> None:
    reports, sources = read_reports(library.sets.all, reader, limit=8)
    assert tuple(report.kind for report in reports) == REPORTED
    for report in reports:
        assert len({one.case.iri for one in report.shown}) == len(report.shown) == 8
        assert report.total >= report.cases >= 8
    assert [source.number for source in sources] == list(range(1, len(sources) + 1))
    cited = {number for report in reports for one in report.shown for number in one.sources}
    assert cited == {source.number for source in sources}
    assert read_reports(0, reader, limit=8)[1] == ()


def test_an_actor_stands_in_a_case_as_the_case_says(library: Library) -> None:
    actor, case = f"{ACTOR}danone", f"{CASE}danone-grameen"
    assert case in library.actors.cases_of(actor)
    involvement = library.actors.involvements(actor, [case])[case]
    assert [slug(role) for role in involvement.roles] == ["fondateur"]
    assert {words.language for words in involvement.words} == {"fr", "en"}
    born = library.actors.involvements(f"{ACTOR}grameen-danone-foods", [case])[case]
    assert born.was_created
    assert library.actors.involvements(actor, []) == {}


def test_links_and_graphs_are_those_of_the_store(library: Library) -> None:
    links = links_to(f"{VOCABULARY}actor-types/association", library.catalogue)
    assert f"{AKG}actorType" in links
    assert all(len(found) == len(set(found)) for found in links.values())
    triples = read_graphs([f"{CASE}danone-grameen"], library.catalogue)
    assert {triple.subject.value.partition("#")[0] for triple in triples} == {f"{CASE}danone-grameen"}


def test_quotations_stand_in_the_order_of_the_lines_of_the_kit(library: Library) -> None:
    concepts = [f"{FUNCTIONS}{name}" for name in ("accompagnements", "gestion-d-un-lieu")]
    quoted = read_quotations(concepts, library.catalogue)
    assert quoted
    for quotations in quoted.values():
        assert [one.line for one in quotations] == sorted(one.line for one in quotations)
    assert read_quotations([], library.catalogue) == {}


def test_every_resource_is_read_once(library: Library, home: Home) -> None:
    resources = [resource.iri for resource in read_resources(library.catalogue)]
    assert len(resources) == len(set(resources))
    assert {slug(iri) for iri in resources} == {path.stem for path in (home.data / "resources").glob("*.ttl")}


def test_territories_around_come_from_the_largest_to_the_smallest(library: Library) -> None:
    territories = library.catalogue.territories
    levels = [slug(one).partition("-")[0] for one in territories.around(f"{TERRITORY}commune-45234")]
    assert levels == ["country", "region", "departement", "epci"]
    below = territories.below(f"{TERRITORY}region-24")
    assert f"{TERRITORY}departement-45" in [one for found in below.values() for one in found]
    assert territories.at_level("region")[0].startswith(f"{TERRITORY}region-")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("courcy", None),
        ("Orléans", Text("Orléans (commune, Loiret)", "Orléans (municipality, Loiret)")),
        ("country-DE", Text("Allemagne (pays)", "Germany (country)")),
    ],
)
def test_a_typed_territory_is_one_place_or_several_in_both_languages(
    library: Library, text: str, label: Text | None
) -> None:
    reading = library.catalogue.territories.read(text)
    if label is None:
        assert reading.is_ambiguous
        assert [place.label.en for place in reading.candidates] == [
            "Courcy (municipality, Marne)",
            "Courcy (municipality, Manche)",
            "Courcy (municipality, Calvados)",
        ]
    else:
        assert reading.place is not None
        assert reading.place.label == label


def test_a_case_in_a_few_fields_has_the_slugs_of_its_values(library: Library) -> None:
    case = library.cases.find(f"{CASE}danone-grameen")
    assert case is not None
    (document,) = case_documents([case], library.catalogue, "en")
    query = library.catalogue.queries.get("facets-of-cases").bind({"facet": [IRI(f"{AKG}usesModel")]})
    models = {
        slug(row["value"].value) for row in library.catalogue.store.select(query) if row["case"].value == case.iri
    }
    assert set(document["model"]) == models
    assert document["title"] == case.title("en").value


def _reaching() -> Iterator[str]:
    """Find where page modules reach a store or a query, through the catalogue or otherwise."""
    for folder in ("views", "diagnosis"):
        for path in sorted((PACKAGE / "web" / folder).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and node.attr in {"store", "queries"}:
                    yield f"{path.name}:{node.lineno}"


def test_pages_reach_no_store_and_no_query() -> None:
    assert list(_reaching()) == []
