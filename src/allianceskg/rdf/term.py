"""The terms of RDF, and statements made of them: the one model that every engine is translated to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from allianceskg.language import Text
from allianceskg.terms import RDF_LANG_STRING, XSD, XSD_STRING

_CONTROL: Final = re.compile(r'[\x00-\x1f\x7f"\\]')
_NOT_IN_IRI: Final = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_MOST_KEPT: Final = 20_000
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
        return _written(self.value)


@lru_cache(maxsize=_MOST_KEPT)
def _written(iri: str) -> str:
    escaped = _NOT_IN_IRI.sub(lambda match: f"\\u{ord(match.group()):04X}", iri)
    return f"<{escaped}>"


@dataclass(frozen=True, slots=True, order=True)
class BlankNode:
    """A node without a name; its label holds within one answer only."""

    value: str

    def __str__(self) -> str:
        return f"_:{self.value}"


@dataclass(frozen=True, slots=True, order=True)
class Literal:
    """A text, a number or a date; one with a language has the datatype that RDF gives to such texts."""

    value: str
    language: str | None = None
    datatype: str = XSD_STRING

    def __post_init__(self) -> None:
        if self.language is not None and self.datatype == XSD_STRING:
            object.__setattr__(self, "datatype", RDF_LANG_STRING)

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
    return Literal(value, "fr")


class Triple(NamedTuple):
    """A statement."""

    subject: IRI | BlankNode
    predicate: IRI
    object: Term


def link(subject: IRI, predicate: str, target: str) -> Triple:
    """Say that something is in a relation to something else, by their IRIs."""
    return Triple(subject, IRI(predicate), IRI(target))


def texts(subject: IRI, predicate: str, text: Text) -> tuple[Triple, Triple]:
    """Say a text of ours, in both languages."""
    return (
        Triple(subject, IRI(predicate), Literal(text.fr, language="fr")),
        Triple(subject, IRI(predicate), Literal(text.en, language="en")),
    )


class Quad(NamedTuple):
    """A statement in a graph; None is the default graph."""

    subject: IRI | BlankNode
    predicate: IRI
    object: Term
    graph: IRI | None
