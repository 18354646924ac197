"""The service description: what this endpoint is, in RDF, in the vocabulary of the W3C."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from allianceskg.endpoint import media
from allianceskg.endpoint.capacity import PoolLimits
from allianceskg.language import Text
from allianceskg.rdf.syntaxes import write_triples
from allianceskg.rdf.term import IRI, Literal, Triple, link, texts
from allianceskg.terms import BASE, PREFIXES, RDF_TYPE

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_DCTERMS: Final = PREFIXES["dcterms"]
_VOID: Final = PREFIXES["void"]
_RDFS: Final = PREFIXES["rdfs"]
_TITLE: Final = Text(
    fr="Point d'accès SPARQL du catalogue des alliances", en="SPARQL endpoint of the catalogue of alliances"
)


@dataclass(frozen=True, slots=True)
class Service:
    """
    What there is to describe.

    Attributes:
        url: Where queries are sent.
        version: Data version.
        graphs: Named graphs of the store.
    """

    url: str
    version: str
    graphs: frozenset[str]
    limits: PoolLimits


def describe(service: Service, format_name: str) -> bytes:
    """Write the description in a format of `media.FORMATS`."""
    prefixes = {"sd": _SD, "dcterms": _DCTERMS, "void": _VOID, "rdfs": _RDFS}
    return write_triples(_triples(service), format_name, prefixes=prefixes)


def _triples(service: Service) -> Iterator[Triple]:
    yield from _service(service)
    yield from _dataset(service)


def _service(service: Service) -> Iterator[Triple]:
    subject = IRI(service.url)
    yield link(subject, RDF_TYPE, f"{_SD}Service")
    yield link(subject, f"{_SD}endpoint", service.url)
    yield link(subject, f"{_SD}supportedLanguage", f"{_SD}SPARQL11Query")
    yield link(subject, f"{_SD}feature", f"{_SD}UnionDefaultGraph")
    for known in media.FORMATS:
        yield link(subject, f"{_SD}resultFormat", known.iri)
    yield link(subject, f"{_SD}defaultDataset", f"{service.url}#dataset")
    yield link(subject, f"{_DCTERMS}isPartOf", f"{BASE}catalogue")
    yield from texts(subject, f"{_DCTERMS}title", _TITLE)
    yield from texts(subject, f"{_RDFS}comment", _limits(service.limits))


def _dataset(service: Service) -> Iterator[Triple]:
    dataset, default = IRI(f"{service.url}#dataset"), IRI(f"{service.url}#default-graph")
    yield link(dataset, RDF_TYPE, f"{_SD}Dataset")
    yield link(dataset, f"{_SD}defaultGraph", default.value)
    yield Triple(dataset, IRI(f"{_DCTERMS}hasVersion"), Literal(service.version))
    yield link(default, RDF_TYPE, f"{_SD}Graph")
    for number, graph in enumerate(sorted(service.graphs), start=1):
        named = IRI(f"{service.url}#graph-{number}")
        yield link(dataset, f"{_SD}namedGraph", named.value)
        yield link(named, RDF_TYPE, f"{_SD}NamedGraph")
        yield link(named, f"{_SD}name", graph)


def _limits(limits: PoolLimits) -> Text:
    megabytes = limits.answer_bytes // 1_000_000
    return Text(
        fr=f"Lecture seule. Une requête dure {limits.seconds:g} s au plus, sa réponse fait {megabytes} Mo au plus ; au-delà, "
        "elle est refusée en entier, jamais coupée. Le graphe par défaut réunit tous les graphes. SERVICE est refusé.",
        en=f"Read only. A query takes {limits.seconds:g} s at most and its answer {megabytes} MB at most; beyond that it is "
        "refused as a whole, never cut. The default graph is the union of all graphs. SERVICE is refused.",
    )
