"""
Builds: immutable stores made from the files.

A store folder holds `builds/<version>/` (one finished build each), `imports/` (further RDF that was loaded,
kept as N-Quads), and `current`, which names the build in use. A new build starts from the last one, takes over
the graphs whose file has not changed, and is renamed into place when it is whole; readers open finished builds
only, so they never meet the writer.
"""

from __future__ import annotations

import contextlib
import json
import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

from allianceskg.builds import inferring as materialising
from allianceskg.builds import loading
from allianceskg.builds.describing import (
    QUERIES_GRAPH,
    STATISTICS_GRAPH,
    Statistics,
    change_statistics,
    count_everything,
    count_subjects,
    read_statistics,
    write_queries,
    write_statistics,
)
from allianceskg.builds.gate import AdmittedFiles, Gate, LastBuild, Withheld
from allianceskg.builds.imports import (
    IMPORTS,
    SetAside,
    Taken,
    check_names,
    import_names,
    iri_of_import,
    keep,
    kept_imports,
    set_aside_unusable,
    taking,
)
from allianceskg.errors import StoreError, StoreUnreachableError
from allianceskg.files import (
    Home,
    KnownDigests,
    SourceFile,
    digests_of_files,
    one_at_a_time,
    replacing,
    sync_folder,
    version_of,
)
from allianceskg.language import Text
from allianceskg.matching.case_terms import term_reader
from allianceskg.progress import Progress, part_of, unwatched
from allianceskg.sparql.query_files import Query, QueryCatalogue
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.store.known_quads import KnownQuads
from allianceskg.terms import ACTOR, CASE, RESOURCE, slug

LAYOUT: Final = 5
"""Raised when the way a build is written changes, the reading of words included, so that older builds are made again."""

_KEPT_BUILDS: Final = 2
_MOST_BUILDS: Final = 100
_MOST_KEPT_BY_AGE: Final = 20
_YOUNG_SECONDS: Final = 60
_DAY_SECONDS: Final = 86_400
_SHARE_OF_FILES: Final = 0.6
_MANY_CASES: Final = 200
_SET_ASIDE: Final = "set-aside"
_RECORDS: Final = (CASE, ACTOR, RESOURCE)
_REMOVAL_TRIES: Final = 20
_LOCK_WAIT_SECONDS: Final = 60.0

