"""The catalogue that a running server answers from, exchanged without a gap when a new build appears."""

from __future__ import annotations

import logging
import re
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from allianceskg.builds import local as builds
from allianceskg.builds import remote as remote_builds
from allianceskg.config import Settings
from allianceskg.errors import StoreError
from allianceskg.library.catalogue import Catalogue

_LOOK_AGAIN_SECONDS: Final = 0.1
_LOOK_AFAR_SECONDS: Final = 10.0
"""How often a remote store is asked which data version it holds."""

_VERSION: Final = re.compile(r"[0-9a-f]{12}")

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


class Editions:
    """
    Hold the edition in use, and open its successor.

    A request takes one edition and keeps it to its end, so that no answer mixes two builds. Whether a newer build is
    in use is asked of the pointer file at most ten times a second; of a remote store, every ten seconds.

    Attributes:
        remote: The store, when it is a remote one.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.home = settings.find_home()
        self._lock = threading.Lock()
        self._looked_at = 0.0 if settings.endpoint is None else time.monotonic()
        self.remote = settings.open_remote_store()
        self._edition = self._open()
        self._earlier: Edition | None = None

    @property
    def surely_current(self) -> Edition | None:
        """The edition in use; None when it is time to look for a newer one, which may take a while."""
        return None if self._is_time_to_look else self._edition

    @property
    def _is_time_to_look(self) -> bool:
        pause = _LOOK_AGAIN_SECONDS if self.remote is None else _LOOK_AFAR_SECONDS
        return time.monotonic() - self._looked_at > pause

    def current(self) -> Edition:
        """Return the edition in use now."""
        if self._is_time_to_look and self._lock.acquire(blocking=False):
            try:
                self._looked_at = time.monotonic()
                if self._current_version() not in (None, self._edition.manifest.version):
                    self._edition = self._open_next()
            except StoreError as fault:  # the edition in use still answers
                logger.warning("event=build_not_taken error=%s", fault)
            finally:
                self._lock.release()
        return self._edition

    def kept(self, version: str) -> Edition | None:
        """
        Return an earlier edition whose build is still there; None for any other.

        It is opened beside the one in use, and the last that was asked for stays open.
        """
        with self._lock:
            if self._earlier is None or self._earlier.manifest.version != version:
                self._earlier = self._open_kept(version)
            return self._earlier

    def _open_kept(self, version: str) -> Edition | None:
        folder = self._settings.store
        if self.remote is not None or not _VERSION.fullmatch(version):
            return None
        store = builds.store_of(folder, version)
        manifest = builds.read_manifest(store.parent)
        catalogue = None if manifest is None else Catalogue.of_version(str(folder), str(self.home.root), version)
        return None if manifest is None or catalogue is None else Edition(catalogue, manifest, store, folder)

    def renew(self) -> None:
        """
        Answer from the newest build from now on, whether or not it is time to look.

        Raises:
            StoreError: It cannot be opened; the edition in use still answers.
        """
        with self._lock:
            if self._current_version() not in (None, self._edition.manifest.version):
                self._edition = self._open_next()

    def _open_next(self) -> Edition:
        """Open the newest build; what only records change of it is read again, and nothing else."""
        last, edition = self._edition, self._open()
        before, now = last.manifest, edition.manifest
        is_same_program = before.queries == now.queries and (
            builds.version_without_records(before.files) == builds.version_without_records(now.files)
        )
        if edition.store_path is not None and is_same_program:
            edition.catalogue.take_over(last.catalogue)
        return edition

    def _current_version(self) -> str | None:
        if self.remote is not None:
            return remote_builds.open_version(self.remote)
        return builds.current_version(self._settings.store)

    def _open(self) -> Edition:
        folder = self._settings.store
        if self.remote is not None:
            version = remote_builds.open_version(self.remote)
            graphs = {name: size for name, size in self.remote.graphs().items() if name != remote_builds.MANIFEST_GRAPH}
            manifest = builds.Manifest(version, files={}, queries={}, graphs=graphs)
            return Edition(Catalogue(self.remote, self.home, data_version=version), manifest, None, folder)
        catalogue = self._settings.open_build(self.home)
        assert catalogue.index_place is not None
        manifest = catalogue.index_place.manifest
        return Edition(catalogue, manifest, builds.store_of(folder, manifest.version), folder)
