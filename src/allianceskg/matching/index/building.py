"""
Make the arrays of an index from entries, or from the last index and the entries of the cases that changed.

Arrays, for n cases, v values, p pairs of a case and a value:

- `case_ends` (n + 1), `case_texts`: IRIs of the cases, sorted by code point; a case is known by its position here.
- `value_ends` (v + 1), `value_texts`: sorted values, each the letter of its property and the value.
- `pair_ends` (v + 1), `pairs` (p): the positions of the cases of each value, in order.
- `blob_ends` (n + 1), `blob`: what is only read for cases that are shown.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from allianceskg.matching.index import container
from allianceskg.matching.index.container import Stamp
from allianceskg.matching.index.entries import Entry, WrittenEntry
from allianceskg.matching.index.strings import Strings, shorten


@dataclass(frozen=True, slots=True)
class Arrays:
    """The arrays of an index, as its file holds them."""

    cases: Strings
    values: Strings
    pair_ends: NDArray[np.uint32]
    pairs: NDArray[np.int32]
    blob_ends: NDArray[np.int64]
    blob: NDArray[np.uint8]

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Arrays:
        """Take the arrays of a file."""
        return cls(
            Strings(arrays["case_ends"], arrays["case_texts"]),
            Strings(arrays["value_ends"], arrays["value_texts"]),
            arrays["pair_ends"],
            arrays["pairs"],
            arrays["blob_ends"],
            arrays["blob"],
        )

    def checked(self) -> dict[str, NDArray[Any]]:
        """Return the arrays that are held in memory, by name; all but the blob."""
        return {
            "case_ends": self.cases.ends,
            "case_texts": self.cases.texts,
            "value_ends": self.values.ends,
            "value_texts": self.values.texts,
            "pair_ends": self.pair_ends,
            "pairs": self.pairs,
            "blob_ends": self.blob_ends,
        }

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays that are held in memory; what is read for shown cases only is not among them."""
        return sum(array.nbytes for array in self.checked().values())


EMPTY: Final = Arrays(
    Strings.of([]),
    Strings.of([]),
    np.zeros(1, np.uint32),
    np.zeros(0, np.int32),
    np.zeros(1, np.int64),
    np.zeros(0, np.uint8),
)


def value_key(link: int, value: str) -> bytes:
    """Return how a value is written in the table of values."""
    return bytes((65 + link,)) + b" ".join(shorten(part) for part in value.split(" "))


def save(
    path: Path, stamp: Stamp, entries: Iterable[Entry | WrittenEntry], *, last: Arrays = EMPTY, gone: Sequence[str] = ()
) -> None:
    """
    Write the index of the cases of the last one, with some changed, added or gone.

    Args:
        entries: Of the cases that changed or are new, in any order; one without values is gone.
        last: What was held before; nothing otherwise.
        gone: Cases that are no more.
    """
    merged, pieces = merge(entries, last=last, gone=gone)
    container.write(path, stamp, merged.checked(), pieces)


def merge(
    entries: Iterable[Entry | WrittenEntry], *, last: Arrays = EMPTY, gone: Sequence[str] = ()
) -> tuple[Arrays, Iterable[bytes | memoryview]]:
    """
    Put entries among what was held before.

    Returns:
        The arrays with an empty blob, and the pieces that make up the blob, in order.
    """
    fresh, dropped = _taken(entries, gone)
    is_kept = np.ones(len(last.cases), bool)
    for case in (*fresh, *dropped):
        position = last.cases.find(case)
        if position is not None:
            is_kept[position] = False
    cases, kept_at, place = _merge_tables(last.cases, is_kept, fresh)
    new_place = np.full(len(last.cases), -1, np.int32)
    new_place[is_kept] = kept_at
    added = {place[case]: one.values for case, one in fresh.items()}
    values, pair_ends, pairs = _merge_pairs(last, new_place, added, cases=len(cases))
    lengths = np.zeros(len(cases), np.int64)
    lengths[kept_at] = np.diff(last.blob_ends)[is_kept]
    for case, one in fresh.items():
        lengths[place[case]] = len(one.packed)
    blob_ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    arrays = Arrays(cases, values, pair_ends, pairs, blob_ends, np.zeros(0, np.uint8))
    return arrays, _pieces(last, is_kept, [(place[case], one.packed) for case, one in fresh.items()])


