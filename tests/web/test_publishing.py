"""What the dataset offers to machines: VoID, dumps that load back, sitemap, robots, feed."""

from __future__ import annotations

import gzip
import hashlib
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat
from rdflib import Graph, URIRef
from starlette.testclient import TestClient

from allianceskg.builds import local as builds
from allianceskg.config import read_settings
from allianceskg.serving.editions import Editions
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import BASE
from allianceskg.web import publishing
from allianceskg.web.published_dumps import all_dumps, write_dumps

from .serving import in_memory
from .small_home import write_small_home

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE_HOSTS = ["a\"b<c>&'", "exemple.example/x", "exemple.example:99999999", "", "[", "é.example".encode("latin-1")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store folder over a small invented catalogue."""
    folder = tmp_path_factory.mktemp("published")
    builds.build(write_small_home(folder / "home"), folder / "store")
    return folder


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with in_memory(folder / "store", folder / "home") as opened:
        yield opened


def dumps(client: TestClient) -> list[dict[str, Any]]:
    """List the dumps."""
    listed: list[dict[str, Any]] = client.get("/dump/").json()["dumps"]
    return listed


def test_health_tells_the_version_and_the_number_of_cases(client: TestClient) -> None:
    state = client.get("/health").json()

    assert state["live"] is True
    assert state["ready"] is True
    assert len(state["data_version"]) == 12
    assert state["cases"] == 3


def test_void_is_where_its_clients_look_for_it(client: TestClient) -> None:
    response = client.get("/.well-known/void")

    assert response.status_code == 303
    graph = Graph().parse(data=client.get(response.headers["location"]).text, format="turtle")
    assert (URIRef(f"{BASE}catalogue"), None, URIRef("http://rdfs.org/ns/void#Dataset")) in graph


def test_every_dump_has_its_size_and_its_checksum(client: TestClient) -> None:
    for dump in dumps(client):
        sent = client.get(dump["address"])
        digest = hashlib.sha256(sent.content).hexdigest()
        assert sent.headers["content-type"] == "application/gzip"
        assert len(sent.content) == dump["size"]
        assert digest == dump["sha256"]
        name = dump["address"].rpartition("/")[2]
        assert client.get(f"{dump['address']}.sha256").text == f"{digest}  {name}\n"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_people_are_shown_the_data_and_programs_are_sent_the_list(client: TestClient, language: str) -> None:
    page = client.get(f"/dump/?lang={language}", headers={"Accept": "text/html"})

    assert page.headers["content-type"].startswith("text/html")
    assert "Accept" in page.headers["vary"]
    assert f'<html lang="{language}">' in page.text
    assert all(f'href="{dump["address"]}"' in page.text for dump in dumps(client))
    written = client.get(f"/dump/?lang={language}", headers={"Accept": "text/html"}).text
    assert all(f"<code>{dump['sha256'][:12]}…</code>" in written for dump in dumps(client))
    assert client.get("/dump/", headers={"Accept": "*/*"}).headers["content-type"] == "application/json"


def test_the_list_of_dumps_has_a_head(client: TestClient) -> None:
    head = client.head("/dump/")

    assert head.status_code == 200
    assert head.content == b""


def test_the_quads_load_back_with_the_same_graphs(client: TestClient, folder: Path, tmp_path: Path) -> None:
    [address] = [one["address"] for one in dumps(client) if one["media_type"] == "application/n-quads"]
    store, manifest = builds.open_build(folder / "store")

    again = EmbeddedStore.create(tmp_path / "again")
    again.load_quads(gzip.decompress(client.get(address).content))

    assert again.graphs() == store.graphs() == manifest.graphs


def test_the_other_forms_hold_what_the_quads_and_the_triples_hold(client: TestClient) -> None:
    by_media = {one["media_type"]: gzip.decompress(client.get(one["address"]).content) for one in dumps(client)}

    assert set(by_media) == {"application/n-quads", "application/trig", "application/n-triples", "text/turtle"}
    assert set(pyoxigraph.parse(by_media["application/trig"], format=RdfFormat.TRIG)) == set(
        pyoxigraph.parse(by_media["application/n-quads"], format=RdfFormat.N_QUADS)
    )
    assert set(pyoxigraph.parse(by_media["text/turtle"], format=RdfFormat.TURTLE)) == set(
        pyoxigraph.parse(by_media["application/n-triples"], format=RdfFormat.N_TRIPLES)
    )


def test_a_closing_server_gives_up_the_dump_that_it_writes(tmp_path: Path) -> None:
    builds.build(write_small_home(tmp_path / "home"), tmp_path / "store")
    settings = read_settings({"store": tmp_path / "store"}, {"ALLIANCESKG_HOME": str(tmp_path / "home")})
    edition = Editions(settings).current()
    asked = iter([False, False])  # before it starts, and once while it is written

    write_dumps(edition, is_closing=lambda: next(asked, True))

    assert list((tmp_path / "store" / "dumps").iterdir()) == []
    write_dumps(edition)
    assert len(all_dumps(edition)) == 4


def test_the_dumps_of_an_earlier_version_are_kept_and_listed_after_those_in_use(tmp_path: Path) -> None:
    home = write_small_home(tmp_path / "home")
    builds.build(home, tmp_path / "store")
    with in_memory(tmp_path / "store", tmp_path / "home") as client:
        before = client.get("/dump/").json()
    case = next((tmp_path / "home" / "data" / "cases").glob("*.ttl"))
    case.write_bytes(case.read_bytes() + b"# another version\n")
    builds.build(home, tmp_path / "store")

    with in_memory(tmp_path / "store", tmp_path / "home") as client:
        after = client.get("/dump/").json()
        versions = [one["data_version"] for one in after["dumps"]]

        assert after["data_version"] != before["data_version"]
        assert versions == [after["data_version"]] * 4 + [before["data_version"]] * 4
        for one in before["dumps"]:
            assert hashlib.sha256(client.get(one["address"]).content).hexdigest() == one["sha256"]


def test_what_was_answered_is_counted_in_the_form_of_prometheus(client: TestClient) -> None:
    client.get("/cases")
    client.get("/nothing-of-the-kind")

    counted = client.get("/metrics")

    assert counted.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = counted.text.splitlines()
    assert any(line.startswith('allianceskg_http_responses_total{part="cases",status="200"} ') for line in lines)
    assert any(line.startswith('allianceskg_http_responses_total{part="other",status="404"} ') for line in lines)
    assert any(line.startswith("allianceskg_sparql_workers ") for line in lines)
    for line in lines:
        assert re.fullmatch(r"# (HELP|TYPE) \w+ .+|\w+(\{[^{}]+\})? [0-9.e+-]+", line), line


def test_a_server_says_that_it_lives_apart_from_whether_it_is_ready(client: TestClient) -> None:
    assert client.get("/health/live").json() == {"live": True}
    assert client.get("/health").json()["ready"] is True


def test_the_one_graph_dump_holds_each_triple_once(client: TestClient, folder: Path) -> None:
    [address] = [one["address"] for one in dumps(client) if one["media_type"] == "application/n-triples"]
    store, _ = builds.open_build(folder / "store")

    lines = gzip.decompress(client.get(address).content).decode().splitlines()

    [distinct] = store.select(
        "SELECT (COUNT(*) AS ?n) { { SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } } }"
    ).column("n")
    assert len(lines) == len(set(lines)) == int(distinct)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("allianceskg-0123456789ab.nq.gz", 410),
        ("allianceskg-0123456789ab.nt.gz.sha256", 410),
        ("nothing.nq.gz", 404),
        ("..%2fstore", 404),
        ("%2e%2e%2fmanifest.json", 404),
    ],
)
def test_an_old_dump_is_gone_and_another_name_was_never_there(client: TestClient, name: str, status: int) -> None:
    response = client.get(f"/dump/{name}")

    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


def test_robots_may_read_everything_but_computations(client: TestClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()

    assert "Disallow: /sparql" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


def locations(client: TestClient, path: str) -> list[str]:
    root = ElementTree.fromstring(client.get(path).content)
    return [entry.text or "" for entry in root.iter(f"{SITEMAP}loc")]


def test_the_sitemap_lists_pages_that_answer(client: TestClient) -> None:
    parts = locations(client, "/sitemap.xml")
    addresses = [address for part in parts for address in locations(client, part)]

    assert len(parts) > 5
    assert "http://testserver/vocabulary/needs.html" in addresses
    assert "http://testserver/vocabulary/needs/definir-strategie.html" in addresses
    assert "http://testserver/case/atelier-invente" in addresses
    assert "http://testserver/actor/acteur-invente.html" in addresses
    assert len(addresses) == len(set(addresses))
    for address in addresses:
        assert client.get(address, headers={"accept": "text/html"}).status_code in {200, 301, 410}, address


@pytest.mark.parametrize("part", ["cases-2", "cases-0", "of-nobody-1"])
def test_a_part_of_the_sitemap_that_is_not_there_is_not_found(client: TestClient, part: str) -> None:
    assert client.get(f"/sitemap/{part}.xml").status_code == 404


def test_the_feed_goes_on_to_the_last_case(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "_FEED_ENTRIES", 2)
    found, address = [], "/feed.atom?lang=en"
    for _ in range(100):
        root = ElementTree.fromstring(client.get(address).content)
        found += [entry.text for entry in root.findall(f"{ATOM}entry/{ATOM}id")]
        links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
        if "next" not in links:
            break
        address = links["next"] or ""

    assert links["self"] == links["last"]
    assert "lang=en" in address
    assert sorted(found) == sorted(set(found))
    assert len(found) == client.get("/health").json()["cases"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_feed_lists_cases_the_latest_first(client: TestClient, language: str) -> None:
    response = client.get("/feed.atom", params={"lang": language})
    root = ElementTree.fromstring(response.content)
    entries = {entry.findtext(f"{ATOM}id"): entry for entry in root.iter(f"{ATOM}entry")}

    assert response.headers["content-type"].startswith("application/atom+xml")
    dates = [entry.findtext(f"{ATOM}updated") or "" for entry in entries.values()]
    assert dates == sorted(dates, reverse=True)
    assert all(len(date) == len("2026-11-23T00:00:00Z") for date in dates)
    invented = entries[f"{BASE}case/atelier-invente"]
    if language == "fr":
        assert invented.findtext(f"{ATOM}summary") == "Cas inventé <pour> un test & rien d'autre."
    else:
        assert invented.findtext(f"{ATOM}title") == "Invented workshop"


@pytest.mark.parametrize("host", HOSTILE_HOSTS)
@pytest.mark.parametrize("path", ["/sitemap.xml", "/feed.atom"])
def test_a_host_that_is_none_is_not_believed(client: TestClient, path: str, host: Any) -> None:
    response = client.get(path, headers={"host": host})

    assert response.status_code == 200
    ElementTree.fromstring(response.content)
    assert "http://testserver" in response.text
