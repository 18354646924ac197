"""The blocks of the published records that an example may be taken from, read once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import RDF, URIRef

from allianceskg.validation.blocks import Blocks, read_blocks
from allianceskg.validation.compiled import language, lexical, node_of, token
from allianceskg.validation.nodes import Node

_TYPE: Final = token(RDF.type)
_LONGEST: Final = 600
MOST_QUOTED: Final = 300
"""Of each kind are searched for examples, the first by name: more would not give better ones, and take minutes."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """
    One property of one node of a published record.

    Attributes:
        values: N-Triples terms.
        rank: Smaller for a better example: in more languages, shorter, first by name.
    """

    record: str
    subject: str
    types: frozenset[URIRef]
    values: Sequence[str]
    rank: tuple[int, int, str]

    def nodes(self) -> list[Node]:
        """Return the values in the order of rdflib."""
        return sorted(node_of(value) for value in self.values)


class Quotations:
    """What the published records of one kind say; read anew when one of their files changes."""

    def __init__(self) -> None:
        self._files: dict[Path, tuple[tuple[int, int], Blocks]] = {}
        self._by_property: dict[URIRef, Sequence[Quoted]] = {}

    def refresh(self, published: Sequence[Path]) -> None:
        """
        Read what has changed since the last time.

        Args:
            published: The first `MOST_QUOTED` by name.
        """
        known, self._files = self._files, {}
        for path in published:
            state = path.stat()
            stamp = (state.st_mtime_ns, state.st_size)
            earlier = known.get(path)
            if earlier is not None and earlier[0] == stamp:
                self._files[path] = earlier
            else:
                self._files[path] = (stamp, read_blocks(path) or {})
                self._by_property.clear()
        if len(known.keys() - self._files.keys()):
            self._by_property.clear()

    def of(self, path: URIRef) -> Sequence[Quoted]:
        """Return what the records say with a property, the best example first."""
        known = self._by_property.get(path)
        if known is None:
            known = self._by_property[path] = sorted(self._quoted(token(path)), key=lambda one: one.rank)
        return known

    def subjects(self) -> Iterator[tuple[str, frozenset[URIRef]]]:
        """Give every node with its types, in the order of the files."""
        for _, blocks in self._files.values():
            for subject, block in blocks.items():
                yield subject.strip("<>"), _types(block)

    def _quoted(self, path: str) -> Iterator[Quoted]:
        for _, blocks in self._files.values():
            for subject, block in blocks.items():
                values = block.get(path, ())
                length = sum(len(lexical(value)) for value in values if value[0] != "_")
                if values and length <= _LONGEST and not any(value[0] == "_" for value in values):
                    iri = subject.strip("<>")
                    rank = (-_languages(values), length, iri)
                    yield Quoted(iri.partition("#")[0], iri, _types(block), values, rank)


def _types(block: dict[str, list[str]]) -> frozenset[URIRef]:
    return frozenset(URIRef(lexical(one)) for one in block.get(_TYPE, ()) if one[0] == "<")


def _languages(values: Iterable[str]) -> int:
    return len({language(value) for value in values} - {""})
