"""The sitemap of the shipped catalogue: every thing that has a page, in parts of a size that crawlers take."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections import Counter

import pytest
from starlette.testclient import TestClient

from allianceskg.web import crawling

LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def locations(client: TestClient, path: str) -> list[str]:
    root = ElementTree.fromstring(client.get(path).content)
    return [(entry.text or "").removeprefix("http://testserver") for entry in root.iter(LOCATION)]


@pytest.fixture(scope="module")
def parts(site: TestClient) -> dict[str, list[str]]:
    return {part: locations(site, part) for part in locations(site, "/sitemap.xml")}


def test_no_part_is_longer_than_crawlers_take(parts: dict[str, list[str]]) -> None:
    assert all(0 < len(addresses) <= crawling.MOST_IN_A_PART for addresses in parts.values())


def test_no_page_is_listed_twice(parts: dict[str, list[str]]) -> None:
    listed = Counter(address for addresses in parts.values() for address in addresses)

    assert [address for address, times in listed.items() if times > 1] == []


@pytest.mark.parametrize(
    "address",
    [
        "/case/ronalpia",
        "/actor/danone.html",
        "/territory/commune-45234.html",
        "/vocabulary/needs.html",
        "/vocabulary/needs/definir-strategie.html",
        "/landmark/theme/emploi",
        "/kit/rule/accord-sur-l-enjeu-commun.html",
        "/convention/tie-margin.html",
        "/query/catalogue/case-titles.html",
        "/study/reported-results",
        "/resources",
    ],
)
def test_each_kind_of_page_is_listed_and_answers(site: TestClient, parts: dict[str, list[str]], address: str) -> None:
    assert any(address in addresses for addresses in parts.values())
    assert site.get(address).status_code == 200


def test_every_case_and_territory_is_listed(site: TestClient, parts: dict[str, list[str]]) -> None:
    listed = [address for addresses in parts.values() for address in addresses]
    edition = site.app.state.editions.current()  # type: ignore[attr-defined]

    assert sum(address.startswith("/case/") for address in listed) == site.get("/health").json()["cases"]
    assert sum(address.startswith("/territory/") for address in listed) == len(edition.catalogue.territories.iris())
