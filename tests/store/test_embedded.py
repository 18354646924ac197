from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from allianceskg.errors import DataError, QueryRejectedError, StoreError, StoreLockedError, StoreUnreachableError
from allianceskg.rdf.term import IRI, Literal, Quad, Triple
from allianceskg.store.embedded import EmbeddedStore

EX = "https://example.org/"
GRAPH = f"{EX}graph"
QUAD = Quad(IRI(f"{EX}s"), IRI(f"{EX}p"), Literal("v"), IRI(GRAPH))


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
