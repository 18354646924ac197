"""Writing an answer within a worker: counted, compressed and, when large, into a file."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path
from typing import IO, Final

_GZIP_WINDOW: Final = 31
_GZIP_LEVEL: Final = 4
WORTH_COMPRESSING: Final = 1024
"""Bytes below which compression costs more than it saves."""


class OverlongAnswerError(Exception):
    """The answer grew beyond what one may be; never leaves the worker."""


class AnswerWriter:
    """
    A binary file to write an answer to.

    Attributes:
        raw_bytes: What was written, before compression.
        is_compressed: Whether what came out is gzip.
        path: The file that holds it; None when it is in memory.
    """

    def __init__(self, *, most_bytes: int, inline_bytes: int, spool: Path, is_compressed: bool) -> None:
        """
        Prepare for an answer.

        Args:
            most_bytes: Size before compression beyond which the answer is given up.
            inline_bytes: Size, as it is sent, beyond which it goes to a file.
            spool: Where that file would be.
            is_compressed: Whether to compress, once there is enough of it.
        """
        self._most_bytes = most_bytes
        self._inline_bytes = inline_bytes
        self._spool = spool
        self._compressor = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW) if is_compressed else None
        self._target: IO[bytes] = BytesIO()
        self._held = b""
        self._out_bytes = 0
        self.raw_bytes = 0
        self.is_compressed = False
        self.path: Path | None = None

    def write(self, data: bytes) -> int:
        """Take a piece of the answer."""
        self.raw_bytes += len(data)
        if self.raw_bytes > self._most_bytes:
            raise OverlongAnswerError
        if self._compressor is None:
            self._put(bytes(data))
        elif self.raw_bytes < WORTH_COMPRESSING:
            self._held += data
        else:
            self.is_compressed = True
            self._put(self._compressor.compress(self._held + data))
            self._held = b""
        return len(data)

    def flush(self) -> None:
        """Do nothing: the end is told by `finish`."""

    def finish(self) -> bytes:
        """End the answer; return it, or nothing when it went to a file."""
        self._put(self._compressor.flush() if self._compressor is not None and self.is_compressed else self._held)
        if isinstance(self._target, BytesIO):
            return self._target.getvalue()
        self._target.close()
        return b""

    def give_up(self) -> None:
        """Forget what was written."""
        self._target.close()
        if self.path is not None:
            self.path.unlink(missing_ok=True)

    @property
    def out_bytes(self) -> int:
        """Size of the answer as it is sent."""
        return self._out_bytes

    def _put(self, data: bytes) -> None:
        self._out_bytes += len(data)
        if self.path is None and self._out_bytes > self._inline_bytes:
            held = self._target
            self.path = self._spool
            self._target = self._spool.open("wb")
            if isinstance(held, BytesIO):
                self._target.write(held.getvalue())
        self._target.write(data)
