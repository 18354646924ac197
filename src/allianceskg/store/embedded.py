"""The store in this process: pyoxigraph, in memory or on disk."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Final
from typing import Literal as OneOf

import pyoxigraph
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, RdfFormat

from allianceskg.errors import (
    DataError,
    QueryRejectedError,
    StoreError,
    StoreLockedError,
    StoreUnreachableError,
    TurtleSyntaxError,
)
from allianceskg.language import Text
from allianceskg.rdf.oxigraph_terms import NativeNode, UnknownTermError, native_node, native_quad, term_of, triple_of
from allianceskg.rdf.place import reported_place
from allianceskg.rdf.solutions import Taken, consumed
from allianceskg.rdf.table import Table
from allianceskg.rdf.term import IRI, BlankNode, Quad, Triple
from allianceskg.sparql.dataset import asks_another_host, names_a_dataset
from allianceskg.store.known_quads import KnownQuads
from allianceskg.terms import BASE, INFERRED, PREFIXES

EngineAnswer = QuerySolutions | QueryBoolean | QueryTriples
DumpForm = OneOf["nq", "trig", "nt", "ttl"]
"""Ending of a dump: N-Quads, TriG, N-Triples or Turtle."""

_DUMPS: Final[Mapping[DumpForm, RdfFormat]] = {
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "nt": RdfFormat.N_TRIPLES,
    "ttl": RdfFormat.TURTLE,
}
_REACHED: Final = f"{BASE}part/graph"
_BULK_BYTES: Final = 1_000_000
_FAULT_CHARACTERS: Final = 160


class EmbeddedStore:
    """A `WritableStore` over pyoxigraph."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        self._store = store

    @classmethod
    def in_memory(cls) -> EmbeddedStore:
        """Make an empty store that lives as long as the process."""
        return cls(pyoxigraph.Store())

    @classmethod
    def create(cls, path: Path) -> EmbeddedStore:
        """
        Open a folder for writing, made when missing.

        Raises:
            StoreLockedError: Another process has it open for writing.
            StoreError: What is in the folder is damaged, or is no store.
        """
        try:
            return cls(pyoxigraph.Store(path))
        except OSError as fault:
            raise StoreLockedError(
                Text(
                    fr=f"Le dépôt {path} est déjà ouvert en écriture ({fault}).",
                    en=f"The store {path} is already open for writing ({fault}).",
                ),
                hint=Text(
                    fr="Attendez la fin de l'autre chargement, puis recommencez.",
                    en="Wait for the other load to end, then try again.",
                ),
            ) from fault
        except RuntimeError as fault:
            raise _failed(fault) from fault

    @classmethod
    def open(cls, path: Path) -> EmbeddedStore:
        """
        Open a finished build, for reading only.

        Raises:
            StoreUnreachableError: There is none, or it cannot be read.
        """
        try:
            return cls(pyoxigraph.Store.read_only(str(path)))
        except (OSError, RuntimeError) as fault:
            raise StoreUnreachableError(
                Text(
                    fr=f"Le dépôt {path} ne peut pas être ouvert ({fault}).",
                    en=f"The store {path} cannot be opened ({fault}).",
                ),
                hint=Text(
                    fr="Supprimez ce dossier et relancez « allianceskg load » : les fichiers suffisent à le refaire.",
                    en="Delete that folder and run “allianceskg load”: the files are enough to make it again.",
                ),
            ) from fault

    def select(self, query: str) -> Table:
        """See `Store.select`."""
        return self._answer(query, _read_table)

    def ask(self, query: str) -> bool:
        """See `Store.ask`."""
        return self._answer(query, _read_boolean)

    def construct(self, query: str) -> tuple[Triple, ...]:
        """See `Store.construct`."""
        return self._answer(query, _read_triples)

    def read_graph(self, graph: str) -> tuple[Triple, ...]:
        """See `Store.read_graph`."""
        name = pyoxigraph.NamedNode(graph)
        with _translated():
            return consumed(
                lambda: self._store.quads_for_pattern(None, None, None, name),
                lambda quads: tuple(triple_of(quad.triple) for quad in quads),
            )

    def n_triples_of(self, graph: str) -> bytes:
        """Write the triples of a graph as N-Triples, in no order."""
        with _translated():
            return self._store.dump(format=RdfFormat.N_TRIPLES, from_graph=pyoxigraph.NamedNode(graph)) or b""

    def replace_graph(self, graph: str, turtle: bytes) -> None:
        """See `WritableStore.replace_graph`."""
        name = pyoxigraph.NamedNode(graph)
        self._store.remove_graph(name)
        # A bulk load writes files of its own, which is only worth it for many triples.
        load = self._store.bulk_load if len(turtle) > _BULK_BYTES else self._store.load
        try:
            load(turtle, format=RdfFormat.TURTLE, to_graph=name)
        except SyntaxError as fault:
            raise TurtleSyntaxError(
                Text(
                    fr=f"Le graphe {graph} n'est pas du Turtle valide : {fault}.",
                    en=f"The graph {graph} is not valid Turtle: {fault}.",
                ),
                source=graph,
                line=fault.lineno,
                column=fault.offset,
            ) from fault

    def insert(self, quads: Iterable[Quad]) -> None:
        """See `WritableStore.insert`."""
        self._store.bulk_extend(native_quad(quad) for quad in quads)

    def insert_constructed(self, query: str, graph: str) -> int:
        """EngineAnswer a CONSTRUCT query and put its triples into a graph; return how many triples that then has."""
        # By way of a file: no triple becomes an object of this language, and none has to fit in memory.
        with tempfile.NamedTemporaryFile(suffix=".nt") as file:
            self._answer(query, lambda answer: _write_triples(answer, file.name))
            name = pyoxigraph.NamedNode(graph)
            self._store.bulk_load(path=file.name, format=RdfFormat.N_TRIPLES, to_graph=name, lenient=True)
        return self.count(graph)

    def load_quads(self, n_quads: bytes) -> None:
        """
        Add the quads of an N-Quads text that this program wrote: its IRIs and language tags are not checked again.

        Raises:
            DataError: The text is not N-Quads.
        """
        with _n_quads():
            self._store.bulk_load(n_quads, format=RdfFormat.N_QUADS, lenient=True)

    def load_quads_of(self, path: Path) -> None:
        """
        Add the quads of an N-Quads file, without having it in memory.

        Raises:
            DataError: It is not N-Quads.
        """
        with _n_quads():
            self._store.bulk_load(path=path, format=RdfFormat.N_QUADS)

    def drop_graph(self, graph: str) -> None:
        """See `WritableStore.drop_graph`."""
        self._store.remove_graph(pyoxigraph.NamedNode(graph))

    def graphs(self) -> dict[str, int]:
        """See `WritableStore.graphs`."""
        counts = self.select("SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph")
        return {row["graph"].value: int(row["triples"].value) for row in counts}

    def backup(self, target: Path) -> None:
        """Copy the store to a new folder; files are shared by hard links, so it takes milliseconds."""
        try:
            self._store.backup(target)
        except (OSError, RuntimeError, ValueError) as fault:
            raise _failed(fault) from fault

    def dump(self, target: IO[bytes], *, form: DumpForm = "nq", without: Collection[str] = ()) -> None:
        """
        Write everything, or all but some graphs and what was inferred of the things that they describe.

        Args:
            form: `nq` and `trig` keep the graphs; `nt` and `ttl` merge them into one, for engines without a union
                default graph.
            without: Names of the graphs to leave out.
        """
        left_out = _LeftOut(self._store, without)
        prefixes = dict(PREFIXES) if form in ("trig", "ttl") else None
        match form:
            case "nq" | "trig" if not without:
                self._store.dump(target, format=_DUMPS[form], prefixes=prefixes)
            case "nq" | "trig":
                pyoxigraph.serialize(self._by_graph(left_out), output=target, format=_DUMPS[form], prefixes=prefixes)
            case _:
                triples = self._sorted_triples(left_out)
                pyoxigraph.serialize(triples, output=target, format=_DUMPS[form], prefixes=prefixes)

    def _by_graph(self, left_out: _LeftOut) -> Iterator[pyoxigraph.Quad]:
        """Give the quads that are not left out, one graph after the other."""
        for graph in sorted(self._store.named_graphs(), key=str):
            for quad in self._store.quads_for_pattern(None, None, None, graph):
                if quad not in left_out:
                    yield quad

    def _sorted_triples(self, left_out: _LeftOut) -> Iterator[pyoxigraph.Triple]:
        """
        Give each triple once, sorted as text, so that two dumps of the same data are the same bytes.

        The subjects are held in memory, and the triples of one of them.
        """
        for subject in sorted({quad.subject for quad in self._store if quad not in left_out}, key=str):
            if not isinstance(subject, pyoxigraph.Triple):
                quads = (quad for quad in self._quads_of(subject) if quad not in left_out)
                yield from sorted({quad.triple for quad in quads}, key=str)

    def reachable(
        self, start: Iterable[str], *, except_graphs: str, into: str = _REACHED, known: KnownQuads | None = None
    ) -> EmbeddedStore:
        """
        Return a store in memory of what is met by following statements forwards, from subject to object.

        Args:
            start: IRIs to start from.
            except_graphs: Graphs whose name begins so are passed over.
            into: The graph that holds all of it there.
            known: What was read before of the same store, and may be of use again.
        """
        known = known or KnownQuads()
        changing = self._by_subject(known.changing)
        waiting: list[NativeNode] = [pyoxigraph.NamedNode(iri) for iri in start]
        seen, found, graph = set(waiting), [], pyoxigraph.NamedNode(into)
        while waiting:
            node = waiting.pop()
            if node not in known.quads:
                known.quads[node] = [
                    quad
                    for quad in self._quads_of(node)
                    if not (name := getattr(quad.graph_name, "value", "")).startswith(except_graphs)
                    and name not in known.changing
                ]
            for quad in (*known.quads[node], *changing.get(node, ())):
                value = quad.object
                found.append(pyoxigraph.Quad(quad.subject, quad.predicate, value, graph))
                if isinstance(value, NativeNode) and value not in seen:
                    seen.add(value)
                    waiting.append(value)
        part = EmbeddedStore.in_memory()
        part._store.bulk_extend(found)
        return part

    def _by_subject(self, graphs: Iterable[str]) -> dict[object, list[pyoxigraph.Quad]]:
        found: dict[object, list[pyoxigraph.Quad]] = {}
        for name in graphs:
            for quad in self._quads_in(pyoxigraph.NamedNode(name)):
                found.setdefault(quad.subject, []).append(quad)
        return found

    def said_of(self, subject: IRI | BlankNode, *, but_for: Collection[str] = ()) -> set[Triple]:
        """
        Return the triples of a subject, each once, whichever graphs they stand in.

        Args:
            but_for: Graphs that are passed over.
        """
        with _translated():
            return {
                triple_of(quad.triple)
                for quad in self._quads_of(native_node(subject))
                if getattr(quad.graph_name, "value", "") not in but_for
            }

    def has(self, subject: str | None, predicate: str | None, value: str | None) -> bool:
        """Tell whether any graph holds a triple of IRIs; None stands for anything."""
        nodes = [None if iri is None else pyoxigraph.NamedNode(iri) for iri in (subject, predicate, value)]
        return next(iter(self._store.quads_for_pattern(nodes[0], nodes[1], nodes[2], None)), None) is not None

    def add(self, quads: Iterable[Quad]) -> int:
        """Add a few quads; return how many were not there."""
        native = [quad for quad in map(native_quad, quads) if quad not in self._store]
        self._store.extend(native)
        return len(native)

    def remove(self, quads: Iterable[Quad]) -> int:
        """Remove a few quads; return how many were there."""
        native = [quad for quad in map(native_quad, quads) if quad in self._store]
        for quad in native:
            self._store.remove(quad)
        return len(native)

    def count(self, graph: str) -> int:
        """Count the triples of a graph."""
        name = pyoxigraph.NamedNode(graph)
        counts = self.select(f"SELECT (COUNT(*) AS ?triples) WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}")
        return int(next(iter(counts))["triples"].value)

    def flush(self) -> None:
        """Write everything to disk."""
        self._store.flush()

    def optimize(self) -> None:
        """Arrange the files for reading."""
        self._store.optimize()

    def _quads_of(self, subject: pyoxigraph.NamedNode | pyoxigraph.BlankNode) -> list[pyoxigraph.Quad]:
        return consumed(lambda: self._store.quads_for_pattern(subject, None, None, None), list)

    def _quads_in(self, graph: pyoxigraph.NamedNode) -> list[pyoxigraph.Quad]:
        return consumed(lambda: self._store.quads_for_pattern(None, None, None, graph), list)

    def _answer(self, query: str, read: Callable[[EngineAnswer], Taken]) -> Taken:
        with _translated():
            return consumed(lambda: self._query(query), read)

    def _query(self, query: str) -> EngineAnswer:
        if asks_another_host(query):
            raise QueryRejectedError(
                Text(
                    fr="La requête demande SERVICE : ce programme n'interroge aucun autre serveur.",
                    en="The query asks for SERVICE: this program queries no other server.",
                ),
                hint=Text(
                    fr="Chargez les données voulues avec « allianceskg load FICHIER », puis interrogez-les ici.",
                    en="Load the data you want with “allianceskg load FILE”, then query them here.",
                ),
            )
        try:
            return self._store.query(query, use_default_graph_as_union=not names_a_dataset(query), prefixes=None)
        except SyntaxError as fault:
            raise _rejected(fault, query) from fault


