"""Charts with their tables: bars, columns by year, matrices. Each says of what it is, of how many, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.analysis.svg import CHARACTER, Svg, shortened_to

WIDTH: Final = 720.0
_ROW: Final = 24.0
_LABEL: Final = 250.0
_WIDEST_LABEL: Final = 340.0
_LONGEST_HEAD: Final = 260.0
_TALLEST_HEAD: Final = 220.0
_FOOT: Final = 16.0
_HEAD: Final = 34.0
_PLOT: Final = 180.0
_CELL: Final = 40.0
_LEAST_CELL: Final = 26.0
_LABELLED_YEARS: Final = 10
_SLANT: Final = -55.0
_DARKEST: Final = 0.35
"""Of a cell with a number on it, which must still be read."""

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Chart:
    """
    A figure and the table that says the same, in one language.

    Attributes:
        name: Of files and addresses.
        notes: What stands under it: whose data, of how many, what is not recorded.
        svg: The drawing; empty for what is a table only.
        header: Of the table.
        rows: Of the table.
    """

    name: str
    title: str
    notes: tuple[str, ...]
    svg: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def bar_chart(
    name: str, title: str, notes: Sequence[str], header: tuple[str, str], values: Sequence[tuple[str, int]]
) -> Chart:
    """Draw one bar a row; the number stands at its end."""
    height = _HEAD + _ROW * len(values) + _foot(notes)
    svg = Svg(WIDTH, height, title=title, description=" ".join(notes))
    svg.text(0, 18, title, size=15, is_bold=True)
    most = max((value for _, value in values), default=0) or 1
    room = WIDTH - _LABEL - 60
    for place, (label, value) in enumerate(values):
        y = _HEAD + place * _ROW
        svg.text(_LABEL - 8, y + 16, shortened_to(label, _LABEL - 8), anchor="end")
        svg.rect(_LABEL, y + 4, max(1, room * value / most), _ROW - 8, strength=0.55 if value else 0.15)
        svg.text(_LABEL + room * value / most + 6, y + 16, str(value))
    _write_notes(svg, notes, height)
    return Chart(name, title, tuple(notes), svg.written(), header, tuple(values))


def columns_by_year(
    name: str,
    title: str,
    notes: Sequence[str],
    header: tuple[str, ...],
    values: Mapping[int, int],
    rows: Sequence[tuple[Cell, ...]],
) -> Chart:
    """Draw one column a year, years without any included."""
    height = _HEAD + _PLOT + 34 + _foot(notes)
    svg = Svg(WIDTH, height, title=title, description=" ".join(notes))
    svg.text(0, 18, title, size=15, is_bold=True)
    if values:
        first, last = min(values), max(values)
        step = (WIDTH - 20) / (last - first + 1)
        most = max(values.values())
        base = _HEAD + _PLOT + 14
        every = max(1, -(-(last - first + 1) // _LABELLED_YEARS))
        for year in range(first, last + 1):
            x, value = 10 + (year - first) * step, values.get(year, 0)
            tall = _PLOT * value / most
            if value:
                svg.rect(x + step * 0.1, base - tall, step * 0.8, tall, strength=0.55)
                svg.text(x + step / 2, base - tall - 3, str(value), anchor="middle", size=min(12, max(7, step * 0.75)))
            if (last - year) % every == 0:
                svg.text(x + step / 2, base + 16, str(year), anchor="middle", size=11)
        svg.line([(10, base), (WIDTH - 10, base)])
    _write_notes(svg, notes, height)
    return Chart(name, title, tuple(notes), svg.written(), header, tuple(rows))


def matrix(
    name: str,
    title: str,
    notes: Sequence[str],
    labels: tuple[Sequence[str], Sequence[str]],
    values: Mapping[tuple[int, int], int],
    *,
    corner: str,
    is_triangle: bool = False,
) -> Chart:
    """
    Draw numbers in a grid, darker ones greater.

    Args:
        labels: Of rows and of columns.
        values: By place of row and column; what is missing is written as a dot, and as 0 in the table.
        is_triangle: Whether what is above the diagonal says the same, and is left out.
    """
    rows, columns = labels
    room = min(_WIDEST_LABEL, max(_LABEL, max(map(len, rows), default=0) * CHARACTER + 8))
    cell = max(_LEAST_CELL, min(_CELL, (WIDTH - room - 90) / max(1, len(columns))))
    width = max(WIDTH, room + cell * len(columns) + 90)
    top = _HEAD + 14 + min(_TALLEST_HEAD, max(map(len, columns), default=0) * CHARACTER * 0.85)
    height = top + cell * len(rows) + 10 + _foot(notes)
    svg = Svg(width, height, title=title, description=" ".join(notes))
    svg.text(0, 18, title, size=15, is_bold=True)
    most = max(values.values(), default=0) or 1
    for place, label in enumerate(columns):
        svg.text(
            room + (place + 0.6) * cell, top - 6, shortened_to(label, _LONGEST_HEAD, size=12), size=12, turned=_SLANT
        )
    for row, label in enumerate(rows):
        y = top + row * cell
        svg.text(room - 8, y + cell / 2 + 4, shortened_to(label, room - 8), anchor="end")
        for column in range(row + 1 if is_triangle else len(columns)):
            value, x = values.get((row, column), 0), room + column * cell
            svg.rect(x, y, cell, cell, strength=_DARKEST * value / most, is_outlined=True)
            svg.text(x + cell / 2, y + cell / 2 + 4, str(value) if value else "·", anchor="middle", size=12)
    _write_notes(svg, notes, height)
    shown = {**values, **{(column, row): value for (row, column), value in values.items()}} if is_triangle else values
    table: list[tuple[Cell, ...]] = [
        (label, *(shown.get((row, column), 0) for column in range(len(columns)))) for row, label in enumerate(rows)
    ]
    return Chart(name, title, tuple(notes), svg.written(), (corner, *columns), tuple(table))


def note_lines(notes: Sequence[str]) -> list[str]:
    """Break notes into lines as wide as a figure."""
    most = int(WIDTH / (CHARACTER * 11 / 13))
    lines = []
    for note in notes:
        line = ""
        for word in note.split(" "):
            if line and len(line) + 1 + len(word) > most:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(line)
    return lines


def _foot(notes: Sequence[str]) -> float:
    return 10 + _FOOT * len(note_lines(notes))


def _write_notes(svg: Svg, notes: Sequence[str], height: float) -> None:
    lines = note_lines(notes)
    for place, line in enumerate(lines):
        svg.text(0, height - 6 - _FOOT * (len(lines) - 1 - place), line, size=11)


def table_only(
    name: str, title: str, notes: Sequence[str], header: Sequence[str], rows: Sequence[tuple[Cell, ...]]
) -> Chart:
    """Make a figure that is a table and has no drawing."""
    return Chart(name, title, tuple(notes), "", tuple(header), tuple(rows))
