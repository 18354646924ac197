"""
An OWL 2 RL closure of the ontology and the catalogue finds no contradiction, and would find one.

The whole catalogue before a release, a fixed sample of its cases otherwise. Only triples that a rule can use are closed: those of a property that has an axiom, and types. Texts, titles and
pages entail nothing. Of the territories, those that a case or an actor refers to, and those that contain them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import owlrl
import pyoxigraph
import pytest
from rdflib import FOAF, OWL, RDF, RDFS, Graph, Literal, Namespace, URIRef

from allianceskg.rdf.turtle import read as read_turtle
from tests.extent import IS_WHOLE, sample

from .conftest import ROOT, read

pytestmark = pytest.mark.slow

AKG = Namespace("https://w3id.org/alliances/ontology#")
BASE = "https://w3id.org/alliances/"
TERRITORY = f"{BASE}territory/"
AXIOMS = {
    RDF.first,
    RDF.rest,
    RDF.type,
    RDFS.domain,
    RDFS.range,
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    OWL.disjointWith,
    OWL.equivalentClass,
    OWL.inverseOf,
    OWL.members,
    OWL.propertyChainAxiom,
}
# What ORG, FOAF, SKOS and PROV-O say of the terms that ours are built on.
OTHER_VOCABULARIES = """
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

foaf:Document owl:disjointWith foaf:Organization , foaf:Project .
foaf:topic rdfs:domain foaf:Document .
foaf:page rdfs:range foaf:Document .
org:Organization owl:equivalentClass foaf:Organization ;
    owl:disjointWith org:ChangeEvent , org:Membership , org:Role , org:Site .
