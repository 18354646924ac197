"""The contract of stores, on each kind of store for real."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from allianceskg.store.embedded import EmbeddedStore
from allianceskg.store.protocol import Store, WritableStore
from tests.store.contract import GRAPHS, ReadingContract, WritingContract
from tests.store.servers import Server, running_endpoint


def in_memory(_request: pytest.FixtureRequest) -> WritableStore:
    return EmbeddedStore.in_memory()


def on_disk(request: pytest.FixtureRequest) -> WritableStore:
    folder: Path = request.getfixturevalue("tmp_path")
    return EmbeddedStore.create(folder / "store")


def oxigraph(request: pytest.FixtureRequest) -> WritableStore:
    return emptied(request.getfixturevalue("oxigraph"))


def virtuoso(request: pytest.FixtureRequest) -> WritableStore:
    return emptied(request.getfixturevalue("virtuoso"))


def emptied(server: Server) -> WritableStore:
    store = server.store()
    for graph in store.graphs():
        store.drop_graph(graph)
    return store


MAKERS = [in_memory, on_disk, oxigraph, virtuoso]


class TestWritableStores(ReadingContract, WritingContract):
    @pytest.fixture(params=MAKERS, ids=lambda maker: maker.__name__)
    def store(self, request: pytest.FixtureRequest) -> WritableStore:
        store: WritableStore = request.param(request)
        for graph, turtle in GRAPHS.items():
            store.replace_graph(graph, turtle)
        return store


@pytest.fixture(scope="module")
def our_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path = tmp_path_factory.mktemp("endpoint") / "store"
    filled = EmbeddedStore.create(path)
    for graph, turtle in GRAPHS.items():
        filled.replace_graph(graph, turtle)
    filled.flush()
    del filled
    with running_endpoint(path, "0123456789ab") as server:
        yield server


class TestOurOwnEndpoint(ReadingContract):
    """It is for reading only, so its store is filled beside it."""

    @pytest.fixture
    def store(self, our_endpoint: Server) -> Store:
        return our_endpoint.store()
