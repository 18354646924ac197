from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allianceskg.sparql import tokens
from tests.patience import ends


def kinds(query: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens.cut(query)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ex:a.b. .5 1.5e3 1.", [("name", "ex:a.b"), ("mark", "."), ("number", ".5"), ("number", "1.5e3"), ("number", "1"), ("mark", ".")]),
        ("'it''s' '''a''b'''", [("string", "'it'"), ("string", "'s'"), ("string", "'''a''b'''")]),
        (r"ex:l\'eau ex:%41b _:n.1 ?x $été", [("name", r"ex:l\'eau"), ("name", "ex:%41b"), ("blank", "_:n.1"), ("variable", "?x"), ("variable", "$été")]),
        ("<http://e/\\u00e9> < 3 <= <a b>", [("iri", "<http://e/\\u00e9>"), ("mark", "<"), ("number", "3"), ("mark", "<="), ("mark", "<"), ("word", "a"), ("word", "b"), ("mark", ">")]),
        ("'x'@fr-FR^^ # a comment\nASK", [("string", "'x'"), ("language", "@fr-FR"), ("mark", "^^"), ("word", "ASK")]),
        (": ex: é:à", [("name", ":"), ("name", "ex:"), ("name", "é:à")]),
        ('"a\\"b" "unclosed', [("string", '"a\\"b"'), ("other", '"'), ("word", "unclosed")]),
        ("caf\\u00e9", [("word", "caf"), ("escape", "\\u00e9")]),
    ],
)  # fmt: skip
def test_texts_are_cut_as_the_grammar_says(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("query", "is_treacherous"),
    [
        ("FILTER(?a<#> 1)", True),
        ("FILTER(?a<'> ')", True),
        ("FILTER(?a<ex:b#> 1)", True),
        ("FILTER(1<(((> 2)", True),
        ("{ <<ex:a#> }", True),
        ("FILTER(?a <http://example.org/x#y> ?b)", False),
        ("VALUES (?p ?q) { (<http://e/a#x> <http://e/b#y>) }", False),
        ("{ ?s <#local> ?o }", False),
        ("FILTER(?a<?b && ?c> 2)", False),
    ],
)
def test_an_iri_that_may_hide_a_part_of_the_query_says_so(query: str, is_treacherous: bool) -> None:
    assert any(token.is_treacherous for token in tokens.cut(query)) == is_treacherous


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("aé1.:<>\"'\\u0{}()[]?#@_-^|&;, \n\t%$*/!=")))
def test_nothing_of_a_query_is_lost(query: str) -> None:
    position = 0
    for token in tokens.cut(query):
        between = query[position : token.start]
        assert all(line.strip(" \t\r") == "" or line.strip(" \t\r").startswith("#") for line in between.split("\n"))
        assert query[token.start : token.end] == token.text
        position = token.end


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=12))
def test_what_the_engine_takes_for_an_iri_is_one_token(inside: str) -> None:
    query = f"ASK {{ ?s <http://e/{inside}> ?o }}"
    try:
        pyoxigraph.Store().query(query)
    except SyntaxError:
        return
    assert ("iri", f"<http://e/{inside}>") in kinds(query)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(['"', "'", '"""', "'''"]), st.text(alphabet=st.sampled_from("a\"'\\n\nu0041 #{"), max_size=10))
def test_what_the_engine_takes_for_a_text_is_one_token(quote: str, inside: str) -> None:
    query = f"ASK {{ ?s ?p {quote}{inside}{quote} }}"
    try:
        pyoxigraph.Store().query(query)
    except SyntaxError:
        return
    strings = [text for kind, text in kinds(query) if kind == "string"]
    assert strings == [f"{quote}{inside}{quote}"]


@pytest.mark.parametrize(
    "query",
    ["a." * 60_000, '"""' * 40_000, "'''a" * 30_000, "<a" * 60_000, "<" + "a" * 120_000, ":" * 120_000, "\\u0041" * 20_000, "ex:" + "a." * 60_000, ("a." * 60 + " ") * 1_000],
    ids=lambda query: query[:8],
)  # fmt: skip
def test_no_text_takes_long_to_cut(query: str) -> None:
    with ends():
        tokens.cut(query, most=20_000)