_counted: Final[dict[str, Statistics]] = {}
"""What the last build holds, by its version: where people publish one after the other, reading it back would take a fifth of each."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Manifest:
    """
    What a build was made from.

    Attributes:
        version: The data version, which is also the name of the build.
        files: Graph IRI and SHA-256 of its file.
        queries: Materialising query and SHA-256 of its text.
        graphs: Graph IRI and number of triples, the inferred graphs included.
    """

    version: str
    files: Mapping[str, str]
    queries: Mapping[str, str]
    graphs: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """
    What a load did.

    Attributes:
        manifest: What the build in use now holds.
        added: Graphs that are new.
        changed: Graphs whose file changed.
        removed: Graphs whose file went away.
        seconds: How long it took until the store was whole.
        withheld: Files of records that the build does not hold as they stand.
        set_aside: Imports that were kept and could not be used any more.
        unlicensed: Names of imports that were given and whose licence nobody stated.
        is_anew: Whether there was a build that this program could not start from: one of another layout, or a damaged one.
    """

    manifest: Manifest
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    seconds: float
    withheld: tuple[Withheld, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    unlicensed: tuple[str, ...] = ()
    is_anew: bool = False

    @property
    def is_unchanged(self) -> bool:
        """Whether the build in use was already the right one."""
        return not (self.added or self.changed or self.removed)


def data_version(home: Home, folder: Path) -> str:
    """Return the version of the data that a build of these files and imports has."""
    return version_made_from(_sources(home, folder), QueryCatalogue(home.queries))


def version_made_from(sources: Sequence[SourceFile], queries: QueryCatalogue) -> str:
    """Return the version that a build of some files has."""
    return _Ingredients(sources, queries).version


def current(folder: Path) -> Manifest | None:
    """Return what the build in use was made from; None when there is none."""
    name = current_version(folder)
    return None if name is None else read_manifest(folder / "builds" / name)


def read_manifest(path: Path) -> Manifest | None:
    """Return what the build in a folder was made from; None when it is none of this layout."""
    try:
        file = path / "manifest.json"
        state = file.stat()
        return _read_manifest(file, (state.st_ino, state.st_mtime_ns))
    except (OSError, ValueError, KeyError):
        return None


def current_version(folder: Path) -> str | None:
    """Return the name of the build in use, without reading what it was made from; None when there is none."""
    try:
        return (folder / "current").read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return None


def store_of(folder: Path, version: str) -> Path:
    """Return the folder of the store of a build."""
    return folder / "builds" / version / "store"


def open_build(folder: Path) -> tuple[EmbeddedStore, Manifest]:
    """
    Open the build in use, for reading.

    Raises:
        StoreUnreachableError: There is none.
    """
    manifest = manifest_in_use(folder)
    return EmbeddedStore.open(store_of(folder, manifest.version)), manifest


def manifest_in_use(folder: Path) -> Manifest:
    """
    Return what the build in use was made from.

    Raises:
        StoreUnreachableError: There is none.
    """
    manifest = current(folder)
    if manifest is None:
        raise StoreUnreachableError(
            Text(fr=f"Aucun dépôt n'est construit dans {folder}.", en=f"No store is built in {folder}."),
            hint=Text(fr="Lancez « allianceskg load ».", en="Run “allianceskg load”."),
        )
    return manifest


def can_be_written(folder: Path) -> bool:
    """Tell whether builds can be made in a folder; one that is not there yet is made."""
    try:
        _prepare(folder)
    except StoreUnreachableError:
        return False
    return True


def set_aside_build(folder: Path) -> Path:
    """
    Move the build in use away, so that the next load makes it from the files again; give where it lies.

    Raises:
        StoreUnreachableError: It cannot be moved.
    """
    version = manifest_in_use(folder).version
    target = folder / _SET_ASIDE / f"{version}-{time.time_ns()}"
    try:
        target.parent.mkdir(exist_ok=True)
        (folder / "builds" / version).rename(target)
        (folder / "current").unlink()
    except OSError as fault:
        raise _unwritable(folder, fault) from fault
    return target


def build(
    home: Home,
    folder: Path,
    *,
    imports: Sequence[Path] = (),
    licence: str | None = None,
    forget: Sequence[str] = (),
    progress: Progress = unwatched,
    finish: Callable[[Manifest], None] = lambda _: None,
    gate: Gate | None = None,
    keep_days: float = 0,
) -> BuildReport:
    """
    Make the build in use agree with the files.

    Args:
        imports: Further RDF files, kept beside the catalogue in their own graphs until they are forgotten. One
            with the name of an earlier one takes its place.
        licence: IRI under which the imports are published; by default what each of them states.
        forget: Names of imports to drop.
        finish: Makes what stands beside the store, before anybody opens the build.
        gate: Decides which files of records enter; None lets every one in as it is.
        keep_days: How old an earlier build may grow before it is removed; the last one always stays.

    Raises:
        DataError: A file that no gate can leave out cannot be read, or an import describes a thing of ours; the build in use
            stays as it was.
        StoreLockedError: Another load did not end within a minute.
    """
    started = time.monotonic()
    _prepare(folder)
    check_names(forget, import_names(folder))
    with _lock(folder), taking(folder, imports, forget, home, licence=licence) as taken:
        digests = _known_digests(folder)
        last = current(folder)
        is_anew = last is None and current_version(folder) is not None
        sources = _sources(home, folder, taken, digests=digests)
        aside = set_aside_unusable(folder, sources, taken, {} if last is None else last.files)
        sources = [source for source in sources if source.path.exists()] if aside else sources
        admitted = _admitted(sources, gate, folder, last, progress)
        wanted = _Ingredients(admitted.sources, QueryCatalogue(home.queries))
        before: Mapping[str, str] = last.files if last is not None else {}
        different = differences(before, wanted.files)
        is_new = last is None or last.version != wanted.version
        manifest = _make(folder, wanted, last, different, progress) if is_new else last
        assert manifest is not None
        seconds = time.monotonic() - started
        finish(manifest)
        if is_new:
            _point_to(folder, manifest.version)
        keep(folder, taken)
        _remove_old_builds(folder, manifest.version, keep_days)
        _remember(digests, folder)
        if gate is not None:
            gate.remember(admitted)
    report = BuildReport(
        manifest=manifest,
        added=tuple(sorted(name for name in different if name not in before)),
        changed=tuple(sorted(name for name in different if name in before and name in manifest.files)),
        removed=tuple(sorted(name for name in different if name not in manifest.files)),
        seconds=seconds,
        withheld=tuple(admitted.withheld.values()),
        set_aside=aside,
        unlicensed=taken.unlicensed,
        is_anew=is_anew,
    )
    logger.info(
        "event=build version=%s added=%d changed=%d removed=%d seconds=%.2f",
        manifest.version,
        len(report.added),
        len(report.changed),
        len(report.removed),
        report.seconds,
    )
    return report


def _admitted(
    sources: Sequence[SourceFile], gate: Gate | None, folder: Path, last: Manifest | None, progress: Progress
) -> AdmittedFiles:
    if gate is None:
        return AdmittedFiles(sources, {}, "")
    before = None if last is None else LastBuild(last.files, store_of(folder, last.version))
    return gate.admit(sources, before, progress)


def _prepare(folder: Path) -> None:
    try:
        (folder / "builds").mkdir(parents=True, exist_ok=True)
        (folder / "lock").touch()
    except OSError as fault:
        raise _unwritable(folder, fault) from fault


def _unwritable(folder: Path, fault: OSError) -> StoreUnreachableError:
    return StoreUnreachableError(
        Text(
            fr=f"Le dossier du dépôt {folder} ne peut pas être créé ou écrit ({fault.strerror}).",
            en=f"The folder of the store {folder} cannot be made or written ({fault.strerror}).",
        ),
        hint=Text(
            fr="Choisissez-en un autre avec --store ou ALLIANCESKG_STORE.",
            en="Choose another with --store or ALLIANCESKG_STORE.",
        ),
    )


@dataclass(frozen=True)
class _Ingredients:
    """What a build is to be made from."""

    sources: Sequence[SourceFile]
    catalogue: QueryCatalogue

    @cached_property
    def materialisations(self) -> Sequence[Query]:
        """The queries that infer, in their order."""
        return self.catalogue.in_folder("materialise")

    @cached_property
    def files(self) -> Mapping[str, str]:
        """See `Manifest.files`."""
        return {source.graph: source.digest for source in self.sources} | {QUERIES_GRAPH: self.catalogue.digest}

    @cached_property
    def queries(self) -> Mapping[str, str]:
        """See `Manifest.queries`."""
        return {query.iri: query.digest for query in self.materialisations}

    @cached_property
    def version(self) -> str:
        """The version of the data."""
        return version_of([*self.files.items(), *self.queries.items(), ("layout", str(LAYOUT))])


def _make(
    folder: Path, wanted: _Ingredients, last: Manifest | None, different: Collection[str], progress: Progress
) -> Manifest:
    """Write a whole new build under another name, then rename it: there is never half of one."""
    final = folder / "builds" / wanted.version
    work = Path(tempfile.mkdtemp(prefix=".making-", dir=folder / "builds"))
    try:
        graphs = _fill(work / "store", folder, wanted, last, different, progress)
        manifest = Manifest(wanted.version, wanted.files, wanted.queries, graphs)
        _write_manifest(work, manifest)
        if final.exists():
            shutil.rmtree(final)
        work.rename(final)
        sync_folder(folder / "builds")
    except BaseException:
        _remove(work)
        raise
    return manifest


def _remove(folder: Path) -> None:
    """Remove a build that was given up; the engine's own threads may still be writing into it for a moment."""
    for _ in range(_REMOVAL_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.1)


