"""The shipped catalogue, loaded into a folder of its own, so that the files are what is measured."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator

from allianceskg.config import read_settings
from allianceskg.library.catalogue import Catalogue


@contextlib.contextmanager
def shipped_catalogue() -> Iterator[Catalogue]:
    """Load and open the catalogue; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="allianceskg-relevance-") as folder:
        settings = read_settings({"store": folder}, {})
        settings.load()
        yield settings.open_build(settings.find_home())
