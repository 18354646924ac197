"""Our IRIs, dereferenced: the same graph in each form, and what happens to those that moved or never were."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from rdflib import Graph, URIRef
from rdflib.compare import to_isomorphic
from starlette.testclient import TestClient

from allianceskg.builds import local as builds
from allianceskg.terms import BASE

from .serving import in_memory
from .small_home import write_small_home

DESCRIBED = [
    "case/ronalpia",
    "case/danone-grameen",
    "actor/danone",
    "territory/commune-45234",
    "resource/autodiagnostics",
    "vocabulary/needs",
    "vocabulary/needs/definir-strategie",
    "kit/rule/accord-sur-l-enjeu-commun",
    "convention/tie-margin",
    "shapes",
    "shapes/CaseStudy",
    "catalogue",
]


@pytest.fixture(scope="module")
def client(built_folder: Path) -> Iterator[TestClient]:
    with in_memory(built_folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def small_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application over a small invented catalogue."""
    folder = tmp_path_factory.mktemp("small")
    home = write_small_home(folder / "home")
    builds.build(home, folder / "store")
    with in_memory(folder / "store", home.root) as opened:
        yield opened


def read_json_ld(text: str, context: dict[str, Any]) -> Graph:
    """Parse JSON-LD, whose context stands in it: as much of ours as it uses."""
    assert json.loads(text)["@context"].items() <= context["@context"].items()
    quads = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.JSON_LD)
    lines = "".join(f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in quads)
    return Graph().parse(data=lines, format="nt")


@pytest.mark.parametrize("thing", DESCRIBED)
def test_each_form_says_the_same(client: TestClient, thing: str) -> None:
    context = client.get("/context.jsonld").json()
    expected = Graph().parse(data=client.get(f"/{thing}.nt").text, format="nt")
    forms = {
        "turtle": Graph().parse(data=client.get(f"/{thing}.ttl").text, format="turtle"),
        "RDF/XML": Graph().parse(data=client.get(f"/{thing}.rdf").text, format="xml"),
        "JSON-LD": read_json_ld(client.get(f"/{thing}.jsonld").text, context),
    }

    assert len(expected) > 3
    assert thing.startswith("shapes/") or any(expected.triples((URIRef(BASE + thing), None, None)))
    for name, graph in forms.items():
        assert to_isomorphic(graph) == to_isomorphic(expected), name


def test_a_document_says_all_that_its_file_says(client: TestClient, home: Any) -> None:
    file = Graph().parse(home.data / "cases" / "ronalpia.ttl")

    served = Graph().parse(data=client.get("/case/ronalpia.ttl").text, format="turtle")

    assert set(file) <= set(served)


def test_the_context_is_ours_and_served_by_us(client: TestClient, home: Any) -> None:
    response = client.get("/context.jsonld")

    assert response.headers["content-type"] == "application/ld+json"
    assert response.content == (home.ontology / "context.jsonld").read_bytes()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_of_a_case_carries_schema_org(client: TestClient, language: str) -> None:
    page = client.get("/case/danone-grameen", headers={"accept": "text/html"}, params={"lang": language}).text
    start = page.index('<script type="application/ld+json">') + len('<script type="application/ld+json">')
    data = json.loads(page[start : page.index("</script>", start)])

    assert data["@context"] == "https://schema.org"
    assert data["@id"] == f"{BASE}case/danone-grameen"
    assert data["inLanguage"] == language
    assert data["headline"]
    assert data["license"].startswith("https://creativecommons.org/")


def test_the_iris_stay_whatever_the_host(client: TestClient) -> None:
    text = client.get("/case/ronalpia.ttl", headers={"host": "miroir.example:8080"}).text

    assert "miroir.example" not in text
    assert BASE in text


