"""
What a build says of itself: the catalogued queries as examples that others list and run, and how much of what it holds.

How much is the sum of what is said of each subject, so that a build of a few changed cases counts these only. Both stand in graphs of their own, and in the default graph with all else, so that whoever queries finds out what to ask.

Source:
    https://www.w3.org/TR/void/ (sections 4.2 and 4.4), https://www.w3.org/TR/shacl/ (section 5.2).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeVar

from allianceskg.files import VERSION_LENGTH, digest_of
from allianceskg.rdf.term import IRI, BlankNode, Literal, Quad, Term, Triple
from allianceskg.sparql.query_descriptions import COLLECTION, describe_queries
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import BASE, PREFIXES, RDF_TYPE, VOCABULARY, XSD_INTEGER

_Key = TypeVar("_Key")

QUERIES_GRAPH: Final = f"{COLLECTION}/graph"
STATISTICS_GRAPH: Final = f"{BASE}catalogue/statistics/graph"

_CATALOGUE: Final = f"{BASE}catalogue"
_VOID: Final = PREFIXES["void"]
_MODIFIED: Final = f"{PREFIXES['dcterms']}modified"
_CLASSES_QUERY: Final = """
SELECT ?class (COUNT(*) AS ?things) WHERE { ?thing a ?class . FILTER(isIRI(?class)) } GROUP BY ?class ORDER BY ?class
"""
_PROPERTIES_QUERY: Final = """
SELECT ?property (COUNT(*) AS ?triples) WHERE { ?thing ?property ?value . } GROUP BY ?property ORDER BY ?property
"""
_PROPERTIES_OF_CLASSES_QUERY: Final = """
SELECT ?class ?property (COUNT(*) AS ?triples) WHERE {
  ?thing a ?class .
  ?thing ?property ?value .
  FILTER(isIRI(?class))
} GROUP BY ?class ?property ORDER BY ?class ?property
"""
_LAST_CHANGE_QUERY: Final = """
PREFIX akg: <https://w3id.org/alliances/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT (MAX(?day) AS ?last) WHERE {
  VALUES ?kind { akg:Actor akg:CaseStudy akg:Resource }
  ?record a ?kind .
  ?record dcterms:modified ?day .
}
"""
_NAMED: Final = {
    f"{BASE}ontology#CaseStudy": "cases",
    f"{BASE}ontology#Actor": "actors",
    f"{BASE}ontology#Resource": "resources",
}
"""The parts of the catalogue that its own description names already, by class."""
_NAMED_PARTS: Final = {one: f"{_CATALOGUE}#{name}" for one, name in _NAMED.items()}
_STATED: Final = frozenset({_CATALOGUE, *_NAMED_PARTS.values()})


def write_queries(store: EmbeddedStore, queries: QueryCatalogue) -> int:
    """Describe the catalogued queries in a build; return how many triples that takes."""
    described = describe_queries(queries.all())
    return _write(store, QUERIES_GRAPH, described)


@dataclass
class Statistics:
    """
    How much a store holds, which is the sum of what it says of each subject.

    Attributes:
        entities: Number of things of each class.
        triples: Number of triples of each property.
        of_classes: Number of triples of each property whose subject is of a class.
    """

    entities: Counter[str] = field(default_factory=Counter)
    triples: Counter[str] = field(default_factory=Counter)
    of_classes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def grow(self, more: Statistics, *, times: int = 1) -> None:
        """Add what other subjects are said to be; with `times=-1` take it away."""
        _grow(self.entities, more.entities, times)
        _grow(self.triples, more.triples, times)
        _grow(self.of_classes, more.of_classes, times)

    def unlike(self, other: Statistics) -> Statistics:
        """Return what is counted otherwise here than there."""
        return Statistics(
            _unlike(self.entities, other.entities),
            _unlike(self.triples, other.triples),
            _unlike(self.of_classes, other.of_classes),
        )

    def copy(self) -> Statistics:
        """Return the same counts, which can grow by themselves."""
        return Statistics(self.entities.copy(), self.triples.copy(), self.of_classes.copy())


def _unlike(counted: Counter[_Key], other: Counter[_Key]) -> Counter[_Key]:
    return Counter({key: number for key, number in counted.items() if other[key] != number})


def _grow(counted: Counter[_Key], more: Counter[_Key], times: int) -> None:
    for key, number in more.items():
        counted[key] += times * number
        if not counted[key]:
            del counted[key]


def count_everything(store: EmbeddedStore) -> Statistics:
    """Count what a store holds, but for an earlier count."""
    store.drop_graph(STATISTICS_GRAPH)
    found = Statistics()
    for row in store.select(_CLASSES_QUERY):
        found.entities[row["class"].value] = int(row["things"].value)
    for row in store.select(_PROPERTIES_QUERY):
        found.triples[row["property"].value] = int(row["triples"].value)
    for row in store.select(_PROPERTIES_OF_CLASSES_QUERY):
        found.of_classes[row["class"].value, row["property"].value] = int(row["triples"].value)
    return found


def count_subjects(
    store: EmbeddedStore, subjects: Iterable[IRI | BlankNode], *, but_for: Collection[str] = ()
) -> Statistics:
    """
    Count what a store says of some subjects.

    Args:
        but_for: Graphs that are passed over.
    """
    found = Statistics()
    for subject in subjects:
        said = store.said_of(subject, but_for=but_for)
        classes = {triple.object.value for triple in said if triple.predicate.value == RDF_TYPE}
        found.entities.update(classes)
        for triple in said:
            found.triples[triple.predicate.value] += 1
            found.of_classes.update((one, triple.predicate.value) for one in classes)
    return found


def read_statistics(store: EmbeddedStore) -> Statistics:
    """Read back what `write_statistics` has written."""
    found, classes = Statistics(), {part: one for one, part in _NAMED_PARTS.items()}
    properties: dict[str, str] = {}
    numbers: dict[tuple[str, str], int] = {}
    whole_of: dict[str, str] = {}
    for subject, predicate, value in store.read_graph(STATISTICS_GRAPH):
        match predicate.value.removeprefix(_VOID):
            case "class":
                classes[subject.value] = value.value
            case "property":
                properties[subject.value] = value.value
            case "propertyPartition":
                whole_of[value.value] = subject.value
            case "triples" | "entities":
                numbers[subject.value, predicate.value] = int(value.value)
    for (part, what), number in numbers.items():
        if what == f"{_VOID}entities":
            found.entities[classes[part]] = number
        elif part in properties and whole_of[part] == _CATALOGUE:
            found.triples[properties[part]] = number
        elif part in properties:
            found.of_classes[classes[whole_of[part]], properties[part]] = number
    return found


def write_statistics(store: EmbeddedStore, statistics: Statistics) -> int:
    """Say in a build how much it holds; return how many triples that takes."""
    said = [*_totals(statistics), *_parts(statistics), *_last_change(store)]
    return _write(store, STATISTICS_GRAPH, (triple for triple in said if not _is_stated(triple, store)))


def change_statistics(store: EmbeddedStore, before: Statistics, now: Statistics) -> int:
    """Say in a build how much it holds now, where something else was said before; return how much longer that makes it."""
    graph = IRI(STATISTICS_GRAPH)
    days = (triple for triple in store.said_of(IRI(_CATALOGUE)) if triple.predicate.value == _MODIFIED)
    old = {*_totals(before), *_parts(before.unlike(now)), *days}
    new = {*_totals(now), *_parts(now.unlike(before)), *_last_change(store)}
    lost, gained = old - new, {triple for triple in new - old if not _is_stated(triple, store)}
    removed = store.remove(Quad(*triple, graph) for triple in lost)
    return store.add(Quad(*triple, graph) for triple in gained) - removed


def _is_stated(triple: Triple, store: EmbeddedStore) -> bool:
    """Tell whether the catalogue's own description says this already."""
    if triple.subject.value not in _STATED or not isinstance(triple.object, IRI):
        return False
    return store.has(triple.subject.value, triple.predicate.value, triple.object.value)


