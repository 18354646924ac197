"""How a long work says how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

_THOUSANDTHS: Final = 1_000


def unwatched(_what: str, _done: int, _total: int) -> None:
    """Report to nobody."""


def part_of(progress: Progress, start: float, end: float) -> Progress:
    """Report a part of a longer work: its beginning and its end as shares of the whole, each in [0, 1]."""

    def report(what: str, done: int, total: int) -> None:
        share = start + (end - start) * (done / total if total else 1)
        progress(what, round(share * _THOUSANDTHS), _THOUSANDTHS)

    return report
