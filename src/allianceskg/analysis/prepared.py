"""
The report on the whole network, made once for a build and saved beside it.

It takes a minute, so pages never make it: `python -m allianceskg.analysis.prepared STORE HOME VERSION` does, in a process
of its own.
"""

from __future__ import annotations

import sys
from typing import Final

from allianceskg import __version__
from allianceskg.analysis.catalogue_network import QUERIES, read_network
from allianceskg.analysis.network_request import NetworkRequest
from allianceskg.analysis.report import NetworkReport, report_on
from allianceskg.builds.derived import read_or_make, read_saved
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.library import Library
from allianceskg.progress import Progress, unwatched

_NAME: Final = "network-report"


def saved_report(library: Library) -> NetworkReport | None:
    """Return the report that is saved; None when there is none yet."""
    place = library.catalogue.index_place
    if place is None:
        return None
    return read_saved(place.path.parent, _NAME, _texts(library.catalogue), read=NetworkReport.of)


def prepare_report(library: Library, *, progress: Progress = unwatched) -> NetworkReport:
    """Return the report; make and save it first when there is none."""
    place = library.catalogue.index_place
    return read_or_make(
        None if place is None else place.path.parent,
        _NAME,
        _texts(library.catalogue),
        make=lambda: report_on(read_network(library), NetworkRequest("actors"), progress=progress),
        written=NetworkReport.written,
        read=NetworkReport.of,
    )


def _texts(catalogue: Catalogue) -> list[str]:
    return [__version__, *(catalogue.queries.get(name).text for name in QUERIES)]


def _main(folder: str, root: str, version: str) -> None:
    if (catalogue := Catalogue.of_version(folder, root, version)) is not None:
        prepare_report(Library(catalogue))


if __name__ == "__main__":
    _main(*sys.argv[1:])
