"""
How a worker asks the engine: the query rearranged, relative IRIs resolved, functions that nobody knows without a value.

Source:
    https://www.w3.org/TR/sparql11-query/#extensionFunctions: calling a function that is not known is an error of the
    expression, as is a division by zero, and not of the query.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Triple

from allianceskg.rdf.solutions import consumed
from allianceskg.sparql.foresight import SlowPart, endless_part
from allianceskg.sparql.pattern_order import UNKNOWN_SIZE
from allianceskg.sparql.pattern_sizes import PatternSizes
from allianceskg.sparql.pattern_tree import TriplePattern
from allianceskg.sparql.rearranging import readable, rewritten

Answer = QuerySolutions | QueryBoolean | QueryTriples
Functions = dict[NamedNode, Callable[..., NamedNode | BlankNode | Literal | Triple | None]]

_UNKNOWN_FUNCTION: Final = re.compile(r"The custom function <(.+)> is not supported")


class EndlessQueryError(Exception):
    """A query that would not come to an end in time; never leaves the worker."""

    def __init__(self, part: SlowPart) -> None:
        super().__init__(part.pattern)
        self.part = part


class Evaluator:
    """Evaluates queries on a store that does not change."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        """Evaluate on a store."""
        self._store = store
        self._sizes = PatternSizes(self._count)

    def rearranged(self, request: dict[str, Any]) -> str:
        """
        Return the query of a request as it is run.

        Raises:
            EndlessQueryError: It would take longer than any query may.
        """
        query, base = request["query"], request["base"]
        read = readable(query)
        if read is None:
            return str(query)

        def sizes(declarations: str, pattern: TriplePattern) -> int:
            return self._sizes.size(f"BASE <{base}> {declarations}" if base else declarations, pattern)

        endless = endless_part(read, sizes)
        if endless is not None:
            raise EndlessQueryError(endless)
        return rewritten(query, read, sizes)

    def check(self, request: dict[str, Any]) -> None:
        """
        Parse the query of a request.

        Raises:
            SyntaxError: It is malformed.
        """
        self._ask(pyoxigraph.Store(), request["query"], request)

    def evaluate(self, request: dict[str, Any]) -> Answer:
        """
        Ask the query of a request.

        Raises:
            SyntaxError: It is malformed.
            EndlessQueryError: It would take longer than any query may.
        """
        rearranged = self.rearranged(request)
        try:
            return self._ask(self._store, rearranged, request)
        except SyntaxError:
            if rearranged == request["query"]:
                raise
        return self._ask(self._store, request["query"], request)  # so that the fault is told of what was asked

    def _ask(self, store: pyoxigraph.Store, query: str, request: dict[str, Any]) -> Answer:
        functions: Functions = {}
        while True:
            try:
                return self._ask_with(store, query, request, functions)
            except RuntimeError as fault:
                unknown = _UNKNOWN_FUNCTION.search(str(fault))
                if unknown is None or NamedNode(unknown[1]) in functions:
                    raise
                functions[NamedNode(unknown[1])] = _without_value

    def _ask_with(self, store: pyoxigraph.Store, query: str, request: dict[str, Any], functions: Functions) -> Answer:
        default_graphs, named_graphs = request["default_graphs"], request["named_graphs"]
        if default_graphs is None and named_graphs is None:
            return store.query(
                query,
                base_iri=request["base"],
                use_default_graph_as_union=not request["names_dataset"],
                custom_functions=functions,
            )
        return store.query(
            query,
            base_iri=request["base"],
            default_graph=[NamedNode(graph) for graph in default_graphs or ()],
            named_graphs=[NamedNode(graph) for graph in named_graphs or ()],
            custom_functions=functions,
        )

    def _count(self, query: str) -> int:
        def read(found: Any) -> int:
            return int(next(found)["n"].value)

        try:
            return consumed(lambda: self._store.query(query, use_default_graph_as_union=True), read)
        except SyntaxError:  # of the query that is asked, which tells it with its place
            return UNKNOWN_SIZE


def _without_value(*_: object) -> None:
    """Stand for a function that is not known: its call is an error, so that it has no value."""
