"""
Write case and actor files from notes: short YAML files, one a case or an actor, without Turtle.

    python -m scripts.convert_case_notes FOLDER [--check] [--date 2026-11-24] [--replace]

`FOLDER/cases/*.yaml` and `FOLDER/actors/*.yaml` become `data/cases/*.ttl` and `data/actors/*.ttl` in canonical form.
All faults of all notes are told at once, with the file, the key, the value and what to write; nothing is written
while there is one. A file that is there already is left as it is, and said so, unless `--replace` is given. The
format is in docs/how-to/write-many-cases.md. A converter does not judge: read what it writes.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from allianceskg.rdf import turtle
from allianceskg.rdf.term import IRI, Literal, Triple
from allianceskg.terms import ACTOR, AKG, CASE, RDF_TYPE, SDG, TERRITORY, VOCABULARY, XSD, concept

ROOT: Final = Path(__file__).resolve().parent.parent
DCTERMS: Final = "http://purl.org/dc/terms/"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PAGE: Final = re.compile(r"https?://[^\s/.]+([.][^\s/.]+)+([/?#]\S*)?")
_DATES: Final = {
    f"{XSD}date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    f"{XSD}gYearMonth": re.compile(r"\d{4}-\d{2}"),
    f"{XSD}gYear": re.compile(r"\d{4}"),
}
_STATEMENTS: Final = {
    "facts": ("fact", "FactStatement", "reportsFact"),
    "results": ("result", "ResultStatement", "reportsResult"),
    "difficulties": ("difficulty", "DifficultyStatement", "reportsDifficulty"),
    "lessons": ("lesson", "LessonStatement", "drawsLesson"),
}
_CASE_KEYS: Final = frozenset(
    [
        "slug",
        "origin",
        "kind",
        "title",
        "abstract",
        "alt_labels",
        "page",
        "name",
        "purpose",
        "sources",
        "participations",
        "models",
        "functions",
        "places",
        "periods",
        "themes",
        "sdgs",
        "facts",
        "results",
        "difficulties",
        "lessons",
        "conflicts",
        "needs",
        "created_organization",
        "evidence",
        "editor_notes",
    ]
)
_ACTOR_KEYS: Final = frozenset(
    ["slug", "name", "alt_labels", "types", "description", "homepage", "siren", "rna", "sources", "editor_notes"]
)

Note = Mapping[str, Any]


class Vocabulary:
    """
    What notes may refer to.

    Attributes:
        schemes: Slugs of the concepts of each vocabulary, by its name.
        broader: Slugs of the broader concepts of each concept that has some, by vocabulary and slug.
        territories: Slugs of territories, such as `commune-45234`.
        actors: Slugs of the actors that have a file or a note.
    """

    def __init__(self, root: Path) -> None:
        self.schemes: dict[str, frozenset[str]] = {}
        self.broader: dict[tuple[str, str], frozenset[str]] = {}
        for path in sorted((root / "ontology" / "vocabularies").glob("*.ttl")):
            name = path.stem
            text = path.read_text(encoding="utf-8")
            blocks = re.findall(rf"^voc-{re.escape(name)}:(\S+)\n(.*?)^[.]$", text, re.MULTILINE | re.DOTALL)
            self.schemes[name] = frozenset(slug for slug, _ in blocks)
            for slug, block in blocks:
                if above := re.search(r"skos:broader\s([^;]*);", block):
                    self.broader[name, slug] = frozenset(re.findall(rf"voc-{re.escape(name)}:([^\s,;]+)", above[1]))
        self.territories: set[str] = set()
        for path in sorted((root / "data" / "territories").glob("*.ttl*")):
            text = turtle.read_bytes(path).decode("utf-8")
            self.territories.update(re.findall(r"^territory:(\S+)$", text, re.MULTILINE))
        self.actors: set[str] = {path.stem for path in (root / "data" / "actors").glob("*.ttl")}


@dataclass(slots=True)
class Reader:
    """Reads the values of one note; a fault is kept with where it is, and reading goes on."""

    path: Path
    note: Note
    known: Vocabulary
    faults: list[str] = field(default_factory=list)

    def fault(self, key: str, value: object, mend: str) -> None:
        """Keep a fault: the key, the value found, and what to write instead."""
        self.faults.append(f"{self.path.name}, {key}: found {value!r}. {mend}")

    def texts(self, holder: Note, key: str, where: str, *, required: bool = True) -> dict[str, str]:
        """Read a text in French and in English."""
        value = holder.get(key)
        if value is None and not required:
            return {}
        if not isinstance(value, Mapping) or set(value) != {"fr", "en"} or not all(_is_text(v) for v in value.values()):
            self.fault(where, value, f'Write both languages: {key}: {{fr: "…", en: "…"}}.')
            return {}
        return {language: " ".join(value[language].split()) for language in ("fr", "en")}

    def term(self, value: object, scheme: str, where: str) -> str:
        """Read the slug of a concept."""
        if value not in self.known.schemes[scheme]:
            self.fault(where, value, f"Use a concept of ontology/vocabularies/{scheme}.ttl.")
        return concept(scheme, str(value))

    def model(self, value: object, where: str) -> str:
        """Read the slug of a model; a category is none."""
        iri = self.term(value, "partnership-models", where)
        if value in self.known.schemes["partnership-models"] and not self._above("partnership-models", value):
            self.fault(where, value, "This is a category: use a model, which stands below one.")
        return iri

    def activity(self, value: object, function: object, where: str) -> str:
        """Read the slug of an activity, which must be one of the function."""
        iri = self.term(value, "catalyst-functions", where)
        above = self._above("catalyst-functions", value)
        if value in self.known.schemes["catalyst-functions"] and function not in above:
            self.fault(where, value, f"This is no activity of {function}: use one that stands below it.")
        return iri

    def _above(self, scheme: str, slug: object) -> frozenset[str]:
        return self.known.broader.get((scheme, str(slug)), frozenset())

    def actor(self, value: object, where: str) -> str:
        """Read the slug of an actor."""
        if value not in self.known.actors:
            self.fault(where, value, "Use an actor of data/actors, or add a note for it in actors/.")
        return f"{ACTOR}{value}"

    def territory(self, value: object, where: str) -> str:
        """Read a territory: its level and its official code."""
        if value not in self.known.territories:
            self.fault(
                where, value, "Use <level>-<code> of a known territory: commune-45234, departement-45, country-FR."
            )
        return f"{TERRITORY}{value}"

    def date(self, value: object, where: str) -> Literal | None:
        """Read a day, a month or a year."""
        if value is None:
            return None
        for datatype, pattern in _DATES.items():
            if pattern.fullmatch(str(value)):
                return Literal(str(value), datatype=datatype)
        self.fault(where, value, 'Write "2018", "2018-07" or "2018-07-14", between quotation marks.')
        return None

    def page(self, value: object, where: str) -> str | None:
        """Read the address of a page."""
        if value is None:
            return None
        if not isinstance(value, str) or not _PAGE.fullmatch(value):
            self.fault(where, value, "Write the whole address, with https://.")
            return None
        return value


@dataclass(slots=True)
class Record:
    """The triples of one record: a case or an actor, and its parts."""

    iri: str
    triples: list[Triple] = field(default_factory=list)

    def part(self, name: str) -> str:
        """Return the IRI of a part of the record."""
        return f"{self.iri}#{name}"

    def link(self, subject: str, predicate: str, value: str) -> None:
        """Add a link to a thing."""
        self.triples.append(Triple(IRI(subject), IRI(predicate), IRI(value)))

    def say(self, subject: str, predicate: str, value: Literal | None) -> None:
        """Add a value, where there is one."""
        if value is not None:
            self.triples.append(Triple(IRI(subject), IRI(predicate), value))

    def tell(self, subject: str, predicate: str, texts: Mapping[str, str]) -> None:
        """Add a text in each language that it has."""
        for language, text in texts.items():
            self.say(subject, predicate, Literal(text, language=language))


def main(arguments: Sequence[str]) -> int:
    """Convert a folder of notes; return 1 when there are faults."""
    parser = argparse.ArgumentParser(
        prog="convert_case_notes", description=__doc__.split("\n\n", 1)[0] if __doc__ else ""
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true", help="only tell the faults")
    parser.add_argument("--replace", action="store_true", help="write over files that are there already")
    parser.add_argument("--date", default="2026-11-24", help="the day that the records were made and confirmed")
    options = parser.parse_args(arguments)
    records, faults = convert(options.folder, ROOT, date=options.date)
    for fault in faults:
        print(fault)
    print(f"{len(records)} notes, {len(faults)} faults")
    if faults or options.check:
        return 1 if faults else 0
    for path, triples in records.items():
        if path.exists() and not options.replace:
            print(f"{path.relative_to(ROOT)} is there already and is left as it is")
        else:
            turtle.write(path, triples)
    return 0


def convert(folder: Path, root: Path, *, date: str) -> tuple[dict[Path, list[Triple]], list[str]]:
    """
    Convert all notes of a folder.

    Args:
        folder: Holds `cases/` and `actors/`.
        root: The catalogue whose vocabularies, territories and actors the notes refer to.
        date: Day of creation, change and last confirmation, `YYYY-MM-DD`.

    Returns:
        The triples of each file to write, and what is wrong, a line each.
    """
    known = Vocabulary(root)
    actors, faults = _read(folder / "actors")
    cases, more = _read(folder / "cases")
    faults += more
    known.actors |= {str(note.get("slug")) for note in actors.values()}
    records: dict[Path, list[Triple]] = {}
    for notes, write, target, keys in (
        (actors, _actor, root / "data" / "actors", _ACTOR_KEYS),
        (cases, _case, root / "data" / "cases", _CASE_KEYS),
    ):
        for path, note in notes.items():
            reader = Reader(path, note, known)
            if note.get("slug") != path.stem or not _SLUG.fullmatch(path.stem):
                reader.fault("slug", note.get("slug"), "Write the name of the file: lower case, digits and hyphens.")
            for key in sorted(set(note) - keys):
                reader.fault(key, note[key], f"This key is not one of {', '.join(sorted(keys))}.")
            records[target / f"{path.stem}.ttl"] = write(reader, date)
            faults += reader.faults
    return records, faults


def _read(folder: Path) -> tuple[dict[Path, Note], list[str]]:
    notes: dict[Path, Note] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            note = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError) as fault:
            faults.append(f"{path.name}: this is not YAML in UTF-8. {fault}")
            continue
        if isinstance(note, Mapping):
            notes[path] = note
        else:
            faults.append(f"{path.name}: a note is a list of keys and values.")
    return notes, faults


def _actor(reader: Reader, date: str) -> list[Triple]:
    note = reader.note
    record = Record(f"{ACTOR}{reader.path.stem}")
    record.link(record.iri, RDF_TYPE, f"{AKG}Actor")
    if not _is_text(note.get("name")):
        reader.fault("name", note.get("name"), "Give the usual French name of the organisation.")
    else:
        record.say(record.iri, f"{SKOS}prefLabel", Literal(note["name"], language="fr"))
    for label in _list(reader, "alt_labels"):
        record.say(record.iri, f"{SKOS}altLabel", Literal(str(label), language="fr"))
    for slug in _list(reader, "types") or [None]:
        record.link(record.iri, f"{AKG}actorType", reader.term(slug, "actor-types", "types"))
    record.tell(record.iri, f"{DCTERMS}description", reader.texts(note, "description", "description"))
    if page := reader.page(note.get("homepage"), "homepage"):
        record.link(record.iri, f"{FOAF}homepage", page)
    for key in ("siren", "rna"):
        for number in _list(reader, key):
            record.say(record.iri, f"{AKG}{key}", Literal(str(number)))
    for key in ("created", "modified"):
        record.say(record.iri, f"{DCTERMS}{key}", reader.date(date, key))
    for source in _sources(reader, record).values():
        record.link(record.iri, f"{DCTERMS}source", source)
    return record.triples


def _case(reader: Reader, date: str) -> list[Triple]:
    note = reader.note
    record = Record(f"{CASE}{reader.path.stem}")
    case = record.iri
    record.link(case, RDF_TYPE, f"{AKG}CaseStudy")
    record.tell(case, f"{DCTERMS}title", reader.texts(note, "title", "title"))
    record.tell(case, f"{DCTERMS}abstract", reader.texts(note, "abstract", "abstract"))
    for label in _list(reader, "alt_labels"):
        record.say(case, f"{SKOS}altLabel", Literal(str(label), language="fr"))
    if page := reader.page(note.get("page"), "page"):
        record.link(case, f"{FOAF}page", page)
    record.link(case, f"{AKG}editorialStatus", concept("editorial-statuses", "publie"))
    record.link(case, f"{AKG}evidenceLevel", reader.term(note.get("evidence"), "evidence-levels", "evidence"))
    for predicate in (f"{DCTERMS}created", f"{DCTERMS}modified", f"{AKG}lastConfirmed"):
        record.say(case, predicate, reader.date(date, "date"))
    sources = _sources(reader, record)
    writer = _CaseWriter(reader, record, sources)
    writer.write_action()
    writer.write_subjects()
    writer.write_circumstances()
    writer.write_statements()
    return record.triples


@dataclass(slots=True)
class _CaseWriter:
    """Writes the parts of a case, each with its sources and its basis."""

    reader: Reader
    record: Record
    sources: Mapping[str, str]

    def write_action(self) -> None:
        """Write the alliance or the initiative, who takes part, and our reading of its model and functions."""
        note, record = self.reader.note, self.record
        kinds = {
            "alliance": ("alliance",),
            "initiative": ("initiative",),
            "both": ("alliance", "initiative"),
        }.get(str(note.get("kind")))
        if kinds is None:
            self.reader.fault("kind", note.get("kind"), "Write alliance, initiative or both.")
            return
        actions = {kind: record.part(kind) for kind in kinds}
        for kind, action in actions.items():
            record.link(record.iri, f"{AKG}documents", action)
            record.link(action, RDF_TYPE, f"{AKG}{'Alliance' if kind == 'alliance' else 'CatalystInitiative'}")
            record.tell(action, f"{SKOS}prefLabel", self.reader.texts(note, "name", "name"))
            record.tell(action, f"{AKG}purpose", self.reader.texts(note, "purpose", "purpose", required=False))
        if created := note.get("created_organization"):
            target = actions.get("alliance", actions.get("initiative", ""))
            record.link(target, f"{AKG}createdOrganization", self.reader.actor(created, "created_organization"))
        self._write_participations(actions.values())
        self._write_models(actions)
        self._write_functions(actions)

    def _write_participations(self, actions: Collection[str]) -> None:
        for item, where in _items(self.reader, "participations"):
            actor = self.reader.actor(item.get("actor"), f"{where}.actor")
            part = self.record.part(f"participation-{item.get('actor')}")
            for action in actions:
                self.record.link(action, f"{AKG}hasParticipation", part)
            self._begin(part, "Participation", item, where, basis="selon-la-source")
            self.record.link(part, f"{AKG}participant", actor)
            for role in item.get("roles") or [None]:
                self.record.link(part, f"{AKG}role", self.reader.term(role, "participation-roles", f"{where}.roles"))
            texts = self.reader.texts(item, "description", f"{where}.description", required=False)
            self.record.tell(part, f"{AKG}roleDescription", texts)

    def _write_models(self, actions: Mapping[str, str]) -> None:
        for number, (item, where) in enumerate(_items(self.reader, "models"), 1):
            if "alliance" not in actions:
                self.reader.fault(where, item, "A model belongs to an alliance: write kind: alliance or both.")
                continue
            part = self.record.part(f"model-{number}")
            self.record.link(actions["alliance"], f"{AKG}hasModelStatement", part)
            self._begin(part, "ModelStatement", item, where, basis="lecture-du-catalogue")
            model = self.reader.model(item.get("model"), f"{where}.model")
            self.record.link(part, f"{AKG}model", model)
            self._write_reading(part, item, where)

    def _write_functions(self, actions: Mapping[str, str]) -> None:
        for number, (item, where) in enumerate(_items(self.reader, "functions"), 1):
            if "initiative" not in actions:
                self.reader.fault(where, item, "A function belongs to an initiative: write kind: initiative or both.")
                continue
            part = self.record.part(f"function-{number}")
            self.record.link(actions["initiative"], f"{AKG}hasFunctionAssignment", part)
            self._begin(part, "FunctionAssignment", item, where, basis="lecture-du-catalogue")
            scheme = "catalyst-functions"
            self.record.link(
                part, f"{AKG}function", self.reader.term(item.get("function"), scheme, f"{where}.function")
            )
            for activity in item.get("activities") or ():
                done = self.reader.activity(activity, item.get("function"), f"{where}.activities")
                self.record.link(part, f"{AKG}activity", done)
            if holder := item.get("holder"):
                self.record.link(part, f"{AKG}holder", self.reader.actor(holder, f"{where}.holder"))
            if territory := item.get("territory"):
                place = self.reader.territory(territory, f"{where}.territory")
                self.record.link(part, f"{AKG}onTerritory", place)
            self._write_reading(part, item, where)

    def write_subjects(self) -> None:
        """Write themes, SDGs (always our reading) and needs."""
        for item, where in _items(self.reader, "themes"):
            theme = self.reader.term(item.get("theme"), "themes", f"{where}.theme")
            self._write_subject(str(item.get("theme")), theme, item, where, basis="selon-la-source")
        for item, where in _items(self.reader, "sdgs"):
            number = item.get("sdg")
            if not isinstance(number, int) or not 1 <= number <= 17:
                self.reader.fault(f"{where}.sdg", number, "Write the number of the goal, 1 to 17.")
            part = self._write_subject(f"sdg-{number}", f"{SDG}{number}", item, where, basis="lecture-du-catalogue")
            self.record.tell(part, f"{AKG}reason", self.reader.texts(item, "reason", f"{where}.reason"))
        for item, where in _items(self.reader, "needs"):
            need = self.reader.term(item.get("need"), "needs", f"{where}.need")
            part = self._write_subject(str(item.get("need")), need, item, where, basis="lecture-du-catalogue")
            self.record.tell(part, f"{AKG}reason", self.reader.texts(item, "reason", f"{where}.reason"))

    def _write_subject(self, name: str, subject: str, item: Note, where: str, *, basis: str) -> str:
        part = self.record.part(f"subject-{name}")
        self.record.link(self.record.iri, f"{AKG}hasSubject", part)
        self._begin(part, "SubjectStatement", item, where, basis=basis)
        self.record.link(part, f"{AKG}subject", subject)
        return part

    def write_circumstances(self) -> None:
        """Write where and when."""
        for number, (item, where) in enumerate(_items(self.reader, "places"), 1):
            part = self.record.part(f"place-{number}")
            self.record.link(self.record.iri, f"{AKG}hasPlace", part)
            self._begin(part, "PlaceStatement", item, where, basis="selon-la-source")
            place = self.reader.territory(item.get("territory"), f"{where}.territory")
            self.record.link(part, f"{AKG}territory", place)
            texts = self.reader.texts(item, "description", f"{where}.description", required=False)
            self.record.tell(part, f"{DCTERMS}description", texts)
        for number, (item, where) in enumerate(_items(self.reader, "periods"), 1):
            part = self.record.part(f"period-{number}")
            self.record.link(self.record.iri, f"{AKG}hasPeriod", part)
            self._begin(part, "PeriodStatement", item, where, basis="selon-la-source")
            for key, predicate in (("start", "startDate"), ("end", "endDate")):
                self.record.say(part, f"{AKG}{predicate}", self.reader.date(item.get(key), f"{where}.{key}"))
            texts = self.reader.texts(item, "description", f"{where}.description", required=False)
            self.record.tell(part, f"{DCTERMS}description", texts)

    def write_statements(self) -> None:
        """Write facts, results, difficulties and lessons, and which of them disagree."""
        parts: dict[str, str] = {}
        for key, (name, kind, predicate) in _STATEMENTS.items():
            for number, (item, where) in enumerate(_items(self.reader, key), 1):
                part = parts[f"{key}.{number}"] = self.record.part(f"{name}-{number}")
                self.record.link(self.record.iri, f"{AKG}{predicate}", part)
                self._begin(part, kind, item, where, basis="selon-la-source")
                texts = self.reader.texts({"text": {k: item.get(k) for k in ("fr", "en")}}, "text", where)
                self.record.tell(part, f"{DCTERMS}description", texts)
                self.record.say(part, f"{AKG}asOf", self.reader.date(item.get("as_of"), f"{where}.as_of"))
        for pair in _list(self.reader, "conflicts"):
            if not isinstance(pair, list) or len(pair) != 2 or not set(pair) <= parts.keys():
                self.reader.fault("conflicts", pair, "Name two statements of this note: [facts.1, facts.2].")
                continue
            for one, other in (pair, reversed(pair)):
                self.record.link(parts[one], f"{AKG}conflictsWith", parts[other])

    def _write_reading(self, part: str, item: Note, where: str) -> None:
        self.record.tell(part, f"{AKG}reason", self.reader.texts(item, "reason", f"{where}.reason"))
        confidence = self.reader.term(item.get("confidence"), "confidence-levels", f"{where}.confidence")
        self.record.link(part, f"{AKG}confidence", confidence)

    def _begin(self, part: str, kind: str, item: Note, where: str, *, basis: str) -> None:
        self.record.link(part, RDF_TYPE, f"{AKG}{kind}")
        self.record.link(part, f"{AKG}basis", f"{VOCABULARY}statement-bases/{basis}")
        cited = item.get("sources")
        if not isinstance(cited, list) or not cited or not set(map(str, cited)) <= self.sources.keys():
            self.reader.fault(f"{where}.sources", cited, f"Name sources of this note: {', '.join(self.sources)}.")
            return
        for key in cited:
            self.record.link(part, f"{DCTERMS}source", self.sources[str(key)])


def _sources(reader: Reader, record: Record) -> dict[str, str]:
    """Write the sources of a record, and return their IRIs by the key that the note gives them."""
    sources = reader.note.get("sources")
    if not isinstance(sources, Mapping) or not sources:
        reader.fault("sources", sources, "Give at least one page: sources: {s1: {page: https://…, title: …}}.")
        return {}
    iris: dict[str, str] = {}
    for number, (key, source) in enumerate(sources.items(), 1):
        where = f"sources.{key}"
        if not isinstance(source, Mapping):
            reader.fault(where, source, "Give the page, its title and the day it was consulted.")
            continue
        iri = iris[str(key)] = record.part(f"source-{number}")
        record.link(record.iri, f"{AKG}hasSource", iri)
        record.link(iri, RDF_TYPE, f"{AKG}Source")
        page = reader.page(source.get("page") or "", f"{where}.page")
        if page:
            record.link(iri, f"{FOAF}page", page)
        if _is_text(source.get("title")):
            record.say(iri, f"{DCTERMS}title", Literal(" ".join(source["title"].split()), language="fr"))
        else:
            reader.fault(f"{where}.title", source.get("title"), "Give the title of the page.")
        record.say(iri, f"{DCTERMS}issued", reader.date(source.get("issued"), f"{where}.issued"))
        consulted = reader.date(source.get("consulted") or "", f"{where}.consulted")
        record.say(iri, f"{AKG}consultedOn", consulted)
    return iris


_ONCE: Final = {
    "participations": "actor",
    "models": "model",
    "functions": "function",
    "themes": "theme",
    "sdgs": "sdg",
    "needs": "need",
}
"""What may stand only once in a list: two entries on it would become one part with both their values."""


def _items(reader: Reader, key: str) -> Iterator[tuple[Note, str]]:
    seen: set[str] = set()
    for number, item in enumerate(_list(reader, key), 1):
        where = f"{key}.{number}"
        if isinstance(item, Mapping):
            value = str(item.get(_ONCE.get(key, "")))
            if key in _ONCE and value in seen:
                reader.fault(where, value, "It is in this list already: write one entry, with all its sources.")
                continue
            seen.add(value)
            yield item, where
        else:
            reader.fault(where, item, "Each entry of this list has keys and values.")


def _list(reader: Reader, key: str) -> list[Any]:
    value = reader.note.get(key) or []
    if isinstance(value, list):
        return value
    reader.fault(key, value, "Write a list: one entry a line, each after a hyphen.")
    return []


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
