"""
Reading what the engine gives to its end, where it was made.

The engine's iterators hold a snapshot of the store, and only the thread that made one can free it. An exception keeps the
frames that it passed through, and what they hold, until it is forgotten: much later, maybe, and on another thread.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TypeVar

Given = TypeVar("Given")
Taken = TypeVar("Taken")


def consumed(ask: Callable[[], Given], read: Callable[[Given], Taken]) -> Taken:
    """
    Ask the engine, and return what is read from its answer, which is freed before this returns or raises.

    Args:
        ask: Makes the answer; nothing else may hold it.
        read: Takes all that is wanted from it; a generator over it would keep it.

    >>> consumed(lambda: iter("abc"), "-".join)
    'a-b-c'
    """
    try:
        return read(ask())
    except BaseException as fault:
        _empty_frames(fault, set())
        raise


def _empty_frames(fault: BaseException | None, seen: set[int]) -> None:
    """Empty the frames that an exception, and those before it, keep; those still running are left alone."""
    if fault is None or id(fault) in seen:
        return
    seen.add(id(fault))
    trace = fault.__traceback__
    while trace is not None:
        with contextlib.suppress(RuntimeError):
            trace.tb_frame.clear()
        trace = trace.tb_next
    _empty_frames(fault.__cause__, seen)
    _empty_frames(fault.__context__, seen)
