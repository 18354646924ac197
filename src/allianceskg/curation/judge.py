"""The process that parses and judges what is to be published: started when it is first asked, replaced when it dies."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
import threading
from collections.abc import Callable
from concurrent.futures import TimeoutError as GivenUpError
from concurrent.futures.process import BrokenProcessPool
from typing import Concatenate, Final, ParamSpec, TypeVar

from allianceskg.curation.preparing import Tools
from allianceskg.errors import RefusedError
from allianceskg.files import Home
from allianceskg.language import Text, same
from allianceskg.processes import Workers, do_nothing

_SECONDS: Final = 60.0
_WARMING_AFTER_SECONDS: Final = 2.0
_MOST_BYTES: Final = 4 * 1024**3

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


def make_tools(home: Home) -> Tools:
    """Make the tools in the process that uses them: with a limit of memory, and no longer alive than the one it serves."""
    with contextlib.suppress(ValueError, OSError):  # a lower limit is in force already
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    return Tools.of(home)


def _end_with_parent() -> None:
    """End this process when the one that started it ends, even by a kill: nobody else would ever tell it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


class RecordJudge:
    """
    Does tasks with the tools of curation, apart from the process that writes.

    Args:
        home: With its workspace.
        seconds: How long a task may take, once the tools are ready.
    """

    def __init__(self, home: Home, *, seconds: float = _SECONDS) -> None:
        self._home = home
        self._seconds = seconds
        self._workers: Workers[Tools] | None = None
        self._turn = threading.Lock()
        self._warming: threading.Timer | None = None

    def ask(
        self, task: Callable[Concatenate[Tools, _Given], _Result], *given: _Given.args, **named: _Given.kwargs
    ) -> _Result:
        """
        Let the process do a task, and wait for it.

        Raises:
            RefusedError: It did not end in time, or died of it.
        """
        # One at a time, so that the task which takes too long is the one that is told so.
        with self._turn:
            return self._ask(task, *given, **named)

    def warm(self) -> None:
        """
        Make the tools ready beside whatever else goes on, so that the first who asks need not wait for them.

        It waits a moment first: a server that has just started has its first answers to give.
        """
        self._warming = threading.Timer(_WARMING_AFTER_SECONDS, self._warm)
        self._warming.daemon = True
        self._warming.start()

    def _warm(self) -> None:
        with contextlib.suppress(RefusedError, RuntimeError):  # it was closed meanwhile
            self.ask(do_nothing)

    def _ask(
        self, task: Callable[Concatenate[Tools, _Given], _Result], *given: _Given.args, **named: _Given.kwargs
    ) -> _Result:
        if self._workers is None:
            self._workers = Workers(1, make_tools, self._home)
        try:
            return self._workers.ask(self._seconds, task, *given, **named)
        except (BrokenProcessPool, GivenUpError, MemoryError) as fault:
            self.close()
            raise RefusedError(
                Text(
                    fr="Ce texte n'a pas pu être lu dans le temps et la mémoire accordés ; rien n'a été changé.",
                    en="This text could not be read in the time and memory allowed; nothing was changed.",
                ),
                findings=[same(type(fault).__name__)],
            ) from fault

    @property
    def process_ids(self) -> tuple[int, ...]:
        """Which processes run; none before the first task."""
        return self._workers.process_ids if self._workers is not None else ()

    def close(self) -> None:
        """Stop the process, in the middle of what it does."""
        if self._warming is not None:
            self._warming.cancel()
        if self._workers is not None:
            self._workers.kill()
            self._workers = None
