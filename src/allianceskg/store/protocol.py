"""What the rest of the program asks of a store, whatever engine is behind it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from allianceskg.rdf.table import Table
from allianceskg.rdf.term import Quad, Triple


class Store(Protocol):
    """
    A store that answers SPARQL 1.1 queries.

    The default graph of a query that names no dataset is the union of all graphs.
    All methods raise `QueryRejectedError` for a faulty query and `StoreUnreachableError` when nobody answers.
    """

    def select(self, query: str) -> Table:
        """Answer a SELECT query."""

    def ask(self, query: str) -> bool:
        """Answer an ASK query."""

    def construct(self, query: str) -> tuple[Triple, ...]:
        """Answer a CONSTRUCT or DESCRIBE query; no triple comes twice."""

    def read_graph(self, graph: str) -> tuple[Triple, ...]:
        """Return the triples of one named graph; none when there is no graph of that name."""


class WritableStore(Store, Protocol):
    """A store that can be filled, one whole graph at a time."""

    def replace_graph(self, graph: str, turtle: bytes) -> None:
        """Make a graph hold exactly the triples of a Turtle text."""

    def insert(self, quads: Iterable[Quad]) -> None:
        """Add quads."""

    def drop_graph(self, graph: str) -> None:
        """Forget a graph; nothing happens when there is none of that name."""

    def graphs(self) -> dict[str, int]:
        """Return each graph with its number of triples."""
