"""Terms of RDF and SHACL as rdflib nodes, and the way from the Turtle reader to rdflib."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rdflib import RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, FOAF, OWL, SKOS, XSD

from allianceskg.rdf import turtle
from allianceskg.rdf.rdflib_terms import Node, node_of
from allianceskg.terms import AKG, PREFIXES, SHAPES, VOCABULARY, XSD_STRING

__all__ = [
    "DCTERMS", "FOAF", "FOREIGN_BASE", "OWL", "RDF", "RDFS", "SH", "SHAPE", "SKOS", "TERM", "XSD",
    "Node", "Triple", "block", "compact", "from_turtle", "members", "name_of", "quiet", "read", "written",
]  # fmt: skip

Triple = tuple[URIRef | BNode, URIRef, Node]

SH: Final = Namespace("http://www.w3.org/ns/shacl#")
TERM: Final = Namespace(AKG)
SHAPE: Final = Namespace(SHAPES)

FOREIGN_BASE: Final = "relative:/"
"""What relative IRIs are resolved against: an address without its scheme then fails its shape, and is shown as written."""


def from_turtle(text: str | bytes, *, source: str) -> list[Triple]:
    """
    Read Turtle into rdflib nodes, literals as they are written.

    Raises:
        TurtleSyntaxError: With line, column and the line itself.
        DataError: There is a term of RDF 1.2 in it.
    """
    triples = turtle.parse(text, source=source, base=FOREIGN_BASE)
    with quiet():
        return [
            (node_of(subject), URIRef(predicate.value), node_of(value))  # type: ignore[misc]
            for subject, predicate, value in triples
        ]


def read(path: Path) -> list[Triple]:
    """
    Read a `.ttl` or `.ttl.gz` file into rdflib nodes.

    Raises:
        DataError: The file is missing, unreadable or not Turtle.
    """
    return from_turtle(turtle.read_bytes(path), source=str(path))


@contextmanager
def quiet() -> Iterator[None]:
    """Keep rdflib from telling of each ill-typed literal: they are findings, told in better words."""
    logger = logging.getLogger("rdflib.term")
    was_disabled, logger.disabled = logger.disabled, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            yield
    finally:
        logger.disabled = was_disabled


def compact(iri: str) -> str:
    """
    Return an IRI as a curator writes it: prefixed where a prefix is known, else in angle brackets.

    >>> compact("https://w3id.org/alliances/vocabulary/themes/emploi")
    'voc-themes:emploi'
    >>> compact("relative:/www.example.org")
    '<www.example.org>'
    """
    if iri.startswith(FOREIGN_BASE):
        return f"<{iri.removeprefix(FOREIGN_BASE)}>"
    scheme, separator, local = iri.removeprefix(VOCABULARY).partition("/")
    if iri.startswith(VOCABULARY) and separator and local:
        return f"voc-{scheme}:{local}"
    for prefix, namespace in _NAMESPACES:
        local = iri[len(namespace) :]
        if iri.startswith(namespace) and local and not set(local) & set("/#?"):
            return f"{prefix}:{local}"
    return f"<{iri}>"


def written(node: Node) -> str:
    """
    Return a node as a curator writes it in Turtle.

    >>> written(Literal("Loiret", lang="fr"))
    '"Loiret"@fr'
    """
    if isinstance(node, URIRef):
        return compact(str(node))
    if isinstance(node, BNode):
        return "[ … ]"
    quoted = '"' + str(node).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if node.language:
        return f"{quoted}@{node.language}"
    if node.datatype is None or str(node.datatype) == XSD_STRING:
        return quoted
    return str(node) if node.datatype in _BARE and not node.ill_typed else f"{quoted}^^{compact(str(node.datatype))}"


def block(node: Node) -> str:
    """
    Name a node within its record, as the messages do.

    >>> block(URIRef("https://w3id.org/alliances/case/x#place-1"))
    '<…#place-1>'
    """
    fragment = str(node).partition("#")[2]
    return f"<…#{fragment}>" if fragment and not isinstance(node, BNode) else written(node)


def members(graph: Graph, listed: object) -> list[Node]:
    """Return the members of an RDF list; none when there is no list."""
    if not isinstance(listed, URIRef | BNode):
        return []
    return [member for member in Collection(graph, listed) if isinstance(member, URIRef | BNode | Literal)]


def name_of(iri: str) -> str:
    """
    Return the last segment of an IRI.

    >>> name_of("https://w3id.org/alliances/shapes#CaseStudy-title")
    'CaseStudy-title'
    """
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


_BARE: Final = frozenset({XSD.integer, XSD.decimal, XSD.boolean})
_NAMESPACES: Final = sorted(PREFIXES.items(), key=lambda pair: -len(pair[1]))
