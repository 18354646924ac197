"""
One file of arrays that is mapped into memory, and that tells when it is not whole.

The file is: a mark, the length and the checksum of a header, the header as JSON, then the arrays, each at a multiple of
64 bytes. The header says for which data, rules and layout the file was made, how long the file is, and the place, type
and checksum of each array. A file is written under another name, then renamed.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from allianceskg.files import replacing

LAYOUT: Final = 4
"""Raised when what an index holds, or how, changes, so that older ones are made again."""

_MAGIC: Final = b"AKGINDEX"
_START: Final = struct.Struct("<8sII")
_ALIGNMENT: Final = 64
_TYPES: Final = frozenset({"<i8", "<i4", "<u4", "|u1"})


class UnusableIndexError(Exception):
    """
    The file is missing, torn, or of another version; it is made again.

    It never leaves this program: the index can always be made from the store.
    """


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an index was made for."""

    data_version: str
    rules_version: str


def write(path: Path, stamp: Stamp, arrays: Mapping[str, NDArray[Any]], blob: Iterable[bytes | memoryview]) -> None:
    """
    Write a whole file, or none.

    Args:
        arrays: By name; checked as a whole whenever the file is opened.
        blob: Pieces of a last array of bytes, which is not checked as a whole: what it holds is checked as it is read.
    """
    with replacing(path) as file:
        places: dict[str, list[Any]] = {}
        offset = 0
        for name, array in arrays.items():
            offset = _aligned(offset)
            places[name] = [array.dtype.str, offset, len(array), zlib.crc32(np.ascontiguousarray(array).data)]
            offset += array.nbytes
        blob_start = _aligned(offset)
        # The header holds the length of the blob, which is only known once it is written: room is left for it.
        room = len(_header(stamp, places, blob_start, 2**62)) + _START.size
        base = _aligned(room)
        for name, array in arrays.items():
            file.seek(base + places[name][1])
            file.write(np.ascontiguousarray(array).data)
        file.seek(base + blob_start)
        size = sum(file.write(piece) for piece in blob)
        file.truncate(base + blob_start + size)
        header = _header(stamp, places, blob_start, size).ljust(room - _START.size)
        file.seek(0)
        file.write(_START.pack(_MAGIC, len(header), zlib.crc32(header)) + header)


def open_arrays(path: Path, stamp: Stamp | None) -> tuple[Stamp, dict[str, NDArray[Any]]]:
    """
    Map a file into memory; the array `blob` holds its bytes.

    Args:
        stamp: What it must have been made for; None for whatever it was made for.

    Raises:
        UnusableIndexError: It is missing, not whole, or made for something else.
    """
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as fault:
        raise UnusableIndexError(f"not readable: {fault}") from fault
    return _read(memoryview(mapped), stamp)


def _read(data: memoryview, stamp: Stamp | None) -> tuple[Stamp, dict[str, NDArray[Any]]]:
    try:
        magic, length, checksum = _START.unpack_from(data)
        header = bytes(data[_START.size : _START.size + length])
    except struct.error as fault:
        raise UnusableIndexError("too short for a header") from fault
    if magic != _MAGIC or len(header) != length or zlib.crc32(header) != checksum:
        raise UnusableIndexError("torn header")
    content: dict[str, Any] = json.loads(header)
    made_for = Stamp(content["data"], content["rules"])
    if content["layout"] != LAYOUT or (stamp is not None and made_for != stamp):
        raise UnusableIndexError(f"made for {made_for}, layout {content['layout']}")
    base = _aligned(_START.size + length)
    if len(data) != base + content["blob"] + content["size"]:
        raise UnusableIndexError("truncated")
    arrays = {
        name: _array(data, base + offset, dtype, count, checksum)
        for name, (dtype, offset, count, checksum) in content["arrays"].items()
    }
    arrays["blob"] = np.frombuffer(data, np.uint8, content["size"], base + content["blob"])
    return made_for, arrays


def _array(data: memoryview, offset: int, dtype: str, count: int, checksum: int) -> NDArray[Any]:
    if dtype not in _TYPES:
        raise UnusableIndexError(f"unknown type {dtype}")
    array: NDArray[Any] = np.frombuffer(data, np.dtype(dtype), count, offset)
    if zlib.crc32(array.data) != checksum:
        raise UnusableIndexError("torn array")
    return array


def _header(stamp: Stamp, places: Mapping[str, Any], blob: int, size: int) -> bytes:
    content = {
        "layout": LAYOUT,
        "data": stamp.data_version,
        "rules": stamp.rules_version,
        "arrays": places,
        "blob": blob,
        "size": size,
    }
    return json.dumps(content, separators=(",", ":")).encode()


def _aligned(offset: int) -> int:
    return -(-offset // _ALIGNMENT) * _ALIGNMENT
