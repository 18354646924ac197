"""Records as the text of their files: canonical Turtle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph

from allianceskg.files import Home
from allianceskg.rdf import turtle
from allianceskg.rdf.term import IRI, BlankNode, Literal, Term, Triple
from allianceskg.records.fields import RecordKinds
from allianceskg.records.record import Record, read_record
from allianceskg.records.shapes import read_kinds


def load_kinds(home: Home) -> RecordKinds:
    """
    Read what records consist of from the shapes, the ontology and the vocabularies of a home.

    Raises:
        DataError: One of their files cannot be read.
    """
    shapes = sorted((home.ontology / "shapes").glob("*.ttl"))
    vocabularies = sorted((home.ontology / "vocabularies").glob("*.ttl"))
    paths = [*shapes, home.ontology / "alliances.ttl", *vocabularies]
    return read_kinds(triple for path in paths for triple in read_triples(path))


def parse_record(text: str | bytes, kinds: RecordKinds, *, source: str) -> Record:
    """
    Read a record from Turtle.

    Raises:
        TurtleSyntaxError: It is not Turtle.
        DataError: It describes no record, or several.
    """
    return read_record(map(_ours, turtle.parse(text, source=source)), kinds, source=source)


def format_record(record: Record) -> str:
    """Write a record as canonical Turtle."""
    return turtle.format_turtle(map(_native, record.triples()))


def read_triples(path: Path) -> Iterator[Triple]:
    """
    Read a Turtle file.

    Raises:
        DataError: The file is missing, unreadable or not Turtle.
    """
    return map(_ours, turtle.read(path))


def _ours(triple: pyoxigraph.Triple) -> Triple:
    subject, value = _term(triple.subject), _term(triple.object)
    assert not isinstance(subject, Literal)
    return Triple(subject, IRI(triple.predicate.value), value)


def _term(term: object) -> Term:
    match term:
        case pyoxigraph.NamedNode():
            return IRI(term.value)
        case pyoxigraph.Literal():
            return Literal(term.value, term.language, term.datatype.value)
        case pyoxigraph.BlankNode():
            return BlankNode(term.value)
    raise TypeError(f"no term of Turtle: {term}")


def _native(triple: Triple) -> pyoxigraph.Triple:
    subject, value = _native_term(triple.subject), _native_term(triple.object)
    assert not isinstance(subject, pyoxigraph.Literal)
    return pyoxigraph.Triple(subject, pyoxigraph.NamedNode(triple.predicate.value), value)


def _native_term(term: Term) -> pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal:
    match term:
        case IRI():
            return pyoxigraph.NamedNode(term.value)
        case BlankNode():
            return pyoxigraph.BlankNode(term.value)
        case Literal(language=None):
            return pyoxigraph.Literal(term.value, datatype=pyoxigraph.NamedNode(term.datatype))
        case Literal():
            return pyoxigraph.Literal(term.value, language=term.language)