org:OrganizationalCollaboration rdfs:subClassOf org:Organization .
org:Membership owl:disjointWith org:ChangeEvent , org:Site .
org:Role rdfs:subClassOf skos:Concept ; owl:disjointWith org:ChangeEvent , org:Membership , org:Site .
org:classification rdfs:domain org:Organization ; rdfs:range skos:Concept .
org:identifier rdfs:domain org:Organization .
org:member a owl:FunctionalProperty ; rdfs:domain org:Membership ; rdfs:range foaf:Agent .
org:role rdfs:range org:Role .
prov:Activity owl:disjointWith prov:Entity .
skos:Concept owl:disjointWith skos:Collection , skos:ConceptScheme .
skos:broader rdfs:domain skos:Concept ; rdfs:range skos:Concept .
skos:inScheme rdfs:range skos:ConceptScheme .
"""
CONTRADICTIONS = {
    "an alliance that is also an actor": "case:x#alliance a akg:Alliance , akg:Actor .",
    "a case that takes part in an alliance": "case:x a akg:CaseStudy . case:x#p akg:participant case:x .",
    "a category given as a model": "case:x#m akg:model models:mecenat . models:mecenat a akg:PartnershipCategory .",
    "a model statement that is also a participation": "case:x#m a akg:ModelStatement ; akg:participant actor:a .",
    "a function held by a territory": "case:x#f akg:holder territory:t . territory:t a akg:Territory .",
    "a statement that contradicts itself": "case:x#m akg:conflictsWith case:x#m .",
    "territories within each other": """
        territory:t akg:directlyWithin territory:u .
        territory:u akg:directlyWithin territory:t .""",
    "a territory that succeeds itself": "territory:t akg:successor territory:t .",
    "an actor that is a concept": "actor:a a akg:Actor ; skos:broader models:mecenat .",
    "a case that documents a document": "case:x akg:documents case:y . case:y a akg:CaseStudy .",
    "a source that is a place": "case:x akg:hasSource territory:t . territory:t akg:officialCode '1' .",
    "a rule of the kit that is a convention": "kit:r a akg:KitRule , akg:Convention .",
    "a member of nothing": "actor:a a owl:Nothing .",
}
SOUND = """
case:x akg:documents case:x#alliance .
case:x#alliance akg:hasParticipation case:x#p .
case:x#p akg:participant actor:a ."""
SEEDS = [*CONTRADICTIONS.values(), SOUND]
PREFIXES = """
@prefix akg: <https://w3id.org/alliances/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
SAMPLED_CASES = 25
FOLDERS = {
    "actor": "actor/",
    "case": "case/",
    "kit": "kit/rule/",
    "models": "vocabulary/partnership-models/",
    "territory": "territory/",
}


class Rules(owlrl.OWLRL_Semantics):
    """
    The OWL 2 RL rules, spared what cannot matter.

    Every rule begins with a triple in the words of RDF, RDFS or OWL, so others are not tried. And eq-ref, which makes
    everything the same as itself, finds nothing.
    """

    def rules(self, t: tuple, cycle_num: int) -> None:
        _, predicate, value = t
        if str(value if predicate == RDF.type else predicate).startswith((str(RDF), str(RDFS), str(OWL))):
            super().rules(t, cycle_num)

    def _equality(self, triple: tuple, cycle_num: int) -> None:
        if triple[1] == OWL.sameAs:
            super()._equality(triple, cycle_num)


@dataclass(frozen=True)
class Closure:
    """A graph closed under the rules, and the contradictions met on the way."""

    graph: Graph
    errors: list[str]


def close(graph: Graph) -> Closure:
    rules = Rules(graph, axioms=False, daxioms=False, rdfs=False)
    rules.closure()
    return Closure(graph, [str(error) for error in rules.error_messages])


def axioms(graph: Graph) -> Graph:
    kept = Graph()
    for triple in graph:
        if triple[1] in AXIOMS and not isinstance(triple[2], Literal):
            kept.add(triple)
    return kept


def territories_around(named: Iterable[URIRef]) -> Graph:
    """The territories named and all that contain them, with their properties."""
    described: dict[str, list[pyoxigraph.Triple]] = {}
    for path in sorted((ROOT / "data" / "territories").glob("*.ttl.gz")):
        for triple in read_turtle(path):
            described.setdefault(triple.subject.value, []).append(triple)
    wanted, pending = Graph(), [str(iri) for iri in named]
    seen = set(pending)
    while pending:
        for triple in described.get(pending.pop(), []):
            wanted.parse(data=f"{' '.join(map(str, triple))} .", format="nt")
            if triple.predicate.value == str(AKG.directlyWithin) and triple.object.value not in seen:
                seen.add(triple.object.value)
                pending.append(triple.object.value)
    return wanted


def with_actors(graph: Graph) -> Graph:
    """Add the actors that are named, and those that these name."""
    read_already: set[str] = set()
    while True:
        named = {str(term).partition("#")[0] for term in graph.objects() if str(term).startswith(f"{BASE}actor/")}
        named -= read_already
        if not named:
            return graph
        graph = graph + read(ROOT / "data" / "actors" / f"{actor.rpartition('/')[2]}.ttl" for actor in named)
        read_already |= named


@pytest.fixture(scope="module")
def theory(terms: Graph) -> Graph:
    """The axioms of the ontology and those of the vocabularies that it stands on."""
    return axioms(terms) + axioms(Graph().parse(data=OTHER_VOCABULARIES, format="turtle"))


@pytest.fixture(scope="module")
def records(cases: Graph, resources: Graph) -> Graph:
    """Every record that is published."""
    return cases + resources + read((ROOT / "data" / "actors").glob("*.ttl"))


@pytest.fixture(scope="module")
def catalogue(vocabularies: Graph, kit: Graph, resources: Graph, records: Graph) -> Graph:
    """A fixed sample of the cases and the actors in them, or before a release all, and the territories around."""
    alignments = read((ROOT / "ontology" / "alignments").glob("*.ttl"))
    if not IS_WHOLE:
        named = {path.stem: path for path in (ROOT / "data" / "cases").glob("*.ttl")}
        cases = read(named[name] for name in sample(named, SAMPLED_CASES))
        records = with_actors(cases + resources + kit + vocabularies)
    places = {term for term in records.objects() if isinstance(term, URIRef) and term.startswith(TERRITORY)}
    return records + vocabularies + kit + alignments + territories_around(places)


@pytest.fixture(scope="module")
def closed(theory: Graph, catalogue: Graph) -> Closure:
    """The closure of the whole."""
    used = {term for term in theory.subjects() if isinstance(term, URIRef)} | set(theory.objects(None, RDF.first))
    graph = Graph() + theory
    for triple in catalogue:
        if triple[1] == RDF.type or triple[1] in used:
            graph.add(triple)
    return close(graph)


def test_the_ontology_and_the_catalogue_do_not_contradict_themselves(closed: Closure) -> None:
    assert closed.errors == []


def test_the_closure_went_through_the_catalogue(closed: Closure, catalogue: Graph) -> None:
    for case in catalogue.subjects(RDF.type, AKG.CaseStudy):
        assert (case, RDF.type, FOAF.Document) in closed.graph
    for alliance in catalogue.subjects(RDF.type, AKG.Alliance):
        assert (alliance, RDF.type, FOAF.Organization) in closed.graph


def test_a_class_has_no_member_that_nobody_meant(closed: Closure, catalogue: Graph) -> None:
    """Domains and ranges add no kind of thing to a record that states its own."""
    stated = {subject: set(catalogue.objects(subject, RDF.type)) for subject in catalogue.subjects(RDF.type)}
    kinds = {AKG.CaseStudy, AKG.Alliance, AKG.CatalystInitiative, AKG.Actor, AKG.Resource, AKG.Territory, AKG.Source}

    added = {
        (subject, kind)
        for subject, types in stated.items()
        for kind in kinds & set(closed.graph.objects(subject, RDF.type))
        if kind not in types
    }

    assert added == set()


def test_everything_that_a_record_refers_to_is_described(closed: Closure, catalogue: Graph) -> None:
    """A thing that is a record only by the range of what points at it has no description."""
    for kind in (AKG.Actor, AKG.Territory, AKG.Source, AKG.Resource):
        for thing in closed.graph.subjects(RDF.type, kind):
            assert (thing, RDF.type, kind) in catalogue, thing


@pytest.fixture(scope="module")
def seeded(theory: Graph) -> Closure:
    """Every seed beside the others, its things named with its number so that none touches another."""
    graph = Graph() + theory
    for number, seed in enumerate(SEEDS):
        graph.parse(data=PREFIXES + numbered(seed, number), format="turtle")
    return close(graph)


@pytest.mark.parametrize("name", sorted(CONTRADICTIONS))
def test_a_contradiction_is_detected(seeded: Closure, name: str) -> None:
    number = SEEDS.index(CONTRADICTIONS[name])

    assert [error for error in seeded.errors if is_about(error, number)] != []


def test_a_sound_record_raises_no_alarm(seeded: Closure) -> None:
    number = SEEDS.index(SOUND)

    assert [error for error in seeded.errors if is_about(error, number)] == []
    assert (URIRef(f"{BASE}actor/a-{number}"), RDF.type, AKG.Actor) in seeded.graph


def test_two_actors_of_one_participation_would_be_taken_for_one(theory: Graph) -> None:
    """ORG gives a membership one member: a second participant would merge the two."""
    graph = Graph() + theory
    graph.parse(data=PREFIXES + numbered("case:x#p akg:participant actor:a , actor:b .", 0), format="turtle")

    closure = close(graph)

    assert (URIRef(f"{BASE}actor/a-0"), OWL.sameAs, URIRef(f"{BASE}actor/b-0")) in closure.graph


def test_nothing_in_the_catalogue_is_taken_for_something_else(closed: Closure) -> None:
    merged = [(one, other) for one, other in closed.graph.subject_objects(OWL.sameAs) if one != other]

    assert merged == []


@pytest.mark.parametrize(
    "name",
    ["usesModel", "inCategory", "coversFunction", "locatedIn", "inTerritory", "involvesActor", "involvesActorType"],
)
def test_a_shortcut_means_the_same_to_its_axiom_and_to_its_query(
    closed: Closure, materialised: Mapping[str, set[tuple]], name: str
) -> None:
    entailed = set(closed.graph.subject_objects(AKG[name]))

    assert entailed == materialised[name]
    assert entailed != set()


@pytest.fixture(scope="module")
def materialised(catalogue: Graph) -> dict[str, set[tuple]]:
    """What the materialising queries make of the same triples, by property."""
    graph, made = Graph() + catalogue, Graph()
    for path in sorted((ROOT / "queries" / "materialise").glob("*.rq")):
        made += graph.query(path.read_text(encoding="utf-8")).graph
        graph += made
    pairs: dict[str, set[tuple]] = {}
    for subject, predicate, value in made:
        pairs.setdefault(str(predicate).removeprefix(AKG), set()).add((subject, value))
    return pairs


def test_no_two_records_have_the_same_home_page(records: Graph) -> None:
    """To FOAF, things with one home page are one thing: a case shows the page of its actor with foaf:page."""
    owners: dict[URIRef, set[URIRef]] = {}
    for record, page in records.subject_objects(FOAF.homepage):
        owners.setdefault(page, set()).add(record)

    assert {page: records for page, records in owners.items() if len(records) > 1} == {}


def numbered(seed: str, number: int) -> str:
    """Turtle of a seed, with whole addresses whose names carry its number."""
    return re.sub(
        rf"\b({'|'.join(FOLDERS)}):(\w+)(#\w+)?",
        lambda name: f"<{BASE}{FOLDERS[name[1]]}{name[2]}-{number}{name[3] or ''}>",
        seed,
    )


def is_about(error: str, number: int) -> bool:
    return re.search(rf"{BASE}\S*-{number}\b", error) is not None
