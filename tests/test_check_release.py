"""The check before a release: every Python that is named, and none that is missing without a word."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scripts import check_release


def test_the_python_that_runs_this_is_named_and_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    (tmp_path / f"python{version}").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert version in check_release.named_versions()
    assert check_release.find_interpreter(version) == str(tmp_path / f"python{version}")


def test_a_program_of_that_name_that_does_not_run_is_no_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shim = tmp_path / "python3.12"
    shim.write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert check_release.find_interpreter("3.12") is None


def test_a_missing_python_is_named_and_fails_the_check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check_release, "find_interpreter", lambda version: None if version == "3.13" else version)
    monkeypatch.setattr(check_release, "run_tests", lambda program: True)

    assert check_release.main([]) == 1
    assert "Python 3.13: not run" in capsys.readouterr().out
    assert check_release.main(["--on", "3.11", "3.12"]) == 0


def test_a_failure_on_one_python_fails_the_check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check_release, "find_interpreter", lambda version: version)
    monkeypatch.setattr(check_release, "run_tests", lambda program: program != "3.12")

    assert check_release.main([]) == 1
    assert capsys.readouterr().out.splitlines()[:2] == ["Python 3.11: passed", "Python 3.12: failed"]
