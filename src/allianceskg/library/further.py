"""What records say in fields that nothing lays out in a way of its own: shown by the words of the shapes, in their order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from allianceskg.language import Language, Worded
from allianceskg.library.descriptions import Description, choose_texts
from allianceskg.rdf.term import IRI, Literal, Term
from allianceskg.records.fields import Content, Field, RecordKinds
from allianceskg.records.parts import natural
from allianceskg.terms import expand


@dataclass(frozen=True, slots=True)
class FurtherField:
    """
    A field and what it holds.

    Attributes:
        name: In the reader's language.
        texts: What is written, in the reader's language or in another.
        things: What it links to: concepts, territories, records, parts or addresses.
    """

    key: str
    name: str
    content: Content
    texts: tuple[Worded, ...]
    things: tuple[str, ...]

    @classmethod
    def of(cls, field: Field, terms: Sequence[Term], language: Language) -> FurtherField:
        """Choose what a reader is shown of the values of a field."""
        things = {term.value for term in terms if isinstance(term, IRI)}
        return cls(
            key=field.key,
            name=field.name.in_language(language),
            content=field.content,
            texts=tuple(choose_texts((term for term in terms if isinstance(term, Literal)), language)),
            things=tuple(sorted(things, key=natural)),
        )


def read_further(
    said: Description, kinds: RecordKinds, *, left_out: Mapping[str, Collection[str]], language: Language
) -> dict[str, tuple[FurtherField, ...]]:
    """
    Return what was said and not asked for, of the thing and of each of its parts, by IRI; to be called last.

    Args:
        left_out: Prefixed names of properties that are not shown on purpose, by the last segment of a class; those of
            every class under the empty name.
    """
    found = {}
    for subject in said.all_subjects():
        kind = kinds.of_types(said.iris(subject, "rdf:type"))
        if kind is not None:
            passed_over = {expand(name) for key in ("", kind.key) for name in left_out.get(key, ())}
            fields = [field for field in kind.fields if field.path not in passed_over]
            if further := tuple(_unasked(subject, said, fields, language)):
                found[subject] = further
    return found


def _unasked(subject: str, said: Description, fields: Iterable[Field], language: Language) -> Iterator[FurtherField]:
    for field in fields:
        if not said.is_asked(subject, field.path) and (terms := said.terms(subject, field.path)):
            yield FurtherField.of(field, terms, language)
