"""The pages of the ontology, and of any document or thing without a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.language import Text, Worded, same
from allianceskg.library.descriptions import Description, choose_texts
from allianceskg.library.library import Library
from allianceskg.library.links import read_graphs
from allianceskg.library.reader import Reader
from allianceskg.library.things import Thing
from allianceskg.rdf.term import IRI, BlankNode, Literal, Term
from allianceskg.terms import AKG, BASE, PREFIXES, expand

_KINDS: Final = (
    ("owl:Class", Text(fr="Classes", en="Classes"), "classes"),
    ("owl:ObjectProperty", Text(fr="Liens", en="Object properties"), "links"),
    ("owl:DatatypeProperty", Text(fr="Valeurs", en="Datatype properties"), "values"),
    ("owl:AnnotationProperty", Text(fr="Annotations", en="Annotation properties"), "annotations"),
)
_PROPERTIES: Final[dict[str, Text]] = {
    "rdf:type": Text(fr="est un", en="is a"),
    "rdfs:label": Text(fr="libellé", en="label"),
    "rdfs:comment": Text(fr="commentaire", en="comment"),
    "rdfs:seeAlso": Text(fr="voir aussi", en="see also"),
    "rdfs:isDefinedBy": Text(fr="défini par", en="defined by"),
    "rdfs:subClassOf": Text(fr="sous-classe de", en="subclass of"),
    "rdfs:subPropertyOf": Text(fr="sous-propriété de", en="subproperty of"),
    "rdfs:domain": Text(fr="part de", en="domain"),
    "rdfs:range": Text(fr="mène à", en="range"),
    "owl:versionInfo": Text(fr="version", en="version"),
    "owl:priorVersion": Text(fr="version précédente", en="prior version"),
    "owl:deprecated": Text(fr="obsolète", en="deprecated"),
    "dcterms:isReplacedBy": Text(fr="remplacé par", en="replaced by"),
    "dcterms:creator": Text(fr="auteur", en="creator"),
    "dcterms:publisher": Text(fr="éditeur", en="publisher"),
    "dcterms:hasPart": Text(fr="partie", en="part"),
    "adms:status": Text(fr="état", en="status"),
    "dcat:contactPoint": Text(fr="contact", en="contact point"),
    "dcat:distribution": Text(fr="téléchargement", en="distribution"),
    "dcat:landingPage": Text(fr="page d'accès", en="landing page"),
    "void:sparqlEndpoint": Text(fr="point d'accès SPARQL", en="SPARQL endpoint"),
    "void:dataDump": Text(fr="export", en="data dump"),
    "void:triples": Text(fr="triplets", en="triples"),
    "void:entities": Text(fr="choses", en="entities"),
    "owl:versionIRI": Text(fr="adresse de cette version", en="address of this version"),
    "owl:inverseOf": Text(fr="inverse de", en="inverse of"),
    "owl:disjointWith": Text(fr="distinct de", en="disjoint with"),
    "skos:prefLabel": Text(fr="nom", en="name"),
    "skos:altLabel": Text(fr="autre nom", en="other name"),
    "skos:notation": Text(fr="notation", en="notation"),
    "skos:definition": Text(fr="définition", en="definition"),
    "skos:example": Text(fr="exemple", en="example"),
    "skos:note": Text(fr="note", en="note"),
    "skos:scopeNote": Text(fr="note d'emploi", en="scope note"),
    "skos:editorialNote": Text(fr="note de la rédaction", en="editorial note"),
    "skos:historyNote": Text(fr="note d'histoire", en="history note"),
    "skos:broader": Text(fr="plus général", en="broader"),
    "skos:narrower": Text(fr="plus précis", en="narrower"),
    "skos:related": Text(fr="à rapprocher de", en="related to"),
    "skos:inScheme": Text(fr="dans la liste", en="in the scheme"),
    "skos:topConceptOf": Text(fr="premier niveau de", en="top concept of"),
    "skos:hasTopConcept": Text(fr="premier niveau", en="top concepts"),
    "skos:exactMatch": Text(fr="équivaut à", en="exact match"),
    "skos:closeMatch": Text(fr="proche de", en="close match"),
    "skos:broadMatch": Text(fr="plus étroit que", en="broad match"),
    "skos:narrowMatch": Text(fr="plus large que", en="narrow match"),
    "skos:relatedMatch": Text(fr="apparenté à", en="related match"),
    "dcterms:title": Text(fr="titre", en="title"),
    "dcterms:description": Text(fr="description", en="description"),
    "dcterms:abstract": Text(fr="résumé", en="abstract"),
    "dcterms:created": Text(fr="créé le", en="created"),
    "dcterms:modified": Text(fr="modifié le", en="modified"),
    "dcterms:issued": Text(fr="publié le", en="issued"),
    "dcterms:source": Text(fr="source", en="source"),
    "dcterms:license": Text(fr="licence", en="licence"),
    "dcterms:rights": Text(fr="droits", en="rights"),
    "dcterms:rightsHolder": Text(fr="titulaire des droits", en="rights holder"),
    "dcterms:language": Text(fr="langue", en="language"),
    "dcterms:isPartOf": Text(fr="partie de", en="part of"),
    "dcterms:conformsTo": Text(fr="conforme à", en="conforms to"),
    "dcterms:references": Text(fr="renvoie à", en="references"),
    "dcterms:provenance": Text(fr="provenance", en="provenance"),
    "dcterms:spatial": Text(fr="territoire", en="spatial coverage"),
    "dcterms:bibliographicCitation": Text(fr="référence", en="citation"),
    "foaf:page": Text(fr="page", en="page"),
    "foaf:homepage": Text(fr="site", en="home page"),
    "dcat:keyword": Text(fr="mot-clé", en="keyword"),
    "dcat:theme": Text(fr="thème", en="theme"),
    "dcat:version": Text(fr="version", en="version"),
    "prov:wasDerivedFrom": Text(fr="tiré de", en="derived from"),
    "void:uriSpace": Text(fr="espace d'adresses", en="address space"),
    "void:vocabulary": Text(fr="vocabulaire employé", en="vocabulary used"),
    "void:subset": Text(fr="sous-ensemble", en="subset"),
    "void:classPartition": Text(fr="partie par classe", en="class partition"),
    "void:class": Text(fr="classe", en="class"),
    "void:exampleResource": Text(fr="exemple", en="example"),
    "sh:name": Text(fr="nom", en="name"),
    "sh:description": Text(fr="description", en="description"),
    "sh:message": Text(fr="message", en="message"),
    "sh:path": Text(fr="porte sur", en="path"),
    "sh:property": Text(fr="contrainte", en="property shape"),
    "sh:targetClass": Text(fr="s'applique à", en="target class"),
    "sh:severity": Text(fr="gravité", en="severity"),
    "sh:minCount": Text(fr="au moins", en="at least"),
    "sh:maxCount": Text(fr="au plus", en="at most"),
    "sh:class": Text(fr="de la classe", en="of the class"),
    "sh:order": Text(fr="rang", en="order"),
}
_FOR_QUERIES: Final = frozenset(map(expand, ("akg:foldedName", "akg:foldedText")))
"""What is said once more without accents, for searches in SPARQL: nothing to read."""

_SHOWN_FIRST: Final = (
    "rdf:type",
    "skos:prefLabel",
    "dcterms:title",
    "rdfs:label",
    "sh:name",
    "skos:definition",
    "dcterms:description",
)


@dataclass(frozen=True, slots=True)
class OntologyTerm:
    """A class or property of the ontology."""

    iri: str
    name: str
    label: Worded
    definition: Worded | None
    examples: tuple[Worded, ...]
    notes: tuple[Worded, ...]
    above: tuple[str, ...]
    domains: tuple[str, ...]
    ranges: tuple[str, ...]
    matches: tuple[tuple[str, str], ...]
    questions: tuple[str, ...]
    is_inferred: bool
    is_deprecated: bool
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OntologyPage:
    """Everything that the page of the ontology shows."""

    title: Worded
    description: Worded | None
    version: str | None
    modified: str | None
    notes: tuple[Worded, ...]
    history: tuple[Worded, ...]
    groups: tuple[tuple[str, Text, tuple[OntologyTerm, ...]], ...]
    schemes: tuple[str, ...]
    documents: tuple[str, ...]


def read_ontology(thing: Thing, graphs: Sequence[str], reader: Reader) -> OntologyPage:
    """
    Read the page of the ontology from its graph and from the alignments.

    Args:
        graphs: Names of all graphs of the build.
    """
    documents = sorted(graph.removesuffix("/graph") for graph in graphs)
    aligned = [one for one in documents if one.startswith(f"{BASE}alignment/")]
    said = Description([*thing.triples, *read_graphs(aligned, reader.library.catalogue)], reader.language)
    iri = thing.iri
    schemes = [one for one in documents if one.startswith(f"{BASE}vocabulary/")]
    others = [one for one in documents if one.startswith((f"{BASE}alignment/", f"{BASE}shapes/"))]
    reader.library.names.learn([*schemes, *others])
    return OntologyPage(
        title=said.text(iri, "dcterms:title") or Worded("akg", None),
        description=said.text(iri, "dcterms:description"),
        version=said.value(iri, "owl:versionInfo"),
        modified=said.value(iri, "dcterms:modified"),
        notes=tuple(said.texts(iri, "skos:editorialNote")),
        history=tuple(said.texts(iri, "skos:historyNote")),
        groups=tuple(
            (anchor, heading, tuple(_terms(kind, said)))
            for kind, heading, anchor in _KINDS
        ),
        schemes=tuple(schemes),
        documents=tuple(others),
    )  # fmt: skip


def _terms(kind: str, said: Description) -> list[OntologyTerm]:
    return [_term(iri, said) for iri in said.subjects(kind) if iri.startswith(AKG)]


def _term(iri: str, said: Description) -> OntologyTerm:
    matches = tuple(("seeAlso", other) for other in said.iris(iri, "rdfs:seeAlso"))
    return OntologyTerm(
        iri=iri,
        name=iri.removeprefix(AKG),
        label=said.text(iri, "rdfs:label") or Worded(iri.removeprefix(AKG), None),
        definition=said.text(iri, "skos:definition"),
        examples=tuple(said.texts(iri, "skos:example")),
        notes=tuple(one for name in ("skos:scopeNote", "skos:editorialNote") for one in said.texts(iri, name)),
        above=tuple(said.iris(iri, "rdfs:subClassOf", "rdfs:subPropertyOf")),
        domains=tuple(said.iris(iri, "rdfs:domain")),
        ranges=tuple(said.iris(iri, "rdfs:range")),
        matches=matches,
        questions=tuple(said.values(iri, "akg:servesQuestion")),
        is_inferred=said.value(iri, "akg:isInferred") == "true",
        is_deprecated=said.value(iri, "owl:deprecated") == "true",
        successors=tuple(said.iris(iri, "dcterms:isReplacedBy")),
    )


@dataclass(frozen=True, slots=True)
class PropertyRow:
    """A property with its values: texts, or IRIs to link to."""

    label: Text
    texts: tuple[Worded, ...]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A thing with what is said of it."""

    iri: str
    anchor: str
    name: Worded
    rows: tuple[PropertyRow, ...]


