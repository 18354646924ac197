"""
Builds in a remote store: what a local build holds, sent over, graph by graph and only where it changed.

The inferences are drawn by the local build, so that no engine can draw them otherwise. A graph of its own, the
manifest, names what the remote store holds and from which version of the data; it is readable by any SPARQL client.

Readers are kept from half a load in two ways. Where the engine does an update request as a whole or not at all, and
the changes are not too many for one request, they go in one request with the new manifest. Otherwise the manifest
says, from before the first change until after the last, that a load is under way: a catalogue cannot be opened
meanwhile, nor after a load that was cut, until another load has ended it.
"""

from __future__ import annotations

import datetime
import hashlib
import logging
import socket
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from allianceskg.builds import local as builds
from allianceskg.builds.gate import Gate
from allianceskg.errors import ConfigurationError, StoreError, StoreLockedError, StoreUnreachableError
from allianceskg.files import Home, SourceFile, digest_of, one_at_a_time
from allianceskg.language import Text
from allianceskg.progress import Progress, unwatched
from allianceskg.rdf import turtle
from allianceskg.rdf.term import IRI, Literal, Triple
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.store.protocol import Store
from allianceskg.store.remote.store import RemoteStore
from allianceskg.store.remote.updates import n_triples_of
from allianceskg.terms import BASE, PREFIXES, XSD, XSD_INTEGER

MANIFEST: Final = f"{BASE}manifest"
MANIFEST_GRAPH: Final = f"{MANIFEST}/graph"

_TRIPLES_IN_ONE_REQUEST: Final = 20_000
_ABANDONED_SECONDS: Final = 15 * 60
_PENDING: Final = "pending"

_CREATOR: Final = f"{PREFIXES['dcterms']}creator"
_HAS_PART: Final = f"{PREFIXES['dcterms']}hasPart"
_IDENTIFIER: Final = f"{PREFIXES['dcterms']}identifier"
_TRIPLES: Final = f"{PREFIXES['void']}triples"
_STARTED: Final = f"{PREFIXES['prov']}startedAtTime"
_ENDED: Final = f"{PREFIXES['prov']}endedAtTime"
_VERSION: Final = f"{PREFIXES['owl']}versionInfo"

_STATE_QUERY: Final = f"""
SELECT ?loader ?started ?ended ?version WHERE {{
  <{MANIFEST}> <{_CREATOR}> ?loader .
  <{MANIFEST}> <{_STARTED}> ?started .
  OPTIONAL {{ <{MANIFEST}> <{_ENDED}> ?ended . }}
  OPTIONAL {{ <{MANIFEST}> <{_VERSION}> ?version . }}
}}
"""
_PARTS_QUERY: Final = f"""
SELECT ?graph ?digest ?triples WHERE {{
  <{MANIFEST}> <{_HAS_PART}> ?graph .
  ?graph <{_IDENTIFIER}> ?digest .
  ?graph <{_TRIPLES}> ?triples .
}}
"""
_UNSEEN_QUERY: Final = f"ASK {{ GRAPH ?graph {{ <{MANIFEST}> <{_CREATOR}> ?loader }} }}"

