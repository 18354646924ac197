"""
The whole answer to a profile: the diagnosis, the explained matches, and what a reader needs beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from allianceskg.language import Text, same
from allianceskg.matching.asked_words import asked_concepts, asked_words
from allianceskg.matching.case_terms import TermReader
from allianceskg.matching.catalogue_facts import CatalogueSurroundings
from allianceskg.matching.conventions import Conventions
from allianceskg.matching.criteria import Criterion, asked_criteria
from allianceskg.matching.diagnosis import diagnose
from allianceskg.matching.explanation import criterion_in_words, explain_records
from allianceskg.matching.finding import Finder, Listing, QueryFinder, Ranking
from allianceskg.matching.specification import Ranked
from allianceskg.matching.understanding import Understanding, Understood
from allianceskg.model import Diagnosis, Match, Profile, Typology
from allianceskg.names import Names
from allianceskg.rdf.term import IRI, Term
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.protocol import Store
from allianceskg.terms import AKG, TERRITORY, concept, slug

FunctionState = Literal["recorded", "recorded-nearby", "none-recorded"]
Engine = Literal["index", "sparql"]
ContrastKind = Literal["other-model", "difficulties"]


@dataclass(frozen=True, slots=True)
class Contrast:
    """
    A case that is shown because it differs.

    Attributes:
        kind: `other-model`, or `difficulties` for a case that reports some.
        text: The other model, or a difficulty, in words.
    """

    kind: ContrastKind
    case: str
    slug: str
    title: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Relaxation:
    """How many cases would be listed without one criterion."""

    criterion: str
    cases: int
    text: Text


@dataclass(frozen=True, slots=True)
class FunctionReport:
    """
    What is recorded of a function on a territory.

    Attributes:
        cases: Slugs: those recorded there, or near it, or examples from elsewhere when none is.
    """

    function: str
    label: Text
    state: FunctionState
    cases: tuple[str, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class TerritoryReport:
    """The four functions on the asked territory; no function when no territory was asked."""

    territory: str | None
    label: Text
    functions: tuple[FunctionReport, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the kit for a stated need."""

    need: str
    text: Text


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A resource that fits, with the reason."""

    resource: str
    title: Text
    reason: Text


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that a profile is answered with."""

    profile: Profile
    data_version: str
    rules_version: str
    understood: tuple[Understood, ...]
    diagnosis: Diagnosis
    criteria: tuple[Criterion, ...]
    listed: int
    matches: tuple[Match, ...]
    contrast: tuple[Contrast, ...]
    relax: tuple[Relaxation, ...]
    territory: TerritoryReport
    questions: tuple[Question, ...]
    resources: tuple[Suggestion, ...]


