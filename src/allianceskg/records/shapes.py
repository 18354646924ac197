"""From shapes, the class hierarchy and the vocabularies to the fields of records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from allianceskg.language import Text
from allianceskg.rdf.term import IRI, BlankNode, Literal, Term, Triple
from allianceskg.records.fields import (
    FOLDERS,
    TERRITORY,
    Admitted,
    Bounds,
    Content,
    Field,
    FieldGroup,
    RecordKind,
    RecordKinds,
)
from allianceskg.terms import RDF_LANG_STRING, XSD, XSD_BOOLEAN, XSD_DECIMAL, XSD_INTEGER, expand

_TRUE: Final = Literal("true", datatype=XSD_BOOLEAN)
_CONCEPT: Final = IRI(expand("skos:Concept"))
_FIRST: Final = expand("rdf:first")
_REST: Final = expand("rdf:rest")
_VIOLATION: Final = expand("sh:Violation")
_CONTENTS: Final[Mapping[str, Content]] = {
    RDF_LANG_STRING: "text",
    XSD_BOOLEAN: "boolean",
    XSD_INTEGER: "number",
    XSD_DECIMAL: "number",
    **dict.fromkeys((f"{XSD}{name}" for name in ("date", "gYearMonth", "gYear")), "date"),
}


def read_kinds(triples: Iterable[Triple]) -> RecordKinds:
    """
    Read what each kind of record and of part can say.

    Args:
        triples: The shapes, the ontology with its class hierarchy, and the vocabularies.

    Returns:
        A kind for each closed shape that has a target class.
    """
    return _Shapes(_Graph(triples)).kinds()


class _Graph:
    """Triples by subject and property, and by property and value."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._objects: dict[tuple[str, str], list[Term]] = {}
        self._subjects: dict[tuple[str, Term], list[str]] = {}
        for subject, predicate, value in triples:
            self._objects.setdefault((subject.value, predicate.value), []).append(value)
            self._subjects.setdefault((predicate.value, value), []).append(subject.value)

    def has(self, subject: str, name: str, value: Term) -> bool:
        return value in self._objects.get((subject, expand(name)), ())

    def subjects(self, name: str, value: Term) -> list[str]:
        return sorted(self._subjects.get((expand(name), value), ()))

    def iris(self, subject: str, name: str) -> list[str]:
        return sorted(one.value for one in self._objects.get((subject, expand(name)), ()) if isinstance(one, IRI))

    def iri(self, subject: str, name: str) -> str | None:
        return next(iter(self.iris(subject, name)), None)

    def literals(self, subject: str, name: str) -> list[Literal]:
        found = [one for one in self._objects.get((subject, expand(name)), ()) if isinstance(one, Literal)]
        return sorted(found, key=lambda one: (one.language or "", one.value))

    def text(self, subject: str, name: str) -> Text:
        words = {one.language: one.value for one in self.literals(subject, name)}
        return Text(fr=words["fr"], en=words["en"])

    def number(self, subject: str, name: str) -> int | None:
        return next((int(one.value) for one in self.literals(subject, name)), None)

    def bound(self, subject: str, name: str) -> Fraction | None:
        return next((Fraction(one.value) for one in self.literals(subject, name)), None)

    def members(self, subject: str, name: str) -> Iterator[Term]:
        cell = next(iter(self._objects.get((subject, expand(name)), ())), None)
        while isinstance(cell, BlankNode):
            yield self._objects[cell.value, _FIRST][0]
            cell = self._objects[cell.value, _REST][0]


@dataclass(frozen=True, slots=True)
class _PropertyShape:
    """A property shape; `insists` when what does not conform to it is not published."""

    iri: str
    path: str
    order: int
    insists: bool


