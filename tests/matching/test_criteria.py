"""What a profile asks, criterion by criterion."""

from __future__ import annotations

import pytest

from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.conventions import Conventions
from allianceskg.matching.criteria import SHARED_LEVELS, Criterion, with_primaries
from allianceskg.model import Profile
from allianceskg.terms import AKG, SDG, TERRITORY, concept

from .catalogues import criteria_of, partner

WHOLE = Profile(
    partners=(
        partner(actor_type="entreprise", aims_at="processus"),
        partner(actor_type="association"),
        partner(actor_type="entreprise"),
    ),
    features=("conduite-du-changement",),
    needs=("evaluer-pertinence", "definir-strategie"),
    functions=("gestion-d-un-lieu", "accompagnements"),
    territory="commune-45234",
    themes=("numerique", "emploi"),
    sdgs=(17, 4),
)


@pytest.fixture
def criteria(shipped: Catalogue) -> dict[str, Criterion]:
    return {one.name: one for one in criteria_of(shipped, WHOLE)}


def test_the_criteria_come_in_the_order_in_which_they_are_explained(criteria: dict[str, Criterion]) -> None:
    assert list(criteria) == [
        "model",
        "function:gestion-d-un-lieu",
        "function:accompagnements",
        "territory",
        "themes",
        "types",
        "need",
        "sdgs",
    ]


def test_the_weights_are_those_of_the_conventions(criteria: dict[str, Criterion], shipped: Catalogue) -> None:
    assert [one.weight for one in criteria.values()] == [40, 40, 40, 30, 20, 10, 10, 10]
    points: Conventions = shipped.knowledge.conventions
    assert criteria["model"].weight == points.points_model_met
    assert criteria["territory"].weight == points.points_territory_met


def test_only_the_model_and_the_functions_are_primary_when_one_is_asked(criteria: dict[str, Criterion]) -> None:
    assert {name for name, one in criteria.items() if one.is_primary} == {
        "model",
        "function:gestion-d-un-lieu",
        "function:accompagnements",
    }


def test_every_criterion_is_primary_when_neither_model_nor_function_is_asked(shipped: Catalogue) -> None:
    asked = criteria_of(shipped, Profile(territory="country-FR", themes=("emploi",), sdgs=(17,)))
    assert all(one.is_primary for one in asked)
    assert all(one.is_primary for one in with_primaries(asked[1:]))


def test_dropping_the_last_primary_criterion_makes_the_others_primary(criteria: dict[str, Criterion]) -> None:
    left = with_primaries(one for one in criteria.values() if one.kind not in {"model", "function"})
    assert all(one.is_primary for one in left)


def test_what_is_expected_is_what_the_profile_asks_for(criteria: dict[str, Criterion]) -> None:
    assert {name: one.expected for name, one in criteria.items()} == {
        "model": ("audit-des-pratiques",),
        "function:gestion-d-un-lieu": ("gestion-d-un-lieu",),
        "function:accompagnements": ("accompagnements",),
        "territory": ("commune-45234",),
        "themes": ("numerique", "emploi"),
        "types": ("association", "entreprise"),
        "need": ("evaluer-pertinence", "definir-strategie"),
        "sdgs": ("17", "4"),
    }


def test_the_models_give_full_points_and_their_category_half(criteria: dict[str, Criterion]) -> None:
    assert criteria["model"].gains == (
        (f"{AKG}usesModel", concept("partnership-models", "audit-des-pratiques"), 40),
        (f"{AKG}inCategory", concept("partnership-models", "pratiques-responsables"), 20),
    )


def test_the_territory_gives_points_for_itself_and_for_shared_levels_the_nearest_first(
    criteria: dict[str, Criterion],
) -> None:
    asked = f"{TERRITORY}commune-45234"
    assert criteria["territory"].gains == ((f"{AKG}inTerritory", asked, 30),)
    assert criteria["territory"].shared == tuple(
        (asked, concept("territory-levels", level), points)
        for level, points in zip(SHARED_LEVELS, (24, 24, 18, 9), strict=True)
    )
    assert [points for *_, points in criteria["territory"].shared] == sorted(
        (points for *_, points in criteria["territory"].shared), reverse=True
    )


def test_each_asked_value_of_a_list_gives_the_full_points(criteria: dict[str, Criterion]) -> None:
    assert criteria["sdgs"].gains == (
        (f"{AKG}contributesToGoal", f"{SDG}17", 10),
        (f"{AKG}contributesToGoal", f"{SDG}4", 10),
    )
    assert [value for _, value, _ in criteria["types"].gains] == [
        concept("actor-types", "association"),
        concept("actor-types", "entreprise"),
    ]


@pytest.mark.parametrize("weights", [None, [1, 1, 1, 1], [25, 26, 25, 24]])
def test_undetermined_objectives_give_no_model_criterion(shipped: Catalogue, weights: list[int] | None) -> None:
    undecided = Profile(partners=(partner(weights=weights),), features=("co-entreprise",), sdgs=(17,))
    assert [one.name for one in criteria_of(shipped, undecided)] == ["sdgs"]


def test_an_empty_profile_asks_nothing(shipped: Catalogue) -> None:
    assert criteria_of(shipped, Profile(title="rien")) == ()


def test_what_is_not_asked_is_no_criterion(shipped: Catalogue) -> None:
    only_model = Profile(partners=(partner(aims_at="positionnement"),))
    (model,) = criteria_of(shipped, only_model)
    assert (model.name, model.expected) == ("model", ("mecenat-classique", "engagement-actif"))
