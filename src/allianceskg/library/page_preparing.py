"""
Making what the pages of a build share, in a process of its own.

`python -m allianceskg.library.page_preparing STORE HOME VERSION` reads every case of a build and saves what was read beside it:
the full-text index, and by what cases are counted and ordered.
"""

from __future__ import annotations

import sys
from pathlib import Path

from allianceskg.builds import local as builds
from allianceskg.builds.indexing import IndexPlace
from allianceskg.files import Home
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.library import Library
from allianceskg.processes import give_way


def _main(folder: str, root: str, version: str) -> None:
    give_way()
    home = Home(Path(root))
    manifest = builds.read_manifest(builds.store_of(Path(folder), version).parent)
    if manifest is None:  # it was removed meanwhile
        return
    place = IndexPlace(Path(folder), manifest, home.rules_version())
    Library(Catalogue.of_build(place, home)).save()


if __name__ == "__main__":
    _main(*sys.argv[1:])
