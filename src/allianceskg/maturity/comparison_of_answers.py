"""
What partners' answers have in common and apart, without a score and without a mean.

Answers are ordered (no, partly, yes) and not measured, so nothing is added up: for each dimension it is counted how
far apart partners stand, question by question. Those who do not know stand beside the scale, and are told apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from allianceskg.maturity.partner_answers import Assessment, PartnerAnswers
from allianceskg.maturity.questionnaire import Dimension, Question, Questionnaire

Standing = Literal["opposed", "apart", "unsure", "agreed-low", "agreed-high", "open"]
"""
How partners stand on a question: one says yes and another no; answers differ by one step; someone does not know; all
say the same, partly or no; all say yes; fewer answers than can be compared.
"""

STANDINGS: Final[Sequence[Standing]] = ("opposed", "apart", "unsure", "agreed-low", "agreed-high", "open")
"""In the order in which they are worth talking about."""

_OPPOSED: Final = 2
_YES: Final = 2


@dataclass(frozen=True, slots=True)
class ComparedQuestion:
    """
    A question with what each partner answered.

    Attributes:
        given: Slug of the answer of each partner, in their order; None where it was not asked of them or left open.
        spread: Steps between the highest and the lowest answer, 0 to 2; None where fewer than two partners placed
            themselves on the scale.
    """

    question: Question
    given: tuple[str | None, ...]
    spread: int | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class ComparedDimension:
    """
    A dimension: how far apart partners stand in it.

    Attributes:
        counts: Number of its questions by standing.
        by_partner: For each partner, number of their answers by slug of the answer.
        widest: The largest spread in it; None where nothing can be compared.
    """

    dimension: Dimension
    questions: tuple[ComparedQuestion, ...]
    counts: Mapping[Standing, int]
    by_partner: tuple[Mapping[str, int], ...]
    widest: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """
    What is made of the answers.

    Attributes:
        agreed: Questions on which all partners who answered say the same.
        to_talk_about: The others, and those on which all say no or partly, what divides most first.
        low: For each partner, the questions that they answered by no or partly, no first, and those they do not know.
    """

    partners: tuple[PartnerAnswers, ...]
    dimensions: tuple[ComparedDimension, ...]
    agreed: tuple[ComparedQuestion, ...]
    to_talk_about: tuple[ComparedQuestion, ...]
    low: tuple[tuple[tuple[Question, str], ...], ...]

    @property
    def needs(self) -> tuple[str, ...]:
        """The needs that low answers raise, those of most questions first."""
        raised: dict[str, int] = {}
        for question in {one.slug: one for found in self.low for one, _ in found}.values():
            raised[question.need] = raised.get(question.need, 0) + 1
        return tuple(sorted(raised, key=lambda need: (-raised[need], need)))


def compare(assessment: Assessment, questionnaire: Questionnaire) -> Result:
    """Set the answers of partners side by side."""
    levels = {one.slug: one.level for one in questionnaire.answers}
    asked = _asked(assessment, questionnaire)
    compared = [_question(one, assessment.partners, levels) for one in asked]
    talked = [one for one in compared if one.standing not in {"agreed-high", "open"}]
    return Result(
        partners=assessment.partners,
        dimensions=tuple(_dimension(one, compared, assessment.partners) for one in questionnaire.dimensions),
        agreed=tuple(one for one in compared if one.standing in {"agreed-low", "agreed-high"}),
        to_talk_about=tuple(sorted(talked, key=lambda one: STANDINGS.index(one.standing))),
        low=tuple(_low(partner, asked, levels) for partner in assessment.partners),
    )


def _asked(assessment: Assessment, questionnaire: Questionnaire) -> list[Question]:
    """Return what was asked of any partner, by dimension."""
    readers = {partner.actor_type for partner in assessment.partners}
    slugs = {question.slug for reader in readers for question in questionnaire.asked_of(reader)}
    return [
        question
        for dimension in questionnaire.dimensions
        for question in questionnaire.questions
        if question.dimension == dimension.slug and question.slug in slugs
    ]


def _question(
    question: Question, partners: Sequence[PartnerAnswers], levels: Mapping[str, int | None]
) -> ComparedQuestion:
    given = tuple(partner.answers.get(question.slug) for partner in partners)
    known = [levels[one] for one in given if one is not None]
    placed = [one for one in known if one is not None]
    spread = max(placed) - min(placed) if len(placed) > 1 else None
    return ComparedQuestion(question, given, spread, _standing(placed, len(known), spread))


def _standing(placed: Sequence[int], answered: int, spread: int | None) -> Standing:
    """Say how partners stand, from their levels, how many answered at all, and the spread."""
    if spread == _OPPOSED:
        return "opposed"
    if spread:
        return "apart"
    if len(placed) < answered:
        return "unsure"
    if spread is None:
        return "open"
    return "agreed-high" if placed[0] == _YES else "agreed-low"


def _dimension(
    dimension: Dimension, compared: Sequence[ComparedQuestion], partners: Sequence[PartnerAnswers]
) -> ComparedDimension:
    own = tuple(one for one in compared if one.question.dimension == dimension.slug)
    counts: dict[Standing, int] = {}
    for one in own:
        counts[one.standing] = counts.get(one.standing, 0) + 1
    return ComparedDimension(
        dimension=dimension,
        questions=own,
        counts=counts,
        by_partner=tuple(_tally(rank, own) for rank in range(len(partners))),
        widest=max((one.spread for one in own if one.spread is not None), default=None),
    )


def _tally(rank: int, own: Sequence[ComparedQuestion]) -> dict[str, int]:
    tally: dict[str, int] = {}
    for one in own:
        answer = one.given[rank]
        if answer is not None:
            tally[answer] = tally.get(answer, 0) + 1
    return tally


def _low(
    partner: PartnerAnswers, asked: Sequence[Question], levels: Mapping[str, int | None]
) -> tuple[tuple[Question, str], ...]:
    """Return what a partner answered by no, partly, or by not knowing, in this order."""

    def rank(answer: str) -> int:
        level = levels[answer]
        return _YES if level is None else level

    found = [(one, partner.answers[one.slug]) for one in asked if one.slug in partner.answers]
    low = [(one, answer) for one, answer in found if levels[answer] != _YES]
    return tuple(sorted(low, key=lambda pair: rank(pair[1])))
