"""
Where what takes seconds is made: one thing at a time, so that everybody else is answered meanwhile.

Some may wait for their turn, for a while; whoever is one too many is told to come back, and holds no thread.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Final

from allianceskg.errors import BusyError
from allianceskg.language import Text

_COME_BACK_SECONDS: Final = 10


class Workshop:
    """
    A place to work in, and a bounded queue before it.

    Args:
        at_once: Works at the same time.
        waiting: Requests that may wait.
        seconds: How long one waits at most.
    """

    def __init__(self, *, at_once: int = 1, waiting: int = 40, seconds: float = 20.0) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._most_waiting = waiting
        self._seconds = seconds
        self.waiting = 0

    @contextlib.asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """
        Wait for a place, and hold it.

        Raises:
            BusyError: Too many wait already, or the wait took too long.
        """
        if self.waiting >= self._most_waiting:
            raise _busy()
        self.waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                await self._free.acquire()
        except TimeoutError:
            raise _busy() from None
        finally:
            self.waiting -= 1
        try:
            yield
        finally:
            self._free.release()


def _busy() -> BusyError:
    return BusyError(
        Text(
            fr="Trop de fichiers sont demandés en même temps ; celui-ci n'a pas été fabriqué.",
            en="Too many files are asked for at the same time; this one was not made.",
        ),
        seconds=_COME_BACK_SECONDS,
        hint=Text(fr=f"Recommencez dans {_COME_BACK_SECONDS} s.", en=f"Try again in {_COME_BACK_SECONDS} s."),
    )
