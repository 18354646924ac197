"""
What a path of this host stands for: a document, or a thing that documents are about.

Cases, schemes, the ontology, the kit, shapes, queries and the catalogue are documents and answer 200. Actors,
territories, concepts, resources, rules and conventions are things: their IRI answers 303 to a document about them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from allianceskg.files import Home
from allianceskg.library.catalogue import Catalogue
from allianceskg.rdf.term import IRI, Literal, Term, Triple
from allianceskg.sparql.query_descriptions import COLLECTION, describe_queries, describe_query
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import AKG, BASE, QUERY

_DOCUMENTS: Final = re.compile(
    r"case/[^/]+|ontology(/[\d.]+)?|vocabulary/[^/]+|kit|kit-quotations|conventions|catalogue|shapes(/[^/]+)?|alignment/[^/]+"
    r"|reading/[^/]+|queries|query/[^/]+/[^/]+"
)
# Documents that are one graph each, served whole; of cases and actors the store knows more than their own graph.
_FILES: Final = re.compile(
    r"ontology|vocabulary/[^/]+|kit|kit-quotations|conventions|catalogue|shapes/[^/]+|alignment/[^/]+|reading/[^/]+"
)
# RFC 3987, without query and fragment: nothing else can be the IRI of a thing that has a path.
_PLANES: Final = "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 15))
_PATH: Final = re.compile(
    rf"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef{_PLANES}]|%[0-9A-Fa-f]{{2}}){{1,1000}}"
)
_PREFERRED: Final = (
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://purl.org/dc/terms/title",
    "http://www.w3.org/2000/01/rdf-schema#label",
)
_MERGED: Final = f"{AKG}mergedInto"
_RETIRED: Final = f"{AKG}retirementReason"
_VERSION: Final = "http://www.w3.org/2002/07/owl#versionIRI"
_DEPRECATED: Final = "http://www.w3.org/2002/07/owl#deprecated"
_SUCCESSOR: Final = "http://purl.org/dc/terms/isReplacedBy"
_PART: Final = "http://purl.org/dc/terms/hasPart"
ALL_SHAPES: Final = f"{BASE}shapes"
"""The document of the shapes of all classes."""
_OF_TERMS: Final = f"{ALL_SHAPES}/editorial"


@dataclass(frozen=True, slots=True)
class Thing:
    """
    Something with an IRI below our base.

    Attributes:
        is_document: Whether it answers 200 itself.
        triples: What is said of it and of its parts.
        released: IRI of the released version that they are of; None for what is in force.
    """

    iri: str
    is_document: bool
    triples: tuple[Triple, ...]
    released: str | None = None

    @property
    def address(self) -> str:
        """The IRI that answers with this: its own, or that of the version."""
        return self.released or self.iri

    @property
    def survivor(self) -> str | None:
        """IRI of what it was merged into."""
        return self._object(_MERGED)

    @property
    def version(self) -> str | None:
        """IRI of the version of it that is served."""
        return self._object(_VERSION)

    @property
    def successor(self) -> str | None:
        """IRI of what replaces it."""
        return self._object(_SUCCESSOR)

    @property
    def is_deprecated(self) -> bool:
        """Whether it is a term that is kept and no longer to be used."""
        return any(isinstance(value, Literal) and value.value in ("true", "1") for value in self._objects(_DEPRECATED))

    @property
    def retirement(self) -> Mapping[str, str]:
        """Why it was retired, by language; empty when it is in force."""
        return {value.language or "": value.value for value in self._objects(_RETIRED) if isinstance(value, Literal)}

    @property
    def names(self) -> Mapping[str, str]:
        """Its name or title, by language."""
        for predicate in _PREFERRED:
            found = {
                value.language or "": value.value for value in self._objects(predicate) if isinstance(value, Literal)
            }
            if found:
                return found
        return {}

    def _objects(self, predicate: str) -> list[Term]:
        return [
            triple.object
            for triple in self.triples
            if triple.subject == IRI(self.iri) and triple.predicate.value == predicate
        ]

    def _object(self, predicate: str) -> str | None:
        return next((value.value for value in self._objects(predicate) if isinstance(value, IRI)), None)


def find_released(iri: str, home: Home) -> Thing | None:
    """Return the ontology or a vocabulary as it was released in a version; None when there is no such version."""
    path = home.release_of(iri)
    if path is None:
        return None
    document, store = iri.rpartition("/")[0], EmbeddedStore.in_memory()
    store.replace_graph(document, path.read_bytes())
    return Thing(document, True, store.read_graph(document), released=iri)


def find_thing(iri: str, catalogue: Catalogue) -> Thing | None:
    """Return what an IRI stands for; None when the catalogue says nothing of it."""
    local = iri.removeprefix(BASE)
    if not _PATH.fullmatch(local):
        return None
    triples: tuple[Triple, ...] = _of_queries(iri, catalogue)
    if _FILES.fullmatch(local):
        triples = catalogue.store.read_graph(f"{iri}/graph")
    if not triples:
        triples = catalogue.store.construct(catalogue.queries.get("description").bind({"thing": [IRI(iri)]}))
    if not triples:
        return None
    if iri == ALL_SHAPES:
        triples += tuple(Triple(IRI(iri), IRI(_PART), IRI(part)) for part in _shapes_documents(catalogue))
    return Thing(iri, _DOCUMENTS.fullmatch(local) is not None, triples)


def read_all_shapes(catalogue: Catalogue) -> tuple[Triple, ...]:
    """
    Return the shapes of all classes in one graph, for whoever applies them elsewhere.

    Those of our own terms are left out: they would judge the vocabularies that lie beside somebody's data.
    """
    of_records = (one for one in _shapes_documents(catalogue) if one != _OF_TERMS)
    documents = (catalogue.store.read_graph(f"{one}/graph") for one in of_records)
    return tuple(dict.fromkeys(triple for document in documents for triple in document))


def _shapes_documents(catalogue: Catalogue) -> list[str]:
    return [f"{ALL_SHAPES}/{path.stem}" for path in sorted((catalogue.home.ontology / "shapes").glob("*.ttl"))]


def _of_queries(iri: str, catalogue: Catalogue) -> tuple[Triple, ...]:
    """Describe a catalogued query, or all of them: they are files of the program, not of the data."""
    queries = catalogue.queries
    if iri == COLLECTION:
        return describe_queries(queries.all())
    name = iri.removeprefix(QUERY).rpartition("/")[2]
    if iri.startswith(QUERY) and name in queries.names() and (query := queries.get(name)).iri == iri:
        return describe_query(query)
    return ()
