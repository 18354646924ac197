"""The measures agree on what they measure; nothing here is timed."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from allianceskg.files import Home
from allianceskg.language import Text
from allianceskg.validation import Validator
from benchmarks.site import measure
from benchmarks.site.addresses import FILES, PAGES
from benchmarks.speed import growth, loading, matching, paging, partitions, report, validating
from benchmarks.speed.data import Data
from benchmarks.speed.growth import Point
from benchmarks.speed.ranking_before import ranking_before
from benchmarks.speed.rows import Options, Row, times_faster
from benchmarks.speed.serving import get, post, serving
from benchmarks.synthetic import Drawing, expected_faults, write_home
from tests.extent import IS_WHOLE


@pytest.fixture(scope="module")
def data(sampled_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Data]:
    return Data(tmp_path_factory.mktemp("speed"), 120, sampled_home)


@pytest.fixture
def large(data: Data, sampled_home: Home, tmp_path: Path) -> Data:
    """Ten thousand invented cases before a release; what the other tests ask otherwise."""
    return Data(tmp_path, 10_000, sampled_home) if IS_WHOLE else data


def test_index_query_and_bare_scorer_give_the_same_first_cases(large: Data) -> None:
    matching.check(large, [large.criteria(profile) for profile in (*large.profiles, *large.stories[::6])])


def test_the_query_of_before_can_be_asked_for_what_is_asked_now(data: Data) -> None:
    for profile in (*data.profiles[:3], data.stories[0]):
        rows = list(data.catalogue.store.select(ranking_before(data.criteria(profile))))
        assert rows
        assert all("points" in row for row in rows)


def test_the_server_answers_what_the_measures_ask(data: Data) -> None:
    _ = data.catalogue.index
    with serving(data.folder / "store", data.home.root) as port:
        assert b"invente" in get(port, "/api/cases")
        assert b'"matches"' in post(port, "/api/match", '{"functions": ["gestion-d-un-lieu"]}')
        assert b"<html" in get(port, "/cases")


def test_every_measured_page_answers_as_it_should(data: Data) -> None:
    _ = data.catalogue.index
    addresses = {**PAGES, **FILES}
    taken = dict(measure.measure({"invented": data.settings}, rounds=1, addresses=addresses))
    expected = {page: 404 if page.startswith("not found") else 200 for page in addresses}
    expected["answer of an old version"] = 410
    assert {page: one["invented"].status for page, one in taken.items()} == expected


def test_pages_are_measured_in_two_catalogues(data: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PAGES", {"home": "/", "about": "/about"})
    rows = list(paging.measure(data, Options(False, 120, (50,))))
    assert [row.group.en for row in rows] == ["Pages", "Pages"]
    assert all("home" in row.work.en or "about" in row.work.en for row in rows)


def test_bulk_work_has_its_rows_in_the_short_run_too(data: Data) -> None:
    rows = list(partitions.measure(data, Options(False, 120, (50,))))
    assert [row.work.en for row in rows] == [
        "30,000 cases: bulk validate, beside validate",
        "30,000 cases: bulk index, beside load",
    ]
    assert {row.goal.en for row in rows} == {"at most 1.3 times"}


def test_growth_is_measured_for_every_size(data: Data) -> None:
    points = growth.points(data, Options(False, 120, (50, 120)))
    assert [point.cases for point in points] == [50, 120]
    assert len(list(growth.rows(points))) == 6


def test_a_load_from_a_dump_and_one_from_files_are_measured(sampled_home: Home, tmp_path: Path) -> None:
    small = Data(tmp_path, 40, sampled_home)
    speed_of_dump, speed_of_files, bare, dump, files = loading.measure(small, Options(False, 40, (40,)))
    assert speed_of_dump.is_met is not None
    assert speed_of_files.is_met is not None
    assert "index" not in bare.measured.en
    assert "index" in dump.measured.en
    assert "index" in files.measured.en


def test_goals_are_compared_with_figures() -> None:
    assert times_faster(100, 1, 50)[2]
    assert not times_faster(100, 3, 50)[2]


def test_pages_and_chart_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "DOCS", tmp_path)
    points = [Point(cases, cases / 1000, 0.1, 150, 800, 1500) for cases in (300, 10_000, 100_000)]
    row = Row(Text("Groupe", "Group"), Text("travail", "work"), Text("but", "goal"), Text("1,5 ms", "1.5 ms"), False)
    report.write([row], points, Options(False, 120, (300,)))
    assert "| travail | but | 1,5 ms | **non** |" in (tmp_path / "performance.fr.md").read_text(encoding="utf-8")
    assert ET.fromstring((tmp_path / "performance-growth.svg").read_text(encoding="utf-8")).tag.endswith("svg")


@pytest.fixture(scope="module")
def faulty(data: Data, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Twelve invented cases, every fourth with a known violation."""
    return write_home(
        tmp_path_factory.mktemp("faulty"), data.home, Drawing(data.drawing.world, cases=12), one_fault_in=4
    )


def test_validation_and_pyshacl_find_the_same_in_an_invented_catalogue(faulty: Home) -> None:
    assert validating.pyshacl_on(faulty).processor > 0


def test_a_validation_in_a_process_of_its_own_finds_what_was_seeded(data: Data, faulty: Home) -> None:
    drawing = Drawing(data.drawing.world, cases=12)
    seeded = {(one.case, one.shape) for one in expected_faults(drawing.cases(), one_in=4)}

    run = validating.ours_on(faulty)

    assert set(run.violations) == seeded
    assert run.megabytes < 1_000


def test_the_gate_of_a_case_and_pyshacl_in_the_whole_graph_find_the_same(faulty: Home) -> None:
    whole, shapes = validating.whole_graph(faulty), validating.shapes_of_records(faulty)

    for path in sorted((faulty.data / "cases").glob("*.ttl"))[:5]:
        report = Validator(faulty).text(path.read_text(encoding="utf-8"))
        validating.check_gate(report, validating.plainly(whole, validating.shapes_for(path, whole, shapes)))
