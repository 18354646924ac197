"""
The rules that keep the catalogue one dataset: every triple is in exactly one graph, and every file speaks of its own.

A file is a named graph; the default graph is their union.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from allianceskg.files import Home, SourceFile
from allianceskg.matching import case_terms
from allianceskg.rdf.term import IRI
from allianceskg.rdf.term import Triple as Inferred
from allianceskg.rdf.turtle import read_bytes
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import AKG, BASE, RDF_TYPE

DATA = Path(__file__).resolve().parent.parent / "data"

ENTITY_GROUPS = ("cases", "actors", "resources")
CLASS_OF_GROUP = {"cases": f"{AKG}CaseStudy", "actors": f"{AKG}Actor", "resources": f"{AKG}Resource"}
# An ontology version and a namespace are names, not things that are described.
NAMING = {
    NamedNode("http://www.w3.org/2002/07/owl#versionIRI"),
    NamedNode("http://purl.org/vocab/vann/preferredNamespaceUri"),
    NamedNode("http://rdfs.org/ns/void#vocabulary"),
}
# Not described, but served: what the site makes of the data.
SERVED = (f"{BASE}dump", f"{BASE}sparql", f"{BASE}.well-known/")


@pytest.fixture(scope="module")
def triples(home: Home) -> dict[str, tuple[SourceFile, list[Triple]]]:
    """The triples of every published file, by graph."""
    return {
        file.graph: (file, [quad.triple for quad in pyoxigraph.parse(read_bytes(file.path), format=RdfFormat.TURTLE)])
        for file in home.files()
    }


ORG = "http://www.w3.org/ns/org#"
# Terms of other vocabularies that our own statements entail.
OF_OTHERS = {
    *(f"<{RDF_TYPE}> <{ORG}{name}>" for name in ("Membership", "Organization", "OrganizationalCollaboration")),
    f"<{ORG}member>",
    f"<{ORG}role>",
    "<http://www.w3.org/2004/02/skos/core#narrower>",
}
# What makes more than one property; those of terms are those of their places.
MADE_TOGETHER = {
    "16-case-terms": {f"<{place}>" for place in case_terms.PLACES},
    "17-period-years": {f"<{AKG}startingYear>", f"<{AKG}endingYear>"},
    "18-case-years": {f"<{AKG}firstYear>", f"<{AKG}lastYear>"},
    "21-memberships": {f"<{RDF_TYPE}> <{ORG}Membership>", f"<{ORG}member>", f"<{ORG}role>"},
}


@pytest.fixture(scope="module")
def inferred(home: Home, built_store: EmbeddedStore) -> dict[str, set[str]]:
    """The predicates that each materialising query makes on the shipped catalogue; of a type, which one."""
    queries = QueryCatalogue(home.queries).in_folder("materialise")
    return {query.name: {sort_of(triple) for triple in built_store.construct(query.text)} for query in queries}


def sort_of(triple: Triple | Inferred) -> str:
    """The predicate of a statement; with the class, when it gives a type."""
    predicate = str(triple.predicate)
    return f"{predicate} {triple.object}" if predicate == f"<{RDF_TYPE}>" else predicate


def data_files(triples: dict[str, tuple[SourceFile, list[Triple]]]) -> Iterator[tuple[SourceFile, list[Triple]]]:
    return (pair for pair in triples.values() if DATA in pair[0].path.parents)


def test_every_file_is_a_graph_of_its_own(home: Home) -> None:
    graphs = [file.graph for file in home.files()]
    assert len(graphs) == len(set(graphs))


def test_every_triple_is_in_exactly_one_graph(triples: dict[str, tuple[SourceFile, list[Triple]]]) -> None:
    graph_of: dict[Triple, str] = {}
    twice = []
    for graph, (_, found) in triples.items():
        for triple in found:
            if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
                continue  # a blank node is in one file by nature
            if graph_of.setdefault(triple, graph) != graph:
                twice.append((str(triple), graph_of[triple], graph))
    assert twice == []


def test_an_inferred_triple_is_not_asserted_too(
    triples: dict[str, tuple[SourceFile, list[Triple]]], built_store: EmbeddedStore
) -> None:
    asserted = {
        tuple(map(str, triple))
        for _, found in triples.values()
        for triple in found
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode)
    }
    made = [
        tuple(map(str, triple))
        for graph in built_store.graphs()
        if graph.startswith(f"{BASE}inferred/")
        for triple in built_store.read_graph(graph)
    ]
    assert made
    assert len(made) == len(set(made)), "two materialising queries make the same triple"
    assert asserted.isdisjoint(made)


def test_an_entity_file_speaks_of_its_entity_and_the_parts_of_it_alone(
    triples: dict[str, tuple[SourceFile, list[Triple]]],
) -> None:
    strangers = [
        (file.path.name, str(triple.subject))
        for file, found in data_files(triples)
        if file.group in ENTITY_GROUPS
        for triple in found
        if str(triple.subject) != f"<{file.document}>" and not str(triple.subject).startswith(f"<{file.document}#")
    ]
    assert strangers == []


def test_an_entity_file_says_what_its_entity_is(triples: dict[str, tuple[SourceFile, list[Triple]]]) -> None:
    missing = [
        file.path.name
        for file, found in data_files(triples)
        if file.group in ENTITY_GROUPS
        and Triple(NamedNode(file.document), NamedNode(RDF_TYPE), NamedNode(CLASS_OF_GROUP[file.group])) not in found
    ]
    assert missing == []


def test_every_part_of_an_entity_is_reached_from_it(triples: dict[str, tuple[SourceFile, list[Triple]]]) -> None:
    loose = []
    for file, found in data_files(triples):
        if file.group not in ENTITY_GROUPS:
            continue
        links = defaultdict(set)
        for triple in found:
            links[triple.subject].add(triple.object)
        reached, pending = set(), [NamedNode(file.document)]
        while pending:
            node = pending.pop()
            if node not in reached:
                reached.add(node)
                pending.extend(links.get(node, ()))
        loose += [str(subject) for subject in links if subject not in reached]
    assert loose == []


def test_the_parts_of_the_data_have_names(triples: dict[str, tuple[SourceFile, list[Triple]]]) -> None:
    unnamed = [
        (file.path.name, str(triple))
        for file, found in data_files(triples)
        for triple in found
        if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)
    ]
    assert unnamed == []


def test_nothing_that_is_inferred_is_asserted_by_hand(
    triples: dict[str, tuple[SourceFile, list[Triple]]], inferred: dict[str, set[str]]
) -> None:
    predicates = {predicate for made in inferred.values() for predicate in made}
    by_hand = [
        (file.path.name, str(triple))
        for file, found in triples.values()
        for triple in found
        if sort_of(triple) in predicates
    ]
    assert by_hand == []


def test_the_ontology_marks_as_inferred_what_the_queries_make(
    built_store: EmbeddedStore, inferred: dict[str, set[str]]
) -> None:
    marked = built_store.select(f"SELECT ?p WHERE {{ ?p <{AKG}isInferred> true }}").column("p")
    made = {predicate for predicates in inferred.values() for predicate in predicates}
    assert {f"<{predicate}>" for predicate in marked} == {one for one in made if one.startswith(f"<{AKG}")}
    assert {one for one in made if not one.startswith(f"<{AKG}")} == OF_OTHERS


def test_every_materialising_query_makes_one_property_or_those_that_belong_together(
    inferred: dict[str, set[str]],
) -> None:
    assert {name: made for name, made in inferred.items() if len(made) != 1} == MADE_TOGETHER


def test_what_the_data_refer_to_is_described(home: Home, triples: dict[str, tuple[SourceFile, list[Triple]]]) -> None:
    described = {triple.subject for _, found in triples.values() for triple in found}
    described |= {NamedNode(graph) for graph in triples}
    dangling = {
        (file.path.name, triple.predicate.value, triple.object.value)
        for file, found in triples.values()
        for triple in found
        if isinstance(triple.object, NamedNode)
        and triple.object.value.startswith(BASE)
        and not triple.object.value.startswith((*SERVED, f"{BASE}query/"))
        and triple.object not in described
        and home.release_of(triple.object.value) is None
        and triple.predicate not in NAMING
    }
    assert sorted(dangling) == []


def test_the_queries_that_are_referred_to_are_there(
    home: Home, triples: dict[str, tuple[SourceFile, list[Triple]]]
) -> None:
    catalogue = QueryCatalogue(home.queries)
    known = {catalogue.get(name).iri for name in catalogue.names()}
    named = {
        triple.object.value
        for _, found in triples.values()
        for triple in found
        if isinstance(triple.object, NamedNode) and triple.object.value.startswith(f"{BASE}query/")
    }
    assert sorted(named - known) == []


def test_every_use_of_our_terms_is_defined_in_the_ontology(
    triples: dict[str, tuple[SourceFile, list[Triple]]], built_store: EmbeddedStore
) -> None:
    defined = {triple.subject for triple in built_store.read_graph(f"{BASE}ontology/graph")}
    used = {
        IRI(term.value)
        for _, found in triples.values()
        for triple in found
        for term in (triple.predicate, triple.object)
        if isinstance(term, NamedNode) and term.value.startswith(AKG) and term.value != AKG
    }
    assert sorted(used - defined) == []


def test_texts_are_stored_as_they_are_written(triples: dict[str, tuple[SourceFile, list[Triple]]]) -> None:
    """No text begins or ends with a space, which nobody would see."""
    spaced = [
        (file.path.name, triple.object.value)
        for file, found in triples.values()
        for triple in found
        if isinstance(triple.object, Literal) and triple.object.value != triple.object.value.strip()
    ]
    assert spaced == []
