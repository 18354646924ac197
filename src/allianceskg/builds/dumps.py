"""
Writing dumps in a process of its own, since sorting millions of triples would hold up every request of a server.

`python -m allianceskg.builds.dumps STORE FOLDER VERSION FORM…` writes the dumps of a build.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import IO, cast

from allianceskg.builds.imports import unlicensed_graphs
from allianceskg.files import replacing
from allianceskg.processes import run_apart
from allianceskg.store.embedded import DumpForm, EmbeddedStore


def file_name(version: str, form: str) -> str:
    """Return the name of the file of a dump."""
    return f"allianceskg-{version}.{form}.gz"


def write_apart(
    store: Path, folder: Path, version: str, forms: Sequence[DumpForm], *, is_closing: Callable[[], bool]
) -> None:
    """
    Write dumps; what is given up leaves nothing that looks whole.

    Args:
        store: The folder of the store of a build.
        is_closing: Whether to give up; asked ten times a second.

    Raises:
        OSError: They could not be written.
    """
    is_whole = False
    try:
        is_whole = run_apart(__name__, str(store), str(folder), version, *forms, is_given_up=is_closing)
    finally:
        if not is_whole:
            _remove_unfinished(folder, version)


def _remove_unfinished(folder: Path, version: str) -> None:
    for path in folder.glob(f".{file_name(version, '*')}-*"):
        path.unlink(missing_ok=True)


def _write(store: EmbeddedStore, path: Path, form: DumpForm, unlicensed: Collection[str]) -> None:
    with replacing(path) as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as file:
        store.dump(cast(IO[bytes], file), form=form, without=unlicensed)


def _main(store: str, folder: str, version: str, *forms: str) -> None:
    opened = EmbeddedStore.open(Path(store))
    unlicensed = unlicensed_graphs(opened)
    for form in forms:
        _write(opened, Path(folder) / file_name(version, form), cast(DumpForm, form), unlicensed)


if __name__ == "__main__":
    _main(*sys.argv[1:])
