"""Lines of text in the order of their bytes, each once: written by partitions, merged without having them in memory."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Final

from allianceskg.files import replacing

_MOST_OPEN: Final = 200
"""Files that are read at a time."""


def write_sorted(lines: Iterable[bytes], path: Path) -> None:
    """Write lines that fit into memory; each ends with a line break."""
    with replacing(path) as file:
        file.writelines(sorted(set(lines)))


def merge(paths: Sequence[Path], target: Path) -> int:
    """
    Merge sorted files into one; return how many lines it has.

    Args:
        target: What stands beside it under the same name and a number is taken for parts of this work.
    """
    parts = list(paths)
    made: list[Path] = []
    while len(parts) > _MOST_OPEN:
        first, parts = parts[:_MOST_OPEN], parts[_MOST_OPEN:]
        made.append(target.with_name(f"{target.name}.part-{len(made)}"))
        _merge(first, made[-1])
        parts.append(made[-1])
    number = _merge(parts, target)
    for path in made:
        path.unlink()
    return number


def _merge(paths: Iterable[Path], target: Path) -> int:
    number = 0
    with ExitStack() as stack, replacing(target) as file:
        files = [stack.enter_context(path.open("rb")) for path in paths]
        for line in _distinct(heapq.merge(*files)):
            file.write(line)
            number += 1
    return number


def _distinct(lines: Iterable[bytes]) -> Iterator[bytes]:
    return (line for line, _ in groupby(lines))
