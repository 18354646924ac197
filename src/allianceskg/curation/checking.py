"""
What a form's fields say of a record, and what keeps it from being published: in the process that judges.

Every function here is a task of that process, as those of `preparing` are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from allianceskg.curation.differences import differences
from allianceskg.curation.plain_words import plain_message
from allianceskg.curation.preparing import Tools
from allianceskg.curation.workspace import Workspace, file_of
from allianceskg.errors import AllianceskgError
from allianceskg.language import Text, same
from allianceskg.likeness import nearest
from allianceskg.rdf import turtle
from allianceskg.rdf.term import IRI, Literal, Triple
from allianceskg.records.field_values import PART_ID, PART_KIND, Fields, fields_of, record_of
from allianceskg.records.fields import Field, RecordKind
from allianceskg.records.record import Record, new_record
from allianceskg.records.turtle_text import format_record, parse_record
from allianceskg.records.typed_values import FieldFault, TypedValues
from allianceskg.terms import BASE, XSD, concept, expand
from allianceskg.words.folding import fold

if TYPE_CHECKING:
    from allianceskg.validation.findings import Finding

_MACHINE: Final = tuple(map(expand, ("dcterms:created", "dcterms:modified")))
_STATUS: Final = expand("akg:editorialStatus")
_WITHDRAWN: Final = tuple(map(expand, ("akg:mergedInto", "akg:retirementReason")))
_TITLE: Final = re.compile(r'"((?:[^"\\]|\\.)*)"@')
_LIKENESS: Final = 0.8
_MOST_NEAR: Final = 3
_LONGEST_NAME: Final = 200
_ALONE: Final = "Graph-duplicate"


@dataclass(frozen=True, slots=True)
class CheckedFields:
    """
    What a form's fields come to.

    Attributes:
        text: The file that they make: canonical, with what no field describes.
        faults: What is wrong and what is worth a look, by field; those that block publication first.
        changes: In words, how the record differs from what it was made from.
        namesakes: Slug and name of published records that may be the same thing.
    """

    text: bytes
    faults: tuple[FieldFault, ...]
    changes: tuple[Text, ...]
    namesakes: tuple[tuple[str, str], ...]

    @property
    def is_publishable(self) -> bool:
        """Whether nothing blocks publication."""
        return not any(fault.blocks for fault in self.faults)


def open_fields(tools: Tools, name: str, text: bytes) -> dict[str, Any]:
    """
    Return the fields of a published text.

    Raises:
        DataError: It cannot be read.
    """
    return fields_of(parse_record(text, tools.kinds, source=file_of(name)), _values(tools))


def check_fields(
    tools: Tools, name: str, fields: Fields, base: bytes | None, used: Collection[str], day: str
) -> CheckedFields:
    """
    Make the record that fields describe, and judge it as if it were published today.

    Args:
        name: Of the record: `cases/danone-grameen`.
        base: The published text that the fields were made from; None for a new record.
        used: Names of parts of earlier versions.
    """
    kind = _kind(tools, name)
    iri = f"{BASE}{kind_word(name)}/{name.partition('/')[2]}"
    old = parse_record(base, tools.kinds, source=file_of(name)) if base is not None else None
    begun = old or new_record(iri, kind)
    read = record_of(_pruned(fields, begun), _values(tools), tools.kinds, base=begun, used=used)
    record = _dated(read.record, day)
    text = format_record(record).encode()
    faults = [*read.faults, *_judged(tools, name, record, text, {fault.where for fault in read.faults}, read.places)]
    return CheckedFields(
        text,
        tuple(sorted(faults, key=lambda fault: not fault.blocks)),
        tuple(differences(old, record, tools.labels)) if old is not None else (),
        tuple(_namesakes(tools, name, record)) if old is None else (),
    )


def read_triples(tools: Tools, name: str, text: bytes) -> list[Triple]:
    """Return what a text says."""
    assert tools.kinds
    return list(turtle.parse(text, source=file_of(name)))


def kind_word(name: str) -> str:
    """
    Return the word for the kind of a record in addresses.

    >>> kind_word("cases/danone-grameen")
    'case'
    """
    return name.partition("/")[0].removesuffix("s")


def _pruned(fields: Fields, base: Record) -> dict[str, Any]:
    """Mark parts that a form offers and nobody has filled in, so that they are passed over; their places stay."""
    # What a record cannot be without stays, so that what is missing is told where it is missing.
    needed = {field.key for field in base.kind.fields if field.content == "part" and field.required.least > 0}

    def kept(item: Any, *, is_needed: bool = False) -> Any:
        if not isinstance(item, Mapping):
            return item
        within = {key: [kept(one) for one in held] if isinstance(held, list) else held for key, held in item.items()}
        name = item.get(PART_ID)
        is_new = name is not None and f"{base.iri}#{name}" not in base.parts
        return None if is_new and not is_needed and not _says_anything(within) else within

    return {
        key: [kept(one, is_needed=key in needed) for one in held] if isinstance(held, list) else held
        for key, held in fields.items()
    }


def _says_anything(part: Fields) -> bool:
    held = (value for key, value in part.items() if key not in (PART_ID, PART_KIND))
    return any(one not in (None, "", {}) for value in held for one in (value if isinstance(value, list) else [value]))


def _values(tools: Tools) -> TypedValues:
    return TypedValues(tools.labels.known)


def _kind(tools: Tools, name: str) -> RecordKind:
    return {"cases": tools.kinds.case, "actors": tools.kinds.actor, "resources": tools.kinds.resource}[
        name.partition("/")[0]
    ]


def _dated(record: Record, day: str) -> Record:
    """Give a record what the machine will set when it is published, so that it is judged as it will be then."""
    today = Literal(day, None, f"{XSD}date")
    for path in _MACHINE:
        if path in record.kind.by_path and not record.own.values.get(path):
            record = record.with_values(record.iri, path, [today])
    if _STATUS in record.kind.by_path and not any(record.own.values.get(path) for path in _WITHDRAWN):
        record = record.with_values(record.iri, _STATUS, [IRI(concept("editorial-statuses", "publie"))])
    return record


def _judged(
    tools: Tools, name: str, record: Record, text: bytes, known: Collection[str], places: Mapping[str, str]
) -> list[FieldFault]:
    path = Workspace(tools.home.records).path(name)
    try:
        findings = tools.validator.texts({path: text}).findings
    except AllianceskgError as fault:  # what was typed cannot even be a record: a part whose name is none
        return [FieldFault("", "", fault.message, fault.hint or same(""))]
    found = [_told(tools, finding, record, places) for finding in findings if finding.severity != "info"]
    return [
        fault
        for fault in dict.fromkeys(found)
        # A value that could not be read is missing from the record too: its field is told once.
        if not any(one == fault.where or one.startswith(f"{fault.where}.") for one in known if fault.where)
    ]


def _told(tools: Tools, finding: Finding, record: Record, places: Mapping[str, str]) -> FieldFault:
    part = record.parts.get(finding.focus)
    field = None
    if part is not None:
        field = part.kind.by_path.get(finding.path or "") or next(
            (own for kind, own in tools.kinds.by_shape.get(finding.shape, ()) if kind == part.kind), None
        )
    field = field or _field_of_rule(finding.shape, part.kind if part is not None else None)
    value = _value_of(finding)
    message, mend = plain_message(finding.shape, finding.components, field, value)
    where = places.get(finding.focus, "")
    at = f"{where}{field.key}" if field is not None else where.rstrip(".")
    if finding.shape.endswith(_ALONE) and finding.found is not None:
        mend = finding.found
    return FieldFault(at, value or "", message, mend, blocks=finding.severity == "violation")


_FIELD_OF_RULE: Final[Mapping[str, str]] = {
    "EvaluationStatement-period-query": "akg:observedUntil",
    "ModelStatement-choice": "akg:model",
    "PeriodStatement-dated": "akg:startDate",
    "PeriodStatement-order-query": "akg:endDate",
    "Reading-reason": "akg:reason",
    "Source-located": "foaf:page",
    "FunctionAssignment-activityOfFunction-query": "akg:activity",
    "Graph-ownSource": "dcterms:source",
}
"""Which field a rule on a whole part stands beside."""


def _field_of_rule(shape: str, kind: RecordKind | None) -> Field | None:
    path = _FIELD_OF_RULE.get(shape.partition("#")[2])
    return kind.by_path.get(expand(path)) if path is not None and kind is not None else None


def _value_of(finding: Finding) -> str | None:
    """Return the value found without the marks of the format."""
    term = finding.term
    if term is None:
        return None
    if term.startswith('"'):
        return term[1:].rpartition('"')[0]
    return term.strip("<>").rpartition("/")[2].rpartition("#")[2]


def _namesakes(tools: Tools, name: str, record: Record) -> Sequence[tuple[str, str]]:
    """Find published records whose name is nearly that of a new one."""
    own = record.own.texts("dcterms:title") or record.own.texts("skos:prefLabel")
    return find_namesakes(tools, name.partition("/")[0], [one for one in own.values() if one])


def find_namesakes(tools: Tools, group: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """Return slug and name of the published records of a group that may be what some names name, the nearest first."""
    folded = {fold(one): one[:_LONGEST_NAME] for one in names}
    if group == "actors":
        return [one for text in folded.values() for one in tools.labels.known.near_actors(text)][:_MOST_NEAR]
    titles = _titles(tools, group)
    found = [
        one for text in folded for one in nearest(text[:_LONGEST_NAME], titles, limit=_MOST_NEAR, cutoff=_LIKENESS)
    ]
    return [titles[one] for one in dict.fromkeys(found)][:_MOST_NEAR]


def _titles(tools: Tools, group: str) -> dict[str, tuple[str, str]]:
    """Return slug and title of the published records of a group, by folded title."""
    found: dict[str, tuple[str, str]] = {}
    workspace = Workspace(tools.home.records)
    for name in workspace.names():
        if name.startswith(f"{group}/"):
            text = workspace.path(name).read_text(encoding="utf-8", errors="replace")
            if "akg:retirementReason" in text or "akg:mergedInto" in text:
                continue
            for title in _first_titles(text):
                found.setdefault(fold(title), (name.partition("/")[2], title))
    return found


def _first_titles(text: str) -> list[str]:
    """Read the titles of a canonical file off its text: parsing two hundred files takes a second."""
    block = text.partition("\n.\n")[0]
    said = block.partition("dcterms:title")[2].partition(" ;\n")[0]
    return [one.replace('\\"', '"') for one in _TITLE.findall(said)]
