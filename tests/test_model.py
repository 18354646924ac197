from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allianceskg.language import same
from allianceskg.model import (
    OBJECTIVES,
    Category,
    Feature,
    Match,
    Model,
    Objective,
    Partner,
    Profile,
    Typology,
    quotient,
)


def match(points: int, asked: int) -> Match:
    return Match(
        case="https://w3id.org/alliances/case/invente",
        slug="invente",
        title=same("Inventé"),
        points=points,
        points_asked=asked,
        points_known=asked,
        criteria=(),
    )


@pytest.mark.parametrize(
    ("points", "asked", "score"),
    [
        (0, 40, "0.0000"),
        (40, 40, "1.0000"),
        (1, 3, "0.3333"),
        (2, 3, "0.6667"),
        (1, 20000, "0.0001"),
        (1, 20001, "0.0000"),
    ],
)
def test_the_score_is_rounded_half_up_to_four_decimals(points, asked, score):
    assert str(match(points, asked).score) == score


def test_a_score_is_zero_when_nothing_was_asked():
    assert match(0, 0).score == 0


@given(st.integers(1, 500), st.data())
def test_a_score_lies_between_zero_and_one_and_within_half_a_step_of_the_quotient(asked, data):
    points = data.draw(st.integers(0, asked))

    score = match(points, asked).score

    assert 0 <= score <= 1
    assert -Fraction(1, 20000) < Fraction(score) - Fraction(points, asked) <= Fraction(1, 20000)


def test_a_quotient_has_as_many_decimals_as_asked():
    assert quotient(1, 8, decimals=2) == Decimal("0.13")
    assert quotient(1, 2, decimals=0) == Decimal("1")


def test_the_actor_types_of_a_profile_are_each_named_once_in_order():
    profile = Profile(
        partners=(
            Partner(actor_type="fondation"),
            Partner(),
            Partner(actor_type="association"),
            Partner("B", "fondation"),
        )
    )

    assert profile.actor_types == ("association", "fondation")


def typology(**changes: object) -> Typology:
    parts: dict[str, object] = {
        "objectives": tuple(Objective(slug, same(slug), f"vers-{slug}", 86) for slug in OBJECTIVES),
        "categories": tuple(Category(f"vers-{slug}", same(slug), (f"par-{slug}",)) for slug in reversed(OBJECTIVES)),
        "models": tuple(Model(f"par-{slug}", same(slug)) for slug in OBJECTIVES),
        "features": (Feature("trait", same("trait"), "par-processus", 90),),
    }
    return Typology(**(parts | changes))


def test_a_typology_answers_by_slug():
    known = typology()

    assert known.category_slugs[0] == "vers-positionnement"
    assert known.objective_of("vers-processus").slug == "processus"
    assert known.category_of(known.feature("trait").model).slug == "vers-processus"
    with pytest.raises(KeyError):
        known.model("inconnu")
    with pytest.raises(KeyError):
        known.category_of("inconnu")
    with pytest.raises(KeyError):
        known.objective_of("inconnue")


@pytest.mark.parametrize(
    "changes",
    [
        {"objectives": tuple(Objective(slug, same(slug), f"vers-{slug}", 86) for slug in reversed(OBJECTIVES))},
        {"objectives": tuple(Objective(slug, same(slug), "vers-processus", 86) for slug in OBJECTIVES)},
        {"models": ()},
        {"features": (Feature("trait", same("trait"), "inconnu", 90),)},
    ],
)
def test_a_typology_that_does_not_hold_together_is_refused(changes):
    with pytest.raises(ValueError):
        typology(**changes)
