"""
Judging a text that somebody sent, in a process of its own.

Foreign RDF can exhaust or abort a parser; here that ends a child, which is replaced, and the sender is told.
"""

from __future__ import annotations

import contextlib
import resource
import threading
from collections.abc import Iterator
from concurrent.futures import TimeoutError
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any, Final

from allianceskg.errors import DataError
from allianceskg.files import Home
from allianceskg.language import Language, Text
from allianceskg.processes import Workers

if TYPE_CHECKING:
    from allianceskg.validation import Format, Validator

MAX_BYTES: Final = 1_000_000
SEATS: Final = 8
"""How many texts may wait for the child or be in it."""

_SECONDS: Final = 60
_MEMORY_BYTES: Final = 2 * 1024**3


class TextJudge:
    """One child that validates, made when it is first needed."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._seats = threading.BoundedSemaphore(SEATS)
        self._child: Workers[Validator] | None = None

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
            child = self._child = self._child or Workers(1, _open, self._home)
            try:
                return child.ask(_SECONDS, _validate, text, form, language)
            except (BrokenProcessPool, TimeoutError) as fault:
                self.close()
                raise _beyond_limits() from fault

    def close(self) -> None:
        """Stop the child."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()


def _open(home: Home) -> Validator:
    """Make the child's own validator, which reads the shapes and the vocabularies once."""
    # The soft limit only: what reads JSON-LD is a child of this one, and sets limits of its own.
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
    # Imported only here, in the process that judges, since it takes long.
    from allianceskg.validation import Validator

    return Validator(home)


def _validate(validator: Validator, text: str, form: Format, language: Language) -> dict[str, Any]:
    try:
        return validator.text(text, form=form).to_dict(language)
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
