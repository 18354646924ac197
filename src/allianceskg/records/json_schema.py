"""What a record may say as a JSON Schema (2020-12), made from the fields that the shapes give it."""

from __future__ import annotations

from typing import Any, Final

from allianceskg.language import LANGUAGES, Language
from allianceskg.records.fields import Field, RecordKind, RecordKinds
from allianceskg.records.fields_as_json import choices
from allianceskg.records.referable import Known
from allianceskg.terms import BASE, expand, slug

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_BY_MACHINE: Final = frozenset(map(expand, ("dcterms:created", "dcterms:modified", "akg:editorialStatus")))
_WORDING: Final = {"type": "object", "properties": {"text": {"type": "string"}, "language": {"type": "string"}}}
_TEXT: Final = {
    "anyOf": [
        {"type": "string"},
        {"type": "object", "additionalProperties": {"type": "string"}},
        {"type": "array", "items": _WORDING},
    ]
}
_NAME_OF_PART: Final = {"type": "string", "description": "id"}


def json_schema(kind: RecordKind, kinds: RecordKinds, known: Known, language: Language) -> dict[str, Any]:
    """
    Describe the JSON fields of a record, as they are read and written.

    A value may be written as people write it: a concept, a place, an actor by its slug or its name, a date as 14/07/2018.
    """
    own, *parts = kinds.with_parts(kind)
    return {
        "$schema": _DIALECT,
        "$id": f"{BASE}schema/{kind.key}",
        **_object(own, known, language, more={"slug": {"type": "string"}, "kind": {"const": own.key}, "defaults": {"type": "object"}}),
        "$defs": {
            part.key: _object(part, known, language, more={"id": {"type": "string"}, "kind": {"const": part.key}})
            for part in parts
        },
    }  # fmt: skip


def _object(kind: RecordKind, known: Known, language: Language, *, more: dict[str, Any]) -> dict[str, Any]:
    required = [field.key for field in kind.fields if field.required.least > 0 and field.path not in _BY_MACHINE]
    return {
        "type": "object",
        "title": kind.name.in_language(language),
        "description": kind.help.in_language(language),
        "properties": {**more, **{field.key: _property(field, known, language) for field in kind.fields}},
        "required": required,
        "additionalProperties": False,
    }


def _property(field: Field, known: Known, language: Language) -> dict[str, Any]:
    described = {
        "title": field.name.in_language(language),
        "description": field.help.in_language(language),
    }
    if field.path in _BY_MACHINE:
        described["readOnly"] = True  # type: ignore[assignment]
    if field.content == "text":
        wished = [tag for tag in LANGUAGES if tag in field.required.languages]
        return {**described, **_TEXT, **({"x-languages": wished} if wished else {})}
    single = _single(field, known)
    bounds = {
        name: number
        for name, number in (("minItems", field.required.least), ("maxItems", field.required.most))
        if number and field.is_list
    }
    if field.content == "part":
        return {**described, "type": "array", "items": single, **bounds}
    if not field.is_list:
        return {**described, **single}
    return {**described, "anyOf": [single, {"type": "array", "items": single, **bounds}]}


def _single(field: Field, known: Known) -> dict[str, Any]:
    match field.content:
        case "part":
            kinds = [{"$ref": f"#/$defs/{slug(name)}"} for name in field.part_kinds]
            return {"anyOf": [*kinds, _NAME_OF_PART]}
        case "number":
            return {"type": ["number", "string"]}
        case "boolean":
            return {"type": ["boolean", "string"]}
        case "concept":
            slugs = list(dict.fromkeys(slug(one.iri) for one in choices(field, known)))
            return {"anyOf": [{"enum": slugs}, {"type": "string"}]}
        case _:
            return {"type": "string"}
