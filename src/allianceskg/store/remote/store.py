"""A store behind a SPARQL 1.1 endpoint, read and written over HTTP."""

from __future__ import annotations

import copy
import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from allianceskg.errors import (
    ConfigurationError,
    QueryRejectedError,
    QueryTimeoutError,
    StoreError,
)
from allianceskg.language import Text
from allianceskg.rdf.table import Table
from allianceskg.rdf.term import IRI, Quad, Triple
from allianceskg.sparql.dataset import asks_another_host
from allianceskg.sparql.prologue import form_of
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.store.remote.endpoint import TABLE, TRIPLES, Endpoint, Reply
from allianceskg.store.remote.engines import Engine, Oxigraph
from allianceskg.store.remote.replies import read_boolean, read_table, read_triples
from allianceskg.store.remote.server_faults import meaning_of
from allianceskg.store.remote.text import is_harmless_to_parse
from allianceskg.store.remote.updates import chunks, insert_data, n_triples_of
from allianceskg.store.remote.virtuoso import Virtuoso

if TYPE_CHECKING:
    from allianceskg.store.remote.sending import Client

ENGINES: Final[Mapping[str, Engine]] = {engine.name: engine for engine in (Engine(), Oxigraph(), Virtuoso())}
AUTOMATIC: Final = "auto"
"""Stands for the engine that the server says it is."""

_COUNTS: Final = "SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"

logger = logging.getLogger(__name__)


