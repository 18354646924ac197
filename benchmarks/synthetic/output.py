"""Write invented catalogues: files in the shipped form, one N-Quads dump, or straight into a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from allianceskg.builds import inferring
from allianceskg.files import Home
from allianceskg.matching.case_terms import term_reader
from allianceskg.processes import Workers, usable_cores
from allianceskg.rdf import turtle
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import ACTOR, BASE, CASE
from benchmarks.synthetic.drawing import Drawing
from benchmarks.synthetic.faults import faulty_triples
from benchmarks.synthetic.statements import (
    Line,
    actor_iri,
    actor_triples,
    as_n_quads,
    as_n_triples,
    closure_triples,
    inferred_triples,
    named_territories,
)
from benchmarks.synthetic.world import read_world

PARTNER: Final = "https://invented.example/"
"""How the IRIs of an invented partner begin."""

_BATCH: Final = 2_000
_PART: Final = 2_000
"""Cases that one process writes at a time; fewer are not worth the start of processes."""


def write_home(root: Path, home: Home, drawing: Drawing, *, one_fault_in: int = 0) -> Home:
    """
    Make a home whose cases and actors are the invented ones, as files in the shipped form.

    The ontology, the queries and the territories are links to the shipped ones.

    Args:
        one_fault_in: Seed one known violation in so many cases; none for 0.
    """
    for place in ("data/cases", "data/actors", "data/resources"):
        (root / place).mkdir(parents=True, exist_ok=True)
    for place in ("ontology", "queries", "data/territories", "data/profiles", "data/catalogue.ttl"):
        target = root / place
        if not target.exists():
            target.symlink_to(home.root / place)
    if drawing.size < _PART:
        write_part(drawing, root, 0, drawing.size, one_fault_in)
        return Home(root)
    parts = ((root, start, min(start + _PART, drawing.size), one_fault_in) for start in range(0, drawing.size, _PART))
    with Workers(usable_cores(), _draw, home.root, drawing.size, drawing.seed) as workers:
        for _ in workers.each(write_part, parts):
            pass
    return Home(root)


def _draw(root: Path, cases: int, seed: int) -> Drawing:
    return Drawing(read_world(Home(root)), cases=cases, seed=seed)


def write_part(drawing: Drawing, root: Path, start: int, stop: int, one_fault_in: int) -> None:
    """Write the cases of a range of numbers, and the actors of the same share of all actors, into folders that are there."""
    for case in drawing.cases(start, stop):
        _write(root / "data/cases" / f"{case.slug}.ttl", faulty_triples(case, one_in=one_fault_in))
    for number in range(start * drawing.actors // drawing.size, stop * drawing.actors // drawing.size):
        name = actor_iri(number).rpartition("/")[2]
        _write(root / "data/actors" / f"{name}.ttl", actor_triples(drawing, number))


def write_quads(
    target: IO[bytes], drawing: Drawing, *, with_inferred: bool = False, one_fault_in: int = 0, space: str = BASE
) -> int:
    """
    Write the cases and actors as N-Quads, each in a graph of its own.

    Args:
        space: How their IRIs begin: ours, or those of somebody else, whose file may be added to the catalogue.
        with_inferred: Also write what the materialising queries would infer.

    Returns:
        The number of quads.
    """
    quads = 0
    for text in _quads(drawing, with_inferred=with_inferred, one_fault_in=one_fault_in):
        quads += text.count("\n")
        if space != BASE:
            text = text.replace(f"<{CASE}", f"<{space}case/").replace(f"<{ACTOR}", f"<{space}actor/")
        target.write(text.encode())
    return quads


def fill_store(store: EmbeddedStore, home: Home, drawing: Drawing, *, by_queries: bool = False) -> int:
    """
    Load the vocabularies, the territories and the invented cases into a store.

    Args:
        by_queries: Infer by the materialising queries instead of writing what they would give, which is quicker; what
            follows from no case is inferred by its query in any case.

    Returns:
        The number of invented quads.
    """
    for file in home.files():
        if file.group not in {"cases", "actors"}:
            store.replace_graph(file.graph, turtle.read_bytes(file.path))
    quads = 0
    waiting: list[str] = []
    for text in _quads(drawing, with_inferred=not by_queries, one_fault_in=0):
        quads += text.count("\n")
        waiting.append(text)
        if len(waiting) >= _BATCH:
            store.load_quads("".join(waiting).encode())
            waiting.clear()
    store.load_quads("".join(waiting).encode())
    queries = QueryCatalogue(home.queries)
    inferred = queries.in_folder("materialise")
    left = inferred if by_queries else [query for query in inferred if not inferring.follows_from_cases(query)]
    inferring.infer_each(store, left, term_reader(store, queries))
    return quads


def _quads(drawing: Drawing, *, with_inferred: bool, one_fault_in: int) -> Iterator[str]:
    """Give the N-Quads of each actor and each case in turn."""
    for number in range(drawing.actors):
        yield as_n_quads(actor_triples(drawing, number), f"{actor_iri(number)}/graph")
    named: set[str] = set()
    for case in drawing.cases():
        text = as_n_quads(faulty_triples(case, one_in=one_fault_in), f"{CASE}{case.slug}/graph")
        if with_inferred:
            named |= named_territories(case)
            text += "".join(
                as_n_quads([line], f"{BASE}inferred/{query}/graph") for query, line in inferred_triples(case, drawing)
            )
        yield text
    if named:
        closure = closure_triples(named, drawing.world)
        yield as_n_quads(closure, f"{BASE}inferred/01-territory-closure/graph")


def _write(path: Path, lines: Iterable[Line]) -> None:
    path.write_text(turtle.format_turtle(turtle.parse(as_n_triples(lines), source=path.name)), encoding="utf-8")
