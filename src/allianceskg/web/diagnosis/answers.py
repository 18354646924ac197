"""The answer to a profile as its page shows it: the same answer as `/api/match`, with names and addresses beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from allianceskg.language import Language, Text, same
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.library import Library, library_of
from allianceskg.library.splitting_questions import SplittingQuestion, find_question
from allianceskg.matching.answer import Answer, Question, Relaxation
from allianceskg.matching.diagnosis_texts import partner_name
from allianceskg.matching.evidence import site_of
from allianceskg.matching.explanation import criterion_in_words
from allianceskg.model import CriterionState, Match, Partner, Profile, SoughtActor, Step
from allianceskg.terms import SDG, TERRITORY, concept
from allianceskg.web.diagnosis.parameters import TypedProfile, address
from allianceskg.web.diagnosis.square import Square, draw
from allianceskg.web.diagnosis.wizard import recommendation
from allianceskg.web.urls import path_of

DEFAULT_LIMIT: Final = 10
MAX_LIMIT: Final = 200
MOST_COMPARED: Final = 3
OPEN_MATCHES: Final = 5
"""Matches that are shown at once; the others are folded, so that an answer can be read in one go."""

ACCOUNT_ROWS: Final = (
    ("partners", Text(fr="Partenaires et rôles", en="Partners and roles")),
    ("means", Text(fr="Moyens", en="Means")),
    ("results", Text(fr="Résultats", en="Results")),
    ("difficulties", Text(fr="Difficultés", en="Difficulties")),
    ("lessons", Text(fr="Enseignements", en="Lessons")),
)
"""What a comparison shows of the accounts of cases, beside place and dates, which have rows of their own."""

MOST_ON_TERRITORY: Final = 12
"""Cases of a function on a territory that a page names; the list of cases has the others."""

_TALLIED: Final[tuple[tuple[CriterionState, Text, Text], ...]] = (
    ("met", Text("rempli", "met"), Text("remplis", "met")),
    ("partly-met", Text("rempli en partie", "partly met"), Text("remplis en partie", "partly met")),
    ("unmet", Text("non rempli", "unmet"), Text("non remplis", "unmet")),
    ("unknown", Text("non renseigné", "not recorded"), Text("non renseignés", "not recorded")),
    ("not-applicable", Text("sans objet", "not applicable"), Text("sans objet", "not applicable")),
)


@dataclass(frozen=True, slots=True)
class Recap:
    """
    One line of what was asked.

    Attributes:
        step: Where it can be changed.
    """

    label: Text
    values: tuple[Text, ...]
    step: str


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of what can be made of an answer, on this host."""

    share: str
    fixed: str
    json: str
    pdf: str
    dossier: str
    dossier_pdf: str
    feed: str
    unfolded: str
    more: str | None


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """
    An answer, ready to be laid out.

    Attributes:
        headings: Name of each criterion, by the criterion's own name.
        cases: IRI and title of the cases that the answer names beside the matches, by slug.
        steps: Those of the diagnosis without the outlooks, which have a section of their own.
        questions: Questions of the kit, by need.
        relaxations: What could be given up, with the address of the answer without it.
        splitting: What would tell tied cases apart, with the address of the answer that asks it too.
    """

    answer: Answer
    square: Square
    recommendation: Text
    recap: tuple[Recap, ...]
    headings: Mapping[str, Text]
    cases: Mapping[str, tuple[str, Text]]
    steps: tuple[Step, ...]
    questions: tuple[tuple[Text, tuple[Question, ...]], ...]
    relaxations: tuple[tuple[Relaxation, str], ...]
    splitting: tuple[SplittingQuestion, str] | None
    links: Links


def answer_page(
    entry: TypedProfile, profile: Profile, catalogue: Catalogue, language: Language, *, limit: int
) -> AnswerPage:
    """Answer a profile, and gather what its page needs."""
    answer = catalogue.answer(profile, limit=limit, engine="index")
    names = catalogue.names
    return AnswerPage(
        answer=answer,
        square=draw(answer.diagnosis, catalogue.typology),
        recommendation=recommendation(answer.diagnosis, catalogue.typology),
        recap=recap(profile, catalogue),
        headings={one.name: criterion_in_words(one, names) for one in answer.criteria},
        cases=_named_cases(answer, library_of(catalogue)),
        steps=_steps(answer),
        questions=_questions(answer, catalogue),
        relaxations=tuple(
            (one, address(entry.without(one.criterion), language, step="answer")) for one in answer.relax
        ),
        splitting=_splitting(entry, answer, catalogue, language),
        links=_links(entry, answer, language, limit=limit),
    )


