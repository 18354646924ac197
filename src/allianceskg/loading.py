"""
Put files into a store in this process, many at a time.

Files are written together as N-Quads, a piece of bounded size at a time, since a load of many small texts costs
several times a load of a long one. What is in memory does not grow with the number of files or with their size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from allianceskg import turtle
from allianceskg.errors import TurtleSyntaxError
from allianceskg.store.embedded import EmbeddedStore

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

PIECE_BYTES: Final = 32 * 1024**2
_FEW_BYTES: Final = 1_000_000
_THOUSANDTHS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Source:
    """
    A file, and the graph that it fills; for an import, that it names its graphs itself.

    Attributes:
        group: The folder of the file, or `imports`.
        digest: Tells whether it changed.
        path: Turtle, `.gz` after it allowed; N-Quads for an import.
    """

    name: str
    group: str
    digest: str
    path: Path
    is_import: bool = False


def part_of(progress: Progress, start: float, end: float) -> Progress:
    """Report a part of a longer work: its beginning and its end as shares of the whole, each in [0, 1]."""

    def report(what: str, done: int, total: int) -> None:
        share = start + (end - start) * (done / total if total else 1)
        progress(what, round(share * _THOUSANDTHS), _THOUSANDTHS)

    return report


def load(
    store: EmbeddedStore, sources: Sequence[Source], progress: Progress, *, piece_bytes: int = PIECE_BYTES
) -> bool:
    """
    Add files to a store that does not hold their graphs.

    Args:
        progress: Told bytes of files.
        piece_bytes: How long a piece of N-Quads is, about.

    Returns:
        Whether there was so much that the store is worth arranging for reading.

    Raises:
        TurtleSyntaxError: A file is not Turtle; it says which line of which file.
        DataError: An import is not N-Quads, or a file cannot be read.
    """
    total = sum(source.path.stat().st_size for source in sources)
    if total <= _FEW_BYTES:
        _load_each(store, sources, progress)
        return False
    done = 0
    waiting: list[bytes] = []
    for source in sources:
        progress(source.name, done, total)
        if source.is_import and _may_hold_blank_nodes(source.path):
            # A blank node is another one in each piece, so such a file is loaded in one go.
            store.load_quads_of(source.path)
            done += source.path.stat().st_size
            continue
        for piece, read in _pieces(source, piece_bytes):
            waiting.append(piece)
            done += read
            if sum(map(len, waiting)) >= piece_bytes:
                store.load_quads(b"".join(waiting))
                waiting.clear()
                progress(source.name, done, total)
    store.load_quads(b"".join(waiting))
    return True


def _load_each(store: EmbeddedStore, sources: Sequence[Source], progress: Progress) -> None:
    for done, source in enumerate(sources):
        progress(source.name, done, len(sources))
        if source.is_import:
            store.load_quads_of(source.path)
        else:
            replace(store, source)


def replace(store: EmbeddedStore, source: Source) -> None:
    """
    Make a graph hold what its file says.

    Raises:
        TurtleSyntaxError: The file is not Turtle; it says which line of which file.
    """
    try:
        store.replace_graph(source.name, turtle.read_bytes(source.path))
    except TurtleSyntaxError:
        # The store speaks of a graph; reading the file again says which line of which file to mend.
        turtle.read(source.path)
        raise


def _pieces(source: Source, piece_bytes: int) -> Iterator[tuple[bytes, int]]:
    """Give the N-Quads of a file, each piece with the number of bytes of the file that it stands for."""
    if source.is_import:
        for piece in _blocks(source.path, piece_bytes):
            yield piece, len(piece)
    else:
        text = turtle.as_n_quads(turtle.read_bytes(source.path), source.name, source=str(source.path))
        yield text, source.path.stat().st_size


def _blocks(path: Path, size: int) -> Iterator[bytes]:
    """Give a file of lines in blocks of whole lines."""
    with path.open("rb") as file:
        while block := file.read(size):
            yield block + file.readline()


def _may_hold_blank_nodes(path: Path) -> bool:
    """Tell whether a file has what starts a blank node; a literal may hold it too, which only costs time."""
    blocks: Iterable[bytes] = _blocks(path, PIECE_BYTES)
    return any(block.startswith(b"_:") or b"\n_:" in block or b" _:" in block for block in blocks)
