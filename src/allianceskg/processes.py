"""What this process may use, and the further processes that it starts: workers with tools, long works on their own."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import warnings
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any, Concatenate, Final, Generic, NoReturn, ParamSpec, Protocol, Self, TypeVar

_MANY_OBJECTS: Final = 500_000
_LOOK_SECONDS: Final = 0.1
_LOW_PRIORITY: Final = 10
_AHEAD: Final = 2
_MAKING_SECONDS: Final = 600.0
_ENDING_SECONDS: Final = 5.0

_Tools = TypeVar("_Tools")
_Result = TypeVar("_Result")
_Given = ParamSpec("_Given")


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


class Doing(Protocol):
    """Does tasks with tools that were made for them."""

    def each(self, task: Callable[..., _Result], calls: Iterable[tuple[Any, ...]]) -> Iterator[_Result]:
        """Give the result of a task for each call, in order; the task is given the tools before what the call says."""
        ...


class Crew(Protocol):
    """Starts processes, here or elsewhere, that make their tools and then do tasks with them; see `Workers`."""

    def __call__(self, make: Callable[..., Any], *given: Hashable) -> AbstractContextManager[Doing]:
        """Start them; the arguments are those of `Workers`, but for their number."""
        ...


class Workers(Generic[_Tools]):
    """
    Processes that each make their tools once, and do tasks with them.

    Args:
        number: How many processes.
        make: Makes the tools, in the process that uses them; a function of a module, so that it can be named there.
        given: What it makes them from.
    """

    def __init__(self, number: int, make: Callable[..., _Tools], *given: Hashable) -> None:
        self._number = number
        self._make = make
        self._from = given
        self._has_tools = False
        self._pool = ProcessPoolExecutor(number, mp_context=multiprocessing.get_context("spawn"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    @property
    def process_ids(self) -> tuple[int, ...]:
        """Which processes run; none before the first task."""
        return tuple(self._pool._processes or ())

    def submit(
        self, task: Callable[Concatenate[_Tools, _Given], _Result], *given: _Given.args, **named: _Given.kwargs
    ) -> Future[_Result]:
        """Start a task, a function of a module that takes the tools and then what is given here."""
        return self._pool.submit(with_tools, self._make, self._from, task, given, named)

    def ask(
        self,
        seconds: float,
        task: Callable[Concatenate[_Tools, _Given], _Result],
        *given: _Given.args,
        **named: _Given.kwargs,
    ) -> _Result:
        """
        Do a task, and wait for it.

        Args:
            seconds: How long the task may take once the tools are made: these may take as long on a busy machine.

        Raises:
            TimeoutError: It took longer.
            BrokenProcessPool: Its process died.
        """
        if not self._has_tools:
            self.submit(do_nothing).result(_MAKING_SECONDS)
            self._has_tools = True
        return self.submit(task, *given, **named).result(seconds)

    def each(
        self, task: Callable[Concatenate[_Tools, ...], _Result], calls: Iterable[tuple[Any, ...]]
    ) -> Iterator[_Result]:
        """Give the result of a task for each call, in order; only a few are done ahead, so that few wait in memory."""
        ahead: deque[Future[_Result]] = deque()
        for call in calls:
            ahead.append(self.submit(task, *call))
            if len(ahead) > _AHEAD * self._number:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()

    def kill(self) -> None:
        """Stop the processes in the middle of what they do."""
        for process in list((self._pool._processes or {}).values()):
            process.kill()
        manager: Any = self._pool._executor_manager_thread  # the stubs name another class
        self._pool.shutdown(wait=False, cancel_futures=True)
        if manager is not None:  # a program that ends meanwhile would wake what is half closed, and complain of it
            manager.join(_ENDING_SECONDS)


def do_nothing(_: object) -> None:
    """Do nothing, with tools that are made by then."""


def with_tools(
    make: Callable[..., _Tools],
    made_from: tuple[Hashable, ...],
    task: Callable[..., _Result],
    given: tuple[Any, ...],
    named: dict[str, Any],
) -> _Result:
    """Do a task in this process, with the tools that the last task of the same tools has left here."""
    return task(_tools(make, made_from), *given, **named)


@lru_cache(maxsize=1)
def _tools(make: Callable[..., _Tools], made_from: tuple[Hashable, ...]) -> _Tools:
    return make(*made_from)


@contextlib.contextmanager
def ending_in_order() -> Iterator[None]:
    """
    Let SIGTERM end the block as an exception does, and the program with 0, so that what was opened is closed.

    A process that dies of the signal closes nothing: what it shares with others stays behind, and is complained of.
    """

    def end(_signal: int, _frame: object) -> NoReturn:
        warnings.simplefilter("ignore", RuntimeWarning)  # what was just about to start will never be awaited
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def run_apart(module: str, *given: str, is_given_up: Callable[[], bool]) -> bool:
    """
    Run a module of this package behind everything else that this machine does, and wait for its end.

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
        with contextlib.suppress(OSError):  # from its first moment on: importing alone takes a second
            os.setpriority(os.PRIO_PROCESS, child.pid, os.getpriority(os.PRIO_PROCESS, 0) + _LOW_PRIORITY)
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
