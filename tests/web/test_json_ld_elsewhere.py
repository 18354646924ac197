"""Our JSON-LD over HTTP, read by the processors of others as they come: without a loader of ours, and nothing else fetched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyld import jsonld
from rdflib import Graph
from rdflib.compare import to_isomorphic

from .serving import on_loopback

# RDFLib's own parsers of JSON-LD and N-Quads use what RDFLib no longer recommends.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

DOCUMENTS = [
    "/case/silver-geek{}",
    "/actor/danone{}",
    "/vocabulary/needs{}",
    "/ontology{}",
    "/ontology/0.1.0{}",
    "/queries{}",
    "/api/match?situation=Nous+ouvrons+une+ressourcerie&territory=commune-45234&limit=3&format={}",
]


@pytest.fixture(scope="module")
def port(built_folder: Path) -> Iterator[int]:
    with on_loopback(built_folder, with_workers=False) as started:
        yield started


def addresses(path: str, port: int) -> tuple[str, str]:
    """Return where a document is as JSON-LD, and where as Turtle."""
    endings = ("jsonld", "ttl") if path.startswith("/api/") else (".jsonld", ".ttl")
    as_json, as_turtle = (f"http://127.0.0.1:{port}{path.format(ending)}" for ending in endings)
    return as_json, as_turtle


@pytest.mark.parametrize("path", DOCUMENTS)
def test_rdflib_reads_it(path: str, port: int) -> None:
    as_json, as_turtle = addresses(path, port)

    found = Graph().parse(as_json)

    assert len(found) > 3
    assert to_isomorphic(found) == to_isomorphic(Graph().parse(as_turtle))


@pytest.mark.parametrize("path", DOCUMENTS)
def test_pyld_reads_it(path: str, port: int) -> None:
    as_json, as_turtle = addresses(path, port)

    quads = jsonld.to_rdf(as_json, {"format": "application/n-quads"})

    assert to_isomorphic(Graph().parse(data=quads, format="nquads")) == to_isomorphic(Graph().parse(as_turtle))


def test_a_thing_is_read_by_its_own_address(port: int) -> None:
    found = jsonld.expand(f"http://127.0.0.1:{port}/actor/danone")

    assert "https://w3id.org/alliances/actor/danone" in {one["@id"] for one in found}
