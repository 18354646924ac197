"""The page of queries: what it offers, what it is allowed, and that its bundle is what its sources give."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from allianceskg.config import read_settings
from allianceskg.endpoint import guard
from allianceskg.endpoint.complexity import QueryLimits
from allianceskg.files import Home
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.terms import PREFIXES
from allianceskg.web import editor
from allianceskg.web.app import create_app
from allianceskg.web.rendering import STATIC
from tests.wanting import refuse_or_skip

ROOT = Path(__file__).parent.parent.parent
ASSETS = ROOT / "assets"
HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def client(built_folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(read_settings({"store": built_folder}, {}))) as client:
        yield client


@pytest.fixture(scope="module")
def queries(home: Home) -> QueryCatalogue:
    return QueryCatalogue(home.queries)


def links(page: str) -> dict[str, str]:
    """The query that each example of a page leads to."""
    found = re.findall(r'href="([^"]+)" data-example="([^"]+)"', page)
    return {name: parse_qs(urlsplit(html.unescape(href)).query)["query"][0] for href, name in found}


def test_a_browser_is_shown_the_page_in_french(client: TestClient) -> None:
    response = client.get("/sparql", headers=HTML)

    assert response.status_code == 200
    assert '<html lang="fr">' in response.text
    assert "Interroger le catalogue" in response.text


def test_the_page_is_in_english_when_asked_and_its_examples_too(client: TestClient) -> None:
    page = client.get("/sparql?lang=en", headers=HTML).text

    assert "Query the catalogue" in page
    assert "Cases that follow a partnership model" in page
    assert re.search(r'VALUES \?language \{\s*"en"\s*\}', links(page)["cases-by-model"])


def test_the_page_keeps_the_policy_of_every_page(client: TestClient) -> None:
    page, about = client.get("/sparql", headers=HTML), client.get("/about", headers=HTML)

    assert page.headers["content-security-policy"] == about.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]


def test_a_query_in_the_address_is_in_the_field_as_it_was_written(client: TestClient) -> None:
    query = '\nSELECT ?title WHERE { ?case ?p "</textarea><script>é" }'

    page = client.get("/sparql", params={"query": query}, headers=HTML).text

    field = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert field is not None
    assert html.unescape(field[1]) == query


def test_the_form_gives_a_file_without_a_script(client: TestClient) -> None:
    parameters = {"query": "SELECT ?x WHERE { VALUES ?x { 'été' } }", "format": "csv"}

    response = client.get("/sparql", params=parameters, headers=HTML)

    assert response.headers["content-type"].startswith("text/csv")
    assert response.text.split() == ["x", "été"]


def test_every_example_leads_to_its_query_without_its_header(client: TestClient, queries: QueryCatalogue) -> None:
    offered = links(client.get("/sparql", headers=HTML).text)

    assert {query.name for query in queries.in_folder("competency") if "answer" not in query.reads} <= offered.keys()
    assert not any("#+" in text for text in offered.values())
    assert all(text.strip() in queries.get(name).text for name, text in offered.items())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_example_is_refused_by_the_endpoint(queries: QueryCatalogue, language: str) -> None:
    offered = [example for _, group in editor.examples(queries, language) for example in group]

    refused = [
        example.name
        for example in offered
        if not isinstance(guard.inspect(example.text, QueryLimits()), guard.QueryReading)
    ]

    assert len(offered) > 90
    assert refused == []


def test_a_few_examples_of_each_group_answer(client: TestClient, queries: QueryCatalogue) -> None:
    for _, group in editor.examples(queries, "fr"):
        for example in group[:2]:
            response = client.post("/sparql", data={"query": example.text})
            assert response.status_code == 200, example.name


def test_the_script_is_given_the_prefixes_of_the_catalogue(client: TestClient) -> None:
    page = client.get("/sparql", headers=HTML).text

    given = re.search(r'data-settings="([^"]+)"', page)
    assert given is not None
    prefixes = json.loads(html.unescape(given[1]))["prefixes"]
    assert prefixes.items() >= PREFIXES.items()
    assert prefixes["voc-needs"] == "https://w3id.org/alliances/vocabulary/needs/"


def test_the_bundle_names_no_source_map_and_tells_its_licences() -> None:
    script = (STATIC / "editor.js").read_text(encoding="utf-8")

    assert "sourceMappingURL" not in script
    assert "CodeMirror, Copyright" in script
    assert "Permission is hereby granted" in script
    assert "url(" not in (STATIC / "editor.css").read_text(encoding="utf-8").replace("url(data:", "")


@pytest.mark.parametrize("site", ["prefix.cc", "linkeddata.es", "dbpedia.org", "triply.cc", "onlyfans"])
def test_the_bundle_holds_no_address_of_the_editor_s_own_services(site: str) -> None:
    assert site not in (STATIC / "editor.js").read_text(encoding="utf-8")


def test_no_address_of_a_registry_is_recorded() -> None:
    lock = json.loads((ASSETS / "package-lock.json").read_text(encoding="utf-8"))

    packages = [one for path, one in lock["packages"].items() if path]
    assert not any("resolved" in one for one in packages)
    assert all(one["integrity"].startswith("sha512-") for one in packages)


def test_the_committed_bundle_is_what_its_sources_give(tmp_path: Path) -> None:
    if not (shutil.which("node") and _has_packages()):
        refuse_or_skip("node or the packages of assets/ are missing: npm ci --prefix assets")

    subprocess.run(["node", str(ASSETS / "build.mjs"), str(tmp_path)], check=True, timeout=120)

    for name in ("editor.js", "editor.css"):
        assert (tmp_path / name).read_bytes() == (STATIC / name).read_bytes(), f"{name}: npm run build --prefix assets"


def _has_packages() -> bool:
    """Whether the packages are there; where all is required, and npm is, they are fetched."""
    if not (ASSETS / "node_modules" / "esbuild").is_dir():
        if os.environ.get("ALLIANCESKG_REQUIRE") != "all" or not shutil.which("npm"):
            return False
        subprocess.run(["npm", "ci", "--prefix", str(ASSETS)], check=True, timeout=300)
    return True
