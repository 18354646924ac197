"""Opening a workspace: what it is seeded with, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from allianceskg.curation.workspace import Workspace, create_workspace, open_workspace, write_bundle
from allianceskg.errors import ConfigurationError, WorkspaceError
from allianceskg.files import Home
from tests.few_records import CASE


def test_a_workspace_holds_the_records_of_the_home_in_one_commit(few: Home, workspace: Workspace) -> None:
    names = {f"{path.parent.name}/{path.stem}" for path in few.data.glob("[ac]*/*.ttl")}

    assert set(workspace.names()) == names
    assert workspace.path(CASE).read_bytes() == (few.data / f"{CASE}.ttl").read_bytes()
    assert len(workspace.repository.log(f"{CASE}.ttl")) == 1
    assert workspace.edited() == []


def test_a_folder_that_holds_something_is_refused_and_left_as_it_is(few: Home, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("à moi", encoding="utf-8")

    with pytest.raises(ConfigurationError, match="not an empty folder"):
        create_workspace(tmp_path, few)

    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_machine_without_git_is_told_and_nothing_is_left(
    few: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(WorkspaceError, match="git is not installed"):
        create_workspace(tmp_path / "workspace", few)

    assert list((tmp_path / "workspace").iterdir()) == []


def test_a_place_that_cannot_be_written_is_refused_with_the_reason(few: Home, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(WorkspaceError, match="Not a directory"):
        create_workspace(tmp_path / "file" / "workspace", few)


def test_a_folder_without_history_is_no_workspace_to_write_in(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no git repository"):
        open_workspace(tmp_path)


def test_a_file_edited_added_or_removed_is_named(workspace: Workspace) -> None:
    workspace.path(CASE).write_text("écrit à la main", encoding="utf-8")
    workspace.path("cases/nouveau").write_text("nouveau", encoding="utf-8")
    workspace.path("actors/danone").unlink()

    assert workspace.edited() == ["actors/danone.ttl", "cases/danone-grameen.ttl", "cases/nouveau.ttl"]


def test_a_backup_is_read_back_by_git(workspace: Workspace, tmp_path: Path) -> None:
    write_bundle(workspace, tmp_path / "saved.bundle")

    workspace.repository.run("clone", "--quiet", str(tmp_path / "saved.bundle"), str(tmp_path / "again"))
    again = Workspace(tmp_path / "again")

    assert set(again.names()) == set(workspace.names())
    assert again.repository.head() == workspace.repository.head()
