"""Going through the tokens of a query, forwards only."""

from __future__ import annotations

from itertools import accumulate
from typing import Final

from allianceskg.sparql import tokens
from allianceskg.sparql.pattern_tree import Variables
from allianceskg.sparql.tokens import Token

PARTNERS: Final = {"(": ")", "{": "}", "[": "]"}
_CLOSING: Final = frozenset(PARTNERS.values())
_MOST_DEPTH: Final = 100
_END: Final = Token("other", "", -1)


class UnreadablePatternError(Exception):
    """The query has something that is not read here; never leaves `rearranging`."""


class Cursor:
    """
    A place among the tokens of a query.

    Attributes:
        written: The query.
        cut: Its tokens.
        at: Which of them comes next.
    """

    def __init__(self, query: str) -> None:
        """
        Begin at the first token of a query.

        Raises:
            UnreadablePatternError: Its brackets are nested deeper than is read here.
        """
        self.written = query
        self.cut = tokens.cut(query)
        self.at = 0
        steps = ((token.text in PARTNERS) - (token.text in _CLOSING) for token in self.cut)
        if max(accumulate(steps), default=0) > _MOST_DEPTH:
            raise UnreadablePatternError

    @property
    def here(self) -> Token:
        """The token that comes next; one without text at the end."""
        return self.cut[self.at] if self.at < len(self.cut) else _END

    @property
    def word(self) -> str:
        """The next token in capitals, when it is a word."""
        return self.here.text.upper() if self.here.kind == "word" else ""

    def take(self) -> Token:
        """Pass over the next token, and return it."""
        token = self.here
        if token is _END:
            raise UnreadablePatternError
        self.at += 1
        return token

    def expect(self, text: str) -> None:
        """Pass over a token that must be there."""
        if self.take().text.upper() != text:
            raise UnreadablePatternError

    def skip_brackets(self) -> None:
        """Pass over what stands between a bracket and its partner."""
        opening = self.take().text
        if opening not in PARTNERS:
            raise UnreadablePatternError
        while self.here.text != PARTNERS[opening]:
            if self.here.text in PARTNERS:
                self.skip_brackets()
            else:
                self.take()
        self.at += 1

    def text(self, first: int, last: int) -> str:
        """Return the query as it is written, from one token up to before another."""
        if first >= last:
            return ""
        return self.written[self.cut[first].start : self.cut[last - 1].end]

    def variables(self, first: int, last: int) -> Variables:
        """Return the variables from one token up to before another."""
        return frozenset(name_of(token) for token in self.cut[first:last] if token.kind == "variable")

    def words(self, first: int, last: int) -> set[str]:
        """Return the words from one token up to before another, in capitals."""
        return {token.text.upper() for token in self.cut[first:last] if token.kind == "word"}


def name_of(variable: Token) -> str:
    """Return the name of a variable with a question mark, however it is written."""
    return f"?{variable.text[1:]}"
