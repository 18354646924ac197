"""The network of the shipped catalogue: as many nodes and ties as SPARQL counts, whatever the form of the file."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import networkx as nx
import pytest

from allianceskg.analysis.affiliations import NetworkActor, NetworkCase, TwoModeNetwork
from allianceskg.analysis.catalogue_network import read_network
from allianceskg.analysis.evolution import read_function_coverage
from allianceskg.analysis.network_charts import coverage_chart, kinds_chart, neighbourhood_chart, years_chart
from allianceskg.analysis.network_files import NETWORK_FORMS, NetworkForm, write_network
from allianceskg.analysis.network_request import PROJECTIONS, NetworkRequest, ProjectionName
from allianceskg.analysis.network_words import OF_THIS_CATALOGUE, read_aspects_of
from allianceskg.analysis.prepared import prepare_report, saved_report
from allianceskg.analysis.projections import project
from allianceskg.analysis.report import report_on
from allianceskg.analysis.report_text import report_lines, report_rows
from allianceskg.analysis.report_view import view_report
from allianceskg.builds import local as builds
from allianceskg.files import Home
from allianceskg.language import LANGUAGES, Language
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.library import Library
from allianceskg.library.reader import Reader, reader_of
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import ACTOR, CASE
from tests.opening import catalogue_of


@pytest.fixture(scope="module")
def reader(built_catalogue: Catalogue) -> Reader:
    return reader_of(built_catalogue, "en")


@pytest.fixture(scope="module")
def network(reader: Reader) -> TwoModeNetwork:
    return read_network(reader.library)


def written(reader: Reader, network: TwoModeNetwork, projection: ProjectionName, form: NetworkForm) -> str:
    request = NetworkRequest(projection)
    return "".join(write_network(project(network, request), request, form, reader))


def count(store: EmbeddedStore, pattern: str) -> int:
    query = f"PREFIX akg: <https://w3id.org/alliances/ontology#> SELECT (COUNT(*) AS ?n) WHERE {{ SELECT DISTINCT {pattern} }}"
    return int(store.select(query).column("n")[0])


def test_the_export_has_as_many_actors_and_ties_as_sparql_counts(
    reader: Reader, network: TwoModeNetwork, built_store: EmbeddedStore
) -> None:
    part = "?case a akg:CaseStudy . ?case akg:documents/akg:hasParticipation/akg:participant ?actor ."
    graph = nx.parse_graphml(written(reader, network, "bipartite", "graphml"))
    kinds = [kind for _, kind in graph.nodes(data="kind")]

    assert kinds.count("actor") == count(built_store, f"?actor WHERE {{ {part} }}")
    assert graph.number_of_edges() == count(built_store, f"?case ?actor WHERE {{ {part} }}")
    assert kinds.count("case") == count(built_store, "?case WHERE { ?case a akg:CaseStudy }")


def test_the_actors_joined_by_a_case_are_the_pairs_that_sparql_counts(
    reader: Reader, network: TwoModeNetwork, built_store: EmbeddedStore
) -> None:
    pairs = "?one ?other WHERE { ?case akg:involvesActor ?one . ?case akg:involvesActor ?other . FILTER(STR(?one) < STR(?other)) }"
    graph = nx.parse_graphml(written(reader, network, "actors", "graphml"))
    assert graph.number_of_edges() == count(built_store, pairs)


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_every_form_of_file_holds_the_same_graph_and_the_same_bytes_twice(
    reader: Reader, network: TwoModeNetwork, projection: ProjectionName, tmp_path: Path
) -> None:
    texts = {form: written(reader, network, projection, form) for form in NETWORK_FORMS}
    assert texts == {form: written(reader, network, projection, form) for form in NETWORK_FORMS}
    (tmp_path / "network.gexf").write_text(texts["gexf"], encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(texts["csv"])))

    graph = nx.parse_graphml(texts["graphml"])
    others = [nx.read_gexf(tmp_path / "network.gexf"), nx.node_link_graph(json.loads(texts["json"]), edges="edges")]
    weights = {frozenset(pair): graph.edges[pair]["weight"] for pair in graph.edges}
    for other in others:
        assert set(other) == set(graph)
        assert {frozenset(pair): other.edges[pair]["weight"] for pair in other.edges} == weights
    assert {frozenset((row["source"], row["target"])) for row in rows if row["target"]} == weights.keys()
    assert {row[end] for row in rows for end in ("source", "target") if row[end]} == set(graph)


def test_nodes_have_names_types_and_places_and_edges_cases_roles_and_years(
    reader: Reader, network: TwoModeNetwork
) -> None:
    graph = nx.node_link_graph(json.loads(written(reader, network, "bipartite", "json")), edges="edges")
    edge = graph.edges[f"{ACTOR}unis-cite", "https://w3id.org/alliances/case/silver-geek"]

    assert graph.nodes[f"{ACTOR}unis-cite"]["label"] == "Unis-Cité"
    assert graph.nodes[f"{ACTOR}unis-cite"]["kinds"] == ["Non-profit association"]
    assert "Vienne" in graph.nodes["https://w3id.org/alliances/case/silver-geek"]["places"]
    assert edge["roles"]
    assert edge["years"] == [graph.nodes["https://w3id.org/alliances/case/silver-geek"]["start"]]


def test_a_file_says_whose_network_it_is_and_what_is_not_recorded(
    reader: Reader, network: TwoModeNetwork, built_store: EmbeddedStore
) -> None:
    about = json.loads(written(reader, network, "types", "json"))["graph"]
    cases = count(built_store, "?case WHERE { ?case a akg:CaseStudy }")
    started = count(built_store, "?case WHERE { ?case akg:hasPeriod/akg:startDate ?start }")

    assert about["title"] == "Network of this catalogue, not of the country."
    assert about["unrecorded"]["start"] == {
        "label": "cases without a year of start",
        "number": cases - started,
        "of": cases,
    }
    assert about["unrecorded"]["seat"]["of"] == about["counts"]["actors"]


def test_a_case_without_its_model_is_unrecorded_and_nothing_else_changes(own_home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    builds.build(own_home, folder)
    before = described(folder, own_home)
    path = own_home.data / "cases" / "danone-grameen.ttl"
    text = path.read_text(encoding="utf-8")
    blocks = [one for one in text.split("\n\n") if "a akg:ModelStatement" not in one]
    without = "\n\n".join(blocks)
    assert without != text
    path.write_text(without, encoding="utf-8")
    builds.build(own_home, folder)
    after = described(folder, own_home)

    model = next(one for one in before["unrecorded"] if one["name"] == "model")
    model["number"] += 1
    assert before.pop("data_version") != after.pop("data_version")
    assert after == before


def described(folder: Path, home: Home) -> dict[str, object]:
    reader = Reader(Library(catalogue_of(folder, home)), "en")
    report = report_on(read_network(reader.library), NetworkRequest("actors"), draws=0, runs=1)
    return view_report(report, reader)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_says_whose_network_it_is(reader: Reader, network: TwoModeNetwork, language: Language) -> None:
    other = Reader(reader.library, language)
    charts = [
        neighbourhood_chart(f"{ACTOR}edf", network, other),
        kinds_chart(network, other),
        years_chart(network, other),
        coverage_chart(read_function_coverage(reader.library), other),
    ]
    for chart in charts:
        assert OF_THIS_CATALOGUE.in_language(language) in chart.notes
        assert OF_THIS_CATALOGUE.in_language(language) in chart.svg
        assert chart.svg.startswith("<svg ")
        assert "style=" not in chart.svg
        assert {len(row) for row in chart.rows} == {len(chart.header)}


def test_a_neighbourhood_says_of_how_many_cases_and_actors_it_is(reader: Reader, network: TwoModeNetwork) -> None:
    chart = neighbourhood_chart(f"{ACTOR}edf", network, reader)

    assert f" cases of {len(network.cases)}, " in chart.notes[0]
    assert f" other actors of {len(network.actors)}. " in chart.notes[0]
    assert any(note.startswith(f"Without a recorded actor: 1 of {len(network.cases)} cases.") for note in chart.notes)


def test_one_is_not_several(reader: Reader) -> None:
    case, actors = f"{CASE}silver-geek", [f"{ACTOR}edf", f"{ACTOR}etat"]
    small = TwoModeNetwork({one: NetworkActor(one, (), ()) for one in actors}, {case: NetworkCase(case)}, ())
    chart = neighbourhood_chart(actors[0], small.with_ties([(case, one) for one in actors]), reader)
    assert chart.notes[0].startswith("1 case of 1, 1 other actor of 2. ")


def test_the_table_of_years_adds_up_to_the_dated_cases(reader: Reader, network: TwoModeNetwork) -> None:
    undated = next(one for one in read_aspects_of(network) if one.name == "start").unrecorded
    chart = years_chart(network, reader)
    assert sum(int(row[1]) for row in chart.rows) == len(network.cases) - undated == chart.rows[-1][2]


def test_regions_without_an_example_are_counted_as_such(reader: Reader) -> None:
    coverage = read_function_coverage(reader.library)
    assert coverage.out_of == len(coverage.territories) * 4 == 18 * 4
    assert 0 < coverage.recorded < coverage.out_of


def test_a_report_is_text_and_rows_and_withholds_unstable_names(reader: Reader, network: TwoModeNetwork) -> None:
    report = report_on(network.as_of(2008), NetworkRequest("actors"), draws=10, runs=2)
    view = view_report(report, reader)
    text = "\n".join(report_lines(view, "en"))
    rows = list(report_rows(view))

    assert text.startswith("Network of this catalogue, not of the country.")
    assert "Kendall's tau: 1 when the order of the actors stays the same" in text
    assert "Below 0.7, its members are not named." in text
    for one in view["measures"]:
        assert "cases without a recorded actor: 0 of " in one["unrecorded"]
        assert ("actors without a type" in one["unrecorded"]) == (one["measure"] == "between-kinds")
        assert f"\n  {one['unrecorded']}\n" in text
    assert {type(one["value"]) for one in view["measures"][0]["first"]} == {int}
    withheld = [one.actor for found in report.measures for one in found.first if not one.is_named]
    shown = {one.actor for found in report.measures for one in found.first if one.is_named}
    assert withheld
    assert text.count("(name withheld)") == len(withheld)
    assert {row[4] for row in rows[1:]} - {""} == shown
    assert {len(row) for row in rows} == {len(rows[0])}


def test_the_report_of_a_build_is_made_once_and_saved_beside_it(
    lighter_folder: Path, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "store"
    shutil.copytree(lighter_folder, folder)
    library = Library(catalogue_of(folder, home))
    monkeypatch.setattr("allianceskg.analysis.prepared.read_network", lambda library: read_network(library).as_of(2005))
    assert saved_report(library) is None

    made = prepare_report(library)

    assert saved_report(library) == made
    monkeypatch.setattr("allianceskg.analysis.prepared.read_network", lambda _: pytest.fail("it is read again"))
    assert prepare_report(library) == made
