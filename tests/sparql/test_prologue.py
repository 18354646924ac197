"""What stands at the head of a query."""

from __future__ import annotations

import pytest

from allianceskg.sparql.prologue import form_of, read_prologue
from allianceskg.sparql.tokens import cut


def test_declarations_are_resolved_against_the_base_before_them() -> None:
    prologue = read_prologue(cut("BASE <http://e/a/> PREFIX x: <b#> base <c/> Prefix : <d#> SELECT * {}"))
    assert prologue.prefixes == {"x": "http://e/a/b#", "": "http://e/a/c/d#"}
    assert prologue.base == "http://e/a/c/"
    assert prologue.length == 10


@pytest.mark.parametrize(
    ("term", "iri"),
    [("<f>", "http://e/f"), ("x:a\\-b", "http://x/a-b"), ("y:a", None), ("?x", None), ("'<f>'", None)],
)
def test_a_term_is_expanded_when_it_stands_for_an_iri(term: str, iri: str | None) -> None:
    prologue = read_prologue(cut("BASE <http://e/> PREFIX x: <http://x/> ASK {}"))
    assert prologue.expand(cut(term)[0]) == iri


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("# SELECT\nPREFIX select: <http://e/ASK> describe ?x", "DESCRIBE"),
        ("ask{}", "ASK"),
        ("INSERT DATA { <a> <b> 'SELECT' }", None),
        ("", None),
    ],
)
def test_the_form_is_the_word_after_the_declarations(query: str, form: str | None) -> None:
    assert form_of(query) == form


@pytest.mark.parametrize("iri", ["//[/ns#", "http://[", "//a]b"])
def test_what_is_no_address_is_left_as_it_stands(iri: str) -> None:
    prologue = read_prologue(cut(f"PREFIX a: <{iri}> ASK {{}}"), "http://example.org/sparql")

    assert prologue.prefixes == {"a": iri}
