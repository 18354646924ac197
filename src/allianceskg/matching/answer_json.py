"""An answer as JSON, in the shape that `ontology/schemas/answer.schema.json` describes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from allianceskg.language import Language
from allianceskg.matching.answer import Answer
from allianceskg.matching.understanding import Understood
from allianceskg.model import ConventionRule, Counterfactual, Diagnosis, KitLine, Match, Origin, Shift, quotient
from allianceskg.profiles import as_mapping

_SHARE_DECIMALS = 4


def as_json(answer: Answer, language: Language) -> dict[str, Any]:
    """
    Turn an answer into what JSON can hold.

    Returns:
        Concepts, territories and resources as slugs, cases as IRI and slug, texts in one language, shares of weight
        as numbers rounded half up to four decimals. It names no engine and no time, so the same question on the same
        data gives the same bytes.
    """
    return {
        "profile": as_mapping(answer.profile),
        "data_version": answer.data_version,
        "rules_version": answer.rules_version,
        "understood": [_understood(one, language) for one in answer.understood],
        "diagnosis": _diagnosis(answer.diagnosis, language),
        "matches": [_match(match, language) for match in answer.matches],
        "contrast": [
            {
                "kind": one.kind,
                "case": one.case,
                "slug": one.slug,
                "title": one.title.in_language(language),
                "text": one.text.in_language(language),
            }
            for one in answer.contrast
        ],
        "relax": [
            {"criterion": one.criterion, "cases": one.cases, "text": one.text.in_language(language)}
            for one in answer.relax
        ],
        "territory": {
            "territory": answer.territory.territory,
            "functions": [
                {
                    "function": one.function,
                    "state": one.state,
                    "cases": list(one.cases),
                    "text": one.text.in_language(language),
                }
                for one in answer.territory.functions
            ],
        },
        "questions": [{"need": one.need, "text": one.text.in_language(language)} for one in answer.questions],
        "resources": [
            {
                "resource": one.resource,
                "title": one.title.in_language(language),
                "reason": one.reason.in_language(language),
            }
            for one in answer.resources
        ],
    }


def share(fraction: Fraction) -> float:
    """
    Print a share of weight as a number of four decimals.

    >>> share(Fraction(1, 3)), share(Fraction(1, 2))
    (0.3333, 0.5)
    """
    return float(quotient(fraction.numerator, fraction.denominator, decimals=_SHARE_DECIMALS))


def _understood(understood: Understood, language: Language) -> dict[str, Any]:
    return {
        "scheme": understood.scheme,
        "slug": understood.slug,
        "label": understood.label.in_language(language),
        "words": list(understood.words),
        "asked": understood.is_asked,
    }


def _diagnosis(diagnosis: Diagnosis, language: Language) -> dict[str, Any]:
    nearest, *others = diagnosis.counterfactuals or (None,)
    return {
        "barycentre": None
        if diagnosis.barycentre is None
        else {objective: share(weight) for objective, weight in diagnosis.barycentre},
        "categories": list(diagnosis.categories),
        "undetermined": diagnosis.undetermined,
        "models": list(diagnosis.models),
        "disagreement": {
            "distance": share(diagnosis.disagreement.distance),
            "threshold": share(diagnosis.disagreement.threshold),
            "above": diagnosis.disagreement.is_above,
            "between": [partner.in_language(language) for partner in diagnosis.disagreement.between],
            "pulls": [
                {
                    "partner": pull.partner.in_language(language),
                    "objectives": list(pull.objectives),
                    "weights": {objective: share(weight) for objective, weight in pull.weights},
                    "distance": share(pull.distance),
                }
                for pull in diagnosis.disagreement.pulls
            ],
        },
        "warnings": [warning.in_language(language) for warning in diagnosis.warnings],
        "advice": [advice.in_language(language) for advice in diagnosis.advice],
        "counterfactual": None
        if nearest is None
        else _counterfactual(nearest, language) | {"others": [_counterfactual(one, language) for one in others if one]},
        "steps": [
            {"text": step.text.in_language(language), "origin": _origin(step.origin, language)}
            for step in diagnosis.steps
        ],
    }


def _counterfactual(counterfactual: Counterfactual, language: Language) -> dict[str, Any]:
    return {
        "category": counterfactual.category,
        "objective": counterfactual.to_lead.objective,
        "shift": share(counterfactual.shift),
        "from": _moves(counterfactual.to_lead),
        "shift_to_tie": share(counterfactual.shift_to_tie),
        "text": counterfactual.text.in_language(language),
    }


def _moves(shift: Shift) -> Mapping[str, float]:
    return {objective: share(amount) for objective, amount in shift.moves}


def _origin(origin: Origin, language: Language) -> dict[str, Any]:
    match origin:
        case KitLine():
            return {"kind": "kit", "line": origin.line, "text": origin.text.in_language(language)}
        case ConventionRule():
            return {"kind": "convention", "convention": origin.slug, "text": origin.text.in_language(language)}


def _match(match: Match, language: Language) -> dict[str, Any]:
    return {
        "case": match.case,
        "slug": match.slug,
        "title": match.title.in_language(language),
        "rank": match.rank,
        "tied": match.tied,
        "points": match.points,
        "points_asked": match.points_asked,
        "points_known": match.points_known,
        "score": float(match.score),
        "criteria": [
            {
                "criterion": one.criterion,
                "state": one.state,
                "points": one.points,
                "weight": one.weight,
                "expected": list(one.expected),
                "found": list(one.found),
                "text": one.text.in_language(language),
                "proof": one.proof,
            }
            for one in match.criteria
        ],
    }
