"""
Judging a text that somebody sent, in a process of its own.

Foreign RDF can exhaust or abort a parser; here that ends a child, which is replaced, and the sender is told.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import resource
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, TimeoutError
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, Final

from allianceskg.errors import DataError
from allianceskg.files import Home
from allianceskg.language import Language, Text
from allianceskg.validation import Format, Validator

MAX_BYTES: Final = 1_000_000
SEATS: Final = 8
"""How many texts may wait for the child or be in it."""

_SECONDS: Final = 60
_MEMORY_BYTES: Final = 2 * 1024**3


class Judge:
    """One child that validates, made when it is first needed."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._seats = threading.BoundedSemaphore(SEATS)
        self._pool: ProcessPoolExecutor | None = None

    @contextlib.contextmanager
    def seat(self) -> Iterator[bool]:
        """Take a place in the queue; False when it is full, so that waiting texts never hold every thread."""
        is_taken = self._seats.acquire(blocking=False)
        try:
            yield is_taken
        finally:
            if is_taken:
                self._seats.release()

    def judge(self, text: str, form: Format, language: Language) -> dict[str, Any]:
        """
        Validate a text as if it were a file.

        Returns:
            The report, as `Report.to_dict` gives it.

        Raises:
            DataError: It cannot be read, describes nothing, or needs more memory or time than allowed.
        """
        with self._lock:
            pool = self._pool = self._pool or ProcessPoolExecutor(
                1,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_prepare,
                initargs=(str(self._home.root),),
            )
            try:
                return pool.submit(_validate, text, form, language).result(_SECONDS)
            except (BrokenProcessPool, TimeoutError) as fault:
                self._stop(pool)
                raise _beyond_limits() from fault

    def close(self) -> None:
        """Stop the child."""
        if self._pool is not None:
            self._stop(self._pool)

    def _stop(self, pool: ProcessPoolExecutor) -> None:
        self._pool = None
        for process in list((pool._processes or {}).values()):
            process.kill()
        pool.shutdown(wait=False, cancel_futures=True)


_validator: Validator | None = None
"""The child's own; it reads the shapes and the vocabularies once."""


def _prepare(root: str) -> None:
    # A pool's initializer has no other way to hand something to its tasks.
    global _validator
    # The soft limit only: what reads JSON-LD is a child of this one, and sets limits of its own.
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
    _validator = Validator(Home(Path(root)))


def _validate(text: str, form: Format, language: Language) -> dict[str, Any]:
    assert _validator is not None
    try:
        return _validator.text(text, form=form).to_dict(language)
    except (RecursionError, MemoryError) as fault:
        raise _beyond_limits() from fault


def _beyond_limits() -> DataError:
    return DataError(
        Text(
            fr="La vérification de ce texte a dépassé les limites de mémoire ou de temps.",
            en="Checking this text went beyond the limits of memory or time.",
        ),
        hint=Text(fr="Envoyez un seul cas à la fois.", en="Send one case at a time."),
    )
