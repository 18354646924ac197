"""The questions of the self-assessment as the vocabularies give them, and where each leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.errors import DataError
from allianceskg.language import Text
from allianceskg.names import Names
from allianceskg.rdf.term import IRI, Term
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.protocol import Store
from allianceskg.terms import AKG, VOCABULARY, slug

_Found = Mapping[str, Sequence[Term]]

QUESTIONS: Final = "assessment-questions"
_DIMENSIONS: Final = "assessment-dimensions"
_ANSWERS: Final = "assessment-answers"
_KIND: Final = "autodiagnostic"
_UNKNOWN_SIGN: Final = "s"


@dataclass(frozen=True, slots=True)
class PossibleAnswer:
    """
    An answer that a question admits.

    Attributes:
        level: 2 for yes, 1 for partly, 0 for no; None for those who do not know, who are beside the scale.
        sign: First letter of its slug, which says it in an address.
    """

    slug: str
    label: Text
    meaning: Text
    level: int | None

    @property
    def sign(self) -> str:
        """One letter that says it in an address: `o`, `e`, `n` or `s`, the last for those who do not know."""
        return self.slug[0] if self.level is not None else _UNKNOWN_SIGN


@dataclass(frozen=True, slots=True)
class Lead:
    """A case that lived the subject of a question, with the reason for reading it."""

    case: str
    statement: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Question:
    """
    A question in plain words.

    Attributes:
        meaning: What it is good for.
        readers: Slugs of the actor types that it is asked of; none for all of them.
        kit_questions: IRIs of the questions of the kit that it leads to; `resources`, `need`, `rules` alike.
    """

    slug: str
    dimension: str
    label: Text
    meaning: Text
    readers: tuple[str, ...]
    kit_questions: tuple[str, ...]
    resources: tuple[str, ...]
    need: str
    rules: tuple[str, ...]
    leads: tuple[Lead, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One side of experience; `step` is the slug of the kit's step at which it is dealt with, if any."""

    slug: str
    label: Text
    meaning: Text
    step: str | None


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """
    Everything that the self-assessment asks.

    Attributes:
        readers: Slugs of the actor types that it is meant for.
        readers_of_the_kit: Those for which the kit itself intends a self-assessment.
    """

    readers: tuple[str, ...]
    readers_of_the_kit: frozenset[str]
    dimensions: tuple[Dimension, ...]
    answers: tuple[PossibleAnswer, ...]
    questions: tuple[Question, ...]

    def asked_of(self, reader: str | None) -> tuple[Question, ...]:
        """Return the questions for a type of reader, by dimension; those for all when it is none of them."""
        return tuple(
            question
            for dimension in self.dimensions
            for question in self.questions
            if question.dimension == dimension.slug and (not question.readers or reader in question.readers)
        )

    def question(self, name: str) -> Question | None:
        """Return a question by its slug."""
        return next((one for one in self.questions if one.slug == name), None)

    def answer(self, name: str) -> PossibleAnswer | None:
        """Return an answer by its slug or by its sign."""
        return next((one for one in self.answers if name in (one.slug, one.sign)), None)


def read_questionnaire(store: Store, queries: QueryCatalogue, names: Names) -> Questionnaire:
    """
    Read the self-assessment, in the order of its lists.

    Raises:
        DataError: The vocabularies do not hold together.
    """
    told = _told(store, queries)
    leads = _leads(store, queries)
    try:
        return Questionnaire(
            readers=_slugs(told[QUESTIONS, ""].get("forReader", ())),
            readers_of_the_kit=_readers_of_the_kit(store, queries),
            dimensions=tuple(
                Dimension(
                    one.slug,
                    one.label,
                    _definition(told[_DIMENSIONS, one.slug]),
                    next(iter(_slugs(told[_DIMENSIONS, one.slug].get("concernsStep", ()))), None),
                )
                for one in names.in_scheme(_DIMENSIONS)
            ),
            answers=tuple(
                PossibleAnswer(one.slug, one.label, _definition(found), _level(found))
                for one in names.in_scheme(_ANSWERS)
                for found in [told[_ANSWERS, one.slug]]
            ),
            questions=tuple(
                Question(
                    slug=one.slug,
                    dimension=_slugs(found["inDimension"])[0],
                    label=one.label,
                    meaning=_definition(found),
                    readers=_slugs(found.get("forReader", ())),
                    kit_questions=_iris(found["leadsToQuestion"]),
                    resources=_iris(found["leadsToResource"]),
                    need=_slugs(found["raisesNeed"])[0],
                    rules=_iris(found.get("restsOnRule", ())),
                    leads=tuple(leads.get(one.slug, ())),
                )
                for one in names.in_scheme(QUESTIONS)
                for found in [told[QUESTIONS, one.slug]]
            ),
        )
    except (KeyError, IndexError) as fault:
        raise DataError(
            Text(
                fr=f"Les vocabulaires ne permettent pas de poser l'autodiagnostic : {fault}.",
                en=f"The vocabularies do not allow the self-assessment to be asked: {fault}.",
            )
        ) from fault


def _told(store: Store, queries: QueryCatalogue) -> dict[tuple[str, str], dict[str, list[Term]]]:
    """Read what is said of each term of the self-assessment, by scheme and slug; of the scheme itself, by an empty slug."""
    told: dict[tuple[str, str], dict[str, list[Term]]] = {}
    for term, link, value in sorted(store.construct(queries.get("self-assessment").text), key=str):
        scheme, _, name = term.value.removeprefix(VOCABULARY).partition("/")
        told.setdefault((scheme, name), {}).setdefault(link.value.rpartition("#")[2], []).append(value)
    return told


def _readers_of_the_kit(store: Store, queries: QueryCatalogue) -> frozenset[str]:
    """Read for whom a self-assessment is on record that the kit names."""
    rows = store.select(queries.get("resources-by-audience").text)
    return frozenset(
        slug(row["audience"].value)
        for row in rows
        if slug(row["kind"].value) == _KIND and row.get("link", IRI("")).value == f"{AKG}forActorType"
    )


def _leads(store: Store, queries: QueryCatalogue) -> dict[str, list[Lead]]:
    """Read the cases that questions lead to; only those that the catalogue holds."""
    leads: dict[str, list[Lead]] = {}
    for row in store.select(queries.get("self-assessment-leads").text):
        reason = Text(fr=row["french"].value, en=row["english"].value)
        lead = Lead(row["case"].value, row["statement"].value, reason)
        leads.setdefault(slug(row["question"].value), []).append(lead)
    return leads


def _iris(found: Sequence[Term]) -> tuple[str, ...]:
    return tuple(one.value for one in found)


def _slugs(found: Sequence[Term]) -> tuple[str, ...]:
    return tuple(slug(one.value) for one in found)


def _definition(found: _Found) -> Text:
    by_language = {getattr(one, "language", None): one.value for one in found["definition"]}
    return Text(fr=by_language["fr"], en=by_language["en"])


def _level(found: _Found) -> int | None:
    return int(found["answerLevel"][0].value) if "answerLevel" in found else None
