from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from allianceskg.endpoint import guard
from allianceskg.endpoint.complexity import QueryLimits
from allianceskg.endpoint.guard import QueryReading
from allianceskg.endpoint.refusal import Refusal

LIMITS = QueryLimits()
# Port 1 is one that the engine itself will not connect to: it says so at once, and no packet is sent.
NOWHERE = "<http://127.0.0.1:1/>"

SERVICES = [
    f"SELECT * {{ SERVICE {NOWHERE} {{}} }}",
    f"SELECT * {{ service silent {NOWHERE} {{}} }}",
    f"SELECT * {{ SeRvIcE{NOWHERE}{{}} }}",
    f"SELECT * {{ SERVICESILENT{NOWHERE}{{}} }}",
    f"SELECT * {{ \\u0053ERVICE {NOWHERE} {{}} }}",
    f"SELECT * {{ \\U00000053ERVIC\\u0045 {NOWHERE} {{}} }}",
    f"SELECT * {{ ?s ?p 1SERVICE{NOWHERE}{{}} }}",
    f"SELECT * {{ ?s ?p trueSERVICE{NOWHERE}{{}} }}",
    "PREFIX ex: <http://127.0.0.1:1/> SELECT * { SERVICEex:x {} }",
    "PREFIX : <http://127.0.0.1:1/> SELECT * { service:x {} }",
    "PREFIX SERVICEex: <http://e/> PREFIX ex: <http://127.0.0.1:1/> SELECT * { SERVICEex:x {} }",
    f"SELECT * {{ # comment\rSERVICE {NOWHERE} {{}} \n}}",
    f"SELECT * {{ SERVICE # comment\n {NOWHERE} {{}} }}",
    f"SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE {NOWHERE} {{}} }} }}",
    f"SELECT (EXISTS {{ SERVICE {NOWHERE} {{}} }} AS ?x) {{}}",
    f"CONSTRUCT {{}} WHERE {{ OPTIONAL {{ SERVICE {NOWHERE} {{}} }} }}",
    f"ASK {{ {{ SELECT * {{ SERVICE ?any {{}} VALUES ?any {{ {NOWHERE} }} }} }} }}",
    f'SELECT * {{ ?s ?p ?o FILTER(?s<#> """\n 1) SERVICE {NOWHERE} {{}} #"""\n}}',
    f"SELECT * {{ ?s ?p ?o FILTER(?s<'> ' ) SERVICE {NOWHERE} {{}} #'\n}}",
    f'PREFIX ex: <http://e/> SELECT * {{ <<ex:a#> """\n ex:b 1>> ex:p 1 . SERVICE {NOWHERE} {{}} #"""\n }}',
    f"SELECT * {{ ?s ?p 'a\\u0027 . SERVICE {NOWHERE} {{}} #' }}",
]


@pytest.mark.parametrize("query", SERVICES)
def test_no_disguise_of_service_passes(query: str) -> None:
    refusal = guard.inspect(query, LIMITS)
    assert isinstance(refusal, Refusal)
    assert refusal.reason in ("federation", "malformed")


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX ex: <http://e/> ASK { ?service ex:service 'SERVICE <http://e/> {}'@en }",
        "ASK { ?s <http://e/SERVICE> ?o } # SERVICE <http://e/> {}",
        "ASK { _:service ?p '''SERVICE''' }",
        "ASK { ?s ?p '\\u0022 SERVICE \\u0022' }",
    ],
)
def test_the_word_service_in_names_and_texts_passes(query: str) -> None:
    assert isinstance(guard.inspect(query, LIMITS), QueryReading)


FRAGMENTS = st.sampled_from(
    [
        "SERVICE", "service", "SILENT", NOWHERE, "{", "}", "{}", "(", ")", "?s ?p ?o", "?s", "ex:a", "SERVICEex:a", "ex:a.", "FILTER", "FILTER(1)",
        "BIND(1 AS ?x)", "<", ">", "<#>", "<'>", "<ex:a#>", "<<", ">>", "#", "\n", "'", '"', '"""', "'''", "\\u0053", "\\u0022", "\\", ".", ";", ",", "1", "1.",
        "1e", "true", "@en", "^^", "a", "_:b", "UNION", "OPTIONAL", " ", " ", " ",
    ]
)  # fmt: skip


