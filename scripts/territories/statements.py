"""Write territories as compressed Turtle, one statement at a time."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from allianceskg.rdf.turtle import format_turtle
from allianceskg.terms import AKG, PREFIXES, RDF_TYPE, TERRITORY, XSD, XSD_DECIMAL, XSD_INTEGER, concept
from scripts.territories.editions import COG, Edition
from scripts.territories.territory import Territory

IGEO_CLASSES: Final = {
    "region": "Region",
    "departement": "Departement",
    "collectivite": "CollectiviteDOutreMer",
    "epci": "Intercommunalite",
    "ept": "Intercommunalite",
    "commune": "Commune",
    "commune-deleguee": "CommuneDeleguee",
    "commune-associee": "CommuneAssociee",
    "arrondissement": "ArrondissementMunicipal",
}


def triples(territory: Territory) -> Iterator[Triple]:
    """Yield the statements about one territory."""
    subject = NamedNode(TERRITORY + territory.slug)

    def say(predicate: str, value: NamedNode | Literal) -> Triple:
        return Triple(subject, NamedNode(predicate), value)

    igeo, skos = PREFIXES["igeo"], PREFIXES["skos"]
    yield say(RDF_TYPE, NamedNode(f"{AKG}Territory"))
    if territory.igeo is not None:
        yield say(RDF_TYPE, NamedNode(igeo + IGEO_CLASSES[territory.igeo]))
    yield say(f"{skos}prefLabel", Literal(territory.name, language="fr"))
    if territory.english is not None:
        yield say(f"{skos}prefLabel", Literal(territory.english, language="en"))
    for name, language in territory.other_names:
        yield say(f"{skos}altLabel", Literal(name, language=language))
    yield say(f"{AKG}officialCode", Literal(territory.code))
    if territory.edition is COG:
        yield say(f"{igeo}codeINSEE", Literal(territory.code, datatype=NamedNode(f"{XSD}token")))
    yield say(f"{AKG}territoryLevel", NamedNode(concept("territory-levels", territory.level)))
    for slug in territory.within:
        yield say(f"{AKG}directlyWithin", NamedNode(TERRITORY + slug))
    yield say(f"{AKG}codeEdition", NamedNode(territory.edition.iri))
    if territory.successor is not None:
        yield say(f"{AKG}successor", NamedNode(TERRITORY + territory.successor))


def coordinates(territory: Territory) -> Iterator[Triple]:
    """Yield the latitude and the longitude of a territory, where they are known."""
    if territory.centre is None:
        return
    for name, degrees in (("lat", territory.centre.latitude), ("long", territory.centre.longitude)):
        yield Triple(
            NamedNode(TERRITORY + territory.slug),
            NamedNode(PREFIXES["wgs84"] + name),
            Literal(str(degrees), datatype=NamedNode(XSD_DECIMAL)),
        )


def population(territory: Territory) -> Iterator[Triple]:
    """Yield how many people live in a territory, where it is known."""
    if territory.population is not None:
        people = Literal(str(territory.population), datatype=NamedNode(XSD_INTEGER))
        yield Triple(NamedNode(TERRITORY + territory.slug), NamedNode(f"{AKG}population"), people)


def postcodes(territory: Territory) -> Iterator[Triple]:
    """Yield the postcodes of a territory."""
    for postcode in territory.postcodes:
        yield Triple(NamedNode(TERRITORY + territory.slug), NamedNode(f"{AKG}postcode"), Literal(postcode))


def edition_triples(edition: Edition) -> Iterator[Triple]:
    """Yield the description of an edition."""
    subject, dcterms = NamedNode(edition.iri), PREFIXES["dcterms"]
    yield Triple(subject, NamedNode(RDF_TYPE), NamedNode(f"{PREFIXES['dcat']}Dataset"))
    for predicate, words in ((f"{dcterms}title", edition.title), (f"{dcterms}description", edition.description)):
        yield Triple(subject, NamedNode(predicate), Literal(words.fr, language="fr"))
        yield Triple(subject, NamedNode(predicate), Literal(words.en, language="en"))
    if edition.year is not None:
        year = Literal(edition.year, datatype=NamedNode(f"{XSD}gYear"))
        yield Triple(subject, NamedNode(f"{dcterms}date"), year)
    yield Triple(subject, NamedNode(f"{dcterms}source"), NamedNode(edition.source))
    yield Triple(subject, NamedNode(f"{dcterms}license"), NamedNode(edition.licence))
    yield Triple(subject, NamedNode(f"{PREFIXES['prov']}wasDerivedFrom"), NamedNode(edition.package.address))


def graph_triples(file: str, edition: Edition) -> Iterator[Triple]:
    """Yield where the facts of a file come from, said of its graph."""
    yield Triple(
        NamedNode(f"{TERRITORY}{file}/graph"), NamedNode(f"{PREFIXES['dcterms']}source"), NamedNode(edition.iri)
    )


def write(directory: Path, name: str, content: Iterable[Triple]) -> bool:
    """
    Write one compressed Turtle file; return whether its text changed.

    The header holds neither name nor time. A file with the same text is kept as it is, for compressors differ.
    """
    path = directory / f"{name}.ttl.gz"
    data = format_turtle(content).encode()
    if path.exists() and gzip.decompress(path.read_bytes()) == data:
        return False
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=buffer, mode="wb", compresslevel=9, mtime=0) as stream:
        stream.write(data)
    path.write_bytes(buffer.getvalue())
    return True
