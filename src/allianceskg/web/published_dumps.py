"""
Dumps of each data version: N-Quads and TriG with the graphs, N-Triples and Turtle as one graph, with checksums.

They lie beside the builds and outlive them, so that an answer that was pinned to an old version can still be made
again from its dump.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from allianceskg.builds.dumps import file_name, write_apart
from allianceskg.files import digest_of_file, replacing
from allianceskg.serving.editions import Edition
from allianceskg.store.embedded import DumpForm

FORMS: Final[Mapping[DumpForm, str]] = {
    "nq": "application/n-quads",
    "trig": "application/trig",
    "nt": "application/n-triples",
    "ttl": "text/turtle",
}
"""Ending and media type of each form, before compression."""

NAME: Final = re.compile(rf"allianceskg-([0-9a-f]{{12}})\.({'|'.join(FORMS)})\.gz(\.sha256)?")
"""File name of a dump or of its checksum, with the data version."""

_lock: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Dump:
    """
    A file to download.

    Attributes:
        version: Data version that it holds.
        form: Its ending before that of compression.
        size: Bytes.
        sha256: In hexadecimal.
    """

    path: Path
    version: str
    form: DumpForm
    media_type: str
    size: int
    sha256: str


def write_dumps(edition: Edition, *, is_closing: Callable[[], bool] = lambda: False) -> None:
    """
    Write the dumps of an edition that are not there yet; an interrupted one leaves nothing that looks whole.

    What is in a remote store is dumped where it was loaded from, not through the store.

    Args:
        is_closing: Whether the server closes, which ends the writing.
    """
    if edition.store_path is None:
        return
    folder, version = _folder(edition), edition.manifest.version
    with _lock:
        folder.mkdir(parents=True, exist_ok=True)
        missing = [form for form in FORMS if not (folder / file_name(version, form)).exists()]
        if missing:
            write_apart(edition.store_path, folder, version, missing, is_closing=is_closing)


def all_dumps(edition: Edition) -> list[Dump]:
    """Return the dumps that there are, of every version: those of the edition first."""
    current = edition.manifest.version
    return sorted(_found(_folder(edition)), key=lambda dump: (dump.version != current, dump.version, dump.path.name))


def names_of(edition: Edition) -> Mapping[str, str]:
    """Name the dumps of an edition, written or not, each with its media type; a remote store has none."""
    if edition.store_path is None:
        return {}
    return {file_name(edition.manifest.version, form): media_type for form, media_type in FORMS.items()}


def version_of_dump(name: str) -> str:
    """Return the data version that the name of a dump, or of its checksum, tells; empty when it is none."""
    match = NAME.fullmatch(name)
    return "" if match is None else match[1]


def find_dump(edition: Edition, name: str) -> Dump | None:
    """Find a dump by the name of its file, or of its checksum; those of the edition are written when first asked for."""
    if version_of_dump(name) == edition.manifest.version:
        write_dumps(edition)
    return next((dump for dump in all_dumps(edition) if dump.path.name == name.removesuffix(".sha256")), None)


def _folder(edition: Edition) -> Path:
    return edition.folder / "dumps"


def _found(folder: Path) -> Iterator[Dump]:
    for path in folder.glob("*.gz"):
        match = NAME.fullmatch(path.name)
        if match is not None:
            form = cast(DumpForm, match[2])
            yield Dump(path, match[1], form, FORMS[form], path.stat().st_size, _checksum(path))


def _checksum(path: Path) -> str:
    kept = path.with_name(f"{path.name}.sha256")
    if not kept.exists():
        with replacing(kept) as file:
            file.write(f"{digest_of_file(path)}  {path.name}\n".encode("ascii"))
    return kept.read_text(encoding="ascii").split()[0]
