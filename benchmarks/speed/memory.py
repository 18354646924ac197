"""The most memory that a process had."""

from __future__ import annotations

import re
import resource
from pathlib import Path

_KIBIBYTES = 1024


def own_peak() -> float:
    """
    Return the mebibytes that this process has had at most.

    The kernel's own figure is asked where there is one: `getrusage` also counts what the process that started this one
    held at that moment.
    """
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    except OSError:
        found = None
    return int(found[1] if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / _KIBIBYTES


def largest_child() -> float:
    """Return the mebibytes of the largest of the ended children, at least those that this process held at their start."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _KIBIBYTES