def _fill(
    target: Path,
    folder: Path,
    wanted: _Ingredients,
    last: Manifest | None,
    different: Collection[str],
    progress: Progress,
) -> dict[str, int]:
    # Imports may hold any graph, so a change among them makes everything anew.
    usable = last is not None and not any(name.startswith(IMPORTS) for name in different)
    before: Mapping[str, str] = {}
    queries_before: Mapping[str, str] = {}
    if usable and last is not None:
        try:
            EmbeddedStore.open(store_of(folder, last.version)).backup(target)
            before, queries_before = last.files, last.queries
        except StoreError:  # a damaged last build is no reason to fail: everything is made again
            logger.warning("event=last_build_unusable version=%s", last.version)
            shutil.rmtree(target, ignore_errors=True)
    store = EmbeddedStore.create(target)
    if last is not None and before and wanted.queries == last.queries and _are_few_cases(different):
        graphs = _change_cases(store, sorted(different), wanted, last, progress)
        store.flush()
        return graphs
    todo = [source for source in wanted.sources if before.get(source.graph) != source.digest]
    gone = set(before) - set(wanted.files)
    groups = {source.group for source in todo} | ({"removed"} if gone else set())
    for name in sorted(gone.union(source.graph for source in todo if source.graph in before)):
        store.drop_graph(name)
    for iri in sorted(set(queries_before) - set(wanted.queries)):
        store.drop_graph(materialising.graph_named(slug(iri)))
    loaded = loading.load(store, todo, part_of(progress, 0, _SHARE_OF_FILES))
    if loaded is not None:
        # What was loaded lies in many small files, which every later build would else begin by arranging.
        store.optimize()
    due = [
        query
        for query in wanted.materialisations
        if gone or queries_before.get(query.iri) != query.digest or not groups.isdisjoint(query.reads)
    ]
    inferring = part_of(progress, _SHARE_OF_FILES, 1)
    reader = term_reader(store, wanted.catalogue, mark=version_without_records(wanted.files))
    if loaded is not None and not before and not any(source.is_import for source in wanted.sources):
        graphs = {**loaded, **materialising.infer_all(store, due, reader, inferring)}
    else:
        with ThreadPoolExecutor(1) as beside:
            counting = beside.submit(store.graphs)  # of a large catalogue it takes as long as inferring
            inferred = materialising.infer_all(store, due, reader, inferring)
            graphs = {**counting.result(), **inferred}
    graphs |= _describe(store, wanted, before)
    store.flush()
    inferring("", 1, 1)
    return {name: number for name, number in graphs.items() if number}


