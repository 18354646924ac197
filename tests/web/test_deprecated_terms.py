"""A term that is no longer to be used stays, and leads to what replaces it: on its page, as Turtle and by a query."""

from __future__ import annotations

import shutil

import pytest
from starlette.testclient import TestClient

from allianceskg.builds import local as builds
from allianceskg.config import read_settings
from allianceskg.files import find_home
from allianceskg.web.app import create_app

from .small_home import write_small_home

CONCEPT = """
<https://w3id.org/alliances/vocabulary/needs/definir-strategie>
    <http://www.w3.org/2002/07/owl#deprecated> true ;
    <http://purl.org/dc/terms/isReplacedBy> <https://w3id.org/alliances/vocabulary/needs/evaluer-pertinence> .
"""
TERM = """
<https://w3id.org/alliances/ontology#purpose>
    <http://www.w3.org/2002/07/owl#deprecated> true ;
    <http://purl.org/dc/terms/isReplacedBy> <https://w3id.org/alliances/ontology#situation> .
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A client of a small home in which a concept and a property are deprecated."""
    folder = tmp_path_factory.mktemp("deprecated")
    home = write_small_home(folder / "home")
    home.ontology.unlink()
    shutil.copytree(find_home().ontology, home.ontology)
    for name, text in (("vocabularies/needs.ttl", CONCEPT), ("alliances.ttl", TERM)):
        with (home.ontology / name).open("a", encoding="utf-8") as file:
            file.write(text)
    builds.build(home, folder / "store")
    return TestClient(create_app(read_settings({"store": folder / "store", "home": home.root}, {})))


@pytest.mark.parametrize(
    ("path", "successor"),
    [
        ("/vocabulary/needs/definir-strategie.html", "/vocabulary/needs/evaluer-pertinence.html"),
        ("/ontology.html", "/ontology#situation"),
    ],
)
@pytest.mark.parametrize(("language", "words"), [("fr", "Terme obsolète"), ("en", "Deprecated term")])
def test_a_page_says_so_and_names_the_successor(
    client: TestClient, path: str, successor: str, language: str, words: str
) -> None:
    page = client.get(path, params={"lang": language}).text

    told = page[page.index(words) :][:600]
    assert successor.partition("#")[0] in told
    assert successor.partition("#")[2] in told


def test_nothing_else_is_said_to_be_deprecated(client: TestClient) -> None:
    assert "Terme obsolète" not in client.get("/vocabulary/needs/evaluer-pertinence.html").text
    assert client.get("/ontology.html").text.count("Terme obsolète") == 1


def test_turtle_and_a_query_say_so(client: TestClient) -> None:
    assert "owl:deprecated true" in client.get("/vocabulary/needs/definir-strategie.ttl").text
    store = client.app.state.editions.current().catalogue.store  # type: ignore[attr-defined]
    assert store.ask(
        "PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX dcterms: <http://purl.org/dc/terms/> "
        "ASK { ?term owl:deprecated true ; dcterms:isReplacedBy <https://w3id.org/alliances/ontology#situation> }"
    )
