"""The servers that several test files of stores use, each started once, when first asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.register_assert_rewrite("tests.store.contract")

from tests.store.servers import Server, running_oxigraph, running_virtuoso  # noqa: E402  after the line above


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`oxigraph serve`, for tests that empty it as they like."""
    with running_oxigraph(tmp_path_factory.mktemp("oxigraph")) as server:
        yield server


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Virtuoso 7, for tests that empty it as they like; its row limit is low, so that they can reach it."""
    with running_virtuoso(tmp_path_factory.mktemp("virtuoso"), rows=1000, seconds=4) as server:
        yield server
