"""
What is done to texts of records before they are published, in a process of its own: nothing foreign is parsed by the writer.

Every function here is a task of that process; it gets texts and gives texts, and the verdict on them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.curation.differences import Labels, differences
from allianceskg.curation.workspace import Workspace, file_of
from allianceskg.errors import ConflictError, DataError, RefusedError, TurtleSyntaxError
from allianceskg.files import Home
from allianceskg.language import Text, same
from allianceskg.rdf import turtle
from allianceskg.rdf.term import IRI, Literal, Term, Triple
from allianceskg.records.fields import CASE_STUDY, RecordKinds
from allianceskg.records.record import Record
from allianceskg.records.referable import Known
from allianceskg.records.standing import Admission, standing_of
from allianceskg.records.turtle_text import format_record, load_kinds, parse_record
from allianceskg.terms import BASE, RDF_LANG_STRING, XSD, concept, expand, slug
from allianceskg.validation.conformity import told
from allianceskg.validation.validator import Validator

_NAMESPACES: Final = {"cases": f"{BASE}case/", "actors": f"{BASE}actor/", "resources": f"{BASE}resource/"}
_CREATED: Final = expand("dcterms:created")
_MODIFIED: Final = expand("dcterms:modified")
_STATUS: Final = expand("akg:editorialStatus")
_REASON: Final = expand("akg:retirementReason")
_SUCCESSOR: Final = expand("dcterms:isReplacedBy")
_MERGED: Final = expand("akg:mergedInto")
_UNPUBLISHED: Final = frozenset({"draft", "in-review"})


@dataclass(frozen=True)
class Tools:
    """What the process works with; it is made once, and what it has read of the catalogue is kept."""

    home: Home
    kinds: RecordKinds
    validator: Validator
    labels: Labels

    @classmethod
    def of(cls, home: Home) -> Tools:
        """Make the tools for a home with a workspace."""
        return cls(home, load_kinds(home), Validator(home), Labels(Known(home)))


@dataclass(frozen=True, slots=True)
class Prepared:
    """
    A text that may be published.

    Attributes:
        content: The file: canonical, dated, with the status of what is published.
        admission: What the gate of the build need not ask again.
        changes: In words, how it differs from what was published.
        remarks: What does not block publication and is worth a look.
    """

    content: bytes
    admission: Admission
    changes: tuple[Text, ...]
    remarks: tuple[Text, ...]


def prepare(
    tools: Tools, texts: Mapping[str, bytes], before: Mapping[str, bytes | None], day: str
) -> dict[str, Prepared]:
    """
    Make texts ready for publication, and judge them together.

    Args:
        texts: Turtle by name of the record: `cases/danone-grameen`.
        before: What is published under these names; None where nothing is.
        day: Today, which a record that changed is dated.

    Raises:
        RefusedError: Something blocks publication.
        DataError: A text is no Turtle, or describes another record than its name says.
    """
    records = {
        name: _dated(_read(tools, name, text), _old(tools, name, before[name]), day) for name, text in texts.items()
    }
    contents = {name: format_record(record).encode() for name, record in records.items()}
    folder = tools.home.records
    paths = {folder / file_of(name): content for name, content in contents.items()}
    report = tools.validator.texts(paths)
    blocking = [told(one) for one in report.findings if one.severity == "violation"]
    blocking += _unpublished_references(tools, records)
    if blocking:
        raise _refused(blocking)
    warnings = [one for one in report.findings if one.severity == "warning"]
    return {
        name: Prepared(
            content,
            _admission(records[name]),
            tuple(differences(_old(tools, name, before[name]), records[name], tools.labels)),
            tuple(told(one) for one in warnings if one.file == str(folder / file_of(name))),
        )
        for name, content in contents.items()
    }


def retired(tools: Tools, name: str, text: bytes, reason: Mapping[str, str], successor: str | None) -> bytes:
    """
    Write a record that is withdrawn, with the reason by language and the name of what takes its place.

    Raises:
        RefusedError: Published records still refer to it.
    """
    record = _read(tools, name, text)
    referring = [other for other, _ in _referring(tools, record.iri, except_for=name)]
    if referring:
        raise RefusedError(
            Text(
                fr=f"« {slug(record.iri)} » est encore cité, et ne peut pas être retiré.",
                en=f"“{slug(record.iri)}” is still referred to, and cannot be withdrawn.",
            ),
            findings=[same(file_of(other)) for other in referring],
            hint=Text(
                fr="Corrigez d'abord ces fiches, ou fusionnez celle-ci avec une autre.",
                en="Change these records first, or merge this one into another.",
            ),
        )
    if record.kind.iri == CASE_STUDY:
        record = _with(record, _STATUS, [IRI(concept("editorial-statuses", "retire"))])
    record = _with(record, _REASON, [Literal(said, tag, RDF_LANG_STRING) for tag, said in reason.items()])
    if successor is not None:
        record = _with(record, _SUCCESSOR, [IRI(_iri_of(successor))])
    return format_record(record).encode()


def merged(tools: Tools, name: str, into: str) -> dict[str, bytes]:
    """
    Write every record that changes when one is merged into another: itself, and all that refer to it.

    Raises:
        ConflictError: The record that is to be kept is itself withdrawn.
    """
    workspace = Workspace(tools.home.records)
    old, new = _iri_of(name), _iri_of(into)
    if _admission(_read(tools, into, workspace.path(into).read_bytes())).standing != "published":
        raise ConflictError(
            Text(
                fr=f"« {slug(new)} » n'est pas publié : choisissez une fiche qui l'est.",
                en=f"“{slug(new)}” is not published: choose a record that is.",
            )
        )
    own = _with(_read(tools, name, workspace.path(name).read_bytes()), _MERGED, [IRI(new)])
    texts = {name: format_record(own).encode()}
    for other, triples in _referring(tools, old, except_for=name):
        texts[other] = turtle.format_turtle(_instead(one, old, new) for one in triples).encode()
    return texts


def history(tools: Tools, name: str, pairs: Sequence[tuple[bytes | None, bytes | None]]) -> list[list[Text]]:
    """Tell in words how each text differs from the one before it."""
    return [
        list(differences(_old(tools, name, before), _old(tools, name, after), tools.labels)) for before, after in pairs
    ]


def _read(tools: Tools, name: str, text: bytes) -> Record:
    record = parse_record(text, tools.kinds, source=file_of(name))
    if record.iri != _iri_of(name):
        raise DataError(
            Text(
                fr=f"{file_of(name)} décrit {record.iri}, et non {_iri_of(name)}.",
                en=f"{file_of(name)} describes {record.iri}, and not {_iri_of(name)}.",
            ),
            hint=Text(
                fr="L'identifiant d'une fiche ne change plus : donnez au fichier le nom de la fiche.",
                en="The identifier of a record never changes: give the file the name of the record.",
            ),
        )
    return record


def _old(tools: Tools, name: str, text: bytes | None) -> Record | None:
    """Read what was published; None where nothing was, or where it cannot be read."""
    if text is None:
        return None
    try:
        return _read(tools, name, text)
    except DataError:
        return None


def _dated(record: Record, before: Record | None, day: str) -> Record:
    """Give a record the dates and the status of what is published."""
    old = before.own if before is not None else None
    created = (old and old.value("dcterms:created")) or record.own.value("dcterms:created") or day
    last = (old and old.value("dcterms:modified")) or created
    if _admission(record).standing in _UNPUBLISHED:
        record = _with(record, _STATUS, [IRI(concept("editorial-statuses", "publie"))])
    record = _with(record, _CREATED, [_day(created)])
    if before is not None and set(_with(record, _MODIFIED, [_day(last)]).triples()) == set(before.triples()):
        return before
    return _with(record, _MODIFIED, [_day(max(day, created, last))])


def _with(record: Record, path: str, values: Sequence[Term]) -> Record:
    return record.with_values(record.iri, path, values)


def _day(day: str) -> Literal:
    return Literal(day, None, f"{XSD}date")


def _admission(record: Record) -> Admission:
    said = {f"<{path}>": [str(term) for term in terms] for path, terms in record.own.values.items()}
    objects = {one.object.value.partition("#")[0] for one in record.triples() if isinstance(one.object, IRI)}
    referred = sorted(iri for iri in objects - {record.iri} if iri.startswith(tuple(_NAMESPACES.values())))
    return Admission(standing_of(said), None, tuple(referred))


def _unpublished_references(tools: Tools, records: Mapping[str, Record]) -> Iterator[Text]:
    """Find the records referred to that the public cannot see: drafts, and those that are withdrawn."""
    given = {record.iri: record for record in records.values()}
    for name, record in records.items():
        admission = _admission(record)
        for iri in admission.referred if admission.standing == "published" else ():
            other = given.get(iri) or _published(tools, iri)
            if other is not None and _admission(other).standing != "published":
                yield Text(
                    fr=f"{file_of(name)} cite « {slug(iri)} », qui n'est pas publié.",
                    en=f"{file_of(name)} refers to “{slug(iri)}”, which is not published.",
                )


def _published(tools: Tools, iri: str) -> Record | None:
    name = next(f"{group}/{slug(iri)}" for group, namespace in _NAMESPACES.items() if iri.startswith(namespace))
    path = Workspace(tools.home.records).path(name)
    return _old(tools, name, path.read_bytes()) if path.is_file() else None


def _referring(tools: Tools, iri: str, *, except_for: str) -> Iterator[tuple[str, list[Triple]]]:
    """Give the records that refer to one, with what they say."""
    workspace, wanted, mark = Workspace(tools.home.records), IRI(iri), slug(iri).encode()
    for name in workspace.names():
        text = workspace.path(name).read_bytes()
        if name != except_for and mark in text:
            with contextlib.suppress(TurtleSyntaxError):
                triples = turtle.parse(text, source=file_of(name))
                if any(one.object == wanted for one in triples):
                    yield name, triples


def _instead(triple: Triple, old: str, new: str) -> Triple:
    return triple._replace(object=IRI(new)) if triple.object == IRI(old) else triple


def _iri_of(name: str) -> str:
    group, _, bare = name.partition("/")
    return f"{_NAMESPACES[group]}{bare}"


def _refused(findings: Sequence[Text]) -> RefusedError:
    return RefusedError(
        Text(fr="La publication est bloquée ; rien n'a été changé.", en="Publication is blocked; nothing was changed."),
        findings=findings,
        hint=Text(
            fr="Corrigez cela, puis recommencez ; « allianceskg validate » en dit plus.",
            en="Mend this, then do it again; “allianceskg validate” says more.",
        ),
    )
