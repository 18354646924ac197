"""What a cluster does wrong is said in words, with exit code 3, and leaves nothing half."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

import pytest

from allianceskg.bulk import cluster as clusters
from allianceskg.bulk import program
from allianceskg.bulk.cluster import ClusterPlan, working
from allianceskg.bulk.finished import Finished
from allianceskg.cli import FINDINGS, TROUBLE, UNUSABLE, run
from allianceskg.errors import ClusterError
from allianceskg.files import Home
from benchmarks.bulk.running import Running


def unused_address() -> str:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{one.getsockname()[1]}"


def test_a_scheduler_that_does_not_answer_ends_with_3_and_nothing_written(
    own_records: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "_CONNECT_SECONDS", 1)
    out, address = tmp_path / "out", unused_address()
    status = run(["bulk", "validate", str(own_records.data), "--out", str(out), "--scheduler", address])

    assert status == TROUBLE
    assert f"{address} ne répond pas" in capsys.readouterr().err
    assert not out.exists()
    assert not (tmp_path / "out.partial").exists()


def test_an_address_that_is_none_is_said(own_records: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["bulk", "index", str(own_records.data), "--out", str(tmp_path / "out"), "--scheduler", "nowhere"]
    assert run(arguments) == TROUBLE
    assert "nowhere" in capsys.readouterr().err


def test_a_cluster_without_workers_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "_WORKER_SECONDS", 1)
    running = Running.start(tmp_path, workers=0)
    try:
        plan = ClusterPlan(running.address, workers=1, memory=0)
        with pytest.raises(ClusterError, match="no worker after 1 s"), working(plan, Finished(tmp_path, ""), tmp_path):
            pass
    finally:
        running.stop()


def test_another_program_on_a_worker_ends_with_3_and_names_both_versions(
    own_records: Home,
    cluster: Running,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clusters, "unlike", lambda there: {"rdflib": ("99.0", there["rdflib"])})
    out = tmp_path / "out"
    arguments = ["bulk", "validate", str(own_records.data), "--out", str(out), "--scheduler", cluster.address]
    status = run([*arguments, "--lang", "en"])

    assert status == TROUBLE
    assert "rdflib 99.0 ≠" in capsys.readouterr().err
    assert not out.exists()


def test_a_worker_that_joins_later_with_another_program_is_refused(
    cluster: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = ClusterPlan(cluster.address, workers=1, memory=0)
    with working(plan, Finished(tmp_path, ""), tmp_path) as working_cluster, working_cluster.crew(Path, "/") as crew:
        newer = {**program.own_program(), "rdflib": "99.0"}
        monkeypatch.setattr(clusters, "own_program", lambda: newer)
        with pytest.raises(ClusterError, match=r"rdflib 99\.0 ≠"):
            list(crew.each(Path.joinpath, [("x",)]))


def test_a_full_disk_on_a_worker_is_said_with_the_worker(cluster: Running, tmp_path: Path) -> None:
    plan = ClusterPlan(cluster.address, workers=1, memory=0)
    with (
        working(plan, Finished(tmp_path, ""), tmp_path) as working_cluster,
        working_cluster.crew(Path, "/dev/full") as crew,
        pytest.raises(ClusterError, match=r"worker tcp://127.0.0.1:\d+ could not .*No space left on device") as fault,
    ):
        list(crew.each(Path.write_text, [("x" * 100_000,)]))
    assert fault.value.hint is not None
    assert not (tmp_path / "finished").exists()


def test_a_part_that_ends_every_worker_is_given_up(tmp_path: Path) -> None:
    plan = ClusterPlan(None, workers=1, memory=2 * 1024**3)
    with (
        working(plan, Finished(tmp_path, ""), tmp_path / "dask") as working_cluster,
        working_cluster.crew(os.getpid) as crew,
        pytest.raises(ClusterError, match="has ended 4 workers"),
    ):
        list(crew.each(os.kill, [(signal.SIGKILL,)]))


def test_results_come_in_the_order_of_the_calls_and_are_kept(cluster: Running, tmp_path: Path) -> None:
    plan = ClusterPlan(cluster.address, workers=1, memory=0)
    calls = [(f"{number}",) for number in range(40)]
    for expected in (40, 0):
        with working(plan, Finished(tmp_path, ""), tmp_path) as working_cluster:
            with working_cluster.crew(Path, "/a") as crew:
                found = list(crew.each(Path.joinpath, calls))
            assert found == [Path("/a", *call) for call in calls]
            assert working_cluster.effort().tasks == expected


def test_findings_end_with_1_and_what_is_no_source_with_2(
    own_records: Home, cluster: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path / "out"), "--scheduler", cluster.address, "--lang", "en"]

    assert run(["bulk", "validate", str(own_records.data), *out]) == FINDINGS
    told = capsys.readouterr()
    assert "to mend" in told.out
    assert "findings.fr.json" in told.out
    assert "parallel efficiency" in told.err
    assert run(["bulk", "validate", str(tmp_path / "missing"), *out]) == UNUSABLE
    assert run(["bulk", "match", str(own_records.data), *out]) == UNUSABLE


def test_time_in_which_the_clock_of_a_worker_was_set_back_counts_once() -> None:
    assert clusters._covered([(0.0, 1.0), (0.5, 2.0), (0.6, 0.7), (3.0, 4.0)]) == 3.0
    assert clusters._covered([]) == 0.0
