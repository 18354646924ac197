"""
How long a test waits before it takes something for stuck.

Speed is measured in `benchmarks/`, never here: a machine may be many times slower than another, and busy besides. What is
guarded here would otherwise take hours or never end, so the limit is far above what the work takes on any machine.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Final

PATIENCE_SECONDS: Final = 60.0


@contextlib.contextmanager
def ends() -> Iterator[None]:
    """Fail when what stands within has taken longer than any machine needs for it."""
    started = time.monotonic()
    yield
    taken = time.monotonic() - started
    assert taken < PATIENCE_SECONDS, f"took {taken:.0f} s"
