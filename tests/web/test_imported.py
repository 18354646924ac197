"""What a partner publishes under its own addresses has pages, names, filters and search here, in whatever language it is."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import quote

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, VOID
from starlette.testclient import TestClient

from allianceskg.builds import local as builds
from allianceskg.files import Home
from allianceskg.terms import BASE
from tests.web.conftest import client_of

FILE = Path(__file__).parent / "imported.ttl"
SPACE = "https://verzonnen.example/"
CASE, ACTOR, THEME, PLACE = (
    f"{SPACE}{one}" for one in ("geval/tuin", "partij/hovenier", "thema/groen", "gemeente/hoeveland")
)
NAMES = {CASE: "Een verzonnen tuin", ACTOR: "Verzonnen hovenier", THEME: "Verzonnen groen", PLACE: "Hoeveland"}


def address(thing: str) -> str:
    return f"/imported/{quote(thing, safe='')}"


@pytest.fixture(scope="module")
def joined_site(home: Home, built_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    folder = tmp_path_factory.mktemp("joined") / "store"
    shutil.copytree(built_folder, folder)
    builds.build(home, folder, imports=[FILE])
    return client_of(folder)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("thing", NAMES)
def test_each_has_a_page_that_names_it_and_links_to_the_others(
    joined_site: TestClient, thing: str, language: str
) -> None:
    page = joined_site.get(f"{address(thing)}.html?lang={language}")

    assert page.status_code == 200
    assert f'<span lang="nl">{NAMES[thing]}</span>' in page.text
    for other in {CASE: (ACTOR, THEME, PLACE), ACTOR: (CASE,), THEME: (CASE,), PLACE: (CASE,)}[thing]:
        assert f"{address(other)}.html" in page.text, other
    assert "CC BY 4.0, <" not in page.text


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("ending", ["ttl", "jsonld", "nt", "rdf"])
def test_each_form_is_under_the_same_address(joined_site: TestClient, ending: str) -> None:
    answer = joined_site.get(f"{address(CASE)}.{ending}")

    formats = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdf": "xml"}
    assert URIRef(CASE) in set(Graph().parse(data=answer.text, format=formats[ending]).subjects())
    assert "creativecommons.org" not in answer.headers["link"]


def test_its_address_leads_to_the_document_in_the_form_asked_for(joined_site: TestClient) -> None:
    answer = joined_site.get(address(CASE), headers={"accept": "text/turtle"}, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, f"{address(CASE)}.ttl")


def test_what_is_folded_for_queries_is_not_printed(joined_site: TestClient) -> None:
    page = joined_site.get(f"{address(ACTOR)}.html?lang=en").text
    assert "name without accents" not in page


def test_what_nobody_describes_has_no_page(joined_site: TestClient) -> None:
    assert joined_site.get(address("https://verzonnen.example/niets")).status_code == 404
    assert joined_site.get(address("javascript:alert(1)")).status_code == 404


@pytest.mark.parametrize("chosen", ["theme=groen", "territory=hoeveland"])
def test_filters_take_its_values(joined_site: TestClient, chosen: str) -> None:
    page = joined_site.get(f"/cases?{chosen}").text

    assert NAMES[CASE] in page
    assert f"{address(CASE)}.html" in page
    assert [one["case"] for one in joined_site.get(f"/api/cases?{chosen}").json()["cases"]] == [CASE]


def test_lists_and_filters_show_its_names(joined_site: TestClient) -> None:
    assert f'<span lang="nl">{NAMES[THEME]}</span>' in joined_site.get("/cases").text
    assert f'<span lang="nl">{NAMES[THEME]}</span>' in joined_site.get("/landmark/theme/groen").text


def test_search_finds_the_case_and_the_actor(joined_site: TestClient) -> None:
    found = joined_site.get("/api/search?q=verzonnen").json()

    assert CASE in [one["iri"] for one in found["cases"]]
    assert [one["iri"] for one in found["actors"]] == [ACTOR]
    assert THEME in [one["iri"] for one in found["concepts"]]


def test_the_description_of_the_catalogue_names_its_licence(joined_site: TestClient) -> None:
    described = Graph().parse(data=joined_site.get("/catalogue.ttl").text, format="turtle")
    (imported,) = (one for one in described.objects(URIRef(f"{BASE}catalogue"), VOID.subset) if "/import/" in str(one))

    assert described.value(imported, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by-sa/4.0/")


def test_the_feed_leads_to_the_page_here(joined_site: TestClient) -> None:
    assert f'<link href="http://testserver{address(CASE)}"/>' in joined_site.get("/feed.atom").text
