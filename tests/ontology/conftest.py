"""The files of the repository as rdflib graphs, read once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef

ROOT = Path(__file__).parents[2]


def read(paths: Iterable[Path]) -> Graph:
    graph = Graph()
    for path in sorted(paths):
        graph.parse(path, format="turtle")
    return graph


def words(graph: Graph, subject: URIRef, predicate: URIRef) -> dict[str, str]:
    """Return the texts of a property by language, with "" for a text that has none."""
    return {text.language or "": str(text) for text in graph.objects(subject, predicate) if isinstance(text, Literal)}


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def vocabularies() -> Graph:
    """All concept schemes."""
    return read((ROOT / "ontology" / "vocabularies").glob("*.ttl"))


@pytest.fixture(scope="session")
def kit() -> Graph:
    """The kit's rules, silences and lost figures, its quotations, and the conventions of the catalogue."""
    return read(ROOT / "ontology" / name for name in ("kit.ttl", "kit-quotations.ttl", "conventions.ttl"))


@pytest.fixture(scope="session")
def terms() -> Graph:
    """Classes and properties."""
    return read([ROOT / "ontology" / "alliances.ttl"])


@pytest.fixture(scope="session")
def shapes() -> Graph:
    """All SHACL shapes."""
    return read((ROOT / "ontology" / "shapes").glob("*.ttl"))


@pytest.fixture(scope="session")
def resources() -> Graph:
    """The resources that the catalogue describes."""
    return read((ROOT / "data" / "resources").glob("*.ttl"))


@pytest.fixture(scope="session")
def cases() -> Graph:
    """All cases."""
    return read((ROOT / "data" / "cases").glob("*.ttl"))
