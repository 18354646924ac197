"""A case, an actor or a resource as a value: fields and what they hold, from triples and back to the same triples."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from allianceskg.errors import DataError
from allianceskg.language import Text
from allianceskg.rdf.term import IRI, BlankNode, Literal, Term, Triple
from allianceskg.records.fields import Field, RecordKind, RecordKinds
from allianceskg.records.parts import natural, next_name, stem_of
from allianceskg.terms import RDF_TYPE, expand

_TYPE = IRI(RDF_TYPE)


@dataclass(frozen=True, slots=True)
class Part:
    """
    What a record says itself, or what one of its parts says.

    Attributes:
        types: IRIs of its classes, as they are written.
        values: What it says, by path of the field; only fields that hold something.
    """

    iri: str
    kind: RecordKind
    types: tuple[str, ...]
    values: Mapping[str, tuple[Term, ...]]

    @property
    def name(self) -> str:
        """What stands after the `#`; empty for the record itself."""
        return self.iri.partition("#")[2]

    def terms(self, name: str) -> tuple[Term, ...]:
        """Return what a field holds, by prefixed name of its path, in a fixed order."""
        return self.values.get(expand(name), ())

    def literals(self, name: str) -> tuple[Literal, ...]:
        """Return the texts, numbers or dates that a field holds."""
        return tuple(term for term in self.terms(name) if isinstance(term, Literal))

    def iris(self, name: str) -> tuple[str, ...]:
        """Return what a field links to, in natural order."""
        return tuple(term.value for term in self.terms(name) if isinstance(term, IRI))

    def iri_of(self, name: str) -> str | None:
        """Return the first thing that a field links to."""
        return next(iter(self.iris(name)), None)

    def value(self, name: str) -> str | None:
        """Return the first text, number or date that a field holds."""
        return next((term.value for term in self.literals(name)), None)

    def texts(self, name: str) -> dict[str, str]:
        """Return one text of each language of a field, by its tag; the tag of a text without a language is empty."""
        return {term.language or "": term.value for term in reversed(self.literals(name))}

    def filled(self) -> Iterator[tuple[Field, tuple[Term, ...]]]:
        """Go through the fields that hold something, in the order in which they are read."""
        for field in self.kind.fields:
            if field.path in self.values:
                yield field, self.values[field.path]


@dataclass(frozen=True, slots=True)
class Record:
    """
    A case, an actor or a resource with all its parts.

    Attributes:
        parts: What it says itself, first, and each of its parts, in natural order, by IRI.
        unshown: What was said that no field describes; it is written back as it was.
        used: Names of parts that are there, or were before: no new part takes one of them.
    """

    iri: str
    parts: Mapping[str, Part]
    unshown: frozenset[Triple]
    used: frozenset[str]

    @property
    def own(self) -> Part:
        """What it says itself."""
        return self.parts[self.iri]

    @property
    def kind(self) -> RecordKind:
        """What it is."""
        return self.own.kind

    def held(self, part: Part, name: str) -> list[Part]:
        """Return the parts that a field holds, by prefixed name of its path, in natural order."""
        return [self.parts[iri] for iri in part.iris(name) if iri in self.parts]

    def of_kind(self, kind: str) -> list[Part]:
        """Return the parts of a class, by its prefixed name, in natural order."""
        return [part for part in self.parts.values() if expand(kind) in part.types]

    def triples(self) -> Iterator[Triple]:
        """Give all that it says, in no order."""
        for part in self.parts.values():
            subject = IRI(part.iri)
            yield from (Triple(subject, _TYPE, IRI(name)) for name in part.types)
            for path, values in part.values.items():
                yield from (Triple(subject, IRI(path), value) for value in values)
        yield from self.unshown

    def with_values(self, iri: str, path: str, values: Iterable[Term]) -> Record:
        """
        Let a field of the record or of a part hold something else.

        Raises:
            KeyError: There is no such part, or it has no such field.
        """
        part = self.parts[iri]
        assert part.kind.by_path[path]
        kept = in_order(values)
        said = {**part.values, path: kept} if kept else {one: of for one, of in part.values.items() if one != path}
        return replace(self, parts={**self.parts, iri: replace(part, values=said)})

    def with_part(self, holder: str, path: str, kind: RecordKind, *, name: str | None = None) -> tuple[Record, Part]:
        """
        Add an empty part, which a field of the record or of another part holds.

        Args:
            name: What stands after the `#`; the next number of its kind when not given.

        Returns:
            The record with it, and the part.
        """
        name = name or next_name(stem_of(kind.iri), self.used)
        part = Part(f"{self.iri}#{name}", kind, (kind.iri,), {})
        parts = _sorted_parts(self.iri, {**self.parts, part.iri: part})
        held = self.parts[holder].values.get(path, ())
        changed = replace(self, parts=parts, used=self.used | {name}).with_values(holder, path, [*held, IRI(part.iri)])
        return changed, part

    def without_part(self, iri: str) -> Record:
        """Take a part away, with what only it holds and with every link to them; its name stays used."""
        gone = {iri}
        while more := {one for one in self._held_by(gone) if one not in gone and not self._holders(one) - gone}:
            gone |= more
        dead = {IRI(one) for one in gone}
        parts = {
            one: replace(part, values=_without(part.values, dead))
            for one, part in self.parts.items()
            if one not in gone
        }
        unshown = frozenset(one for one in self.unshown if one.subject not in dead and one.object not in dead)
        return replace(self, parts=parts, unshown=unshown)

    def remembering(self, names: Collection[str]) -> Record:
        """Keep new parts from taking names that earlier versions of the record used."""
        return replace(self, used=self.used | frozenset(names))

    def _held_by(self, holders: Collection[str]) -> set[str]:
        return {one for holder in holders for one in _links_to_parts(self.parts[holder]) if one in self.parts}

    def _holders(self, iri: str) -> set[str]:
        return {part.iri for part in self.parts.values() if iri in _links_to_parts(part)}


def new_record(iri: str, kind: RecordKind) -> Record:
    """Make a record that says nothing yet."""
    return Record(iri, {iri: Part(iri, kind, (kind.iri,), {})}, frozenset(), frozenset())


def read_record(triples: Iterable[Triple], kinds: RecordKinds, *, source: str) -> Record:
    """
    Read the one record that triples describe.

    Args:
        source: How the reader knows the triples: a file name, for the message.

    Raises:
        DataError: They describe no record, or several.
    """
    by_subject: dict[Term, list[Triple]] = {}
    for triple in triples:
        by_subject.setdefault(triple.subject, []).append(triple)
    described = {subject: _types(said) for subject, said in by_subject.items()}
    kind_of = {subject: kind for subject, types in described.items() if (kind := kinds.of_types(types)) is not None}
    found = sorted(
        subject.value
        for subject, kind in kind_of.items()
        if kind.is_record and isinstance(subject, IRI) and "#" not in subject.value
    )
    if len(found) != 1:
        raise _not_one_record(found, source)
    (iri,) = found
    unshown: set[Triple] = set()
    parts: dict[str, Part] = {}
    for subject, said in by_subject.items():
        kind = kind_of.get(subject)
        if kind is None or isinstance(subject, BlankNode) or subject.value.partition("#")[0] != iri:
            unshown.update(said)
        else:
            parts[subject.value], rest = _read_part(subject.value, kind, said)
            unshown |= rest
    used = frozenset(name for subject in by_subject if (name := subject.value.removeprefix(f"{iri}#")) != subject.value)
    return Record(iri, _sorted_parts(iri, parts), frozenset(unshown), used)


def _read_part(iri: str, kind: RecordKind, said: Iterable[Triple]) -> tuple[Part, set[Triple]]:
    values: dict[str, list[Term]] = {}
    types: set[str] = set()
    rest: set[Triple] = set()
    for triple in said:
        if isinstance(triple.object, BlankNode):
            rest.add(triple)
        elif triple.predicate == _TYPE and isinstance(triple.object, IRI):
            types.add(triple.object.value)
        elif triple.predicate.value in kind.by_path:
            values.setdefault(triple.predicate.value, []).append(triple.object)
        else:
            rest.add(triple)
    return Part(iri, kind, tuple(sorted(types)), {path: in_order(held) for path, held in values.items()}), rest


def _types(said: Iterable[Triple]) -> list[str]:
    return [one.object.value for one in said if one.predicate == _TYPE and isinstance(one.object, IRI)]


def _links_to_parts(part: Part) -> set[str]:
    return {
        term.value for field in part.kind.fields if field.content == "part" for term in part.values.get(field.path, ())
    }


def _without(values: Mapping[str, tuple[Term, ...]], dead: Collection[Term]) -> dict[str, tuple[Term, ...]]:
    kept = {path: tuple(term for term in held if term not in dead) for path, held in values.items()}
    return {path: held for path, held in kept.items() if held}


def in_order(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Return the values of a field once each, in the order in which they are kept."""
    return tuple(sorted(set(terms), key=_place))


def _place(term: Term) -> tuple[Any, ...]:
    if isinstance(term, Literal):
        return (1, term.language or "", natural(term.value), term.value, term.datatype)
    return (0, "", natural(term.value), term.value, "")


def _sorted_parts(iri: str, parts: Mapping[str, Part]) -> dict[str, Part]:
    return {one: parts[one] for one in sorted(parts, key=lambda one: (one != iri, natural(one)))}


def _not_one_record(found: Sequence[str], source: str) -> DataError:
    if not found:
        return DataError(
            Text(
                fr=f"{source} ne décrit ni cas, ni acteur, ni ressource.",
                en=f"{source} describes no case, actor or resource.",
            )
        )
    names = ", ".join(found)
    return DataError(
        Text(fr=f"{source} décrit plusieurs fiches : {names}.", en=f"{source} describes several records: {names}."),
        hint=Text(fr="Écrivez un fichier par fiche.", en="Write one file a record."),
    )
