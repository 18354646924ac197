"""An earlier data version answers as long as its build is kept."""

from __future__ import annotations

import gzip
from hashlib import sha256
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from allianceskg.builds import local as builds
from allianceskg.config import read_settings
from allianceskg.files import Home
from allianceskg.web.app import create_app
from tests.web.small_home import write_small_home

PROFILE = "/api/match?theme=emploi&limit=3"


@pytest.fixture(scope="module")
def versions(lighter_home: Home, tmp_path_factory: pytest.TempPathFactory) -> tuple[TestClient, str, str]:
    """A client of a server whose catalogue has changed once, and both data versions: the earlier, and the one in use."""
    folder = tmp_path_factory.mktemp("versions")
    first = builds.build(lighter_home, folder / "store").manifest.version
    partner = folder / "partner.nt"
    partner.write_text("<http://p.example/a> <http://p.example/b> <http://p.example/c> .\n")
    second = builds.build(lighter_home, folder / "store", imports=[partner]).manifest.version
    app = create_app(read_settings({"store": folder / "store", "home": lighter_home.root}, {}))
    return TestClient(app), first, second


def test_a_query_is_answered_from_the_version_asked_for(versions: tuple[TestClient, str, str]) -> None:
    client, first, second = versions

    tags = [client.get(f"/api/queries/case-titles?version={one}").headers["etag"] for one in (first, second)]

    assert tags == [f'"{first}"', f'"{second}"']


def test_a_ranking_is_repeated_by_its_version(versions: tuple[TestClient, str, str]) -> None:
    client, first, second = versions

    earlier, now = (client.get(f"{PROFILE}&version={one}").json() for one in (first, second))

    assert (earlier["data_version"], now["data_version"]) == (first, second)
    assert earlier["matches"] == now["matches"] != []


def test_a_dump_of_a_kept_version_is_written_when_it_is_asked_for(tmp_path: Path) -> None:
    home = write_small_home(tmp_path / "home")
    first = builds.build(home, tmp_path / "store").manifest.version
    (home.data / "cases" / "atelier-invente.ttl").unlink()
    builds.build(home, tmp_path / "store")
    client = TestClient(create_app(read_settings({"store": tmp_path / "store", "home": home.root}, {})))

    dump = client.get(f"/dump/allianceskg-{first}.nq.gz")

    assert dump.status_code == 200
    assert b"case/atelier-invente> " in gzip.decompress(dump.content)
    assert client.get(f"/dump/allianceskg-{first}.nq.gz.sha256").text.startswith(sha256(dump.content).hexdigest())
    assert first in {one["data_version"] for one in client.get("/dump/").json()["dumps"]}


@pytest.mark.parametrize("version", ["000000000000", "../../etc", "x"])
def test_a_version_that_is_not_kept_is_gone(versions: tuple[TestClient, str, str], version: str) -> None:
    client, _, second = versions

    answer = client.get(f"{PROFILE}&version={version}")

    assert (answer.status_code, answer.json()["current"], answer.json()["dump"]) == (410, second, "/dump/")
