"""
A whole record as JSON, by the keys of its fields, and back: what forms hold and what programs send.

A text that says one thing in several languages is an object by language; texts that say several things are a list of
objects with `text` and `language`. A concept, an actor, a territory is its slug; a part is an object with `id`, the name
it has in the record, and `kind`; a part met a second time, or one of the same record that is cited, is its `id` alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from allianceskg.language import LANGUAGES, Text
from allianceskg.profiles.faults import nearest_values
from allianceskg.rdf.term import IRI, Literal, Term
from allianceskg.records.fields import Field, RecordKind, RecordKinds
from allianceskg.records.parts import natural, next_name, stem_of
from allianceskg.records.record import Part, Record, in_order
from allianceskg.records.typed_values import FieldFault, TypedValues, Wrong, read_text
from allianceskg.terms import expand, slug

Fields = Mapping[str, Any]
"""The fields of a record or of a part, as JSON."""

PART_ID: Final = "id"
PART_KIND: Final = "kind"
DEFAULTS: Final = "defaults"
"""Under this key stand `source` and `basis` of all statements that say none of their own."""
_ABOUT_RECORD: Final = frozenset({PART_KIND, "slug", DEFAULTS})
_ABOUT_PART: Final = frozenset({PART_ID, PART_KIND})
_NAME: Final = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SHOWN: Final = 80
_SOURCE: Final = expand("dcterms:source")
_BASIS: Final = expand("akg:basis")


@dataclass(frozen=True, slots=True)
class ReadFields:
    """
    The record that JSON fields describe.

    Attributes:
        record: Whole where there are no faults.
        faults: What could not be read, in order of the fields.
        places: Where the record and each of its parts stand in the fields, by IRI: `hasPlace.1.`; empty for the record.
    """

    record: Record
    faults: tuple[FieldFault, ...]
    places: Mapping[str, str]


def fields_of(record: Record, values: TypedValues) -> dict[str, Any]:
    """Return all that the fields of a record hold, as JSON; what no field describes is not in it."""
    return {
        "slug": slug(record.iri),
        PART_KIND: record.kind.key,
        **_Shown(record, values).fields(record.own),
    }


def record_of(
    fields: Fields, values: TypedValues, kinds: RecordKinds, *, base: Record, used: Collection[str] = ()
) -> ReadFields:
    """
    Read a record from JSON fields.

    Args:
        fields: As `fields_of` gives them, or with values as people write them. A field left out holds nothing.
        base: What the fields were made from: the record as it is published, or an empty one. What no field describes is
            taken from it, and a field that still says the same keeps the very same values.
        used: Names of parts that earlier versions had; no new part takes one.
    """
    return _Reading(fields, values, kinds, base, used).result()


def with_names(fields: Fields, kinds: RecordKinds, kind: RecordKind, used: Collection[str] = ()) -> dict[str, Any]:
    """Give every part of JSON fields that has no name yet the next of its kind."""
    taken = {*used, *_names_given(fields)}

    def named(item: Any, field: Field) -> Any:
        if not isinstance(item, Mapping):
            return item
        held = [kinds.by_class[one] for one in field.part_kinds]
        own = next((one for one in held if one.key == item.get(PART_KIND)), held[0] if len(held) == 1 else None)
        if own is None:
            return item
        name = item.get(PART_ID) or next_name(stem_of(own.iri), taken)
        taken.add(str(name))
        return {**within(item, own), PART_ID: name, PART_KIND: own.key}

    def within(item: Fields, own: RecordKind) -> dict[str, Any]:
        parts = {field.key: field for field in own.fields if field.content == "part"}
        return {
            key: [named(one, parts[key]) for one in _items(held)] if key in parts else held
            for key, held in item.items()
        }

    return within(fields, kind)


class _Shown:
    """Writes the fields of one record; a part is written where it is first met."""

    def __init__(self, record: Record, values: TypedValues) -> None:
        self._record = record
        self._values = values
        self.met: set[str] = {record.iri}

    def fields(self, part: Part) -> dict[str, Any]:
        return {field.key: self.field(field, terms) for field, terms in part.filled()}

    def field(self, field: Field, terms: Sequence[Term]) -> Any:
        if field.content == "text":
            return _shown_texts(field, terms)
        shown = [self._shown(field, term) for term in terms]
        return shown if field.is_list or field.content == "part" or len(shown) > 1 else shown[0]

    def _shown(self, field: Field, term: Term) -> Any:
        if field.content in ("part", "reference"):
            return self._part(field, term.value)
        if field.content in ("number", "boolean"):
            return _as_json(term)
        return self._values.write(field, term)

    def _part(self, field: Field, iri: str) -> Any:
        name = iri.removeprefix(f"{self._record.iri}#")
        part = self._record.parts.get(iri)
        if field.content == "reference" or part is None or iri in self.met:
            return name
        self.met.add(iri)
        return {PART_ID: name, PART_KIND: part.kind.key, **self.fields(part)}


def reachable(record: Record) -> frozenset[str]:
    """Return the IRIs of the record and of the parts that its fields lead to."""
    found = [record.iri]
    for iri in found:  # grows while it is gone through
        part = record.parts[iri]
        held = (
            term.value
            for field in part.kind.fields
            if field.content == "part"
            for term in part.values.get(field.path, ())
        )
        found += [one for one in dict.fromkeys(held) if one in record.parts and one not in found]
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A part that the fields describe, and where."""

    iri: str
    kind: RecordKind
    fields: Fields
    where: str


