"""The catalogue that a running server answers from, exchanged without a gap when a new build appears."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from allianceskg.builds import local as builds
from allianceskg.builds import remote as remote_builds
from allianceskg.config import Settings
from allianceskg.endpoint.capacity import PoolLimits
from allianceskg.endpoint.forwarding import Forwarder
from allianceskg.errors import StoreError
from allianceskg.library.catalogue import Catalogue
from allianceskg.store.remote.store import RemoteStore

_LOOK_AGAIN_SECONDS: Final = 0.1
_LOOK_AFAR_SECONDS: Final = 10.0
"""How often a remote store is asked which data version it holds."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Edition:
    """
    One build, open: everything that an answer is made from.

    Attributes:
        store_path: Its files; None when it is in a remote store.
        folder: Where what is made from it is kept, such as dumps.
    """

    catalogue: Catalogue
    manifest: builds.Manifest
    store_path: Path | None
    folder: Path


class Site:
    """
    Holds the edition in use.

    A request takes one edition and keeps it to its end, so that no answer mixes two builds. Whether a newer build is
    in use is asked of the pointer file at most ten times a second; of a remote store, every ten seconds.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.home = settings.find_home()
        self._lock = threading.Lock()
        self._looked_at = 0.0 if settings.endpoint is None else time.monotonic()
        self._remote = settings.open_remote_store()
        self._edition = self._open()

    def edition(self) -> Edition:
        """Return the edition in use now."""
        pause = _LOOK_AGAIN_SECONDS if self._remote is None else _LOOK_AFAR_SECONDS
        if time.monotonic() - self._looked_at > pause and self._lock.acquire(blocking=False):
            try:
                self._looked_at = time.monotonic()
                if self._current_version() not in (None, self._edition.manifest.version):
                    self._edition = self._open()
            except StoreError as fault:  # the edition in use still answers
                logger.warning("event=build_not_taken error=%s", fault)
            finally:
                self._lock.release()
        return self._edition

    def make_forwarder(self, limits: PoolLimits) -> Forwarder:
        """Make what passes foreign queries on to the remote store, under the limits of the endpoint."""
        endpoint = self.settings.endpoint
        assert endpoint is not None
        assert self._remote is not None
        strict = replace(endpoint, seconds=limits.seconds, retries=0, most_bytes=limits.answer_bytes)
        manifest = self._edition.manifest
        store = RemoteStore(strict, engine=self._remote.engine.name, is_parsing=False)
        return Forwarder(store, manifest.version, frozenset(manifest.graphs), limits)

    def _current_version(self) -> str | None:
        if self._remote is not None:
            return remote_builds.open_version(self._remote)
        return builds.current_version(self.settings.store)

    def _open(self) -> Edition:
        folder = self.settings.store
        if self._remote is not None:
            version = remote_builds.open_version(self._remote)
            graphs = {
                name: size for name, size in self._remote.graphs().items() if name != remote_builds.MANIFEST_GRAPH
            }
            manifest = builds.Manifest(version, files={}, queries={}, graphs=graphs)
            return Edition(Catalogue(self._remote, self.home, data_version=version), manifest, None, folder)
        catalogue = self.settings.open_build(self.home)
        assert catalogue.index_place is not None
        manifest = catalogue.index_place.manifest
        return Edition(catalogue, manifest, builds.store_of(folder, manifest.version), folder)
