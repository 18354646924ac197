"""The pages of an actor and of a resource."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.language import Worded
from allianceskg.library import paging
from allianceskg.library.actors import Involvement
from allianceskg.library.case_entries import CaseEntry
from allianceskg.library.descriptions import Description, choose_texts
from allianceskg.library.links import links_to
from allianceskg.library.reader import Reader
from allianceskg.library.resources import read_resources
from allianceskg.library.statements import Source, read_sources
from allianceskg.library.things import Thing
from allianceskg.terms import AKG

_PARTS: Final = 20
"""Cases on a page of the list of an actor."""


@dataclass(frozen=True, slots=True)
class ActorPart:
    """What an actor does in a case, with what is said of it in the reader's language or in another."""

    case: CaseEntry
    involvement: Involvement
    words: tuple[Worded, ...]


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
    parts: paging.ListPart[ActorPart]
    resources: tuple[str, ...]
    sources: tuple[Source, ...]
    modified: str | None


def read_actor(thing: Thing, reader: Reader, *, page: int = 1) -> ActorPage:
    """
    Read the page of an actor from its triples and from the cases.

    Args:
        page: Of the list of its cases.
    """
    said = Description(thing.triples, reader.language)
    actor = thing.iri
    seat = said.iri(actor, "akg:seat")
    resources = links_to(actor, reader.library.catalogue).get(f"{AKG}offeredBy", [])
    reader.library.names.learn([*([seat] if seat else []), *resources])
    return ActorPage(
        iri=actor,
        name=said.text(actor, "skos:prefLabel") or reader.name(actor),
        other_names=tuple(said.texts(actor, "skos:altLabel")),
        description=said.text(actor, "dcterms:description"),
        types=tuple(said.iris(actor, "akg:actorType")),
        notes=tuple(said.texts(actor, "skos:note")),
        homepages=tuple(said.iris(actor, "foaf:homepage")),
        seat=seat,
        siren=tuple(said.values(actor, "akg:siren")),
        rna=tuple(said.values(actor, "akg:rna")),
        parts=_read_parts(actor, reader, page=page),
        resources=tuple(resources),
        sources=tuple(read_sources(said, actor)),
        modified=said.value(actor, "dcterms:modified"),
    )


def _read_parts(actor: str, reader: Reader, *, page: int) -> paging.ListPart[ActorPart]:
    library = reader.library
    known = library.cases.positions
    positions = sorted(known[case] for case in library.actors.cases_of(actor) if case in known)
    listed = paging.part_of(positions, page=page, size=_PARTS)
    cases = library.cases.read(listed.items)
    found = library.actors.involvements(actor, [case.iri for case in cases])
    parts = [
        ActorPart(case, found[case.iri], tuple(choose_texts(found[case.iri].words, reader.language))) for case in cases
    ]
    return paging.ListPart(parts, listed.page, listed.pages, listed.total)


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


def read_resource(thing: Thing, reader: Reader) -> ResourcePage:
    """Read the page of a resource from its triples."""
    said = Description(thing.triples, reader.language)
    iri = thing.iri
    parts = links_to(iri, reader.library.catalogue).get("http://purl.org/dc/terms/isPartOf", [])
    page = ResourcePage(
        iri=iri,
        title=said.text(iri, "dcterms:title") or reader.name(iri),
        description=said.text(iri, "dcterms:description"),
        kinds=tuple(said.iris(iri, "akg:resourceKind")),
        pages=tuple(said.iris(iri, "foaf:page")),
        steps=tuple(said.iris(iri, "akg:forStep")),
        needs=tuple(said.iris(iri, "akg:forNeed")),
        types=tuple(said.iris(iri, "akg:forActorType")),
        offered_by=tuple(said.iris(iri, "akg:offeredBy")),
        languages=tuple(said.values(iri, "dcterms:language")),
        part_of=tuple(said.iris(iri, "dcterms:isPartOf")),
        parts=tuple(parts),
        notes=(*said.texts(iri, "skos:note"), *said.texts(iri, "skos:editorialNote")),
        sources=tuple(read_sources(said, iri)),
        modified=said.value(iri, "dcterms:modified"),
    )
    reader.library.names.learn([*page.offered_by, *page.part_of, *page.parts])
    return page


def all_resources(reader: Reader) -> list[tuple[str, Sequence[ResourcePage]]]:
    """Return every resource, by kind, in the order of the kinds' names; one of several kinds stands under the first."""
    by_kind: dict[str, list[ResourcePage]] = {}
    for resource in read_resources(reader.library.catalogue):
        page = read_resource(resource, reader)
        by_kind.setdefault(page.kinds[0] if page.kinds else "", []).append(page)
    name = reader.library.names.of
    return sorted(
        by_kind.items(), key=lambda item: (not item[0], name(item[0]).in_language(reader.language) if item[0] else "")
    )
