from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allianceskg.errors import MissingHeaderError, NotFoundError, QueryFileError, UnknownParameterError
from allianceskg.files import Home
from allianceskg.rdf.term import IRI, Literal, Quad, Term, french
from allianceskg.sparql.query_files import Query, QueryCatalogue, parse_query, parse_value, read_query
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import XSD

EX = "https://example.org/"
EXAMPLE = """\
#+ summary: "Things of a kind: with a name"
#+ summary_fr: "Choses d'un genre : avec un nom"
#+ answers: CQ-01, CQ-12
#+ parameters: {kind: iri}
#+ returns: {thing: iri}   # thing: what is found
# A note for people: no key at all.
PREFIX ex: <https://example.org/>

SELECT ?thing WHERE {
  VALUES ?kind { ex:a }
  ?thing ex:kind ?kind .
}
ORDER BY ?thing
"""
SEVERAL = """\
#+ summary: Pairs
#+ summary_fr: Paires
#+ parameters:
#+   (kind weight): [iri, integer]
#+   name: string
SELECT ?thing WHERE {
  { VALUES (?kind ?weight) { (<https://example.org/a> 1) } ?thing ?kind ?weight . }
  UNION
  { VALUES ?name { "a" } ?thing <https://example.org/name> ?name . }
  UNION
  { VALUES ?name { "a" } ?thing <https://example.org/other> ?name . }
  VALUES ?weight { 7 }
}
"""


@pytest.fixture
def query() -> Query:
    return parse_query(EXAMPLE, name="things", folder="competency")


@pytest.fixture
def several() -> Query:
    return parse_query(SEVERAL, name="pairs")


def test_the_header_says_what_a_query_answers(query: Query) -> None:
    assert query.summary.in_language("en") == "Things of a kind: with a name"
    assert query.summary.in_language("fr") == "Choses d'un genre : avec un nom"
    assert query.answers == ("CQ-01", "CQ-12")
    assert query.parameters == {"kind": "iri"}
    assert query.returns == {"thing": "iri"}
    assert query.form == "SELECT"
    assert query.iri == "https://w3id.org/alliances/query/competency/things"


@pytest.mark.parametrize("form", ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
def test_the_form_is_read_from_the_query_and_not_from_its_header(form: str) -> None:
    text = f"#+ summary: SELECT things\n#+ summary_fr: SELECT ASK\n{form.lower()} {{ ?s ?p ?o }}"
    assert parse_query(text, name="any").form == form


def test_a_text_without_a_form_is_refused() -> None:
    with pytest.raises(QueryFileError, match="neither SELECT"):
        _ = parse_query("#+ summary: a\n#+ summary_fr: b\nINSERT DATA {}", name="any").form


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * {}", "no “#\\+” line"),
        ("#+ summary: a\nSELECT * {}", "no line “#\\+ summary_fr:”"),
        ("#+ summary_fr: a\nSELECT * {}", "no line “#\\+ summary:”"),
        ("#+ summary: a\n#+ summary_fr: b\n#+ parameters: {x: iri}\nSELECT * {}", "“x” has no VALUES block"),
    ],
)
def test_a_header_without_what_is_needed_is_refused(text: str, message: str) -> None:
    with pytest.raises(MissingHeaderError, match=message):
        parse_query(text, name="any")


def test_a_key_that_nobody_reads_is_refused() -> None:
    with pytest.raises(QueryFileError, match="sumary"):
        parse_query("#+ sumary: a\n#+ summary_fr: b\nSELECT * {}", name="any")


def test_a_header_that_is_not_yaml_is_refused() -> None:
    with pytest.raises(QueryFileError, match="not YAML"):
        parse_query("#+ summary: {\nSELECT * {}", name="any")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QueryFileError, match="cannot be read"):
        read_query(tmp_path / "none.rq")


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.rq"
    path.write_bytes("#+ summary: é".encode("latin-1"))
    with pytest.raises(QueryFileError, match="cannot be read"):
        read_query(path)


def test_binding_replaces_the_example_rows_and_nothing_else(query: Query) -> None:
    bound = query.bind({"kind": [IRI(f"{EX}b"), IRI(f"{EX}c")]})
    head, tail = query.text.split("{ ex:a }")
    assert bound == f"{head}{{\n    <{EX}b>\n    <{EX}c>\n  }}{tail}"


def test_every_block_of_a_parameter_is_replaced(several: Query) -> None:
    bound = several.bind({"name": [Literal("z")]})
    assert len(re.findall(r'VALUES \?name \{\s*"z"\s*\}', bound)) == 2
    assert '"a"' not in bound


def test_a_block_of_other_variables_is_left_alone(several: Query) -> None:
    assert "VALUES ?weight { 7 }" in several.bind({"(kind weight)": [(IRI(f"{EX}b"), Literal("2"))]})


def test_no_rows_make_the_block_match_nothing(query: Query) -> None:
    store = EmbeddedStore.in_memory()
    store.insert([Quad(IRI(f"{EX}t"), IRI(f"{EX}kind"), IRI(f"{EX}a"), None)])
    assert len(store.select(query.text)) == 1
    assert len(store.select(query.bind({"kind": []}))) == 0


def test_a_missing_value_of_a_row_is_undefined(several: Query) -> None:
    bound = several.bind({"(kind weight)": [(None, Literal("2", None, f"{XSD}integer"))]})
    assert f'(UNDEF "2"^^<{XSD}integer>)' in bound


