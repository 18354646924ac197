"""The pages of an actor and of a resource."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.language import Language
from allianceskg.library import paging
from allianceskg.library.descriptions import Description, Worded, choose_texts
from allianceskg.library.entries import CaseEntry
from allianceskg.library.library import Library
from allianceskg.library.statements import Source, read_sources
from allianceskg.library.things import Thing
from allianceskg.rdf.term import IRI, Literal
from allianceskg.terms import AKG

_PARTS: Final = 20
"""Cases on a page of the list of an actor."""


@dataclass(slots=True)
class Part:
    """What an actor does in a case."""

    case: CaseEntry
    roles: list[str]
    functions: list[str]
    was_created: bool
    words: list[Worded]


@dataclass(frozen=True, slots=True)
class ActorPage:
    """Everything that the page of an actor shows."""

    iri: str
    name: Worded
    other_names: tuple[Worded, ...]
    description: Worded | None
    types: tuple[str, ...]
    notes: tuple[Worded, ...]
    homepages: tuple[str, ...]
    seat: str | None
    siren: tuple[str, ...]
    rna: tuple[str, ...]
    parts: paging.Part[Part]
    resources: tuple[str, ...]
    sources: tuple[Source, ...]
    modified: str | None


def read_actor(thing: Thing, library: Library, language: Language, *, page: int = 1) -> ActorPage:
    """
    Read the page of an actor from its triples and from the cases.

    Args:
        page: Of the list of its cases.
    """
    said = Description(thing.triples)
    actor = thing.iri
    seat = said.iri(actor, "akg:seat")
    resources = linked_to(actor, library).get(f"{AKG}offeredBy", [])
    library.learn([*([seat] if seat else []), *resources])
    return ActorPage(
        iri=actor,
        name=said.text(actor, "skos:prefLabel", language) or Worded(library.name(actor).in_language(language), None),
        other_names=tuple(said.texts(actor, "skos:altLabel", language)),
        description=said.text(actor, "dcterms:description", language),
        types=tuple(said.iris(actor, "akg:actorType")),
        notes=tuple(said.texts(actor, "skos:note", language)),
        homepages=tuple(said.iris(actor, "foaf:homepage")),
        seat=seat,
        siren=tuple(said.values(actor, "akg:siren")),
        rna=tuple(said.values(actor, "akg:rna")),
        parts=_read_parts(actor, library, language, page=page),
        resources=tuple(resources),
        sources=tuple(read_sources(said, actor, language)),
        modified=said.value(actor, "dcterms:modified"),
    )


def _read_parts(actor: str, library: Library, language: Language, *, page: int) -> paging.Part[Part]:
    store, queries = library.catalogue.store, library.catalogue.queries
    found = store.construct(queries.get("page-actor-cases").bind({"actor": [IRI(actor)]}))
    places = {library.places[triple.subject.value] for triple in found if triple.subject.value in library.places}
    listed = paging.part_of(sorted(places), page=page, size=_PARTS)
    parts = {case.iri: Part(case, [], [], False, []) for case in library.entries.read(listed.items)}
    words: dict[str, list[Literal]] = {}
    bound = queries.get("page-actor-parts").bind({"case": [IRI(case) for case in parts]})
    for row in store.select(bound) if parts else ():
        case, part = row["case"].value, parts[row["case"].value]
        if row["actor"].value != actor:
            continue
        match row["link"].value.removeprefix(AKG):
            case "participant":
                if "value" in row and row["value"].value not in part.roles:
                    part.roles.append(row["value"].value)
                if isinstance(said := row.get("words"), Literal):
                    words.setdefault(case, []).append(said)
            case "holder":
                part.functions.append(row["value"].value)
            case _:
                part.was_created = True
    for case, texts in words.items():
        parts[case].words = choose_texts(texts, language)
    return paging.Part(list(parts.values()), listed.page, listed.pages, listed.total)


def linked_to(thing: str, library: Library) -> dict[str, list[str]]:
    """Return what points to a thing, by property, in order."""
    links: dict[str, list[str]] = {}
    bound = library.catalogue.queries.get("page-links-to").bind({"thing": [IRI(thing)]})
    for row in library.catalogue.store.select(bound):
        found = links.setdefault(row["link"].value, [])
        if row["subject"].value not in found:
            found.append(row["subject"].value)
    return links


@dataclass(frozen=True, slots=True)
class ResourcePage:
    """Everything that the page of a resource shows."""

    iri: str
    title: Worded
    description: Worded | None
    kinds: tuple[str, ...]
    pages: tuple[str, ...]
    steps: tuple[str, ...]
    needs: tuple[str, ...]
    types: tuple[str, ...]
    offered_by: tuple[str, ...]
    languages: tuple[str, ...]
    part_of: tuple[str, ...]
    parts: tuple[str, ...]
    notes: tuple[Worded, ...]
    sources: tuple[Source, ...]
    modified: str | None


def read_resource(thing: Thing, library: Library, language: Language) -> ResourcePage:
    """Read the page of a resource from its triples."""
    said = Description(thing.triples)
    iri = thing.iri
    parts = linked_to(iri, library).get("http://purl.org/dc/terms/isPartOf", [])
    page = ResourcePage(
        iri=iri,
        title=said.text(iri, "dcterms:title", language) or Worded(library.name(iri).in_language(language), None),
        description=said.text(iri, "dcterms:description", language),
        kinds=tuple(said.iris(iri, "akg:resourceKind")),
        pages=tuple(said.iris(iri, "foaf:page")),
        steps=tuple(said.iris(iri, "akg:forStep")),
        needs=tuple(said.iris(iri, "akg:forNeed")),
        types=tuple(said.iris(iri, "akg:forActorType")),
        offered_by=tuple(said.iris(iri, "akg:offeredBy")),
        languages=tuple(said.values(iri, "dcterms:language")),
        part_of=tuple(said.iris(iri, "dcterms:isPartOf")),
        parts=tuple(parts),
        notes=(*said.texts(iri, "skos:note", language), *said.texts(iri, "skos:editorialNote", language)),
        sources=tuple(read_sources(said, iri, language)),
        modified=said.value(iri, "dcterms:modified"),
    )
    library.learn([*page.offered_by, *page.part_of, *page.parts])
    return page


def all_resources(library: Library, language: Language) -> list[tuple[str, Sequence[ResourcePage]]]:
    """Return every resource, by kind, in the order of the kinds' names; one of several kinds stands under the first."""
    by_kind: dict[str, list[ResourcePage]] = {}
    queries, store = library.catalogue.queries, library.catalogue.store
    for row in store.select(queries.get("resources-by-audience").text):
        iri = row["resource"].value
        if any(page.iri == iri for pages in by_kind.values() for page in pages):
            continue
        triples = store.construct(queries.get("description").bind({"thing": [IRI(iri)]}))
        page = read_resource(Thing(iri, False, triples), library, language)
        by_kind.setdefault(page.kinds[0] if page.kinds else "", []).append(page)
    names = library.name
    return sorted(
        by_kind.items(), key=lambda item: (not item[0], names(item[0]).in_language(language) if item[0] else "")
    )
