"""By what cases are graded; the page and the sheets say the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SITUATIONS: Final[Mapping[int, str]] = {
    3: "an expert would show it among the first: the same kind of problem and a comparable relation or solution, so that "
    "the person can carry it over",
    2: "clearly inspiring: it shares the essential of the problem or of the mechanism that is asked for",
    1: "marginal: one secondary aspect, such as the sector, the place or the general kind of partnership, without the "
    "substance",
    0: "of no use to this person",
}
SEARCHES: Final[Mapping[int, str]] = {
    3: "exactly what is sought, by meaning and not by words",
    2: "clearly relevant",
    1: "at the margin",
    0: "not relevant",
}
PLACE: Final = (
    "Among otherwise equal cases, one near the place asked may deserve a grade more; a local case without the substance "
    "stays at 0 or 1."
)


def as_lines(rubric: Mapping[int, str]) -> str:
    """Write a rubric as a Markdown list."""
    return "\n".join(f"- {grade}: {meaning}" for grade, meaning in rubric.items())
