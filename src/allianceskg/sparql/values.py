"""The `VALUES` blocks of a query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.sparql.tokens import Token

_CLOSING: Final = frozenset(("}", "{"))


@dataclass(frozen=True, slots=True)
class ValuesBlock:
    """
    A `VALUES` block.

    Attributes:
        first: Position of the word VALUES among the tokens.
        opening: Position of the opening brace.
        last: Position of the closing brace.
        variables: With their question marks.
        is_of_rows: Whether the variables stand in parentheses, and so does each row.
        rows: Terms as they are written; None when there is anything else than rows of plain terms.
    """

    first: int
    opening: int
    last: int
    variables: tuple[str, ...]
    is_of_rows: bool
    rows: tuple[tuple[str, ...], ...] | None

    def column(self, variable: str) -> list[str] | None:
        """Return the different values of a variable; None when a row leaves it open."""
        place = self.variables.index(variable)
        column = list(dict.fromkeys(row[place] for row in self.rows or ()))
        return None if "UNDEF" in column else column


def find_values(cut: Sequence[Token]) -> Iterator[ValuesBlock]:
    """Go through the blocks of a query, in order."""
    return (block for place in range(len(cut)) if (block := read_values(cut, place)) is not None)


def read_values(cut: Sequence[Token], place: int) -> ValuesBlock | None:
    """Read the block that begins with a token; None when none does."""
    if cut[place].kind != "word" or cut[place].text.upper() != "VALUES":
        return None
    opening = next((at for at in range(place + 1, len(cut)) if cut[at].text == "{"), len(cut))
    last = next((at for at in range(opening + 1, len(cut)) if cut[at].text in _CLOSING), len(cut))
    head = cut[place + 1 : opening]
    variables = tuple(token.text for token in head if token.kind == "variable")
    if last == len(cut) or cut[last].text != "}" or not variables:
        return None
    is_of_rows = head[0].text == "("
    rows = _rows(cut[opening + 1 : last], len(variables))
    return ValuesBlock(place, opening, last, variables, is_of_rows, rows)


def _rows(inside: Sequence[Token], width: int) -> tuple[tuple[str, ...], ...] | None:
    terms = _terms(inside)
    if "(" not in terms:
        return tuple((term,) for term in terms) if width == 1 else None
    rows: list[list[str]] = []
    for term in terms:
        if term == "(":
            rows.append([])
        elif term != ")" and rows:
            rows[-1].append(term.upper() if term.upper() == "UNDEF" else term)
    return tuple(map(tuple, rows)) if all(len(row) == width for row in rows) else None


def _terms(inside: Sequence[Token]) -> list[str]:
    """Put the language or the datatype of a literal back behind its text."""
    terms: list[str] = []
    is_datatype = False
    for token in inside:
        if terms and (is_datatype or token.kind == "language" or token.text == "^^"):
            terms[-1] += token.text
        else:
            terms.append(token.text)
        is_datatype = token.text == "^^"
    return terms
