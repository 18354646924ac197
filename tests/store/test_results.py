from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allianceskg.rdf.table import Table
from allianceskg.rdf.term import IRI, BlankNode, Literal, Term, french
from allianceskg.terms import RDF_LANG_STRING, XSD, XSD_INTEGER

LITERALS = st.one_of(
    st.text().map(Literal),
    st.text().map(french),
    st.integers().map(lambda number: Literal(str(number), None, XSD_INTEGER)),
)


@given(literal=LITERALS)
def test_the_text_of_a_literal_reads_back_as_the_same_literal(literal: Literal) -> None:
    line = f"<https://example.org/s> <https://example.org/p> {literal} ."
    (triple,) = pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_TRIPLES)
    found = triple.object
    assert isinstance(found, pyoxigraph.Literal)
    assert Literal(found.value, found.language, found.datatype.value) == literal


@given(text=st.text())
def test_the_text_of_an_iri_never_ends_before_its_time(text: str) -> None:
    shown = str(IRI(text))
    assert shown.startswith("<")
    assert shown.endswith(">")
    assert not set('<>"{}|^` \n') & set(shown[1:-1])


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        (IRI("https://example.org/a"), "<https://example.org/a>"),
        (BlankNode("b1"), "_:b1"),
        (Literal("a\nb"), '"a\\u000Ab"'),
        (french("été"), '"été"@fr'),
        (Literal("3", None, XSD_INTEGER), f'"3"^^<{XSD_INTEGER}>'),
    ],
)
def test_the_text_of_a_term_is_its_n_triples_form(term: Term, shown: str) -> None:
    assert str(term) == shown


def test_texts_in_a_language_have_the_datatype_of_such_texts() -> None:
    assert french("été") == Literal("été", "fr", RDF_LANG_STRING)


@pytest.mark.parametrize(
    ("datatype", "expected"), [("integer", True), ("long", True), ("decimal", False), ("string", False)]
)
def test_integers_of_every_type_are_integers(datatype: str, expected: bool) -> None:
    assert Literal("3", None, f"{XSD}{datatype}").is_integer is expected


def test_a_table_is_read_by_row_and_by_column() -> None:
    table = Table(("a", "b"), ((IRI("x:1"), Literal("un")), (IRI("x:2"), None)))
    assert len(table) == 2
    assert list(table) == [{"a": IRI("x:1"), "b": Literal("un")}, {"a": IRI("x:2")}]
    assert table.column("b") == ["un"]
    with pytest.raises(ValueError, match="tuple"):
        table.column("c")
