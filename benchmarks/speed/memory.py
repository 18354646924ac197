"""The most memory that a process had, and processes of which it can be told."""

from __future__ import annotations

import multiprocessing
import re
import resource
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TypeVar

_Taken = TypeVar("_Taken")

_KIBIBYTES = 1024


def own_peak() -> float:
    """
    Return the mebibytes that this process has had at most.

    The kernel's own figure is asked where there is one: `getrusage` also counts what the process that started this one
    held at that moment.
    """
    found = peak_of("self")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIBIBYTES if found is None else found


def peak_of(process: int | str) -> float | None:
    """Return the mebibytes that a process has had at most; None when it is gone, or where the kernel does not tell."""
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(encoding="ascii"))
    except OSError:
        return None
    return int(found[1]) / _KIBIBYTES if found else None


def largest_child() -> float:
    """Return the mebibytes of the largest of the ended children, at least those that this process held at their start."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _KIBIBYTES


def apart(work: Callable[..., _Taken], *given: object) -> _Taken:
    """Do a work in a process of its own, so that its memory can be told."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *given).result()
