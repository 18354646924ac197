"""Dumps of the data version in use: compressed N-Quads, and one graph of N-Triples, each with its checksum."""

from __future__ import annotations

import gzip
import hashlib
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from allianceskg.store.embedded import EmbeddedStore
from allianceskg.web.site import Edition

_lock: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Dump:
    """
    A file to download.

    Attributes:
        size: Bytes.
        sha256: In hexadecimal.
    """

    path: Path
    media_type: str
    size: int
    sha256: str


def dumps_of(edition: Edition) -> list[Dump]:
    """Return the dumps of an edition, written when they are first asked for."""
    folder = edition.store_path.parent / "dumps"
    version = edition.manifest.version
    wanted = [
        (folder / f"allianceskg-{version}.nq.gz", "application/n-quads", False),
        (folder / f"allianceskg-{version}.nt.gz", "application/n-triples", True),
    ]
    with _lock:
        folder.mkdir(exist_ok=True)
        for path, _, as_one_graph in wanted:
            if not path.exists():
                _write(edition, path, as_one_graph=as_one_graph)
    return [Dump(path, media, path.stat().st_size, _checksum(path)) for path, media, _ in wanted]


def _write(edition: Edition, path: Path, *, as_one_graph: bool) -> None:
    store = EmbeddedStore.open(edition.store_path)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as file:
        store.dump(cast(IO[bytes], file), as_one_graph=as_one_graph)
    unfinished.replace(path)


def _checksum(path: Path) -> str:
    kept = path.with_name(f"{path.name}.sha256")
    if not kept.exists():
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        kept.write_text(f"{digest}  {path.name}\n", encoding="ascii")
    return kept.read_text(encoding="ascii").split()[0]
