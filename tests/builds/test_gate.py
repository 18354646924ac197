"""The gate of a build: what the public may see enters, and one bad file stops nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from allianceskg.builds import local as builds
from allianceskg.builds.gate import Gate, judge_here
from allianceskg.files import Home
from allianceskg.progress import Progress
from allianceskg.records.standing import Admission
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import ACTOR, AKG, CASE
from tests.few_records import write_few_records

SLUG = "danone-grameen"
GRAPH = f"{CASE}{SLUG}/graph"
PUBLISHED = "editorial-statuses:publie ;"


class Counted:
    """Judges as builds do, and remembers which files it was asked about."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, home: Home, paths: Sequence[Path], progress: Progress) -> Sequence[Admission]:
        self.asked += [path.stem for path in paths]
        return judge_here(home, paths, progress)


@pytest.fixture
def judge() -> Counted:
    return Counted()


@pytest.fixture
def records(home: Home, tmp_path: Path) -> Home:
    """A small home, with its records in a workspace."""
    few = write_few_records(home, tmp_path / "home")
    shutil.copytree(few.data, tmp_path / "workspace", ignore=shutil.ignore_patterns("te*", "catalogue.ttl"))
    return Home(few.root, tmp_path / "workspace")


@pytest.fixture
def case(records: Home) -> Path:
    return records.records / "cases" / f"{SLUG}.ttl"


@pytest.fixture
def build(records: Home, judge: Counted, tmp_path: Path) -> Callable[[], builds.BuildReport]:
    return lambda: builds.build(records, tmp_path / "store", gate=Gate(records, tmp_path / "store", judge))


@pytest.fixture
def store(tmp_path: Path) -> Callable[[], EmbeddedStore]:
    return lambda: builds.open_build(tmp_path / "store")[0]


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def is_case(store: EmbeddedStore) -> bool:
    return store.ask(f"ASK {{ <{CASE}{SLUG}> a <{AKG}CaseStudy> }}")


def test_records_come_from_the_workspace(
    build: Callable[[], builds.BuildReport], store: Callable[[], EmbeddedStore]
) -> None:
    report = build()

    assert [graph for graph in report.manifest.files if graph.startswith(CASE)] == [GRAPH]
    assert report.withheld == ()
    assert is_case(store())


@pytest.mark.parametrize("status", ["brouillon", "en-relecture"])
def test_drafts_and_cases_in_review_leave_nothing_in_the_store(
    status: str, case: Path, build: Callable[[], builds.BuildReport], store: Callable[[], EmbeddedStore]
) -> None:
    build()
    rewrite(case, PUBLISHED, f"editorial-statuses:{status} ;")

    (withheld,) = build().withheld

    assert withheld.reason == {"brouillon": "draft", "en-relecture": "in-review"}[status]
    assert GRAPH not in store().graphs()
    assert not store().ask(f"ASK {{ GRAPH ?g {{ <{CASE}{SLUG}> ?p ?o }} }}")


def test_a_retired_case_enters_as_its_tombstone_only(
    case: Path, build: Callable[[], builds.BuildReport], store: Callable[[], EmbeddedStore]
) -> None:
    build()
    rewrite(case, PUBLISHED, 'editorial-statuses:retire ; akg:retirementReason "Inventé."@fr ;')

    assert build().withheld == ()

    said = {(triple.predicate.value.split("#")[-1], triple.object.value) for triple in store().read_graph(GRAPH)}
    assert ("type", f"{AKG}Tombstone") in said
    assert ("retirementReason", "Inventé.") in said
    assert not is_case(store())
    assert not any("alliance" in triple.subject.value.partition("#")[2] for triple in store().read_graph(GRAPH))
    assert build().is_unchanged


def test_a_case_retired_without_a_reason_is_named_and_no_longer_shown(
    case: Path, build: Callable[[], builds.BuildReport], store: Callable[[], EmbeddedStore]
) -> None:
    build()
    rewrite(case, PUBLISHED, "editorial-statuses:retire ;")

    (withheld,) = build().withheld

    assert withheld.reason == "refused"
    assert not is_case(store())