def _describe(store: EmbeddedStore, wanted: _Ingredients, before: Mapping[str, str]) -> dict[str, int]:
    """Write what a build says of itself; return how many triples that takes, by graph."""
    written = {}
    if before.get(QUERIES_GRAPH) != wanted.files[QUERIES_GRAPH]:
        written[QUERIES_GRAPH] = write_queries(store, wanted.catalogue)
    return {**written, STATISTICS_GRAPH: write_statistics(store, count_everything(store))}


def differences(before: Mapping[str, str], now: Mapping[str, str]) -> set[str]:
    """Return the graphs whose file is new, changed or gone, from the digests of two builds."""
    different = {graph for graph, digest in now.items() if before.get(graph) != digest}
    different.update(graph for graph in before if graph not in now)
    return different


def version_without_records(files: Mapping[str, str]) -> str:
    """Return the version of all files of a build but those of cases, actors and resources, which no label of a concept is in."""
    return version_of((graph, digest) for graph, digest in files.items() if not graph.startswith(_RECORDS))


def _are_few_cases(changed: Collection[str]) -> bool:
    return len(changed) <= _MANY_CASES and all(name.startswith(CASE) for name in changed)


def _change_cases(
    store: EmbeddedStore,
    changed: Sequence[str],
    wanted: _Ingredients,
    last: Manifest,
    progress: Progress,
) -> dict[str, int]:
    """Replace the graphs of a few cases, and what is inferred from them; the rest is as in the last build."""
    among = frozenset(changed)
    now = {source.graph: source for source in wanted.sources if source.graph in among}
    cases = [name.removesuffix("/graph") for name in changed]
    due = [query for query in wanted.materialisations if "cases" in query.reads]
    graphs = dict(last.graphs)
    reader = term_reader(store, wanted.catalogue, mark=version_without_records(wanted.files))
    known = KnownQuads(among)
    before = materialising.infer_from(store, cases, due, reader, known)
    were = {triple.subject for name in changed for triple in store.read_graph(name)}
    counted_before = count_subjects(store, were)
    for done, name in enumerate(changed):
        progress(name, done, len(changed))
        if name in now:
            loading.replace(store, now[name])
            graphs[name] = store.count(name)
        else:
            store.drop_graph(name)
            graphs.pop(name, None)
    after = materialising.infer_from(store, cases, due, reader, known)
    are = {triple.subject for name in changed for triple in store.read_graph(name)}
    are |= {triple.subject for query in after for triple in before[query] ^ after[query]}
    # What is said elsewhere of things that no changed file described before; nothing of it has changed yet.
    counted_before.grow(count_subjects(store, are - were, but_for=among))
    for graph, grown in materialising.update(store, before, after, due).items():
        graphs[graph] = graphs.get(graph, 0) + grown
    were_counted = _counted.pop(last.version, None) or read_statistics(store)
    statistics = were_counted.copy()
    statistics.grow(counted_before, times=-1)
    statistics.grow(count_subjects(store, were | are))
    graphs[STATISTICS_GRAPH] += change_statistics(store, were_counted, statistics)
    _counted.clear()
    _counted[wanted.version] = statistics
    progress("", len(changed), len(changed))
    return {name: number for name, number in graphs.items() if number}


