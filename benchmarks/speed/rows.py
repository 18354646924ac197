"""One measured row, and how a work is timed."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from allianceskg.language import Text


@dataclass(frozen=True, slots=True)
class Row:
    """
    What was measured of a work.

    Attributes:
        group: Heading under which it stands.
        work: What was done.
        goal: What was to be reached; empty for a figure that only stands beside others.
        measured: The figure, with its unit.
        is_met: None where there is no goal.
    """

    group: Text
    work: Text
    goal: Text
    measured: Text
    is_met: bool | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """
    How long the run may be.

    Attributes:
        is_long: Whether to measure what takes up to an hour.
        cases: Size of the catalogue of most rows.
        sizes: Sizes whose growth is measured.
    """

    is_long: bool
    cases: int
    sizes: tuple[int, ...]


def cpu_ms(work: Callable[[], object], *, times: int, warm: int = 2) -> float:
    """Time a work that is done in this process by its processor time, which other work on the machine changes little."""
    return median_ms(work, times=times, warm=warm, clock=time.process_time)


def median_ms(
    work: Callable[[], object], *, times: int, warm: int = 2, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Run a work several times and return the median, in milliseconds."""
    for _ in range(warm):
        work()
    gc.collect()
    durations = []
    for _ in range(times):
        started = clock()
        work()
        durations.append(clock() - started)
    return statistics.median(durations) * 1000


def times_faster(slow: float, fast: float, goal: float) -> tuple[Text, Text, bool]:
    """Word a goal and a measured ratio."""
    ratio = slow / fast
    return (
        Text(fr=f"au moins {goal:g} fois plus rapide", en=f"at least {goal:g} times faster"),
        Text(fr=f"{french(ratio)} fois ({ms(slow).fr} contre {ms(fast).fr})", en=f"{english(ratio)} times ({ms(slow).en} against {ms(fast).en})"),
        ratio >= goal,
    )  # fmt: skip


def at_least(ratio: float, goal: float, detail: Text) -> tuple[Text, Text, bool]:
    """Word a goal that asks for a ratio."""
    return (
        Text(fr=f"au moins {french(goal)} fois", en=f"at least {goal:g} times"),
        Text(fr=f"{french(ratio)} fois ({detail.fr})", en=f"{english(ratio)} times ({detail.en})"),
        ratio >= goal,
    )


def at_most(ratio: float, goal: float, detail: Text) -> tuple[Text, Text, bool]:
    """Word a goal that bounds a ratio."""
    return (
        Text(fr=f"au plus {goal:g} fois", en=f"at most {goal:g} times"),
        Text(fr=f"{french(ratio)} fois ({detail.fr})", en=f"{english(ratio)} times ({detail.en})"),
        ratio <= goal,
    )


def ms(value: float) -> Text:
    """Word a duration."""
    return Text(fr=f"{french(value)} ms", en=f"{english(value)} ms")


def english(value: float) -> str:
    """Write a number with three digits that count."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def counted(number: int) -> Text:
    """Write a whole number with all its digits."""
    return Text(fr=f"{number:,}".replace(",", " "), en=f"{number:,}")


def french(value: float) -> str:
    """Write a number as in French."""
    return english(value).replace(",", " ").replace(".", ",")
