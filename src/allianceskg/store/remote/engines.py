"""What engines behind a SPARQL endpoint do differently, one class an engine; this one is for engines we do not know."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from allianceskg.errors import QueryTimeoutError, StoreError
from allianceskg.language import Text
from allianceskg.rdf.table import Table
from allianceskg.sparql.dataset import dataset_of, names_a_dataset

_TAG = re.compile(r"<(?:style|script).*?</(?:style|script)>|<[A-Za-z/!][^<>]*>", re.DOTALL)
_WORDS = 400


class Engine:
    """
    An engine that does what the standards say.

    Attributes:
        name: As the setting names it.
        is_atomic: Whether an update request is done as a whole or not at all, unseen by readers before its end.
        triples_at_once: Most triples that one INSERT DATA may hold.
    """

    name = "generic"
    is_atomic = False
    triples_at_once = 1000

    def prepare(self, query: str) -> str:
        """Return the text to send in place of a query."""
        return query

    def parameters(self, _query: str) -> list[tuple[str, str]]:
        """Return further parameters of the request for a query."""
        return []

    def whole_answer(self, _query: str, _triples: int) -> str | None:
        """Return a SELECT to ask after a CONSTRUCT that gave so many triples, which shows whether it was cut."""
        return None

    def mend(self, _query: str, table: Table) -> Table:
        """Return the answer of a SELECT as it should have come."""
        return table

    def addresses(self, _query: str) -> tuple[str | None, str | None]:
        """Return where updates and graphs are sent by custom of the engine, from the address of queries."""
        return None, None

    def is_own_graph(self, _graph: str) -> bool:
        """Tell whether the engine keeps a graph for itself."""
        return False

    def words(self, body: str) -> str:
        """Return what the engine says in the body of a refusal, on one line."""
        text = " ".join(html.unescape(_TAG.sub(" ", body)).split())
        return text if len(text) <= _WORDS else f"{text[:_WORDS]}…"

    def fault(self, _status: int, _body: str) -> StoreError | None:
        """Return the error that a refusal means, where the status alone does not tell."""
        return None

    def partial(self, _headers: Mapping[str, str]) -> StoreError | None:
        """Return an error when the headers of an answer say that it is not the whole answer."""
        return None

    def cut(self, _body: bytes) -> StoreError | None:
        """Return an error when the end of an answer says that it is not the whole answer."""
        return None


class Oxigraph(Engine):
    """`oxigraph serve`."""

    name = "oxigraph"
    is_atomic = True
    triples_at_once = 50_000

    def parameters(self, query: str) -> list[tuple[str, str]]:
        """
        See `Engine.parameters`: ask for the union of all graphs, unless the query names a dataset.

        A server started with --union-default-graph does not heed FROM, but the parameters that stand for it.
        """
        if not names_a_dataset(query):
            return [("union-default-graph", "true")]
        merged, named = dataset_of(query)
        return [("default-graph-uri", graph) for graph in merged] + [("named-graph-uri", graph) for graph in named]

    def addresses(self, query: str) -> tuple[str | None, str | None]:
        """See `Engine.addresses`."""
        if not query.endswith("/query"):
            return None, None
        root = query.removesuffix("/query")
        return f"{root}/update", f"{root}/store"

    def cut(self, body: bytes) -> StoreError | None:
        """See `Engine.cut`: past its time limit it appends a sentence to an answer with the status 200."""
        if not body[-200:].rstrip().endswith(b"The SPARQL operation has been cancelled"):
            return None
        return QueryTimeoutError(
            Text(
                fr="Oxigraph a interrompu la requête, trop longue, au milieu de sa réponse.",
                en="Oxigraph broke off the query, which took too long, in the middle of its answer.",
            ),
            hint=Text(
                fr="Restreignez la requête, ou augmentez --timeout-s au lancement du serveur.",
                en="Narrow the query, or raise --timeout-s when starting the server.",
            ),
        )
