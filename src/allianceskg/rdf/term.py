"""What a store answers with, the same for every engine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from allianceskg.terms import RDF_LANG_STRING, XSD, XSD_STRING

_CONTROL: Final = re.compile(r'[\x00-\x1f\x7f"\\]')
_NOT_IN_IRI: Final = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_INTEGERS: Final = frozenset(
    XSD + name
    for name in (
        "integer",
        "int",
        "long",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
        "unsignedInt",
        "unsignedLong",
        "unsignedShort",
        "unsignedByte",
    )
)


@dataclass(frozen=True, slots=True, order=True)
class IRI:
    """A node with a name."""

    value: str

    def __str__(self) -> str:
        escaped = _NOT_IN_IRI.sub(lambda match: f"\\u{ord(match.group()):04X}", self.value)
        return f"<{escaped}>"


@dataclass(frozen=True, slots=True, order=True)
class BlankNode:
    """A node without a name; its label holds within one answer only."""

    value: str

    def __str__(self) -> str:
        return f"_:{self.value}"


@dataclass(frozen=True, slots=True, order=True)
class Literal:
    """A text, a number or a date."""

    value: str
    language: str | None = None
    datatype: str = XSD_STRING

    def __str__(self) -> str:
        escaped = _CONTROL.sub(lambda match: f"\\u{ord(match.group()):04X}", self.value)
        if self.language is not None:
            return f'"{escaped}"@{self.language}'
        return f'"{escaped}"' if self.datatype == XSD_STRING else f'"{escaped}"^^{IRI(self.datatype)}'

    @property
    def is_integer(self) -> bool:
        """Whether the datatype is one of the integer types, which engines use in turn for sums."""
        return self.datatype in _INTEGERS


Term = IRI | BlankNode | Literal
"""`str(term)` is its N-Triples form, which is also a SPARQL term."""


def french(value: str) -> Literal:
    """Make a text in French."""
    return Literal(value, "fr", RDF_LANG_STRING)


class Triple(NamedTuple):
    """A statement."""

    subject: IRI | BlankNode
    predicate: IRI
    object: Term


class Quad(NamedTuple):
    """A statement in a graph; None is the default graph."""

    subject: IRI | BlankNode
    predicate: IRI
    object: Term
    graph: IRI | None


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
