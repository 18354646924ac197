"""The files that are to be judged."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rdflib import Literal, URIRef

from allianceskg.errors import DataError
from allianceskg.language import Text, same
from allianceskg.rdf import turtle
from allianceskg.store.conversion import convert
from allianceskg.terms import BASE, slug
from allianceskg.validation.findings import JudgedRecord, RecordKind
from allianceskg.validation.location import Lines
from allianceskg.validation.nodes import DCTERMS, RDF, SKOS, TERM, Triple, from_turtle

CONTEXT: Final = f"{BASE}context.jsonld"

_KINDS: Final[Sequence[tuple[URIRef, RecordKind]]] = (
    (TERM.CaseStudy, "case"),
    (TERM.Actor, "actor"),
    (TERM.Resource, "resource"),
    (TERM.Profile, "profile"),
)
_IRI_OF_RECORD: Final = re.compile(re.escape(BASE) + r"(case|actor|resource)/[^#]+")
_TURTLE_ENDINGS: Final = (".ttl", ".ttl.gz", ".nt")
_PLACEHOLDER_GRAPH: Final = f"{BASE}default/graph"


@dataclass(frozen=True, slots=True)
class Given:
    """
    One file, or one text, that is to be judged.

    Attributes:
        source: The file as the caller named it.
        path: None for a text.
        triples: What it says.
        lines: Where it says it; None for formats whose lines we do not know.
        records: The cases, actors, resources or profiles it describes; the first gives it its name.
        subjects: Everything it says something about.
    """

    source: str
    path: Path | None
    triples: tuple[Triple, ...]
    lines: Lines | None
    records: tuple[JudgedRecord, ...]
    subjects: frozenset[str]

    @property
    def main(self) -> JudgedRecord:
        """The record that the file is about."""
        return self.records[0]

    def record_of(self, focus: str) -> JudgedRecord:
        """Return the record that a node is part of; the main one for nodes that belong to none."""
        owner = focus.split("#", 1)[0]
        return next((record for record in self.records if record.iri == owner), self.main)


def read_given(path: Path, *, context: Path) -> Given:
    """
    Read a file by the ending of its name.

    Args:
        path: The file.
        context: Our own JSON-LD context, the only one that is known by its address.

    Raises:
        DataError: It cannot be read, or describes nothing that can be judged.
        TurtleSyntaxError: It is not what its ending says; with line, column and the line itself.
    """
    if path.name.endswith(_TURTLE_ENDINGS):
        return given_from_turtle(turtle.read_bytes(path), source=str(path), path=path)
    if path.suffix == ".jsonld":
        return given_from_json_ld(turtle.read_bytes(path), source=str(path), path=path, context=context)
    return _given(_converted(path, str(path)), source=str(path), path=path, lines=None)


def given_from_turtle(data: str | bytes, *, source: str, path: Path | None = None) -> Given:
    """
    Read a Turtle text.

    Raises:
        DataError: It describes nothing that can be judged.
        TurtleSyntaxError: It is not Turtle.
    """
    triples = from_turtle(data, source=source)
    text = data if isinstance(data, str) else data.decode()
    return _given(triples, source=source, path=path, lines=Lines(text))


def given_from_json_ld(text: str | bytes, *, source: str, context: Path, path: Path | None = None) -> Given:
    """
    Read a JSON-LD text; of remote contexts only the catalogue's own is known, and taken from the package.

    Raises:
        DataError: It is not JSON-LD, or describes nothing that can be judged.
    """
    try:
        document = json.loads(text)
    except UnicodeDecodeError as fault:
        raise DataError(
            Text(
                fr=f"{source} : le fichier n'est pas enregistré en UTF-8.",
                en=f"{source}: the file is not saved as UTF-8.",
            )
        ) from fault
    except json.JSONDecodeError as fault:
        raise DataError(
            Text(
                fr=f"{source}, ligne {fault.lineno}, colonne {fault.colno} : ce n'est pas du JSON valide ({fault.msg}).",
                en=f"{source}, line {fault.lineno}, column {fault.colno}: this is not valid JSON ({fault.msg}).",
            )
        ) from fault
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "document.jsonld"
        copy.write_text(json.dumps(_with_own_context(document, context, source)), encoding="utf-8")
        try:
            triples = _converted(copy, source)
        except DataError as fault:
            message = Text(*(text.replace(str(copy), source) for text in (fault.message.fr, fault.message.en)))
            raise DataError(message, hint=fault.hint) from fault
    return _given(triples, source=source, path=path, lines=None)


def expand(paths: Iterable[Path]) -> list[Path]:
    """
    List files, and the `.ttl` files below folders, each once.

    Raises:
        DataError: A path does not exist, or a folder holds no Turtle file.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise DataError(
                Text(fr=f"{path} : ce fichier n'existe pas.", en=f"{path}: there is no such file."),
                hint=Text(fr="Vérifiez le nom et le dossier.", en="Check the name and the folder."),
            )
        files = sorted(path.rglob("*.ttl")) if path.is_dir() else [path]
        if not files:
            raise DataError(
                Text(fr=f"{path} : ce dossier ne contient aucun fichier .ttl.", en=f"{path}: no .ttl file in this folder."),
            )  # fmt: skip
        found.update(dict.fromkeys(files))
    return list(found)


