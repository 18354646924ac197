"""`allianceskg curate`: from an empty folder to a case published, told, reverted and saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from allianceskg.cli import run
from allianceskg.files import Home
from tests.few_records import CASE, write_few_records

TITLE = "Danone et Grameen Bank : la co-entreprise Grameen Danone Foods"


@pytest.fixture
def workspace(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    few = write_few_records(home, tmp_path / "home")
    monkeypatch.setenv("ALLIANCESKG_HOME", str(few.root))
    monkeypatch.setenv("ALLIANCESKG_STORE", str(tmp_path / "store"))
    assert run(["curate", "init", str(tmp_path / "workspace")]) == 0
    monkeypatch.setenv("ALLIANCESKG_DATA", str(tmp_path / "workspace"))
    return tmp_path / "workspace"


def rewrite(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_case_is_corrected_told_and_reverted(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = workspace / f"{CASE}.ttl"
    rewrite(case, TITLE, "Autre titre inventé")
    assert run(["curate", "status"]) == 0
    assert "cases/danone-grameen.ttl" in capsys.readouterr().out

    assert run(["curate", "publish", str(case), "--author", "Camille Inventée <camille@example.org>"]) == 0
    assert f"Titre : « {TITLE} » → « Autre titre inventé »" in capsys.readouterr().out

    assert run(["curate", "history", "danone-grameen"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert "par Camille Inventée" in told[0]
    assert told[-1].strip() == "Première version."
    first = told[3].split()[0]

    assert run(["curate", "revert", "danone-grameen", first]) == 0
    assert TITLE in case.read_text(encoding="utf-8")
    assert run(["curate", "backup", str(tmp_path / "saved.bundle")]) == 0


def test_a_refused_file_is_named_and_the_code_is_that_of_findings(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / "cases" / "nouveau.ttl").write_text("ceci n'est pas du Turtle", encoding="utf-8")

    assert run(["load"]) == 1
    assert "nouveau.ttl : la fiche n'est pas publiée." in capsys.readouterr().err
    assert run(["query", "case-titles"]) == 0
    assert run(["curate", "publish", "cases/nouveau.ttl"]) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["curate", "publish", "cases/danone-grameen.ttl", "--author", "camille"], "Écrivez : Camille Martin"),
        (["curate", "retire", "inconnu", "--reason", "Inventé."], "Aucune fiche ne s'appelle « inconnu »"),
        (["curate", "init", "."], "n'est pas un dossier vide"),
    ],
)
def test_a_wrong_call_is_told_what_to_write(
    words: list[str], said: str, workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == 2
    assert said in capsys.readouterr().err


def test_without_a_workspace_the_way_to_one_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ALLIANCESKG_DATA", raising=False)

    assert run(["curate", "status"]) == 2
    assert "curate init" in capsys.readouterr().err


def test_help_lists_the_commands_in_one_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["curate", "--help"]) == 0
    told = capsys.readouterr().out
    assert [
        name
        for name in ("init", "status", "publish", "retire", "merge", "history", "revert", "backup")
        if name not in told
    ] == []
    assert run(["curate", "unheard-of"]) == 2
    assert "Commandes : init, status" in capsys.readouterr().err
