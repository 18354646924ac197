"""
Writing figures as SVG that stands alone: on a page, on paper, in a file of its own.

Colours are `currentColor` at several strengths, so that a figure can be read on a dark page and in black on paper; shapes
and numbers say the same as shades.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape

CHARACTER: Final = 7.3
"""Mean width of a letter at 13 units, somewhat more than it takes, so that nothing overlaps."""

_OUTLINES: Final = (
    (),
    ((-5, -5), (5, -5), (5, 5), (-5, 5)),
    ((0, -5), (5, 5), (-5, 5)),
    ((0, -6), (6, 0), (0, 6), (-6, 0)),
    ((-5, -5), (5, -5), (0, 5)),
    ((-5, 0), (-2.5, -5), (2.5, -5), (5, 0), (2.5, 5), (-2.5, 5)),
)
SHAPES: Final[tuple[tuple[tuple[float, float], ...], ...]] = _OUTLINES * 2
"""Signs as corners around their middle, a circle without any: first those that are filled, then the same as outlines."""


class Svg:
    """A drawing that is being made; lengths are in units of its view box."""

    def __init__(self, width: float, height: float, *, title: str, description: str) -> None:
        self._head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" width="{_n(width)}" '
            f'height="{_n(height)}" role="img" fill="currentColor" font-family="system-ui, sans-serif" font-size="13">'
            f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
        )
        self._parts: list[str] = []

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        anchor: str = "start",
        size: float = 13,
        is_bold: bool = False,
        turned: float = 0,
    ) -> None:
        """Write words; `y` is their base line, `turned` an angle in degrees around their start."""
        weight = ' font-weight="600"' if is_bold else ""
        turn = f' transform="rotate({_n(turned)} {_n(x)} {_n(y)})"' if turned else ""
        self._parts.append(
            f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" font-size="{_n(size)}"{weight}{turn}>{escape(words)}</text>'
        )

    def rect(
        self, x: float, y: float, width: float, height: float, *, strength: float = 1, is_outlined: bool = False
    ) -> None:
        """Draw a rectangle; `strength` is that of its filling, from 0 to 1."""
        line = ' stroke="currentColor" stroke-opacity="0.35"' if is_outlined else ""
        self._parts.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill-opacity="{_n(strength)}"{line}/>'
        )

    def line(self, points: Iterable[tuple[float, float]], *, width: float = 1, strength: float = 0.5) -> None:
        """Draw a line through points."""
        written = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self._parts.append(
            f'<polyline points="{written}" fill="none" stroke="currentColor" stroke-opacity="{_n(strength)}" stroke-width="{_n(width)}"/>'
        )

    def curve(self, x: float, y: float, to_x: float, to_y: float, *, width: float = 1, strength: float = 0.5) -> None:
        """Draw a line that leaves and arrives level."""
        middle = (x + to_x) / 2
        path = f"M{_n(x)} {_n(y)} C{_n(middle)} {_n(y)} {_n(middle)} {_n(to_y)} {_n(to_x)} {_n(to_y)}"
        self._parts.append(
            f'<path d="{path}" fill="none" stroke="currentColor" stroke-opacity="{_n(strength)}" stroke-width="{_n(width)}"/>'
        )

    def mark(self, x: float, y: float, shape: int) -> None:
        """Draw a small sign around a point, one of `SHAPES`, so that kinds are told apart without colours."""
        corners = SHAPES[shape]
        filling = "" if shape < len(SHAPES) // 2 else ' fill="none" stroke="currentColor" stroke-width="1.5"'
        if not corners:
            self._parts.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="5"{filling}/>')
            return
        points = " ".join(f"{_n(x + dx)},{_n(y + dy)}" for dx, dy in corners)
        self._parts.append(f'<polygon points="{points}"{filling}/>')

    def written(self) -> str:
        """Return the whole drawing."""
        return f"{self._head}{''.join(self._parts)}</svg>"


def shortened_to(words: str, width: float, *, size: float = 13) -> str:
    """
    Cut words to a width.

    >>> shortened_to("Fondation", 40)
    'Fond…'
    """
    most = max(1, int(width / (CHARACTER * size / 13)))
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _n(value: float) -> str:
    """Write a length with as many digits as can be seen."""
    return f"{round(value, 2):g}"