_UNDER_WAY: Final = Text(
    fr="Un autre chargement de ce dépôt est en cours sur cette machine.",
    en="Another load of this store is under way on this machine.",
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """
    What the manifest says of the last load.

    Attributes:
        version: The data version; empty while a load is under way, or after one that was cut.
        loader: Stands for the machine and folder that the load came from.
        started: When it began.
    """

    version: str
    loader: str
    started: datetime.datetime

    @property
    def is_whole(self) -> bool:
        """Whether the load came to its end."""
        return bool(self.version)


@dataclass(frozen=True, slots=True)
class _Part:
    """A graph that the remote store holds, or should: the digest of its content and its number of triples."""

    digest: str
    triples: int


@dataclass(frozen=True, slots=True)
class _Load:
    """All that one load works with."""

    files: Mapping[str, SourceFile]
    source: EmbeddedStore
    manifest: builds.Manifest
    store: RemoteStore
    state: State
    wanted: Mapping[str, _Part]
    before: Mapping[str, _Part]
    progress: Progress

    @property
    def stale(self) -> list[str]:
        """The graphs to send."""
        return [graph for graph, part in self.wanted.items() if self.before.get(graph) != part]

    @property
    def gone(self) -> list[str]:
        """The graphs to drop. Graphs that no load of ours brought are not among them."""
        return [graph for graph in self.before if graph not in self.wanted]


def load(
    home: Home,
    folder: Path,
    store: RemoteStore,
    *,
    as_one_graph: bool = False,
    imports: Sequence[Path] = (),
    licence: str | None = None,
    forget: Sequence[str] = (),
    progress: Progress = unwatched,
    gate: Gate | None = None,
) -> builds.BuildReport:
    """
    Make a remote store agree with the files.

    Args:
        folder: Where the local build is kept, one folder for each remote store.
        as_one_graph: Put everything into the default graph, for engines that do not show the union of all graphs. It
            is then replaced as a whole at each change.
        imports, licence: See `builds.build`.
        forget: See `builds.build`.
        gate: See `builds.build`.

    Raises:
        DataError: A file cannot be read; the remote store stays as it was.
        StoreLockedError: Another load is under way.
        ConfigurationError: The engine does not show the union of all graphs.
        StoreError: The remote store could not be written; what was sent is completed by the next load.
    """
    started = time.monotonic()
    built = builds.build(home, folder, imports=imports, licence=licence, forget=forget, progress=progress, gate=gate)
    with one_at_a_time(folder / "remote.lock", _UNDER_WAY):
        source, manifest = builds.open_build(folder)
        last = read_state(store)
        loader = _loader(folder)
        _check_no_other_load(last, loader)
        now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
        this = _Load(
            files={file.graph: file for file in home.files()},
            source=source,
            manifest=manifest,
            store=store,
            state=State("", loader, now),
            wanted=_parts(source, manifest),
            before={} if last is None else _held(store, trusted=not as_one_graph),
            progress=progress,
        )
        is_right = last is not None and last.version == manifest.version and not this.stale and not this.gone
        if as_one_graph:
            is_right = last is not None and last.version == manifest.version
        if not is_right:
            _send(this, as_one_graph=as_one_graph)
    report = builds.BuildReport(
        manifest=manifest,
        added=() if is_right else tuple(sorted(graph for graph in this.stale if graph not in this.before)),
        changed=() if is_right else tuple(sorted(graph for graph in this.stale if graph in this.before)),
        removed=() if is_right else tuple(sorted(this.gone)),
        seconds=time.monotonic() - started,
        withheld=built.withheld,
        set_aside=built.set_aside,
        unlicensed=built.unlicensed,
    )
    logger.info(
        "event=remote_load version=%s added=%d changed=%d removed=%d seconds=%.2f",
        manifest.version,
        len(report.added),
        len(report.changed),
        len(report.removed),
        report.seconds,
    )
    return report


def read_state(store: Store) -> State | None:
    """Return what the last load left; None when nothing was ever loaded, or the engine does not show it."""
    for row in store.select(_STATE_QUERY):
        return State(
            version=row["version"].value if "version" in row and "ended" in row else "",
            loader=row["loader"].value,
            started=datetime.datetime.fromisoformat(row["started"].value),
        )
    return None


def open_version(store: Store) -> str:
    """
    Return the data version of a remote store that is whole.

    Raises:
        StoreUnreachableError: Nothing was loaded into it.
        StoreLockedError: A load is under way, or was cut.
        ConfigurationError: The engine does not show the union of all graphs.
    """
    state = read_state(store)
    if state is None:
        if store.ask(_UNSEEN_QUERY):
            raise _no_union()
        raise StoreUnreachableError(
            Text(
                fr="Le dépôt distant ne contient pas le catalogue.", en="The remote store does not hold the catalogue."
            ),
            hint=Text(fr="Lancez « allianceskg load --store … ».", en="Run “allianceskg load --store …”."),
        )
    if not state.is_whole:
        raise StoreLockedError(
            Text(
                fr=f"Un chargement du dépôt distant a commencé le {state.started:%d/%m/%Y à %H:%M} (UTC) et n'est pas fini.",
                en=f"A load of the remote store began on {state.started:%Y-%m-%d at %H:%M} (UTC) and has not ended.",
            ),
            hint=Text(
                fr="Attendez sa fin ; s'il a été interrompu, relancez « allianceskg load ».",
                en="Wait for its end; if it was cut, run “allianceskg load” again.",
            ),
        )
    return state.version


def _send(this: _Load, *, as_one_graph: bool) -> None:
    triples = sum(this.wanted[graph].triples for graph in this.stale)
    if as_one_graph:
        _send_as_one_graph(this)
    elif this.before and this.store.engine.is_atomic and triples <= _TRIPLES_IN_ONE_REQUEST:
        _send_at_once(this)
    else:
        _send_one_by_one(this)


def _send_as_one_graph(this: _Load) -> None:
    whole = n_triples_of(this.source) + _manifest(this, this.wanted, is_whole=True)
    this.store.replace_default_graph(whole)


def _send_at_once(this: _Load) -> None:
    graphs = {graph: _content(this, graph) for graph in this.stale}
    graphs.update(dict.fromkeys(this.gone, b""))
    graphs[MANIFEST_GRAPH] = _manifest(this, this.wanted, is_whole=True)
    this.store.replace_graphs(graphs)


def _send_one_by_one(this: _Load) -> None:
    stale, gone = this.stale, this.gone
    # What is about to change is kept in the list, without its digest, so that a load after a cut one sends it again.
    pending = {graph: replace(part, digest=_PENDING) for graph, part in this.wanted.items() if graph in set(stale)}
    pending.update({graph: replace(this.before[graph], digest=_PENDING) for graph in gone})
    kept = {graph: part for graph, part in this.before.items() if graph in this.wanted and graph not in pending}
    this.store.replace_graph(MANIFEST_GRAPH, _manifest(this, {**kept, **pending}, is_whole=False))
    _check_mark(this)
    for done, graph in enumerate(stale):
        this.progress(graph, done, len(stale))
        this.store.replace_graph(graph, _content(this, graph))
    for graph in gone:
        this.store.drop_graph(graph)
    _check_counts(this)
    this.store.replace_graph(MANIFEST_GRAPH, _manifest(this, this.wanted, is_whole=True))
    this.progress("", len(stale), len(stale))


def _check_mark(this: _Load) -> None:
    state = read_state(this.store)
    if state is None:
        this.store.drop_graph(MANIFEST_GRAPH)
        raise _no_union()
    if state.loader != this.state.loader:
        raise _other_load(state)


def _check_counts(this: _Load) -> None:
    """See that the store holds what was sent; literals that an engine makes equal may be missing from an import."""
    found = this.store.graphs()
    for graph, part in this.wanted.items():
        if found.get(graph, 0) == part.triples:
            continue
        if graph in this.manifest.files:
            raise StoreError(
                Text(
                    fr=f"Le dépôt distant tient {found.get(graph, 0)} triplets de {graph}, sur {part.triples} envoyés.",
                    en=f"The remote store holds {found.get(graph, 0)} triples of {graph}, of {part.triples} sent.",
                ),
                hint=Text(fr="Relancez « allianceskg load ».", en="Run “allianceskg load” again."),
            )
        logger.warning("event=graph_differs graph=%s sent=%d held=%d", graph, part.triples, found.get(graph, 0))


def _content(this: _Load, graph: str) -> bytes:
    """Return the Turtle of a graph: its file when that is still the one of the build."""
    file = this.files.get(graph)
    if file is not None and file.digest == this.manifest.files.get(graph):
        return turtle.read_bytes(file.path)
    return _as_n_triples(this.source.read_graph(graph))


def _parts(source: EmbeddedStore, manifest: builds.Manifest) -> dict[str, _Part]:
    """List the graphs of a build; what is no file, such as the inferred graphs, goes by its content."""
    return {
        graph: _Part(
            manifest.files.get(graph)
            or digest_of(b"".join(sorted(_as_n_triples(source.read_graph(graph)).splitlines()))),
            triples,
        )
        for graph, triples in sorted(manifest.graphs.items())
    }


def _held(store: RemoteStore, *, trusted: bool) -> dict[str, _Part]:
    """List the graphs that loads brought, by the manifest; one whose number of triples is another counts as stale."""
    listed = {
        row["graph"].value: _Part(row["digest"].value, int(row["triples"].value)) for row in store.select(_PARTS_QUERY)
    }
    if not trusted:
        return listed
    found = store.graphs()
    foreign = sorted(set(found) - set(listed) - {MANIFEST_GRAPH})
    if foreign:
        logger.warning("event=foreign_graphs number=%d first=%s", len(foreign), foreign[0])
    return {
        graph: part if found.get(graph, 0) == part.triples else replace(part, digest=_PENDING)
        for graph, part in listed.items()
    }


def _manifest(this: _Load, parts: Mapping[str, _Part], *, is_whole: bool) -> bytes:
    manifest = IRI(MANIFEST)
    triples = [
        Triple(manifest, IRI(_CREATOR), Literal(this.state.loader)),
        Triple(manifest, IRI(_STARTED), _moment(this.state.started)),
    ]
    if is_whole:
        ended = max(this.state.started, datetime.datetime.now(datetime.UTC).replace(microsecond=0))
        triples += [
            Triple(manifest, IRI(_ENDED), _moment(ended)),
            Triple(manifest, IRI(_VERSION), Literal(this.manifest.version)),
        ]
    for graph, part in parts.items():
        triples += [
            Triple(manifest, IRI(_HAS_PART), IRI(graph)),
            Triple(IRI(graph), IRI(_IDENTIFIER), Literal(part.digest)),
            Triple(IRI(graph), IRI(_TRIPLES), Literal(str(part.triples), None, XSD_INTEGER)),
        ]
    return _as_n_triples(triples)


def _as_n_triples(triples: Iterable[Triple]) -> bytes:
    return "".join(f"{triple.subject} {triple.predicate} {triple.object} .\n" for triple in triples).encode()


def _moment(moment: datetime.datetime) -> Literal:
    return Literal(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), None, f"{XSD}dateTime")


