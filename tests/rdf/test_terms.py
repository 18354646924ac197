"""Terms keep what they say on the way to an engine and back."""

from __future__ import annotations

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from allianceskg.rdf import oxigraph_terms, rdflib_terms
from allianceskg.rdf.oxigraph_terms import UnknownTermError, n_triples_of, native_quad, native_term
from allianceskg.rdf.rdflib_terms import node_of, usual_node_of
from allianceskg.rdf.term import IRI, BlankNode, Literal, Quad, Term, Triple
from allianceskg.terms import RDF_LANG_STRING, XSD, XSD_STRING

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
TERMS = st.one_of(
    st.sampled_from(["http://example.org/é?a=(b)", "urn:x"]).map(IRI),
    st.sampled_from(["a", "b0"]).map(BlankNode),
    TEXTS.map(Literal),
    TEXTS.map(lambda text: Literal(text, "fr-ca")),
    st.sampled_from(["1", "01", "1.50", "x"]).map(lambda text: Literal(text, datatype=f"{XSD}decimal")),
)


@given(TERMS)
def test_a_term_comes_back_from_the_engine_as_it_went(term: Term) -> None:
    assert oxigraph_terms.term_of(native_term(term)) == term


@given(TERMS)
def test_a_term_comes_back_from_rdflib_as_it_went(term: Term) -> None:
    assert rdflib_terms.term_of(node_of(term)) == term


@given(TERMS)
def test_the_two_ways_to_write_a_term_say_the_same(term: Term) -> None:
    line = "<x:s> <x:p> {} ."
    read = [
        next(iter(pyoxigraph.parse(line.format(text), format=pyoxigraph.RdfFormat.N_TRIPLES))).object
        for text in (str(term), n_triples_of(term))
    ]
    assert read[0] == read[1]


def test_a_quad_outside_any_graph_is_in_the_default_one() -> None:
    quad = native_quad(Quad(IRI("x:s"), IRI("x:p"), BlankNode("b"), None))
    assert isinstance(quad.graph_name, pyoxigraph.DefaultGraph)
    assert oxigraph_terms.triple_of(quad.triple) == Triple(IRI("x:s"), IRI("x:p"), BlankNode("b"))


@pytest.mark.parametrize("written", ["<<( <x:s> <x:p> <x:o> )>>", '"x"@fr--ltr'])
def test_a_term_of_rdf_1_2_is_refused(written: str) -> None:
    quad = next(iter(pyoxigraph.parse(f"<x:s> <x:p> {written} .", format=pyoxigraph.RdfFormat.TURTLE)))
    with pytest.raises(UnknownTermError):
        oxigraph_terms.triple_of(quad.triple)


def test_a_text_with_a_language_has_the_datatype_that_goes_with_it() -> None:
    assert Literal("x", "fr") == Literal("x", "fr", RDF_LANG_STRING)
    assert Literal("x").datatype == XSD_STRING


def test_rdflib_reads_numbers_in_their_usual_form_and_plain_texts_without_a_type() -> None:
    assert str(usual_node_of(Literal("01", datatype=f"{XSD}integer"))) == "1"
    assert str(node_of(Literal("01", datatype=f"{XSD}integer"))) == "01"
    assert usual_node_of(Literal("x")) == rdflib.Literal("x")
