"""The whole application over a remote store: the same pages, API and answers, and foreign queries under the limits."""

from __future__ import annotations

import dataclasses
import html
import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from allianceskg.builds import local as builds
from allianceskg.config import Settings, read_settings
from allianceskg.files import Home
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.web.app import create_app
from tests.patience import ends
from tests.store.servers import Server

BULK = ("communes.ttl.gz", "former-communes.ttl.gz")
ORLEANS = {
    "partner": "collectivite-territoriale,10,10,60,20",
    "need": "accelerer-grace-au-numerique",
    "function": ["gestion-d-un-lieu", "accompagnements"],
    "territory": "departement-45",
    "theme": "numerique",
}
PAGES = ["/", "/cases", "/case/ronalpia", "/actor/danone.html", "/vocabulary/needs", "/ontology", "/kit", "/statistics"]
SELECT = "SELECT ?s WHERE { ?s a <https://w3id.org/alliances/ontology#CaseStudy> } ORDER BY ?s LIMIT 5"


@pytest.fixture(scope="module")
def lighter_home(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The shipped catalogue without its 38,000 communes, which take a remote store minutes to load."""
    root = tmp_path_factory.mktemp("home")
    (root / "ontology").symlink_to(home.ontology)
    (root / "queries").symlink_to(home.queries)
    (root / "data" / "territories").mkdir(parents=True)
    for path in home.data.iterdir():
        if path.name != "territories":
            (root / "data" / path.name).symlink_to(path)
    for path in (home.data / "territories").iterdir():
        if path.name not in BULK:
            (root / "data" / "territories" / path.name).symlink_to(path)
    return Home(root)


@pytest.fixture(scope="module")
def local(lighter_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("local") / "store"
    builds.build(lighter_home, folder)
    with opened(read_settings({"store": folder, "home": lighter_home.root}, {})) as client:
        yield client


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def remote(
    request: pytest.FixtureRequest, lighter_home: Home, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """The application over a server that was loaded by `load`."""
    server: Server = request.getfixturevalue(f"roomy_{request.param}")
    settings = dataclasses.replace(
        read_settings({"store": tmp_path_factory.mktemp("remote") / "store", "home": lighter_home.root}, {}),
        endpoint=server.endpoint,
    )
    settings.load()
    with opened(settings) as client:
        yield client


def opened(settings: Settings) -> TestClient:
    return TestClient(create_app(settings), follow_redirects=False, headers={"accept": "text/html"})


def without_version(text: str, client: TestClient) -> str:
    """Leave out what differs by nature: nothing but the size of what is kept."""
    return text.replace(client.get("/health").json()["data_version"], "VERSION")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_are_the_same(remote: TestClient, local: TestClient, path: str, language: str) -> None:
    here, there = (client.get(path, params={"lang": language}) for client in (local, remote))

    assert (here.status_code, there.status_code) == (200, 200)
    assert without_version(there.text, remote) == without_version(here.text, local)


def test_a_match_is_the_same_to_the_byte(remote: TestClient, local: TestClient) -> None:
    here, there = (client.get("/api/match", params=ORLEANS) for client in (local, remote))

    assert json.loads(here.text)["matches"]
    assert there.content == here.content


def test_every_catalogued_query_gives_the_same_answer(remote: TestClient, local: TestClient, home: Home) -> None:
    queries = QueryCatalogue(home.queries)
    # An answer to a profile is not in the store, and what has no order is compared as a set.
    names = [name for name in queries.names() if queries.get(name).folder not in {"materialise"}]
    for name in names:
        form = "csv" if queries.get(name).form == "SELECT" else "json"
        here, there = (client.get(f"/api/queries/{name}", params={"format": form}) for client in (local, remote))
        assert here.status_code == there.status_code == 200, name
        if "criteria" in queries.get(name).returns:  # the cells of one row are in no particular order
            assert sorted(there.text) == sorted(here.text), name
        elif form == "csv":
            assert sorted(there.text.splitlines()) == sorted(here.text.splitlines()), name


@pytest.mark.parametrize(
    "media",
    ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"],
)
def test_a_foreign_query_is_passed_on_and_answered_in_every_format(
    remote: TestClient, local: TestClient, media: str
) -> None:
    here, there = (
        client.get("/sparql", params={"query": SELECT}, headers={"accept": media}) for client in (local, remote)
    )

    assert there.status_code == 200
    assert there.headers["content-type"] == here.headers["content-type"]
    assert there.headers["x-data-version"] == remote.get("/health").json()["data_version"]
    if media.endswith(("csv", "values")):
        assert there.text.split() == here.text.split()
    else:
        assert there.text.count("https://w3id.org/alliances/case/") == 5


def test_a_graph_that_the_request_names_is_the_whole_dataset(remote: TestClient) -> None:
    count = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a <https://w3id.org/alliances/ontology#CaseStudy> }"
    graph = "https://w3id.org/alliances/case/ronalpia/graph"

    answer = remote.get("/sparql", params={"query": count, "default-graph-uri": graph}, headers={"accept": "text/csv"})

    assert answer.text.split() == ["n", "1"]


@pytest.mark.parametrize(
    ("query", "statuses"),
    [
        ("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", {403}),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", {400}),
        ("SELECT ?s WHERE { ?s ?p ", {400}),
        # A server stops it at its own limit, or refuses it for its estimated cost.
        ("SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?g) }", {400, 503, 504}),
    ],
)
def test_what_is_refused_here_is_refused_before_or_within_the_limit(
    remote: TestClient, query: str, statuses: set[int]
) -> None:
    with ends():
        answer = remote.get("/sparql", params={"query": query}, headers={"accept": "text/csv"})

    assert answer.status_code in statuses, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_the_state_tells_the_version_of_the_remote_store(remote: TestClient) -> None:
    assert remote.get("/health").json()["ready"] is True
    assert 'part="sparql"' in remote.get("/metrics").text
    assert remote.get("/dump/", headers={"accept": "application/json"}).json()["dumps"] == []
    assert "Ce serveur ne garde pas d’export" in html.unescape(remote.get("/dump/").text)