def _merge_tables(
    last: Strings, is_kept: NDArray[np.bool_], added: Collection[bytes]
) -> tuple[Strings, NDArray[np.int64], dict[bytes, int]]:
    """
    Put distinct texts among those of a table that are kept; some may be among these.

    Returns:
        The table, the positions in it of those that were kept, and the position of each that was added.
    """
    found = {text: last.find(text) for text in added}
    place = {text: position for text, position in found.items() if position is not None}
    come_back = sum(not is_kept[position] for position in place.values())
    if len(place) == len(found) and come_back == len(is_kept) - np.count_nonzero(is_kept):
        return last, np.flatnonzero(is_kept), place
    kept = [text for text, stays in zip(last, is_kept.tolist(), strict=True) if stays]
    table = sorted(dict.fromkeys(chain(kept, added)))  # all but in order, which sorting makes use of
    new = [text for text, position in found.items() if position is None or not is_kept[position]]
    place = {text: bisect_left(table, text) for text in added}
    new_at = np.array([place[text] for text in new], np.int64)
    kept_at = np.delete(np.arange(len(table), dtype=np.int64), new_at)
    return Strings.of(table), kept_at, place


@dataclass(frozen=True, slots=True)
class _Fresh:
    """An entry, written down: it takes a tenth of the memory of the objects that it was read into."""

    values: tuple[bytes, ...]
    packed: bytes


def _taken(entries: Iterable[Entry | WrittenEntry], gone: Sequence[str]) -> tuple[dict[bytes, _Fresh], set[bytes]]:
    fresh: dict[bytes, _Fresh] = {}
    dropped = {shorten(case) for case in gone}
    shared: dict[bytes, bytes] = {}  # one object for each value, however many cases have it
    for entry in entries:
        name = shorten(entry.case)
        if entry.values:
            keys = (value_key(link, value) for link, value in entry.values)
            fresh[name] = _Fresh(tuple(shared.setdefault(key, key) for key in keys), entry.packed())
        else:
            dropped.add(name)
    return fresh, dropped


def _merge_pairs(
    last: Arrays, new_place: NDArray[np.int32], added: Mapping[int, Sequence[bytes]], *, cases: int
) -> tuple[Strings, NDArray[np.uint32], NDArray[np.int32]]:
    """Drop the pairs of cases that are not kept, add those of the new ones, and sort by value, then by case."""
    case_of = new_place[last.pairs] if len(last.pairs) else np.zeros(0, np.int32)
    gone = np.flatnonzero(case_of < 0)
    case_of = np.delete(case_of, gone)
    counts = np.diff(last.pair_ends.astype(np.int64) - np.searchsorted(gone, last.pair_ends))
    is_used = counts > 0
    values, used_at, place = _merge_tables(last.values, is_used, dict.fromkeys(chain(*added.values())))
    kept_counts = np.zeros(len(values), np.int64)
    kept_counts[used_at] = counts[is_used]
    number = sum(map(len, added.values()))
    value_of = np.fromiter((place[value] for texts in added.values() for value in texts), np.int64, number)
    added_to = np.fromiter((case for case, texts in added.items() for _ in texts), np.int64, number)
    # One number for each pair. Those that are kept are in order, as their values and cases were renumbered in order, so
    # that the new ones need only be put between them.
    new = np.sort(value_of * cases + added_to)
    at = np.searchsorted(np.repeat(np.arange(len(values), dtype=np.int64), kept_counts) * cases + case_of, new)
    new_values, new_cases = np.divmod(new, max(1, cases))
    ends = np.cumsum(kept_counts + np.bincount(new_values, minlength=len(values)))
    pairs = np.insert(case_of, at, new_cases.astype(np.int32))
    return values, np.concatenate([np.zeros(1, np.int64), ends]).astype(np.uint32), pairs


def _pieces(
    last: Arrays, is_kept: NDArray[np.bool_], fresh: Sequence[tuple[int, bytes]]
) -> Iterator[bytes | memoryview]:
    """Give the bytes of the shown parts in the order of the cases: runs of kept ones, and the fresh ones between."""
    kept = np.flatnonzero(is_kept)
    position, used = 0, 0
    for place, packed in sorted(fresh):
        run = place - position
        yield from _kept_bytes(last, kept[used : used + run])
        yield packed
        used, position = used + run, place + 1
    yield from _kept_bytes(last, kept[used:])


def _kept_bytes(last: Arrays, positions: NDArray[np.int64]) -> Iterator[bytes | memoryview]:
    """Give the bytes of old cases, as few and as long pieces as their places allow."""
    if not len(positions):
        return
    breaks = np.flatnonzero(np.diff(positions) != 1) + 1
    for start, end in zip(chain([0], breaks.tolist()), chain(breaks.tolist(), [len(positions)]), strict=True):
        first, past = int(last.blob_ends[positions[start]]), int(last.blob_ends[positions[end - 1] + 1])
        yield last.blob[first:past].data