def test_the_version_iri_of_the_ontology_resolves(client: TestClient) -> None:
    ontology = Graph().parse(data=client.get("/ontology.ttl").text, format="turtle")
    [version] = ontology.objects(URIRef(f"{BASE}ontology"), URIRef("http://www.w3.org/2002/07/owl#versionIRI"))
    path = str(version).removeprefix(BASE)

    assert client.get(f"/{path}", headers={"accept": "text/turtle"}).status_code == 200
    assert client.get(f"/{path}.rdf").status_code == 200


@pytest.mark.parametrize("path", ["/ontology/9.9.9", "/ontology/CaseStudy", "/ontology/"])
def test_a_version_that_never_was_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/case/ronalpi", "/case/ronalpia"),
        ("/actor/danon", "/actor/danone"),
        ("/vocabulary/needs/definir-strategi", "/vocabulary/needs/definir-strategie"),
        ("/case/ronalpi.ttl", "/case/ronalpia"),
    ],
)
def test_what_is_not_found_names_what_is_near(client: TestClient, path: str, near: str) -> None:
    report = client.get(path, headers={"accept": "application/json"})
    page = client.get(path, headers={"accept": "text/html"})

    assert report.status_code == page.status_code == 404
    assert report.headers["content-type"] == "application/problem+json"
    assert near in report.json()["nearest"]
    assert page.headers["content-type"].startswith("text/html")
    assert near in page.text
    assert "Accept" in report.headers["vary"]
    assert "Accept" in page.headers["vary"]


def test_a_merged_thing_moves_to_the_survivor_in_the_form_asked_for(small_client: TestClient) -> None:
    by_iri = small_client.get("/actor/acteur-en-double", headers={"accept": "text/turtle"}, params={"lang": "en"})
    by_suffix = small_client.get("/actor/acteur-en-double.jsonld")

    assert by_iri.status_code == by_suffix.status_code == 301
    assert by_iri.headers["location"] == "/actor/acteur-invente?lang=en"
    assert by_suffix.headers["location"] == "/actor/acteur-invente.jsonld"
    assert small_client.get(by_suffix.headers["location"]).status_code == 200


@pytest.mark.parametrize(("language", "reason"), [("fr", "Aucune source"), ("en", "No source remains")])
@pytest.mark.parametrize("path", ["/case/cas-retire", "/case/cas-retire.ttl"])
def test_a_retired_thing_says_why_and_what_replaces_it(
    small_client: TestClient, path: str, language: str, reason: str
) -> None:
    report = small_client.get(path, headers={"accept": "text/turtle"}, params={"lang": language})
    page = small_client.get(path, headers={"accept": "text/html"}, params={"lang": language})

    assert report.status_code == page.status_code == 410
    assert reason in report.json()["detail"]
    assert report.json()["successor"] == f"{BASE}case/atelier-invente"
    assert reason in page.text
    assert "/case/atelier-invente" in page.text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_says_its_language(client: TestClient, language: str) -> None:
    page = client.get("/actor/danone.html", params={"lang": language}).text

    assert f'<html lang="{language}"' in page


def test_an_address_like_that_of_a_goal_is_not_found(site: TestClient) -> None:
    assert site.get("/vocabulary/sdgs/17.html").status_code == 404


def test_the_shapes_of_all_classes_are_one_document_without_those_of_our_terms(client: TestClient) -> None:
    together = Graph().parse(data=client.get("/shapes", headers={"accept": "text/turtle"}).text, format="turtle")
    named = {str(one) for one in together.subjects()}
    for name in ("CaseStudy", "Actor", "Value"):
        of_class = Graph().parse(data=client.get(f"/shapes/{name}.ttl").text, format="turtle")
        assert {str(one) for one in of_class.subjects() if isinstance(one, URIRef)} <= named
    assert not any(one.startswith(f"{BASE}shapes#Editorial-") for one in named)
    page = client.get("/shapes.html").text
    assert 'href="/shapes/CaseStudy"' in page
    assert "CaseStudy-title" not in page
