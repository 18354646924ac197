"""Many short texts in two arrays: sorted, found by bisection, never all decoded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from allianceskg.terms import BASE

_OURS = BASE.encode()
_MARK = b"\x01"


class Strings:
    """
    A sorted table of texts.

    Args:
        ends: Where each text ends in `texts`, of shape (n + 1), the first one 0.
        texts: UTF-8, without gaps; the order of its bytes is that of code points.
    """

    def __init__(self, ends: NDArray[np.uint32], texts: NDArray[np.uint8]) -> None:
        self.ends = ends
        self.texts = texts
        self._view = texts.data

    @classmethod
    def of(cls, values: Sequence[bytes]) -> Strings:
        """Make a table of sorted values."""
        ends = np.fromiter(accumulate(map(len, values), initial=0), dtype=np.uint32, count=len(values) + 1)
        return cls(ends, np.frombuffer(b"".join(values), dtype=np.uint8))

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, position: int) -> bytes:
        return self._view[self.ends[position] : self.ends[position + 1]].tobytes()

    def __iter__(self) -> Iterator[bytes]:
        whole = self.texts.tobytes()
        return (whole[start:end] for start, end in pairwise(self.ends.tolist()))

    def find(self, value: bytes) -> int | None:
        """Return the position of a text; None when it is not in the table."""
        position = self.start_of(value)
        return position if position < len(self) and self[position] == value else None

    def start_of(self, value: bytes) -> int:
        """Return the position of the first text that does not come before a value."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self[middle] < value:
                low = middle + 1
            else:
                high = middle
        return low


def shorten(text: str) -> bytes:
    r"""
    Write an IRI of ours in fewer bytes; the order of texts that are shortened alike stays that of code points.

    >>> shorten("https://w3id.org/alliances/case/ronalpia")
    b'\x01case/ronalpia'
    """
    encoded = text.encode()
    return _MARK + encoded[len(_OURS) :] if encoded.startswith(_OURS) else encoded


def lengthen(text: bytes) -> str:
    """
    Undo `shorten`.

    >>> lengthen(shorten("https://w3id.org/alliances/case/ronalpia"))
    'https://w3id.org/alliances/case/ronalpia'
    """
    return (_OURS + text[1:] if text.startswith(_MARK) else text).decode()
