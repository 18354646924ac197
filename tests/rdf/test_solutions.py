"""What the engine gives is freed by the thread that asked, whatever happens meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pyoxigraph
import pytest

from allianceskg.endpoint import worker_program
from allianceskg.endpoint.evaluation import Evaluator
from allianceskg.errors import AllianceskgError
from allianceskg.rdf.solutions import consumed
from allianceskg.store.embedded import EmbeddedStore

GRAPH = "https://example.org/graph"
ALL = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
TRIPLES = "CONSTRUCT WHERE { ?s ?p ?o }"
QUOTED = "SELECT ?x WHERE { ?s ?p ?o BIND (<<( ?s ?p ?o )>> AS ?x) }"
QUOTED_TRIPLES = "CONSTRUCT { ?s ?p ?x } WHERE { ?s ?p ?o BIND (<<( ?s ?p ?o )>> AS ?x) }"


@pytest.fixture
def store() -> EmbeddedStore:
    store = EmbeddedStore.in_memory()
    store.replace_graph(GRAPH, b"".join(b"<x:s> <x:p> %d .\n" % number for number in range(9)))
    return store


def complaints_about(call: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what cannot be freed by another thread of what a call leaves behind: its answer, or what it raised."""
    left: list[object] = []
    complaints: list[str] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: complaints.append(str(unraisable.exc_value)))
    try:
        left.append(call())
    except AllianceskgError as fault:
        left.append(fault)
    thread = Thread(target=left.clear)
    thread.start()
    thread.join()
    return complaints


def test_an_answer_that_is_kept_cannot_be_freed_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the other tests would see if the store kept one."""
    assert complaints_about(lambda: pyoxigraph.Store().query(ALL), monkeypatch)


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.select(ALL),
        lambda store: store.construct(TRIPLES),
        lambda store: store.ask("ASK { ?s ?p ?o }"),
        lambda store: store.read_graph(GRAPH),
        lambda store: store.has(None, "x:p", None),
        lambda store: store.reachable(["x:s"], except_graphs="y:"),
        lambda store: store.insert_constructed(TRIPLES, "x:g"),
    ],
)
def test_an_answer_is_freed_when_it_was_read(
    ask: Callable[[EmbeddedStore], object], store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert complaints_about(lambda: ask(store), monkeypatch) == []


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.select(TRIPLES),
        lambda store: store.ask(ALL),
        lambda store: store.construct(ALL),
        lambda store: store.insert_constructed(ALL, "x:g"),
        lambda store: store.select(QUOTED),
        lambda store: store.construct(QUOTED_TRIPLES),
    ],
)
def test_an_answer_is_freed_when_it_was_refused_half_read(
    ask: Callable[[EmbeddedStore], object], store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(AllianceskgError):
        ask(store)
    assert complaints_about(lambda: ask(store), monkeypatch) == []


def test_a_graph_with_a_term_that_cannot_be_read_is_freed(monkeypatch: pytest.MonkeyPatch) -> None:
    store = EmbeddedStore.in_memory()
    store.replace_graph(GRAPH, b"<x:s> <x:p> <<( <x:s> <x:p> 1 )>> , 2 , 3 .")
    assert complaints_about(lambda: store.read_graph(GRAPH), monkeypatch) == []
    assert complaints_about(lambda: store.reachable(["x:s"], except_graphs="y:"), monkeypatch) == []


def test_what_a_worker_gives_up_half_written_is_freed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pyoxigraph.Store(tmp_path / "store").extend(
        pyoxigraph.Quad(pyoxigraph.NamedNode("x:s"), pyoxigraph.NamedNode("x:p"), pyoxigraph.Literal(number))
        for number in range(999)
    )
    request = {
        "query": TRIPLES, "format": "nt", "prefixes": {}, "default_graphs": None, "named_graphs": None,
        "names_dataset": False, "is_compressed": False, "is_explained": False, "base": None, "answer_bytes": 9, "inline_bytes": 9,
    }  # fmt: skip
    evaluator = Evaluator(pyoxigraph.Store.read_only(str(tmp_path / "store")))
    assert complaints_about(lambda: worker_program._answer(evaluator, request, tmp_path / "spool"), monkeypatch) == []
    assert worker_program._answer(evaluator, request, tmp_path / "spool")[0] == {"kind": "too-large"}


def test_a_reader_that_fails_keeps_nothing_of_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(answer: object) -> None:
        held = [answer]
        try:
            raise ValueError(held)
        except ValueError as fault:
            raise LookupError from fault

    with pytest.raises(LookupError) as caught:
        consumed(lambda: iter("abc"), fail)
    assert caught.traceback[-1].frame.f_locals == {}
