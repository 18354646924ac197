"""`VALUES` blocks, found by the tokens of a query."""

from __future__ import annotations

import pytest

from allianceskg.sparql.tokens import cut
from allianceskg.sparql.values import ValuesBlock, find_values


def only(query: str) -> ValuesBlock:
    (block,) = find_values(cut(query))
    return block


@pytest.mark.parametrize(
    ("written", "rows"),
    [
        ("?x { <http://e/a> ex:b }", (("<http://e/a>",), ("ex:b",))),
        ("?x { 'a } {'@fr \"1\"^^xsd:integer 2 }", (("'a } {'@fr",), ('"1"^^xsd:integer',), ("2",))),
        ("(?x ?y) { (ex:a undef) # (a comment)\n (1 'b') }", (("ex:a", "UNDEF"), ("1", "'b'"))),
        ("?x { }", ()),
        ("(?x) { (ex:a ex:b) }", None),
        ("(?x ?y) { ex:a ex:b }", None),
    ],
)
def test_rows_are_the_terms_as_they_are_written(written: str, rows: tuple[tuple[str, ...], ...] | None) -> None:
    assert only(f"SELECT * {{ VALUES {written} ?s ?p ?x }}").rows == rows


def test_a_block_that_is_never_closed_or_has_no_variable_is_none() -> None:
    assert list(find_values(cut("SELECT * { VALUES ?x { ex:a"))) == []
    assert list(find_values(cut("SELECT * { VALUES { ex:a } }"))) == []
    assert list(find_values(cut("SELECT ?VALUES { ?x ?p 'VALUES ?x { 1 }' } # VALUES ?x { 1 }"))) == []


def test_a_column_tells_different_values_and_nothing_when_a_row_is_open() -> None:
    block = only("SELECT * { VALUES (?x ?y) { (1 2) (1 UNDEF) } }")
    assert block.column("?x") == ["1"]
    assert block.column("?y") is None
