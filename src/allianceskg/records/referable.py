"""What a record may refer to, as the files say it: concepts, territories, actors, and the nearest to what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from allianceskg.files import Home
from allianceskg.language import Text
from allianceskg.likeness import nearest
from allianceskg.profiles.faults import nearest_values
from allianceskg.rdf import turtle
from allianceskg.rdf.term import IRI, Literal, Triple
from allianceskg.terms import ACTOR, expand, slug
from allianceskg.words.folding import fold

_NEAR: Final = 3
_MOST_NAMESAKES: Final = 6
_LIKENESS: Final = 0.75
_TERRITORY: Final = "territory:"
_FRENCH: Final = re.compile(r'skos:prefLabel[^;]*?"((?:[^"\\]|\\.)*)"@fr')
_TYPE: Final = expand("rdf:type")
_LABEL: Final = expand("skos:prefLabel")
_BROADER: Final = expand("skos:broader")


@dataclass(frozen=True, slots=True)
class KnownConcept:
    """
    A concept of a vocabulary.

    Attributes:
        vocabulary: Name of its file, without ending.
        classes: IRIs.
        broader: IRIs of the concepts just above it.
    """

    iri: str
    vocabulary: str
    label: Text
    classes: frozenset[str]
    broader: frozenset[str]


class Known:
    """
    The vocabularies, territories and actors of a home; each is read when it is first asked for.

    Args:
        actors: Slugs of actors that have no file yet.
    """

    def __init__(self, home: Home, *, actors: Iterable[str] = ()) -> None:
        self._home = home
        self._new_actors = frozenset(actors)
        self._listed: tuple[int, frozenset[str]] | None = None
        self._named: tuple[frozenset[str], _Names] | None = None
        self._names_of: dict[tuple[str, int], list[str]] = {}

    @cached_property
    def concepts(self) -> Mapping[str, KnownConcept]:
        """Every concept, by IRI."""
        paths = sorted((self._home.ontology / "vocabularies").glob("*.ttl"))
        return {concept.iri: concept for path in paths for concept in _concepts(path)}

    @cached_property
    def classes(self) -> Mapping[str, Text]:
        """The name of each class of the ontology, by IRI."""
        return _labels(turtle.read(self._home.ontology / "alliances.ttl"), expand("rdfs:label"))

    def of_class(self, *classes: str) -> dict[str, KnownConcept]:
        """Return the concepts that are of one of some classes, by slug."""
        return {slug(one.iri): one for one in self.concepts.values() if not one.classes.isdisjoint(classes)}

    @cached_property
    def territories(self) -> Mapping[str, str]:
        """The French name of each territory, by slug."""
        paths = sorted((self._home.data / "territories").glob("*.ttl*"))
        # There are 38,000, in canonical form: looking through the text takes a tenth of the time of parsing it.
        blocks = (block for path in paths for block in turtle.read_bytes(path).decode("utf-8").split("\n\n"))
        named = ((block, _FRENCH.search(block)) for block in blocks if block.startswith(_TERRITORY))
        return {
            block.partition("\n")[0].removeprefix(_TERRITORY): label[1].replace('\\"', '"')
            for block, label in named
            if label is not None
        }

    @property
    def actors(self) -> frozenset[str]:
        """The slugs of actors; the folder is read again when it has changed."""
        folder = self._home.records / "actors"
        stamp = folder.stat().st_mtime_ns if folder.is_dir() else 0
        if self._listed is None or self._listed[0] != stamp:
            self._listed = stamp, self._new_actors | {path.stem for path in folder.glob("*.ttl")}
        return self._listed[1]

    def has_record(self, kind: str, slug: str) -> bool:
        """Tell whether there is a record of a slug; `kind` is `case`, `actor` or `resource`."""
        return slug in self.actors if kind == "actor" else (self._home.records / f"{kind}s" / f"{slug}.ttl").is_file()

    def near_concepts(self, typed: str, *classes: str) -> list[KnownConcept]:
        """Return the concepts of some classes whose slug or label is most like what was typed."""
        concepts = self.of_class(*classes)
        return [
            concepts[one] for one in nearest_values(typed, {one: concept.label for one, concept in concepts.items()})
        ]

    def near_territories(self, typed: str) -> list[tuple[str, str]]:
        """Return slug and name of the territories that are called so; else of those of a near name."""
        return self._territory_names.near(typed)

    def near_actors(self, typed: str) -> list[tuple[str, str]]:
        """Return slug and name of the actors that are called so; else of those of a near name."""
        return self._actor_names.near(typed)

    def territories_called(self, typed: str) -> list[tuple[str, str]]:
        """Return slug and name of the territories that are called exactly so, letters without accents."""
        return self._territory_names.called(typed)

    def actors_called(self, typed: str) -> list[tuple[str, str]]:
        """Return slug and name of the actors that are called exactly so, letters without accents."""
        return self._actor_names.called(typed)

    @property
    def actor_names(self) -> Mapping[str, str]:
        """The name of each actor, by slug."""
        return self._actor_names.shown

    @cached_property
    def _territory_names(self) -> _Names:
        return _Names((territory, [name]) for territory, name in self.territories.items())

    @property
    def _actor_names(self) -> _Names:
        actors = self.actors
        if self._named is None or self._named[0] is not actors:
            named = [
                (path.stem, self._read_names(path)) for path in sorted((self._home.records / "actors").glob("*.ttl"))
            ]
            self._named = actors, _Names([*named, *((one, [one]) for one in sorted(self._new_actors))])
        return self._named[1]

    def _read_names(self, path: Path) -> list[str]:
        """Read the names of an actor, unless its file is as it was."""
        key = path.stem, path.stat().st_mtime_ns
        if key not in self._names_of:
            self._names_of[key] = _names_of(turtle.read(path), f"{ACTOR}{path.stem}")
        return self._names_of[key]


class _Names:
    """Things with their names, the first of which is shown."""

    def __init__(self, things: Iterable[tuple[str, list[str]]]) -> None:
        self.shown: dict[str, str] = {}
        self._called: dict[str, list[str]] = {}
        for thing, names in things:
            self.shown[thing] = names[0] if names else thing
            for name in dict.fromkeys(map(fold, [*names, thing])):
                self._called.setdefault(name, []).append(thing)

    def called(self, typed: str) -> list[tuple[str, str]]:
        return [(one, self.shown[one]) for one in dict.fromkeys(self._called.get(fold(typed), ()))]

    def near(self, typed: str) -> list[tuple[str, str]]:
        folded = fold(typed)
        names = [folded] if folded in self._called else nearest(folded, self._called, limit=_NEAR, cutoff=_LIKENESS)
        found = dict.fromkeys(one for name in names for one in self._called[name])
        return [(one, self.shown[one]) for one in list(found)[:_MOST_NAMESAKES]]


def _concepts(path: Path) -> list[KnownConcept]:
    triples = list(turtle.read(path))
    labels = _labels(triples, _LABEL)
    links: dict[tuple[str, str], set[str]] = {}
    for subject, predicate, value in triples:
        if isinstance(value, IRI):
            links.setdefault((subject.value, predicate.value), set()).add(value.value)
    return [
        KnownConcept(
            iri=iri,
            vocabulary=path.stem,
            label=label,
            classes=frozenset(links.get((iri, _TYPE), ())),
            broader=frozenset(links.get((iri, _BROADER), ())),
        )
        for iri, label in labels.items()
    ]


def _labels(triples: Iterable[Triple], property: str) -> dict[str, Text]:
    words: dict[str, dict[str, str]] = {}
    for subject, predicate, value in triples:
        if predicate.value == property and isinstance(value, Literal):
            words.setdefault(subject.value, {})[value.language or ""] = value.value
    return {
        iri: Text(fr=of.get("fr", next(iter(of.values()))), en=of.get("en", next(iter(of.values()))))
        for iri, of in words.items()
    }


def _names_of(triples: Iterable[Triple], iri: str) -> list[str]:
    wanted = (_LABEL, expand("skos:altLabel"))
    found = [
        (wanted.index(one.predicate.value), one.object.value)
        for one in triples
        if one.subject.value == iri and one.predicate.value in wanted
    ]
    return [name for _, name in sorted(found)]
