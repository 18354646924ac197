"""
Making what the pages of a build share, in a process of its own.

`python -m allianceskg.library.page_preparing STORE HOME VERSION` reads every case of a build and saves what was read beside it:
the full-text index, and by what cases are counted and ordered.
"""

from __future__ import annotations

import sys

from allianceskg.library.catalogue import Catalogue
from allianceskg.library.library import Library


def _main(folder: str, root: str, version: str) -> None:
    if (catalogue := Catalogue.of_version(folder, root, version)) is not None:
        Library(catalogue).save()


if __name__ == "__main__":
    _main(*sys.argv[1:])
