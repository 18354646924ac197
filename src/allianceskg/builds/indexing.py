"""
The match index of a build: opened where it is whole and of the right versions, else made, from the last one if it can be.

It stands in the folder of its build, under the version of the rules. What went wrong with it is logged and mended, and
never shows: the index can always be made from the store.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from allianceskg.builds import local as builds
from allianceskg.builds.local import Manifest
from allianceskg.matching.index import building, container
from allianceskg.matching.index.building import Arrays
from allianceskg.matching.index.case_index import CaseIndex
from allianceskg.matching.index.container import Stamp, UnusableIndexError
from allianceskg.matching.index.entries import Entry, WrittenEntry, batches_of, list_cases, read_entries
from allianceskg.processes import Workers, usable_cores
from allianceskg.progress import Progress, unwatched
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.store.protocol import Store
from allianceskg.terms import ACTOR, AKG, BASE, CASE, RESOURCE, SHAPES

_TOLD_EVERY = 100
_WORTH_PROCESSES = 4_000
_INVOLVES = f"{AKG}involvesActor"
# A change there changes no case: what the index holds of them comes from other files.
_ELSEWHERE = (RESOURCE, f"{BASE}catalogue/", f"{BASE}shapes/", SHAPES)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IndexPlace:
    """
    Where the index of a build is.

    Attributes:
        folder: The folder of the store.
        manifest: The build.
        rules_version: The version of the matching rules.
    """

    folder: Path
    manifest: Manifest
    rules_version: str

    @property
    def stamp(self) -> Stamp:
        """What the index must have been made for."""
        return Stamp(self.manifest.version, self.rules_version)

    @property
    def path(self) -> Path:
        """The file of the index."""
        return self._path(self.manifest.version)

    @property
    def store(self) -> Path:
        """The folder of the build's store."""
        return builds.store_of(self.folder, self.manifest.version)

    def earlier(self) -> Iterator[tuple[Path, Manifest]]:
        """Give the indexes of other builds, the newest first, with what these were made from."""
        paths = (self.folder / "builds").glob(f"[!.]*/{self.path.name}")
        for path in sorted(paths, key=lambda one: one.stat().st_mtime, reverse=True):
            manifest = None if path == self.path else builds.read_manifest(path.parent)
            if manifest is not None:
                yield path, manifest

    def _path(self, version: str) -> Path:
        return self.folder / "builds" / version / f"index-{self.rules_version}"


def open_index(
    place: IndexPlace,
    store: Store,
    queries: QueryCatalogue,
    progress: Progress = unwatched,
) -> CaseIndex:
    """
    Open the index of a build; make it when it is missing or cannot be used.

    Where its folder cannot be written, it is made in memory.

    Args:
        progress: Told how many cases have been read.
    """
    try:
        return CaseIndex(Arrays.of(container.open_arrays(place.path, place.stamp)[1]))
    except UnusableIndexError as fault:
        logger.info("event=index_not_usable version=%s reason=%s", place.manifest.version, fault)
    started = time.monotonic()
    last, changed, gone = _what_changed(place, store, queries)
    entries = _counted(_read(place, store, queries, changed), len(changed), progress)
    try:
        building.save(place.path, place.stamp, entries, last=last, gone=gone)
        index = CaseIndex(Arrays.of(container.open_arrays(place.path, place.stamp)[1]))
    except (OSError, UnusableIndexError) as fault:
        logger.warning("event=index_not_saved path=%s error=%s", place.path, fault)
        index = index_in_memory(store, queries)
    logger.info(
        "event=index version=%s cases=%d read=%d seconds=%.2f",
        place.manifest.version,
        index.size,
        len(changed),
        time.monotonic() - started,
    )
    return index


def _read(
    place: IndexPlace, store: Store, queries: QueryCatalogue, cases: Sequence[str]
) -> Iterator[Entry | WrittenEntry]:
    """Read cases from the store; many of them in processes of their own, since most of the time goes into the engine."""
    number = usable_cores()
    if len(cases) < _WORTH_PROCESSES or number < 2 or not isinstance(store, EmbeddedStore):
        yield from read_entries(store, queries, cases)
        return
    with Workers(number, _open_store, place.store, queries.folder) as workers:
        for entries in workers.each(_read_batch, ((batch,) for batch in batches_of(cases))):
            yield from entries


def _open_store(store: Path, queries: Path) -> tuple[Store, QueryCatalogue]:
    return EmbeddedStore.open(store), QueryCatalogue(queries)


def _read_batch(opened: tuple[Store, QueryCatalogue], cases: Sequence[str]) -> list[WrittenEntry]:
    return [WrittenEntry.of(entry) for entry in read_entries(*opened, cases)]


def _counted(entries: Iterable[Entry | WrittenEntry], total: int, progress: Progress) -> Iterator[Entry | WrittenEntry]:
    for done, entry in enumerate(entries):
        if done % _TOLD_EVERY == 0:
            progress(entry.case, done, total)
        yield entry
    progress("", total, total)


def forget_index(place: IndexPlace) -> None:
    """Remove an index that turned out to be damaged while it was read."""
    with contextlib.suppress(OSError):
        place.path.unlink(missing_ok=True)


def index_in_memory(store: Store, queries: QueryCatalogue) -> CaseIndex:
    """Make the index of a store without saving it."""
    arrays, pieces = building.merge(read_entries(store, queries, list_cases(store, queries)))
    blob = np.frombuffer(b"".join(pieces), np.uint8)
    return CaseIndex(Arrays(arrays.cases, arrays.values, arrays.pair_ends, arrays.pairs, arrays.blob_ends, blob))


def _what_changed(place: IndexPlace, store: Store, queries: QueryCatalogue) -> tuple[Arrays, list[str], list[str]]:
    """Find the last index that can serve, the cases to read anew, and those that are gone; or everything."""
    for path, manifest in place.earlier():
        try:
            _, arrays = container.open_arrays(path, Stamp(manifest.version, place.rules_version))
        except UnusableIndexError as fault:
            logger.info("event=earlier_index_not_usable version=%s reason=%s", manifest.version, fault)
            continue
        last = Arrays.of(arrays)
        changes = changed_cases(manifest, place.manifest, CaseIndex(last))
        if changes is not None:
            return last, *changes
    return building.EMPTY, list_cases(store, queries), []


def changed_cases(before: Manifest, now: Manifest, index: CaseIndex) -> tuple[list[str], list[str]] | None:
    """
    Tell which cases of an index are to be read again in another build, and which are gone.

    Returns:
        None when any case may have changed: another vocabulary, territory, import or materialising query.
    """
    if before.queries != now.queries:
        return None
    changed: set[str] = set()
    gone: set[str] = set()
    for graph in builds.differences(before.files, now.files):
        thing = graph.removesuffix("/graph")
        if thing.startswith(CASE):
            (changed if graph in now.files else gone).add(thing)
        elif thing.startswith(ACTOR):
            changed.update(index.iri(position) for position in index.with_value(_INVOLVES, thing).tolist())
        elif not graph.startswith(_ELSEWHERE):
            return None
    return sorted(changed - gone), sorted(gone)
