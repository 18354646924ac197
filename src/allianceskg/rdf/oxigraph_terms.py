"""Terms and statements to and from those of the engine."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import pyoxigraph

from allianceskg.rdf.term import IRI, BlankNode, Literal, Quad, Term, Triple
from allianceskg.terms import RDF_LANG_STRING

NativeNode = pyoxigraph.NamedNode | pyoxigraph.BlankNode
NativeTerm = NativeNode | pyoxigraph.Literal

_MOST_KEPT: Final = 20_000


class UnknownTermError(ValueError):
    """A term of RDF 1.2, such as a quoted triple, for which there is no model here."""


def term_of(native: object) -> Term:
    """
    Return the term that one of the engine stands for.

    Raises:
        UnknownTermError: It is of RDF 1.2.
    """
    # In the order of how often they come: millions pass here when an index is made.
    match native:
        case pyoxigraph.NamedNode():
            return _iri(native.value)
        case pyoxigraph.Literal(direction=None):
            language = native.language
            return Literal(native.value, language, native.datatype.value if language is None else RDF_LANG_STRING)
        case pyoxigraph.BlankNode():
            return BlankNode(native.value)
        case _:
            raise UnknownTermError(str(native))


@lru_cache(maxsize=_MOST_KEPT)
def _iri(value: str) -> IRI:
    """Make an IRI; once for each, since an answer says the same subjects and properties again and again."""
    return IRI(value)


def triple_of(native: pyoxigraph.Triple) -> Triple:
    """
    Return the triple that one of the engine stands for.

    Raises:
        UnknownTermError: As `term_of`.
    """
    subject = term_of(native.subject)
    assert not isinstance(subject, Literal)
    return Triple(subject, _iri(native.predicate.value), term_of(native.object))


def native_term(term: Term) -> NativeTerm:
    """Return a term as the engine has it."""
    if not isinstance(term, Literal):
        return native_node(term)
    if term.language is not None:
        return pyoxigraph.Literal(term.value, language=term.language)
    return pyoxigraph.Literal(term.value, datatype=pyoxigraph.NamedNode(term.datatype))


def n_triples_of(term: Term) -> str:
    r"""
    Write a term as the engine does in N-Triples, with short escapes.

    >>> n_triples_of(Literal('a "b"', "fr"))
    '"a \\"b\\""@fr'
    """
    return str(native_term(term))


def native_node(node: IRI | BlankNode) -> NativeNode:
    """Return a node as the engine has it."""
    return pyoxigraph.NamedNode(node.value) if isinstance(node, IRI) else pyoxigraph.BlankNode(node.value)


def native_triple(triple: Triple) -> pyoxigraph.Triple:
    """Return a triple as the engine has it."""
    subject, predicate = native_node(triple.subject), pyoxigraph.NamedNode(triple.predicate.value)
    return pyoxigraph.Triple(subject, predicate, native_term(triple.object))


def native_quad(quad: Quad) -> pyoxigraph.Quad:
    """Return a quad as the engine has it."""
    graph = pyoxigraph.DefaultGraph() if quad.graph is None else pyoxigraph.NamedNode(quad.graph.value)
    subject, predicate = native_node(quad.subject), pyoxigraph.NamedNode(quad.predicate.value)
    return pyoxigraph.Quad(subject, predicate, native_term(quad.object), graph)
