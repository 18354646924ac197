"""The solutions of a SELECT, the same for every engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allianceskg.rdf.term import Term


@dataclass(frozen=True, slots=True)
class Table:
    """
    The solutions of a SELECT.

    Attributes:
        variables: Names without the question mark, in the order of the query.
        rows: One tuple a solution, as long as `variables`; None where a variable has no value.
    """

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Term]]:
        """Go through the solutions as dictionaries of the variables that have a value."""
        for row in self.rows:
            yield {name: term for name, term in zip(self.variables, row, strict=True) if term is not None}

    def column(self, variable: str) -> list[str]:
        """Return the values of one variable, as plain texts, without the empty ones."""
        position = self.variables.index(variable)
        return [term.value for row in self.rows if (term := row[position]) is not None]
