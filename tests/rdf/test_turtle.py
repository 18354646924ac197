from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad

from allianceskg.errors import DataError, TurtleSyntaxError
from allianceskg.files import find_home
from allianceskg.rdf import turtle
from allianceskg.rdf.oxigraph_terms import native_triple
from allianceskg.rdf.term import IRI, BlankNode, Literal, Triple
from allianceskg.terms import AKG, CASE, XSD, concept

IRIS = st.sampled_from(
    [
        f"{CASE}ronalpia",
        f"{CASE}ronalpia#place-1",
        f"{CASE}ronalpia.",
        f"{AKG}hasPlace",
        concept("needs", "definir-strategie"),
        "http://example.org/é?a=(b)",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#first",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil",
    ]
).map(IRI)
BLANK_NODES = st.sampled_from("abcde").map(BlankNode)
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
LITERALS = st.one_of(
    TEXTS.map(Literal),
    TEXTS.map(lambda text: Literal(text, language="fr")),
    st.sampled_from(["1", "01", "-3", "1.50", "true", "1e3", "x"]).flatmap(
        lambda text: st.sampled_from(["integer", "decimal", "boolean", "double", "gYear"]).map(
            lambda name: Literal(text, datatype=XSD + name)
        )
    ),
)
TRIPLES = st.builds(Triple, st.one_of(IRIS, BLANK_NODES), IRIS, st.one_of(IRIS, BLANK_NODES, LITERALS))


def _canonical(triples: list[Triple]) -> Dataset:
    native = map(native_triple, triples)
    dataset = Dataset(Quad(triple.subject, triple.predicate, triple.object) for triple in native)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


@settings(deadline=None, max_examples=300)
@given(st.lists(TRIPLES, max_size=12))
def test_what_is_written_is_the_same_graph_when_it_is_read_again(triples: list[Triple]) -> None:
    text = turtle.format_turtle(triples)

    assert set(_canonical(turtle.parse(text, source="written"))) == set(_canonical(triples))


@settings(deadline=None, max_examples=300)
@given(st.lists(TRIPLES, max_size=12))
def test_formatting_a_formatted_text_changes_nothing(triples: list[Triple]) -> None:
    text = turtle.format_turtle(triples)

    assert turtle.format_turtle(turtle.parse(text, source="written")) == text


@settings(deadline=None)
@given(st.lists(TRIPLES, max_size=10), st.randoms(use_true_random=False))
def test_the_order_of_the_triples_does_not_show(triples: list[Triple], random) -> None:
    shuffled = random.sample(triples, len(triples))

    assert turtle.format_turtle(shuffled) == turtle.format_turtle(triples)


def test_a_type_comes_first_then_predicates_by_iri_then_values_by_language() -> None:
    text = """
    @prefix case: <https://w3id.org/alliances/case/> .
    @prefix dcterms: <http://purl.org/dc/terms/> .
    @prefix akg: <https://w3id.org/alliances/ontology#> .
    case:x akg:hasPlace <https://w3id.org/alliances/case/x#place-1> ;
      dcterms:title "Un titre"@fr, "A title"@en ; a akg:CaseStudy .
    """

    assert turtle.format_turtle(turtle.parse(text, source="case")) == (
        "@prefix akg: <https://w3id.org/alliances/ontology#> .\n"
        "@prefix case: <https://w3id.org/alliances/case/> .\n"
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "\n"
        "case:x\n"
        "    a akg:CaseStudy ;\n"
        "    dcterms:title\n"
        '        "A title"@en ,\n'
        '        "Un titre"@fr ;\n'
        "    akg:hasPlace <https://w3id.org/alliances/case/x#place-1> ;\n"
        ".\n"
    )


def test_no_triple_gives_the_empty_text() -> None:
    assert turtle.format_turtle([]) == ""


def test_broken_turtle_names_file_line_column_and_the_line_itself(tmp_path: Path) -> None:
    path = tmp_path / "cas.ttl"
    path.write_text('<http://a.example/> <http://b.example/> "x" .\n<http://a.example/> <http://b.example/> "é"@ .\n')

    with pytest.raises(TurtleSyntaxError) as caught:
        turtle.read(path)

    assert caught.value.line == 2
    assert caught.value.column is not None
    assert '"é"@ .' in caught.value.excerpt
    assert "cas.ttl, ligne 2" in caught.value.in_language("fr")
    assert "cas.ttl, line 2" in caught.value.in_language("en")


def test_a_file_that_is_not_utf_8_says_on_which_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.ttl"
    path.write_bytes(b'<http://a.example/> <http://b.example/> "x" .\n# caf\xe9\n')

    with pytest.raises(TurtleSyntaxError) as caught:
        turtle.read(path)

    assert caught.value.line == 2
    assert "UTF-8" in caught.value.in_language("fr")


def test_a_missing_file_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        turtle.read(tmp_path / "nowhere.ttl")


def test_every_shipped_file_is_in_canonical_form() -> None:
    home = find_home()
    paths = [*home.ontology.rglob("*.ttl"), *home.data.rglob("*.ttl")]

    untidy = [path.name for path in paths if turtle.format_turtle(turtle.read(path)) != path.read_text("utf-8")]

    assert not untidy


def test_the_command_rewrites_and_the_check_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("<http://b.example/> <http://p.example/> 1 . <http://a.example/> <http://p.example/> 2 .")

    assert turtle.main(["--check", str(path)]) == 1
    assert "make format" in capsys.readouterr().out
    assert turtle.main([str(path)]) == 0
    assert turtle.main(["--check", str(path)]) == 0
