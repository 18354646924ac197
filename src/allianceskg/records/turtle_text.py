"""Records as the text of their files: canonical Turtle."""

from __future__ import annotations

from allianceskg.files import Home
from allianceskg.rdf import turtle
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
    return read_kinds(triple for path in paths for triple in turtle.read(path))


def parse_record(text: str | bytes, kinds: RecordKinds, *, source: str) -> Record:
    """
    Read a record from Turtle.

    Raises:
        TurtleSyntaxError: It is not Turtle.
        DataError: It describes no record, or several.
    """
    return read_record(turtle.parse(text, source=source), kinds, source=source)


def format_record(record: Record) -> str:
    """Write a record as canonical Turtle."""
    return turtle.format_turtle(record.triples())
