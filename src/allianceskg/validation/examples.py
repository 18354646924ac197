"""How published records write the same thing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rdflib import BNode, Graph, Literal, URIRef

from allianceskg.validation.engine import Result
from allianceskg.validation.findings import Example
from allianceskg.validation.nodes import RDF, SH, SHAPE, TERM, Node, compact, members, read, written
from allianceskg.validation.reference import Reference
from allianceskg.validation.rules import COMPONENT
from allianceskg.validation.suggestion import Suggestions

_FOLDER_OF_CLASS = {TERM.Actor: "actors", TERM.Resource: "resources"}
_LONGEST = 600
_MOST_RECORDS = 300
"""Of each kind are searched for examples, the first by name: more would not give better ones, and take minutes."""


@dataclass(frozen=True, slots=True)
class _Block:
    """One node of a published record, with its properties."""

    record: str
    subject: str
    types: frozenset[URIRef]
    properties: dict[URIRef, tuple[Node, ...]]


class Examples:
    """Finds, in the published records that conform, a node of the same class with the same property."""

    def __init__(
        self, *, data: Graph, shapes: Graph, reference: Reference, suggestions: Suggestions, avoided: Collection[str]
    ) -> None:
        """
        Args:
            avoided: IRIs of the records that are being judged and do not conform.
        """
        self._data = data
        self._shapes = shapes
        self._reference = reference
        self._suggestions = suggestions
        self._avoided = frozenset(avoided)

    def find(self, result: Result) -> Example | None:
        """Return an example for a result; None when no published record writes such a thing."""
        if result.shape == SHAPE["Graph-type"] or (result.component == COMPONENT and result.path is None):
            return self._of_same_name(result)
        types = frozenset(one for one in self._data.objects(result.focus, RDF.type) if isinstance(one, URIRef))
        for path in self._paths(result):
            example = self._shortest(types, path, self._least(result))
            if example is not None:
                return example
        return None

    def _paths(self, result: Result) -> Iterator[URIRef]:
        if result.component == SH.ClosedConstraintComponent:
            yield from (URIRef(path) for path in self._suggestions.near_properties(result))
        elif result.path is not None:
            yield result.path
        else:
            yield from self._alternative_paths(result.shape)

    def _alternative_paths(self, shape: URIRef) -> Iterator[URIRef]:
        """Give the properties that the alternatives of a node constraint look at, the wanted one last in the text."""
        for parameter in (SH["or"], SH.xone):
            for alternative in members(self._shapes, self._shapes.value(shape, parameter)):
                for nested in self._shapes.objects(alternative, SH.property):
                    path = self._shapes.value(nested, SH.path)
                    if isinstance(path, URIRef):
                        yield path

    def _least(self, result: Result) -> int:
        """Return how many values the shape wants: an example with fewer would have the same fault."""
        wanted = (
            self._shapes.value(result.shape, SH.minCount) if result.component == SH.MinCountConstraintComponent else 1
        )
        return int(wanted) if isinstance(wanted, Literal) else 1

    def _shortest(self, types: frozenset[URIRef], path: URIRef, least: int) -> Example | None:
        """Return the block of that class that says it in the fewest characters, in as many languages as any."""
        everywhere = [block for block in self._by_property(types)[path] if len(block.properties[path]) >= least]
        blocks = [block for block in everywhere if block.types & types] or everywhere
        if not blocks:
            return None
        best = min(
            blocks,
            key=lambda block: (-_languages(block.properties[path]), _length(block.properties[path]), block.subject),
        )
        return Example(best.record, _turtle(best.subject, path, best.properties[path]))

    def _of_same_name(self, result: Result) -> Example | None:
        """Return the type of a part named alike: `#place-3` where `#place-1` is at fault."""
        stem = re.sub(r"-.*", "", str(result.focus).partition("#")[2])
        for block in self._cases:
            if re.fullmatch(rf"{re.escape(stem)}(-.*)?", block.subject.partition("#")[2]):
                return Example(block.record, _turtle(block.subject, RDF.type, sorted(block.types)))
        return None

    def _by_property(self, types: frozenset[URIRef]) -> dict[URIRef, list[_Block]]:
        folder = next((folder for one, folder in _FOLDER_OF_CLASS.items() if one in types), "cases")
        return {"actors": self._actor_properties, "resources": self._resource_properties}.get(
            folder, self._case_properties
        )

    @cached_property
    def _cases(self) -> list[_Block]:
        return list(self._blocks("cases"))

    @cached_property
    def _case_properties(self) -> dict[URIRef, list[_Block]]:
        return _indexed(self._cases)

    @cached_property
    def _actor_properties(self) -> dict[URIRef, list[_Block]]:
        return _indexed(self._blocks("actors"))

    @cached_property
    def _resource_properties(self) -> dict[URIRef, list[_Block]]:
        return _indexed(self._blocks("resources"))

    def _blocks(self, kind: str) -> Iterator[_Block]:
        for path in self._reference.published(kind)[:_MOST_RECORDS]:
            properties: dict[str, dict[URIRef, list[Node]]] = defaultdict(lambda: defaultdict(list))
            for subject, predicate, value in read(path):
                properties[str(subject)][predicate].append(value)
            for name, values in properties.items():
                record = name.partition("#")[0]
                if record not in self._avoided:
                    types = frozenset(one for one in values[RDF.type] if isinstance(one, URIRef))
                    yield _Block(record, name, types, {key: tuple(sorted(some)) for key, some in values.items()})


def _indexed(blocks: Iterable[_Block]) -> dict[URIRef, list[_Block]]:
    index: dict[URIRef, list[_Block]] = defaultdict(list)
    for block in blocks:
        for path, values in block.properties.items():
            if _length(values) <= _LONGEST and not any(isinstance(value, BNode) for value in values):
                index[path].append(block)
    return index


def _languages(values: Iterable[Node]) -> int:
    return len({value.language for value in values if isinstance(value, Literal) and value.language})


def _length(values: Iterable[Node]) -> int:
    return sum(len(str(value)) for value in values)


def _turtle(subject: str, path: URIRef, values: Iterable[Node]) -> str:
    name = "a" if path == RDF.type else compact(str(path))
    return f"{compact(subject)}\n    {name} " + " ,\n        ".join(written(value) for value in values) + " ."