class _Reading:
    """The reading of one record."""

    def __init__(
        self, fields: Fields, values: TypedValues, kinds: RecordKinds, base: Record, used: Collection[str]
    ) -> None:
        self._fields = fields
        self._values = values
        self._kinds = kinds
        self._base = base
        self._used = {*base.used, *used}
        self._faults: list[FieldFault] = []
        self._placed: dict[str, _Placed] = {}
        self._part_at: dict[str, str] = {}
        defaults = fields.get(DEFAULTS)
        self._defaults: Fields = defaults if isinstance(defaults, Mapping) else {}

    def result(self) -> ReadFields:
        self._used |= set(_names_given(self._fields))
        self._place(_Placed(self._base.iri, self._base.kind, self._fields, ""))
        parts = {placed.iri: self._part(placed) for placed in self._placed.values()}
        gone = reachable(self._base) - parts.keys()
        kept = {iri: part for iri, part in self._base.parts.items() if iri not in parts and iri not in gone}
        together = {**kept, **parts}
        record = replace(
            self._base,
            parts={
                one: together[one] for one in sorted(together, key=lambda one: (one != self._base.iri, natural(one)))
            },
            unshown=frozenset(one for one in self._base.unshown if one.subject.value not in gone),
            used=frozenset(self._used),
        )
        return ReadFields(record, tuple(self._faults), {iri: placed.where for iri, placed in self._placed.items()})

    def _place(self, placed: _Placed) -> None:
        """Give the parts that fields describe their names, from the record down."""
        self._placed[placed.iri] = placed
        for field in placed.kind.fields:
            if field.content == "part":
                for number, item in enumerate(_items(placed.fields.get(field.key)), 1):
                    where = f"{placed.where}{field.key}.{number}"
                    if isinstance(item, Mapping):
                        self._place_part(field, item, where)
                    elif item is not None and not isinstance(item, str):
                        self._fault(where, item, _NO_PART)

    def _place_part(self, field: Field, item: Fields, where: str) -> None:
        kind = self._kind_of(field, item, where)
        if kind is None:
            return
        name = item.get(PART_ID) or next_name(stem_of(kind.iri), self._used)
        iri = f"{self._base.iri}#{name}"
        if not isinstance(name, str) or not (_NAME.fullmatch(name) or iri in self._base.parts):
            self._fault(f"{where}.{PART_ID}", name, _NO_ID)
        elif iri in self._placed:
            self._fault(f"{where}.{PART_ID}", name, _SAME_ID)
        else:
            self._used.add(name)
            self._part_at[where] = iri
            self._place(_Placed(iri, kind, item, f"{where}."))

    def _kind_of(self, field: Field, item: Fields, where: str) -> RecordKind | None:
        kinds = [self._kinds.by_class[one] for one in field.part_kinds]
        given = item.get(PART_KIND)
        found = next(
            (one for one in kinds if one.key == given), kinds[0] if given is None and len(kinds) == 1 else None
        )
        if found is None:
            listed = [f"{one.key} ({one.name.fr})" for one in kinds], [f"{one.key} ({one.name.en})" for one in kinds]
            self._fault(
                f"{where}.{PART_KIND}",
                given,
                Wrong(
                    Text(fr="La nature de cette partie n'est pas dite.", en="It is not said what this part is."),
                    Text(fr=f"Choisissez : {' ; '.join(listed[0])}.", en=f"Choose: {'; '.join(listed[1])}."),
                ),
            )
        return found

    def _part(self, placed: _Placed) -> Part:
        old = self._base.parts.get(placed.iri)
        own = old if old is not None and old.kind == placed.kind else None
        shown = _Shown(self._base, self._values)
        shown.met |= self._base.parts.keys()  # every part by its name alone
        said: dict[str, tuple[Term, ...]] = {}
        for field in placed.kind.fields:
            before = own.values.get(field.path, ()) if own is not None else ()
            terms = self._terms(field, placed, before, shown)
            if terms:
                said[field.path] = terms
        self._check_keys(placed)
        types = own.types if own is not None else (placed.kind.iri,)
        part = Part(placed.iri, placed.kind, types, {})
        return replace(part, values={path: in_order(terms) for path, terms in said.items()})

    def _terms(self, field: Field, placed: _Placed, before: Sequence[Term], shown: _Shown) -> tuple[Term, ...]:
        where = f"{placed.where}{field.key}"
        given = placed.fields.get(field.key)
        if _is_empty(given) and placed.iri != self._base.iri and field.path in (_SOURCE, _BASIS):
            given = self._defaults.get(field.key)
        if _is_empty(given):
            return ()
        if field.content == "part":
            return tuple(self._held(given, where, before))
        if before and _plain(given) == _plain(shown.field(field, before)):
            return tuple(before)
        if field.content == "text":
            return tuple(self._texts(given, where))
        return tuple(self._single(field, given, where))

    def _held(self, given: Any, where: str, before: Sequence[Term]) -> Iterator[Term]:
        for number, item in enumerate(_items(given), 1):
            at = f"{where}.{number}"
            if isinstance(item, str):
                term = IRI(f"{self._base.iri}#{item}")
                if term.value in self._placed or term in before:
                    yield term
                else:
                    self._fault(at, item, _NO_SUCH_PART)
            elif at in self._part_at:
                yield IRI(self._part_at[at])

    def _single(self, field: Field, given: Any, where: str) -> Iterator[Term]:
        items = _items(given)
        for number, item in enumerate(items, 1):
            at = f"{where}.{number}" if len(items) > 1 or field.is_list else where
            if _is_empty(item):
                continue
            if isinstance(item, Mapping | list):
                self._fault(at, json.dumps(item, ensure_ascii=False), _ONE_VALUE)
                continue
            read = (
                self._reference(str(item)) if field.content == "reference" else self._values.read(field, _typed(item))
            )
            if isinstance(read, Wrong):
                self._fault(at, item, read)
            else:
                yield read

    def _reference(self, name: str) -> Term | Wrong:
        iri = f"{self._base.iri}#{name.strip()}"
        known = self._placed if iri in self._placed else self._base.parts
        return IRI(iri) if iri in known else _NO_SUCH_PART

    def _texts(self, given: Any, where: str) -> Iterator[Term]:
        for at, tag, text in _wordings(given, where):
            if _is_empty(text):
                continue
            if not isinstance(tag, str) or not _TAG.fullmatch(tag):
                self._fault(at, tag, _NO_LANGUAGE)
            elif not isinstance(text, str):
                self._fault(at, json.dumps(text, ensure_ascii=False), _NO_TEXT)
            elif (read := read_text(text, tag)) is not None:
                yield read

    def _check_keys(self, placed: _Placed) -> None:
        about = _ABOUT_PART if placed.where else _ABOUT_RECORD
        keys = {field.key: field.name for field in placed.kind.fields}
        for key in sorted(placed.fields.keys() - keys.keys() - about):
            near = nearest_values(key, keys) or sorted(keys)
            listed = ", ".join(near)
            self._fault(
                f"{placed.where}{key}",
                placed.fields[key],
                Wrong(
                    Text(fr=f"Aucun champ ne s'appelle « {key} » ici.", en=f"No field is called “{key}” here."),
                    Text(fr=f"Champs : {listed}.", en=f"Fields: {listed}."),
                ),
            )

    def _fault(self, where: str, found: object, wrong: Wrong) -> None:
        text = "" if found is None else str(found)
        short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        self._faults.append(FieldFault(where, short, wrong.message, wrong.mend))


