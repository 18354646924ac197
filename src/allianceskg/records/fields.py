"""The fields of records: what the shapes let a record say, in the order in which it is read and written."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Final, Literal

from allianceskg.language import Text
from allianceskg.rdf.term import Term
from allianceskg.terms import AKG, slug

Content = Literal["text", "string", "date", "number", "boolean", "concept", "territory", "record", "part", "reference", "link"]  # fmt: skip
"""What a value of a field is; a `reference` names a part of the same record, which belongs to another field."""

CASE_STUDY: Final = f"{AKG}CaseStudy"
ACTOR: Final = f"{AKG}Actor"
RESOURCE: Final = f"{AKG}Resource"
TERRITORY: Final = f"{AKG}Territory"
FOLDERS: Final[Mapping[str, str]] = MappingProxyType({CASE_STUDY: "cases", ACTOR: "actors", RESOURCE: "resources"})
"""Where the files of each kind of record lie, below the data; every other kind is a part of one of these."""


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """A heading under which fields stand together."""

    iri: str
    label: Text
    order: float


@dataclass(frozen=True, slots=True)
class Admitted:
    """
    What a value may be.

    Attributes:
        node_kind: IRI of SHACL, such as `sh:IRI`; None where nothing is said.
        classes: What the thing that a link leads to must be.
        patterns, refused: Regular expressions that the text of a value must match, and must not.
        languages: Tags that a text may have; empty for any.
        values: All the values that there are, where they are listed; empty for any.
    """

    node_kind: str | None = None
    datatype: str | None = None
    classes: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    values: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """
    How many values, in which languages, how long, how large.

    Attributes:
        least, most: Number of values; None for no limit.
        languages: Tags of which each must have a value.
        shortest, longest: Number of characters.
        lowest, highest: Of a number.
        has_unique_languages: Whether one value a language is all there may be.
    """

    least: int = 0
    most: int | None = None
    languages: tuple[str, ...] = ()
    shortest: int = 0
    longest: int | None = None
    lowest: Fraction | None = None
    highest: Fraction | None = None
    has_unique_languages: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """
    Something that a record or a part can say: all property shapes on one path, taken together.

    Attributes:
        path: IRI of the property.
        name, help: As the first of the shapes says them.
        admits: What a value may be: one of these.
        required: Without which a record is not published.
        wished: What a finding asks for, or suggests, and does not insist on.
        content: What a value is.
        part_kinds: Classes of the parts that it may hold, when it holds parts.
        shapes: IRIs of the shapes that it is made of, the first in order first; findings cite them.
    """

    path: str
    name: Text
    help: Text
    group: FieldGroup
    order: float
    admits: tuple[Admitted, ...]
    required: Bounds
    wished: Bounds
    content: Content
    part_kinds: tuple[str, ...]
    shapes: tuple[str, ...]

    @property
    def key(self) -> str:
        """Its name in JSON: the last segment of the path."""
        return slug(self.path)

    @property
    def is_list(self) -> bool:
        """Whether it can have several values, texts that say one thing in several languages apart."""
        return self.required.most != 1 and not self.required.has_unique_languages

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes of what it links to."""
        return tuple(dict.fromkeys(one for admitted in self.admits for one in admitted.classes))

    @property
    def datatypes(self) -> tuple[str, ...]:
        """The datatypes of its values, the first the most usual."""
        return tuple(dict.fromkeys(one.datatype for one in self.admits if one.datatype is not None))


@dataclass(frozen=True, slots=True)
class RecordKind:
    """
    A kind of record, or of part of one.

    Attributes:
        iri: Its class.
        shape: IRI of the closed shape that lists its fields.
        fields: In order of group and rank.
    """

    iri: str
    shape: str
    name: Text
    help: Text
    fields: tuple[Field, ...]
    by_path: Mapping[str, Field] = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_path", {field.path: field for field in self.fields})

    @property
    def key(self) -> str:
        """Its name in JSON and in commands: the last segment of the class."""
        return slug(self.iri)

    @property
    def is_record(self) -> bool:
        """Whether it has files of its own, and is no part."""
        return self.iri in FOLDERS

    def groups(self) -> Iterator[tuple[FieldGroup, Sequence[Field]]]:
        """Go through the fields under their headings."""
        for group in dict.fromkeys(field.group for field in self.fields):
            yield group, [field for field in self.fields if field.group == group]


@dataclass(frozen=True)
class RecordKinds:
    """
    All kinds of records and parts.

    Attributes:
        by_class: In the order of their classes.
    """

    by_class: Mapping[str, RecordKind]

    @property
    def case(self) -> RecordKind:
        """What a case consists of."""
        return self.by_class[CASE_STUDY]

    @property
    def actor(self) -> RecordKind:
        """What an actor consists of."""
        return self.by_class[ACTOR]

    @property
    def resource(self) -> RecordKind:
        """What a resource consists of."""
        return self.by_class[RESOURCE]

    @cached_property
    def by_key(self) -> Mapping[str, RecordKind]:
        """Each kind by the last segment of its class."""
        return {kind.key: kind for kind in self.by_class.values()}

    @cached_property
    def by_shape(self) -> Mapping[str, Sequence[tuple[RecordKind, Field]]]:
        """The fields that a shape is about, so that a finding can stand beside its field."""
        found: dict[str, list[tuple[RecordKind, Field]]] = {}
        for kind in self.by_class.values():
            for field in kind.fields:
                for shape in field.shapes:
                    found.setdefault(shape, []).append((kind, field))
        return found

    def with_parts(self, kind: RecordKind) -> list[RecordKind]:
        """Return a kind, and all kinds of parts that a record of it can have, in the order in which they are met."""
        found = [kind]
        for one in found:  # grows while it is gone through
            held = (self.by_class[name] for field in one.fields for name in field.part_kinds)
            found += [part for part in dict.fromkeys(held) if part not in found]
        return found

    def of_types(self, types: Sequence[str]) -> RecordKind | None:
        """Return the kind that something of some classes is; None where no shape lists its fields."""
        return next((self.by_class[one] for one in sorted(types) if one in self.by_class), None)
