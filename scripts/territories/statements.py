"""Write territories as compressed Turtle, one statement at a time."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from allianceskg.rdf.term import IRI, Literal, Triple
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
    subject = IRI(TERRITORY + territory.slug)

    def say(predicate: str, value: IRI | Literal) -> Triple:
        return Triple(subject, IRI(predicate), value)

    igeo, skos = PREFIXES["igeo"], PREFIXES["skos"]
    yield say(RDF_TYPE, IRI(f"{AKG}Territory"))
    if territory.igeo is not None:
        yield say(RDF_TYPE, IRI(igeo + IGEO_CLASSES[territory.igeo]))
    yield say(f"{skos}prefLabel", Literal(territory.name, language="fr"))
    if territory.english is not None:
        yield say(f"{skos}prefLabel", Literal(territory.english, language="en"))
    for name, language in territory.other_names:
        yield say(f"{skos}altLabel", Literal(name, language=language))
    yield say(f"{AKG}officialCode", Literal(territory.code))
    if territory.edition is COG:
        yield say(f"{igeo}codeINSEE", Literal(territory.code, datatype=f"{XSD}token"))
    yield say(f"{AKG}territoryLevel", IRI(concept("territory-levels", territory.level)))
    for slug in territory.within:
        yield say(f"{AKG}directlyWithin", IRI(TERRITORY + slug))
    yield say(f"{AKG}codeEdition", IRI(territory.edition.iri))
    if territory.successor is not None:
        yield say(f"{AKG}successor", IRI(TERRITORY + territory.successor))


def coordinates(territory: Territory) -> Iterator[Triple]:
    """Yield the latitude and the longitude of a territory, where they are known."""
    if territory.centre is None:
        return
    for name, degrees in (("lat", territory.centre.latitude), ("long", territory.centre.longitude)):
        yield Triple(
            IRI(TERRITORY + territory.slug),
            IRI(PREFIXES["wgs84"] + name),
            Literal(str(degrees), datatype=XSD_DECIMAL),
        )


def population(territory: Territory) -> Iterator[Triple]:
    """Yield how many people live in a territory, where it is known."""
    if territory.population is not None:
        people = Literal(str(territory.population), datatype=XSD_INTEGER)
        yield Triple(IRI(TERRITORY + territory.slug), IRI(f"{AKG}population"), people)


def postcodes(territory: Territory) -> Iterator[Triple]:
    """Yield the postcodes of a territory."""
    for postcode in territory.postcodes:
        yield Triple(IRI(TERRITORY + territory.slug), IRI(f"{AKG}postcode"), Literal(postcode))


def edition_triples(edition: Edition) -> Iterator[Triple]:
    """Yield the description of an edition."""
    subject, dcterms = IRI(edition.iri), PREFIXES["dcterms"]
    yield Triple(subject, IRI(RDF_TYPE), IRI(f"{PREFIXES['dcat']}Dataset"))
    for predicate, words in ((f"{dcterms}title", edition.title), (f"{dcterms}description", edition.description)):
        yield Triple(subject, IRI(predicate), Literal(words.fr, language="fr"))
        yield Triple(subject, IRI(predicate), Literal(words.en, language="en"))
    if edition.year is not None:
        year = Literal(edition.year, datatype=f"{XSD}gYear")
        yield Triple(subject, IRI(f"{dcterms}date"), year)
    yield Triple(subject, IRI(f"{dcterms}source"), IRI(edition.source))
    yield Triple(subject, IRI(f"{dcterms}license"), IRI(edition.licence))
    yield Triple(subject, IRI(f"{PREFIXES['prov']}wasDerivedFrom"), IRI(edition.package.address))


def graph_triples(file: str, edition: Edition) -> Iterator[Triple]:
    """Yield where the facts of a file come from, said of its graph."""
    yield Triple(IRI(f"{TERRITORY}{file}/graph"), IRI(f"{PREFIXES['dcterms']}source"), IRI(edition.iri))


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