def _known_digests(folder: Path) -> KnownDigests:
    """Read what is remembered of the files; nothing where that cannot be read."""
    try:
        known = json.loads((folder / "digests.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    return KnownDigests(known if isinstance(known, dict) else {})


def _remember(digests: KnownDigests, folder: Path) -> None:
    """Keep the digests for the next load; losing them only costs time."""
    if digests.is_new:
        with contextlib.suppress(OSError), replacing(folder / "digests.json") as file:
            file.write(json.dumps(digests.seen).encode())


def _sources(
    home: Home, folder: Path, taken: Taken | None = None, *, digests: KnownDigests | None = None
) -> list[SourceFile]:
    hashed = digests.of if digests else digests_of_files
    sources = list(home.files(hashed))
    kept = kept_imports(folder)
    for name, path in (kept if taken is None else taken.among(kept)).items():
        (digest,) = hashed(str(path.parent), [path.name])
        sources.append(SourceFile(str(path), "imports", iri_of_import(name), digest))
    return sources


@lru_cache(maxsize=_KEPT_BUILDS)
def _read_manifest(path: Path, _mark: tuple[int, int]) -> Manifest:
    """Read a manifest; once for each file, since it never changes and may be long."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if content["layout"] != LAYOUT:
        raise ValueError(content["layout"])
    names, digests, triples = content["graphs"], content["digests"], content["triples"]
    files = {name: digest for name, digest in zip(names, digests, strict=True) if digest is not None}
    graphs = {name: number for name, number in zip(names, triples, strict=True) if number}
    return Manifest(content["version"], files, content["queries"], graphs)


def _write_manifest(path: Path, manifest: Manifest) -> None:
    names = list(dict.fromkeys([*manifest.files, *manifest.graphs]))
    content = {
        "layout": LAYOUT,
        "version": manifest.version,
        "queries": manifest.queries,
        "graphs": names,
        "digests": [manifest.files.get(name) for name in names],
        "triples": [manifest.graphs.get(name, 0) for name in names],
    }
    with replacing(path / "manifest.json", is_durable=True) as file:
        file.write(json.dumps(content).encode())  # in one go and without indentation, which is ten times quicker


def _point_to(folder: Path, version: str) -> None:
    with replacing(folder / "current", is_durable=True) as file:
        file.write(version.encode())


def _remove_old_builds(folder: Path, version: str, keep_days: float) -> None:
    """
    Keep the last builds, and those that are not older than some days and can be read; remove what a killed load left.

    All those of the last minute stay too, since a reader may be about to open one: where people publish one after the other, the
    last but one may be a second old.
    """
    now = time.time()
    builds = sorted(
        (path for path in (folder / "builds").iterdir() if path.name != version and not path.name.startswith(".")),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    leftovers = [path for path in (folder / "builds").iterdir() if path.name.startswith(".making-")]
    old = [
        path
        for place, path in enumerate(builds)
        if place >= _KEPT_BUILDS - 1
        and (age := now - path.stat().st_mtime) > _YOUNG_SECONDS
        and (place >= _MOST_KEPT_BY_AGE or age > keep_days * _DAY_SECONDS or read_manifest(path) is None)
    ]
    for path in [*old, *builds[_MOST_BUILDS:], *leftovers]:
        shutil.rmtree(path, ignore_errors=True)


def _lock(folder: Path) -> contextlib.AbstractContextManager[None]:
    """Let one load at a time write."""
    return one_at_a_time(
        folder / "lock",
        Text(
            fr=f"Un autre chargement occupe {folder} depuis plus d'une minute.",
            en=f"Another load has been busy in {folder} for more than a minute.",
        ),
        patience=_LOCK_WAIT_SECONDS,
    )
