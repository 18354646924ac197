"""One test over many things of one form, which names each thing that fails: a test of its own for each takes longer to collect than to run."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


def for_each(
    name: str, things: Sequence[Thing], *, ids: Callable[[Thing], str]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """
    Make a test of one thing a test of all: it goes through them to the end, then tells every fault with its thing.

    Args:
        name: The argument that the thing is given as; the others are fixtures, as ever.
    """

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def test_each(**fixtures: object) -> None:
            assert things
            faults = []
            for thing in things:
                try:
                    test(**fixtures, **{name: thing})
                except Exception as fault:  # noqa: BLE001  whatever a test raises is its fault
                    fault.add_note(f"{name}: {ids(thing)}")
                    faults.append(fault)
            if faults:
                raise ExceptionGroup(f"{len(faults)} of {len(things)} fail", faults)

        signature = inspect.signature(test)
        others = [one for one in signature.parameters.values() if one.name != name]
        test_each.__signature__ = signature.replace(parameters=others)  # type: ignore[attr-defined]
        return test_each

    return decorate