def _loader(folder: Path) -> str:
    return hashlib.sha256(f"{socket.gethostname()} {folder.resolve()}".encode()).hexdigest()[:12]


def _check_no_other_load(state: State | None, loader: str) -> None:
    if state is None or state.is_whole or state.loader == loader:
        return
    age = datetime.datetime.now(datetime.UTC) - state.started
    if age.total_seconds() < _ABANDONED_SECONDS:
        raise _other_load(state)


def _other_load(state: State) -> StoreLockedError:
    minutes = _ABANDONED_SECONDS // 60
    return StoreLockedError(
        Text(
            fr=f"Une autre machine ou un autre dossier charge ce dépôt depuis le {state.started:%d/%m/%Y à %H:%M} (UTC).",
            en=f"Another machine or folder has been loading this store since {state.started:%Y-%m-%d at %H:%M} (UTC).",
        ),
        hint=Text(
            fr=f"Attendez sa fin ; un chargement sans fin au bout de {minutes} minutes est tenu pour abandonné.",
            en=f"Wait for its end; a load without an end after {minutes} minutes is taken for abandoned.",
        ),
    )


def _no_union() -> ConfigurationError:
    return ConfigurationError(
        Text(
            fr="Le graphe par défaut de ce dépôt ne réunit pas ses graphes nommés, ce que supposent les requêtes.",
            en="The default graph of this store is not the union of its named graphs, which the queries rely on.",
        ),
        hint=Text(
            fr="Réglez-le ainsi (oxigraph : --union-default-graph), ou donnez ALLIANCESKG_STORE_LAYOUT=one-graph et relancez « allianceskg load ».",
            en="Set it so (oxigraph: --union-default-graph), or give ALLIANCESKG_STORE_LAYOUT=one-graph and run “allianceskg load” again.",
        ),
    )