def _splitting(
    entry: TypedProfile, answer: Answer, catalogue: Catalogue, language: Language
) -> tuple[SplittingQuestion, str] | None:
    """Find what would tell tied cases apart, and where it is asked."""
    question = find_question(answer.matches, answer.profile, library_of(catalogue))
    if question is None:
        return None
    return question, address(entry.with_value(question.facet, question.slug), language, step="answer")


def _named_cases(answer: Answer, library: Library) -> dict[str, tuple[str, Text]]:
    """Name the cases of the territory and of the contrast, the first ones of each list."""
    reports = (report.cases[:MOST_ON_TERRITORY] for report in answer.territory.functions)
    named = [*(one for cases in reports for one in cases), *(one.slug for one in answer.contrast)]
    places = {one: library.cases.by_slug[one] for one in named if one in library.cases.by_slug}
    return {
        one: (library.cases.iris[place], Text(fr=library.cases.title(place, "fr"), en=library.cases.title(place, "en")))
        for one, place in places.items()
    }


def recap(profile: Profile, catalogue: Catalogue) -> tuple[Recap, ...]:
    """Say what was asked, line by line, without what was left out."""
    names = catalogue.names
    partners = [_partner(one, rank, catalogue) for rank, one in enumerate(profile.partners, start=1)]
    place = [] if profile.territory is None else [names.of(f"{TERRITORY}{profile.territory}")]
    goals = [
        Text(fr=f"ODD {number} : {names.of(f'{SDG}{number}').fr}", en=f"SDG {number}: {names.of(f'{SDG}{number}').en}")
        for number in profile.sdgs
    ]
    sought = [_sought(one, catalogue) for one in profile.seeks]
    lines = [
        Recap(Text(fr="Votre situation", en="Your situation"), (same(profile.situation),) if profile.situation else (), "1"),
        Recap(Text(fr="Partenaires", en="Partners"), tuple(partners), "1"),
        Recap(Text(fr="Partenaires cherchés", en="Partners sought"), tuple(sought), "1"),
        Recap(Text(fr="Réponses sur le partenariat", en="Answers about the partnership"), _named("model-features", profile.features, catalogue), "2"),
        Recap(Text(fr="Besoins", en="Needs"), _named("needs", profile.needs, catalogue), "3"),
        Recap(Text(fr="Fonctions", en="Functions"), _named("catalyst-functions", profile.functions, catalogue), "3"),
        Recap(Text(fr="Territoire", en="Territory"), tuple(place), "3"),
        Recap(Text(fr="Thèmes", en="Themes"), _named("themes", profile.themes, catalogue), "3"),
        Recap(Text(fr="Objectifs de développement durable", en="Sustainable Development Goals"), tuple(goals), "3"),
    ]  # fmt: skip
    return tuple(line for line in lines if line.values)


def heading_of(profile: Profile) -> Text:
    """Name an answer: by the title that was given, or by its partners."""
    title = profile.title or ", ".join(one.name for one in profile.partners if one.name)
    if title:
        return Text(fr=f"Diagnostic : {title}", en=f"Diagnosis: {title}")
    return Text(fr="Votre diagnostic", en="Your diagnosis")


def tally(match: Match) -> Text:
    """Count the criteria of a case by state, in words."""
    parts = []
    for state, one, several in _TALLIED:
        number = sum(assessment.state == state for assessment in match.criteria)
        if number:
            words = one if number == 1 else several
            parts.append(Text(fr=f"{number} {words.fr}", en=f"{number} {words.en}"))
    noun = Text("critères", "criteria") if len(match.criteria) > 1 else Text("critère", "criterion")
    return Text(
        fr=f"{len(match.criteria)} {noun.fr} : {', '.join(part.fr for part in parts)}",
        en=f"{len(match.criteria)} {noun.en}: {', '.join(part.en for part in parts)}",
    )