def _shown_texts(field: Field, terms: Sequence[Term]) -> Any:
    literals = [term for term in terms if isinstance(term, Literal) and term.language]
    tags = {term.language for term in literals}
    if field.required.has_unique_languages and len(literals) == len(terms) == len(tags):
        said = {term.language or "": term.value for term in literals}
        return {tag: said[tag] for tag in sorted(said, key=lambda tag: (tag not in LANGUAGES, tag != "fr", tag))}
    return [
        {"text": term.value, "language": term.language or ""}
        if isinstance(term, Literal)
        else {"text": term.value, "language": ""}
        for term in terms
    ]


def _as_json(term: Term) -> Any:
    """Return a number or a truth as JSON where JSON writes it alike; else as a text."""
    if re.fullmatch(r"0|-?[1-9]\d{0,14}|true|false", term.value):
        return json.loads(term.value)
    return term.value


def _typed(item: Any) -> str:
    return str(item).lower() if isinstance(item, bool) else str(item)


def _plain(value: Any) -> Any:
    """Write a value so that what was read as text compares with what was a number."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items() if not _is_empty(one)}
    if isinstance(value, list | tuple):
        plain = [_plain(one) for one in value if not _is_empty(one)]
        return plain[0] if len(plain) == 1 else plain
    return _typed(value)


def _items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else [] if _is_empty(value) else [value]


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip())


def _wordings(given: Any, where: str) -> list[tuple[str, Any, Any]]:
    """Return the texts of a field with their languages, and where each is."""
    if isinstance(given, str):
        return [(f"{where}.fr", "fr", given)]
    if isinstance(given, Mapping) and not given.keys() <= {"text", "language"}:
        return [(f"{where}.{tag}", tag, text) for tag, text in given.items()]
    return [(f"{where}.{number}", *_wording(item)) for number, item in enumerate(_items(given), 1)]


def _wording(item: Any) -> tuple[Any, Any]:
    if isinstance(item, Mapping):
        return item.get("language") or "fr", item.get("text")
    return "fr", item


def _names_given(fields: Any) -> Iterable[str]:
    """Go through the names that parts have already."""
    if isinstance(fields, Mapping):
        name = fields.get(PART_ID)
        if isinstance(name, str):
            yield name
        for one in fields.values():
            yield from _names_given(one)
    elif isinstance(fields, list):
        for one in fields:
            yield from _names_given(one)


_ONE_VALUE: Final = Wrong(
    Text(fr="Ce champ ne tient qu'une valeur simple.", en="This field holds a plain value only."),
    Text(fr="Écrivez un texte ou un nombre.", en="Write a text or a number."),
)
_NO_PART: Final = Wrong(
    Text(fr="Ce n'est pas une partie de fiche.", en="This is no part of a record."),
    Text(fr="Écrivez les champs de cette partie.", en="Write the fields of this part."),
)
_NO_ID: Final = Wrong(
    Text(fr="Ce nom de partie ne convient pas.", en="This name of a part does not fit."),
    Text(fr="Laissez-le vide : un nom sera donné.", en="Leave it empty: a name will be given."),
)
_SAME_ID: Final = Wrong(
    Text(fr="Deux parties ont le même nom.", en="Two parts have the same name."),
    Text(fr="Laissez vide le nom de la seconde.", en="Leave the name of the second one empty."),
)
_NO_SUCH_PART: Final = Wrong(
    Text(fr="Cette fiche n'a pas cette partie.", en="This record has no such part."),
    Text(fr="Choisissez dans la liste.", en="Choose from the list."),
)
_NO_LANGUAGE: Final = Wrong(
    Text(fr="La langue de ce texte n'est pas dite.", en="The language of this text is not said."),
    Text(fr="Dites fr ou en.", en="Say fr or en."),
)
_NO_TEXT: Final = Wrong(
    Text(fr="Ce n'est pas un texte.", en="This is no text."),
    Text(fr="Écrivez un texte.", en="Write a text."),
)
