"""What people ask and how it is told when it cannot be answered: over HTTP, on the invented store."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from allianceskg.endpoint import failures
from allianceskg.endpoint.capacity import PoolLimits
from allianceskg.sparql.foresight import endless_part, slow_part
from allianceskg.sparql.pattern_reading import read_patterns

EX = "PREFIX ex: <https://example.org/> "
STRANDED = EX + "SELECT ?case ?title { ?case ex:rank ?r . OPTIONAL { ?case ex:note ?n } ?case ex:title ?title }"


def ask(client: TestClient, query: str, **parameters: str) -> Any:
    return client.get("/sparql", params={"query": query, **parameters})


def bindings(client: TestClient, query: str) -> list[dict[str, str]]:
    answer = ask(client, query, format="json")
    assert answer.status_code == 200, answer.text
    return [{name: term["value"] for name, term in row.items()} for row in answer.json()["results"]["bindings"]]


def test_a_query_is_shown_as_it_is_run(client: TestClient) -> None:
    shown = ask(client, STRANDED, explain="1")
    assert shown.headers["content-type"] == "application/sparql-query"
    assert shown.text.index("ex:title") < shown.text.index("OPTIONAL")
    assert bindings(client, shown.text) == bindings(client, STRANDED) != []


@pytest.mark.parametrize("word", ["", "0", "false"])
def test_a_query_is_answered_when_no_explanation_is_asked_for(client: TestClient, word: str) -> None:
    assert "results" in ask(client, STRANDED, explain=word).json()


def test_a_malformed_query_is_not_explained(client: TestClient) -> None:
    refused = ask(client, "SELECT * { ?s ?p }", explain="1")
    assert (refused.status_code, refused.json()["column"]) == (400, 18)


def test_relative_addresses_are_resolved_against_that_of_the_request(client: TestClient) -> None:
    relative = bindings(client, "SELECT (<rank> AS ?here) (<#part> AS ?part) (<> AS ?self) {}")
    root = "http://testserver/"
    assert relative == [{"here": f"{root}rank", "part": f"{root}sparql#part", "self": f"{root}sparql"}]


def test_a_prefix_may_be_relative_and_a_base_comes_first(client: TestClient) -> None:
    assert bindings(client, "PREFIX here: <a/> SELECT (here:b AS ?x) {}") == [{"x": "http://testserver/a/b"}]
    assert bindings(client, "BASE <https://example.org/> SELECT ?r { <case-1> <rank> ?r }") == [{"r": "1"}]
    assert bindings(client, "SELECT ?r { <case-1> <rank> ?r . ?x <rank> ?r }") == []


def test_a_faulty_query_with_relative_addresses_is_located(client: TestClient) -> None:
    told = ask(client, "SELECT * { <a> <b> }").json()
    assert (told["line"], told["column"]) == (1, 20)


@pytest.mark.parametrize(
    "query",
    [
        'VERSION "1.2" ' + STRANDED,
        "PREFIX webservice: <https://example.org/> SELECT * { ?case webservice:rank ?rank }",
        EX + "SELECT * { ?case ex:rank ?rank BIND(ex:unknown(?rank) AS ?open) }",
    ],
)
def test_legal_queries_are_answered(client: TestClient, query: str) -> None:
    assert len(bindings(client, query)) > 2


def test_an_unknown_function_has_no_value(client: TestClient) -> None:
    query = EX + "SELECT ?x ?y { ?case ex:rank 1 BIND(ex:f(?case) AS ?x) BIND(COALESCE(ex:f(?case), 'none') AS ?y) }"
    assert bindings(client, query) == [{"y": "none"}]


def test_an_escape_outside_texts_is_told_with_its_place(client: TestClient) -> None:
    told = ask(client, EX + "SELECT * { ?case ex:ran\\u006b ?r }", lang="en").json()
    assert "Write the character itself: k" in told["hint"]
    assert told["line"] == 1


@pytest.mark.parametrize(
    ("query", "place", "pattern"),
    [
        ("SELECT * { ?a <p:x> ?b . OPTIONAL { ?b <p:y> ?c } ?c <p:z> ?d }", "OPTIONAL", "?c <p:z> ?d"),
        ("SELECT * { ?a <p:x> ?b . ?b <p:y> ?c . ?d <p:z> ?e }", "untied", "?d <p:z> ?e"),
        ("SELECT * { { SELECT * { ?a <p:x> ?b . ?d <p:z> ?e } } }", "untied", "?d <p:z> ?e"),
    ],
)
def test_the_pattern_that_makes_a_query_long_is_found(query: str, place: str, pattern: str) -> None:
    part = slow_part(query)
    assert part is not None
    assert (part.place, part.pattern, query[part.start :].startswith(pattern[3:])) == (place, pattern, True)
    told = failures.timeout(10, query)
    assert pattern in told.message.fr
    assert told.line == 1


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?a <p:x> ?b . OPTIONAL { ?b <p:y> ?c } ?b <p:z> ?d }",
        "SELECT * { ?a <p:x> ?b . ?c <p:y> ?b }",
        "not a query",
    ],
)
def test_no_pattern_is_blamed_where_none_stands_out(query: str) -> None:
    assert slow_part(query) is None


@pytest.mark.parametrize(
    ("query", "is_refused"),
    [
        ("SELECT (COUNT(*) AS ?n) { ?a <p:many> ?b . ?c <p:many> ?d }", True),
        ("SELECT * { ?a <p:many> ?b . OPTIONAL { ?a <p:x> ?x } ?x <p:many> ?d }", True),
        ("SELECT * { ?a <p:many> ?b . ?c <p:many> ?d } LIMIT 5", False),
        ("SELECT DISTINCT ?a { ?a <p:many> ?b . ?c <p:many> ?d } LIMIT 5", True),
        ("ASK { ?a <p:many> ?b . ?c <p:many> ?d }", False),
        ("SELECT * { ?a <p:many> ?b . ?c <p:few> ?d }", False),
        ("SELECT * { ?a <p:many> ?b . ?c <p:many> ?d FILTER(?b = 'one') }", False),
        ("SELECT * { ?a <p:many> ?b . ?c <p:many> ?d FILTER(?b < ?d) }", True),
        ("SELECT * { ?a <p:many> ?b . ?a <p:many> ?c . ?d <p:many> ?e . ?f <p:many> ?g }", False),
        ("SELECT * { ?a <p:many> ?b . MINUS { ?a <p:x> ?x } ?x <p:many> ?d }", False),
    ],
)
def test_only_what_is_counted_to_be_endless_is_refused(query: str, is_refused: bool) -> None:
    found = endless_part(read_patterns(query), lambda _, pattern: 3 if "few" in pattern.predicate else 1_000_000)
    assert (found is not None) == is_refused


def test_an_endless_query_is_refused_with_the_pattern_to_tie() -> None:
    told = failures.endless("SELECT * { ?a <p:x> ?b .\n ?d <p:z> ?e }")
    assert (told.kind, told.line, told.column) == ("endless", 2, 5)
    assert "?d <p:z> ?e" in told.message.en
    assert told.hint is not None
    assert "variable" in told.hint.en


def test_the_status_line_and_the_first_line_of_the_body_say_what_to_do(serve: Any) -> None:
    with serve(PoolLimits(seats=2, long_seats=1)) as server:
        for language, title, hint in (
            ("fr", "Requete SPARQL non valide: Ajoutez au debut : PREFIX", "Ajoutez au début : PREFIX akg:"),
            ("en", "Invalid SPARQL query: Add at the beginning: PREFIX", "Add at the beginning: PREFIX akg:"),
        ):
            url = f"{server.url}?lang={language}&query={quote('SELECT * { ?s akg:x ?o }')}"
            with pytest.raises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(url)
            assert caught.value.reason.startswith(title)
            assert hint in caught.value.read().decode().splitlines()[0]
            caught.value.close()
        with urllib.request.urlopen(f"{server.url}?query=ASK%7B%7D") as answer:
            assert answer.reason == "OK"