@settings(max_examples=1_500, deadline=None)
@given(st.lists(FRAGMENTS, max_size=14).map("".join))
@example("SERVICE <http://127.0.0.1:1/> {}")
@example('?s ?p ?o FILTER(?s<#> """\n 1) SERVICE <http://127.0.0.1:1/> {} #"""\n')
def test_nothing_that_reaches_the_network_passes(inside: str) -> None:
    """The engine says that it would connect by refusing the port; whatever makes it say so must have been refused."""
    query = f"PREFIX ex: <http://127.0.0.1:1/> SELECT * {{ {inside} }}"
    reading = guard.inspect(query, LIMITS)
    if isinstance(reading, Refusal):
        return
    store = pyoxigraph.Store()
    store.add(Quad(NamedNode("http://e/s"), NamedNode("http://e/p"), Literal(1)))
    try:
        list(store.query(reading.text))  # type: ignore[arg-type]
    except SyntaxError:
        return
    # OSError would be the engine's refusal of the port.


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "update"),
        ("LOAD <http://127.0.0.1/x>", "update"),
        ("prefix ex: <http://e/> load ex:x", "update"),
        ("# hidden\nCLEAR ALL", "update"),
        ("\\u004cOAD <http://127.0.0.1/x>", "update"),
        ("WITH <http://e/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "update"),
        ("BASE <http://e/> DROP GRAPH <x>", "update"),
        ("", "malformed"),
        ("PREFIX ex: <http://e/>", "malformed"),
        ("EXPLAIN SELECT * {}", "malformed"),
        ("ASK { ?s ?p “x” }", "malformed"),
        ("ASK {\u00a0?s ?p ?o }", "malformed"),
        ("ASK { ?s ?p ?o", "malformed"),
        ("ASK { ?s ?p ?o ]", "malformed"),
        ("ASK { ?s ex:p ?o }", "malformed"),
        ("ASK { ?s <p> ?o }", "malformed"),
        ("ASK { ?s ?p 'x }", "malformed"),
        ("ASK { ?s ?p \\u005cu0053 }", "malformed"),
        ("ASK { ?s ?p '" + "x" * 131_072 + "' }", "too-long"),
        ("ASK { ?s ?p ?o FILTER(" + "(" * 101 + "1" + ")" * 101 + ") }", "too-complex"),
        ("ASK " + "{" * 101 + "}" * 101, "too-complex"),
        ("ASK { ?s ?p " + "[ ?p " * 101 + "1" + "]" * 101 + "}", "too-complex"),
        ("ASK { " + " UNION ".join(["{}"] * 502) + " }", "too-complex"),
        ("ASK { " + "{}" * 502 + " }", "too-complex"),
        ("ASK { FILTER(" + "||".join("1" * 1_002) + ") }", "too-complex"),
        ("ASK { " + "?s ?p ?o ." * 1_001 + " }", "too-complex"),
        ("SELECT " + "".join(f"(1 AS ?v{n})" for n in range(501)) + " {}", "too-complex"),
        ("ASK { VALUES ?x { " + "1 " * 20_001 + "} }", "too-complex"),
    ],
    ids=lambda value: value[:40],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_with_a_reason(query: str, reason: str) -> None:
    refusal = guard.inspect(query, LIMITS)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == reason
    assert refusal.message.fr != refusal.message.en
    assert refusal.hint.fr
    assert refusal.hint.en


def test_an_update_after_a_query_is_left_to_the_parser() -> None:
    reading = guard.inspect("ASK { ?s ?p ?o } ; CLEAR ALL", LIMITS)
    assert isinstance(reading, QueryReading)
    with pytest.raises(SyntaxError):
        pyoxigraph.Store().query(reading.text)