@dataclass(frozen=True, slots=True)
class ThingPage:
    """
    What is said of something that has no page of its own.

    Attributes:
        parts: Its named parts, or the other subjects of its document.
    """

    name: Worded
    block: Block
    parts: tuple[Block, ...]


def read_thing(thing: Thing, reader: Reader) -> ThingPage:
    """Lay out all that is said of a thing, property by property."""
    library = reader.library
    named = (triple for triple in thing.triples if not isinstance(triple.subject, BlankNode))
    said = Description(named, reader.language)
    subjects = [one for one in said.all_subjects() if one != thing.iri]
    library.names.learn({term.value for one in [thing.iri, *subjects] for found in said.links_of(one).values() for term in found if isinstance(term, IRI)} | {thing.iri, *subjects})  # fmt: skip
    name = _name_of(thing.iri, said, reader)
    return ThingPage(
        name=name,
        block=_block(thing.iri, name, said, reader),
        parts=tuple(_block(one, _name_of(one, said, reader), said, reader) for one in subjects),
    )


def _name_of(iri: str, said: Description, reader: Reader) -> Worded:
    if reader.library.names.is_known(iri):
        return reader.name(iri)
    if said.text(iri, "akg:verbatim"):
        line = said.value(iri, "akg:sourceLine") or ""
        passage = Text(fr=f"Passage du kit, ligne {line}", en=f"Passage of the kit, line {line}")
        return Worded(passage.in_language(reader.language), None)
    return reader.name(iri)


