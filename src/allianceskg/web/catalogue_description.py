"""
What an instance adds to the description of the catalogue: where it is queried and downloaded, and whom to write to.

The data say what the catalogue is, whoever serves them; addresses, sizes and checksums are those of this host.

Source:
    DCAT-AP 3.0, https://semiceu.github.io/DCAT-AP/releases/3.0.0/ ; VoID, https://www.w3.org/TR/void/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from allianceskg.language import Text
from allianceskg.rdf.term import IRI, Literal, Triple, link, texts
from allianceskg.terms import BASE, PREFIXES, RDF_TYPE, XSD
from allianceskg.web.published_dumps import Dump

CATALOGUE: Final = f"{BASE}catalogue"

_DCAT: Final = PREFIXES["dcat"]
_DCTERMS: Final = PREFIXES["dcterms"]
_FOAF: Final = PREFIXES["foaf"]
_VOID: Final = PREFIXES["void"]
_SPDX: Final = "http://spdx.org/rdf/terms#"
_VCARD: Final = "http://www.w3.org/2006/vcard/ns#"
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_LANGUAGES: Final = "http://publications.europa.eu/resource/authority/language/"
_THEME: Final = "http://publications.europa.eu/resource/authority/data-theme/SOCI"
_THEME_NAME: Final = Text(fr="Population et société", en="Population and society")
_LICENSE: Final = IRI("https://creativecommons.org/licenses/by/4.0/")
_LICENSE_OF_TERRITORIES: Final = IRI("https://www.etalab.gouv.fr/licence-ouverte-open-licence")
_SERVICE: Final = IRI(f"{CATALOGUE}#sparql")
_CONTACT: Final = IRI(f"{CATALOGUE}#contact")
_TITLE: Final = Text(
    fr="Point d'accès SPARQL du catalogue des alliances", en="SPARQL endpoint of the catalogue of alliances"
)
_CONTACT_NAME: Final = Text(fr="Qui tient ce catalogue", en="Whoever keeps this catalogue")
_DUMP_TITLES: Final = {
    "nq": Text(fr="Toutes les données, graphes compris, en N-Quads", en="All data with their graphs, as N-Quads"),
    "trig": Text(fr="Toutes les données, graphes compris, en TriG", en="All data with their graphs, as TriG"),
    "nt": Text(fr="Toutes les données en un graphe, en N-Triples", en="All data as one graph, as N-Triples"),
    "ttl": Text(fr="Toutes les données en un graphe, en Turtle", en="All data as one graph, as Turtle"),
}


@dataclass(frozen=True, slots=True)
class Instance:
    """
    A server of the catalogue.

    Attributes:
        root: Its address, without a slash at its end.
        version: The data version.
        contact: Where whoever keeps it is reached: an address of a page, or of mail with `mailto:`.
        dumps: Those of the version, written already.
    """

    root: str
    version: str
    contact: str
    dumps: tuple[Dump, ...]


def describe_instance(instance: Instance) -> Iterator[Triple]:
    """Say where an instance is queried, downloaded and asked."""
    catalogue = IRI(CATALOGUE)
    yield link(catalogue, f"{_FOAF}homepage", f"{instance.root}/")
    yield link(catalogue, f"{_DCAT}landingPage", f"{instance.root}/dump/")
    yield link(IRI(f"{instance.root}/"), RDF_TYPE, f"{_FOAF}Document")
    yield link(IRI(f"{instance.root}/dump/"), RDF_TYPE, f"{_FOAF}Document")
    yield Triple(catalogue, IRI(f"{PREFIXES['owl']}versionInfo"), Literal(instance.version))
    yield link(catalogue, f"{_VOID}sparqlEndpoint", f"{instance.root}/sparql")
    yield from _kinds()
    yield from _service(instance.root)
    yield from _contact(instance.contact)
    for dump in instance.dumps:
        yield from _distribution(dump, instance.root)


def _kinds() -> Iterator[Triple]:
    """Say of what kind things of others are that the description names, as DCAT-AP asks."""
    for language in ("FRA", "ENG"):
        yield link(IRI(f"{_LANGUAGES}{language}"), RDF_TYPE, f"{_DCTERMS}LinguisticSystem")
    yield link(IRI(f"{PREFIXES['territory']}country-FR"), RDF_TYPE, f"{_DCTERMS}Location")
    yield link(IRI(f"{BASE}ontology"), RDF_TYPE, f"{_DCTERMS}Standard")
    for one in (_LICENSE, _LICENSE_OF_TERRITORIES):
        yield link(one, RDF_TYPE, f"{_DCTERMS}LicenseDocument")
    yield link(IRI(_THEME), RDF_TYPE, f"{PREFIXES['skos']}Concept")
    yield from texts(IRI(_THEME), f"{PREFIXES['skos']}prefLabel", _THEME_NAME)


def _service(root: str) -> Iterator[Triple]:
    yield link(IRI(f"{CATALOGUE}#catalog"), f"{_DCAT}service", _SERVICE.value)
    yield link(_SERVICE, RDF_TYPE, f"{_DCAT}DataService")
    yield from texts(_SERVICE, f"{_DCTERMS}title", _TITLE)
    yield link(_SERVICE, f"{_DCAT}endpointURL", f"{root}/sparql")
    yield link(_SERVICE, f"{_DCAT}endpointDescription", f"{root}/sparql")
    yield link(_SERVICE, f"{_DCAT}servesDataset", CATALOGUE)
    yield link(_SERVICE, f"{_DCTERMS}conformsTo", "https://www.w3.org/TR/sparql11-protocol/")
    yield link(IRI("https://www.w3.org/TR/sparql11-protocol/"), RDF_TYPE, f"{_DCTERMS}Standard")
    yield Triple(_SERVICE, IRI(f"{_DCTERMS}license"), _LICENSE)
    yield link(IRI(f"{root}/sparql"), RDF_TYPE, f"{PREFIXES['rdfs']}Resource")


def _contact(address: str) -> Iterator[Triple]:
    kind = "hasEmail" if address.startswith("mailto:") else "hasURL"
    yield link(IRI(CATALOGUE), f"{_DCAT}contactPoint", _CONTACT.value)
    yield link(_CONTACT, RDF_TYPE, f"{_VCARD}Kind")
    yield from texts(_CONTACT, f"{_VCARD}fn", _CONTACT_NAME)
    yield link(_CONTACT, f"{_VCARD}{kind}", address)


def _distribution(dump: Dump, root: str) -> Iterator[Triple]:
    form = dump.form
    catalogue, part, address = IRI(CATALOGUE), IRI(f"{CATALOGUE}#dump-{form}"), f"{root}/dump/{dump.path.name}"
    checksum = IRI(f"{part.value}-sha256")
    yield link(catalogue, f"{_VOID}dataDump", address)
    yield link(catalogue, f"{_DCAT}distribution", part.value)
    yield link(part, RDF_TYPE, f"{_DCAT}Distribution")
    yield from texts(part, f"{_DCTERMS}title", _DUMP_TITLES[form])
    yield link(part, f"{_DCAT}accessURL", f"{root}/dump/")
    yield link(part, f"{_DCAT}downloadURL", address)
    for one in (f"{root}/dump/", address):
        yield link(IRI(one), RDF_TYPE, f"{PREFIXES['rdfs']}Resource")
    yield link(part, f"{_DCAT}mediaType", f"{_MEDIA_TYPES}{dump.media_type}")
    yield link(part, f"{_DCAT}compressFormat", f"{_MEDIA_TYPES}application/gzip")
    for media_type in (dump.media_type, "application/gzip"):
        yield link(IRI(f"{_MEDIA_TYPES}{media_type}"), RDF_TYPE, f"{_DCTERMS}MediaType")
    yield Triple(part, IRI(f"{_DCAT}byteSize"), Literal(str(dump.size), datatype=f"{XSD}nonNegativeInteger"))
    yield Triple(part, IRI(f"{_DCTERMS}license"), _LICENSE)
    yield link(part, f"{_DCTERMS}rights", f"{CATALOGUE}#rights")
    yield link(part, f"{_SPDX}checksum", checksum.value)
    yield link(checksum, RDF_TYPE, f"{_SPDX}Checksum")
    yield link(checksum, f"{_SPDX}algorithm", f"{_SPDX}checksumAlgorithm_sha256")
    yield link(IRI(f"{_SPDX}checksumAlgorithm_sha256"), RDF_TYPE, f"{_SPDX}ChecksumAlgorithm")
    yield Triple(checksum, IRI(f"{_SPDX}checksumValue"), Literal(dump.sha256, datatype=f"{XSD}hexBinary"))


def joined(said: Iterable[Triple], more: Iterable[Triple]) -> tuple[Triple, ...]:
    """Join two descriptions, each triple once."""
    return tuple(dict.fromkeys((*said, *more)))
