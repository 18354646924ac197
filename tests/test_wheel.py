"""The wheel, installed where nothing else of the project is, works from any directory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel; the third-party packages come from this one, by PYTHONPATH."""
    folder = tmp_path_factory.mktemp("wheel")
    _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "environment", with_pip=True)
    python = folder / "environment" / "bin" / "python"
    _run([str(python), "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", str(wheel)], cwd=folder)
    return folder


def _run(command: list[str], *, cwd: Path, **environment: str) -> str:
    # A `.pth` file, such as the one of an editable install, is not read from PYTHONPATH: the wheel stands alone.
    outcome = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": sysconfig.get_path("purelib"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout


def test_the_wheel_answers_from_another_directory(installed: Path, tmp_path: Path) -> None:
    command = str(installed / "environment" / "bin" / "allianceskg")
    profile = tmp_path / "profile.yaml"
    profile.write_text("title: Profil inventé\nfunctions: [gestion-d-un-lieu]\n", encoding="utf-8")
    store = {"ALLIANCESKG_STORE": str(tmp_path / "store")}

    where = _run(
        [str(installed / "environment" / "bin" / "python"), "-c", "import allianceskg as a; print(a.__file__)"],
        cwd=tmp_path,
    )
    titles = json.loads(_run([command, "query", "case-titles", "--format", "json"], cwd=tmp_path, **store))
    report = json.loads(_run([command, "validate", "--format", "json"], cwd=tmp_path, **store))
    answer = json.loads(_run([command, "match", str(profile), "--format", "json"], cwd=tmp_path, **store))

    assert str(installed) in where
    assert len(titles["results"]["bindings"]) == len(list((ROOT / "data" / "cases").glob("*.ttl")))
    assert report["conforms"]
    assert answer["matches"]
