"""The ontology keeps its own style: every term explained, exemplified and useful; nothing undefined, nothing orphan."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import (
    DCAT,
    DCTERMS,
    FOAF,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SDO,
    SH,
    SKOS,
    VANN,
    Graph,
    Literal,
    Namespace,
    URIRef,
)
from rdflib.namespace import GEO, DefinedNamespace

from allianceskg.rdf.turtle import format_turtle
from allianceskg.rdf.turtle import read as read_turtle
from tests.gathering import for_each

from .conftest import ROOT, read

AKG = Namespace("https://w3id.org/alliances/ontology#")
ONTOLOGY = URIRef("https://w3id.org/alliances/ontology")
CATALOGUE = "https://w3id.org/alliances/"
ALIGNMENTS = sorted((ROOT / "ontology" / "alignments").glob("*.ttl"))
TERMS = sorted(
    term for term in read([ROOT / "ontology" / "alliances.ttl"]).subjects(RDFS.isDefinedBy) if isinstance(term, URIRef)
)
KNOWN_NAMESPACES: tuple[type[DefinedNamespace], ...] = (DCAT, DCTERMS, FOAF, GEO, ORG, PROV, SDO, SKOS, VANN)
NEWER_THAN_RDFLIB = {URIRef(f"{DCAT}version")}
"""Terms of DCAT 3, of which rdflib lists version 2."""
MAPPINGS = {
    SKOS.exactMatch,
    SKOS.closeMatch,
    SKOS.broadMatch,
    SKOS.narrowMatch,
    SKOS.relatedMatch,
    RDFS.seeAlso,
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    OWL.equivalentClass,
    OWL.equivalentProperty,
}
OF_CONCEPTS = {SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch}
"""Mappings whose subject is a concept, as SKOS says: what has one is entailed to be a concept, which no term is."""
# What the OWL 2 RL profile lets a class or property axiom of this ontology use.
RL_CONSTRUCTS = {
    OWL.AllDisjointClasses,
    OWL.AnnotationProperty,
    OWL.AsymmetricProperty,
    OWL.Class,
    OWL.DatatypeProperty,
    OWL.IrreflexiveProperty,
    OWL.ObjectProperty,
    OWL.Ontology,
    OWL.SymmetricProperty,
    OWL.TransitiveProperty,
    OWL.disjointWith,
    OWL.members,
    OWL.propertyChainAxiom,
    OWL.priorVersion,
    OWL.versionIRI,
    OWL.versionInfo,
}


def short(term: URIRef) -> str:
    return str(term).rsplit("#", 1)[-1]


def texts(graph: Graph, subject: URIRef, predicate: URIRef) -> list[Literal]:
    return [text for text in graph.objects(subject, predicate) if isinstance(text, Literal)]


def files(*folders: str, endings: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.name.endswith(endings):
                yield path


def content(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()


def terms_named_in(text: str) -> set[str]:
    """Terms of our namespace, as Turtle, SPARQL and Python write them."""
    return set(re.findall(r"(?:\bakg:|alliances/ontology#|\{AKG\}|\bAKG\.)([A-Za-z]\w*)", text))


@pytest.fixture(scope="module")
def questions() -> dict[str, list[str]]:
    """The rows of the table of competency questions, by identifier."""
    table = (ROOT / "docs" / "reference" / "competency-questions.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if "| CQ-" in line]
    assert [row[0] for row in rows] == [f"CQ-{number:02}" for number in range(1, len(rows) + 1)]
    return {row[0]: row[1:] for row in rows}


def test_the_header_names_the_version_the_licence_and_the_prefix(terms: Graph) -> None:
    version = terms.value(ONTOLOGY, OWL.versionInfo)

    assert (ONTOLOGY, RDF.type, OWL.Ontology) in terms
    assert terms.value(ONTOLOGY, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{version}")
    assert terms.value(ONTOLOGY, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert str(terms.value(ONTOLOGY, VANN.preferredNamespacePrefix)) == "akg"
    assert str(terms.value(ONTOLOGY, VANN.preferredNamespaceUri)) == str(AKG)
    for predicate in (DCTERMS.title, DCTERMS.description):
        assert sorted(text.language or "" for text in texts(terms, ONTOLOGY, predicate)) == ["en", "fr"]


def test_the_header_names_the_version_before_which_is_kept(terms: Graph) -> None:
    prior = terms.value(ONTOLOGY, OWL.priorVersion)

    assert prior is not None
    assert (ROOT / "releases" / str(prior).rpartition("/")[2] / "alliances.ttl").is_file()
    assert {text.language for text in texts(terms, ONTOLOGY, SKOS.historyNote)} == {"fr", "en"}


@for_each("term", TERMS, ids=short)
def test_a_term_has_one_label_and_one_definition_in_each_language(terms: Graph, term: URIRef) -> None:
    for predicate in (RDFS.label, SKOS.definition):
        assert sorted(text.language or "" for text in texts(terms, term, predicate)) == ["en", "fr"]
        assert all(str(text).strip() == str(text) != "" for text in texts(terms, term, predicate))


@for_each("term", TERMS, ids=short)
def test_a_definition_does_not_repeat_its_label(terms: Graph, term: URIRef) -> None:
    labels = {text.language: str(text).casefold() for text in texts(terms, term, RDFS.label)}

    for definition in texts(terms, term, SKOS.definition):
        label = labels[definition.language]
        assert re.search(rf"\b{re.escape(label)}\b", str(definition).casefold()) is None, definition


@for_each("term", TERMS, ids=short)
def test_a_term_is_defined_by_the_ontology_and_has_an_example(terms: Graph, term: URIRef) -> None:
    assert str(term).startswith(AKG)
    assert list(terms.objects(term, RDFS.isDefinedBy)) == [ONTOLOGY]
    assert texts(terms, term, SKOS.example) != []


@for_each("term", TERMS, ids=short)
def test_a_term_serves_a_competency_question_of_the_table(
    terms: Graph, term: URIRef, questions: dict[str, list[str]]
) -> None:
    served = {str(identifier) for identifier in terms.objects(term, AKG.servesQuestion)}

    assert served != set()
    assert served <= set(questions)


@for_each("term", TERMS, ids=short)
def test_the_notes_of_a_term_are_in_both_languages(terms: Graph, term: URIRef) -> None:
    for predicate in (SKOS.scopeNote, SKOS.editorialNote):
        assert {text.language for text in texts(terms, term, predicate)} in (set(), {"fr", "en"})


def test_every_declared_class_and_property_is_a_described_term(terms: Graph) -> None:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    declared = {term for kind in kinds for term in terms.subjects(RDF.type, kind) if str(term).startswith(AKG)}

    assert declared == set(TERMS)
    for term in declared:
        assert sum((term, RDF.type, kind) in terms for kind in kinds) == 1, term


def test_classes_begin_with_a_capital_and_properties_do_not(terms: Graph) -> None:
    for term in TERMS:
        assert short(term)[0].isupper() == ((term, RDF.type, OWL.Class) in terms), term


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_two_terms_have_the_same_label(terms: Graph, language: str) -> None:
    labels = Counter(
        str(text).casefold() for term in TERMS for text in texts(terms, term, RDFS.label) if text.language == language
    )

    assert [label for label, times in labels.items() if times > 1] == []


def test_every_competency_question_is_served_by_a_term(terms: Graph, questions: dict[str, list[str]]) -> None:
    assert {str(identifier) for identifier in terms.objects(None, AKG.servesQuestion)} == set(questions)


def test_there_are_at_least_24_questions_in_both_languages(questions: dict[str, list[str]]) -> None:
    assert len(questions) >= 24
    for french, english, _, data in questions.values():
        assert french.endswith(" ?")
        assert english.endswith("?")
        assert data in ("catalogue", "réponse / answer")


def test_every_competency_question_has_its_query(questions: dict[str, list[str]]) -> None:
    for identifier, (_, _, path, _) in questions.items():
        query = ROOT / path.strip("`")
        assert query.is_file(), f"{identifier}: {path}"
        header = re.search(r"^#\+ answers:(.*)$", query.read_text(encoding="utf-8"), re.MULTILINE)
        assert header is not None, path
        assert identifier in header[1], path


def test_no_file_uses_a_term_that_the_ontology_does_not_define() -> None:
    defined = {short(term) for term in TERMS}

    unknown = {
        f"{path.relative_to(ROOT)}: akg:{name}"
        for path in files("ontology", "data", "queries", "src", endings=(".ttl", ".ttl.gz", ".rq", ".py", ".jsonld"))
        for name in terms_named_in(content(path)) - defined
    }

    assert unknown == set()


def test_an_undefined_term_would_be_noticed() -> None:
    assert terms_named_in('akg:Invented <https://w3id.org/alliances/ontology#other> f"{AKG}third" AKG.fourth') == {
        "Invented",
        "other",
        "third",
        "fourth",
    }


def test_no_file_asserts_what_the_catalogue_infers(terms: Graph) -> None:
    inferred = {short(term) for term in terms.subjects(AKG.isInferred, Literal(True))}
    assert inferred != set()

    asserted = {
        f"{path.relative_to(ROOT)}: akg:{name}"
        for path in files("data", endings=(".ttl", ".ttl.gz"))
        for name in terms_named_in(content(path)) & inferred
    }

    assert asserted == set()


def test_every_inferred_property_has_the_query_that_materialises_it(terms: Graph) -> None:
    written = ""
    for path in files("queries/materialise", endings=(".rq",)):
        text = content(path)
        written += (
            text if "#+ spread: terms" in text else text.split("WHERE")[0]
        )  # that one names its properties as values

    for term in terms.subjects(AKG.isInferred, Literal(True)):
        assert re.search(rf"akg:{short(term)}\b", written)


def test_no_class_is_an_orphan(terms: Graph, shapes: Graph, vocabularies: Graph, kit: Graph, cases: Graph) -> None:
    used = set()
    for predicate in (RDFS.domain, RDFS.range, RDFS.subClassOf):
        used |= set(terms.objects(None, predicate))
    for predicate in (SH.targetClass, SH["class"]):
        used |= set(shapes.objects(None, predicate))
    for graph in (vocabularies, kit, cases):
        used |= set(graph.objects(None, RDF.type))
    used.add(AKG.Tombstone)  # what the build makes of withdrawn records, of which the catalogue has none

    assert [term for term in TERMS if (term, RDF.type, OWL.Class) in terms and term not in used] == []


def test_domains_ranges_and_superclasses_are_defined_here_or_elsewhere(terms: Graph) -> None:
    for predicate in (RDFS.domain, RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf):
        for value in terms.objects(None, predicate):
            assert value in TERMS or not str(value).startswith(CATALOGUE), value


def test_the_ontology_keeps_to_the_constructs_of_owl_2_rl(terms: Graph) -> None:
    used = {term for triple in terms for term in triple if isinstance(term, URIRef) and term in OWL}

    assert used <= RL_CONSTRUCTS


def test_no_property_chain_ends_in_a_property_that_must_be_simple(terms: Graph) -> None:
    transitive = set(terms.subjects(RDF.type, OWL.TransitiveProperty)) | set(terms.subjects(OWL.propertyChainAxiom))
    composed = {above for term in transitive for above in terms.transitive_objects(term, RDFS.subPropertyOf)}
    simple = set(terms.subjects(RDF.type, OWL.IrreflexiveProperty)) | set(
        terms.subjects(RDF.type, OWL.AsymmetricProperty)
    )

    assert composed & simple == set()


@pytest.mark.parametrize("path", [ROOT / "ontology" / "alliances.ttl", *ALIGNMENTS], ids=lambda path: path.stem)
def test_terms_of_other_vocabularies_exist(path: Path) -> None:
    named = {term for triple in read([path]) for term in triple if isinstance(term, URIRef)}

    unknown = [
        term
        for term in named
        for vocabulary in KNOWN_NAMESPACES
        if term.startswith(str(vocabulary))
        and term not in vocabulary
        and term not in NEWER_THAN_RDFLIB | {URIRef(str(vocabulary))}
    ]

    assert unknown == []


@pytest.mark.parametrize("path", ALIGNMENTS, ids=lambda path: path.stem)
def test_an_alignment_says_what_it_was_checked_against_and_under_which_licence(path: Path) -> None:
    graph = read([path])
    header = URIRef(f"{CATALOGUE}alignment/{path.stem}")

    assert (header, RDF.type, OWL.Ontology) in graph
    assert list(graph.objects(header, DCTERMS.references)) != []
    assert graph.value(header, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    for predicate in (DCTERMS.title, DCTERMS.description):
        assert sorted(text.language or "" for text in texts(graph, header, predicate)) == ["en", "fr"]
    languages = Counter(text.language for text in texts(graph, header, SKOS.editorialNote))
    assert languages["fr"] == languages["en"] >= 2


@pytest.mark.parametrize("path", ALIGNMENTS, ids=lambda path: path.stem)
def test_an_alignment_only_maps_and_only_from_what_exists(path: Path, terms: Graph, vocabularies: Graph) -> None:
    graph = read([path])
    header = URIRef(f"{CATALOGUE}alignment/{path.stem}")

    mapped = {subject for subject in graph.subjects() if subject != header}

    assert mapped != set()
    assert {predicate for subject in mapped for predicate in graph.predicates(subject)} <= MAPPINGS
    assert [subject for subject in mapped if subject not in TERMS and (subject, None, None) not in vocabularies] == []
    assert [
        target for subject in mapped for target in graph.objects(subject) if str(target).startswith(CATALOGUE)
    ] == []


@pytest.mark.parametrize("path", ALIGNMENTS, ids=lambda path: path.stem)
def test_terms_are_mapped_by_rdfs_and_concepts_by_skos(path: Path) -> None:
    mapped = {subject for subject, predicate, _ in read([path]) if predicate in OF_CONCEPTS}

    assert mapped.isdisjoint(TERMS)


def test_no_triple_of_the_ontology_stands_in_two_files() -> None:
    where: dict[tuple[object, ...], list[str]] = {}
    for path in files("ontology", endings=(".ttl",)):
        for triple in read([path]):
            if all(isinstance(term, URIRef | Literal) for term in triple):
                where.setdefault(triple, []).append(path.name)

    assert {triple: names for triple, names in where.items() if len(names) > 1} == {}


@pytest.mark.parametrize("path", [ROOT / "ontology" / "alliances.ttl", *ALIGNMENTS], ids=lambda path: path.stem)
def test_the_files_are_in_canonical_form(path: Path) -> None:
    assert format_turtle(read_turtle(path)) == path.read_text(encoding="utf-8")
