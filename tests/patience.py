"""
How long a test waits before it takes something for stuck.

Speed is measured in `benchmarks/`, never here: a machine may be many times slower than another, and busy besides. What is
guarded here would otherwise take hours or never end, so the limit is far above what the work takes on any machine.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Final

PATIENCE_SECONDS: Final = 60.0
_PAUSE_SECONDS: Final = 0.02


@contextlib.contextmanager
def ends() -> Iterator[None]:
    """Fail when what stands within has taken longer than any machine needs for it."""
    started = time.monotonic()
    yield
    taken = time.monotonic() - started
    assert taken < PATIENCE_SECONDS, f"took {taken:.0f} s"


def comes_true(condition: Callable[[], object]) -> bool:
    """Wait until a condition holds; return whether it did before patience ended."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (holds := bool(condition())) and time.monotonic() < deadline:
        time.sleep(_PAUSE_SECONDS)
    return holds
