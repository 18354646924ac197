"""
Namespaces, and the IRIs of terms that the code uses.

A test checks that each term exists in `ontology/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

BASE: Final = "https://w3id.org/alliances/"
AKG: Final = f"{BASE}ontology#"
SHAPES: Final = f"{BASE}shapes#"
VOCABULARY: Final = f"{BASE}vocabulary/"
CASE: Final = f"{BASE}case/"
ACTOR: Final = f"{BASE}actor/"
TERRITORY: Final = f"{BASE}territory/"
RESOURCE: Final = f"{BASE}resource/"
KIT: Final = f"{BASE}kit"
CONVENTION: Final = f"{BASE}convention/"
QUERY: Final = f"{BASE}query/"
INFERRED: Final = f"{BASE}inferred/"
SDG: Final = "http://metadata.un.org/sdg/"

OUR_SPACES: Final = (BASE, SDG.rstrip("/"))
"""How the IRIs of all that the catalogue describes begin: ours, and the goals, which it names in two languages."""

RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDF_LANG_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
XSD_STRING: Final = f"{XSD}string"
XSD_INTEGER: Final = f"{XSD}integer"
XSD_DECIMAL: Final = f"{XSD}decimal"
XSD_BOOLEAN: Final = f"{XSD}boolean"

PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "actor": ACTOR,
        "adms": "http://www.w3.org/ns/adms#",
        "akg": AKG,
        "case": CASE,
        "cids": "https://ontology.commonapproach.org/cids#",
        "convention": CONVENTION,
        "cpsv": "http://purl.org/vocab/cpsv#",
        "dash": "http://datashapes.org/dash#",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcterms": "http://purl.org/dc/terms/",
        "essglobal": "http://purl.org/essglobal/vocab/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "geo": "http://www.opengis.net/ont/geosparql#",
        "igeo": "http://rdf.insee.fr/def/geo#",
        "kit": f"{KIT}/",
        "locn": "http://www.w3.org/ns/locn#",
        "m8g": "http://data.europa.eu/m8g/",
        "org": "http://www.w3.org/ns/org#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "pair": "http://virtual-assembly.org/ontologies/pair#",
        "prov": "http://www.w3.org/ns/prov#",
        "query": QUERY,
        "qudt": "http://qudt.org/schema/qudt/",
        "quotation": f"{BASE}kit-quotation/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "resource": RESOURCE,
        "rov": "http://www.w3.org/ns/regorg#",
        "schema": "https://schema.org/",
        "sdg": SDG,
        "sdgo": "http://metadata.un.org/sdg/ontology#",
        "sh": "http://www.w3.org/ns/shacl#",
        "shapes": SHAPES,
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "territory": TERRITORY,
        "unit": "http://qudt.org/vocab/unit/",
        "vann": "http://purl.org/vocab/vann/",
        "void": "http://rdfs.org/ns/void#",
        "wgs84": "http://www.w3.org/2003/01/geo/wgs84_pos#",
        "xsd": XSD,
    }
)
"""Prefixes of every Turtle file, query and answer; concepts have one more each, `voc-<scheme>`."""


def concept(scheme: str, slug: str) -> str:
    """
    Return the IRI of a concept.

    >>> concept("needs", "definir-strategie")
    'https://w3id.org/alliances/vocabulary/needs/definir-strategie'
    """
    return f"{VOCABULARY}{scheme}/{slug}"


@cache
def expand(name: str) -> str:
    """
    Return the IRI of a prefixed name.

    >>> expand("dcterms:title")
    'http://purl.org/dc/terms/title'
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def is_of_others(thing: str) -> bool:
    """
    Tell whether a thing is not one of those that the catalogue itself describes, which are ours and the goals.

    >>> is_of_others("https://partner.example/case/a"), is_of_others(f"{SDG}17"), is_of_others("2019")
    (True, False, False)
    """
    return "://" in thing and not thing.startswith(OUR_SPACES)


@lru_cache(maxsize=16_384)
def slug(iri: str) -> str:
    """
    Return the last segment of an IRI, which is how files, profiles and URLs name it.

    >>> slug("https://w3id.org/alliances/territory/commune-45234")
    'commune-45234'
    """
    return iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