def _given(triples: list[Triple], *, source: str, path: Path | None, lines: Lines | None) -> Given:
    records = tuple(_records(triples, source))
    if not records:
        raise DataError(
            Text(
                fr=f"{source} : aucun cas, acteur ou ressource n'est décrit ici.",
                en=f"{source}: no case, actor or resource is described here.",
            ),
            hint=Text(
                fr="Un cas commence par « case:identifiant a akg:CaseStudy ; » ; voyez le modèle dans CONTRIBUTING.",
                en="A case begins with “case:identifier a akg:CaseStudy ;”; see the template in CONTRIBUTING.",
            ),
        )
    subjects = frozenset(str(subject) for subject, _, _ in triples)
    return Given(source, path, tuple(triples), lines, records, subjects)


def _records(triples: list[Triple], source: str) -> list[JudgedRecord]:
    """Find what a file describes: by type, or by an IRI of the catalogue when the type is missing or misspelt."""
    kinds: dict[str, RecordKind] = {}
    for wanted, kind in _KINDS:
        for subject, predicate, value in triples:
            if predicate == RDF.type and value == wanted and isinstance(subject, URIRef) and "#" not in subject:
                kinds.setdefault(str(subject), kind)
    if not kinds:
        for subject, _, _ in triples:
            match = _IRI_OF_RECORD.fullmatch(subject)
            if match is not None:
                kinds[str(subject)] = match[1]  # type: ignore[assignment]
    return [JudgedRecord(iri, kind, _title(iri, triples), source) for iri, kind in kinds.items()]


def _title(iri: str, triples: list[Triple]) -> Text:
    titles = {
        value.language: str(value)
        for subject, predicate, value in triples
        if str(subject) == iri and predicate in (DCTERMS.title, SKOS.prefLabel) and isinstance(value, Literal)
    }
    if not titles:
        return same(slug(iri))
    first = next(iter(titles.values()))
    return Text(fr=titles.get("fr", first), en=titles.get("en", titles.get("fr", first)))


def _converted(path: Path, source: str) -> list[Triple]:
    """Read a foreign format in a process of its own; graph names are left out."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "quads.nq"
        convert(path, target, default_graph=_PLACEHOLDER_GRAPH)
        lines = target.read_text(encoding="utf-8").splitlines()
    return from_turtle("\n".join(re.sub(r" <[^<>]*> \.$", " .", line) for line in lines), source=source)


def _with_own_context(document: Any, context: Path, source: str) -> Any:
    """Put our own context in the place of its address; no other is fetched."""
    if not isinstance(document, dict):
        return document
    own = json.loads(context.read_text(encoding="utf-8"))["@context"]
    given = document.get("@context", own)
    parts = [own if part == CONTEXT else part for part in (given if isinstance(given, list) else [given])]
    for part in parts:
        if isinstance(part, str):
            raise DataError(
                Text(
                    fr=f"{source} : le contexte JSON-LD {part} n'est pas celui du catalogue, et rien n'est téléchargé.",
                    en=f"{source}: the JSON-LD context {part} is not that of the catalogue, and nothing is downloaded.",
                ),
                hint=Text(fr=f'Écrivez "@context": "{CONTEXT}".', en=f'Write "@context": "{CONTEXT}".'),
            )
    return {**document, "@context": parts}
