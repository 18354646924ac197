"""
Writing dumps in a process of its own, since sorting millions of triples would hold up every request of a server.

`python -m allianceskg.web.dump_writing STORE FOLDER VERSION FORM…` writes the dumps of a build.
"""

from __future__ import annotations

import contextlib
import gzip
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Final, cast

from allianceskg.processes import child_environment
from allianceskg.store.embedded import DumpForm, EmbeddedStore

_LOOK_SECONDS: Final = 0.1
_LOW_PRIORITY: Final = 10


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
    if is_closing():
        return
    command = [sys.executable, "-m", __name__, str(store), str(folder), version, *forms]
    with subprocess.Popen(
        command, env=child_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as child:
        while child.poll() is None:
            if is_closing():
                child.kill()
                child.wait()
                _remove_unfinished(folder, version)
                return
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(_LOOK_SECONDS)
    if child.returncode != 0:
        _remove_unfinished(folder, version)
        message = f"the dumps of {version} could not be written (code {child.returncode})"
        raise OSError(message)


def _remove_unfinished(folder: Path, version: str) -> None:
    for path in folder.glob(f"allianceskg-{version}.*.part"):
        path.unlink(missing_ok=True)


def _write(store: EmbeddedStore, path: Path, form: DumpForm) -> None:
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as file:
        store.dump(cast(IO[bytes], file), form=form)
    unfinished.replace(path)


def _main(store: str, folder: str, version: str, *forms: str) -> None:
    os.nice(_LOW_PRIORITY)
    opened = EmbeddedStore.open(Path(store))
    for form in forms:
        _write(opened, Path(folder) / file_name(version, form), cast(DumpForm, form))


if __name__ == "__main__":
    _main(*sys.argv[1:])
