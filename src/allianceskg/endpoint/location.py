"""
Finding where a query goes wrong.

The parser reports the end of the longest keyword it tried, which may be far from the fault. Parsing the query once
more with every token on a line of its own, and blanks after it, turns the reported line into the number of a token.
"""

from __future__ import annotations

import re
from typing import Any, Final

import pyoxigraph

from allianceskg.sparql import tokens

_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_BLANKS: Final = " " * 40 + "\n"
# A sentence of the parser's own among the keywords and the character classes that it expected.
_SENTENCE: Final = re.compile(r"(?:expected (?:one of )?|, )([A-Za-z*]+(?: [\w*'.-]+){2,})(?=, |$)")


def locate(query: str, fault: SyntaxError) -> dict[str, Any]:
    """
    Return line and column, the token found there, and the parser's own sentence when it has one.

    >>> located = locate("SELECT * {?s ?p }", SyntaxError("error at 1:26: expected OPTIONAL"))
    >>> located["line"], located["column"], located["found"]
    (1, 17, '}')
    """
    cut = tokens.cut(query)
    pieces = []
    for index, token in enumerate(cut):
        # A language tag must touch its text.
        glued = index + 1 < len(cut) and cut[index + 1].kind == "language"
        pieces.append(token.text.replace("\n", " ").replace("\r", " ") + ("" if glued else _BLANKS))
    line, column, reason = _parse("".join(pieces)) or _read(str(fault))
    if line is None:
        return {"line": None, "column": None, "found": None, "reason": reason}
    if column is not None:  # the spaced text was accepted, so the place is the parser's own
        return {"line": line, "column": column, "found": None, "reason": reason}
    glued_tags = 0
    for index, token in enumerate(cut):
        glued_tags += token.kind == "language"
        if index - glued_tags == line - 1:
            found_line, found_column = tokens.place(query, token.start)
            return {"line": found_line, "column": found_column, "found": token.text, "reason": reason}
    end_line, end_column = tokens.place(query, len(query))
    return {"line": end_line, "column": end_column, "found": None, "reason": reason}


def _parse(spaced: str) -> tuple[int | None, int | None, str | None] | None:
    try:
        pyoxigraph.Store().query(spaced)
    except SyntaxError as fault:
        line, _, reason = _read(str(fault))
        return line, None, reason
    except (OSError, RuntimeError, ValueError):
        return None
    return None


def _read(message: str) -> tuple[int | None, int | None, str | None]:
    match = _PLACE.match(message)
    if match is None:
        return None, None, message
    sentence = _SENTENCE.search(match[3])
    return int(match[1]), int(match[2]), sentence[1] if sentence is not None else None
