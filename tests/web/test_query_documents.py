"""Catalogued queries as documents: a page, RDF that others' editors read, and the list of all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import RDF, RDFS, SH, Graph, URIRef
from starlette.testclient import TestClient

from allianceskg.files import find_home
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.terms import BASE, PREFIXES

from .serving import in_memory

QUERIES = QueryCatalogue(find_home().queries)
TEXTS = {"SELECT": SH.select, "ASK": SH.ask, "CONSTRUCT": SH.construct}


@pytest.fixture(scope="module")
def client(built_folder: Path) -> Iterator[TestClient]:
    with in_memory(built_folder) as opened:
        yield opened


def test_every_query_is_published_with_a_text_that_parses(client: TestClient) -> None:
    graph = Graph().parse(data=client.get("/queries.ttl").text, format="turtle")

    for name in QUERIES.names():
        query = QUERIES.get(name)
        iri = URIRef(query.iri)
        [text] = graph.objects(iri, TEXTS[query.form])
        assert (iri, RDF.type, SH.SPARQLExecutable) in graph
        assert {comment.language for comment in graph.objects(iri, RDFS.comment)} == {"fr", "en"}
        assert list(graph.objects(iri, URIRef(f"{PREFIXES['schema']}target"))) == [URIRef(f"{BASE}sparql")]
        pyoxigraph.Store().query(str(text))


@pytest.mark.parametrize("name", ["cases-by-model", "ranking", "01-territory-closure"])
def test_a_query_has_a_document_of_its_own_in_every_form(client: TestClient, name: str) -> None:
    query = QUERIES.get(name)
    path = f"/query/{query.folder}/{query.name}"

    turtle = client.get(path, headers={"accept": "text/turtle"})
    page = client.get(path, params={"lang": "en"}, headers={"accept": "text/html"})

    assert turtle.status_code == page.status_code == 200
    assert "Accept" in turtle.headers["vary"].split(", ")
    assert (URIRef(query.iri), RDF.type, SH.SPARQLExecutable) in Graph().parse(data=turtle.text, format="turtle")
    for suffix in ("jsonld", "nt", "rdf", "html"):
        assert client.get(f"{path}.{suffix}").status_code == 200
    assert query.summary.en in page.text
    assert f"/api/queries/{name}" in page.text or query.folder == "materialise"


@pytest.mark.parametrize("path", ["/query/competency/ranking", "/query/cases-by-model", "/query/competency/nothing"])
def test_a_query_is_found_at_its_own_path_only(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_list_names_each_query_and_leads_to_it(client: TestClient, language: str) -> None:
    page = client.get("/queries", params={"lang": language}, headers={"accept": "text/html"}).text

    for name in QUERIES.names():
        query = QUERIES.get(name)
        assert f"/query/{query.folder}/{query.name}" in page
