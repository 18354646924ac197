"""The shipped studies, run on the shipped catalogue: whole, repeatable, each figure with its denominator."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from allianceskg import cli
from allianceskg.analysis.catalogue_network import read_network
from allianceskg.analysis.network_request import NetworkRequest
from allianceskg.analysis.report import report_on
from allianceskg.analysis.study_definition import parse_study, read_study, study_names
from allianceskg.analysis.study_document import (
    difference_lines,
    differences_from,
    manifest_of,
    study_body,
    study_files,
)
from allianceskg.analysis.study_run import StudyRun, needs_report, run_study
from allianceskg.errors import DataError, NotFoundError
from allianceskg.files import Home, digest_of, find_home
from allianceskg.language import LANGUAGES, Language
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.library import library_of

STUDIES = study_names(find_home())


@pytest.fixture(scope="module")
def catalogue(built_catalogue: Catalogue) -> Catalogue:
    return built_catalogue


@pytest.fixture(scope="module")
def runs(catalogue: Catalogue) -> dict[str, StudyRun]:
    part = read_network(library_of(catalogue)).as_of(2004)
    report = report_on(part, NetworkRequest("actors"), draws=10, runs=2)
    return {name: run_study(read_study(catalogue.home, name), catalogue, report=report) for name in STUDIES}


def written(run: StudyRun, folder: Path) -> Path:
    for name, content in study_files(run):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def test_the_studies_of_the_observatory_are_shipped() -> None:
    assert {
        "brokers-between-worlds",
        "functions-on-territories",
        "models-by-kind-of-actor-and-decade",
        "recurring-difficulties",
        "reported-results",
    } <= set(STUDIES)


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_says_its_question_and_how_to_read_it_in_both_languages(name: str, home: Home) -> None:
    study = read_study(home, name)

    for text in (study.title, study.question, study.reading, *(figure.title for figure in study.figures)):
        assert text.fr
        assert text.en
        assert text.fr != text.en
    assert len(study.figures) == len({figure.name for figure in study.figures}) >= 2


@pytest.mark.parametrize("name", STUDIES)
def test_every_figure_says_of_which_catalogue_it_is_and_holds_something(name: str, runs: dict[str, StudyRun]) -> None:
    for language in LANGUAGES:
        for chart in runs[name].charts[language]:
            assert re.search("de ce catalogue|ce catalogue|this catalogue", " ".join(chart.notes))
            assert chart.rows
            assert {len(row) for row in chart.rows} == {len(chart.header)}


@pytest.mark.parametrize("name", STUDIES)
def test_what_is_counted_has_its_denominator_and_what_is_unrecorded(name: str, runs: dict[str, StudyRun]) -> None:
    for chart in runs[name].charts["en"]:
        said = " ".join(chart.notes)
        assert re.search(r"\d+ of \d+", said)
        assert re.search("[Uu]nrecorded|[Ww]ithout", said)


def test_what_is_of_alliances_only_has_their_number_as_its_denominator(
    runs: dict[str, StudyRun], catalogue: Catalogue
) -> None:
    alliances = sum(one.is_alliance for one in read_network(library_of(catalogue)).cases.values())
    kinds, decades = runs["models-by-kind-of-actor-and-decade"].charts["en"]

    assert f"alliances without an actor: 0 of {alliances}" in " ".join(kinds.notes)
    assert re.search(rf"alliances without a year of start: [1-9]\d* of {alliances}\b", " ".join(decades.notes))


def test_what_is_counted_without_a_date_is_not_said_to_be_counted_nowhere(runs: dict[str, StudyRun]) -> None:
    chart = next(one for one in runs["reported-results"].charts["en"] if one.name == "results-by-basis")
    counted = sum(int(row[1]) for row in chart.rows)

    assert re.search(rf"results without a date: [1-9]\d* of {counted}\b", " ".join(chart.notes))
    assert "nowhere" not in " ".join(chart.notes)


def test_a_row_of_a_matrix_says_out_of_how_many_cases_it_is(runs: dict[str, StudyRun]) -> None:
    matrix = next(one for one in runs["reported-results"].charts["fr"] if one.name == "reported-statements-by-kind")
    bases = [int(re.findall("\\(n\u00a0=\u00a0(\\d+)\\)$", str(row[0]))[0]) for row in matrix.rows]

    assert all(max(map(int, row[1:])) <= base for row, base in zip(matrix.rows, bases, strict=True))
    labels = [str(row[0]).partition(" (")[0] for row in matrix.rows]
    assert labels.index("Établissement public") < labels.index("Fondation")


def test_no_heading_of_a_matrix_is_cut(runs: dict[str, StudyRun]) -> None:
    for run in runs.values():
        for chart in (*run.charts["fr"], *run.charts["en"]):
            assert "…" not in chart.svg, chart.title


def test_figures_that_do_not_count_the_same_thing_are_not_added_up(runs: dict[str, StudyRun]) -> None:
    chart = next(one for one in runs["reported-results"].charts["en"] if one.name == "quantities-by-kind")
    assert chart.header[-1] == "Largest"


@pytest.mark.parametrize(("language", "number"), [("fr", "83\u202f000\u202f000"), ("en", "83,000,000")])
def test_a_page_writes_numbers_as_its_language_does(runs: dict[str, StudyRun], language: Language, number: str) -> None:
    page = study_body(runs["reported-results"], language)

    assert f'<td class="numeric">{number}</td>' in page
    assert '<th scope="col" class="numeric">' in page


@pytest.mark.parametrize("name", STUDIES)
def test_a_folder_holds_the_pages_the_tables_the_queries_and_what_they_come_from(
    name: str, runs: dict[str, StudyRun], catalogue: Catalogue, tmp_path: Path
) -> None:
    folder = written(runs[name], tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))

    assert manifest["data_version"] == catalogue.data_version
    assert manifest["rules_version"] == catalogue.home.rules_version()
    for query in manifest["queries"]:
        assert query["sha256"] == catalogue.queries.get(query["name"]).digest
        assert (folder / "queries" / f"{query['name']}.rq").is_file()
    for figure in manifest["figures"]:
        for table, digest in figure["tables"].items():
            assert digest_of((folder / table).read_bytes()) == digest
    for language in LANGUAGES:
        assert (folder / f"study.{language}.html").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize("name", [name for name in STUDIES if not needs_report(read_study(find_home(), name))])
def test_a_study_gives_the_same_bytes_twice(name: str, runs: dict[str, StudyRun], catalogue: Catalogue) -> None:
    again = run_study(read_study(catalogue.home, name), catalogue)
    assert dict(study_files(again)) == dict(study_files(runs[name]))


def test_nothing_has_changed_since_a_run_on_the_same_data(runs: dict[str, StudyRun], tmp_path: Path) -> None:
    run = runs["reported-results"]
    found = differences_from(written(run, tmp_path), run)

    assert (found.changed, found.figures, found.gone) == ((), {"fr": (), "en": ()}, ())
    assert "Nothing has changed." in study_body(run, "en", found)
    assert list(difference_lines(found, "en")) == ["Nothing has changed."]


def test_what_has_changed_since_an_earlier_run_is_said_row_by_row(runs: dict[str, StudyRun], tmp_path: Path) -> None:
    run = runs["reported-results"]
    folder = written(run, tmp_path)
    table = folder / "results-by-basis.fr.csv"
    rows = list(csv.reader(table.read_text(encoding="utf-8").splitlines()))
    before, now = [rows[1][0], "1"], rows[1]
    table.write_text("\n".join(",".join(row) for row in [rows[0], before, *rows[2:]]) + "\n", encoding="utf-8")
    manifest = manifest_of(run) | {"data_version": "000000000000"}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    for language in LANGUAGES:
        (folder / f"reported-statements-by-kind.{language}.csv").unlink()

    found = differences_from(folder, run)
    page = study_body(run, "fr", found)

    assert [(text.en, old) for text, old, _ in found.changed] == [("data version", "000000000000")]
    assert {one.name: (one.added, one.removed, one.is_new) for one in found.figures["fr"]} == {
        "results-by-basis": ((tuple(now),), (tuple(before),), False),
        "reported-statements-by-kind": ((), (), True),
    }
    assert f"− {' · '.join(before)}" in page
    assert "nouvelle figure" in page
    assert "1 ligne nouvelle ou changée, 1 ligne d’avant" in page
    assert before[0] not in study_body(run, "en", found)
    assert [line for line in difference_lines(found, "fr") if line.startswith("results")] == [
        "results-by-basis : 1 ligne nouvelle ou changée, 1 ligne d'avant"
    ]


def test_a_figure_and_a_query_that_a_study_no_longer_has_are_said_to_be_gone(
    runs: dict[str, StudyRun], tmp_path: Path
) -> None:
    run = runs["reported-results"]
    folder = written(run, tmp_path)
    manifest = manifest_of(run)
    manifest["figures"].append({"name": "pie", "tables": {}})
    manifest["queries"].append({"name": "old", "sha256": "0" * 64, "parameters": {}})
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    found = differences_from(folder, run)

    assert found.gone == ("pie",)
    assert [(text.en, before, now) for text, before, now in found.changed] == [("query old", "0" * 12, "–")]
    assert "pie: this figure is no longer there" in study_body(run, "en", found)
    assert "pie : cette figure n'y est plus" in list(difference_lines(found, "fr"))


def test_another_study_is_no_earlier_run(runs: dict[str, StudyRun], tmp_path: Path) -> None:
    folder = written(runs["functions-on-territories"], tmp_path)

    with pytest.raises(DataError, match="does not hold the study reported-results"):
        differences_from(folder, runs["reported-results"])
    with pytest.raises(DataError):
        differences_from(tmp_path / "nowhere", runs["reported-results"])
    (folder / "manifest.json").write_text('{"study": "reported-results"}', encoding="utf-8")
    with pytest.raises(DataError):
        differences_from(folder, runs["reported-results"])


def test_a_study_that_is_not_there_is_not_found(home: Home) -> None:
    with pytest.raises(NotFoundError) as fault:
        read_study(home, "reported-result")
    assert fault.value.nearest[0] == "reported-results"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": None}, "study cannot be read"),
        ({"figures": [{"name": "a", "title": {"fr": "a", "en": "b"}, "chart": "pie"}]}, "chart: pie"),
        ({"figures": [{"name": "a", "title": {"fr": "a", "en": "b"}, "chart": "bars"}]}, "a: query"),
    ],
)
def test_a_study_that_is_badly_written_is_refused(home: Home, change: dict[str, object], said: str) -> None:
    content = yaml.safe_load((home.studies / "reported-results" / "study.yaml").read_bytes()) | change
    with pytest.raises(DataError, match=said):
        parse_study("invented", yaml.safe_dump(content).encode())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": "case"}, "results-by-basis: case"),
        ({"base": "page-case-kinds"}, "page-case-kinds: cases"),
        ({"recorded": ["date of results"]}, "recorded: date of results"),
    ],
)
def test_a_study_that_names_what_is_not_there_is_refused_before_it_runs(
    catalogue: Catalogue, change: dict[str, object], said: str
) -> None:
    content = yaml.safe_load((catalogue.home.studies / "reported-results" / "study.yaml").read_bytes())
    content["figures"][1] |= change
    with pytest.raises(DataError, match=f"figure results-by-basis: nothing is called so — {said}"):
        run_study(parse_study("invented", yaml.safe_dump(content).encode()), catalogue)


def test_the_command_writes_the_folder_and_lists_the_studies(
    built_folder: Path, runs: dict[str, StudyRun], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["study", "--store", str(built_folder), "--lang", "en"]) == 0
    assert "reported-results\n    Which results are reported" in capsys.readouterr().out
    options = ["study", "reported-results", "--store", str(built_folder), "--lang", "en"]
    assert cli.run(options) == 2
    assert "--out" in capsys.readouterr().err

    assert cli.run([*options, "--out", str(tmp_path)]) == 0

    expected = dict(study_files(runs["reported-results"]))
    assert {name: (tmp_path / name).read_bytes() for name in expected} == expected
    if shutil.which("pdfinfo"):
        assert (tmp_path / "study.fr.pdf").read_bytes().startswith(b"%PDF")