def _block(iri: str, name: Worded, said: Description, reader: Reader) -> Block:
    order = [expand(one) for one in _SHOWN_FIRST]
    links = said.links_of(iri)
    ordered = sorted(links, key=lambda link: (order.index(link) if link in order else len(order), link))
    rows = tuple(_row(link, links[link], reader) for link in ordered if link not in _FOR_QUERIES)
    # Things of others have no place of their own here: their last segments may be alike, or empty.
    anchor = (iri.partition("#")[2] or iri.rsplit("/", 1)[-1]) if iri.startswith(BASE) else ""
    return Block(iri, anchor, name, tuple(row for row in rows if row.texts or row.links))


def _row(link: str, terms: Sequence[Term], reader: Reader) -> PropertyRow:
    return PropertyRow(
        label=_property_name(link, reader.library),
        texts=tuple(choose_texts((one for one in terms if isinstance(one, Literal)), reader.language)),
        links=tuple(sorted(one.value for one in terms if isinstance(one, IRI))),
    )


def _property_name(link: str, library: Library) -> Text:
    for name, label in _PROPERTIES.items():
        if expand(name) == link:
            return label
    if library.names.is_known(link):
        return library.names.of(link)
    for prefix, namespace in PREFIXES.items():
        if link.startswith(namespace):
            return same(f"{prefix}:{link.removeprefix(namespace)}")
    return same(link)