class Guidance:
    """The kit's questions and the resources, read from the store once: they do not depend on a profile."""

    def __init__(self, store: Store, queries: QueryCatalogue) -> None:
        self._store = store
        self._queries = queries
        self._questions: dict[str, list[dict[str, Term]]] = {}

    @cached_property
    def resources(self) -> Sequence[Mapping[str, Term]]:
        """Every resource with each thing that it is for."""
        return list(self._store.select(self._queries.get("resources-by-audience").text))

    def questions(self, need: str) -> Sequence[Mapping[str, Term]]:
        """Return the questions for a need, in their order."""
        if need not in self._questions:
            query = self._queries.get("questions-of-needs").bind({"need": [IRI(concept("needs", need))]})
            self._questions[need] = list(self._store.select(query))
        return self._questions[need]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What answering needs beside the store: all of it comes from the store and the rules once a build is open."""

    names: Names
    titles: Mapping[str, Text]
    typology: Typology
    conventions: Conventions
    guidance: Guidance
    reader: TermReader
    understanding: Understanding
    data_version: str
    rules_version: str


def answer(
    profile: Profile,
    store: Store,
    queries: QueryCatalogue,
    knowledge: Knowledge,
    *,
    limit: int,
    ranking: Ranking | None = None,
    finder: Finder | None = None,
) -> Answer:
    """
    Diagnose a profile and answer it.

    Args:
        limit: Number of matches kept, at least 1.
        ranking: What ranks; by default the ranking query on the store.
        finder: What finds cases and what they record; by default the queries on the store.
    """
    finder = finder or QueryFinder(store, queries, knowledge.titles, ranking=ranking)
    diagnosis = diagnose(profile, knowledge.typology, knowledge.conventions)
    criteria = criteria_of(profile, diagnosis, knowledge, finder)
    listing = finder.find(criteria)
    matches = _explained(listing.first(limit), criteria, finder, queries, knowledge)
    return Answer(
        profile=profile,
        data_version=knowledge.data_version,
        rules_version=knowledge.rules_version,
        understood=knowledge.understanding.of(profile, diagnosis),
        diagnosis=diagnosis,
        criteria=criteria,
        listed=listing.size,
        matches=tuple(matches),
        contrast=_contrast(queries, knowledge, criteria, listing, finder, matches),
        relax=_relax(criteria, listing, knowledge),
        territory=_territory(profile, knowledge, listing, finder),
        questions=_questions(profile, knowledge.guidance),
        resources=_resources(profile, diagnosis, knowledge.guidance, knowledge.names),
    )


def criteria_of(profile: Profile, diagnosis: Diagnosis, knowledge: Knowledge, finder: Finder) -> tuple[Criterion, ...]:
    """List what a profile asks, with the points that its words and themes have in this catalogue."""
    surroundings = CatalogueSurroundings(knowledge.names, finder)
    words = asked_words(profile, knowledge.names, knowledge.reader)
    named = asked_concepts(profile, knowledge.understanding.read(profile.situation))
    return asked_criteria(profile, diagnosis, knowledge.conventions, surroundings, words, named)


def _explained(
    ranked: Sequence[Ranked],
    criteria: Sequence[Criterion],
    finder: Finder,
    queries: QueryCatalogue,
    knowledge: Knowledge,
) -> list[Match]:
    cases = [one.case for one in ranked]
    return explain_records(
        finder.records(criteria, cases),
        queries,
        knowledge.names,
        finder.titles(cases),
        criteria,
        ranked,
        kinds=finder.kinds(cases),
        score_decimals=knowledge.conventions.score_decimals,
    )


def _contrast(
    queries: QueryCatalogue,
    knowledge: Knowledge,
    criteria: Sequence[Criterion],
    listing: Listing,
    finder: Finder,
    matches: Sequence[Match],
) -> tuple[Contrast, ...]:
    """
    Choose a case of another model and one that reports difficulties.

    Both are the best by the same criteria, any of which may list a case here; neither is the first match.
    """
    first = matches[0].case if matches else None
    other = listing.other_model(first)
    told = listing.with_difficulty(first)
    titles = finder.titles([*([other.case] if other else []), *([told[0]] if told else [])])
    contrasts = []
    if other is not None:
        asked = [criterion for criterion in criteria if criterion.kind == "model"]
        # Which model the case follows is said as its explanation would.
        (explained,) = _explained([other], asked, finder, queries, knowledge)
        contrasts.append(_contrasted("other-model", other.case, explained.criteria[0].text, titles))
    if told is not None:
        contrasts.append(_contrasted("difficulties", *told, titles))
    return tuple(contrasts)


def _contrasted(kind: ContrastKind, case: str, text: Text, titles: Mapping[str, Text]) -> Contrast:
    return Contrast(kind, case, slug(case), titles.get(case, same(slug(case))), text)


def _relax(criteria: Sequence[Criterion], listing: Listing, knowledge: Knowledge) -> tuple[Relaxation, ...]:
    """Count, when few cases are listed, how many would be without each criterion that lists cases."""
    if listing.size >= knowledge.conventions.few_matches:
        return ()
    relaxations = []
    for dropped in criteria:
        if not dropped.is_primary or len(criteria) == 1:
            continue
        cases = listing.size_without(dropped)
        heading = criterion_in_words(dropped, knowledge.names)
        relaxations.append(
            Relaxation(
                dropped.name,
                cases,
                Text(
                    fr=f"Sans le critère « {heading.fr} », {_cases_fr(cases)}.",
                    en=f"Without the criterion “{heading.en}”, {_cases_en(cases)}.",
                ),
            )
        )
    return tuple(relaxations)


def _cases_fr(number: int) -> str:
    if number == 0:
        return "aucun cas ne serait proposé"
    return "1 cas serait proposé" if number == 1 else f"{number} cas seraient proposés"


def _cases_en(number: int) -> str:
    if number == 0:
        return "no case would be listed"
    return "1 case would be listed" if number == 1 else f"{number} cases would be listed"


def _territory(profile: Profile, knowledge: Knowledge, listing: Listing, finder: Finder) -> TerritoryReport:
    if profile.territory is None:
        return TerritoryReport(None, same(""), ())
    asked = f"{TERRITORY}{profile.territory}"
    functions = [one for one in knowledge.names.in_scheme("catalyst-functions") if not one.broader]
    label = knowledge.names.of(asked)
    reports = []
    for function in functions:
        state, cases = _state_of_function(finder.nearness(function.iri, asked))
        if state == "none-recorded":
            cases = listing.examples(function.iri, knowledge.conventions.examples_per_function)
        text = _function_in_words(state, function.label, label)
        reports.append(FunctionReport(function.slug, function.label, state, tuple(map(slug, cases)), text))
    return TerritoryReport(profile.territory, label, tuple(reports))


def _state_of_function(nearness: Mapping[str, int]) -> tuple[FunctionState, list[str]]:
    """Name the state of a function by its nearest cases, and list these, the nearest first."""
    if not nearness:
        return "none-recorded", []
    if 0 in nearness.values():
        return "recorded", sorted(case for case, near in nearness.items() if near == 0)
    return "recorded-nearby", sorted(nearness, key=lambda case: (nearness[case], case))


def _function_in_words(state: FunctionState, function: Text, territory: Text) -> Text:
    match state:
        case "recorded":
            return Text(
                fr=f"« {function.fr} » : recensée sur le territoire demandé ({territory.fr}).",
                en=f"“{function.en}”: recorded on the asked territory ({territory.en}).",
            )
        case "recorded-nearby":
            return Text(
                fr=f"« {function.fr} » : recensée à proximité, pas sur le territoire demandé lui-même ({territory.fr}).",
                en=f"“{function.en}”: recorded nearby, not on the asked territory itself ({territory.en}).",
            )
        case "none-recorded":
            return Text(
                fr=f"« {function.fr} » : aucun exemple recensé sur le territoire demandé ({territory.fr}) ni à proximité ; voici des exemples d'ailleurs.",
                en=f"“{function.en}”: no example on record on the asked territory ({territory.en}) or near it; here are examples from elsewhere.",
            )


def _questions(profile: Profile, guidance: Guidance) -> tuple[Question, ...]:
    return tuple(
        Question(need, Text(fr=row["french"].value, en=row["english"].value))
        for need in profile.needs
        for row in guidance.questions(need)
    )


def steps_of(profile: Profile, diagnosis: Diagnosis) -> tuple[str, ...]:
    """
    Name the kit's steps at which a profile stands.

    Returns:
        The first step when no category stands out; the second while several models are recommended; the third when
        a territory or functions are asked.
    """
    steps = []
    if diagnosis.undetermined:
        steps.append("definir-ses-objectifs")
    elif len(diagnosis.models) > 1:
        steps.append("qualifier-le-modele")
    if profile.territory is not None or profile.functions:
        steps.append("se-positionner")
    return tuple(steps)


def _resources(profile: Profile, diagnosis: Diagnosis, guidance: Guidance, names: Names) -> tuple[Suggestion, ...]:
    """Suggest the resources made for the actor types, needs or steps of a profile, those with most reasons first."""
    wanted = _with_broader((concept("actor-types", kind) for kind in profile.actor_types), names)
    wanted |= {concept("needs", need) for need in profile.needs}
    wanted |= {concept("steps", step) for step in steps_of(profile, diagnosis)}
    titles: dict[str, Text] = {}
    audiences: dict[str, list[tuple[str, str]]] = {}
    for row in guidance.resources:
        resource = row["resource"].value
        titles[resource] = Text(fr=row["french"].value, en=row["english"].value)
        if "audience" in row:
            audiences.setdefault(resource, []).append((row["link"].value, row["audience"].value))
    suggestions = []
    for resource, title in titles.items():
        meant = audiences.get(resource, [])
        for_types = [iri for link, iri in meant if link == f"{AKG}forActorType"]
        if for_types and not wanted.intersection(for_types):
            continue
        reasons = list(dict.fromkeys(iri for _, iri in meant if iri in wanted))
        if reasons:
            suggestions.append((-len(reasons), resource, Suggestion(slug(resource), title, _reason(reasons, names))))
    return tuple(suggestion for _, _, suggestion in sorted(suggestions, key=lambda one: one[:2]))


def _with_broader(concepts: Iterable[str], names: Names) -> set[str]:
    """Return concepts and all that is broader: what is made for companies is made for a co-operative."""
    found: set[str] = set()
    waiting = list(concepts)
    while waiting:
        iri = waiting.pop()
        if iri not in found:
            found.add(iri)
            waiting.extend(names.concepts[iri].broader if iri in names.concepts else ())
    return found


def _reason(audiences: Sequence[str], names: Names) -> Text:
    kinds = {
        "actor-types": Text(fr="votre type d'acteur", en="your type of actor"),
        "needs": Text(fr="votre besoin", en="your need"),
        "steps": Text(fr="votre étape", en="your step"),
    }
    french, english = [], []
    for scheme, kind in kinds.items():
        meant = [names.of(iri) for iri in audiences if names.concepts[iri].scheme == scheme]
        if meant:
            french.append(f"{kind.fr} ({', '.join(f'« {name.fr} »' for name in meant)})")
            english.append(f"{kind.en} ({', '.join(f'“{name.en}”' for name in meant)})")
    return Text(fr=f"Convient à {', à '.join(french)}.", en=f"Suits {', '.join(english)}.")
