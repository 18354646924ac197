"""How published records write the same thing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache

from rdflib import Graph, Literal, URIRef

from allianceskg.validation.engine import Result
from allianceskg.validation.findings import Example
from allianceskg.validation.nodes import RDF, SH, SHAPE, TERM, Node, compact, members, written
from allianceskg.validation.reference import Reference
from allianceskg.validation.rules import COMPONENT
from allianceskg.validation.suggestion import Suggestions

_FOLDER_OF_CLASS = {TERM.Actor: "actors", TERM.Resource: "resources"}


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
        self._suggestions = suggestions
        self._avoided = frozenset(avoided)
        self._quotations = cache(reference.quotations)

    def find(self, result: Result) -> Example | None:
        """Return an example for a result; None when no published record writes such a thing."""
        if result.shape == SHAPE["Graph-duplicate"]:
            return None  # nothing is written wrongly: what there is to read is the other record
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
        kind = next((folder for one, folder in _FOLDER_OF_CLASS.items() if one in types), "cases")
        quoted = self._quotations(kind).of(path)
        fit = (one for one in quoted if len(one.values) >= least and one.record not in self._avoided)
        first = next(fit, None)
        if first is None or not first.types.isdisjoint(types):
            best = first
        else:
            best = next((one for one in fit if not one.types.isdisjoint(types)), first)
        return Example(best.record, _turtle(best.subject, path, best.nodes())) if best is not None else None

    def _of_same_name(self, result: Result) -> Example | None:
        """Return the type of a part named alike: `#place-3` where `#place-1` is at fault."""
        stem = re.sub(r"-.*", "", str(result.focus).partition("#")[2])
        for subject, types in self._quotations("cases").subjects():
            record, _, part = subject.partition("#")
            if record not in self._avoided and re.fullmatch(rf"{re.escape(stem)}(-.*)?", part):
                return Example(record, _turtle(subject, RDF.type, sorted(types)))
        return None


def _turtle(subject: str, path: URIRef, values: Iterable[Node]) -> str:
    name = "a" if path == RDF.type else compact(str(path))
    return f"{compact(subject)}\n    {name} " + " ,\n        ".join(written(value) for value in values) + " ."
