"""The measures of the network, which take a minute, made once for a build by a process of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from typing import Final

from allianceskg.language import Text
from allianceskg.processes import run_apart
from allianceskg.serving.editions import Edition

logger = logging.getLogger(__name__)

MEASURING: Final = Text(
    fr="Les mesures de cette version des données sont en train d'être calculées ; cela prend une à quelques minutes.",
    en="The measures of this data version are being computed; it takes one to a few minutes.",
)
LATER: Final = Text(fr="Rechargez cette page dans une minute.", en="Load this page again in a minute.")


class Measuring:
    """Has the measures of the builds in use made, each once, in a process of its own."""

    def __init__(self) -> None:
        self._under_way: set[str] = set()
        self._is_closed = threading.Event()

    def start(self, edition: Edition) -> None:
        """Have the measures of a build made, unless they are being made."""
        version = edition.manifest.version
        if edition.store_path is None or version in self._under_way:
            return
        self._under_way.add(version)
        given = str(edition.folder), str(edition.catalogue.home.root), version
        threading.Thread(target=self._make, args=(version, given), daemon=True).start()

    def close(self) -> None:
        """Give up what is being made."""
        self._is_closed.set()

    def _make(self, version: str, given: Iterable[str]) -> None:
        try:
            run_apart("allianceskg.analysis.prepared", *given, is_given_up=self._is_closed.is_set)
        except OSError as fault:
            logger.warning("event=network_not_measured version=%s error=%s", version, fault)
        finally:
            self._under_way.discard(version)
