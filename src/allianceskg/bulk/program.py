"""Which program a process runs: what whoever asks for a work and whoever does it must have alike."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import allianceskg
from allianceskg.files import digest_of_file, version_of

_LIBRARIES: Final = ("dask", "distributed", "numpy", "pyoxigraph", "pyshacl", "rdflib", "tantivy")
_FOLDER: Final = Path(allianceskg.__file__).parent


@lru_cache(maxsize=1)
def own_program() -> Mapping[str, str]:
    """Return the versions of this process: Python, this package with the mark of its source, the libraries it stands on."""
    sources = (path for path in _FOLDER.rglob("*.py") if "bundle" not in path.parts)
    mark = version_of((path.relative_to(_FOLDER).as_posix(), digest_of_file(path)) for path in sources)
    return {
        "python": ".".join(platform.python_version_tuple()[:2]),
        "allianceskg": f"{allianceskg.__version__} ({mark})",
        **{name: version(name) for name in _LIBRARIES},
    }


def mark_of_program() -> str:
    """Return one short mark for all of it."""
    return version_of(own_program().items())


def unlike(other: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return what is of another version there: the version here, and the one there."""
    own = own_program()
    return {name: (own[name], other.get(name, "")) for name in own if other.get(name) != own[name]}
