"""The result of a self-assessment as JSON or YAML, in the shape of `ontology/schemas/assessment-result.schema.json`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import yaml

from allianceskg.language import Language, Text
from allianceskg.maturity.comparison_of_answers import ComparedQuestion, Result
from allianceskg.maturity.questionnaire import Question, Questionnaire
from allianceskg.terms import concept

OURS: Final = Text(
    fr="Les questions sont celles de ce catalogue. Rien n'est noté ni gardé ; aucune moyenne n'est faite.",
    en="The questions are this catalogue's. Nothing is scored or kept; no mean is taken.",
)


def as_document(
    result: Result, questionnaire: Questionnaire, name_of: Callable[[str], Text], language: Language
) -> dict[str, Any]:
    """
    Return the result with its words in a language.

    Args:
        name_of: Returns the name of a concept or a resource.
    """

    def say(text: Text) -> str:
        return text.in_language(language)

    labels = {one.slug: say(one.label) for one in questionnaire.answers}
    return {
        "language": language,
        "note": say(OURS),
        "partners": [
            {"name": say(one.named(rank)), "actor_type": one.actor_type, "answers": dict(one.answers)}
            for rank, one in enumerate(result.partners, start=1)
        ],
        "dimensions": [
            {
                "dimension": one.dimension.slug,
                "label": say(one.dimension.label),
                "widest_spread": one.widest,
                "standings": dict(one.counts),
                "by_partner": [dict(tally) for tally in one.by_partner],
            }
            for one in result.dimensions
        ],
        "agreed": [_compared(one, labels, language) for one in result.agreed],
        "to_talk_about": [_compared(one, labels, language) for one in result.to_talk_about],
        "leads": [
            [{"answer": answer, **_leads(question, name_of, language)} for question, answer in found]
            for found in result.low
        ],
        "needs": list(result.needs),
    }


def as_yaml(document: dict[str, Any]) -> str:
    """Write such a document as YAML."""
    written: str = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=120)
    return written


def _compared(one: ComparedQuestion, labels: dict[str, str], language: Language) -> dict[str, Any]:
    return {
        "question": one.question.slug,
        "label": one.question.label.in_language(language),
        "standing": one.standing,
        "spread": one.spread,
        "answers": [None if given is None else labels[given] for given in one.given],
    }


def _leads(question: Question, name_of: Callable[[str], Text], language: Language) -> dict[str, Any]:
    """Say where a low answer leads: a question of the kit, a resource, a case, each with the reason."""
    need = name_of(concept("needs", question.need)).in_language(language)
    return {
        "question": question.slug,
        "label": question.label.in_language(language),
        "kit_questions": [{"id": one, "label": name_of(one).in_language(language)} for one in question.kit_questions],
        "resources": [
            {"id": one, "label": name_of(one).in_language(language), "reason": need} for one in question.resources
        ],
        "cases": [
            {"id": one.case, "statement": one.statement, "reason": one.reason.in_language(language)}
            for one in question.leads
        ],
        "rules": list(question.rules),
    }
