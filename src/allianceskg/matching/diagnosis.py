"""
From a profile to the categories and models that suit it, in exact arithmetic.

The kit says what to weigh (line 59), that the weights of the partners have a barycentre (line 64) and which objective
leads to which category (line 86). It gives no scale, no rule for ties, no way from a category to a model: those
choices are conventions of this catalogue, and each step of a diagnosis says which of the two it follows.

Distances are total-variation distances: half the sum of the absolute differences, which is the share of the whole
weight that would have to move to turn one distribution into the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final

from allianceskg.matching import diagnosis_texts as texts
from allianceskg.matching.conventions import Conventions
from allianceskg.model import (
    OBJECTIVES,
    Counterfactual,
    Diagnosis,
    Disagreement,
    Partner,
    Profile,
    Pull,
    Separation,
    Shift,
    Typology,
)

Weights = Mapping[str, Fraction]
"""Share of each objective: all four of `OBJECTIVES`, in that order, of sum 1."""

_ZERO: Final = Fraction(0)


def normalise(objectives: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """
    Bring the weights of one partner to a sum of 1; a missing weight is 0.

    Raises:
        ValueError: All weights are 0, one is negative, or an objective is unknown.

    Source:
        Conventions `weights-normalised` and `missing-weight-is-zero`.

    >>> normalise({"processus": Fraction(1), "positionnement": Fraction(3)})["positionnement"]
    Fraction(3, 4)
    """
    if not set(objectives) <= set(OBJECTIVES) or min(objectives.values(), default=_ZERO) < 0:
        message = "weights are positive or zero, one for each known objective"
        raise ValueError(message)
    total = sum(objectives.values(), _ZERO)
    if total == 0:
        message = "at least one weight is above zero"
        raise ValueError(message)
    return {objective: objectives.get(objective, _ZERO) / total for objective in OBJECTIVES}


def barycentre(partners: Sequence[Partner]) -> dict[str, Fraction] | None:
    """
    Return the mean of the partners' normalised weights.

    Partners without objectives do not count.

    Returns:
        Shares of sum 1, in the order of `OBJECTIVES`; None when no partner gave objectives.

    Source:
        Kit, line 64, for the idea; convention `barycentre-is-mean` for the formula.
    """
    weights = [normalise(partner.objectives) for partner in partners if partner.has_objectives]
    return _mean(weights) if weights else None


def distance(first: Weights, second: Weights) -> Fraction:
    """
    Return the total-variation distance of two distributions, in [0, 1].

    >>> distance({"processus": Fraction(1)}, {"positionnement": Fraction(1)})
    Fraction(1, 1)
    """
    return sum((abs(first.get(key, _ZERO) - second.get(key, _ZERO)) for key in OBJECTIVES), _ZERO) / 2


def leading_objectives(weights: Weights) -> tuple[str, ...]:
    """Return the objectives of the largest share, exactly, in the order of `OBJECTIVES`."""
    return objectives_near_the_largest(weights, margin=_ZERO)


def objectives_near_the_largest(weights: Weights, *, margin: Fraction) -> tuple[str, ...]:
    """Return the objectives whose share is within a margin of the largest, the margin included."""
    largest = max(weights.values())
    return tuple(objective for objective in OBJECTIVES if largest - weights.get(objective, _ZERO) <= margin)


def recommended_categories(weights: Weights, typology: Typology, *, margin: Fraction) -> tuple[str, ...]:
    """
    Return the categories that the barycentre leads to, in the order of the kit's table.

    Returns:
        One; several when they are within the margin of the first; none when all four are.

    Source:
        Kit, line 86, for objective and category; convention `tie-margin` for ties.
    """
    near = objectives_near_the_largest(weights, margin=margin)
    if len(near) == len(OBJECTIVES):
        return ()
    categories = {typology.objective(objective).category for objective in near}
    return tuple(slug for slug in typology.category_slugs if slug in categories)


def recommended_models(features: Sequence[str], categories: Sequence[str], typology: Typology) -> tuple[str, ...]:
    """
    Return the models that the answers qualify within the recommended categories, in the order of the kit's table.

    Without any answer about these categories, all their models are recommended; answers about other categories
    change nothing.

    Source:
        Kit, line 90, for the definitions; convention `features-qualify-models` for their use.
    """
    possible = [
        model for slug in typology.category_slugs if slug in categories for model in typology.category(slug).models
    ]
    qualified = {typology.feature(feature).model for feature in features}
    return tuple(model for model in possible if model in qualified) or tuple(possible)


def disagreement(profile: Profile, *, threshold: Fraction) -> Disagreement:
    """
    Measure how far apart the partners' objectives are.

    Source:
        Convention `disagreement-threshold`. Lines 54 and 55 of the kit ask for compatible strategies, unmeasured.
    """
    weighted = [
        (texts.partner_name(partner, rank), normalise(partner.objectives))
        for rank, partner in enumerate(profile.partners, start=1)
        if partner.has_objectives
    ]
    if not weighted:
        return Disagreement(_ZERO, threshold, (), ())
    centre = _mean([weights for _, weights in weighted])
    pulls = tuple(
        Pull(name, tuple(weights.items()), leading_objectives(weights), distance(weights, centre))
        for name, weights in weighted
    )
    pairs = [(distance(one[1], other[1]), (one[0], other[0])) for one, other in combinations(weighted, 2)]
    if not pairs:
        return Disagreement(_ZERO, threshold, (), pulls)
    largest, between = max(pairs, key=lambda pair: pair[0])
    return Disagreement(largest, threshold, between, pulls)


def smallest_shift(weights: Weights, objective: str, *, margin: Fraction = _ZERO) -> Shift:
    """
    Return the smallest move of weight after which no objective exceeds one of them by more than a margin.

    What lies above a level is cut off and given to that objective, at the level where both amounts agree. With one
    leading objective and its follower this is half the gap between them, or half of what the gap exceeds the margin by.
    When other objectives stand in between, or several lead, half the gap would not be enough: each gives its part.

    Returns:
        A shift of amount 0, without moves, when that is already so.

    Source:
        Convention `counterfactual`. No distribution at a smaller total-variation distance would do: at distance d the
        objective has at most its share plus d, hence the others at most that plus the margin, and the mass above this
        level must be at most d.
    """
    own = weights.get(objective, _ZERO)
    others = sorted((weights.get(other, _ZERO) for other in OBJECTIVES if other != objective), reverse=True)
    for count in range(1, len(others) + 1):
        level = (sum(others[:count], _ZERO) + margin + own) / (count + 1)
        if count == len(others) or level >= others[count]:
            break
    moves = tuple(
        (other, weights.get(other, _ZERO) - level)
        for other in OBJECTIVES
        if other != objective and weights.get(other, _ZERO) > level
    )
    return Shift(objective, moves)


def apply_shift(weights: Weights, shift: Shift) -> dict[str, Fraction]:
    """Return the weights after a move."""
    moved = {objective: weights.get(objective, _ZERO) for objective in OBJECTIVES}
    for objective, amount in shift.moves:
        moved[objective] -= amount
    moved[shift.objective] += shift.amount
    return moved


def counterfactual(weights: Weights, typology: Typology, *, margin: Fraction) -> tuple[Counterfactual, ...]:
    """
    Say, for each category that is not recommended, what would bring it to the front.

    Returns:
        The nearest first, which is the smallest change that brings any other category to the front; equal ones in the
        order of the kit's table. None when the weights are undetermined, for then no category is left out.

    Source:
        Convention `counterfactual`.
    """
    recommended = recommended_categories(weights, typology, margin=margin) or typology.category_slugs
    found = []
    for category in typology.category_slugs:
        if category not in recommended:
            objective = typology.objective_of(category).slug
            to_lead = smallest_shift(weights, objective)
            to_tie = smallest_shift(weights, objective, margin=margin)
            words = texts.counterfactual(category, to_lead, to_tie, typology)
            found.append(Counterfactual(category, to_lead, to_tie, words))
    return tuple(sorted(found, key=lambda one: one.shift))


def separation(weights: Weights, typology: Typology, *, margin: Fraction) -> Separation | None:
    """
    Say what would settle a tie: a move from the weakest tied objective to the strongest.

    The tie holds up to the amount of the shift, and ends with anything more.

    Returns:
        None when a single category is recommended.

    Source:
        Convention `tie-margin`.
    """
    near = objectives_near_the_largest(weights, margin=margin)
    if len(near) == 1:
        return None
    strongest = leading_objectives(weights)[0]
    weakest = min((one for one in reversed(near) if one != strongest), key=lambda objective: weights[objective])
    amount = (margin - (weights[strongest] - weights[weakest])) / 2
    shift = Shift(strongest, ((weakest, amount),))
    category = typology.objective(weakest).category
    words = texts.separation(category, shift, typology, is_between_all=len(near) == len(OBJECTIVES))
    return Separation(category, shift, words)


def diagnose(profile: Profile, knowledge: Typology, conventions: Conventions) -> Diagnosis:
    """
    Find the categories and models that suit a profile, and say how.

    Raises:
        KeyError: The profile names a feature that the typology does not have.
    """
    margin = conventions.tie_margin
    centre = barycentre(profile.partners)
    apart = disagreement(profile, threshold=conventions.disagreement_threshold)
    categories = recommended_categories(centre, knowledge, margin=margin) if centre else ()
    models = recommended_models(profile.features, categories, knowledge)
    others = counterfactual(centre, knowledge, margin=margin) if centre else ()
    tie = separation(centre, knowledge, margin=margin) if centre else None
    answers = tuple(feature.slug for feature in knowledge.features if feature.slug in profile.features)
    return Diagnosis(
        barycentre=tuple(centre.items()) if centre else None,
        undetermined=not categories,
        categories=categories,
        models=models,
        disagreement=apart,
        warnings=texts.warnings(apart, answers, categories, knowledge),
        advice=() if categories else texts.advice(has_objectives=centre is not None),
        counterfactuals=others,
        separation=tie,
        steps=(
            *texts.weighing_steps(profile, apart, knowledge),
            *(texts.category_steps(centre, len(apart.pulls), categories, margin, knowledge) if centre else ()),
            *texts.model_steps(answers, categories, models, knowledge),
            *texts.disagreement_steps(apart),
            *texts.outlook_steps(others, tie),
        ),
    )


def _mean(weights: Sequence[Weights]) -> dict[str, Fraction]:
    return {objective: sum((one[objective] for one in weights), _ZERO) / len(weights) for objective in OBJECTIVES}
