"""What is published may be read by a page of any site; what is somebody's own, by none."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

ORIGIN = {"origin": "https://elsewhere.example"}
PUBLISHED = [
    "/context.jsonld",
    "/case/ronalpia.ttl",
    "/case/ronalpia.jsonld",
    "/actor/danone",
    "/vocabulary/needs.rdf",
    "/ontology.ttl",
    "/ontology/0.1.0.ttl",
    "/queries.jsonld",
    "/catalogue.nt",
    "/.well-known/void",
    "/api/cases",
    "/api/cases/ronalpia",
    "/api/queries",
    "/api/queries/cases-by-model",
    "/api/territories?q=lille",
    "/openapi.json",
    "/feed.atom",
]
NOT_PUBLISHED = ["/health", "/health/live", "/metrics", "/curate", "/curate/drafts/1", "/api/drafts", "/api/drafts/1"]


@pytest.fixture
def client(site: TestClient) -> TestClient:
    """The site of the shipped catalogue, for programs."""
    return TestClient(site.app, headers={"accept": "*/*"})


@pytest.mark.parametrize("path", PUBLISHED)
def test_a_page_of_another_site_may_read_what_is_published(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=ORIGIN, follow_redirects=False)

    assert answer.status_code in (200, 303)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "ETag" in answer.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("path", PUBLISHED)
def test_a_browser_that_asks_first_is_told_so(client: TestClient, path: str) -> None:
    asked = {"access-control-request-method": "GET", "access-control-request-headers": "if-none-match"}

    answer = client.options(path, headers=ORIGIN | asked)

    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "If-None-Match" in answer.headers["access-control-allow-headers"]
    assert not {"PUT", "PATCH", "DELETE"} & set(answer.headers["access-control-allow-methods"].split(", "))
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/api/cases/nothing-of-that-name",
        "/nothing/here.ttl",
        "/api/cases?modele=x",
        "/dump/allianceskg-000000000000.nq.gz",
    ],
)
def test_a_problem_may_be_read_too(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=ORIGIN)

    assert answer.status_code >= 400
    assert answer.headers["access-control-allow-origin"] == "*"


def test_what_a_client_has_already_may_be_read(client: TestClient) -> None:
    tag = client.get("/case/ronalpia.ttl").headers["etag"]

    answer = client.get("/case/ronalpia.ttl", headers=ORIGIN | {"if-none-match": tag})

    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (304, "*")


@pytest.mark.parametrize("path", [*NOT_PUBLISHED, "/", "/cases", "/case/ronalpia.html", "/api/cases/ronalpia/history"])
def test_nothing_else_may_be_read(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=ORIGIN | {"accept": "text/html"})

    assert [name for name in answer.headers if name.startswith("access-control")] == []


@pytest.mark.parametrize("path", NOT_PUBLISHED)
def test_nobody_is_told_that_they_may_read_what_is_not_published(client: TestClient, path: str) -> None:
    answer = client.options(path, headers=ORIGIN | {"access-control-request-method": "GET"})

    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
def test_nobody_is_told_that_they_may_write(client: TestClient, method: str) -> None:
    answer = client.options("/api/cases/ronalpia", headers=ORIGIN | {"access-control-request-method": method})

    assert "access-control-allow-origin" not in answer.headers


def test_what_is_asked_with_a_token_is_for_nobody_else(client: TestClient) -> None:
    answer = client.get("/api/cases/ronalpia", headers=ORIGIN | {"authorization": "Bearer invented"})

    assert "access-control-allow-origin" not in answer.headers
