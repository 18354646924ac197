"""The process that parses and judges what is to be published: started when it is first asked, replaced when it dies."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import TimeoutError as GivenUpError
from concurrent.futures.process import BrokenProcessPool
from typing import Concatenate, Final, ParamSpec, TypeVar

from allianceskg.curation.preparing import Tools
from allianceskg.errors import RefusedError
from allianceskg.files import Home
from allianceskg.language import Text, same
from allianceskg.processes import Workers

_SECONDS: Final = 60.0

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


class RecordJudge:
    """
    Does tasks with the tools of curation, apart from the process that writes.

    Args:
        home: With its workspace.
        seconds: How long a task may take.
    """

    def __init__(self, home: Home, *, seconds: float = _SECONDS) -> None:
        self._home = home
        self._seconds = seconds
        self._workers: Workers[Tools] | None = None

    def ask(
        self, task: Callable[Concatenate[Tools, _Given], _Result], *given: _Given.args, **named: _Given.kwargs
    ) -> _Result:
        """
        Let the process do a task, and wait for it.

        Raises:
            RefusedError: It did not end in time, or died of it.
        """
        if self._workers is None:
            self._workers = Workers(1, Tools.of, self._home)
        try:
            return self._workers.submit(task, *given, **named).result(timeout=self._seconds)
        except (BrokenProcessPool, GivenUpError, MemoryError) as fault:
            self.close()
            raise RefusedError(
                Text(
                    fr="Ce texte n'a pas pu être lu dans le temps et la mémoire accordés ; rien n'a été changé.",
                    en="This text could not be read in the time and memory allowed; nothing was changed.",
                ),
                findings=[same(type(fault).__name__)],
            ) from fault

    def close(self) -> None:
        """Stop the process, in the middle of what it does."""
        if self._workers is not None:
            self._workers.kill()
            self._workers = None
