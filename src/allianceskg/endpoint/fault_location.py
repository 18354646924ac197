"""
Finding where a query goes wrong.

The parser reports the end of the longest keyword it tried, which may be far from the fault. Parsing the query once
more with every token on a line of its own, and blanks after it, turns the reported line into the number of a token.
"""

from __future__ import annotations

import re
from typing import Any, Final

import pyoxigraph

from allianceskg.rdf.place import FaultPlace, place_of, reported_place
from allianceskg.sparql import tokens

_PREFACE: Final = re.compile(r"error at \d+:\d+: ")
_BLANKS: Final = " " * 40 + "\n"
# A sentence of the parser's own among the keywords and the character classes that it expected.
_SENTENCE: Final = re.compile(r"(?:expected (?:one of )?|, )([A-Za-z*]+(?: [\w*'.-]+){2,})(?=, |$)")


def locate(query: str, fault: SyntaxError, base: str | None = None) -> dict[str, Any]:
    """
    Return line and column, the token found there, and the parser's own sentence when it has one.

    Args:
        base: What relative IRIs are resolved against.

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
    spaced_fault = _parse("".join(pieces), base)
    reason = _reason(spaced_fault or fault)
    place = reported_place(spaced_fault or fault)
    if place is None:
        return {"line": None, "column": None, "found": None, "reason": reason}
    if spaced_fault is None:  # the spaced text was accepted, so the place is the parser's own
        return _located(place, None, reason)
    glued_tags = 0
    for index, token in enumerate(cut):
        glued_tags += token.kind == "language"
        if index - glued_tags == place.line - 1:
            return _located(place_of(query, token.start), token.text, reason)
    return _located(place_of(query, len(query)), None, reason)


def _located(place: FaultPlace, found: str | None, reason: str | None) -> dict[str, Any]:
    return {"line": place.line, "column": place.column, "found": found, "reason": reason}


def _parse(spaced: str, base: str | None) -> SyntaxError | None:
    try:
        pyoxigraph.Store().query(spaced, base_iri=base)
    except SyntaxError as fault:
        return fault
    except (OSError, RuntimeError, ValueError):
        return None
    return None


def _reason(fault: SyntaxError) -> str | None:
    """Return the parser's own sentence; None when it only lists what it expected."""
    message = str(fault)
    preface = _PREFACE.match(message)
    if preface is None:
        return message
    sentence = _SENTENCE.search(message[preface.end() :])
    return sentence[1] if sentence is not None else None
