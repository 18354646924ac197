"""What a record is judged against: the shapes, the vocabularies, and the records and territories it refers to."""

from __future__ import annotations

import heapq
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

from rdflib import Graph, Literal, URIRef

from allianceskg.files import Home
from allianceskg.rdf import turtle
from allianceskg.terms import ACTOR, CASE, RESOURCE, SDG, TERRITORY, slug
from allianceskg.validation.example_blocks import MOST_QUOTED, Quotations
from allianceskg.validation.known_spellings import KnownSpellings
from allianceskg.validation.nodes import RDF, RDFS, SKOS, TERM, Triple, read

EDITORIAL: Final = "editorial.ttl"
_FOLDERS: Final = {CASE: "cases", ACTOR: "actors", RESOURCE: "resources"}
_NAMESPACES: Final = {folder: namespace for namespace, folder in _FOLDERS.items()}
_IDENTIFIER: Final = re.compile(r"[a-z0-9-]{1,200}")  # a file system takes names of 255 bytes, with what is added
_TERRITORY_SUBJECT: Final = re.compile(rb"(?<=\nterritory:)[^\s]+(?=\n)")
_FEW: Final = 50
_KEPT: Final = frozenset({RDF.type, RDFS.subClassOf, SKOS.broader, SKOS.prefLabel, SKOS.altLabel, SKOS.notation})
_LEVELS: Final = ("countries", "regions", "departements", "collectivites", "ept", "epci", "communes", "arrondissements")


def published_iri(path: Path) -> str | None:
    """Return the IRI of the record that a published file is there for; None when its name is no identifier."""
    name = path.name.removesuffix(".ttl")
    namespace = _NAMESPACES.get(path.parent.name)
    return f"{namespace}{name}" if namespace is not None and _IDENTIFIER.fullmatch(name) else None


