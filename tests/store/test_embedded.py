from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from allianceskg.errors import DataError, QueryRejectedError, StoreError, StoreLockedError, StoreUnreachableError
from allianceskg.rdf.term import IRI, Literal, Quad, Triple
from allianceskg.sparql.dataset import names_a_dataset
from allianceskg.store.embedded import EmbeddedStore

EX = "https://example.org/"
GRAPH = f"{EX}graph"
QUAD = Quad(IRI(f"{EX}s"), IRI(f"{EX}p"), Literal("v"), IRI(GRAPH))

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


def test_a_build_on_disk_is_there_after_it_was_closed(tmp_path: Path) -> None:
    store = EmbeddedStore.create(tmp_path / "store")
    store.insert([QUAD])
    store.flush()
    del store
    assert EmbeddedStore.open(tmp_path / "store").graphs() == {GRAPH: 1}


def test_two_processes_cannot_write_to_the_same_store(tmp_path: Path) -> None:
    store = EmbeddedStore.create(tmp_path / "store")
    code = (
        "import sys; from pathlib import Path; from allianceskg.errors import StoreLockedError\n"
        "from allianceskg.store.embedded import EmbeddedStore\n"
        "try: EmbeddedStore.create(Path(sys.argv[1]))\n"
        "except StoreLockedError as fault: print(fault.message.fr)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "store")]
    answer = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True, env=_environment())
    assert "déjà ouvert en écriture" in answer.stdout
    with pytest.raises(StoreLockedError):
        EmbeddedStore.create(tmp_path / "store")
    assert store.graphs() == {}


def test_opening_a_store_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachableError) as caught:
        EmbeddedStore.open(tmp_path / "none")
    assert caught.value.hint is not None
    assert "allianceskg load" in caught.value.hint.fr


def test_opening_what_is_no_store_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("rubbish", encoding="utf-8")
    with pytest.raises(StoreError):
        EmbeddedStore.open(tmp_path)


def test_a_backup_is_a_copy_that_goes_its_own_way(tmp_path: Path) -> None:
    store = EmbeddedStore.create(tmp_path / "store")
    store.insert([QUAD])
    store.backup(tmp_path / "copy")
    store.drop_graph(GRAPH)
    assert EmbeddedStore.open(tmp_path / "copy").graphs() == {GRAPH: 1}
    assert store.graphs() == {}


def test_a_backup_onto_something_that_is_there_is_a_store_error(tmp_path: Path) -> None:
    store = EmbeddedStore.create(tmp_path / "store")
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "file").touch()
    with pytest.raises(StoreError):
        store.backup(tmp_path / "copy")


def test_constructed_triples_go_into_the_graph_that_is_named() -> None:
    store = EmbeddedStore.in_memory()
    store.insert([QUAD])
    store.insert_constructed(
        f"CONSTRUCT {{ ?o_ <{EX}of> ?s }} WHERE {{ ?s ?p ?o BIND(<{EX}new> AS ?o_) }}", f"{EX}inferred"
    )
    assert store.read_graph(f"{EX}inferred") == (Triple(IRI(f"{EX}new"), IRI(f"{EX}of"), IRI(f"{EX}s")),)
    with pytest.raises(QueryRejectedError):
        store.insert_constructed("SELECT * WHERE { ?s ?p ?o }", f"{EX}inferred")


def test_quads_are_loaded_into_the_graphs_that_they_name() -> None:
    store = EmbeddedStore.in_memory()
    store.load_quads(f'<{EX}s> <{EX}p> "a" <{GRAPH}> .\n<{EX}s> <{EX}p> "b" <{EX}other> .\n'.encode())
    assert store.graphs() == {GRAPH: 1, f"{EX}other": 1}
    with pytest.raises(DataError):
        store.load_quads(b"this is not N-Quads")


def test_a_large_graph_is_loaded_like_a_small_one() -> None:
    store = EmbeddedStore.in_memory()
    lines = "".join(f'<{EX}s{number}> <{EX}p> "{"x" * 90}" .\n' for number in range(12_000))
    store.replace_graph(GRAPH, lines.encode())
    store.replace_graph(GRAPH, lines.encode())
    assert store.graphs() == {GRAPH: 12_000}


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONIOENCODING": "utf-8"}
