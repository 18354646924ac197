"""Answers kept in memory, the least used leaving first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace
from typing import Final

from allianceskg.endpoint.exchange import WrittenAnswer

_OVERHEAD_BYTES: Final = 1_000
"""What keeping an answer costs beside its body and its key, roughly."""


class AnswerCache:
    """
    Answers by what was asked; since a build never changes, they hold for as long as their version is served.

    Only bodies in memory are kept, and none larger than an eighth of the whole.
    """

    def __init__(self, *, most_bytes: int) -> None:
        """Make an empty cache of a size."""
        self._most_bytes = most_bytes
        self._answers: OrderedDict[Hashable, tuple[WrittenAnswer, int]] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._answers)

    @property
    def bytes(self) -> int:
        """What it holds, roughly."""
        return self._bytes

    def get(self, key: Hashable) -> WrittenAnswer | None:
        """Return the answer that is kept under a key."""
        found = self._answers.get(key)
        if found is None:
            return None
        self._answers.move_to_end(key)
        return found[0]

    def keep(self, key: Hashable, answer: WrittenAnswer, *, key_bytes: int) -> None:
        """Keep an answer, unless it is too large to be worth it."""
        cost = answer.size + key_bytes + _OVERHEAD_BYTES
        if not isinstance(answer.body, bytes) or cost > self._most_bytes // 8:
            return
        self._drop(key)
        self._answers[key] = (replace(answer, is_kept=True), cost)
        self._bytes += cost
        while self._bytes > self._most_bytes:
            self._drop(next(iter(self._answers)))

    def clear(self) -> None:
        """Forget everything."""
        self._answers.clear()
        self._bytes = 0

    def _drop(self, key: Hashable) -> None:
        found = self._answers.pop(key, None)
        if found is not None:
            self._bytes -= found[1]