class Reference:
    """The published catalogue as far as a validation needs it; each part is read once, when first asked for."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._territories_asked = 0
        self._names: dict[tuple[URIRef, ...], tuple[tuple[Sequence[Path], Sequence[Path]], KnownSpellings]] = {}
        self._quotations: dict[str, Quotations] = {}
        self._published: dict[tuple[str, int | None], tuple[int, Sequence[Path]]] = {}

    @cached_property
    def shapes(self) -> Graph:
        """The shapes of records."""
        return self._graph(path for path in self._shape_files() if path.name != EDITORIAL)

    @cached_property
    def editorial_shapes(self) -> Graph:
        """The shapes of the ontology itself, and the values they share with the others."""
        return self._graph(path for path in self._shape_files() if path.name in (EDITORIAL, "Value.ttl"))

    @cached_property
    def ontology(self) -> Graph:
        """Classes and properties."""
        return self._graph([self.home.ontology / "alliances.ttl"])

    @cached_property
    def vocabularies(self) -> Graph:
        """The concepts: types, labels, notations and what they are narrower than."""
        graph = Graph(bind_namespaces="none")
        for path in sorted((self.home.ontology / "vocabularies").glob("*.ttl")):
            for triple in read(path):
                if triple[1] in _KEPT:
                    graph.add(triple)
        return graph

    def background(self, referred: Iterable[str]) -> Iterator[Triple]:
        """
        Give the triples that decide whether references hold: types, class hierarchy, broader concepts.

        Args:
            referred: IRIs that the judged records point to and do not describe.
        """
        yield from self._hierarchy
        territories = []
        for iri in referred:
            if iri.startswith(TERRITORY):
                territories.append(iri)
            else:
                yield from (triple for triple in self.record(iri) if triple[1] == RDF.type)
        yield from ((URIRef(iri), RDF.type, TERM.Territory) for iri in territories if self.has_territory(iri))

    @cached_property
    def _hierarchy(self) -> tuple[Triple, ...]:
        kept = (
            (self.ontology, RDFS.subClassOf),
            (self.vocabularies, RDF.type),
            (self.vocabularies, SKOS.broader),
        )
        return tuple(
            (subject, predicate, value)
            for graph, predicate in kept
            for subject, value in graph.subject_objects(predicate)
            if isinstance(subject, URIRef) and isinstance(value, URIRef)
        )

    @cached_property
    def background_graph(self) -> Graph:
        """The class hierarchy, the types of the concepts, and which is narrower than which."""
        graph = Graph(bind_namespaces="none")
        for triple in self._hierarchy:
            graph.add(triple)
        return graph

    @cached_property
    def territories(self) -> frozenset[str]:
        """The IRIs of all territories of the reference list."""
        names = (name for text in self._territory_texts.values() for name in _TERRITORY_SUBJECT.findall(text))
        return frozenset(TERRITORY + name.decode() for name in names)

    def names(self, classes: tuple[URIRef, ...]) -> KnownSpellings:
        """Return every name under which a published instance of some classes is known, with its IRI."""
        listed = (self.published("actors"), self.published("resources"))
        known = self._names.get(classes)
        if known is None or known[0] != listed:
            known = self._names[classes] = (listed, KnownSpellings(dict(self._named(classes))))
        return known[1]

    def labels(self, iri: str) -> dict[str, str]:
        """Return the labels of a concept by language."""
        labels = self.vocabularies.objects(URIRef(iri), SKOS.prefLabel)
        return {label.language: str(label) for label in labels if isinstance(label, Literal) and label.language}

    def _named(self, classes: Iterable[URIRef]) -> Iterator[tuple[str, str]]:
        for wanted in classes:
            if wanted == TERM.Actor:
                yield from ((path.stem, ACTOR + path.stem) for path in self.published("actors"))
            elif wanted == TERM.Resource:
                yield from ((path.stem, RESOURCE + path.stem) for path in self.published("resources"))
            for concept in map(str, self.vocabularies.subjects(RDF.type, wanted)):
                # Of all concepts, only the goals have no narrower class.
                if wanted != SKOS.Concept or concept.startswith(SDG):
                    yield slug(concept), concept
                    yield from ((label, concept) for label in self.labels(concept).values())

    def quotations(self, kind: str) -> Quotations:
        """Return what the published records of one kind say now, for examples."""
        quotations = self._quotations.setdefault(kind, Quotations())
        quotations.refresh(self.published(kind, most=MOST_QUOTED))
        return quotations

    def record(self, iri: str) -> tuple[Triple, ...]:
        """Return what the published file of a case, an actor or a resource says; nothing when there is none."""
        path = self.record_file(iri)
        return tuple(read(path)) if path is not None else ()

    def record_file(self, iri: str) -> Path | None:
        """Return the published file of a case, an actor or a resource."""
        document = iri.split("#", 1)[0]
        for namespace, folder in _FOLDERS.items():
            name = document.removeprefix(namespace)
            if document.startswith(namespace) and _IDENTIFIER.fullmatch(name):
                path = self.home.records / folder / f"{name}.ttl"
                return path if path.is_file() else None
        return None

    def published(self, kind: str, *, most: int | None = None) -> Sequence[Path]:
        """
        List the published files of one kind of record: `cases`, `actors` or `resources`.

        Args:
            most: How many at most, the first by name; all of them otherwise.
        """
        folder = self.home.records / kind
        if not folder.is_dir():
            return ()
        # A folder changes its time when a name in it comes or goes.
        changed = folder.stat().st_mtime_ns
        known = self._published.get((kind, most))
        if known is None or known[0] != changed:
            with os.scandir(folder) as entries:
                names = (entry.name for entry in entries if entry.name.endswith(".ttl") and entry.name[0] != ".")
                # A million names are not held for the sake of the first few.
                listed = sorted(names) if most is None else heapq.nsmallest(most, names)
            known = self._published[kind, most] = (changed, tuple(folder / name for name in listed))
        return known[1]

    def has_territory(self, iri: str) -> bool:
        """
        Tell whether the reference list has a territory.

        The list has 36,000 subjects and is in canonical form, so the subject is looked for in the text: parsing it
        would take seconds, and listing its subjects pays only when many are asked for.
        """
        self._territories_asked += 1
        if self._territories_asked > _FEW:
            return iri in self.territories
        subject = b"\nterritory:" + iri.removeprefix(TERRITORY).encode() + b"\n"
        return any(subject in text for text in self._territory_texts.values())

    def territories_named(self, label: str) -> list[str]:
        """Return the IRIs of the territories of that very name, the larger levels first."""
        wanted = f'"{label}"@fr'.encode()
        found: dict[str, None] = {}
        for level in _LEVELS:
            text = self._territory_texts.get(level, b"")
            place = text.find(wanted)
            while place >= 0:
                subject = text.rfind(b"\nterritory:", 0, place) + len(b"\nterritory:")
                found[TERRITORY + text[subject : text.find(b"\n", subject)].decode()] = None
                place = text.find(wanted, place + 1)
        return list(found)

    @cached_property
    def _territory_texts(self) -> dict[str, bytes]:
        folder = self.home.data / "territories"
        return {path.name.removesuffix(".ttl.gz"): turtle.read_bytes(path) for path in sorted(folder.glob("*.ttl.gz"))}

    def _shape_files(self) -> list[Path]:
        return sorted((self.home.ontology / "shapes").glob("*.ttl"))

    def _graph(self, paths: Iterable[Path]) -> Graph:
        graph = Graph(bind_namespaces="none")
        for path in paths:
            for triple in read(path):
                graph.add(triple)
        return graph
