"""A running application takes over a new build by itself, without an error in between."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from allianceskg.builds import local as builds
from allianceskg.config import read_settings
from allianceskg.errors import StoreUnreachableError
from allianceskg.files import Home
from allianceskg.serving.editions import Editions
from allianceskg.web.app import create_app
from tests.patience import comes_true

from .serving import in_memory
from .small_home import CASE, write_record, write_small_home

ASKED = "PREFIX dcterms: <http://purl.org/dc/terms/> ASK { ?case dcterms:title 'Autre titre inventé'@fr }"


@pytest.fixture
def small(tmp_path: Path) -> Home:
    """A small invented catalogue, built in the folder `store` beside it."""
    home = write_small_home(tmp_path / "home")
    builds.build(home, tmp_path / "store")
    return home


@pytest.fixture
def client(small: Home, tmp_path: Path) -> Iterator[TestClient]:
    with in_memory(tmp_path / "store", small.root) as opened:
        yield opened


def change(home: Home, store: Path) -> str:
    """Change the title of the invented case and build; gives the new version."""
    write_record(home, "cases/atelier-invente", CASE.replace("Atelier inventé", "Autre titre inventé"))
    return builds.build(home, store).manifest.version


def test_a_new_build_is_taken_over_without_an_error(client: TestClient, small: Home, tmp_path: Path) -> None:
    faults: list[tuple[str, int]] = []
    is_over = threading.Event()

    def keep_asking() -> None:
        while not is_over.is_set():
            for path in ("/case/atelier-invente", "/api/cases", "/health", "/sparql?query=ASK%7B%7D"):
                status = client.get(path).status_code
                if status != 200:
                    faults.append((path, status))

    asking = threading.Thread(target=keep_asking)
    asking.start()
    try:
        version = change(small, tmp_path / "store")
        answers = comes_true(
            lambda: (
                client.get("/health").json()["data_version"] == version
                and "Autre titre inventé" in client.get("/case/atelier-invente.ttl").text
                and client.get("/sparql", params={"query": ASKED}).json()["boolean"]
            )
        )
    finally:
        is_over.set()
        asking.join()

    assert answers
    assert faults == []


def test_tags_change_with_the_build(client: TestClient, small: Home, tmp_path: Path) -> None:
    before = client.get("/case/cas-sans-date.ttl").headers["etag"]
    version = change(small, tmp_path / "store")
    assert comes_true(lambda: client.get("/health").json()["data_version"] == version)

    response = client.get("/case/cas-sans-date.ttl", headers={"if-none-match": before})

    assert response.status_code == 200
    assert version in response.headers["etag"]


@pytest.mark.parametrize("damage", ["pointer", "manifest", "store"])
def test_a_damaged_new_build_leaves_the_old_one_in_use(
    client: TestClient, small: Home, tmp_path: Path, damage: str
) -> None:
    store = tmp_path / "store"
    before = client.get("/health").json()["data_version"]
    broken = store / "builds" / "0123456789ab"
    broken.mkdir()
    if damage != "manifest":
        text = (store / "builds" / before / "manifest.json").read_text(encoding="utf-8")
        (broken / "manifest.json").write_text(text.replace(before, "0123456789ab"), encoding="utf-8")
    (store / "current").write_text("nothing" if damage == "pointer" else "0123456789ab", encoding="utf-8")
    time.sleep(1.2)

    for _ in range(3):
        assert client.get("/case/atelier-invente.ttl").status_code == 200
        assert client.get("/health").json()["data_version"] == before


def test_a_request_keeps_its_edition_to_its_end(small: Home, tmp_path: Path) -> None:
    editions = Editions(read_settings({"store": tmp_path / "store", "home": small.root}, {}))
    taken = editions.current()
    version = change(small, tmp_path / "store")
    time.sleep(0.6)

    assert editions.current().manifest.version == version
    assert taken.manifest.version != version
    assert taken.catalogue.titles  # the old build still answers


def test_without_a_build_the_application_says_so(small: Home, tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachableError):
        create_app(read_settings({"store": tmp_path / "empty", "home": small.root}, {}))
