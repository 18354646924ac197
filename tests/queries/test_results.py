"""Every catalogued query gives the rows that its CSV file says, and these are of the types that its header says."""

from __future__ import annotations

from pathlib import Path

import pytest

from allianceskg.files import Home
from allianceskg.rdf.table import Table
from allianceskg.rdf.term import IRI, Literal, Term
from allianceskg.sparql.query_files import Query
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.store.protocol import Store
from allianceskg.terms import RDF_LANG_STRING, XSD, XSD_STRING
from scripts.accept_query_results import (
    CATALOGUE,
    EXPECTATIONS,
    FAULTS,
    ROOT,
    Expectation,
    answer,
    as_text,
    expectations,
    small_store,
    total_text,
)

HOME = Home(ROOT)
ALL = list(expectations(HOME))
HINT = "if the change is meant: python -m scripts.accept_query_results"
DATES = {f"{XSD}{name}" for name in ("date", "gYear", "gYearMonth", "dateTime")}

each = pytest.mark.parametrize("expectation", ALL, ids=lambda one: one.path.relative_to(EXPECTATIONS).as_posix())


@pytest.fixture(scope="session")
def answers(built_store: EmbeddedStore) -> dict[Path, Table]:
    """Answers that were already asked for."""
    return {}


@pytest.fixture(scope="session")
def stores(built_store: EmbeddedStore) -> dict[str, Store]:
    """The data that queries are run on, by name."""
    small: dict[str, Store] = {data: small_store(HOME, data) for data in {one.data for one in ALL} - {CATALOGUE}}
    return {**small, CATALOGUE: built_store}


@pytest.fixture
def table(expectation: Expectation, stores: dict[str, Store], answers: dict[Path, Table]) -> Table:
    if expectation.path not in answers:
        answers[expectation.path] = answer(stores[expectation.data], expectation.query)
    return answers[expectation.path]


@each
def test_a_query_gives_the_expected_rows(expectation: Expectation, table: Table) -> None:
    assert expectation.path.exists(), f"no expectation for {expectation.query.name}: {HINT}"
    assert as_text(table) == expectation.path.read_text(encoding="utf-8"), HINT


@each
def test_a_long_answer_has_the_expected_number_of_rows(expectation: Expectation, table: Table) -> None:
    total = expectation.total_path.read_text(encoding="utf-8") if expectation.total_path.exists() else None
    assert total_text(table) == total, HINT


@each
def test_columns_are_those_that_the_header_returns(expectation: Expectation, table: Table) -> None:
    if expectation.query.form == "SELECT":
        assert tuple(expectation.query.returns) == table.variables


@each
def test_values_are_of_the_types_that_the_header_returns(expectation: Expectation, table: Table) -> None:
    wrong = [
        (name, str(term))
        for row in table
        for name, term in row.items()
        if expectation.query.form == "SELECT" and not _is_of_type(term, expectation.query.returns[name])
    ]
    assert wrong == []


@each
def test_an_example_answers_something(expectation: Expectation, table: Table) -> None:
    if expectation.query.folder == "quality" and expectation.data == CATALOGUE:
        return  # an empty answer is what one hopes for
    assert len(table) > 0


@each
def test_the_order_of_an_answer_leaves_nothing_to_chance(expectation: Expectation, table: Table) -> None:
    assert len(set(table.rows)) == len(table.rows), "two rows are alike, so something multiplies them"


def test_every_quality_query_finds_the_invented_faults() -> None:
    asked = {one.query.name for one in ALL if one.data == FAULTS}
    assert asked == {one.query.name for one in ALL if one.query.folder == "quality"}


def test_no_expectation_is_left_over() -> None:
    wanted = {one.path for one in ALL} | {one.total_path for one in ALL}
    found = {path for path in EXPECTATIONS.glob("*/*") if path.suffix in {".csv", ".total"}}
    assert sorted(found - wanted) == []


def _is_of_type(term: Term, kind: str) -> bool:
    match kind:
        case "iri":
            return isinstance(term, IRI)
        case "string":
            return isinstance(term, Literal) and term.datatype in {XSD_STRING, RDF_LANG_STRING}
        case "integer":
            return isinstance(term, Literal) and term.is_integer
        case "decimal":
            return isinstance(term, Literal) and (term.datatype == f"{XSD}decimal" or term.is_integer)
        case "boolean":
            return isinstance(term, Literal) and term.datatype == f"{XSD}boolean"
        case "date":
            return isinstance(term, Literal) and term.datatype in DATES
        case _:
            raise ValueError(kind)


def test_the_types_of_headers_are_known() -> None:
    known = {"iri", "string", "integer", "decimal", "boolean", "date"}
    queries: list[Query] = [one.query for one in ALL]
    assert {kind for query in queries for kind in query.returns.values()} <= known
