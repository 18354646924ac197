"""
What a build infers: everything anew, or only what follows from the cases that changed.

The materialising queries all start from a case and follow statements forwards. What they infer from a case therefore
follows from what can be reached from it, and running them on that part alone gives the same triples; a test compares
both ways on the shipped catalogue and on invented ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from allianceskg.queries import Query
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.store.results import IRI, Quad, Triple
from allianceskg.terms import AKG, BASE, CASE

Inferred = Mapping[str, frozenset[Triple]]
"""Triples by the name of the query that infers them."""

_NAMING: Final = (f"{AKG}territory", f"{AKG}onTerritory")
_INFERRED: Final = f"{BASE}inferred/"


def graph_of(query: Query) -> str:
    """Return the graph that holds what a query infers."""
    return f"{_INFERRED}{query.name}/graph"


def infer_from(store: EmbeddedStore, cases: Iterable[str], queries: Sequence[Query]) -> Inferred:
    """Run the queries on what can be reached from some cases."""
    part = EmbeddedStore.in_memory()
    reached = store.reachable(sorted(cases), except_graphs=_INFERRED)
    part.insert(Quad(*triple, IRI(f"{BASE}part/graph")) for triple in reached)
    inferred: dict[str, frozenset[Triple]] = {}
    for query in queries:
        triples = part.construct(query.text)
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
    for query in queries:
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
