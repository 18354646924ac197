"""The pages of a concept and of a scheme of concepts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from allianceskg.language import Text, Worded
from allianceskg.library.case_entries import CaseEntry
from allianceskg.library.descriptions import Description
from allianceskg.library.links import links_to
from allianceskg.library.paging import ListPart, part_of
from allianceskg.library.quotations import Quotation, read_quotations
from allianceskg.library.reader import Reader
from allianceskg.library.things import Thing
from allianceskg.names import Concept
from allianceskg.terms import AKG, KIT
from allianceskg.web.views import SHOWN_CASES

FACET_OF_SCHEME: Final[Mapping[str, str]] = {
    "catalyst-functions": "function",
    "actor-types": "type",
    "needs": "need",
    "themes": "theme",
    "sdgs": "sdg",
    "evidence-levels": "evidence",
}
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
RELATED: Final[Mapping[str, Text]] = {
    f"{_SKOS}broader": Text(fr="Plus précis", en="Narrower"),
    f"{AKG}qualifiesModel": Text(fr="Traits qui le désignent", en="Features that point to it"),
    f"{AKG}leadsToCategory": Text(fr="Objectif qui y mène", en="Objective that leads to it"),
    f"{AKG}bearsOnSide": Text(fr="Catégorie qui touche à ce côté", en="Category that bears on this side"),
    f"{AKG}asksAbout": Text(fr="Questions à se poser", en="Questions to ask"),
    f"{AKG}inDimension": Text(fr="Questions de l'autodiagnostic", en="Questions of the self-assessment"),
    f"{AKG}leadsToQuestion": Text(
        fr="Question de l'autodiagnostic qui y mène", en="Question of the self-assessment that leads to it"
    ),
    f"{AKG}raisesNeed": Text(
        fr="Questions de l'autodiagnostic sur ce besoin", en="Questions of the self-assessment on this need"
    ),
    f"{AKG}forNeed": Text(fr="Ressources pour ce besoin", en="Resources for this need"),
    f"{AKG}forStep": Text(fr="Ressources pour cette étape", en="Resources for this step"),
    f"{AKG}forActorType": Text(fr="Ressources pour ce type d'acteur", en="Resources for this type of actor"),
    f"{AKG}resourceKind": Text(fr="Ressources de ce genre", en="Resources of this kind"),
    f"{AKG}actorType": Text(fr="Acteurs de ce type", en="Actors of this type"),
    f"{AKG}implementedBy": Text(fr="Règles qui s'appuient sur lui", en="Rules that rest on it"),
}
"""What points to a concept, in the order in which its page shows it."""

_RELATED: Final = 200
"""Things on a page of such a list: a vocabulary is shorter, the actors of a type may be thousands."""

_FORWARD: Final[Mapping[str, Text]] = {
    "skos:broader": Text(fr="Plus général", en="Broader"),
    "akg:leadsToCategory": Text(fr="Mène à la catégorie", en="Leads to the category"),
    "akg:bearsOnSide": Text(fr="Touche au côté (kit, ligne 134)", en="Bears on the side (kit, line 134)"),
    "akg:qualifiesModel": Text(fr="Désigne le modèle", en="Points to the model"),
    "akg:inDimension": Text(fr="Dans la dimension", en="In the dimension"),
    "akg:concernsStep": Text(fr="Concerne l'étape", en="Concerns the step"),
    "akg:forReader": Text(fr="Pour les lecteurs", en="For readers"),
    "akg:leadsToQuestion": Text(fr="Mène à la question du kit", en="Leads to the question of the kit"),
    "akg:leadsToResource": Text(fr="Mène à la ressource", en="Leads to the resource"),
    "akg:raisesNeed": Text(fr="Soulève le besoin", en="Raises the need"),
    "akg:restsOnRule": Text(fr="S'appuie sur la règle du kit", en="Rests on the rule of the kit"),
    "akg:asksAbout": Text(fr="Porte sur", en="Is about"),
    "akg:concernsImpact": Text(fr="Concerne l'impact", en="Concerns the impact"),
    "akg:concernsObjective": Text(fr="Concerne l'objectif", en="Concerns the objective"),
    "skos:related": Text(fr="À rapprocher de", en="Related to"),
}


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """
    Everything that the page of a concept shows.

    Attributes:
        facet: Name of the facet whose value it is; None for a concept that no case is sorted by.
        cases: Number of its cases, of which `first` are shown; the list of cases has them all.
    """

    iri: str
    label: Worded
    other_names: tuple[Worded, ...]
    scheme: str
    definition: Worded | None
    question: Worded | None
    examples: tuple[Worded, ...]
    notes: tuple[Worded, ...]
    lines: tuple[str, ...]
    is_of_kit: bool
    quotations: tuple[Quotation, ...]
    forward: tuple[tuple[Text, tuple[str, ...]], ...]
    related: tuple[tuple[Text, ListPart[str]], ...]
    matches: tuple[tuple[str, str], ...]
    facet: str | None
    cases: int
    first: tuple[CaseEntry, ...]


def read_concept(thing: Thing, reader: Reader, *, page: int = 1) -> ConceptPage:
    """
    Read the page of a concept from its triples, from what points to it, and from the cases.

    Args:
        page: Of the lists of what points to it.
    """
    library = reader.library
    said = Description(thing.triples, reader.language)
    iri = thing.iri
    concept = library.catalogue.names.concepts[iri]
    facet = facet_of(concept)
    cases = library.sets[facet].get(iri, 0) if facet else 0
    related = library.keep(("related", iri, reader.language), lambda: _related(iri, reader))
    return ConceptPage(
        iri=iri,
        label=said.text(iri, "skos:prefLabel") or reader.name(iri),
        other_names=tuple(said.texts(iri, "skos:altLabel")),
        scheme=said.iri(iri, "skos:inScheme") or "",
        definition=said.text(iri, "skos:definition"),
        question=said.text(iri, "akg:questionText"),
        examples=tuple(said.texts(iri, "skos:example")),
        notes=tuple(
            one for name in ("skos:scopeNote", "skos:note", "skos:editorialNote") for one in said.texts(iri, name)
        ),
        lines=tuple(said.values(iri, "akg:sourceLine")),
        is_of_kit=KIT in said.iris(iri, "dcterms:source"),
        quotations=tuple(read_quotations([iri], library.catalogue).get(iri, ())),
        forward=tuple((label, tuple(said.iris(iri, name))) for name, label in _FORWARD.items() if said.iris(iri, name)),
        related=tuple((label, part_of(things, page=page, size=_RELATED)) for label, things in related),
        matches=_matches(said, iri),
        facet=facet,
        cases=cases.bit_count(),
        first=tuple(library.cases.first(cases, limit=SHOWN_CASES)),
    )


def _related(iri: str, reader: Reader) -> list[tuple[Text, list[str]]]:
    """Read what points to a concept, in the order in which it is shown; it is kept, since concepts are few."""
    links = links_to(iri, reader.library.catalogue)
    reader.library.names.learn([one for found in links.values() for one in found])
    return [(label, _ordered(link, links[link], reader)) for link, label in RELATED.items() if link in links]


def _ordered(link: str, things: list[str], reader: Reader) -> list[str]:
    """Keep the order of the vocabulary for concepts; put all else in the order of names."""
    if all(one in reader.library.catalogue.names.concepts for one in things) and not link.endswith("#implementedBy"):
        return things
    return reader.in_order(things)


def _matches(said: Description, iri: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, other)
        for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
        for other in said.iris(iri, f"skos:{name}")
    )


def facet_of(concept: Concept) -> str | None:
    """Return the facet in which a concept is a value."""
    if concept.scheme == "partnership-models":
        return "model" if concept.broader else "category"
    if concept.scheme == "catalyst-functions" and concept.broader:
        return None
    return FACET_OF_SCHEME.get(concept.scheme)


@dataclass(frozen=True, slots=True)
class SchemeEntry:
    """A concept in the list of its scheme."""

    iri: str
    depth: int
    definition: Worded | None
    is_of_kit: bool
    facet: str | None
    cases: int


@dataclass(frozen=True, slots=True)
class SchemePage:
    """Everything that the page of a scheme shows."""

    iri: str
    title: Worded
    description: Worded | None
    notes: tuple[Worded, ...]
    entries: tuple[SchemeEntry, ...]
    modified: str | None


def read_scheme(thing: Thing, reader: Reader) -> SchemePage:
    """Read the page of a scheme from its graph."""
    said = Description(thing.triples, reader.language)
    schemes = said.subjects("skos:ConceptScheme")
    scheme = thing.iri if thing.iri in schemes or not schemes else schemes[0]
    name = thing.iri.rsplit("/", 1)[-1]
    concepts = [one for one in reader.library.catalogue.names.concepts.values() if said.iris(one.iri, "skos:inScheme")]
    known = {one.iri for one in concepts}
    entries: list[SchemeEntry] = []

    def add(parent: str | None, depth: int) -> None:
        level = [one for one in concepts if (next((up for up in one.broader if up in known), None)) == parent]
        if not any(one.order for one in level) and name != "sdgs":
            names = reader.in_order([one.iri for one in level])
            level.sort(key=lambda one: names.index(one.iri))
        elif name == "sdgs":
            level.sort(key=lambda one: [int(part) for part in one.slug.split(".")])
        for one in level:
            entries.append(_entry(one, depth, said, reader))
            add(one.iri, depth + 1)

    add(None, 0)
    return SchemePage(
        iri=thing.iri,
        title=said.text(scheme, "dcterms:title") or reader.name(scheme),
        description=said.text(scheme, "dcterms:description"),
        notes=(
            *said.texts(scheme, "skos:editorialNote"),
            *said.texts(scheme, "skos:note"),
        ),
        entries=tuple(entries),
        modified=said.value(scheme, "dcterms:modified"),
    )


def _entry(concept: Concept, depth: int, said: Description, reader: Reader) -> SchemeEntry:
    facet = facet_of(concept)
    cases = reader.library.sets[facet].get(concept.iri, 0).bit_count() if facet else 0
    return SchemeEntry(
        iri=concept.iri,
        depth=depth,
        definition=said.text(concept.iri, "skos:definition"),
        is_of_kit=bool(said.values(concept.iri, "akg:sourceLine")),
        facet=facet,
        cases=cases,
    )