class _LeftOut:
    """The quads that a dump leaves out: those of some graphs, and what was inferred of the things that they describe."""

    def __init__(self, store: pyoxigraph.Store, graphs: Collection[str]) -> None:
        self._graphs = {pyoxigraph.NamedNode(graph) for graph in graphs}
        self._things = {
            quad.subject for graph in self._graphs for quad in store.quads_for_pattern(None, None, None, graph)
        }

    def __contains__(self, quad: pyoxigraph.Quad) -> bool:
        if not self._graphs:
            return False
        if quad.graph_name in self._graphs:
            return True
        is_inferred = getattr(quad.graph_name, "value", "").startswith(INFERRED)
        return is_inferred and (quad.subject in self._things or quad.object in self._things)


def _read_table(answer: EngineAnswer) -> Table:
    if not isinstance(answer, QuerySolutions):
        raise _wrong_form("SELECT")
    variables = tuple(variable.value for variable in answer.variables)
    return Table(
        variables, tuple(tuple(None if value is None else term_of(value) for value in solution) for solution in answer)
    )


def _read_boolean(answer: EngineAnswer) -> bool:
    if not isinstance(answer, QueryBoolean):
        raise _wrong_form("ASK")
    return bool(answer)


def _read_triples(answer: EngineAnswer) -> tuple[Triple, ...]:
    if not isinstance(answer, QueryTriples):
        raise _wrong_form("CONSTRUCT")
    # A union default graph may give a triple once a graph; a dictionary keeps the first, and the order.
    return tuple(map(triple_of, dict.fromkeys(answer)))


