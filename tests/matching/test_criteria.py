"""What a profile asks, criterion by criterion."""

from __future__ import annotations

import pytest

from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.conventions import Conventions
from allianceskg.matching.criteria import Criterion, Gain, listing
from allianceskg.model import Profile, SoughtActor
from allianceskg.terms import AKG, SDG, TERRITORY, concept

from .catalogues import criteria_of, partner

WHOLE = Profile(
    situation="Un atelier de réparation",
    seeks=(SoughtActor("entreprise", "financeur"),),
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
        "words",
        "themes",
        "model",
        "function:gestion-d-un-lieu",
        "function:accompagnements",
        "territory",
        "seeks",
        "types",
        "need",
        "sdgs",
    ]


def test_the_weights_are_those_of_the_conventions(criteria: dict[str, Criterion], shipped: Catalogue) -> None:
    assert [one.weight for one in criteria.values()][1:] == [50, 25, 10, 10, 20, 15, 5, 10, 10]
    points: Conventions = shipped.knowledge.conventions
    assert criteria["model"].weight == points.points_model_met
    assert criteria["territory"].weight == points.points_territory_met
    assert 0 < criteria["words"].weight <= points.points_words_met


def test_a_point_on_the_model_or_a_function_lists_a_case_and_words_and_themes_add_up(
    criteria: dict[str, Criterion],
) -> None:
    assert {name for name, one in criteria.items() if one.is_primary} == {
        "model",
        "function:gestion-d-un-lieu",
        "function:accompagnements",
    }
    assert {name: one.listing for name, one in criteria.items() if not one.is_primary} == {
        "words": 1,
        "themes": 1,
        "territory": 1,
        "seeks": 0,
        "types": 0,
        "need": 0,
        "sdgs": 0,
    }


def test_every_criterion_is_primary_when_neither_model_nor_function_is_asked(shipped: Catalogue) -> None:
    asked = criteria_of(shipped, Profile(territory="country-FR", themes=("emploi",), sdgs=(17,)))
    assert all(one.is_primary for one in asked)
    assert all(one.is_primary for one in listing(asked[1:], asked[0].enough))


def test_dropping_the_last_criterion_that_lists_makes_the_others_primary(criteria: dict[str, Criterion]) -> None:
    left = listing(
        (one for one in criteria.values() if one.kind not in {"words", "themes", "model", "function"}), enough=20
    )
    assert all(one.is_primary for one in left)


def test_what_is_expected_is_what_the_profile_asks_for(criteria: dict[str, Criterion]) -> None:
    assert {name: one.expected for name, one in criteria.items() if name != "words"} == {
        "model": ("audit-des-pratiques",),
        "function:gestion-d-un-lieu": ("gestion-d-un-lieu",),
        "function:accompagnements": ("accompagnements",),
        "territory": ("commune-45234",),
        "themes": ("numerique", "emploi"),
        "seeks": ("entreprise",),
        "types": ("association", "entreprise"),
        "need": ("evaluer-pertinence", "definir-strategie"),
        "sdgs": ("17", "4"),
    }


def test_the_words_of_the_story_are_a_criterion_and_those_of_the_themes_count_for_the_themes(
    criteria: dict[str, Criterion],
) -> None:
    assert [one.surface for one in criteria["words"].words] == ["atelier", "réparation"]
    assert [one.surface for one in criteria["themes"].words] == ["Numérique", "Emploi"]


def test_the_models_give_full_points_and_their_category_a_part(criteria: dict[str, Criterion]) -> None:
    assert criteria["model"].gains == (
        Gain("", f"{AKG}usesModel", concept("partnership-models", "audit-des-pratiques"), 25),
        Gain("", f"{AKG}inCategory", concept("partnership-models", "pratiques-responsables"), 10),
    )


def test_the_territory_gives_points_for_itself_for_shared_levels_and_for_what_covers_it(
    criteria: dict[str, Criterion],
) -> None:
    gains = {(gain.link, gain.value.removeprefix(TERRITORY)): gain.points for gain in criteria["territory"].gains}
    within, placed = f"{AKG}inTerritory", f"{AKG}locatedIn"
    assert {value: points for (link, value), points in gains.items() if link == within} == {
        "commune-45234": 20,
        "epci-244500468": 16,
        "departement-45": 12,
        "region-24": 6,
    }
    assert gains[placed, "country-FR"] == 6


def test_each_asked_value_of_a_list_gives_the_full_points(criteria: dict[str, Criterion]) -> None:
    assert criteria["sdgs"].gains == (
        Gain("", f"{AKG}contributesToGoal", f"{SDG}17", 10),
        Gain("", f"{AKG}contributesToGoal", f"{SDG}4", 10),
        Gain("", f"{AKG}documentsKind", f"{AKG}Alliance", 10),
    )
    assert [gain.value for gain in criteria["types"].gains if gain.points == 5] == [
        concept("actor-types", "association"),
        concept("actor-types", "entreprise"),
    ]


def test_each_asked_theme_is_an_aspect_and_the_points_are_shared(criteria: dict[str, Criterion]) -> None:
    full = {
        gain.aspect: gain.points for gain in criteria["themes"].gains if gain.value == concept("themes", gain.aspect)
    }
    most = {aspect: max(g.points for g in criteria["themes"].gains if g.aspect == aspect) for aspect in full}
    assert sum(most.values()) == criteria["themes"].weight


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
