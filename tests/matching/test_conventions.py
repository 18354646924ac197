from __future__ import annotations

from dataclasses import fields
from fractions import Fraction

import pytest

from allianceskg.errors import DataError
from allianceskg.files import Home
from allianceskg.matching.conventions import Conventions, parse_conventions, read_conventions
from allianceskg.model import SCORE_DECIMALS


def turtle(**changes: str | None) -> str:
    """Write every convention with value 1, except some."""
    values = {field.name: "1" for field in fields(Conventions)} | {"tie_margin": "0.05"} | changes
    lines = [f"convention:{name.replace('_', '-')} akg:value {value} ." for name, value in values.items() if value]
    prefixes = (
        "@prefix akg: <https://w3id.org/alliances/ontology#> .\n"
        "@prefix convention: <https://w3id.org/alliances/convention/> .\n"
    )
    return prefixes + "\n".join(lines)


def test_the_shipped_conventions_are_read(home: Home):
    conventions = read_conventions(home.ontology / "conventions.ttl")

    assert conventions.points_model_met == 25
    assert conventions.points_territory_region == 6
    assert conventions.tie_margin == Fraction(1, 20)
    assert conventions.disagreement_threshold == Fraction(1, 2)


def test_a_match_is_scored_with_as_many_decimals_as_the_convention_says(home: Home):
    assert read_conventions(home.ontology / "conventions.ttl").score_decimals == SCORE_DECIMALS


def test_partial_points_never_exceed_full_points(home: Home):
    conventions = read_conventions(home.ontology / "conventions.ttl")

    assert conventions.points_model_partly <= conventions.points_model_met
    assert conventions.points_territory_region <= conventions.points_territory_departement
    assert conventions.points_territory_departement <= conventions.points_territory_epci
    assert conventions.points_territory_epci <= conventions.points_territory_met
    assert conventions.points_territory_around <= conventions.points_territory_near
    assert conventions.points_territory_near <= conventions.points_territory_close <= conventions.points_territory_met
    assert conventions.points_territory_covering < conventions.points_territory_met
    assert conventions.percent_sibling_theme <= conventions.percent_broader_theme <= conventions.percent_narrower_theme
    assert conventions.rarity_shares == tuple(sorted(conventions.rarity_shares))


def test_a_decimal_is_read_exactly():
    assert parse_conventions(turtle(tie_margin="0.1"), source="essai.ttl").tie_margin == Fraction(1, 10)


def test_all_missing_and_unfit_values_are_told_at_once():
    text = turtle(tie_margin="0.3", points_need_met=None, points_sdgs_met='"dix"', score_decimals="2, 4")

    with pytest.raises(DataError) as raised:
        parse_conventions(text, source="essai.ttl")

    message = raised.value.message
    assert message.fr.startswith("essai.ttl : ")
    for slug in ("tie-margin", "points-need-met", "points-sdgs-met", "score-decimals"):
        assert slug in message.fr
        assert slug in message.en


@pytest.mark.parametrize("value", ["-1", "0.5", '"1e3"', '"٣"'])
def test_points_are_whole_numbers_from_zero_up(value):
    with pytest.raises(DataError):
        parse_conventions(turtle(points_need_met=value), source="essai.ttl")


@pytest.mark.parametrize("value", ["-0.1", "1.1", '"beaucoup"', '"1/0"'])
def test_a_threshold_is_a_share(value):
    with pytest.raises(DataError):
        parse_conventions(turtle(disagreement_threshold=value), source="essai.ttl")


def test_other_statements_about_conventions_are_left_alone():
    extra = turtle() + '\nconvention:autre akg:value "hors sujet" .\n<https://example.org/x> akg:value 3 .\n'

    assert parse_conventions(extra, source="essai.ttl").points_need_met == 1
