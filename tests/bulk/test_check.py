"""The report of many processes is that of one, in whatever parts, and whatever happens to the processes meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from allianceskg.bulk import check as checking
from allianceskg.bulk.check import check
from allianceskg.bulk.cluster import ClusterPlan
from allianceskg.files import Home
from allianceskg.validation import Report, validate_catalogue
from benchmarks.bulk.running import Running
from tests.bulk.conftest import order, results


@pytest.fixture(scope="module")
def report(many: Home) -> Report:
    """The report of one process on the same files, as `allianceskg validate` makes it: suggestions are only counted."""
    return validate_catalogue(many, with_infos=False)


def texts(report: Report) -> dict[str, bytes]:
    return {name: text.encode() for name, text in sorted(checking._texts(report))}


def test_three_thousand_cases_on_two_workers_give_the_bytes_of_one_process(
    many: Home, report: Report, plan: ClusterPlan, tmp_path: Path
) -> None:
    checked = check(order("validate", many, tmp_path / "out", plan, 7), many, with_infos=False)

    assert results(tmp_path / "out") == texts(report)
    assert checked.report == report
    assert not report.conforms
    assert checked.faults == ()
    assert checked.effort.tasks >= 7
    assert checked.effort.workers == 2
    assert 0 < checked.effort.efficiency <= 1


def test_other_parts_and_processes_of_this_machine_give_the_same(few: Home, plan: ClusterPlan, tmp_path: Path) -> None:
    check(order("validate", few, tmp_path / "two", plan, 5), few)
    check(order("validate", few, tmp_path / "own", ClusterPlan(None, workers=1, memory=2 * 1024**3), 1), few)

    assert results(tmp_path / "two") == results(tmp_path / "own") == texts(validate_catalogue(few))


def test_a_worker_that_is_killed_changes_nothing(few: Home, tmp_path: Path) -> None:
    folder = tmp_path / "cluster"
    folder.mkdir()
    running = Running.start(folder, workers=2)
    try:
        plan = ClusterPlan(running.address, workers=1, memory=0)
        killed = []

        def progress(_what: str, done: int, total: int) -> None:
            if 0 < done < total and not killed:
                running.workers[0].kill()
                killed.append(running.workers[0].pid)

        checked = check(order("validate", few, tmp_path / "out", plan, 12), few, progress=progress)
    finally:
        running.stop()

    assert killed
    assert checked.effort.efficiency <= 1
    assert results(tmp_path / "out") == texts(validate_catalogue(few))


def test_what_was_done_before_a_stop_is_not_done_again(few: Home, plan: ClusterPlan, tmp_path: Path) -> None:
    out = tmp_path / "out"

    def stop(_what: str, done: int, _total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(order("validate", few, out, plan, 12), few, progress=stop)
    assert not out.exists()
    whole = check(order("validate", few, tmp_path / "whole", plan, 12), few)
    rest = check(order("validate", few, out, plan, 12), few)

    assert rest.effort.tasks < whole.effort.tasks
    assert results(out) == results(tmp_path / "whole")


def test_a_file_that_changed_since_the_stop_is_judged_anew(
    own_records: Home, plan: ClusterPlan, tmp_path: Path
) -> None:
    out = tmp_path / "out"

    def stop(_what: str, done: int, _total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(order("validate", own_records, out, plan, 3), own_records, progress=stop)
    first = sorted((own_records.records / "cases").glob("*.ttl"))[0]
    first.write_text(first.read_text(encoding="utf-8").replace("@fr", "@de"), encoding="utf-8")
    check(order("validate", own_records, out, plan, 3), own_records)

    assert results(out) == texts(validate_catalogue(own_records))


def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_judged(
    own_records: Home, plan: ClusterPlan, tmp_path: Path
) -> None:
    cases = sorted((own_records.records / "cases").glob("*.ttl"))
    torn = cases[1]
    torn.write_text(torn.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    checked = check(order("validate", own_records, tmp_path / "out", plan, 2), own_records)
    torn.unlink()

    (fault,) = checked.faults
    assert torn.name in fault.fr
    assert "ligne" in fault.fr
    assert results(tmp_path / "out") == texts(validate_catalogue(own_records))
