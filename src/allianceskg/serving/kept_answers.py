"""Answers that are the same for everybody as long as the data are: made once, kept within a bound, the last asked for longest."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

_LEVEL: Final = 6
_WORTH_COMPRESSING: Final = 1_000


@dataclass(frozen=True)
class KeptAnswer:
    """What was answered with 200: the body, and its headers without those of the connection."""

    body: bytes
    headers: Mapping[str, str]

    @cached_property
    def compressed(self) -> bytes | None:
        """The body in gzip; None where that is not worth it."""
        return gzip.compress(self.body, _LEVEL, mtime=0) if len(self.body) >= _WORTH_COMPRESSING else None


class KeptAnswers:
    """
    Answers by what was asked; those asked for longest ago are forgotten first.

    Args:
        most_bytes: Of all bodies together, before compression; an answer of more than a quarter of it is not kept.
    """

    def __init__(self, most_bytes: int = 48 * 1024 * 1024) -> None:
        self._most = most_bytes
        self._held = 0
        self._kept: OrderedDict[Hashable, KeptAnswer] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> KeptAnswer | None:
        """Return what was kept of a question."""
        with self._lock:
            if (found := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: Hashable, answer: KeptAnswer) -> None:
        """Keep an answer, and forget older ones where there is no room."""
        size = len(answer.body)
        if 4 * size > self._most:
            return
        with self._lock:
            if (former := self._kept.pop(key, None)) is not None:
                self._held -= len(former.body)
            self._kept[key] = answer
            self._held += size
            while self._held > self._most:
                _, gone = self._kept.popitem(last=False)
                self._held -= len(gone.body)

    def __len__(self) -> int:
        return len(self._kept)
