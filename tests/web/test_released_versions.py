"""Released versions of the ontology and of the vocabularies answer from what was kept of them."""

from __future__ import annotations

import hashlib

import pytest
from rdflib import Graph
from starlette.testclient import TestClient

from allianceskg.files import Home

FROZEN = {
    "alliances.ttl": "62c4f0c552f096e36e79050152d24db13f3a29b516764be5d4599ee126d66952",
    "vocabularies/themes.ttl": "5c9ca8861b51a49246b21391857cdf3240fed81089341207a40683819e220643",
}


def graph_at(client: TestClient, path: str) -> Graph:
    response = client.get(path, headers={"accept": "text/turtle"})
    assert response.status_code == 200
    return Graph().parse(data=response.text, format="turtle")


@pytest.mark.parametrize(("name", "digest"), FROZEN.items())
def test_a_released_file_is_never_edited(home: Home, name: str, digest: str) -> None:
    content = (home.root / "releases" / "0.1.0" / name).read_bytes()

    assert hashlib.sha256(content).hexdigest() == digest


@pytest.mark.parametrize(
    ("path", "name"),
    [("/ontology/0.1.0", "alliances.ttl"), ("/vocabulary/themes/0.1.0", "vocabularies/themes.ttl")],
)
def test_the_address_of_a_version_answers_what_was_released(site: TestClient, home: Home, path: str, name: str) -> None:
    released = Graph().parse(home.root / "releases" / "0.1.0" / name)

    assert len(graph_at(site, path)) == len(released)
    assert len(graph_at(site, f"{path}.ttl")) == len(released)


def test_the_page_of_a_released_version_leads_to_the_current_one(site: TestClient) -> None:
    page = site.get("/ontology/0.1.0")

    assert page.status_code == 200
    assert "conservée telle quelle" in page.text
    assert 'href="/ontology"' in page.text
    assert "/ontology/0.1.0.ttl" in page.headers["link"]


@pytest.mark.parametrize("path", ["/ontology/9.9.9", "/vocabulary/themes/9.9.9", "/vocabulary/nothing/0.1.0"])
def test_a_version_that_was_never_released_is_not_found(site: TestClient, path: str) -> None:
    assert site.get(path).status_code == 404
