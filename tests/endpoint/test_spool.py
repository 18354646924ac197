"""Folders of large answers do not outlive their servers."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from allianceskg.endpoint.spool import Spool


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def aged(folder: Path) -> Path:
    os.utime(folder, (1_000_000_000, 1_000_000_000))
    return folder


def test_what_a_killed_server_left_is_cleared_away(tmp_path: Path) -> None:
    left = tmp_path / "allianceskg-answers-left"
    left.mkdir()
    (left / "123").write_bytes(b"an answer")
    other = tmp_path / "something-else"
    other.mkdir()
    aged(left)
    aged(other)

    spool = Spool()

    assert not left.exists()
    assert other.exists()
    assert spool.path.is_dir()


def test_what_a_living_server_holds_or_has_just_made_stays(tmp_path: Path) -> None:
    held, young = Spool(), tmp_path / "allianceskg-answers-young"
    young.mkdir()
    aged(held.path)

    Spool()

    assert held.path.exists()
    assert young.exists()


def test_a_closed_folder_is_gone() -> None:
    spool = Spool()
    (spool.path / "1").write_bytes(b"")
    spool.close()
    spool.close()
    assert not spool.path.exists()
