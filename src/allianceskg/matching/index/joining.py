"""
Join indexes that hold different cases, without reading a case again: the arrays are those of an index made of all at once.

Texts of both tables are in memory while they are joined, and a number for each pair; what is read for shown cases is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from allianceskg.matching.index import container
from allianceskg.matching.index.building import Arrays
from allianceskg.matching.index.container import Stamp
from allianceskg.matching.index.strings import Strings

_MOST_OPEN = 200
"""Files that are mapped at a time."""


def join_files(paths: Sequence[Path], target: Path, stamp: Stamp) -> None:
    """
    Write one index of the cases of several.

    Args:
        paths: Files made for the same stamp, no case in two of them; one at least.
        target: What stands beside it under the same name and a number is taken for parts of this work.

    Raises:
        UnusableIndexError: A file is not whole.
        ValueError: A case stands in two files.
    """
    parts = list(paths)
    made: list[Path] = []
    while len(parts) > _MOST_OPEN:
        first, parts = parts[:_MOST_OPEN], parts[_MOST_OPEN:]
        made.append(target.with_name(f"{target.name}.part-{len(made)}"))
        _write(first, made[-1], stamp)
        parts.append(made[-1])
    _write(parts, target, stamp)
    for path in made:
        path.unlink()


def _write(paths: Iterable[Path], target: Path, stamp: Stamp) -> None:
    joined, pieces = join([Arrays.of(container.open_arrays(path, stamp)[1]) for path in paths])
    container.write(target, stamp, joined.checked(), pieces)


def join(parts: Sequence[Arrays]) -> tuple[Arrays, Iterator[memoryview]]:
    """
    Put the cases of several indexes into one.

    Returns:
        The arrays with an empty blob, and the pieces that make up the blob, in order.

    Raises:
        ValueError: A case stands in two of them.
    """
    cases, case_places = _join_tables([part.cases for part in parts])
    if len(cases) != sum(len(part.cases) for part in parts):
        raise ValueError("a case stands in two parts")
    values, value_places = _join_tables([part.values for part in parts])
    # One number for each pair, so that sorting them sorts by value, then by case.
    size = max(1, len(cases))
    keys = np.concatenate([
        np.repeat(numbers, _lengths(part.pair_ends)) * size + places[part.pairs]
        for part, places, numbers in zip(parts, case_places, value_places, strict=True)
    ])  # fmt: skip
    keys.sort()
    pair_ends = _ends(np.bincount(keys // size, minlength=len(values))).astype(np.uint32)
    lengths = np.zeros(len(cases), np.int64)
    for part, places in zip(parts, case_places, strict=True):
        lengths[places] = np.diff(part.blob_ends)
    pairs = (keys % size).astype(np.int32)
    arrays = Arrays(cases, values, pair_ends, pairs, _ends(lengths), np.zeros(0, np.uint8))
    return arrays, _pieces(parts, case_places, size=len(cases))


def _lengths(ends: NDArray[np.uint32]) -> NDArray[np.int64]:
    starts = ends.astype(np.int64)
    return starts[1:] - starts[:-1]


def _ends(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])


def _join_tables(tables: Sequence[Strings]) -> tuple[Strings, list[NDArray[np.int64]]]:
    """Put sorted tables into one, each text once; return it, and where it holds each text of each table."""
    texts = sorted(set().union(*tables))
    place = {text: position for position, text in enumerate(texts)}
    places = [np.fromiter((place[text] for text in table), np.int64, len(table)) for table in tables]
    return Strings.of(texts), places


def _pieces(parts: Sequence[Arrays], places: Sequence[NDArray[np.int64]], *, size: int) -> Iterator[memoryview]:
    """Give the bytes of the shown parts in the order of all cases, in as long runs as the parts hold in that order."""
    owner, own = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for number, at in enumerate(places):
        owner[at], own[at] = number, np.arange(len(at))
    breaks = np.flatnonzero((np.diff(owner) != 0) | (np.diff(own) != 1)) + 1
    for start, end in pairwise([0, *breaks.tolist(), size]):
        if start < end:
            part = parts[int(owner[start])]
            first, past = part.blob_ends[own[start]], part.blob_ends[own[end - 1] + 1]
            yield part.blob[int(first) : int(past)].data
