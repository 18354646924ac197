"""The whole catalogue file by file: the same report as in one go, nothing judged twice, memory never believed wrongly."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from allianceskg import processes
from allianceskg.files import Home
from allianceskg.terms import concept
from allianceskg.validation import Report, Validator, validate_catalogue, whole_catalogue
from benchmarks.synthetic import Drawing, expected_faults, read_world, write_home


@pytest.fixture(scope="module")
def drawing(home: Home) -> Drawing:
    return Drawing(read_world(home), cases=60, seed=3)


@pytest.fixture(scope="module")
def invented(home: Home, drawing: Drawing, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """An invented catalogue with a known violation in every third case; not to be written to."""
    return write_home(tmp_path_factory.mktemp("invented"), home, drawing, one_fault_in=3)


@pytest.fixture
def own(invented: Home, tmp_path: Path) -> Home:
    """A copy of it that may be changed."""
    shutil.copytree(invented.root, tmp_path / "own", symlinks=True)
    return Home(tmp_path / "own")


def judged(home: Home, memory: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Report, list[str]]:
    """Validate, and list the files that were judged rather than remembered."""
    seen: list[str] = []
    original = whole_catalogue._judge

    def spy(tools: object, paths: list[Path]) -> object:
        seen.extend(path.stem for path in paths)
        return original(tools, paths)

    monkeypatch.setattr(whole_catalogue, "_judge", spy)
    report = validate_catalogue(home, memory=memory)
    monkeypatch.undo()
    return report, seen


def test_the_seeded_violations_are_found_and_no_other(invented: Home, drawing: Drawing) -> None:
    report = validate_catalogue(invented, with_infos=False)

    found = {(one.record, one.shape) for one in report.findings if one.severity == "violation"}
    assert found == {(one.case, one.shape) for one in expected_faults(drawing.cases(), one_in=3)}
    assert len(found) == report.counts()["violation"]


def test_the_report_is_that_of_a_run_in_one_go(invented: Home, home: Home) -> None:
    for one in (invented, home):
        assert validate_catalogue(one) == Validator(one).catalogue()


def test_the_report_is_that_of_pyshacl(invented: Home) -> None:
    assert validate_catalogue(invented, engine="pyshacl") == validate_catalogue(invented)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("akg:hasParticipation", "akg:hasParticipations"),
        ("actor:", "actor:n-existe-pas-"),
        ("territory:", "territory:n-existe-pas-"),
        ("akg:evidenceLevel", "akg:niveau"),
        ("#source-1>", "#source-9>"),
        ("a akg:CaseStudy", "a akg:Actor"),
        ("\n.\n", "\n.\nvoc-themes:emploi a akg:Theme .\n"),
    ],
)
def test_the_gate_says_what_it_says_with_pyshacl(home: Home, old: str, new: str) -> None:
    text = (home.data / "cases" / "ronalpia.ttl").read_text(encoding="utf-8")
    head, body = text.split("\n\n", 1)
    spoilt = f"{head}\n@prefix voc-themes: <{concept('themes', '')}> .\n\n{body.replace(old, new, 1)}"

    report = Validator(home).text(spoilt)

    assert report.findings
    assert report == Validator(home, engine="pyshacl").text(spoilt)


def test_a_changed_record_is_seen_by_a_validator_that_has_read_it(own: Home) -> None:
    validator = Validator(own)
    case = sorted((own.data / "cases").glob("*.ttl"))[1]
    text = case.read_text(encoding="utf-8")
    actor = next(path for path in sorted((own.data / "actors").glob("*.ttl")) if f"actor:{path.stem}" in text)
    before = validator.text(text)

    actor.write_text(actor.read_text("utf-8").replace("a akg:", "a akg:No", 1), encoding="utf-8")

    assert before.counts()["violation"] == 0
    assert validator.text(text).counts()["violation"] > 0
    assert validator.text(text) == Validator(own).text(text)


def test_suggestions_that_are_not_worded_are_counted(invented: Home) -> None:
    full, short = validate_catalogue(invented), validate_catalogue(invented, with_infos=False)

    assert short.counts() == full.counts()
    assert short.records == full.records
    assert len(short.findings) < len(full.findings)


def test_chunks_and_processes_change_nothing(invented: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = validate_catalogue(invented)
    monkeypatch.setattr(whole_catalogue, "_CHUNK", 25)
    monkeypatch.setattr(whole_catalogue, "_WORTH_PROCESSES", 10)
    monkeypatch.setattr(processes.os, "sched_getaffinity", lambda _pid: {0, 1}, raising=False)

    parted = validate_catalogue(invented)

    assert parted == whole


def test_what_did_not_change_is_not_judged_again(own: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, everything = judged(own, tmp_path / "memory.json", monkeypatch)

    second, again = judged(own, tmp_path / "memory.json", monkeypatch)

    faulty = {one.record.rpartition("/")[2] for one in first.findings if one.severity == "violation"}
    assert second == first
    assert set(again) == faulty < set(everything)


def test_a_case_is_judged_again_when_its_actor_changes(
    own: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = own.data / "cases" / "synthetique-000001.ttl"
    case = case if case.exists() else sorted((own.data / "cases").glob("*.ttl"))[1]
    _, before = judged(own, tmp_path / "memory.json", monkeypatch)
    text = case.read_text(encoding="utf-8")
    actor = next(path for path in sorted((own.data / "actors").glob("*.ttl")) if f"actor:{path.stem}" in text)
    actor.unlink()

    report, again = judged(own, tmp_path / "memory.json", monkeypatch)

    assert case.stem in before
    assert case.stem in again
    assert any(one.record.endswith(f"/{case.stem}") and one.severity == "violation" for one in report.findings)
    assert report == Validator(own).catalogue()


def test_other_shapes_make_everything_be_judged_again(
    own: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, everything = judged(own, tmp_path / "memory.json", monkeypatch)
    target = (own.root / "ontology").resolve()
    (own.root / "ontology").unlink()
    shutil.copytree(target, own.root / "ontology")
    shape = own.ontology / "shapes" / "CaseStudy.ttl"
    shape.write_text(shape.read_text("utf-8").replace("sh:maxLength 160", "sh:maxLength 5"), encoding="utf-8")

    report, again = judged(own, tmp_path / "memory.json", monkeypatch)

    assert sorted(again) == sorted(everything)
    assert sum(one.shape.endswith("#CaseStudy-title") for one in report.findings) >= 60


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"rules": 1}', "null"])
def test_a_damaged_memory_is_forgotten(invented: Home, tmp_path: Path, damage: str) -> None:
    memory = tmp_path / "memory.json"
    memory.write_text(damage, encoding="utf-8")

    assert validate_catalogue(invented, memory=memory, with_infos=False).counts()["violation"] > 0


def test_a_record_that_two_files_describe_is_found(own: Home) -> None:
    first, second = sorted((own.data / "cases").glob("*.ttl"))[:2]
    first.write_text(second.read_text(encoding="utf-8"), encoding="utf-8")

    report = validate_catalogue(own)

    assert report == Validator(own).catalogue()
    assert any(one.shape.endswith("#Graph-oneRecord") for one in report.findings)


def test_the_progress_ends_where_it_should(invented: Home) -> None:
    told: list[tuple[int, int]] = []

    validate_catalogue(invented, progress=lambda _what, done, total: told.append((done, total)))

    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1]