@pytest.mark.parametrize("fault", ["this is no Turtle", ""])
def test_a_bad_file_keeps_its_last_good_graph_and_is_named(
    fault: str, case: Path, build: Callable[[], builds.BuildReport], store: Callable[[], EmbeddedStore]
) -> None:
    version = build().manifest.version
    case.write_text(fault or case.read_text(encoding="utf-8").replace("akg:evidenceLevel", "akg:unheardOf"))

    report = build()

    assert [(one.location, one.reason, one.is_last_good) for one in report.withheld] == [(str(case), "refused", True)]
    assert report.withheld[0].fault is not None
    assert report.manifest.version == version
    assert is_case(store())


def test_a_last_good_graph_outlives_a_store_that_is_made_from_nothing(
    case: Path,
    records: Home,
    build: Callable[[], builds.BuildReport],
    store: Callable[[], EmbeddedStore],
    tmp_path: Path,
) -> None:
    before = build().manifest.graphs[GRAPH]
    case.write_text("this is no Turtle", encoding="utf-8")
    build()
    partner = tmp_path / "partner.nq"
    partner.write_text("<http://p.example/a> <http://p.example/b> <http://p.example/c> .\n")

    made = builds.build(records, tmp_path / "store", imports=[partner], gate=Gate(records, tmp_path / "store"))

    assert made.manifest.graphs[GRAPH] == before
    assert is_case(store())


def test_a_new_bad_file_is_left_out_and_the_others_enter(
    case: Path, build: Callable[[], builds.BuildReport], store: Callable[[], EmbeddedStore]
) -> None:
    (case.parent / "nouveau.ttl").write_text("this is no Turtle", encoding="utf-8")

    (withheld,) = build().withheld

    assert (withheld.reason, withheld.is_last_good) == ("refused", False)
    assert is_case(store())


def test_only_changed_files_are_judged(case: Path, build: Callable[[], builds.BuildReport], judge: Counted) -> None:
    build()
    judge.asked.clear()

    build()
    assert judge.asked == []
    rewrite(case, "Danone et Grameen Bank", "Danone et la Grameen Bank")
    build()
    assert judge.asked == [SLUG]


def test_a_refused_file_is_judged_again_only_when_something_else_changes(
    case: Path, records: Home, build: Callable[[], builds.BuildReport], judge: Counted
) -> None:
    actor = records.records / "actors" / "danone.ttl"
    kept = actor.read_bytes()
    actor.unlink()
    assert [one.reason for one in build().withheld] == ["refused"]
    judge.asked.clear()

    build()
    assert judge.asked == []
    actor.write_bytes(kept)
    assert build().withheld == ()
    assert sorted(judge.asked) == ["danone", SLUG]


def test_a_case_that_refers_to_a_merged_actor_is_refused_with_the_remedy(
    case: Path, records: Home, build: Callable[[], builds.BuildReport], store: Callable[[], EmbeddedStore]
) -> None:
    rewrite(
        records.records / "actors" / "danone-communities.ttl",
        "a akg:Actor ;",
        "a akg:Actor ; akg:mergedInto actor:danone ;",
    )

    (withheld,) = build().withheld

    assert withheld.fault is not None
    assert "retirée ou fusionnée" in withheld.fault.fr
    assert store().ask(f"ASK {{ <{ACTOR}danone-communities> <{AKG}mergedInto> <{ACTOR}danone> }}")


def test_files_that_an_editor_left_are_no_records(case: Path, build: Callable[[], builds.BuildReport]) -> None:
    for name in (".danone-grameen.ttl-x1y2", "danone-grameen.ttl~", ".danone-grameen.ttl.swp"):
        (case.parent / name).write_text("half", encoding="utf-8")

    report = build()

    assert report.withheld == ()
    assert [graph for graph in report.manifest.files if graph.startswith(CASE)] == [GRAPH]
