"""What goes to a worker and what comes back, and how it is written on the wire between the two processes."""

from __future__ import annotations

import json
import os
import struct
import weakref
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

from allianceskg.language import Text

FailureKind = Literal[
    "malformed", "endless", "unwritable", "too-large", "timeout", "memory", "crash", "ended", "busy", "greedy", "down"
]

_HEAD: Final = struct.Struct(">II")
HEAD_BYTES: Final = _HEAD.size


@dataclass(frozen=True, slots=True)
class Job:
    """
    A query to answer, already inspected.

    Attributes:
        format: Name of a format of `media.FORMATS`.
        prefixes: Used to shorten IRIs where the format can.
        default_graphs: Graphs whose union is the default graph; None when nothing names a dataset.
        named_graphs: Graphs that GRAPH sees; None when nothing names a dataset.
        base: What relative IRIs are resolved against; None when there are none.
        is_explained: Whether the query as it would be run is the answer, in place of what it finds.
        names_dataset: Whether the query itself has FROM; otherwise, and without the two above, the default graph is the
            union of all graphs.
        is_compressed: Whether to compress the answer with gzip when that is worth it.
        is_volatile: Whether another run may answer otherwise, so that no answer is kept.
        looks_heavy: Whether it waits behind lighter ones.
        fingerprint: Stands for the queries that are likely to take as long as this one.
    """

    query: str
    format: str
    prefixes: Mapping[str, str]
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    base: str | None = None
    is_explained: bool = False
    names_dataset: bool = False
    is_compressed: bool = False
    is_volatile: bool = False
    looks_heavy: bool = False
    fingerprint: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two jobs the same on the same data."""
        return (
            *(self.query, self.base, self.format, self.is_explained),
            *(self.default_graphs, self.named_graphs, self.is_compressed),
        )


class SpooledFile:
    """A large answer, in a file without a name that goes away with this object."""

    def __init__(self, path: Path, size: int, *, on_close: Callable[[int], None]) -> None:
        """Take over a file that the worker wrote; its name is removed at once."""
        self.size = size
        self._descriptor = os.open(path, os.O_RDONLY)
        path.unlink()
        weakref.finalize(self, _close, self._descriptor, size, on_close)

    def read(self, offset: int, count: int) -> bytes:
        """Return bytes from an offset; readers do not disturb each other."""
        return os.pread(self._descriptor, count, offset)


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """
    A whole answer.

    Attributes:
        version: The data version that it holds for.
        body: As it is sent, compressed or not.
        is_compressed: Whether the body is gzip.
        raw_bytes: Its size before compression.
        seconds: What the worker took.
        is_kept: Whether it came from memory.
    """

    version: str
    body: bytes | SpooledFile
    is_compressed: bool
    raw_bytes: int
    seconds: float
    is_kept: bool = False

    @property
    def size(self) -> int:
        """Bytes of the body as it is sent."""
        return len(self.body) if isinstance(self.body, bytes) else self.body.size


@dataclass(frozen=True, slots=True)
class Failure:
    """
    Why there is no answer.

    Attributes:
        line: Where a malformed query goes wrong, from 1; None when unknown.
        retry_after: Seconds after which trying again makes sense; None when it never does.
    """

    kind: FailureKind
    message: Text
    hint: Text | None = None
    line: int | None = None
    column: int | None = None
    retry_after: int | None = None


Outcome = WrittenAnswer | Failure


def pack(head: Mapping[str, Any], body: bytes = b"") -> bytes:
    """Write a message: two lengths, a JSON head, a body."""
    text = json.dumps(head, ensure_ascii=False).encode()
    return _HEAD.pack(len(text), len(body)) + text + body


def unpack_lengths(head: bytes) -> tuple[int, int]:
    """Read the lengths of the head and the body that follow."""
    lengths: tuple[int, int] = _HEAD.unpack(head)
    return lengths


def unpack_head(text: bytes) -> dict[str, Any]:
    """Read the JSON head of a message."""
    head: dict[str, Any] = json.loads(text)
    return head


def as_request(job: Job, *, seconds: float, answer_bytes: int, inline_bytes: int) -> bytes:
    """Write a job for a worker, with the limits it must keep."""
    limits = {"seconds": seconds, "answer_bytes": answer_bytes, "inline_bytes": inline_bytes}
    return pack(asdict(job) | limits)


def _close(descriptor: int, size: int, on_close: Callable[[int], None]) -> None:
    os.close(descriptor)
    on_close(size)
