"""The fields of a kind of record as JSON, for forms and for programs that write records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from allianceskg.language import Language
from allianceskg.rdf.term import IRI, Literal, Term
from allianceskg.records.field_examples import FieldExample
from allianceskg.records.fields import FOLDERS, Bounds, Field, RecordKind, RecordKinds
from allianceskg.records.referable import Known, KnownConcept
from allianceskg.terms import slug

Examples = Mapping[tuple[str, str], FieldExample]


def describe(
    kind: RecordKind, kinds: RecordKinds, known: Known, examples: Examples, language: Language
) -> dict[str, Any]:
    """
    Describe what a record of a kind can say.

    Returns:
        `kind`, `name`, `help`, `groups` of fields in order, and under `parts` the same for each kind of part.
    """
    described = [_kind(part, known, examples, language) for part in kinds.with_parts(kind)]
    own, *parts = described
    return {**own, "parts": {part["kind"]: part for part in parts}}


def _kind(kind: RecordKind, known: Known, examples: Examples, language: Language) -> dict[str, Any]:
    return {
        "kind": kind.key,
        "name": kind.name.in_language(language),
        "help": kind.help.in_language(language),
        "groups": [
            {
                "label": group.label.in_language(language),
                "fields": [_field(field, known, examples.get((kind.iri, field.path)), language) for field in fields],
            }
            for group, fields in kind.groups()
        ],
    }


def _field(field: Field, known: Known, example: FieldExample | None, language: Language) -> dict[str, Any]:
    described: dict[str, Any] = {
        "key": field.key,
        "property": field.path,
        "name": field.name.in_language(language),
        "help": field.help.in_language(language),
        "content": field.content,
        "is_required": field.required.least > 0,
        "is_list": field.is_list,
        "required": _bounds(field.required),
        "wished": _bounds(field.wished),
    }
    if field.datatypes:
        described["datatypes"] = [slug(datatype) for datatype in field.datatypes]
    if patterns := [pattern for admitted in field.admits for pattern in admitted.patterns]:
        described["patterns"] = patterns
    if field.content == "concept":
        described["choices"] = [_choice(concept, language) for concept in choices(field, known)]
    if field.content == "record":
        described["records"] = [FOLDERS[name] for name in field.classes]
    if field.content == "part":
        described["parts"] = [slug(name) for name in field.part_kinds]
    if example is not None:
        described["example"] = {"record": example.record, "values": [_value(term) for term in example.terms]}
    return described


def choices(field: Field, known: Known) -> list[KnownConcept]:
    """Return the concepts that a field admits, in the order of their vocabulary."""
    found = {
        concept.iri: concept
        for admitted in field.admits
        for concept in known.of_class(*admitted.classes).values()
        if all(re.search(pattern, concept.iri) for pattern in admitted.patterns)
    }
    return list(found.values())


def _choice(concept: KnownConcept, language: Language) -> dict[str, str]:
    return {"value": concept.iri, "slug": slug(concept.iri), "label": concept.label.in_language(language)}


def _bounds(bounds: Bounds) -> dict[str, Any]:
    """Return what is bounded at all."""
    numbers = {
        "least": bounds.least or None,
        "most": bounds.most,
        "shortest": bounds.shortest or None,
        "longest": bounds.longest,
        "lowest": _number(bounds.lowest),
        "highest": _number(bounds.highest),
        "languages": list(bounds.languages) or None,
    }
    return {name: number for name, number in numbers.items() if number is not None}


def _number(bound: Fraction | None) -> int | float | None:
    return None if bound is None else int(bound) if bound.denominator == 1 else float(bound)


def _value(term: Term) -> dict[str, str]:
    match term:
        case IRI():
            return {"iri": term.value}
        case Literal(language=None):
            return {"text": term.value}
        case Literal():
            return {"text": term.value, "lang": term.language or ""}
    return {"text": term.value}
