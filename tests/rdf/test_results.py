"""Answers of queries as text, in the details that the W3C defines."""

from __future__ import annotations

import csv
import io
import json

import pyoxigraph

from allianceskg.rdf.results import as_csv, as_json, triples_as_table
from allianceskg.rdf.table import Table
from allianceskg.rdf.term import IRI, BlankNode, Literal, Triple, french
from allianceskg.rdf.turtle import format_turtle, parse
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import XSD_INTEGER

WHOLE = Table(
    ("thing", "text"),
    (
        (IRI("https://example.org/a"), Literal('dit "oui", puis\nnon')),
        (BlankNode("b0"), french("Économie")),
        (Literal("3", datatype=XSD_INTEGER), None),
        (None, Literal("")),
    ),
)


def test_csv_quotes_what_needs_it_and_ends_lines_with_crlf() -> None:
    assert as_csv(WHOLE) == (
        'thing,text\r\nhttps://example.org/a,"dit ""oui"", puis\nnon"\r\n_:b0,Économie\r\n3,\r\n,\r\n'
    )


def test_csv_reads_back_as_it_was_written() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(WHOLE), newline="")))
    assert rows[1] == ["https://example.org/a", 'dit "oui", puis\nnon']
    assert [len(row) for row in rows] == [2] * 5


def test_csv_of_one_column_keeps_the_row_of_an_unbound_value() -> None:
    """An empty line would be skipped by many readers: a lone empty value is quoted."""
    text = as_csv(Table(("x",), ((None,), (Literal("1"),))))
    assert text == 'x\r\n""\r\n1\r\n'
    assert list(csv.reader(io.StringIO(text))) == [["x"], [""], ["1"]]


def test_csv_of_no_solution_is_its_header() -> None:
    assert as_csv(Table(("a", "b"), ())) == "a,b\r\n"


def test_json_types_its_terms_and_leaves_out_what_is_unbound() -> None:
    assert as_json(WHOLE) == {
        "head": {"vars": ["thing", "text"]},
        "results": {
            "bindings": [
                {
                    "thing": {"type": "uri", "value": "https://example.org/a"},
                    "text": {"type": "literal", "value": 'dit "oui", puis\nnon'},
                },
                {
                    "thing": {"type": "bnode", "value": "b0"},
                    "text": {"type": "literal", "value": "Économie", "xml:lang": "fr"},
                },
                {"thing": {"type": "literal", "value": "3", "datatype": XSD_INTEGER}},
                {"text": {"type": "literal", "value": ""}},
            ]
        },
    }


def test_json_of_no_solution_and_of_a_question_with_yes_or_no() -> None:
    assert as_json(Table(("a",), ())) == {"head": {"vars": ["a"]}, "results": {"bindings": []}}
    assert as_json(True) == {"head": {}, "boolean": True}
    assert as_json(False) == {"head": {}, "boolean": False}


def test_json_is_what_the_engine_itself_would_write() -> None:
    store = EmbeddedStore.in_memory()
    query = """SELECT ?a ?b ?c WHERE { VALUES (?a ?b ?c) {
        ("x\\"y\\nz" "é"@fr <urn:a>) (UNDEF 3 true) ("plain" 1.5 "2026-11-23"^^<http://www.w3.org/2001/XMLSchema#date>) } }"""
    native = pyoxigraph.Store().query(query).serialize(format=pyoxigraph.QueryResultsFormat.JSON)
    assert as_json(store.select(query)) == json.loads(native)


def test_csv_is_what_the_engine_itself_would_write() -> None:
    query = 'SELECT ?a ?b WHERE { VALUES (?a ?b) { ("x,\\"y\\"" UNDEF) (<urn:a> "é"@fr) (3 "l1\\nl2") } }'
    native = pyoxigraph.Store().query(query).serialize(format=pyoxigraph.QueryResultsFormat.CSV)
    assert as_csv(EmbeddedStore.in_memory().select(query)) == native.decode()


TRIPLES = [
    Triple(IRI("urn:invente:b"), IRI("urn:p"), french('dit "oui"\net non')),
    Triple(IRI("urn:invente:a"), IRI("urn:p"), Literal("3", datatype=XSD_INTEGER)),
    Triple(IRI("urn:invente:a"), IRI("urn:p"), BlankNode("x")),
]


def test_turtle_is_canonical_and_holds_the_same_triples() -> None:
    text = format_turtle(TRIPLES)
    assert format_turtle(reversed(TRIPLES)) == text
    assert len(parse(text, source="test")) == 3
    assert text.index("urn:invente:a") < text.index("urn:invente:b")
    assert format_turtle([]).strip() == ""


def test_triples_are_shown_as_a_table_in_order() -> None:
    table = triples_as_table(TRIPLES)
    assert table.variables == ("subject", "predicate", "object")
    assert table.column("subject") == ["urn:invente:a", "urn:invente:a", "urn:invente:b"]
    assert triples_as_table(reversed(TRIPLES)) == table
