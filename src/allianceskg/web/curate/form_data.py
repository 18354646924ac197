"""What a form sends, as the JSON fields of a record: only what it shows is changed, and all as it was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from allianceskg.language import LANGUAGES
from allianceskg.records.field_values import DEFAULTS, PART_ID, PART_KIND, Fields
from allianceskg.records.fields import Field, RecordKind, RecordKinds
from allianceskg.records.usual_forms import usual_date

PREFIX: Final = "f"
SAME: Final = "same"
"""Under this name stands a part that is described elsewhere in the form."""
_IN_BRACKETS: Final = re.compile(r"(?P<name>.*\S)\s*\((?P<slug>[\w.-]+)\)\s*")
_MOST_FIELDS: Final = 20_000

NameOf = Callable[[Field, str], str | None]
"""What a form shows for the slug of an actor or a territory; None for an unknown one."""


def parse_form(body: bytes) -> list[tuple[str, str]]:
    """
    Read what a form sent, names and values in their order; line breaks as one character.

    Raises:
        ValueError: It sent more than 20,000 fields.
    """
    pairs = parse_qsl(
        body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, encoding="utf-8"
    )
    return [(name, value.replace("\r\n", "\n").replace("\x00", "")) for name, value in pairs]


@dataclass
class _Node:
    """The values of a name, and what stands below it."""

    values: list[str] = field(default_factory=list)
    below: dict[str, _Node] = field(default_factory=dict)

    def value(self, name: str) -> str:
        node = self.below.get(name)
        return node.values[-1] if node is not None and node.values else ""


def fields_from(
    pairs: Iterable[tuple[str, str]], kind: RecordKind, kinds: RecordKinds, *, before: Fields, name_of: NameOf
) -> dict[str, Any]:
    """
    Return the fields of a record after what a form sent.

    Args:
        pairs: Names and values; names begin with `f.`, parts are numbered from 0.
        before: The fields as they were; what the form does not show stays.
        name_of: A value that the form wrote itself, "Danone (danone)", is the slug again.
    """
    root = _Node()
    for name, value in pairs:
        first, *rest = name.split(".")
        if first == PREFIX and rest:
            node = root
            for step in rest:
                node = node.below.setdefault(step, _Node())
            node.values.append(value)
    decoding = _Decoding(kinds, name_of, _parts_of(before))
    fields = decoding.fields(root, kind, before)
    if DEFAULTS in root.below:
        fields.pop(DEFAULTS, None)
        fields |= {DEFAULTS: said} if (said := _defaults(root.below[DEFAULTS])) else {}
    return fields


def _defaults(node: _Node) -> dict[str, Any]:
    sources = node.below.get("source", _Node()).values
    found: dict[str, Any] = {"source": [one for one in sources if one], "basis": node.value("basis")}
    return {name: value for name, value in found.items() if value}


@dataclass(frozen=True)
class _Decoding:
    kinds: RecordKinds
    name_of: NameOf
    parts: Mapping[str, Fields]

    def fields(self, node: _Node, kind: RecordKind, before: Fields) -> dict[str, Any]:
        found = dict(before)
        for one in kind.fields:
            if one.key in node.below:
                value = self.field(one, node.below[one.key], before.get(one.key))
                if value in ("", [], {}, None):
                    found.pop(one.key, None)
                else:
                    found[one.key] = value
        return found

    def field(self, one: Field, node: _Node, before: Any) -> Any:
        if one.content == "part":
            return [self.part(one, node.below[number]) for number in sorted(node.below, key=_rank)]
        if one.content == "text":
            return _texts(node)
        values = [self.value(one, value) for value in node.values]
        values += [self.value(one, below.values[-1]) for below in node.below.values() if below.values]
        typed = [value for value in values if value.strip()]
        shown = before if isinstance(before, list) else [] if before is None else [before]
        kept = [old for old, new in zip(shown, typed, strict=False) if new in (_typed(old), usual_date(_typed(old)))]
        typed_or_kept: list[Any] = kept if len(kept) == len(typed) == len(shown) else list(typed)
        if one.is_list or len(typed) > 1:
            return typed_or_kept
        return typed_or_kept[0] if typed_or_kept else None

    def value(self, one: Field, typed: str) -> str:
        match = _IN_BRACKETS.fullmatch(typed) if one.content in ("record", "territory") else None
        return match["slug"] if match and self.name_of(one, match["slug"]) == match["name"] else typed

    def part(self, one: Field, node: _Node) -> Any:
        if SAME in node.below:
            return node.value(SAME)
        name, key = node.value(PART_ID), node.value(PART_KIND)
        kind = next(
            (self.kinds.by_class[each] for each in one.part_kinds if self.kinds.by_class[each].key == key), None
        )
        if kind is None:
            return {PART_ID: name}
        before = self.parts.get(name, {})
        return {PART_ID: name, PART_KIND: kind.key, **self.fields(node, kind, _only_values(before))}


def _only_values(part: Fields) -> Fields:
    return {key: value for key, value in part.items() if key not in (PART_ID, PART_KIND)}


def _texts(node: _Node) -> Any:
    """Read a text in each language, or rows of a text with its language."""
    rows = [below for number, below in sorted(node.below.items(), key=lambda pair: _rank(pair[0])) if number.isdigit()]
    if rows:
        return [
            {"text": row.value("text"), "language": row.value("language") or "fr"}
            for row in rows
            if row.value("text").strip()
        ]
    said = {tag: node.value(tag) for tag in node.below if node.value(tag).strip()}
    return {tag: said[tag] for tag in sorted(said, key=lambda tag: (tag not in LANGUAGES, tag != "fr", tag))}


def _parts_of(fields: Any) -> dict[str, Fields]:
    """Return every part by its name."""
    found: dict[str, Fields] = {}
    if isinstance(fields, Mapping):
        if isinstance(fields.get(PART_ID), str):
            found[fields[PART_ID]] = fields
        for one in fields.values():
            found |= _parts_of(one)
    elif isinstance(fields, list):
        for one in fields:
            found |= _parts_of(one)
    return found


def _typed(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _rank(number: str) -> tuple[int, str]:
    return (int(number), "") if number.isdigit() else (10**9, number)
