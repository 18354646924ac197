"""Saving everything and restoring it on an empty machine, by the commands of the how-to as they are printed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from allianceskg.builds import local as builds
from allianceskg.builds.dumps import write_apart
from allianceskg.cli import run
from allianceskg.curation.accounts import Accounts, Role
from allianceskg.curation.database import Database, database_of
from allianceskg.curation.drafts import Drafts
from allianceskg.curation.workspace import Workspace
from allianceskg.files import Home
from tests.few_records import CASE, write_few_records

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "run-it-in-production.md"
PARTNER = "<http://partner.example/a> <http://partner.example/b> <http://partner.example/c> ."
ASKED = "SELECT ?o { <http://partner.example/a> ?p ?o }"


@pytest.fixture
def machine(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a service, as the how-to has it, with a workspace, a store, an added file, a dump, an account and a draft."""
    place = tmp_path / "service"
    monkeypatch.setenv("ALLIANCESKG_HOME", str(write_few_records(home, tmp_path / "home").root))
    monkeypatch.setenv("ALLIANCESKG_STORE", str(place / "store"))
    (partner := tmp_path / "partner.nt").write_text(PARTNER, encoding="utf-8")
    assert run(["curate", "init", str(place / "observatory")]) == 0
    monkeypatch.setenv("ALLIANCESKG_DATA", str(place / "observatory"))
    assert run(["load", str(partner), "--license", "https://creativecommons.org/licenses/by/4.0/"]) == 0
    manifest = builds.current(place / "store")
    assert manifest is not None
    (dumps := place / "store" / "dumps").mkdir()
    write_apart(
        builds.store_of(place / "store", manifest.version), dumps, manifest.version, ["nq"], is_closing=lambda: False
    )
    with closing(Database.open(database_of(Workspace(place / "observatory")))) as database:
        account = Accounts(database).add(
            "camille@example.org", name="Camille Inventée", role=Role.CURATOR, password=None
        )
        Drafts(database).open(account, "cases", slug="brouillon", fields={"title": "Brouillon inventé"})
    return place


def section(title: str) -> list[str]:
    """Return the blocks of commands of a section of the how-to."""
    text = GUIDE.read_text(encoding="utf-8").partition(f"## {title}\n")[2].partition("\n## ")[0]
    return re.findall(r"```\n(.*?)```", text, re.DOTALL)


def carry_out(commands: str, places: dict[str, Path]) -> None:
    """Run commands as the service, in other places."""
    for documented, place in places.items():
        commands = commands.replace(documented, str(place))
    environment = {
        name: value for name, value in os.environ.items() if name not in ("ALLIANCESKG_DATA", "ALLIANCESKG_STORE")
    }
    script = "set -eu\n" + commands.replace("sudo -u alliances ", "")
    done = subprocess.run(["sh", "-c", script], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def digests(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_what_was_saved_is_restored_in_an_empty_place_and_answers_the_same(
    machine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save, restore = section("Back up and restore")
    (saved := tmp_path / "saved").mkdir()
    places = {
        "/var/backups/alliances": saved,
        "/var/lib/alliances": machine,
        "/opt/alliances/.venv/bin": Path(sys.executable).parent,
    }
    before = builds.current(machine / "store")
    dumped = digests(machine / "store" / "dumps")
    capsys.readouterr()
    (asked := tmp_path / "asked.rq").write_text(ASKED, encoding="utf-8")
    questions = [["query", "case-titles", "--format", "csv"], ["query", str(asked), "--format", "csv"]]
    answers = [_said(words, capsys) for words in questions]

    carry_out(save, places)
    shutil.rmtree(machine)
    machine.mkdir()
    carry_out(restore, places)

    assert builds.current(machine / "store") == before
    assert digests(machine / "store" / "dumps") == dumped != {}
    assert [_said(words, capsys) for words in questions] == answers
    assert "http://partner.example/c" in answers[1]
    with closing(Database.open(database_of(Workspace(machine / "observatory")))) as database:
        assert [one.email for one in Accounts(database).all()] == ["camille@example.org"]
        assert [one.title for one in Drafts(database).all()] == ["Brouillon inventé"]
    case = machine / "observatory" / f"{CASE}.ttl"
    case.write_text(
        case.read_text(encoding="utf-8").replace("Danone et Grameen", "Grameen et Danone"), encoding="utf-8"
    )
    assert run(["curate", "publish", str(case), "--author", "Camille Inventée <camille@example.org>"]) == 0


def _said(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert run(words) == 0
    return capsys.readouterr().out