def _write(store: EmbeddedStore, graph: str, triples: Iterable[Triple]) -> int:
    store.drop_graph(graph)
    store.insert(Quad(*triple, IRI(graph)) for triple in triples)
    return store.count(graph)


def _totals(statistics: Statistics) -> Iterator[Triple]:
    catalogue = IRI(_CATALOGUE)
    yield _counted(catalogue, "triples", sum(statistics.triples.values()))
    yield _counted(catalogue, "classes", len(statistics.entities))
    yield _counted(catalogue, "properties", len(statistics.triples))


def _parts(statistics: Statistics) -> Iterator[Triple]:
    catalogue = IRI(_CATALOGUE)
    for iri, number in sorted(statistics.entities.items()):
        yield from _partition(catalogue, "class", iri, _part_of_class(iri))
        yield _counted(_part_of_class(iri), "entities", number)
    for iri, number in sorted(statistics.triples.items()):
        part = IRI(f"{_CATALOGUE}#property-{_short(iri)}")
        yield from _partition(catalogue, "property", iri, part)
        yield _counted(part, "triples", number)
    for (of_class, iri), number in sorted(statistics.of_classes.items()):
        whole, part = _part_of_class(of_class), IRI(f"{_part_of_class(of_class).value}-property-{_short(iri)}")
        yield from _partition(whole, "property", iri, part)
        yield _counted(part, "triples", number)


def _last_change(store: EmbeddedStore) -> Iterator[Triple]:
    """Say on which day a record was last changed, which is when the catalogue was."""
    for row in store.select(_LAST_CHANGE_QUERY):
        if "last" in row:
            yield Triple(IRI(_CATALOGUE), IRI(_MODIFIED), row["last"])


def _partition(whole: IRI, kind: str, iri: str, part: IRI) -> Iterator[Triple]:
    yield Triple(whole, IRI(f"{_VOID}{kind}Partition"), part)
    yield Triple(part, IRI(RDF_TYPE), IRI(f"{_VOID}Dataset"))
    yield Triple(part, IRI(f"{_VOID}{kind}"), IRI(iri))


def _counted(subject: IRI, what: str, number: int) -> Triple:
    count: Term = Literal(str(number), datatype=XSD_INTEGER)
    return Triple(subject, IRI(f"{_VOID}{what}"), count)


def _part_of_class(iri: str) -> IRI:
    return IRI(_NAMED_PARTS.get(iri) or f"{_CATALOGUE}#class-{_short(iri)}")


@lru_cache(maxsize=4_096)
def _short(iri: str) -> str:
    """
    Write a term so that it can stand in the name of a part.

    >>> _short("http://www.w3.org/2004/02/skos/core#Concept"), _short("https://example.org/a?b")[:2]
    ('skos-Concept', 'x-')
    """
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and namespace != VOCABULARY and re.fullmatch(r"[\w-]+", local):
            return f"{prefix}-{local}"
    return f"x-{digest_of(iri.encode())[:VERSION_LENGTH]}"