def test_a_row_of_the_wrong_width_is_a_programming_error(several: Query) -> None:
    with pytest.raises(ValueError, match="2 terms"):
        several.bind({"(kind weight)": [(IRI(f"{EX}b"),)]})


def test_a_parameter_that_the_query_lacks_is_refused_with_those_it_has(query: Query) -> None:
    with pytest.raises(UnknownParameterError, match="no parameter “case”") as caught:
        query.bind({"case": []})
    assert caught.value.hint is not None
    assert "kind" in caught.value.hint.en
    with pytest.raises(UnknownParameterError):
        query.bind_texts({"case": ["x"]})


def test_texts_of_a_row_are_separated_by_spaces(several: Query) -> None:
    bound = several.bind_texts({"(kind weight)": ["akg:points 3"], "name": ["x y"]})
    assert f'(<https://w3id.org/alliances/ontology#points> "3"^^<{XSD}integer>)' in bound
    assert '"x y"' in bound


def test_a_text_of_a_row_with_too_few_values_is_refused(several: Query) -> None:
    with pytest.raises(UnknownParameterError, match="does not fit"):
        several.bind_texts({"(kind weight)": ["akg:points"]})


@pytest.mark.parametrize(
    ("text", "kind", "iri"),
    [
        ("ronalpia", "case", "https://w3id.org/alliances/case/ronalpia"),
        ("le-rameau", "actor", "https://w3id.org/alliances/actor/le-rameau"),
        ("commune-2A004", "territory", "https://w3id.org/alliances/territory/commune-2A004"),
        ("guide", "resource", "https://w3id.org/alliances/resource/guide"),
        ("17.16", "sdg", "http://metadata.un.org/sdg/17.16"),
        ("definir-strategie", "needs", "https://w3id.org/alliances/vocabulary/needs/definir-strategie"),
        ("case:ronalpia", "iri", "https://w3id.org/alliances/case/ronalpia"),
        ("voc-needs:definir-strategie", "iri", "https://w3id.org/alliances/vocabulary/needs/definir-strategie"),
        ("voc-needs:definir-strategie", "themes", "https://w3id.org/alliances/vocabulary/needs/definir-strategie"),
        ("https://example.org/x", "case", "https://example.org/x"),
    ],
)
def test_a_typed_value_becomes_an_iri(text: str, kind: str, iri: str) -> None:
    assert parse_value(text, kind, parameter="p") == IRI(iri)


@pytest.mark.parametrize(
    ("text", "kind", "datatype"),
    [("03", "integer", "integer"), ("2026-11-23", "date", "date"), ("a b", "string", "string")],
)
def test_a_typed_value_becomes_a_literal(text: str, kind: str, datatype: str) -> None:
    assert parse_value(text, kind, parameter="p") == Literal(text, None, f"{XSD}{datatype}")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("three", "integer"),
        ("1.5", "integer"),
        ("9" * 30, "integer"),
        ("2026-02-30", "date"),
        ("ronalpia", "iri"),
        ("unknown:ronalpia", "iri"),
        ("a b", "case"),
        ("x> } DROP ALL #", "case"),
        ("", "needs"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_what_would(text: str, kind: str) -> None:
    with pytest.raises(UnknownParameterError, match="does not fit") as caught:
        parse_value(text, kind, parameter="p")
    assert caught.value.hint is not None


terms = st.one_of(
    st.text().map(Literal),
    st.text().map(french),
    st.text(min_size=1).map(lambda value: IRI(f"{EX}{value}")),
)


@given(term=terms)
def test_a_printed_term_is_one_sparql_term_whatever_is_in_it(term: Term) -> None:
    query = parse_query(EXAMPLE, name="things")
    bound = query.bind({"kind": [term]})
    asked = bound.replace("?thing ex:kind ?kind .", "").replace("SELECT ?thing", "SELECT ?kind")
    if isinstance(term, IRI) and _is_refused(asked):
        return  # an IRI may hold what no IRI can hold, but it must not become anything else
    rows = list(pyoxigraph.Store().query(asked))
    assert len(rows) == 1
    found = rows[0]["kind"]
    assert found.value == term.value
    assert (found.language if isinstance(term, Literal) else None) == getattr(term, "language", None)


def _is_refused(query: str) -> bool:
    try:
        pyoxigraph.Store().query(query)
    except SyntaxError as fault:
        return "IRI" in str(fault)
    return False


def test_a_catalogue_finds_a_query_by_name_by_folder_and_by_file(home: Home) -> None:
    catalogue = QueryCatalogue(home.queries)
    query = catalogue.get("cases-by-model")
    assert query is catalogue.get("competency/cases-by-model") is catalogue.get("cases-by-model.rq")


def test_a_catalogue_says_which_names_are_near(home: Home) -> None:
    with pytest.raises(NotFoundError) as caught:
        QueryCatalogue(home.queries).get("cases-by-modell")
    assert caught.value.nearest[0] == "cases-by-model"
    with pytest.raises(NotFoundError) as caught:
        QueryCatalogue(home.queries).get("zzz")
    assert caught.value.nearest == ()


def test_the_queries_of_a_folder_come_in_order(home: Home) -> None:
    names = [query.name for query in QueryCatalogue(home.queries).in_folder("materialise")]
    assert names == sorted(names)
    assert names[0] == "01-territory-closure"
