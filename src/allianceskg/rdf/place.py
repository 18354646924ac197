"""Places in a text: where a fault is, as readers count and as parsers report it."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_REPORTED: Final = re.compile(r"line (\d+)(?:\D+columns? (\d+))?|error at (\d+):(\d+)")


class FaultPlace(NamedTuple):
    """
    A place in a text.

    Attributes:
        line: From 1.
        column: From 1; None when only the line is known.
    """

    line: int
    column: int | None = None

    def line_of(self, text: str) -> str:
        """Return the line of a text that it is in; empty when the text has no such line."""
        lines = text.splitlines()
        return lines[self.line - 1] if 0 < self.line <= len(lines) else ""

    def shown_in(self, text: str) -> str:
        r"""
        Return its line below a message, with a caret under its column; empty when the text has no such line.

        >>> FaultPlace(2, 3).shown_in("ASK {\n  ?s }")
        '\n      ?s }\n      ^'
        """
        excerpt = self.line_of(text)
        caret = f"\n    {' ' * (self.column - 1)}^" if self.column is not None else ""
        return f"\n    {excerpt}{caret}" if excerpt else ""


def place_of(text: str, offset: int) -> FaultPlace:
    r"""
    Return the place of an offset.

    >>> place_of("ASK {\n ?s }", 7)
    FaultPlace(line=2, column=2)
    """
    before = text[:offset]
    return FaultPlace(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def reported_place(fault: SyntaxError) -> FaultPlace | None:
    """
    Return the place that a parser reports, in attributes or in its message; None when it knows none.

    >>> reported_place(SyntaxError("error at 1:26: expected OPTIONAL"))
    FaultPlace(line=1, column=26)
    """
    if fault.lineno is not None:
        return FaultPlace(fault.lineno, fault.offset)
    found = _REPORTED.search(str(fault))
    if found is None:
        return None
    line, column = (found[1], found[2]) if found[1] else (found[3], found[4])
    return FaultPlace(int(line), int(column) if column else None)
