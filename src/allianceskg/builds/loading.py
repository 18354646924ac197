"""
Put files into a store in this process, many at a time.

Files are written together as N-Quads, a piece of bounded size at a time, since a load of many small texts costs
several times a load of a long one. The engine loads a piece on one processor, so the others load the next ones while
this process reads on. What is in memory does not grow with the number of files or with their size.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

from allianceskg.errors import TurtleSyntaxError
from allianceskg.files import SourceFile
from allianceskg.processes import usable_cores
from allianceskg.progress import Progress
from allianceskg.rdf import turtle
from allianceskg.store.embedded import EmbeddedStore

PIECE_BYTES: Final = 16 * 1024**2
_FEW_BYTES: Final = 1_000_000


def load(
    store: EmbeddedStore, sources: Sequence[SourceFile], progress: Progress, *, piece_bytes: int = PIECE_BYTES
) -> Mapping[str, int] | None:
    """
    Add files to a store that does not hold their graphs.

    Args:
        progress: Told bytes of files.
        piece_bytes: How long a piece of N-Quads is, about.

    Returns:
        How many triples each graph has, when it was so much that the store is worth arranging; None otherwise. The graphs
        of an import are not among them.

    Raises:
        TurtleSyntaxError: A file is not Turtle; it says which line of which file.
        DataError: An import is not N-Quads, or a file cannot be read.
    """
    sizes = [source.path.stat().st_size for source in sources]
    total = sum(sizes)
    if total <= _FEW_BYTES:
        _load_each(store, sources, progress)
        return None
    begun, length = 0, 0
    triples: dict[str, int | None] = {}
    waiting: list[bytes] = []
    with ThreadPoolExecutor(usable_cores()) as pool:
        loads = _Loads(pool)
        for source, size in zip(sources, sizes, strict=True):
            progress(source.graph, begun, total)
            if source.is_import and _may_hold_blank_nodes(source.path):
                # A blank node is another one in each piece, so such a file is loaded in one go.
                loads.start(partial(store.load_quads_of, source.path))
            else:
                read = begun
                for piece in _pieces(source, piece_bytes):
                    waiting.append(piece)
                    length += len(piece)
                    if source.is_import:
                        read += len(piece)
                    else:
                        triples[source.graph] = _count(piece)
                    if length >= piece_bytes:
                        loads.start(partial(store.load_quads, b"".join(waiting)))
                        waiting.clear()
                        length = 0
                        progress(source.graph, read, total)
            begun += size
        loads.start(partial(store.load_quads, b"".join(waiting)))
        loads.finish()
    return {graph: store.count(graph) if number is None else number for graph, number in triples.items()}


class _Loads:
    """Loads that go on at the same time: as many as there are processors, so that few pieces are in memory."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._running: deque[Future[None]] = deque()

    def start(self, load: Callable[[], None]) -> None:
        """Start a load once there is room for it; an earlier one that failed raises here."""
        if len(self._running) >= usable_cores():
            self._running.popleft().result()
        self._running.append(self._pool.submit(load))

    def finish(self) -> None:
        """Wait for what still goes on."""
        while self._running:
            self._running.popleft().result()


def _load_each(store: EmbeddedStore, sources: Sequence[SourceFile], progress: Progress) -> None:
    for done, source in enumerate(sources):
        progress(source.graph, done, len(sources))
        if source.is_import:
            store.load_quads_of(source.path)
        else:
            replace(store, source)


def replace(store: EmbeddedStore, source: SourceFile) -> None:
    """
    Make a graph hold what its file says.

    Raises:
        TurtleSyntaxError: The file is not Turtle; it says which line of which file.
    """
    try:
        store.replace_graph(source.graph, turtle.read_bytes(source.path))
    except TurtleSyntaxError:
        # The store speaks of a graph; reading the file again says which line of which file to mend.
        turtle.read(source.path)
        raise


def _pieces(source: SourceFile, piece_bytes: int) -> Iterator[bytes]:
    """Give a file as N-Quads: an import in pieces of whole lines, another file in one."""
    if source.is_import:
        yield from _blocks(source.path, piece_bytes)
    else:
        yield turtle.as_n_quads(turtle.read_bytes(source.path), source.graph, source=str(source.path))


def _count(n_quads: bytes) -> int | None:
    """Count the triples of a graph as the store will; None when that depends on values that are written in several ways."""
    # The store keeps numbers and dates by value, so that `1` and `01` of one subject and property are one triple.
    before = n_quads.split(b'"^^<')[:-1]
    about = {text[text.rfind(b"\n") + 1 :].partition(b' "')[0] for text in before}
    return len(set(n_quads.splitlines())) if len(about) == len(before) else None


def _blocks(path: Path, size: int) -> Iterator[bytes]:
    """Give a file of lines in blocks of whole lines."""
    with path.open("rb") as file:
        while block := file.read(size):
            yield block + file.readline()


def _may_hold_blank_nodes(path: Path) -> bool:
    """Tell whether a file has what starts a blank node; a literal may hold it too, which only costs time."""
    blocks: Iterable[bytes] = _blocks(path, PIECE_BYTES)
    return any(block.startswith(b"_:") or b"\n_:" in block or b" _:" in block for block in blocks)
