"""
What people look for who described their search, asked as they would ask it, finds what an expert would show first.

The seekers are invented; the cases are the shipped ones.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.answer import Answer
from allianceskg.model import Profile

from .catalogues import partner

DIALOGUE, EXPERIMENTS, SUPPORT, PLACE = (
    "dialogue-territorial",
    "experimentations-collectives",
    "accompagnements",
    "gestion-d-un-lieu",
)
FOOD_AID = "Nous sommes une association d'aide alimentaire et cherchons des invendus."
ZERO_UNEMPLOYMENT = (
    "Territoire zéro chômeur : notre petite ville veut des emplois pour tous les chômeurs de longue durée."
)


def found(answer: Answer) -> list[str]:
    return [match.slug for match in answer.matches]


SHOP, BRANDS = "carrefour-phenix", "ilec-banques-alimentaires-dons-solidaires"
"""Both give unsold goods away; associations take part in the second, by which it is nearer to one who says to be one."""


@pytest.mark.parametrize(
    ("profile", "first"),
    [
        (Profile(situation=FOOD_AID), [SHOP, BRANDS]),
        (
            Profile(situation=FOOD_AID, partners=(partner(actor_type="association"),), themes=("alimentation",)),
            [BRANDS, SHOP],
        ),
        (
            Profile(
                situation=FOOD_AID,
                partners=(partner(actor_type="association", aims_at="processus"),),
                themes=("alimentation",),
            ),
            [SHOP],
        ),
    ],
    ids=["by the story alone", "with a theme", "with an aim"],
)
def test_a_food_aid_association_that_seeks_unsold_food_finds_who_gives_it_first(
    shipped: Catalogue, profile: Profile, first: list[str]
) -> None:
    assert found(shipped.answer(profile, limit=len(first))) == first


@pytest.mark.parametrize(
    "story", ["", "Coopérative citoyenne, nous voulons un projet d'éolien et de solaire avec des habitants."]
)
def test_an_energy_cooperative_that_asks_for_two_functions_finds_cases_on_energy(
    shipped: Catalogue, story: str
) -> None:
    profile = Profile(
        situation=story,
        partners=(partner(actor_type="cooperative"),),
        functions=(EXPERIMENTS, SUPPORT),
        themes=("energie",),
    )
    for match in shipped.answer(profile, limit=5).matches:
        (themes,) = (one for one in match.criteria if one.criterion == "themes")
        assert themes.points >= 40, match.slug


def test_a_town_that_wants_zero_long_term_unemployment_finds_those_that_do(shipped: Catalogue) -> None:
    profile = Profile(
        situation=ZERO_UNEMPLOYMENT,
        partners=(partner(actor_type="collectivite-territoriale"),),
        functions=(EXPERIMENTS,),
        themes=("emploi",),
    )
    first = found(shipped.answer(profile, limit=12))
    assert all(one.startswith("tzcld-") for one in first[:5])
    assert sum(one.startswith("tzcld-") for one in first) >= 11


@pytest.mark.parametrize(
    ("territory", "functions", "own"),
    [
        ("commune-69123", (PLACE, SUPPORT, EXPERIMENTS), ["cent-sept", "ronalpia"]),
        ("commune-44109", (DIALOGUE, PLACE), ["ecossolies-solilab-nantes", "dat-break-poverty"]),
        ("commune-94018", (DIALOGUE, SUPPORT), ["agir-ensemble-charenton", "club-gravelle-entreprendre"]),
    ],
)
def test_the_body_of_a_territory_finds_its_cases_before_those_from_elsewhere_with_two_functions(
    shipped: Catalogue, territory: str, functions: Sequence[str], own: Sequence[str]
) -> None:
    profile = Profile(
        partners=(partner(actor_type="collectivite-territoriale"),), functions=tuple(functions), territory=territory
    )
    matches = shipped.answer(profile, limit=10).matches
    here = {match.slug: place for place, match in enumerate(matches) if points_of(match, "territory") == 50}
    assert set(own) <= here.keys()
    elsewhere = [
        place
        for place, match in enumerate(matches)
        if not points_of(match, "territory") and sum(points_of(match, f"function:{one}") > 0 for one in functions) >= 2
    ]
    assert all(here[one] < place for one in own for place in elsewhere)


def points_of(match, criterion: str) -> int:
    return sum(one.points for one in match.criteria if one.criterion == criterion)
