"""The catalogue that a running server answers from, exchanged without a gap when a new build appears."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from allianceskg import builds
from allianceskg.catalogue import Catalogue
from allianceskg.config import Settings
from allianceskg.errors import StoreError
from allianceskg.indexing import IndexPlace

_LOOK_AGAIN_SECONDS: Final = 0.1

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Edition:
    """One build, open: everything that an answer is made from."""

    catalogue: Catalogue
    manifest: builds.Manifest
    store_path: Path


class Site:
    """
    Holds the edition in use.

    A request takes one edition and keeps it to its end, so that no answer mixes two builds. Whether a newer build is
    in use is asked of the pointer file at most ten times a second.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.home = settings.find_home()
        self._lock = threading.Lock()
        self._looked_at = 0.0
        self._edition = self._open()

    def edition(self) -> Edition:
        """Return the edition in use now."""
        if time.monotonic() - self._looked_at > _LOOK_AGAIN_SECONDS and self._lock.acquire(blocking=False):
            try:
                self._looked_at = time.monotonic()
                current = builds.current_version(self.settings.store)
                if current is not None and current != self._edition.manifest.version:
                    self._edition = self._open()
            except StoreError as fault:  # the edition in use still answers
                logger.warning("event=build_not_taken error=%s", fault)
            finally:
                self._lock.release()
        return self._edition

    def _open(self) -> Edition:
        store, manifest = builds.open_build(self.settings.store)
        place = IndexPlace(self.settings.store, manifest, self.home.rules_version())
        catalogue = Catalogue(store, self.home, data_version=manifest.version, index_place=place)
        path = self.settings.store / "builds" / manifest.version / "store"
        return Edition(catalogue, manifest, path)
