"""The form of a record, made from its fields: what each input is called, holds, and is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from allianceskg.language import Language, Text, typographic
from allianceskg.rdf.term import IRI, Term
from allianceskg.rdf.term import Literal as RdfLiteral
from allianceskg.records.field_examples import FieldExample
from allianceskg.records.field_values import DEFAULTS, PART_ID, PART_KIND, Fields
from allianceskg.records.fields import Field, RecordKind, RecordKinds
from allianceskg.records.referable import Known
from allianceskg.records.typed_values import FieldFault, TypedValues
from allianceskg.records.usual_forms import usual_date
from allianceskg.terms import slug
from allianceskg.web.curate.form_data import PREFIX

Widget = Literal["texts", "rows", "line", "lines", "choice", "choices", "checks", "parts"]

_MACHINE: Final = frozenset(
    {
        "created",
        "modified",
        "editorialStatus",
        "isReplacedBy",
        "retirementReason",
        "mergedInto",
        "isPartOf",
        "sourceLine",
    }
)
"""What the machine sets, or another page: the form leaves it alone. Lines of the kit are not typed anew."""
_RARE: Final = frozenset(
    {"altLabel", "confidence", "conflictsWith", "asOf", "evidenceLevel", "note", "editorialNote", "hasObjectiveWeight"}
)
_RARE_OF_RECORDS: Final = frozenset({"altLabel", "note", "editorialNote"})
_BESIDE: Final = frozenset({"source", "basis", "reason"})
_LINE: Final = 200
_LONGEST_EXAMPLE: Final = 160
_LONGEST_LABEL: Final = 70


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What is told beside a field."""

    message: str
    mend: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class TextInput:
    """A text in one language."""

    name: str
    language: str
    value: str


@dataclass(frozen=True, slots=True)
class FormField:
    """
    A field as the form shows it.

    Attributes:
        name: Of its input; inputs of several values have a number after it.
        widget: How it is filled in.
        values: What stands in each line of a field of several.
        texts: One for each language, or for each row.
        example: What a published record writes there; empty where none does.
        completion: Which list completes it: `actors`, `territories`, or none.
    """

    key: str
    name: str
    label: str
    help: str
    widget: Widget
    is_required: bool
    is_long: bool
    values: tuple[str, ...] = ()
    texts: tuple[TextInput, ...] = ()
    choices: tuple[Choice, ...] = ()
    parts: tuple[FormPart, ...] = ()
    addable: tuple[tuple[str, str], ...] = ()
    example: str = ""
    completion: str = ""
    told: tuple[Told, ...] = ()
    path: str = ""

    @property
    def anchor(self) -> str:
        """What its input is found by on the page."""
        return self.name.replace(".", "-")


@dataclass(frozen=True, slots=True)
class FormPart:
    """
    A part as the form shows it.

    Attributes:
        path: By which it is taken away: keys of fields and names of parts, `/` between them.
        label: What it is, and about what.
        fields: What is always shown.
        beside: On what it rests.
        rare: What few need.
        is_shared: Whether it is described elsewhere in the form, and only named here.
    """

    name: str
    id: str
    kind: str
    kind_name: str
    label: str
    path: str
    fields: tuple[FormField, ...]
    beside: tuple[FormField, ...]
    rare: tuple[FormField, ...]
    faults: int
    is_open: bool
    is_shared: bool = False
    has_default: bool = False


@dataclass(frozen=True, slots=True)
class FormSection:
    """Fields under a heading."""

    anchor: str
    label: str
    fields: tuple[FormField, ...]
    rare: tuple[FormField, ...]

    @property
    def faults(self) -> int:
        """Number of faults in it."""
        return sum(_faults_of(one) for one in (*self.fields, *self.rare))


@dataclass(frozen=True)
class FormTools:
    """What a form is made with, for one language."""

    kinds: RecordKinds
    known: Known
    values: TypedValues
    examples: Mapping[tuple[str, str], FieldExample]
    language: Language

    def say(self, text: Text) -> str:
        """Return a text in the language of the form, its marks tied as French asks."""
        return typographic(text.in_language(self.language), self.language)

    def name_of(self, one: Field, name: str) -> str | None:
        """Return what an actor or a territory is called, by slug; None for an unknown one."""
        if one.content == "territory":
            return self.known.territories.get(name)
        return self.known.actor_names.get(name)

    def shown(self, one: Field, value: Any) -> str:
        """Write a value as the form shows it: an actor and a territory by name, with what tells it from its namesakes."""
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if one.content in ("record", "territory"):
            name = self.name_of(one, text)
            return text if name is None else f"{name} ({text})"
        return usual_date(text) if one.content == "date" else text


