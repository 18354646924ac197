"""The network over HTTP: files, measures, the page and its figures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from starlette.testclient import TestClient

from allianceskg import cli
from allianceskg.analysis.catalogue_network import read_network
from allianceskg.analysis.network_request import NetworkRequest
from allianceskg.analysis.report import report_on
from allianceskg.web import network
from allianceskg.web.measuring import Measuring

from .serving import in_memory


@pytest.fixture(scope="module")
def client(built_folder: Path) -> Iterator[TestClient]:
    with in_memory(built_folder) as opened:
        opened.app.state.measuring = Unhurried()  # type: ignore[attr-defined]
        yield opened


class Unhurried(Measuring):
    """Starts nothing, and remembers that it was asked to."""

    asked = 0

    def start(self, edition: object) -> None:
        self.asked += 1


@pytest.mark.parametrize("form", ["graphml", "gexf", "csv", "json"])
def test_the_api_gives_the_bytes_of_the_command_line(
    client: TestClient, built_folder: Path, tmp_path: Path, form: str
) -> None:
    out = tmp_path / "network"
    options = ["--projection", "actors", "--weight", "newman", "--exclude", "etat", "--as-of", "2015", "--format", form]
    assert cli.run(["network", *options, "--out", str(out), "--store", str(built_folder)]) == 0

    answer = client.get(f"/api/network?projection=actors&weight=newman&exclude=etat&as-of=2015&format={form}")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == network.NETWORK_MEDIA_TYPES[form]  # type: ignore[index]
    assert answer.content == out.read_bytes()


def test_the_network_of_a_command_is_the_two_mode_one_on_standard_output(
    built_folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert cli.run(["network", "--store", str(built_folder), "--lang", "en"]) == 0
    graph = nx.parse_graphml(capfdbinary.readouterr().out.decode())
    assert set(dict(graph.nodes(data="kind")).values()) == {"actor", "case"}


def test_measures_are_printed_with_what_there_is_to_say_against_them(
    built_folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    options = [
        "network",
        "--measures",
        "--draws",
        "10",
        "--as-of",
        "2004",
        "--store",
        str(built_folder),
        "--lang",
        "en",
    ]
    assert cli.run([*options, "--format", "json"]) == 0
    view = json.loads(capfdbinary.readouterr().out)
    first = view["measures"][0]["first"]

    assert view["title"] == "Network of this catalogue, not of the country."
    assert all((one["name"] is None) == (one["actor"] is None) for one in first)
    assert {one["manner"] for one in view["measures"][0]["agreement"]} == {"random", "central", "without-first"}


def test_a_form_that_does_not_fit_is_said(built_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["network", "--measures", "--format", "gexf", "--store", str(built_folder), "--lang", "en"]) == 2
    assert "text, json, csv" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--measures", "--projection", "cases"], "--projection does not go with --measures."),
        (["--draws", "20"], "--draws does not go without --measures."),
        (["--out", "."], "Expected: a file."),
    ],
)
def test_an_option_that_would_be_asked_for_in_vain_is_refused(
    built_folder: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    assert cli.run(["network", *options, "--store", str(built_folder), "--lang", "en"]) == 2
    assert said in capsys.readouterr().err


def test_an_empty_network_is_said_to_be_empty(built_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["network", "--as-of", "1800", "--store", str(built_folder), "--lang", "en"]) == 0
    assert "The network asked for is empty. The first case with a date begins in 19" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("address", "nearest"),
    [
        ("/api/network?projction=actors", "projection"),
        ("/api/network?as_of=2010", "as-of"),
        ("/api/network/measures?lng=en", "lang"),
        ("/api/network?exclude=etatt", "etat"),
    ],
)
def test_what_is_not_a_parameter_is_refused_with_the_nearest(client: TestClient, address: str, nearest: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 400
    assert answer.json()["type"].endswith("/parameter-invalid")
    assert nearest in answer.json()["hint"]


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("projection=actor", "Attendu pour projection : bipartite, actors, cases, types, territories."),
        ("as-of=soon&lang=en", "Expected for as-of: an integer."),
        ("as-of=0&lang=en", "Expected for as-of: a number from 1 on."),
        ("largest-clique=51", "Attendu pour largest-clique : un nombre jusqu'à 50."),
        ("weight=heavy&format=xlsx&lang=en", "Expected for format: graphml, gexf, csv, json."),
        ("lang=de", "Attendu pour lang : fr, en."),
    ],
)
def test_an_impossible_value_is_refused_with_what_was_expected(client: TestClient, query: str, hint: str) -> None:
    answer = client.get(f"/api/network?{query}")

    assert answer.status_code == 400
    assert hint in answer.json()["hint"]


def test_the_page_shows_figures_with_their_tables_in_both_languages(client: TestClient) -> None:
    french, english = client.get("/network").text, client.get("/network?lang=en").text

    assert french.count("<svg ") == english.count("<svg ") == french.count("<caption") == 4
    assert french.count("Réseau de ce catalogue, et non du pays.") > 8
    assert english.count("Network of this catalogue, not of the country.") > 8
    assert "style=" not in re.sub(r"stylesheet", "", french)


def test_the_page_draws_the_neighbourhood_that_is_asked_for(client: TestClient) -> None:
    page = client.get("/network?actor=le-rameau&lang=en").text

    assert "Neighbourhood: Le RAMEAU" in page
    assert '<option value="le-rameau" selected>' in page
    assert '<option value="1000-cafes" selected>' in client.get("/network?actor=1000-cafes").text
    assert client.get("/network?actor=le-ramau").status_code == 404
    assert client.get("/network?actr=edf").status_code == 400


@pytest.mark.parametrize("name", ["neighbourhood", "kinds", "years", "coverage"])
def test_each_figure_is_a_file(client: TestClient, name: str) -> None:
    answer = client.get(f"/network/{name}.svg?lang=en")

    assert answer.headers["content-type"] == "image/svg+xml"
    root = ElementTree.fromstring(answer.text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.findtext("{http://www.w3.org/2000/svg}title")


def test_a_figure_that_is_not_there_is_not_found(client: TestClient) -> None:
    assert client.get("/network/hairball.svg").status_code == 404


def test_measures_that_are_not_made_yet_are_asked_for_and_said_to_come(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "saved_report", lambda _: None)  # another test may have had them measured
    measuring = client.app.state.measuring  # type: ignore[attr-defined]
    before = measuring.asked
    answer = client.get("/api/network/measures")

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "60"
    assert "being computed" in client.get("/network?lang=en").text
    assert measuring.asked == before + 2


def test_measures_that_are_made_are_on_the_page_and_in_the_api(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def small_report(library: object) -> object:
        part = read_network(library).as_of(2004)  # type: ignore[arg-type]
        return report_on(part, NetworkRequest("actors"), draws=10, runs=2)

    monkeypatch.setattr(network, "saved_report", small_report)
    page, answer = client.get("/network?lang=en").text, client.get("/api/network/measures?lang=en").json()

    assert [one["measure"] for one in answer["measures"]] == [
        "degree",
        "weighted-degree",
        "betweenness",
        "constraint",
        "effective-size",
        "between-kinds",
    ]
    for one in answer["measures"]:
        assert f'<section class="measure" id="{one["measure"]}">' in page
        assert f"n = {one['measured']} of {one['of']} actors" in page
    withheld = sum(1 for one in answer["measures"] for ranked in one["first"] if ranked["name"] is None)
    assert page.count("name withheld</i>") == withheld > 0