def test_a_long_list_of_values_passes() -> None:
    values = " ".join(f"<http://example.org/{number}>" for number in range(4_000))
    assert isinstance(guard.inspect(f"SELECT * {{ VALUES ?x {{ {values} }} }}", LIMITS), QueryReading)


def test_the_dataset_is_read_wherever_it_stands() -> None:
    query = (
        "BASE <http://e/> PREFIX g: <http://e/g/> "
        "SELECT (EXISTS { ?a ?b 'FROM' } AS ?x) FROM g:one\\/x FROM NAMED <two> FROM <http://e/thr\\u0065e> { ?from ?p <http://e/FROM> }"
    )
    reading = guard.inspect(query, LIMITS)
    assert isinstance(reading, QueryReading)
    assert reading.default_graphs == ("http://e/g/one/x", "http://e/three")
    assert reading.named_graphs == ("http://e/two",)


@pytest.mark.parametrize(
    ("query", "looks_heavy", "is_volatile"),
    [
        ("ASK { ?s ?p 'x' }", False, False),
        ("ASK { ?s a <a:b> . ?o ?p ?s }", False, False),
        ("SELECT * { ?s ?p ?o } LIMIT 10", False, False),
        ("SELECT * { ?s ?p ?o } ORDER BY ?o LIMIT 10", True, False),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", True, False),
        ("SELECT * { ?s <a:p>/<a:q>* ?o }", True, False),
        ("SELECT * { <a:s> (<a:p>|<a:q>) ?o }", False, False),
        ("SELECT * { ?s <a:p> [ <a:q> 'x' ] }", False, False),
        ("SELECT * { ?s <a:p> ?o VALUES ?s { <a:b> } }", False, False),
        ("ASK { <a:s> ?b ?c . ?d ?e ?f }", True, False),
        ("ASK { <a:s> a ?b . ?c a ?d }", True, False),
        ("ASK { <a:s> a ?b . ?c a ?d ; <a:b> ?b }", False, False),
        ("ASK { ?a <a:b> [ <a:c> ?b ] . ?b a <a:x> OPTIONAL { ?c a ?d } }", False, False),
        ("ASK { { ?a a <a:x> } UNION { ?c a ?d } GRAPH ?g { ?e a ?f } }", False, False),
        ("CONSTRUCT { ?a a ?b . ?c a ?d } WHERE { <a:s> a ?b . ?b a ?c , ?d }", False, False),
        ("ASK { <a:s> (<a:b>|!<a:b>)* ?o }", True, False),
        ("DESCRIBE <a:s>", False, False),
        ("SELECT (NOW() AS ?x) {}", False, True),
        ("SELECT ?now { ?now <a:rand> 'UUID()' }", False, False),
    ],
)
def test_the_looks_of_a_query_are_told(query: str, looks_heavy: bool, is_volatile: bool) -> None:
    reading = guard.inspect(query, LIMITS)
    assert isinstance(reading, QueryReading)
    assert (reading.looks_heavy, reading.is_volatile) == (looks_heavy, is_volatile)


def test_queries_that_differ_in_texts_and_numbers_only_have_one_fingerprint() -> None:
    texts = ["ASK { ?s ?p 'a' } LIMIT 1", 'ASK  { ?s ?p "b" }\nLIMIT 20 # more', "ASK { ?s ?q 'a' } LIMIT 1"]
    first, second, other = (guard.inspect(text, LIMITS).fingerprint for text in texts)  # type: ignore[union-attr]
    assert first == second != other


def test_every_query_of_the_catalogue_passes(home: object) -> None:
    folder = Path(home.queries)  # type: ignore[attr-defined]
    refused = {
        path.name: reading
        for path in folder.rglob("*.rq")
        if isinstance(reading := guard.inspect(path.read_text(encoding="utf-8"), LIMITS), Refusal)
    }
    assert refused == {}


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_no_text_whatever_upsets_the_guard(query: str) -> None:
    assert isinstance(guard.inspect(query, LIMITS), QueryReading | Refusal)
