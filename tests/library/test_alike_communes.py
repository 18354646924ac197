"""Communes like another one, with what they have on record."""

from __future__ import annotations

import pytest

from allianceskg.library.alike_communes import find_alike
from allianceskg.library.library import Library
from allianceskg.terms import TERRITORY, slug

FIGEAC, RENNES = f"{TERRITORY}commune-46102", f"{TERRITORY}commune-35238"


@pytest.fixture(scope="module")
def library(built_library: Library) -> Library:
    return built_library


@pytest.mark.parametrize("commune", [FIGEAC, RENNES])
def test_alike_communes_have_half_to_twice_the_people_and_a_grouping_of_the_same_kind(
    library: Library, commune: str
) -> None:
    found = find_alike(commune, library)
    assert found is not None
    territories = library.catalogue.territories
    people = territories.population(slug(commune))
    assert people is not None
    assert (found.least, found.most) == (-(-people // 2), 2 * people)
    assert commune not in [one for one, *_ in found.shown]
    for one, number, cases in found.shown:
        assert territories.population(slug(one)) == number
        assert people <= 2 * number
        assert number <= 2 * people
        assert cases == library.sets["territory"][one].bit_count() > 0
    assert len(found.shown) <= found.total <= found.known


def test_the_nearest_in_population_come_first(library: Library) -> None:
    found = find_alike(FIGEAC, library)
    assert found is not None
    people = library.catalogue.territories.population(slug(FIGEAC)) or 1
    ratios = [max(number, people) / min(number, people) for _, number, _ in found.shown]
    assert ratios == sorted(ratios)


def test_figeac_is_in_a_community_of_communes_and_rennes_in_a_metropolis(library: Library) -> None:
    kinds = [found.kind.fr for one in (FIGEAC, RENNES) if (found := find_alike(one, library)) is not None]
    assert kinds == ["une communauté de communes", "une métropole"]


def test_what_is_no_commune_has_none(library: Library) -> None:
    assert find_alike(f"{TERRITORY}departement-46", library) is None