class _Shapes:
    """The shapes, read into kinds and fields."""

    def __init__(self, graph: _Graph) -> None:
        self._graph = graph
        self._fields: dict[tuple[_PropertyShape, ...], Field] = {}

    def kinds(self) -> RecordKinds:
        kinds = [self._kind(target, shape) for target, shape in sorted(self._closed.items())]
        return RecordKinds({kind.iri: kind for kind in kinds})

    @cached_property
    def _closed(self) -> Mapping[str, str]:
        """The closed shape of each class that has one."""
        shapes = self._graph.subjects("sh:closed", _TRUE)
        return {target: shape for shape in shapes for target in self._graph.iris(shape, "sh:targetClass")}

    @cached_property
    def _concept_classes(self) -> frozenset[str]:
        concepts = self._graph.subjects("rdf:type", _CONCEPT)
        return frozenset(name for concept in concepts for name in self._graph.iris(concept, "rdf:type"))

    def _kind(self, target: str, shape: str) -> RecordKind:
        by_path: dict[str, list[_PropertyShape]] = {}
        for part in sorted(self._properties(shape), key=lambda part: (not part.insists, part.order, part.iri)):
            by_path.setdefault(part.path, []).append(part)
        fields = [self._field(tuple(shapes)) for shapes in by_path.values()]
        return RecordKind(
            iri=target,
            shape=shape,
            name=self._graph.text(shape, "sh:name"),
            help=self._graph.text(shape, "sh:description"),
            fields=tuple(
                sorted(fields, key=lambda field: (field.group.order, field.group.iri, field.order, field.path))
            ),
        )

    def _properties(self, shape: str) -> Iterator[_PropertyShape]:
        for iri in self._graph.iris(shape, "sh:property"):
            (path,) = self._graph.iris(iri, "sh:path")
            severity = self._graph.iri(iri, "sh:severity") or _VIOLATION
            yield _PropertyShape(iri, path, self._graph.number(iri, "sh:order") or 0, severity == _VIOLATION)

    def _wherever(self, path: str) -> Iterator[_PropertyShape]:
        """Give the property shapes that hold wherever a property is used."""
        for shape in self._graph.subjects("sh:targetSubjectsOf", IRI(path)):
            yield from (part for part in self._properties(shape) if part.path == path)

    def _field(self, own: tuple[_PropertyShape, ...]) -> Field:
        """Make the field of the property shapes on one path, of which several kinds may share the same."""
        if own not in self._fields:
            self._fields[own] = self._new_field(own)
        return self._fields[own]

    def _new_field(self, own: Sequence[_PropertyShape]) -> Field:
        first = own[0]
        shapes = [*own, *self._wherever(first.path)]
        insisting = [part.iri for part in shapes if part.insists]
        admits = self._admits(insisting)
        holds_parts = any(self._graph.has(part.iri, "dash:composite", _TRUE) for part in own)
        (group,) = self._graph.iris(first.iri, "sh:group")
        return Field(
            path=first.path,
            name=self._graph.text(first.iri, "sh:name"),
            help=self._graph.text(first.iri, "sh:description"),
            group=self._group(group),
            order=first.order,
            admits=admits,
            required=self._bounds(insisting, always=[part.iri for part in own]),
            wished=self._bounds([part.iri for part in shapes if not part.insists], always=[part.iri for part in own]),
            content="part" if holds_parts else self._content(admits),
            part_kinds=self._parts_below(name for one in admits for name in one.classes) if holds_parts else (),
            shapes=tuple(part.iri for part in shapes),
        )

    def _group(self, iri: str) -> FieldGroup:
        return FieldGroup(iri, self._graph.text(iri, "rdfs:label"), self._graph.number(iri, "sh:order") or 0)

    def _admits(self, shapes: Sequence[str]) -> tuple[Admitted, ...]:
        """Return the alternatives of property shapes that must all hold."""
        together = Admitted()
        for shape in shapes:
            together = _both(together, self._admitted(shape))
        alternatives = [one for shape in shapes for one in self._graph.members(shape, "sh:or")]
        return tuple(_both(together, self._admitted(one.value)) for one in alternatives) or (together,)

    def _admitted(self, shape: str) -> Admitted:
        graph = self._graph
        return Admitted(
            node_kind=graph.iri(shape, "sh:nodeKind"),
            datatype=graph.iri(shape, "sh:datatype"),
            classes=tuple(graph.iris(shape, "sh:class")),
            patterns=_values(graph.literals(shape, "sh:pattern")),
            refused=_values(one for no in graph.iris(shape, "sh:not") for one in graph.literals(no, "sh:pattern")),
            languages=_values(graph.members(shape, "sh:languageIn")),
            values=tuple(graph.members(shape, "sh:in")),
        )

    def _bounds(self, shapes: Sequence[str], *, always: Sequence[str]) -> Bounds:
        """
        Return the bounds that shapes set together.

        Args:
            always: Those that hold even where the property is not used: a language that they want is then a value that
                they want.
        """
        counted = [shape for shape in shapes if shape in always]
        return Bounds(
            least=max(
                [*self._numbers(shapes, "sh:minCount"), *self._numbers(counted, "sh:qualifiedMinCount")], default=0
            ),
            most=min(self._numbers(shapes, "sh:maxCount"), default=None),
            languages=tuple(dict.fromkeys(tag for shape in shapes for tag in self._wanted_languages(shape))),
            shortest=max(self._numbers(shapes, "sh:minLength"), default=0),
            longest=min(self._numbers(shapes, "sh:maxLength"), default=None),
            lowest=max(self._limits(shapes, "sh:minInclusive"), default=None),
            highest=min(self._limits(shapes, "sh:maxInclusive"), default=None),
            has_unique_languages=any(self._graph.has(shape, "sh:uniqueLang", _TRUE) for shape in shapes),
        )

    def _numbers(self, shapes: Iterable[str], name: str) -> list[int]:
        return [number for shape in shapes if (number := self._graph.number(shape, name)) is not None]

    def _limits(self, shapes: Iterable[str], name: str) -> list[Fraction]:
        return [limit for shape in shapes if (limit := self._graph.bound(shape, name)) is not None]

    def _wanted_languages(self, shape: str) -> Iterator[str]:
        """Give the languages of which a shape wants a value."""
        if self._graph.number(shape, "sh:qualifiedMinCount"):
            for wanted in self._graph.iris(shape, "sh:qualifiedValueShape"):
                yield from (tag.value for tag in self._graph.members(wanted, "sh:languageIn"))

    def _content(self, admits: Sequence[Admitted]) -> Content:
        datatypes = [one.datatype for one in admits if one.datatype is not None]
        if datatypes:
            return _CONTENTS.get(datatypes[0], "string")
        classes = {name for one in admits for name in one.classes}
        if not classes:
            return "link"
        if classes == {TERRITORY}:
            return "territory"
        if classes <= FOLDERS.keys():
            return "record"
        if self._parts_below(classes):
            return "reference"
        return "concept" if classes <= self._concept_classes else "link"

    def _parts_below(self, classes: Iterable[str]) -> tuple[str, ...]:
        """Return the classes of parts that are among some classes, or below them."""
        wanted = set(classes)
        return tuple(one for one in self._closed if one not in FOLDERS and wanted & self._and_above(one))

    def _and_above(self, name: str) -> set[str]:
        found = {name}
        waiting = [name]
        while waiting:
            new = set(self._graph.iris(waiting.pop(), "rdfs:subClassOf")) - found
            found |= new
            waiting += new
        return found


def _values(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(one.value for one in terms)


def _both(one: Admitted, other: Admitted) -> Admitted:
    """Return what both admit."""
    return Admitted(
        node_kind=other.node_kind or one.node_kind,
        datatype=other.datatype or one.datatype,
        classes=(*one.classes, *other.classes),
        patterns=(*one.patterns, *other.patterns),
        refused=(*one.refused, *other.refused),
        languages=other.languages or one.languages,
        values=other.values or one.values,
    )
