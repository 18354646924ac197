"""Clients that people have: SPARQLWrapper and curl, against a real server."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from allianceskg.endpoint.capacity import PoolLimits

# SPARQLWrapper reads graphs into a class that rdflib is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

EX = "PREFIX ex: <https://example.org/> "
TITLES = EX + "SELECT ?title { ?case ex:title ?title FILTER(LANG(?title) = 'fr') } ORDER BY ?title"


@pytest.fixture(scope="module")
def url(serve: Any) -> Iterator[str]:
    with serve(PoolLimits(seats=2, long_seats=1)) as server:
        yield server.url


@pytest.mark.parametrize(
    ("method", "way"),
    [
        (SPARQLWrapper.GET, SPARQLWrapper.URLENCODED),
        (SPARQLWrapper.POST, SPARQLWrapper.URLENCODED),
        (SPARQLWrapper.POST, SPARQLWrapper.POSTDIRECTLY),
    ],
)
def test_sparqlwrapper_reads_tables(method: str, way: str, url: str) -> None:
    client = SPARQLWrapper.SPARQLWrapper(url)
    client.setMethod(method)
    client.setRequestMethod(way)
    client.setQuery(TITLES)
    client.setReturnFormat(SPARQLWrapper.JSON)
    titles = [row["title"]["value"] for row in client.queryAndConvert()["results"]["bindings"]]
    assert titles == ["L'entrepôt « du cœur »", "Troisième cas", "Équipement partagé, œuvre commune"]


@pytest.mark.parametrize("name", [SPARQLWrapper.XML, SPARQLWrapper.CSV, SPARQLWrapper.TSV])
def test_sparqlwrapper_reads_the_other_tables(name: str, url: str) -> None:
    client = SPARQLWrapper.SPARQLWrapper(url)
    client.setQuery(TITLES)
    client.setReturnFormat(name)
    answer = client.queryAndConvert()
    text = answer.toxml() if name == SPARQLWrapper.XML else answer.decode("utf-8")
    assert "œuvre commune" in text


@pytest.mark.parametrize("name", [SPARQLWrapper.TURTLE, SPARQLWrapper.RDFXML, SPARQLWrapper.JSONLD])
def test_sparqlwrapper_reads_graphs(name: str, url: str) -> None:
    client = SPARQLWrapper.SPARQLWrapper(url)
    client.setQuery(EX + "CONSTRUCT { ?case ex:rank ?rank } WHERE { ?case ex:rank ?rank }")
    client.setReturnFormat(name)
    answer = client.queryAndConvert()
    if isinstance(answer, bytes):
        assert answer.count(b"ex:rank") == 3
    else:
        assert len(answer) == 3


def test_sparqlwrapper_left_as_it_is_reads_both_kinds(url: str) -> None:
    client = SPARQLWrapper.SPARQLWrapper(url)
    client.setQuery(TITLES)
    assert "œuvre commune" in client.queryAndConvert().toxml()
    client.setQuery(EX + "DESCRIBE ex:case-3")
    assert len(client.queryAndConvert()) == 4


def test_sparqlwrapper_recognises_a_malformed_query(url: str) -> None:
    client = SPARQLWrapper.SPARQLWrapper(url)
    client.setQuery("SELECT * {")
    with pytest.raises(QueryBadFormed, match="query-malformed"):
        client.query()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("how", [["-G"], [], ["--compressed"]], ids=["GET", "form", "compressed"])
def test_curl_asks(how: list[str], url: str) -> None:
    command = ["curl", "--silent", "--fail", *how, url, "--data-urlencode", f"query={TITLES}"]
    answer = subprocess.run(command, capture_output=True, check=True)
    assert len(json.loads(answer.stdout)["results"]["bindings"]) == 3
