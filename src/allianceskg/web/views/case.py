"""The page of a case."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from allianceskg.language import Language, Text, Worded
from allianceskg.library.actions import Action, read_action
from allianceskg.library.case_entries import CaseEntry
from allianceskg.library.descriptions import Description
from allianceskg.library.double_coherence import (
    AskedOfOtherAlliances,
    AskedOfTheModel,
    ask_of_other_alliances,
    ask_of_the_model,
)
from allianceskg.library.evaluation_readings import (
    ObservedPeriod,
    angles_of,
    questions_about,
    read_evaluation_readings,
)
from allianceskg.library.further import FurtherField, read_further
from allianceskg.library.reader import Reader
from allianceskg.library.resemblance import Resemblance, find_resembling
from allianceskg.library.statements import Source, Statement, StatementReader, contradictions, read_sources
from allianceskg.library.things import Thing
from allianceskg.terms import BASE, is_of_others
from allianceskg.web.views.figure import Drawing, draw
from allianceskg.web.views.structured import LICENSE

_RESEMBLING: Final = 4
_NARRATIVES: Final[Sequence[tuple[str, Text, Text]]] = (
    ("akg:reportsFact", Text(fr="Faits", en="Facts"), Text(fr="Aucun fait recensé.", en="No fact on record.")),
    ("akg:reportsResult", Text(fr="Résultats", en="Results"), Text(fr="Aucun résultat recensé.", en="No result on record.")),
    (
        "akg:reportsDifficulty",
        Text(fr="Difficultés", en="Difficulties"),
        Text(
            fr="Aucune difficulté recensée : cela ne veut pas dire qu'il n'y en a pas eu.",
            en="No difficulty on record: this does not mean that there was none.",
        ),
    ),
    (
        "akg:drawsLesson",
        Text(fr="Enseignements", en="Lessons"),
        Text(fr="Aucun enseignement recensé.", en="No lesson on record."),
    ),
)  # fmt: skip
_LEFT_OUT: Final[Mapping[str, Collection[str]]] = {
    "": ("skos:editorialNote",),
    "CaseStudy": ("dcterms:title", "dcterms:abstract"),  # they stand above, as lists show them
    "Source": ("dcterms:isPartOf", "skos:note"),
}
COMMON: Final[Mapping[str, Text]] = {
    "model": Text(fr="modèle", en="model"),
    "function": Text(fr="fonction", en="function"),
    "theme": Text(fr="thème", en="theme"),
    "need": Text(fr="besoin", en="need"),
    "actor": Text(fr="acteur", en="actor"),
    "place": Text(fr="lieu", en="place"),
}


@dataclass(frozen=True, slots=True)
class Narrative:
    """A heading with its statements, or the words that say there are none."""

    name: str
    heading: Text
    nothing: Text
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """
    An evaluation statement with what it bears on; or a statement that the catalogue places under an angle.

    Attributes:
        reached: Kinds of those who benefit or bear the consequence; empty where nothing says it.
        reading: Why it stands under this angle; None for what a source itself gives as an evaluation.
    """

    concerns: tuple[str, ...]
    reached: tuple[str, ...]
    period: ObservedPeriod
    statement: Statement
    reading: Worded | None = None
    confidence: str | None = None


@dataclass(frozen=True, slots=True)
class EvaluatedAngle:
    """An angle with what is on record under it; with nothing, what the kit asks there stays a question."""

    angle: str
    evaluations: tuple[Evaluation, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CasePage:
    """
    Everything that the page of a case shows.

    Attributes:
        further: What the case and its parts say in fields that the page has no place of their own for, by IRI.
    """

    entry: CaseEntry
    title: Worded
    abstract: Worded | None
    other_names: tuple[Worded, ...]
    notes: tuple[Worded, ...]
    homepages: tuple[str, ...]
    evidence: str | None
    status: str | None
    created: str | None
    modified: str | None
    confirmed: str | None
    actions: tuple[Action, ...]
    drawing: Drawing | None
    places: tuple[Statement, ...]
    periods: tuple[Statement, ...]
    subjects: tuple[Statement, ...]
    narratives: tuple[Narrative, ...]
    angles: tuple[EvaluatedAngle, ...]
    asked_of_the_model: tuple[AskedOfTheModel, ...]
    asked_of_other_alliances: tuple[AskedOfOtherAlliances, ...]
    contradictions: tuple[tuple[Statement, ...], ...]
    sources: tuple[Source, ...]
    resembling: tuple[Resemblance, ...]
    further: Mapping[str, tuple[FurtherField, ...]]


def read_case(thing: Thing, reader: Reader, *, entry: CaseEntry | None = None) -> CasePage:
    """
    Read the page of a case from its triples.

    Args:
        entry: The case as lists show it, where it is in no build; nothing then resembles it.
    """
    library = reader.library
    case = thing.iri
    said = Description(thing.triples, reader.language)
    is_built = entry is None
    entry = entry or library.cases.find(case)
    assert entry is not None
    sources = read_sources(said, case)
    statements = StatementReader(said, sources)
    actions = tuple(read_action(one, said, statements, reader) for one in said.iris(case, "akg:documents"))
    resembling = find_resembling(entry, library.cases, library.catalogue, limit=_RESEMBLING) if is_built else ()
    library.names.learn([*_mentioned(said), *(value for other in resembling for _, value in other.points)])
    other_alliances = tuple(ask_of_other_alliances(case, library.catalogue))
    library.names.learn(case for asked in other_alliances for case, _ in asked.others)
    periods = sorted(statements.all_of(case, "akg:hasPeriod"), key=lambda one: (one.start or "", one.iri))
    page = CasePage(
        entry=entry,
        title=entry.title(reader.language),
        abstract=entry.abstract(reader.language),
        other_names=tuple(said.texts(case, "skos:altLabel")),
        notes=tuple(said.texts(case, "skos:note")),
        homepages=tuple(said.iris(case, "foaf:page", "foaf:homepage")),
        evidence=said.iri(case, "akg:evidenceLevel"),
        status=said.iri(case, "akg:editorialStatus"),
        created=said.value(case, "dcterms:created"),
        modified=said.value(case, "dcterms:modified"),
        confirmed=said.value(case, "akg:lastConfirmed"),
        actions=actions,
        drawing=draw(actions, entry, reader) if any(action.participants for action in actions) else None,
        places=tuple(statements.all_of(case, "akg:hasPlace")),
        periods=tuple(periods),
        subjects=tuple(statements.all_of(case, "akg:hasSubject")),
        narratives=tuple(
            Narrative(name.partition(":")[2], heading, nothing, tuple(statements.all_of(case, name)))
            for name, heading, nothing in _NARRATIVES
        ),
        angles=_read_angles(case, said, statements, reader),
        asked_of_the_model=tuple(ask_of_the_model(case, library.catalogue)),
        asked_of_other_alliances=other_alliances,
        contradictions=tuple(tuple(group) for group in contradictions(_all_statements(said, statements))),
        sources=tuple(sources),
        resembling=tuple(resembling),
        further={},
    )
    # Asked last: what nothing above has asked for has no place of its own.
    further = read_further(said, library.catalogue.kinds, left_out=_LEFT_OUT, language=reader.language)
    library.names.learn(thing for fields in further.values() for field in fields for thing in field.things)
    return replace(page, further=further)


def _read_angles(
    case: str, said: Description, statements: StatementReader, reader: Reader
) -> tuple[EvaluatedAngle, ...]:
    """Gather under each angle what sources give as an evaluation, then what the catalogue reads as one."""
    catalogue = reader.library.catalogue
    found: dict[str, list[Evaluation]] = {angle: [] for angle in angles_of(catalogue)}
    for one in statements.all_of(case, "akg:hasEvaluation"):
        angle = said.iri(one.iri, "akg:angle")
        concerns = tuple(said.iris(one.iri, "akg:concernsObjective", "akg:concernsImpact"))
        reached = tuple(said.iris(one.iri, "akg:beneficiaryKind"))
        period = ObservedPeriod(said.value(one.iri, "akg:observedFrom"), said.value(one.iri, "akg:observedUntil"))
        found.setdefault(angle or "", []).append(Evaluation(concerns, reached, period, one))
    for reading in read_evaluation_readings(case, catalogue):
        statement = statements.read(reading.statement)
        found.setdefault(reading.angle, []).append(
            Evaluation(
                reading.concerns,
                reading.reached,
                reading.period,
                statement,
                reading.reason.chosen(reader.language),
                reading.confidence,
            )
        )
    return tuple(
        EvaluatedAngle(angle, tuple(under), tuple(questions_about(angle, catalogue))) for angle, under in found.items()
    )


def _all_statements(said: Description, statements: StatementReader) -> list[Statement]:
    return [statements.read(iri) for iri in said.all_subjects() if said.iri(iri, "akg:basis") is not None]


def _mentioned(said: Description) -> list[str]:
    """Return all that the page may have to name."""
    links = ("akg:participant", "akg:holder", "akg:onTerritory", "akg:territory", "akg:createdOrganization")
    return [value for subject in said.all_subjects() for name in links for value in said.iris(subject, name)]


def structured_data(case: CasePage, language: Language) -> dict[str, Any]:
    """Describe a case in the terms of schema.org, for engines that read no other."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": case.entry.iri,
        "url": case.entry.iri,
        "headline": case.title.value,
        "inLanguage": case.title.language or language,
        "isPartOf": {"@type": "Dataset", "@id": f"{BASE}catalogue"},
        "citation": [source.page for source in case.sources if source.page],
    }
    if not is_of_others(case.entry.iri):
        data["license"] = LICENSE
    if case.abstract is not None:
        data["abstract"] = case.abstract.value
    if case.created is not None:
        data["dateCreated"] = case.created
    if case.modified is not None:
        data["dateModified"] = case.modified
    return data
