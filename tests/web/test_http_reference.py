"""Every route is described in the reference, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.routing import Route

from allianceskg.serving.problem_types import TYPES
from allianceskg.web import api, crawling, diagnosis, linked_data, network, pages, publishing

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
ROUTERS = (
    api.router,
    network.router,
    network.pages,
    publishing.router,
    crawling.router,
    diagnosis.router,
    pages.router,
    linked_data.router,
)


def routes() -> list[str]:
    """List the addresses of every router, and those that the framework adds."""
    own = {route.path for router in ROUTERS for route in router.routes if isinstance(route, Route)}
    return sorted({*own, "/sparql", "/static", "/openapi.json"})


@pytest.mark.parametrize("page", ["http.md", "http.fr.md"])
def test_no_route_is_left_out(page: str) -> None:
    text = (REFERENCE / page).read_text(encoding="utf-8")

    assert len(routes()) > 20
    assert [path for path in routes() if f"`{path}`" not in text and f" {path}`" not in text] == []


@pytest.mark.parametrize("page", ["http.md", "http.fr.md"])
def test_no_status_of_an_error_is_left_out(page: str) -> None:
    text = (REFERENCE / page).read_text(encoding="utf-8")

    assert [status for status in {one.status for one in TYPES.values()} if f"| {status} |" not in text] == []
