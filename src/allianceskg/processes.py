"""What starting further processes of this program needs."""

from __future__ import annotations

import os
import sys


def usable_cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def child_environment(**further: str) -> dict[str, str]:
    """Return the environment in which another Python process finds this package and what it depends on."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **further}
