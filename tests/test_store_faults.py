"""A store that cannot be written is answered from as it is; one that is damaged is made again from the files."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest
from starlette.testclient import TestClient

from allianceskg import cli
from allianceskg.builds import local as builds
from allianceskg.cli.system_faults import said_of_system
from allianceskg.config import Settings, read_settings
from allianceskg.errors import StoreUnreachableError
from allianceskg.files import Home
from allianceskg.validation.reference import Reference
from allianceskg.web.app import create_app


@pytest.fixture
def settings(lighter_home: Home, lighter_folder: Path, tmp_path: Path) -> Settings:
    """Settings over a copy of a built store."""
    shutil.copytree(lighter_folder, tmp_path / "store")
    return read_settings({"store": tmp_path / "store", "home": lighter_home.root}, {})


def refuse(*_: object, **__: object) -> NoReturn:
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def test_a_store_that_cannot_be_written_is_answered_from(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    version = builds.current_version(settings.store)
    monkeypatch.setattr(Path, "touch", refuse)

    assert settings.open_catalogue().data_version == version


def test_a_store_that_is_older_than_the_files_is_answered_from_and_the_log_says_so(
    settings: Settings, lighter_home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(builds, "data_version", lambda *_: "another")
    monkeypatch.setattr(Path, "touch", refuse)

    settings.open_catalogue()

    assert "event=build_older_than_files" in caplog.text


def test_without_a_build_a_place_that_cannot_be_written_is_named(
    lighter_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "touch", refuse)

    with pytest.raises(StoreUnreachableError, match="cannot be made or written"):
        read_settings({"store": tmp_path / "store", "home": lighter_home.root}, {}).open_catalogue()


@pytest.mark.parametrize("damaged", ["CURRENT", "MANIFEST-*", "*.sst"])
def test_a_damaged_build_is_set_aside_and_made_again(
    settings: Settings, damaged: str, caplog: pytest.LogCaptureFixture
) -> None:
    version = builds.current_version(settings.store)
    assert version is not None
    for path in builds.store_of(settings.store, version).glob(damaged):
        path.unlink()
        path.write_bytes(b"damaged")

    catalogue = settings.open_catalogue()

    assert catalogue.data_version == version
    assert catalogue.store.ask("ASK { ?s a <https://w3id.org/alliances/ontology#CaseStudy> }")
    assert "event=build_set_aside" in caplog.text
    assert len(list((settings.store / "set-aside").iterdir())) == 1


def test_dumps_that_cannot_be_written_are_told_as_a_problem(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = TestClient(create_app(settings))
    shutil.rmtree(settings.store)
    settings.store.write_text("no folder any more")

    for path in ("/dump/", f"/dump/allianceskg-{client.get('/health').json()['data_version']}.nq.gz"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (503, "unavailable")
    assert client.get("/case/ronalpia.ttl").status_code == 200


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/data/store"), "/data/store: the disk is full"),
        (OSError(errno.EFBIG, "File too large"), "A file is larger than is allowed"),
        (OSError(errno.EROFS, "Read-only file system", "/x"), "/x: the file system is read only"),
        (RuntimeError("IO error: No space left on device (os error 28)"), "The disk is full"),
        (MemoryError(), "There is not enough memory"),
        (ValueError("x"), None),
    ],
)
def test_what_the_system_refuses_is_told_as_such(fault: Exception, words: str | None) -> None:
    said = said_of_system(fault)

    assert (None if said is None else said.en.startswith(words or "-")) is (None if words is None else True)
    assert said is None or (said.fr != said.en and said.fr.endswith("."))


def test_the_command_names_a_full_disk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device", "/data/store")

    monkeypatch.setattr("allianceskg.config.Settings.load", fail)

    assert cli.run(["load", "--lang", "en"]) == 3
    assert "/data/store: the disk is full" in capsys.readouterr().err


def test_a_name_that_no_file_system_takes_is_no_record(home: Home) -> None:
    reference = Reference(home)

    assert reference.record_file(f"https://w3id.org/alliances/case/{'a' * 300}") is None
    assert reference.record("https://w3id.org/alliances/actor/" + "a" * 5000) == ()
