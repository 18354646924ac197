"""
Cutting a SPARQL query into tokens, without parsing it.

The cut is the one the W3C grammar describes (longest match). Where an engine could cut otherwise, which would let a
query hide a part of itself in what looks like an IRI or a text, the token says so: see `Token.is_treacherous`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, Literal, NamedTuple

Kind = Literal["iri", "string", "variable", "name", "blank", "language", "number", "word", "mark", "escape", "other"]

_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_START: Final = f"{_BASE}_"
_INNER: Final = f"{_START}0-9\u00b7\u0300-\u036f\u203f-\u2040\\-"
_ESCAPED: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_POINT: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"

# Quantifiers are possessive or bounded, so that no text takes more than linear time.
_TOKEN: Final = rf"""
    (?P<blankspace>[ \t\r\n]++|\#[^\r\n]*+)
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]++|{_POINT})*+>)
  | (?P<string>\"\"\"(?:[^"\\]++|\\.|"(?!""))*+\"\"\"|'''(?:[^'\\]++|\\.|'(?!''))*+'''
              |"(?!"")(?:[^"\\\r\n]++|\\.)*+"|'(?!'')(?:[^'\\\r\n]++|\\.)*+')
  | (?P<variable>[?$][{_START}0-9][{_START}0-9\u00b7\u0300-\u036f\u203f-\u2040]*+)
  | (?P<blank>_:[{_START}0-9](?:[{_INNER}]++|\.++(?=[{_INNER}]))*+)
  | (?P<name>(?:[{_BASE}](?:[{_INNER}.]{{0,99}}[{_INNER}])?)?:
              (?:(?:[{_START}:0-9]|{_ESCAPED})(?:[{_INNER}:]++|{_ESCAPED}|\.++(?=[{_INNER}:%\\]))*+)?)
  | (?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)?)
  | (?P<number>(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)[eE][+-]?[0-9]++|[0-9]*+\.[0-9]++|[0-9]++)
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*+)
  | (?P<escape>{_POINT})
  | (?P<mark>\^\^|\|\||&&|[<>!]=|\{{\||\|\}}|[{{}}()\[\]<>.,;*/|^+\-!=&?$~])
  | (?P<other>.)
    """
_POINT_ALONE: Final = re.compile(_POINT)
_OPERANDS: Final = frozenset(("variable", "number", "string", "name", "iri", "language", "blank"))
_OPENER: Final = re.compile(r"[#'()\[\]]")
_LAST_POINT: Final = 0x10FFFF


class Token(NamedTuple):
    """
    A token of a query.

    Attributes:
        start: Offset in the query, from 0.
        may_be_less_than: An IRI that stands where an engine may read an operator.
    """

    kind: Kind
    text: str
    start: int
    may_be_less_than: bool = False

    @property
    def end(self) -> int:
        """Offset of the first character after it."""
        return self.start + len(self.text)

    @property
    def is_treacherous(self) -> bool:
        """
        Whether the other reading of an IRI would hide or uncover parts of the query.

        It holds a character that opens a comment, a text or a bracket, and not `//` before it, which no operand can go
        on with; so usual IRIs are not concerned.
        """
        if not self.may_be_less_than:
            return False
        opener = _OPENER.search(self.text)
        slashes = self.text.find("//")
        return opener is not None and not 0 <= slashes < opener.start()


def cut(query: str, *, most: int | None = None) -> list[Token]:
    """
    Cut a query into its tokens; white space and comments are left out.

    Args:
        most: Number of tokens after which to stop; by default all are cut.

    >>> [token.text for token in cut("ASK { ?s a ex:Thing } # all")]
    ['ASK', '{', '?s', 'a', 'ex:Thing', '}']
    """
    return list(itertools.islice(_tokens(query), most))


@cache
def _pattern() -> re.Pattern[str]:
    """Compile the tokens when they are first needed: that takes as long as half the start of a worker."""
    return re.compile(_TOKEN, re.VERBOSE | re.DOTALL)


def _tokens(query: str) -> Iterator[Token]:
    brackets: list[str] = []
    before: Token | None = None
    for match in _pattern().finditer(query):
        kind = match.lastgroup
        if kind == "blankspace":
            continue
        text = match.group()
        if kind == "mark":
            if text in ("(", "[", "{", "{|"):
                brackets.append(text)
            elif text in (")", "]", "}", "|}") and brackets:
                brackets.pop()
        doubtful = kind == "iri" and before is not None and _may_be_less_than(match.start(), before, brackets)
        before = Token(kind, text, match.start(), doubtful)  # type: ignore[arg-type]
        yield before


def _may_be_less_than(start: int, before: Token, brackets: Sequence[str]) -> bool:
    """Tell whether an operand stands before an IRI inside round brackets, or `<` right before it (a triple term)."""
    is_after_operand = before.kind in _OPERANDS or before.text in (")", "true", "false")
    in_triple_term = before.text == "<" and before.end == start
    return in_triple_term or (is_after_operand and brackets[-1:] == ["("])


def decode(query: str) -> str:
    r"""
    Replace the escapes of code points everywhere, as SPARQL 1.1 section 19.2 asks for.

    >>> decode(r"\u0041SK {}")
    'ASK {}'
    """
    return _POINT_ALONE.sub(_decoded, query)


def decode_outside_texts(query: str, tokens: Sequence[Token]) -> str:
    """Replace the escapes of code points that stand outside texts and IRIs, where engines may not know them."""
    pieces: list[str] = []
    position = 0
    for token in tokens:
        if token.kind == "escape":
            pieces += (query[position : token.start], decode(token.text))
            position = token.end
    return "".join((*pieces, query[position:]))


def _decoded(match: re.Match[str]) -> str:
    point = int(match.group()[2:], 16)
    is_character = point <= _LAST_POINT and not 0xD800 <= point <= 0xDFFF
    return chr(point) if is_character else match.group()
