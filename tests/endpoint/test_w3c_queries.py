"""The query tests of the W3C: what is valid is accepted, and what is rearranged finds the same."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from pyoxigraph import DefaultGraph, NamedNode, QueryBoolean, QuerySolutions, RdfFormat, Store

from allianceskg.endpoint import guard
from allianceskg.endpoint.complexity import QueryLimits
from allianceskg.endpoint.evaluation import Evaluator
from allianceskg.endpoint.refusal import Refusal
from allianceskg.rdf.solutions import consumed
from allianceskg.sparql.foresight import SlowPart, slow_part
from allianceskg.sparql.rearranging import rearrange

FOLDER: Final = Path(__file__).parents[1] / "data" / "w3c-sparql"
BASE: Final = "http://example.org/w3c/"
REFUSED_BY_DESIGN: Final = {
    "sparql11/syntax-fed/syntax-service-01.rq": "federation",
    "sparql11/syntax-fed/syntax-service-02.rq": "federation",
    "sparql11/syntax-fed/syntax-service-03.rq": "federation",
}
ACCEPTED_BY_THE_ENGINE: Final = {
    "sparql10/syntax-sparql3/syn-bad-26.rq",
    "sparql12/syntax-triple-terms-negative/tripleterm-subject-03.rq",
    "sparql12/syntax-triple-terms-negative/tripleterm-subject-06.rq",
    "sparql12/syntax/nested-aggregate-functions.rq",
}
"""Not valid, and answered all the same, by pyoxigraph 0.5.13."""
FRESH: Final = re.compile(r"_:[0-9a-f]+|\"[0-9a-f-]{36}\"|<urn:uuid:[0-9a-f-]{36}>")


def read(name: str) -> list[Any]:
    found: list[Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return found


def verdict(query: str) -> str:
    """Tell what the endpoint says of a query: why it is refused, or that it is answered."""
    reading = guard.inspect(query, QueryLimits(), f"{BASE}sparql")
    if isinstance(reading, Refusal):
        return reading.reason
    request = {
        "query": reading.text,
        "base": reading.base,
        "default_graphs": None,
        "named_graphs": None,
        "names_dataset": bool(reading.default_graphs or reading.named_graphs),
    }
    try:
        consumed(lambda: Evaluator(Store()).evaluate(request), lambda _: None)
    except SyntaxError:
        return "malformed"
    return "answered"


def test_what_is_valid_is_answered_save_what_is_refused_by_design() -> None:
    said = {name: verdict(text) for name, is_valid, text in read("syntax.json") if is_valid}
    assert len(said) > 250
    assert {name: word for name, word in said.items() if word != "answered"} == REFUSED_BY_DESIGN


def test_what_is_not_valid_is_called_malformed() -> None:
    said = {name: verdict(text) for name, is_valid, text in read("syntax.json") if not is_valid}
    assert len(said) > 150
    assert {name for name, word in said.items() if word == "answered"} == ACCEPTED_BY_THE_ENGINE
    assert set(said.values()) == {"answered", "malformed", "update"}  # these two are one problem to clients


def load(default: list[list[str]], named: list[list[str]]) -> Store:
    store = Store()
    for name, text in default:
        holds_graphs = name.endswith((".trig", ".nq"))
        store.load(text.encode(), syntax(name), base_iri=BASE + name, to_graph=None if holds_graphs else DefaultGraph())
    for name, text in named:
        store.load(text.encode(), syntax(name), base_iri=BASE + name, to_graph=NamedNode(BASE + name))
    return store


def syntax(name: str) -> RdfFormat:
    found = RdfFormat.from_extension(name.rpartition(".")[2])
    assert found is not None
    return found


def found_by(store: Store, query: str) -> object:
    """Return what a query finds, whatever the order; what is made anew each time is not looked at."""

    def read(answer: object) -> object:
        if isinstance(answer, QuerySolutions):
            names = sorted(variable.value for variable in answer.variables)
            return names, Counter(tuple(plain(row[name]) for name in names) for row in answer)
        return bool(answer) if isinstance(answer, QueryBoolean) else Counter(map(plain, answer))  # type: ignore[call-overload]

    return consumed(lambda: store.query(query, base_iri=BASE), read)


def plain(term: object) -> str:
    return FRESH.sub("_", str(term))


def evaluations() -> Iterator[tuple[str, str, Callable[[], Store]]]:
    for name, query, default, named in read("evaluation.json"):
        yield name, query, partial(load, default, named)


def test_a_rearranged_query_finds_what_it_found() -> None:
    compared, differing = 0, []
    for name, query, make in evaluations():
        rearranged = rearrange(query, lambda _, pattern: len(pattern.object))
        if rearranged == query or "RAND()" in query:
            continue
        store = make()
        try:
            expected = found_by(store, query)
        except (SyntaxError, OSError):  # not valid for the engine, or it asks another server
            continue
        compared += 1
        if found_by(store, rearranged) != expected:
            differing.append(name)
    assert compared > 40
    assert differing == []


def test_nothing_that_is_sent_stops_the_reading_of_patterns() -> None:
    chance = random.Random(5)
    queries = [text for _, _, text in read("syntax.json")]
    pieces = (
        "{",
        "}",
        "(",
        ")",
        "[",
        ";",
        "OPTIONAL",
        "UNION",
        "FILTER",
        "BIND",
        "AS",
        "EXISTS",
        "VALUES",
        "_:b",
        "5",
        "-",
        "#",
        "?x",
    )
    for _ in range(1_000):
        text = chance.choice(queries)
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice((f" {chance.choice(pieces)} ", "")) + text[at + chance.randrange(6) :]
        assert isinstance(rearrange(text), str)
        assert slow_part(text) is None or isinstance(slow_part(text), SlowPart)


def test_unknown_functions_have_no_value_and_known_ones_do() -> None:
    query = "SELECT (<http://e/f>(1) AS ?x) (COALESCE(<http://e/g>(?x), 2) AS ?y) (STRLEN('abc') AS ?z) {}"
    request = {"query": query, "base": None, "default_graphs": None, "named_graphs": None, "names_dataset": False}

    def read(found: Any) -> list[list[object]]:
        return [list(row) for row in found]

    rows = consumed(lambda: Evaluator(Store()).evaluate(request), read)
    assert [[str(term) for term in row] for row in rows] == [
        ["None", '"2"^^<http://www.w3.org/2001/XMLSchema#integer>', '"3"^^<http://www.w3.org/2001/XMLSchema#integer>']
    ]
