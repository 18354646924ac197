"""The site over the shipped catalogue, without a socket; and over one with an invented hostile case beside it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from allianceskg.builds import local as builds
from allianceskg.config import read_settings
from allianceskg.files import Home
from allianceskg.web.app import create_app
from tests.store.servers import Server, running_oxigraph, running_virtuoso

HOSTILE = Path(__file__).parent / "hostile.ttl"


def client_of(store: Path) -> TestClient:
    """Make a client that reads pages as a person's browser does."""
    app = create_app(read_settings({"store": store}, {}))
    return TestClient(app, headers={"accept": "text/html"})


def client_with_case(file: Path, name: str, home: Home, built_folder: Path, folder: Path) -> TestClient:
    """Make a client of the site of the shipped catalogue with one more case, which no gate has judged."""
    store, workspace = folder / "store", folder / "workspace"
    shutil.copytree(built_folder, store)
    shutil.copytree(home.data / "cases", workspace / "cases")
    shutil.copyfile(file, workspace / "cases" / f"{name}.ttl")
    for group in ("actors", "resources"):
        (workspace / group).symlink_to(home.data / group)
    builds.build(Home(home.root, workspace), store)
    return client_of(store)


@pytest.fixture(scope="session")
def site(built_folder: Path) -> TestClient:
    """The site of the shipped catalogue."""
    return client_of(built_folder)


@pytest.fixture(scope="session")
def hostile_site(home: Home, built_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """The site of a catalogue that holds an invented case full of markup and of addresses that could run."""
    return client_with_case(HOSTILE, "cas-hostile", home, built_folder, tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="session")
def roomy_oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`oxigraph serve`, to be loaded with a catalogue."""
    with running_oxigraph(tmp_path_factory.mktemp("oxigraph")) as server:
        yield server


@pytest.fixture(scope="session")
def roomy_virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Virtuoso 7, to be loaded with a catalogue."""
    with running_virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server