class RemoteStore:
    """
    A `WritableStore` over the SPARQL 1.1 Protocol, the SPARQL 1.1 Update and the Graph Store Protocol.

    Nothing is sent before the first question. An answer that the server cut is an error, never a short answer.

    Args:
        engine: A name in `ENGINES`, or `auto` to go by what the server calls itself.
        dataset: The dataset that queries see, as the protocol's parameters; None for all graphs.
        is_parsing: Whether a query that the server refused is parsed here, to show the place; not for queries of
            strangers, whose parsing may break the process.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        engine: str = AUTOMATIC,
        dataset: Sequence[tuple[str, str]] | None = None,
        is_parsing: bool = True,
    ) -> None:
        self.endpoint = endpoint
        self._engine_name = engine
        self._dataset = dataset
        self._is_parsing = is_parsing

    @cached_property
    def _client(self) -> Client:
        from allianceskg.store.remote.sending import Client  # slow to load, and most stores are folders

        return Client(self.endpoint)

    @cached_property
    def engine(self) -> Engine:
        """The engine behind the endpoint."""
        if self._engine_name != AUTOMATIC:
            return ENGINES[self._engine_name]
        reply = self._client.query("ASK {}", accept=TABLE)
        self._check(reply, "ASK {}", Engine())
        server = reply.headers.get("server", "").lower()
        engine = next((engine for name, engine in ENGINES.items() if name in server), ENGINES[Engine.name])
        logger.info("event=engine name=%s server=%r", engine.name, server)
        return engine

    def on_dataset(self, default_graphs: Sequence[str], named_graphs: Sequence[str]) -> RemoteStore:
        """Return this store seen through a dataset, as the protocol's two parameters name it."""
        dataset = [("default-graph-uri", graph) for graph in default_graphs]
        dataset += [("named-graph-uri", graph) for graph in named_graphs]
        assert self.engine  # asked for once, and kept by the copy with the connection
        seen = copy.copy(self)
        seen._dataset = dataset
        return seen

    def select(self, query: str) -> Table:
        """See `Store.select`."""
        table = read_table(self._ask(query, "SELECT", TABLE).body)
        self._check_length(len(table))
        return self.engine.mend(query, table)

    def ask(self, query: str) -> bool:
        """See `Store.ask`."""
        return read_boolean(self._ask(query, "ASK", TABLE).body)

    def construct(self, query: str) -> tuple[Triple, ...]:
        """See `Store.construct`."""
        triples = read_triples(self._ask(query, "CONSTRUCT", TRIPLES).body)
        self._check_length(len(triples))
        solutions = self.engine.whole_answer(query, len(triples))
        if solutions is not None:
            self.select(solutions)  # raises when it was cut
        return triples

    def read_graph(self, graph: str) -> tuple[Triple, ...]:
        """See `Store.read_graph`."""
        # Not a CONSTRUCT: the answer of a SELECT says when it was cut.
        table = self.select(f"SELECT ?s ?p ?o WHERE {{ GRAPH {IRI(graph)} {{ ?s ?p ?o }} }}")
        return tuple(Triple(*row) for row in table.rows)  # type: ignore[arg-type]

    def replace_graph(self, graph: str, turtle: bytes) -> None:
        """See `WritableStore.replace_graph`."""
        # Read here first: a text that is not Turtle is refused by all engines with the same words.
        scratch = EmbeddedStore.in_memory()
        scratch.replace_graph(graph, turtle)
        self._put(graph, n_triples_of(scratch))

    def replace_default_graph(self, n_triples: bytes) -> None:
        """Make the default graph hold exactly some triples, for engines that do not show the union of all graphs."""
        address = self._graphs_address()
        if address is None:
            raise _no_address("ALLIANCESKG_STORE_GRAPHS")
        self._check_written(self._client.put_graph(address, None, n_triples))

    def replace_graphs(self, graphs: Mapping[str, bytes]) -> None:
        """
        Replace several graphs by one update request, which engines with `is_atomic` do as a whole or not at all.

        Args:
            graphs: Name and Turtle of each; an empty text drops the graph.
        """
        operations = []
        for graph, turtle in graphs.items():
            scratch = EmbeddedStore.in_memory()
            scratch.replace_graph(graph, turtle)
            operations.append(f"DROP SILENT GRAPH {IRI(graph)}")
            if lines := n_triples_of(scratch):
                operations.append(insert_data(graph, lines))
        self._update(" ;\n".join(operations))

    def insert(self, quads: Iterable[Quad]) -> None:
        """See `WritableStore.insert`."""
        scratch = EmbeddedStore.in_memory()
        scratch.insert(quads)
        address = self._graphs_address()
        for graph in scratch.graphs():
            part = EmbeddedStore.in_memory()
            part.insert(Quad(*triple, None) for triple in scratch.read_graph(graph))
            if address is None:
                self._insert(graph, n_triples_of(part))
            else:
                self._check_written(self._client.post_graph(address, graph, n_triples_of(part)))

    def drop_graph(self, graph: str) -> None:
        """See `WritableStore.drop_graph`."""
        address = self._graphs_address()
        if address is None:
            self._update(f"DROP SILENT GRAPH {IRI(graph)}")
            return
        reply = self._client.delete_graph(address, graph)
        if reply.status != 404:
            self._check_written(reply)

    def graphs(self) -> dict[str, int]:
        """See `WritableStore.graphs`; graphs that the engine keeps for itself are left out."""
        counts = {row["graph"].value: int(row["triples"].value) for row in self.select(_COUNTS)}
        return {graph: number for graph, number in counts.items() if not self.engine.is_own_graph(graph)}

    def _ask(self, query: str, form: str, accept: str) -> Reply:
        found = form_of(query)
        if found != form and not (found == "DESCRIBE" and form == "CONSTRUCT"):
            raise QueryRejectedError(Text(fr=f"Une requête {form} était attendue.", en=f"A {form} query was expected."))
        if asks_another_host(query):
            EmbeddedStore.in_memory().select(query)  # refuses it, in the words used for every store
        started = time.monotonic()
        engine = self.engine
        parameters = engine.parameters(query) if self._dataset is None else self._dataset
        reply = self._client.query(engine.prepare(query), accept=accept, parameters=parameters)
        logger.debug("event=query ms=%d bytes=%d", (time.monotonic() - started) * 1000, len(reply.body))
        self._check(reply, query, self.engine)
        return reply

    def _check(self, reply: Reply, query: str, engine: Engine) -> None:
        if reply.status >= 300:
            raise self._refusal(reply, query, engine)
        fault = engine.partial(reply.headers) or engine.cut(reply.body)
        if fault is not None:
            raise fault

    def _refusal(self, reply: Reply, query: str, engine: Engine) -> StoreError:
        known = engine.fault(reply.status, reply.text)
        if isinstance(known, QueryTimeoutError):
            return known
        if self._is_parsing and (reply.status == 400 or known is not None) and is_harmless_to_parse(query):
            try:
                EmbeddedStore.in_memory().select(query)
            except QueryRejectedError as fault:
                return fault  # it shows the place, which few engines do
        return known or meaning_of(reply, engine.words(reply.text), self.endpoint.query)

    def _check_length(self, length: int) -> None:
        if self.endpoint.rows is not None and length >= self.endpoint.rows:
            raise QueryRejectedError(
                Text(
                    fr=f"La réponse atteint la limite de {self.endpoint.rows} lignes du serveur : elle est sans doute coupée.",
                    en=f"The answer reaches the server's limit of {self.endpoint.rows} rows: it is probably cut.",
                ),
                hint=Text(
                    fr="Restreignez la requête, ou relevez la limite du serveur et ALLIANCESKG_STORE_ROWS.",
                    en="Narrow the query, or raise the server's limit and ALLIANCESKG_STORE_ROWS.",
                ),
            )

    def _put(self, graph: str, n_triples: bytes) -> None:
        address = self._graphs_address()
        if address is None:
            self._update(f"DROP SILENT GRAPH {IRI(graph)}")
            self._insert(graph, n_triples)
        elif n_triples:
            self._check_written(self._client.put_graph(address, graph, n_triples))
        else:
            self.drop_graph(graph)

    def _insert(self, graph: str, n_triples: bytes) -> None:
        for chunk in chunks(n_triples, self.engine.triples_at_once):
            self._update(insert_data(graph, chunk))

    def _update(self, text: str) -> None:
        address = self.endpoint.update or self.engine.addresses(self.endpoint.query)[0]
        if address is None:
            raise _no_address("ALLIANCESKG_STORE_UPDATE")
        self._check_written(self._client.update(address, text))

    def _graphs_address(self) -> str | None:
        if self.endpoint.graphs is not None or self.endpoint.update is not None:
            return self.endpoint.graphs
        return self.engine.addresses(self.endpoint.query)[1]

    def _check_written(self, reply: Reply) -> None:
        if reply.status >= 300:
            known = self.engine.fault(reply.status, reply.text)
            raise known or meaning_of(reply, self.engine.words(reply.text), self.endpoint.update or self.endpoint.query)


def _no_address(variable: str) -> ConfigurationError:
    return ConfigurationError(
        Text(
            fr="L'adresse à laquelle ce dépôt s'écrit n'est pas donnée.",
            en="The address at which this store is written to is not given.",
        ),
        hint=Text(fr=f"Donnez {variable}.", en=f"Give {variable}."),
    )
