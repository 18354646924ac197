"""What a query asks for beyond its patterns, in the reading of the grammar and in that of the engine."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from allianceskg.sparql.dataset import asks_another_host, dataset_of, names_a_dataset

EX = "https://example.org/"
NOWHERE = "<http://127.0.0.1:1/>"

# Pieces of a query in which the word FROM names no dataset.
HARMLESS = [
    "?from", "$FROM", "?x·from", "from:local", "ex:from", "ex:a.from", "ex:a-from", "ex:FROM", "_:from", "ex:a\\~from",
    "<https://example.org/FROM>", "<from>", '"FROM"', "'from <g>'", '"a \\" FROM"', '"""x "from" FROM\n"""', "'''it's FROM'''",
    '"x"@from', "# FROM <g>\n", "ex:a\\#b", "ex:it\\'s", "ex:50%25", "fromage:x", "?é", "(1<2)", "(?a<?b&&?c>?d)",
]  # fmt: skip
DATASETS = [
    "FROM <https://example.org/graph>",
    "from named ex:graph",
    "FROM<https://example.org/graph>",
    "\nFrom\tex:g",
    "FROM :g",
]
pieces = st.lists(st.sampled_from(HARMLESS), max_size=6)


@given(before=pieces, after=pieces)
def test_a_query_without_from_names_no_dataset(before: list[str], after: list[str]) -> None:
    assert not names_a_dataset(
        f"PREFIX from: <x:> PREFIX fromage: <x:> SELECT {' '.join(before)} WHERE {{ {' '.join(after)} }}"
    )


@given(before=pieces, clause=st.sampled_from(DATASETS), after=pieces)
def test_a_query_with_from_names_a_dataset(before: list[str], clause: str, after: list[str]) -> None:
    assert names_a_dataset(f"SELECT {' '.join(before)} {clause} WHERE {{ {' '.join(after)} }}")


@given(
    text=st.lists(
        st.sampled_from(
            ["FROM", "NAMED", ":a", "<x:a>", "ex:a", "from:a", "?x", "*", " ", "\n", "#", '"', "'", "(1 AS ?y)", "\\"]
        ),
        max_size=8,
    )
)
@example(text=["FROM", ":a"])
@example(text=["FROM", "ex:a"])
@example(text=["FROM", "NAMED", ":a"])
@example(text=["*", "FROM", "<x:a>"])
def test_the_scan_agrees_with_the_parser(text: list[str]) -> None:
    """A dataset that is named keeps the triples of the default graph out, when pyoxigraph is asked without a union."""
    query = f"PREFIX ex: <{EX}> PREFIX : <{EX}> SELECT * {''.join(text)} {{ ?s ?p ?o }}"
    engine = pyoxigraph.Store()
    engine.add(pyoxigraph.Quad(pyoxigraph.NamedNode(EX), pyoxigraph.NamedNode(EX), pyoxigraph.NamedNode(EX)))
    try:
        rows = list(engine.query(query))
    except SyntaxError:
        return
    assert names_a_dataset(query) == (rows == [])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ASKFROM<x:g>{ ?s ?p ?o }", True),
        ("CONSTRUCTFROM<x:g>WHERE{ ?s ?p ?o }", True),
        ("ASK { ?s ?p true }", False),
        ("PREFIX from: <x:> ASK { ?s from:p ?o }", False),
        ("PREFIX from: <x:> ASK FROM from:g { ?s from:p ?o }", True),
    ],
)
def test_keywords_may_stand_close(query: str, expected: bool) -> None:
    assert names_a_dataset(query) is expected


@pytest.mark.parametrize("character", [*"aF<>'\"\\#:@_.-{}", "FROM ", '"""', "ex:a "])
def test_the_scan_takes_time_in_proportion_to_the_query(character: str) -> None:
    assert names_a_dataset(character * 50_000) == (character == "FROM ")


def test_graphs_are_told_in_full_and_by_the_part_they_play() -> None:
    query = (
        "BASE <https://example.org/base/> PREFIX ex: <https://example.org/>\n"
        "SELECT * FROM ex:a\\-1 FROM NAMED <b> # FROM <c>\n FROM <https://example.org/\\u0064> WHERE { ?s ?p 'FROM <e>' }"
    )
    assert dataset_of(query) == ((f"{EX}a-1", f"{EX}d"), (f"{EX}base/b",))


def test_what_stands_between_braces_is_no_dataset() -> None:
    assert dataset_of("SELECT * WHERE { FROM <https://example.org/a> }") == ((), ())


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ SERVICE {NOWHERE} {{}} }}",
        f"SELECT * {{ ?s ?p 1SERVICE{NOWHERE}{{}} }}",
        f"SELECT * {{ ?s ?p trueSERVICE{NOWHERE}{{}} }}",
        "PREFIX ex: <http://127.0.0.1:1/> SELECT * { SERVICEex:x {} }",
        "PREFIX SERVICEex: <http://e/> PREFIX ex: <http://127.0.0.1:1/> SELECT * { SERVICEex:x {} }",
        "PREFIX ex: <http://127.0.0.1:1/> SELECT * { ?s ?p true.SERVICEex:x {} }",
        f'SELECT * {{ ?s ?p ?o FILTER(?s<#> """\n 1) SERVICE {NOWHERE} {{}} #"""\n}}',
        f"SELECT * {{ ?s ?p ?o FILTER(?s<'> ' ) SERVICE {NOWHERE} {{}} #'\n}}",
        f"SELECT * {{ ?s ?p 'a\\u0027 . SERVICE {NOWHERE} {{}} #' }}",
    ],
)
def test_a_query_that_an_engine_may_send_on_is_found(query: str) -> None:
    assert asks_another_host(query)


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX ex: <http://e/> ASK { ?service ex:service 'SERVICE <http://e/> {}'@en }",
        "PREFIX webservice: <http://e/> ASK { ?s webservice:p ?o }",
        "ASK { ?s <http://e/SERVICE> ?o } # SERVICE <http://e/> {}",
    ],
)
def test_the_word_alone_sends_nothing_on(query: str) -> None:
    assert not asks_another_host(query)
