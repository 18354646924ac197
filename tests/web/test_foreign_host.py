"""What a request says of the host it asks for is nowhere repeated, unless it is one of this server's."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

FOREIGN = "evil.example"
ADDRESSES = [
    "/",
    "/sitemap.xml",
    "/sitemap/case-1.xml",
    "/robots.txt",
    "/feed.atom",
    "/case/silver-geek",
    "/case/silver-geek.ttl",
    "/case/silver-geek.jsonld",
    "/case/silver-geek/",
    "/catalogue.ttl",
    "/data",
    "/queries",
    "/diagnosis?theme=emploi&step=answer",
    "/sparql",
    "/openapi.json",
    "/nowhere",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_foreign_host_is_not_repeated(site: TestClient, address: str) -> None:
    answer = site.get(address, headers={"host": FOREIGN}, follow_redirects=False)

    assert FOREIGN not in answer.text
    assert all(FOREIGN not in value for value in answer.headers.values())


def test_the_address_that_the_request_came_to_stands_for_it(site: TestClient) -> None:
    foreign, own = (site.get("/robots.txt", headers=headers).text for headers in ({"host": FOREIGN}, {}))

    assert foreign == own
    assert "http://testserver/sitemap.xml" in own