@dataclass
class Form:
    """The form of one record."""

    tools: FormTools
    kind: RecordKind
    fields: Fields
    faults: Sequence[FieldFault] = ()
    opened: str = ""
    _sources: list[tuple[str, str]] = field(init=False)
    _statements: list[tuple[str, str]] = field(init=False)
    _told: dict[str, list[Told]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._sources = [
            (
                str(one.get(PART_ID, "")),
                _first_text(one) or self.tools.say(Text(fr="Source sans titre", en="Untitled source")),
            )
            for one in _listed(self.fields.get("hasSource"))
            if isinstance(one, Mapping)
        ]
        self._statements = list(self._find_statements(self.fields, self.kind))
        for fault in self.faults:
            told = Told(self.tools.say(fault.message), self.tools.say(fault.mend), fault.blocks)
            self._told.setdefault(fault.where, []).append(told)

    def sections(self) -> list[FormSection]:
        """Return the form, section by section, in the order of the shapes."""
        found = []
        for group, fields in self.kind.groups():
            shown = [one for one in fields if one.key not in _MACHINE]
            made = [self._field(one, self.fields, PREFIX, "", "", self.kind) for one in shown]
            rare = tuple(one for one in made if one.key in _RARE_OF_RECORDS)
            plain = tuple(one for one in made if one not in rare)
            if made:
                found.append(FormSection(slug(group.iri), self.tools.say(group.label), plain, rare))
        return found

    def defaults(self) -> tuple[list[Choice], list[Choice]] | None:
        """Return the sources and the bases of all statements that say none of their own; None where there are none."""
        statement = next(
            (
                part
                for part in self.tools.kinds.with_parts(self.kind)
                if {"source", "basis"} <= {f.key for f in part.fields}
            ),
            None,
        )
        if statement is None or self.kind.key != "CaseStudy":
            return None
        said = self.fields.get(DEFAULTS)
        said = said if isinstance(said, Mapping) else {}
        basis = next(one for one in statement.fields if one.key == "basis")
        return (
            [Choice(name, label, name in _listed(said.get("source"))) for name, label in self._sources],
            self._concept_choices(basis, said.get("basis")),
        )

    def _field(self, one: Field, fields: Fields, prefix: str, where: str, path: str, kind: RecordKind) -> FormField:
        name, at = f"{prefix}.{one.key}", f"{where}{one.key}"
        value = fields.get(one.key)
        given: dict[str, Any] = {}
        widget: Widget = "line"
        if one.content == "part":
            widget = "parts"
            given["parts"] = tuple(self._parts(one, value, name, at, f"{path}{one.key}"))
            given["addable"] = tuple(
                (kind.key, self.tools.say(kind.name))
                for kind in (self.tools.kinds.by_class[each] for each in one.part_kinds)
            )
            given["path"] = f"{path}{one.key}"
        elif one.content == "text":
            widget, given["texts"] = self._texts(one, value, name)
        elif one.content == "reference":
            widget = "checks"
            known = self._sources if one.key == "source" else self._statements
            chosen = _listed(value)
            given["choices"] = tuple(Choice(each, label, each in chosen) for each, label in known)
        elif one.content == "concept":
            widget = "choices" if one.is_list else "choice"
            given["values"] = tuple(_listed(value))
            given["choices"] = tuple(self._concept_choices(one, value))
        else:
            widget = "lines" if one.is_list else "line"
            shown = [self.tools.shown(one, each) for each in _listed(value)]
            given["values"] = tuple([*shown, ""] if one.is_list else shown or [""])
            given["completion"] = {"territory": "territories", "record": "actors"}.get(one.content, "")
        longest = one.required.longest or one.wished.longest or 0
        return FormField(
            key=one.key, name=name, label=self.tools.say(one.name), help=self.tools.say(one.help), widget=widget,
            is_required=one.required.least > 0, is_long=longest > _LINE, example=self._example(one, kind),
            told=tuple(self._told_at(at, one)), **given,
        )  # fmt: skip

    def _told_at(self, at: str, one: Field) -> Iterator[Told]:
        for where, told in self._told.items():
            below = where.removeprefix(f"{at}.")
            if where == at or (below != where and one.content != "part") or (below.isdigit() and one.content == "part"):
                # The help stands above already.
                yield from (replace(each, mend="") if each.mend == self.tools.say(one.help) else each for each in told)

    def _texts(self, one: Field, value: Any, name: str) -> tuple[Widget, tuple[TextInput, ...]]:
        if isinstance(value, list) or not one.required.has_unique_languages:
            rows = [
                (str(each.get("text", "")), str(each.get("language", "") or "fr"))
                if isinstance(each, Mapping)
                else (str(each), "fr")
                for each in _listed(value)
            ]
            return "rows", tuple(
                TextInput(f"{name}.{number}", tag, text) for number, (text, tag) in enumerate([*rows, ("", "fr")])
            )
        said = value if isinstance(value, Mapping) else {"fr": value or ""}
        tags = list(dict.fromkeys(["fr", "en", *said]))
        return "texts", tuple(TextInput(f"{name}.{tag}", tag, str(said.get(tag, ""))) for tag in tags)

    def _concept_choices(self, one: Field, value: Any) -> list[Choice]:
        chosen = _listed(value)
        found = [
            Choice(name, self.tools.say(concept.label), name in chosen)
            for name, concept in self.tools.values.concept_choices(one).items()
        ]
        known = {choice.value for choice in found}
        # What was typed by a program and is in no list stays, and is seen.
        return [*found, *(Choice(each, f"« {each} »", True) for each in chosen if each not in known)]

    def _parts(self, one: Field, value: Any, name: str, where: str, path: str) -> Iterator[FormPart]:
        kinds = {kind.key: kind for kind in (self.tools.kinds.by_class[each] for each in one.part_kinds)}
        for number, item in enumerate(_listed(value)):
            at = f"{where}.{number + 1}."
            if not isinstance(item, Mapping):
                label = dict(self._statements).get(str(item), str(item))
                yield FormPart(
                    f"{name}.{number}", str(item), "", "", label, f"{path}/{item}", (), (), (), 0,
                    is_open=False, is_shared=True,
                )  # fmt: skip
                continue
            kind = kinds.get(str(item.get(PART_KIND))) or next(iter(kinds.values()))
            own = str(item.get(PART_ID, ""))
            prefix = f"{name}.{number}"
            made = [
                self._field(each, item, prefix, at, f"{path}/{own}/", kind)
                for each in kind.fields
                if each.key not in _MACHINE
            ]
            is_statement = {"source", "basis"} <= {each.key for each in kind.fields}
            beside = tuple(each for each in made if is_statement and each.key in _BESIDE)
            rare = tuple(each for each in made if each.key in _RARE)
            faults = sum(_faults_of(each) for each in made) + len(self._told.get(at.rstrip("."), ()))
            yield FormPart(
                name=prefix, id=own, kind=kind.key, kind_name=self.tools.say(kind.name), label=self._label(item, kind),
                path=f"{path}/{own}", fields=tuple(each for each in made if each not in beside and each not in rare),
                beside=beside, rare=rare, faults=faults,
                is_open=bool(faults) or not _has_content(item) or own == self.opened or kind.key in _OPEN,
                has_default=is_statement and bool(self.fields.get(DEFAULTS)) and not item.get("source"),
            )  # fmt: skip

    def _label(self, item: Fields, kind: RecordKind) -> str:
        """Say what a part is about: by the first thing that it says."""
        for one in kind.fields:
            value = item.get(one.key)
            if value and one.content not in ("part", "reference") and one.key not in _BESIDE:
                return _short(self._said(one, value))
        return ""

    def _said(self, one: Field, value: Any) -> str:
        first = _listed(value)[0] if _listed(value) else ""
        if one.content == "text":
            return _first_of(value, self.tools.language)
        if one.content == "concept":
            concept = self.tools.values.concept_choices(one).get(str(first))
            return self.tools.say(concept.label) if concept is not None else str(first)
        if one.content in ("record", "territory"):
            return self.tools.name_of(one, str(first)) or str(first)
        return str(first)

    def _find_statements(self, fields: Fields, kind: RecordKind) -> Iterator[tuple[str, str]]:
        for one in kind.fields:
            for item in _listed(fields.get(one.key)) if one.content == "part" else ():
                if isinstance(item, Mapping):
                    own = next(
                        (
                            each
                            for each in map(self.tools.kinds.by_class.get, one.part_kinds)
                            if each and each.key == item.get(PART_KIND)
                        ),
                        None,
                    )
                    if own is not None:
                        if any(each.key == "basis" for each in own.fields):
                            label = self._label(item, own)
                            yield (
                                str(item.get(PART_ID, "")),
                                f"{self.tools.say(own.name)}{f' : {label}' if label else ''}",
                            )
                        yield from self._find_statements(item, own)

    def _example(self, one: Field, kind: RecordKind) -> str:
        if one.content in ("part", "reference", "concept", "boolean"):
            return ""
        example = self.tools.examples.get((kind.iri, one.path))
        return _short(self._example_text(one, example.terms), _LONGEST_EXAMPLE) if example is not None else ""

    def _example_text(self, one: Field, terms: Sequence[Term]) -> str:
        texts = [term for term in terms if isinstance(term, RdfLiteral) and term.language == self.tools.language]
        first = texts[0] if texts else terms[0]
        if isinstance(first, IRI):
            value = self.tools.values.write(one, first)
            return (self.tools.name_of(one, value) or value) if one.content in ("record", "territory") else value
        return usual_date(first.value) if one.content == "date" else first.value


_OPEN: Final = frozenset({"Alliance", "CatalystInitiative"})


def _has_content(item: Fields) -> bool:
    return any(key not in (PART_ID, PART_KIND) and value not in ("", [], {}, None) for key, value in item.items())


def _faults_of(one: FormField) -> int:
    return len(one.told) + sum(part.faults for part in one.parts)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [] if value in (None, "") else [value]


def _first_text(item: Fields) -> str:
    return next((_short(_first_of(item[key], "fr")) for key in ("title", "page") if item.get(key)), "")


def _first_of(value: Any, language: Language) -> str:
    if isinstance(value, Mapping):
        return str(value.get(language) or next(iter(value.values()), "") or "")
    if isinstance(value, list):
        return _first_of(value[0], language) if value else ""
    return str(value)


def _short(text: str, limit: int = _LONGEST_LABEL) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else f"{flat[: limit - 1]}…"
