"""
Things in the terms of schema.org, for engines that read no other: what stands inside a page, beside what people read.

Source:
    https://schema.org/docs/full.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from allianceskg.language import Language, Text
from allianceskg.library.descriptions import Description
from allianceskg.library.things import Thing
from allianceskg.terms import BASE, is_of_others

LICENSE: Final = "https://creativecommons.org/licenses/by/4.0/"

_CONTEXT: Final = "https://schema.org"
_DATASET: Final = f"{BASE}catalogue"
_KINDS: Final[Mapping[str, str]] = {
    "actor": "Organization",
    "territory": "AdministrativeArea",
    "resource": "LearningResource",
    "concept": "DefinedTerm",
    "query": "SoftwareSourceCode",
}
"""Types by the kind of thing that an IRI shows; documents and all else are creative works."""

_DOCUMENTS: Final[Mapping[str, str]] = {
    "ontology": "DefinedTermSet",
    "catalogue": "Dataset",
    "queries": "Collection",
}
_NAMES: Final = ("skos:prefLabel", "dcterms:title", "rdfs:label")
_DESCRIPTIONS: Final = ("dcterms:description", "dcterms:abstract", "skos:definition", "rdfs:comment")
_NO_WORKS: Final = frozenset({"Organization", "AdministrativeArea", "DefinedTerm"})


def describe_thing(thing: Thing, kind: str, language: Language) -> dict[str, Any]:
    """
    Describe what a page is about.

    Args:
        kind: What its IRI shows, as styles name it.
    """
    said, local = Description(thing.triples, language), thing.iri.removeprefix(BASE)
    is_scheme = local.startswith("vocabulary/") and local.count("/") == 1
    type_ = "DefinedTermSet" if is_scheme else _DOCUMENTS.get(local) or _KINDS.get(kind, "CreativeWork")
    data: dict[str, Any] = {"@context": _CONTEXT, "@type": type_, "@id": thing.iri, "url": thing.iri}
    for key, properties in (("name", _NAMES), ("description", _DESCRIPTIONS)):
        text = next((text for one in properties if (text := said.text(thing.iri, one)) is not None), None)
        if text is not None:
            data[key] = text.value
    data |= _of_kind(type_, thing.iri, said)
    if type_ not in _NO_WORKS:
        data["inLanguage"] = language
        data["isPartOf"] = {"@type": "Dataset", "@id": _DATASET}
        if not is_of_others(thing.iri):
            data["license"] = LICENSE
    return data


def _of_kind(type_: str, iri: str, said: Description) -> dict[str, Any]:
    match type_:
        case "Organization":
            pages = said.iris(iri, "foaf:homepage")
            return {"sameAs": pages} if pages else {}
        case "DefinedTerm":
            schemes = said.iris(iri, "skos:inScheme")
            return {"inDefinedTermSet": schemes[0], "termCode": iri.rpartition("/")[2]} if schemes else {}
        case "SoftwareSourceCode":
            return {"programmingLanguage": "SPARQL"}
        case _:
            modified = said.value(iri, "dcterms:modified")
            return {"dateModified": modified} if modified else {}


def describe_dataset(
    root: str, version: str, dumps: Sequence[tuple[str, str, int | None, str | None]], language: Language, words: Text
) -> dict[str, Any]:
    """
    Describe the data as a dataset with its downloads, as search engines for datasets ask.

    Args:
        root: Address of the site.
        dumps: Name, media type, size in bytes and SHA-256 of each; the last two are None for one that is not written yet.
        words: The description.
    """
    title = Text(fr="Catalogue des alliances", en="Catalogue of alliances")
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "@id": _DATASET,
        "url": f"{root}/dump/",
        "name": title.in_language(language),
        "description": words.in_language(language),
        "inLanguage": ["fr", "en"],
        "license": LICENSE,
        "version": version,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": "allianceskg"},
        "spatialCoverage": {"@type": "Place", "name": "France"},
        "keywords": ["SDG 17", "ODD 17", "partnerships", "partenariats"],
        "distribution": [_download(root, *dump) for dump in dumps],
    }


def _download(root: str, name: str, media_type: str, size: int | None, sha256: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "DataDownload",
        "contentUrl": f"{root}/dump/{name}",
        "encodingFormat": [media_type, "application/gzip"],
    }
    if size is not None:
        found |= {"contentSize": str(size), "sha256": sha256}
    return found
