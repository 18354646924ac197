"""What notes and forms may refer to, and what is nearest to what was typed."""

from __future__ import annotations

import pytest

from allianceskg.files import Home
from allianceskg.records.referable import Known
from allianceskg.records.usual_forms import standard_date
from allianceskg.terms import AKG, concept


@pytest.fixture(scope="module")
def known(home: Home) -> Known:
    return Known(home, actors=["association-inventee"])


def test_every_territory_has_its_french_name(known: Known) -> None:
    assert len(known.territories) > 38_000
    assert known.territories["country-BD"] == "Bangladesh"
    assert known.territories["commune-45234"] == "Orléans"
    assert "" not in known.territories.values()


def test_a_territory_is_found_by_its_name_with_its_namesakes(known: Known) -> None:
    assert known.near_territories("orleans") == [("commune-45234", "Orléans")]
    assert ("commune-93066", "Saint-Denis") in known.near_territories("Saint Denis")
    assert known.near_territories("zzzzzz") == []


def test_an_actor_is_found_by_its_name_its_other_names_and_its_slug(known: Known) -> None:
    assert known.near_actors("Emmaüs Défi") == [("emmaus-defi", "Emmaüs Défi")]
    assert known.near_actors("Association inventée") == [("association-inventee", "association-inventee")]
    assert {"emmaus-defi", "association-inventee"} <= known.actors


def test_concepts_know_their_classes_and_what_stands_above_them(known: Known) -> None:
    activity = known.of_class(f"{AKG}CatalystActivity")["fab-lab"]

    assert activity.vocabulary == "catalyst-functions"
    assert activity.broader == {concept("catalyst-functions", "gestion-d-un-lieu")}
    assert [one.iri for one in known.near_concepts("économie circulaire", f"{AKG}Theme")] == [
        concept("themes", "economie-circulaire")
    ]


@pytest.mark.parametrize(
    ("typed", "standard"),
    [
        ("2018", ("Year", "2018")),
        ("2018-07", ("YearMonth", "2018-07")),
        ("2018-07-14", ("Day", "2018-07-14")),
        ("14/07/2018", ("Day", "2018-07-14")),
        ("1er août 2018", ("Day", "2018-08-01")),
        ("décembre 2018", ("YearMonth", "2018-12")),
        ("2018-13", None),
        ("30/02/2018", None),
        ("bientôt", None),
    ],
)
def test_a_date_is_read_as_people_write_it(typed: str, standard: tuple[str, str] | None) -> None:
    assert standard_date(typed) == standard
