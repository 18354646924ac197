"""Long works of the server in a process of their own, since they would hold up every request otherwise."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Final

from allianceskg.processes import child_environment

_LOOK_SECONDS: Final = 0.1
_LOW_PRIORITY: Final = 10


def run_apart(module: str, *given: str, is_given_up: Callable[[], bool]) -> bool:
    """
    Run a module of this package, and wait for its end.

    Args:
        is_given_up: Whether to give up; asked ten times a second.

    Returns:
        Whether it came to its end; False when it was given up.

    Raises:
        OSError: It failed.
    """
    if is_given_up():
        return False
    command = [sys.executable, "-m", module, *given]
    with subprocess.Popen(
        command, env=child_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as child:
        while child.poll() is None:
            if is_given_up():
                child.kill()
                child.wait()
                return False
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(_LOOK_SECONDS)
    if child.returncode != 0:
        message = f"{module} ended with code {child.returncode}"
        raise OSError(message)
    return True


def give_way() -> None:
    """Let every other process go first; called by a process of its own."""
    os.nice(_LOW_PRIORITY)
