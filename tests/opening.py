"""A build of the tests, opened as the program opens one."""

from __future__ import annotations

from pathlib import Path

from allianceskg.builds import local as builds
from allianceskg.builds.indexing import IndexPlace
from allianceskg.files import Home
from allianceskg.library.catalogue import Catalogue


def catalogue_of(folder: Path, home: Home) -> Catalogue:
    """Open the build in use of a folder, with what is saved beside it."""
    return Catalogue.of_build(IndexPlace(folder, builds.manifest_in_use(folder), home.rules_version()), home)
