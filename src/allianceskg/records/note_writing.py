"""The record of one note: its fields, its sources, and for a case its action, statements and what disagrees."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from allianceskg.language import LANGUAGES, Text
from allianceskg.rdf.term import IRI, Literal, Term
from allianceskg.records.fields import Field, RecordKind, RecordKinds
from allianceskg.records.note_format import (
    ACTION_KEYS,
    ACTOR_KEYS,
    CASE_KEYS,
    NOT_PUBLISHED,
    PART_KEYS,
    SOURCE_KEYS,
    Key,
    PartKey,
)
from allianceskg.records.note_values import A_LIST, Note, NoteFaults, ValueReader
from allianceskg.records.record import Record, new_record
from allianceskg.records.referable import Known
from allianceskg.terms import ACTOR, AKG, CASE, XSD, concept, expand

_Fillers = Mapping[str, tuple[Key, Field]]

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATES: Final = tuple(map(expand, ("dcterms:created", "dcterms:modified", "akg:lastConfirmed")))
_FILLED_HERE: Final = frozenset({*_DATES, *map(expand, ("akg:editorialStatus", "akg:basis"))})
_SENTENCE: Final = expand("dcterms:description")
_OWN_KEYS: Final = frozenset({"slug", "sources", *NOT_PUBLISHED})
_CASE_KEYS: Final = frozenset({"kind", "created_organization", "conflicts", *ACTION_KEYS, *PART_KEYS})
_ACTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "alliance": ("alliance",),
    "initiative": ("initiative",),
    "both": ("alliance", "initiative"),
}
_CLASSES: Final = {"alliance": "Alliance", "initiative": "CatalystInitiative"}
_OF_WHOM: Final[Mapping[str, Text]] = {
    "alliance": Text(
        fr="Ceci appartient à une alliance : écrivez kind: alliance ou both.",
        en="This belongs to an alliance: write kind: alliance or both.",
    ),
    "initiative": Text(
        fr="Ceci appartient à une initiative : écrivez kind: initiative ou both.",
        en="This belongs to an initiative: write kind: initiative or both.",
    ),
}


class NoteWriter:
    """
    Writes the record of one note.

    Attributes:
        faults: What is wrong in the note, after `write`.
    """

    def __init__(self, file: str, note: Note, known: Known, kinds: RecordKinds, *, day: str) -> None:
        self.faults = NoteFaults(file)
        self._note = note
        self._known = known
        self._kinds = kinds
        self._day = Literal(day, datatype=f"{XSD}date")
        self._values = ValueReader(known, self.faults)
        self._record = new_record("", kinds.case)
        self._sources: dict[str, str] = {}
        self._actions: dict[str, str] = {}
        self._statements: dict[str, str] = {}

    def write(self, kind: RecordKind, slug: str) -> Record:
        """Write the record, which is whole where there are no faults."""
        is_case = kind == self._kinds.case
        self._record = new_record(f"{CASE if is_case else ACTOR}{slug}", kind)
        keys = _fillers(kind, CASE_KEYS if is_case else ACTOR_KEYS)
        self._check_slug(slug)
        self._check_keys(self._note, "", {*keys, *_OWN_KEYS, *(_CASE_KEYS if is_case else ())})
        self._fill(self._record.iri, keys, self._note, "")
        for path in _DATES:
            if path in kind.by_path:
                self._add(self._record.iri, path, [self._day])
        self._write_sources()
        if is_case:
            self._write_case()
        else:
            self._add(self._record.iri, expand("dcterms:source"), map(IRI, self._sources.values()))
        return self._record

    def _check_slug(self, slug: str) -> None:
        given = self._note.get("slug")
        if given != slug or not _SLUG.fullmatch(slug):
            mend = Text(
                fr="Écrivez le nom du fichier : minuscules sans accent, chiffres et traits d'union.",
                en="Write the name of the file: lower case, digits and hyphens.",
            )
            self.faults.add("slug", given, mend)

    def _check_keys(self, note: Note, where: str, allowed: Collection[str]) -> None:
        listed = ", ".join(sorted(allowed))
        mend = Text(fr=f"Cette clé n'est pas l'une de {listed}.", en=f"This key is not one of {listed}.")
        for key in sorted(set(note) - set(allowed)):
            self.faults.add(f"{where}{key}", note[key], mend)

    def _write_sources(self) -> None:
        sources = self._note.get("sources")
        if not isinstance(sources, Mapping) or not sources:
            self.faults.add("sources", sources, _A_SOURCE)
            return
        keys = _fillers(self._kinds.by_key["Source"], SOURCE_KEYS)
        for name, source in sources.items():
            if isinstance(source, Mapping):
                self._sources[name] = part = self._part(self._record.iri, "akg:hasSource", "Source")
                self._check_keys(source, f"sources.{name}.", keys)
                self._fill(part, keys, source, f"sources.{name}.")
            else:
                self.faults.add(f"sources.{name}", source, _OF_A_SOURCE)

    def _write_case(self) -> None:
        status = IRI(concept("editorial-statuses", "publie"))
        self._add(self._record.iri, expand("akg:editorialStatus"), [status])
        kind = self._note.get("kind")
        names = _ACTIONS.get(kind) if isinstance(kind, str) else None
        if names is None:
            mend = Text(fr="Écrivez alliance, initiative ou both.", en="Write alliance, initiative or both.")
            self.faults.add("kind", kind, mend)
        else:
            self._write_actions(names)
        for name, key in PART_KEYS.items():
            if names is not None or key.holder == "case":
                self._write_parts(name, key)
        self._write_conflicts()

    def _write_actions(self, names: Iterable[str]) -> None:
        """Write the alliance, the initiative or both, which are called alike."""
        kinds = [self._kinds.by_key[_CLASSES[name]] for name in names]
        keys = _fillers(kinds[0], ACTION_KEYS, only_listed=True)
        said = {
            field.path: self._values.terms(field, key, self._note.get(name), name)
            for name, (key, field) in keys.items()
        }
        for name, kind in zip(names, kinds, strict=True):
            action = self._actions[name] = self._part(self._record.iri, "akg:documents", kind.key, name=name)
            for path, terms in said.items():
                self._add(action, path, terms)
        self._write_created_organization()

    def _write_created_organization(self) -> None:
        name, path = "created_organization", expand("akg:createdOrganization")
        created = self._note.get(name)
        if created is None:
            return
        if "alliance" not in self._actions:
            self.faults.add(name, created, _OF_WHOM["alliance"])
            return
        field = self._kinds.by_key["Alliance"].by_path[path]
        self._add(
            self._actions["alliance"], path, self._values.terms(field, Key("akg:createdOrganization"), created, name)
        )

    def _write_parts(self, name: str, key: PartKey) -> None:
        holders = self._holders(key)
        kind = self._kinds.by_key[key.kind]
        keys = _fillers(kind, key.keys, without=[_SENTENCE] if key.is_sentence else [])
        for number, (item, where) in enumerate(self._items(name, key), 1):
            if not holders:
                self.faults.add(where, item, _OF_WHOM[key.holder])
                continue
            end = str(number) if key.is_numbered else _ending(item.get(key.once))
            part = self._part(holders[0], key.path, key.kind, name=f"{key.stem}-{end}")
            for holder in holders[1:]:
                self._add(holder, expand(key.path), [IRI(part)])
            self._statements[f"{name}.{number}"] = part
            self._write_part(part, key, keys, item, where)

    def _write_part(self, part: str, key: PartKey, keys: _Fillers, item: Note, where: str) -> None:
        self._check_keys(item, f"{where}.", {*keys, "sources", *(LANGUAGES if key.is_sentence else ())})
        self._add(part, expand("akg:basis"), [IRI(concept("statement-bases", key.basis))])
        self._cite(part, item, where)
        self._fill(part, keys, item, f"{where}.")
        if key.is_sentence:
            sentence = {language: item.get(language) for language in LANGUAGES}
            self._add(part, _SENTENCE, self._values.both_languages(sentence, where))
        if key.kind == "FunctionAssignment":
            self._check_activities(item, where)
        start, end = item.get("start"), item.get("end")
        if isinstance(start, str) and isinstance(end, str) and end[: len(start)] < start[: len(end)]:
            mend = Text(fr=f"La fin précède le début, {start}.", en=f"The end comes before the start, {start}.")
            self.faults.add(f"{where}.end", end, mend)

    def _check_activities(self, item: Note, where: str) -> None:
        """Refuse activities of another function."""
        function, activities = item.get("function"), item.get("activities")
        known = self._known.of_class(f"{AKG}CatalystActivity")
        for activity in activities if isinstance(activities, list) else ():
            found = known.get(activity) if isinstance(activity, str) else None
            if found is not None and concept("catalyst-functions", str(function)) not in found.broader:
                mend = Text(
                    fr=f"Ce n'est pas une activité de {function} : prenez-en une qui soit au-dessous.",
                    en=f"This is no activity of {function}: use one that stands below it.",
                )
                self.faults.add(f"{where}.activities", activity, mend)

    def _holders(self, key: PartKey) -> list[str]:
        match key.holder:
            case "case":
                return [self._record.iri]
            case "actions":
                return list(self._actions.values())
            case holder:
                return [self._actions[holder]] if holder in self._actions else []

    def _items(self, name: str, key: PartKey) -> Iterator[tuple[Note, str]]:
        seen: set[str] = set()
        for number, item in enumerate(self._list(name), 1):
            where = f"{name}.{number}"
            if not isinstance(item, Mapping):
                self.faults.add(where, item, _AN_ENTRY)
                continue
            value = str(item.get(key.once))
            if key.once and value in seen:
                self.faults.add(where, value, _TWICE)
                continue
            seen.add(value)
            yield item, where

    def _cite(self, part: str, item: Note, where: str) -> None:
        cited = item.get("sources")
        if isinstance(cited, list) and cited and all(isinstance(one, str) and one in self._sources for one in cited):
            self._add(part, expand("dcterms:source"), [IRI(self._sources[one]) for one in cited])
            return
        listed = ", ".join(self._sources)
        mend = Text(fr=f"Nommez des sources de cette note : {listed}.", en=f"Name sources of this note: {listed}.")
        self.faults.add(f"{where}.sources", cited, mend)

    def _write_conflicts(self) -> None:
        for pair in self._list("conflicts"):
            if not isinstance(pair, list) or len(pair) != 2 or not all(self._is_statement(one) for one in pair):
                self.faults.add("conflicts", pair, _A_PAIR)
                continue
            for one, other in (pair, reversed(pair)):
                self._add(self._statements[one], expand("akg:conflictsWith"), [IRI(self._statements[other])])

    def _is_statement(self, name: object) -> bool:
        return isinstance(name, str) and name in self._statements and PART_KEYS[name.partition(".")[0]].is_sentence

    def _list(self, name: str) -> list[Any]:
        value = self._note.get(name) or []
        if isinstance(value, list):
            return value
        self.faults.add(name, value, A_LIST)
        return []

    def _fill(self, subject: str, keys: _Fillers, note: Note, where: str) -> None:
        for name, (key, field) in keys.items():
            self._add(subject, field.path, self._values.terms(field, key, note.get(name), f"{where}{name}"))

    def _add(self, subject: str, path: str, terms: Iterable[Term]) -> None:
        held = self._record.parts[subject].values.get(path, ())
        self._record = self._record.with_values(subject, path, [*held, *terms])

    def _part(self, holder: str, path: str, kind: str, *, name: str | None = None) -> str:
        self._record, part = self._record.with_part(holder, expand(path), self._kinds.by_key[kind], name=name)
        return part.iri


def _fillers(
    kind: RecordKind, table: Mapping[str, Key], *, without: Collection[str] = (), only_listed: bool = False
) -> dict[str, tuple[Key, Field]]:
    """
    Return the keys that fill the fields of a kind: those of the format, and the other fields under their own names.

    Args:
        without: Paths of fields that are filled in another way.
        only_listed: Whether to leave the others out.
    """
    fillers = {name: (key, kind.by_path[expand(key.path)]) for name, key in table.items()}
    if not only_listed:
        filled = {*_FILLED_HERE, *without, *(field.path for _, field in fillers.values())}
        others = (
            field for field in kind.fields if field.path not in filled and field.content not in ("part", "reference")
        )
        fillers |= {field.key: (Key(""), field) for field in others if field.key not in fillers}
    return fillers


def _ending(value: object) -> str:
    """Return what ends the name of a part that is about something; a goal is told from other numbers."""
    text = value if isinstance(value, str) else ""
    return f"sdg-{text}" if text.isdigit() else text


_A_SOURCE: Final = Text(
    fr="Donnez au moins une page : sources: {s1: {page: https://…, title: …}}.",
    en="Give at least one page: sources: {s1: {page: https://…, title: …}}.",
)
_OF_A_SOURCE: Final = Text(
    fr="Donnez la page, son titre et le jour où elle a été lue.",
    en="Give the page, its title and the day it was consulted.",
)
_AN_ENTRY: Final = Text(
    fr="Chaque entrée de cette liste a des clés et des valeurs.", en="Each entry of this list has keys and values."
)
_TWICE: Final = Text(
    fr="C'est déjà dans cette liste : écrivez une seule entrée, avec toutes ses sources.",
    en="It is in this list already: write one entry, with all its sources.",
)
_A_PAIR: Final = Text(
    fr="Nommez deux affirmations de cette note : [facts.1, facts.2].",
    en="Name two statements of this note: [facts.1, facts.2].",
)
