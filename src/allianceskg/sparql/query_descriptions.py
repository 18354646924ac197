"""
Catalogued queries as RDF: `sh:SPARQLExecutable`, so that the editors of others list and run them.

The form is that of the SHACL vocabulary and of the example collections that SPARQL editors read: a kind of
executable, a comment in each language, the whole text of the query, and `schema:target`, the endpoint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from allianceskg.rdf.term import IRI, Literal, Term, Triple
from allianceskg.sparql.query_files import Query
from allianceskg.terms import AKG, BASE, PREFIXES, RDF_TYPE, XSD

COLLECTION: Final = f"{BASE}queries"
"""IRI of the document that lists all queries."""

ENDPOINT: Final = f"{BASE}sparql"
_LICENSE: Final = "https://www.apache.org/licenses/LICENSE-2.0"
_SH: Final = PREFIXES["sh"]
_DCTERMS: Final = PREFIXES["dcterms"]
_RDFS: Final = PREFIXES["rdfs"]
_SCHEMA: Final = PREFIXES["schema"]
_NO_KEYWORDS: Final = frozenset({"and", "by", "for", "from", "in", "of", "on", "or", "the", "with", "without"})
"""Words of the names of queries that nobody looks for."""

_FORMS: Final = {
    "SELECT": ("SPARQLSelectExecutable", "select"),
    "ASK": ("SPARQLAskExecutable", "ask"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
}


def describe_query(query: Query) -> tuple[Triple, ...]:
    """Describe a query: what it answers, in both languages, and its text."""
    return tuple(Triple(IRI(query.iri), IRI(predicate), value) for predicate, value in _said(query))


def describe_queries(queries: Iterable[Query]) -> tuple[Triple, ...]:
    """Describe all queries, the document that lists them, and the prefixes that it declares for all."""
    collection = IRI(COLLECTION)
    said: list[Triple] = [
        Triple(collection, IRI(f"{_DCTERMS}title"), Literal("Requêtes du catalogue", language="fr")),
        Triple(collection, IRI(f"{_DCTERMS}title"), Literal("Queries of the catalogue", language="en")),
        Triple(collection, IRI(f"{_DCTERMS}license"), IRI(_LICENSE)),
    ]
    for prefix, namespace in PREFIXES.items():
        declared = IRI(f"{COLLECTION}#prefix-{prefix}")
        said.append(Triple(collection, IRI(f"{_SH}declare"), declared))
        said.append(Triple(declared, IRI(RDF_TYPE), IRI(f"{_SH}PrefixDeclaration")))
        said.append(Triple(declared, IRI(f"{_SH}prefix"), Literal(prefix)))
        said.append(Triple(declared, IRI(f"{_SH}namespace"), Literal(namespace, datatype=f"{XSD}anyURI")))
    for query in queries:
        said.append(Triple(collection, IRI(f"{_DCTERMS}hasPart"), IRI(query.iri)))
        said.extend(describe_query(query))
    return tuple(said)


def _said(query: Query) -> Iterator[tuple[str, Term]]:
    # DESCRIBE is not among the executables of SHACL; no catalogued query is one, and a test holds that.
    kind, text = _FORMS[query.form]
    yield RDF_TYPE, IRI(f"{_SH}SPARQLExecutable")
    yield RDF_TYPE, IRI(f"{_SH}{kind}")
    for language in ("fr", "en"):
        summary = query.summary.in_language(language)
        yield f"{_DCTERMS}title", Literal(summary, language=language)
        yield f"{_RDFS}comment", Literal(summary, language=language)
    yield f"{_SH}{text}", Literal(query.text)
    yield f"{_SCHEMA}target", IRI(ENDPOINT)
    yield f"{_SH}prefixes", IRI(COLLECTION)
    for keyword in sorted({query.folder, *query.name.split("-")} - _NO_KEYWORDS):
        yield f"{_SCHEMA}keywords", Literal(keyword)
    for question in query.answers:
        yield f"{AKG}servesQuestion", Literal(question)
    yield f"{_DCTERMS}isPartOf", IRI(COLLECTION)
    yield f"{_DCTERMS}license", IRI(_LICENSE)
