"""Places found in texts."""

from __future__ import annotations

import pytest

from allianceskg.words.places import Gazetteer

TOWNS = {
    "lille": "lille", "rennes": "rennes", "saint-etienne": "saint-etienne", "la-rochelle": "la-rochelle",
    "le-havre": "le-havre", "vienne": "vienne-town", "orange": "orange", "marche": "marche", "lot": "lot",
}  # fmt: skip
AREAS = {"vienne": "vienne-area", "bretagne": "bretagne"}


def named(name, town):
    return (TOWNS | AREAS if not town else AREAS | TOWNS).get(name)


GAZETTEER = Gazetteer(named, frozenset({"marche"}))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Une association de Rennes", ["rennes"]),
        ("près de lille, à st etienne", ["lille", "saint-etienne"]),
        ("en Bretagne et à La Rochelle", ["bretagne", "la-rochelle"]),
        ("à Saint-Étienne", ["saint-etienne"]),
        ("à Vienne", ["vienne-town"]),
        ("dans la Vienne", ["vienne-area"]),
        ("la maire d'une ville du Lot", ["lot"]),
        ("Lille", ["lille"]),
        ("a company near lille", ["lille"]),
        ("Orange nous soutient.", []),
        ("un lot de vêtements", []),
        ("à marche forcée", []),
        ("", []),
    ],
)
def test_places_are_found_where_a_capital_or_a_preposition_shows_them(text, places):
    assert [reading.thing for reading in GAZETTEER.read(text)] == places