def _write_triples(answer: EngineAnswer, path: str) -> None:
    if not isinstance(answer, QueryTriples):
        raise _wrong_form("CONSTRUCT")
    answer.serialize(path, format=RdfFormat.N_TRIPLES)


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except UnknownTermError as fault:
        raise QueryRejectedError(
            Text(
                fr=f"La réponse contient un terme RDF 1.2 que ce programme ne lit pas : {fault}.",
                en=f"The answer holds an RDF 1.2 term that this program does not read: {fault}.",
            )
        ) from fault
    except (OSError, RuntimeError) as fault:
        raise _failed(fault) from fault


@contextlib.contextmanager
def _n_quads() -> Iterator[None]:
    try:
        yield
    except SyntaxError as fault:
        raise DataError(Text(fr=f"N-Quads illisibles : {fault}.", en=f"Unreadable N-Quads: {fault}.")) from fault


def _rejected(fault: SyntaxError, query: str) -> QueryRejectedError:
    place = reported_place(fault)
    shown = place.shown_in(query) if place is not None else ""
    return QueryRejectedError(
        Text(
            fr=f"La requête SPARQL n'est pas valide ({_shortened(fault)}).{shown}",
            en=f"The SPARQL query is not valid ({_shortened(fault)}).{shown}",
        ),
        hint=Text(
            fr="Vérifiez les préfixes, les accolades et la ponctuation autour de cet endroit.",
            en="Check the prefixes, the braces and the punctuation around that place.",
        ),
    )


def _shortened(fault: SyntaxError) -> str:
    """Keep what the engine's parser says of a place, without the list of everything that it could have read there."""
    text = str(fault)
    return text if len(text) <= _FAULT_CHARACTERS else f"{text[:_FAULT_CHARACTERS]}…"


def _failed(fault: Exception) -> StoreError:
    return StoreError(
        Text(fr=f"Le dépôt n'a pas pu répondre : {fault}.", en=f"The store could not answer: {fault}."),
    )


def _wrong_form(form: str) -> QueryRejectedError:
    return QueryRejectedError(
        Text(fr=f"Une requête {form} était attendue.", en=f"A {form} query was expected."),
    )
