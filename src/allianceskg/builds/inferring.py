"""
What a build infers: everything anew, or only what follows from the cases that changed.

The materialising queries that read cases start from one and follow statements forwards. What they infer from a case therefore
follows from what can be reached from it, and running them on that part alone gives the same triples; a test compares
both ways on the shipped catalogue and on invented ones. What a query says of texts is spread into the terms of these
texts; the labels that make compounds are those of the whole store in both ways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from allianceskg.builds.spreading import spread_texts
from allianceskg.matching.case_terms import TermReader
from allianceskg.processes import usable_cores
from allianceskg.progress import Progress
from allianceskg.rdf.term import IRI, Quad, Triple
from allianceskg.sparql.query_files import Query
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.store.known_quads import KnownQuads
from allianceskg.terms import AKG, CASE, INFERRED

Inferred = Mapping[str, frozenset[Triple]]
"""Triples by the name of the query that infers them."""

_NAMING: Final = (f"{AKG}territory", f"{AKG}onTerritory")


def graph_of(query: Query) -> str:
    """Return the graph that holds what a query infers."""
    return graph_named(query.name)


def graph_named(query: str) -> str:
    """Return the graph that holds what a query of that name infers."""
    return f"{INFERRED}{query}/graph"


def follows_from_cases(query: Query) -> bool:
    """Tell whether what a query infers follows from cases, and not from actors or vocabularies alone."""
    return "cases" in query.reads


def needed_by(readers: Iterable[Query], queries: Sequence[Query]) -> list[Query]:
    """Choose, of materialising queries in their order, those whose triples some queries read, and those that these read."""
    needed = {name for reader in readers for name in reader.after}
    for query in reversed(queries):  # one comes after those that it reads
        if query.name in needed:
            needed.update(query.after)
    return [query for query in queries if query.name in needed]


def infer_all(store: EmbeddedStore, queries: Sequence[Query], reader: TermReader, progress: Progress) -> dict[str, int]:
    """
    Fill the graphs of some queries anew, several at a time.

    Args:
        queries: In their order, so that one comes after those whose triples it reads.

    Returns:
        The number of triples of each graph.
    """
    for query in queries:
        store.drop_graph(graph_of(query))
    running: dict[str, Future[int]] = {}

    def run(query: Query) -> int:
        for earlier in query.after:
            if earlier in running:  # started before this one, so this cannot wait for ever
                running[earlier].result()
        return infer(store, query, reader, graph_of(query))

    with ThreadPoolExecutor(usable_cores()) as pool:
        for query in queries:
            running[query.name] = pool.submit(run, query)
        numbers = {}
        for done, query in enumerate(queries):
            progress(query.name, done, len(queries))
            numbers[graph_of(query)] = running[query.name].result()
    return numbers


def infer(store: EmbeddedStore, query: Query, reader: TermReader, graph: str) -> int:
    """Put what a query infers into a graph that does not exist yet; return how many triples that then has."""
    if not query.spread:
        return store.insert_constructed(query.text, graph)
    lines = (
        f"{' '.join(map(str, triple))} {IRI(graph)} .\n"
        for triple in spread_texts(query, store.construct(query.text), reader)
    )
    store.load_quads("".join(lines).encode())
    return store.count(graph)


def infer_each(
    store: EmbeddedStore,
    queries: Sequence[Query],
    reader: TermReader,
    graph_of_query: Callable[[Query], str] = graph_of,
) -> None:
    """Fill every inferred graph of a small store anew, one after the other."""
    for query in queries:
        store.drop_graph(graph_of_query(query))
        infer(store, query, reader, graph_of_query(query))


def infer_from(
    store: EmbeddedStore, cases: Iterable[str], queries: Sequence[Query], reader: TermReader, known: KnownQuads
) -> Inferred:
    """
    Run the queries on what can be reached from some cases.

    Args:
        known: What was read of the store before, of the graphs that have not changed since.
    """
    part = store.reachable(sorted(cases), except_graphs=INFERRED, known=known)
    inferred: dict[str, frozenset[Triple]] = {}
    for query in filter(follows_from_cases, queries):
        triples = part.construct(query.text)
        if query.spread:
            triples = tuple(spread_texts(query, triples, reader))
        inferred[query.name] = frozenset(triples)
        part.insert(Quad(*triple, IRI(graph_of(query))) for triple in triples)
    return inferred


def update(store: EmbeddedStore, before: Inferred, after: Inferred, queries: Sequence[Query]) -> dict[str, int]:
    """
    Put into the inferred graphs what cases give now, and take out what only they gave.

    Returns:
        By how many triples each graph grew; less than 0 where it shrank.
    """
    grown: dict[str, int] = {}
    for query in filter(follows_from_cases, queries):
        graph = graph_of(query)
        lost = [triple for triple in before[query.name] - after[query.name] if not _is_held_by_others(store, triple)]
        gained = after[query.name] - before[query.name]
        removed = store.remove(Quad(*triple, IRI(graph)) for triple in lost)
        added = store.add(Quad(*triple, IRI(graph)) for triple in gained)
        grown[graph] = added - removed
    return grown


def _is_held_by_others(store: EmbeddedStore, triple: Triple) -> bool:
    """Tell whether something else gives a triple: what is said of a territory is said as long as any case names it."""
    subject = triple.subject.value
    return not subject.startswith(CASE) and any(store.has(None, predicate, subject) for predicate in _NAMING)