def listed(answer: Answer) -> Text:
    """Say how many cases there are, and how many of them are shown."""
    shown, number = len(answer.matches), answer.listed
    if number == 0:
        return Text(
            fr="Aucun cas du catalogue ne correspond à cette demande.",
            en="No case of the catalogue fits this request.",
        )
    if number == 1:
        return Text(fr="Un cas est proche de votre demande.", en="One case is near to your request.")
    if shown == number:
        return Text(
            fr=f"{number} cas sont proches de votre demande, le plus proche d'abord.",
            en=f"{number} cases are near to your request, the nearest first.",
        )
    return Text(
        fr=f"{number} cas proches de votre demande ; les {shown} premiers, le plus proche d'abord.",
        en=f"{number} cases near to your request; the first {shown}, the nearest first.",
    )


def case_address(entry: TypedProfile, case: str, language: Language) -> str | None:
    """Return the address of a case that remembers what was asked; None where the case has no page here."""
    path = path_of(case)
    return None if path is None else address(entry, language, path=path)


def by_site(pages: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Group the addresses of sources by the names of their sites, in alphabetical order."""
    sites: dict[str, list[str]] = {}
    for page in pages:
        sites.setdefault(site_of(page), []).append(page)
    return sorted(sites.items())


def sparql(query: str) -> str:
    """Return the address at which a query is run."""
    return f"/sparql?{urlencode({'query': query})}"


def _partner(partner: Partner, rank: int, catalogue: Catalogue) -> Text:
    name = partner_name(partner, rank)
    if partner.actor_type is None:
        return name
    kind = catalogue.names.of(concept("actor-types", partner.actor_type))
    return Text(
        fr=f"{name.fr} ({kind.fr[:1].lower()}{kind.fr[1:]})", en=f"{name.en} ({kind.en[:1].lower()}{kind.en[1:]})"
    )


def _sought(sought: SoughtActor, catalogue: Catalogue) -> Text:
    kind = catalogue.names.of(concept("actor-types", sought.actor_type))
    if not sought.role:
        return kind
    role = catalogue.names.of(concept("participation-roles", sought.role))
    return Text(fr=f"{kind.fr} ({role.fr.lower()})", en=f"{kind.en} ({role.en.lower()})")


def _named(scheme: str, slugs: Sequence[str], catalogue: Catalogue) -> tuple[Text, ...]:
    return tuple(catalogue.names.of(concept(scheme, one)) for one in slugs)


def _steps(answer: Answer) -> tuple[Step, ...]:
    diagnosis = answer.diagnosis
    told = {one.text for one in (diagnosis.counterfactual, diagnosis.separation) if one is not None}
    return tuple(step for step in diagnosis.steps if step.text not in told)


def _questions(answer: Answer, catalogue: Catalogue) -> tuple[tuple[Text, tuple[Question, ...]], ...]:
    by_need: dict[str, list[Question]] = {}
    for question in answer.questions:
        by_need.setdefault(question.need, []).append(question)
    return tuple((catalogue.names.of(concept("needs", need)), tuple(asked)) for need, asked in by_need.items())


def _links(entry: TypedProfile, answer: Answer, language: Language, *, limit: int) -> Links:
    kept = [("limit", str(limit))] if limit != DEFAULT_LIMIT else []
    fixed = [*kept, ("version", answer.data_version)]
    more = None
    if answer.listed > limit and limit < MAX_LIMIT:
        more = address(entry, language, step="answer", more=[("limit", str(min(limit + DEFAULT_LIMIT, MAX_LIMIT)))])
    api = [*entry.api_pairs(), *kept, *([("lang", language)] if language != "fr" else [])]
    return Links(
        share=address(entry, language, step="answer", more=kept),
        fixed=address(entry, language, step="answer", more=fixed),
        json=f"/api/match?{urlencode(api)}",
        pdf=address(entry, language, path="/diagnosis/answer.pdf", more=kept),
        dossier=address(entry, language, path="/diagnosis/dossier"),
        dossier_pdf=address(entry, language, path="/diagnosis/dossier.pdf"),
        feed=address(entry, language, path="/diagnosis/feed.atom"),
        unfolded=address(entry, language, step="answer", more=[*kept, ("unfold", "1")]),
        more=more,
    )
