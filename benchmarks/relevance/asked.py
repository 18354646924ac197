"""What is asked, in whose words, and how useful each case was judged to be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import yaml

Use = Literal["tune", "test"]
Grades = Mapping[str, int]
"""Grade of each judged case, by slug: 3 among the first, 2 clearly inspiring, 1 at the margin, 0 not useful."""

USES: Final[tuple[Use, ...]] = ("tune", "test")
USEFUL: Final = 2
"""The grade from which a case is worth the reader's time."""

FOLDER: Final = Path(__file__).parent
SECOND_GRADES: Final = FOLDER / "second-grades.json"
"""A second reader's grades of the situations, where there are any."""
SECOND_SEARCH_GRADES: Final = FOLDER / "second-search-grades.json"
"""A second reader's grades of the searches, where there are any."""
SETTLED_GRADES: Final = FOLDER / "settled-grades.yaml"
"""What holds where two readers differed, with the reason."""


@dataclass(frozen=True, slots=True)
class Asked:
    """
    A situation or a search.

    Attributes:
        use: `tune` where weights may be chosen on it, `test` where it is only measured.
        words: A story, or what was typed.
        profile: As in a profile file; empty for a search.
    """

    id: str
    use: Use
    words: str
    grades: Grades
    profile: Mapping[str, Any] = field(default_factory=dict)


def read_situations() -> list[Asked]:
    """Read the graded situations, with what was settled."""
    grades = _in_force("grades.json")
    return [
        Asked(one["id"], one["use"], one["story"], grades.get(one["id"], {}), one["profile"])
        for one in _entries("situations.yaml")
    ]


def read_searches() -> list[Asked]:
    """Read the graded searches, with what was settled."""
    grades = _in_force("search-grades.json")
    return [Asked(one["id"], one["use"], one["query"], grades.get(one["id"], {})) for one in _entries("queries.yaml")]


def read_grades(path: Path) -> dict[str, Grades]:
    """Read a file of grades: by situation or search, then by case."""
    return {name: one["grades"] for name, one in json.loads(path.read_text(encoding="utf-8")).items()}


def read_settled(path: Path = SETTLED_GRADES) -> dict[str, Grades]:
    """Read what was settled: by situation or search, then by case."""
    written: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: {case: one["grade"] for case, one in cases.items()} for name, cases in written.items()}


def _in_force(name: str) -> dict[str, Grades]:
    """Read a first reading, with what was settled in place of what it said."""
    settled = read_settled()
    return {one: {**grades, **settled.get(one, {})} for one, grades in read_grades(FOLDER / name).items()}


def _entries(name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return entries
