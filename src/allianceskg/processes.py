"""What this process may use, and what starting further processes of this program needs."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Iterator
from typing import Final

_MANY_OBJECTS: Final = 500_000


def usable_cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def child_environment(**further: str) -> dict[str, str]:
    """Return the environment in which another Python process finds this package and what it depends on."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **further}


@contextlib.contextmanager
def rare_collection() -> Iterator[None]:
    """Let the collector of cycles look seldom, while objects by the hundred thousand are made that all stay in use."""
    before = gc.get_threshold()
    gc.set_threshold(_MANY_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
