"""Terms to and from the nodes of RDFLib."""

from __future__ import annotations

import rdflib

from allianceskg.rdf import term
from allianceskg.rdf.term import Term
from allianceskg.terms import XSD_STRING

Node = rdflib.URIRef | rdflib.BNode | rdflib.Literal


def node_of(value: Term) -> Node:
    """Return a term as a node of RDFLib; a literal stays as it is written."""
    match value:
        case term.IRI():
            return rdflib.URIRef(value.value)
        case term.BlankNode():
            return rdflib.BNode(value.value)
        case term.Literal(language=None):
            return rdflib.Literal(value.value, datatype=rdflib.URIRef(value.datatype), normalize=False)
        case term.Literal():
            return rdflib.Literal(value.value, lang=value.language)


def usual_node_of(value: Term) -> Node:
    """Return a term as the node that RDFLib makes of it when it reads a file: numbers and dates in their usual form."""
    if not isinstance(value, term.Literal) or value.language is not None:
        return node_of(value)
    datatype = None if value.datatype == XSD_STRING else rdflib.URIRef(value.datatype)
    return rdflib.Literal(value.value, datatype=datatype)


def term_of(node: Node) -> Term:
    """Return the term that a node of RDFLib stands for."""
    match node:
        case rdflib.URIRef():
            return term.IRI(str(node))
        case rdflib.BNode():
            return term.BlankNode(str(node))
        case _ if node.language:
            return term.Literal(str(node), node.language)
        case _:
            return term.Literal(str(node), datatype=str(node.datatype or XSD_STRING))
