"""Two people's changes of one record's JSON fields, brought together field by field; parts are known by their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from allianceskg.records.field_values import PART_ID

Path = tuple[str, ...]
"""Keys of fields and names of parts, from the record down."""

_NOTHING: Final[tuple[Any, ...]] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """
    A field that both changed, and not alike.

    Attributes:
        base, mine, theirs: What it held, and holds now; None for nothing. A part that one of them took away while the
            other changed it is nothing on one side.
    """

    path: Path
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class MergedFields:
    """
    What two changes come to.

    Attributes:
        fields: With what only one of them changed; where both did, what is theirs stands.
        conflicts: Where both did.
        taken: What only they changed.
    """

    fields: dict[str, Any]
    conflicts: tuple[FieldConflict, ...]
    taken: tuple[Path, ...]


def merge_fields(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> MergedFields:
    """
    Bring two changes of the same fields together.

    Args:
        base: What both began from.
        mine: With one's changes; those of the other are taken into it where nothing of one's own stands.

    >>> merge_fields({"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 1, "b": 3}).fields
    {'a': 2, 'b': 3}
    """
    merging = _Merging()
    fields = merging.objects((), base, mine, theirs)
    return MergedFields(fields, tuple(merging.conflicts), tuple(merging.taken))


def with_choice(fields: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """Return fields in which a field, or a whole part, holds something else; nothing takes it away."""
    key, *rest = path
    if not rest:
        return _without(fields, key) if value in _NOTHING else {**fields, key: value}
    held = fields.get(key)
    if not _is_parts(held):
        return {**fields, key: with_choice(held if isinstance(held, Mapping) else {}, tuple(rest), value)}
    name, *below = rest
    parts: list[Any] = []
    is_met = False
    for part in held or []:
        if isinstance(part, Mapping) and part.get(PART_ID) == name:
            is_met = True
            if below:
                parts.append(with_choice(part, tuple(below), value))
            elif value not in _NOTHING:
                parts.append(value)
        else:
            parts.append(part)
    if not is_met and not below and value not in _NOTHING:
        parts.append(value)
    return {**fields, key: parts}


class _Merging:
    def __init__(self) -> None:
        self.conflicts: list[FieldConflict] = []
        self.taken: list[Path] = []

    def objects(self, path: Path, base: Any, mine: Any, theirs: Any) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for key in _keys(mine, theirs):
            value = self.values(
                (*path, key), *(one.get(key) if isinstance(one, Mapping) else None for one in (base, mine, theirs))
            )
            if value not in _NOTHING:
                merged[key] = value
        return merged

    def values(self, path: Path, base: Any, mine: Any, theirs: Any) -> Any:
        if _same(mine, theirs) or _same(theirs, base):
            return mine
        if _same(mine, base):
            self.taken.append(path)
            return theirs
        if _is_parts(mine) and _is_parts(theirs) and (_is_parts(base) or base in _NOTHING):
            return self.parts(path, base or [], mine, theirs)
        if _is_texts(mine) and _is_texts(theirs):
            return self.objects(path, base if isinstance(base, Mapping) else {}, mine, theirs)
        self.conflicts.append(FieldConflict(path, base, mine, theirs))
        return theirs

    def parts(self, path: Path, base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]) -> list[Any]:
        olds, mines, others = (_by_name(one) for one in (base, mine, theirs))
        merged = []
        for name in dict.fromkeys([*others, *mines]):
            old, my, their = olds.get(name), mines.get(name), others.get(name)
            at = (*path, name)
            if isinstance(my, Mapping) and isinstance(their, Mapping):
                merged.append(self.objects(at, old or {}, my, their))
            else:
                value = self.values(at, old, my, their)
                if value not in _NOTHING:
                    merged.append(value)
        return merged


def _keys(*several: Any) -> Iterator[str]:
    yield from dict.fromkeys(key for one in several if isinstance(one, Mapping) for key in one)


def _same(one: Any, other: Any) -> bool:
    return one == other or (one in _NOTHING and other in _NOTHING)


def _is_parts(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, Mapping) and PART_ID in one for one in value)


def _is_texts(value: Any) -> bool:
    return isinstance(value, Mapping) and PART_ID not in value


def _by_name(parts: Sequence[Any]) -> dict[str, Any]:
    return {str(one[PART_ID] if isinstance(one, Mapping) and PART_ID in one else one): one for one in parts}


def _without(fields: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {one: value for one, value in fields.items() if one != key}
