"""From the graph to what the program reasons about: titles, typology, admitted values, territories."""

from __future__ import annotations

import json

import pytest

from allianceskg.errors import DataError
from allianceskg.files import Home
from allianceskg.language import Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.place_table import PlaceTable, read_places
from allianceskg.model import OBJECTIVES
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import CASE


@pytest.fixture(scope="module")
def catalogue(built_catalogue: Catalogue) -> Catalogue:
    return built_catalogue


def test_every_case_has_a_title_in_both_languages(catalogue: Catalogue, home: Home) -> None:
    written = {f"{CASE}{path.stem}" for path in (home.root / "data" / "cases").glob("*.ttl")}
    assert set(catalogue.titles) == written
    assert catalogue.titles[f"{CASE}point-carre"].fr.startswith("Pointcarré")
    assert all(title.fr and title.en for title in catalogue.titles.values())
    assert [case for case, title in catalogue.titles.items() if title.fr == title.en] == []


def test_a_title_in_french_only_stands_for_english_too(home: Home) -> None:
    store = EmbeddedStore.in_memory()
    store.replace_graph(
        "urn:invented",
        b"<urn:invente> a <https://w3id.org/alliances/ontology#CaseStudy> ;"
        b' <http://purl.org/dc/terms/title> "Cas invent\xc3\xa9"@fr .',
    )
    assert Catalogue(store, home, data_version="").titles == {"urn:invente": Text("Cas inventé", "Cas inventé")}


def test_the_typology_is_that_of_the_kit_in_its_order(catalogue: Catalogue) -> None:
    typology = catalogue.typology
    assert tuple(objective.slug for objective in typology.objectives) == OBJECTIVES
    assert {objective.slug: objective.category for objective in typology.objectives} == {
        "processus": "pratiques-responsables",
        "business-model": "cooperation-economique",
        "proposition-de-valeur": "innovation-societale",
        "positionnement": "mecenat",
    }
    assert {category.slug: category.models for category in typology.categories} == {
        "mecenat": ("mecenat-classique", "engagement-actif"),
        "innovation-societale": ("rd-societale", "partage-expertise"),
        "cooperation-economique": ("modele-hybride", "modele-cooperation-economique"),
        "pratiques-responsables": ("alternative-interet-general", "audit-des-pratiques", "prestation-de-services"),
    }
    assert [category.slug for category in typology.categories] == [
        "mecenat",
        "innovation-societale",
        "cooperation-economique",
        "pratiques-responsables",
    ]


def test_each_model_has_one_feature_or_more_read_off_its_definition(catalogue: Catalogue) -> None:
    typology = catalogue.typology
    assert {feature.model for feature in typology.features} == {model.slug for model in typology.models}
    assert {feature.kit_line for feature in typology.features} == {90}


def test_vocabularies_that_do_not_hold_together_are_refused(home: Home) -> None:
    store = EmbeddedStore.in_memory()
    for file in home.files():
        if file.group == "vocabularies" and not file.path.stem.startswith("partnership"):
            store.replace_graph(file.graph, file.path.read_bytes())
    with pytest.raises(DataError) as refused:
        _ = Catalogue(store, home, data_version="").typology
    assert "vocabulaires" in refused.value.message.fr
    assert "vocabularies" in refused.value.message.en


def test_an_empty_store_is_refused_too(home: Home) -> None:
    with pytest.raises(DataError):
        _ = Catalogue(EmbeddedStore.in_memory(), home, data_version="").typology


def test_a_profile_may_hold_what_the_vocabularies_hold(catalogue: Catalogue) -> None:
    known = catalogue.known_values
    assert set(known.objectives) == set(OBJECTIVES)
    assert set(known.functions) == {
        "dialogue-territorial",
        "experimentations-collectives",
        "accompagnements",
        "gestion-d-un-lieu",
    }, "the four functions, not their sixteen activities"
    assert len(known.needs) == 7
    assert {"association", "entreprise", "fondation", "collectivite-territoriale"} <= set(known.actor_types)
    assert {"education", "rehabilitation", "numerique", "emploi", "recherche"} <= set(known.themes)
    assert known.functions["gestion-d-un-lieu"] == Text("Gestion d'un lieu", "Running a place")


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("commune-45234", ["commune-45234"]),
        ("45234", ["commune-45234"]),
        ("Orléans", ["commune-45234"]),
        ("200057941", ["ept-200057941"]),
        ("Paris Est Marne et Bois", ["ept-200057941"]),
        ("2A", ["departement-2A"]),
        ("Bangladesh", ["country-BD"]),
        ("Lyon 7e Arrondissement", ["arrondissement-69387"]),
        ("75", ["departement-75", "region-75"]),
        ("Courcy", ["commune-51183", "commune-50145", "commune-14190"]),
        ("Paris", ["commune-75056", "departement-75"]),
    ],
)
def test_a_territory_is_found_by_its_slug_its_code_or_its_name(
    catalogue: Catalogue, text: str, slugs: list[str]
) -> None:
    assert [place.slug for place in catalogue.territories.find(text)] == slugs


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("Courcy", ["Courcy (commune, Marne)", "Courcy (commune, Manche)", "Courcy (commune, Calvados)"]),
        (
            "Saint-Denis",
            [
                "Saint-Denis (commune, La Réunion)",
                "Saint-Denis (commune, Seine-Saint-Denis)",
                "Saint-Denis (commune, Aude)",
                "Saint-Denis (commune, Gard)",
            ],
        ),
        ("75", ["Paris (département, Île-de-France)", "Nouvelle-Aquitaine (région)"]),
    ],
)
def test_namesakes_are_told_apart_by_their_level_and_what_they_lie_in(
    catalogue: Catalogue, name: str, labels: list[str]
) -> None:
    assert [place.label.fr for place in catalogue.territories.find(name)] == labels


@pytest.mark.parametrize("text", ["orleans", "ORLÉANS", "orléans", "Orleans"])
def test_a_name_is_found_whatever_its_case_and_accents(catalogue: Catalogue, text: str) -> None:
    assert [place.slug for place in catalogue.territories.find(text)] == ["commune-45234"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nulle-Part-sur-Loire",
        "commune-00000",
        "commune-45234> ?x <x",
        'Or"léans',
        "a\nb",
        "\x00",
        "commune 45234",
        "../x",
    ],
)
def test_what_is_no_territory_is_not_found(catalogue: Catalogue, text: str) -> None:
    assert catalogue.territories.find(text) == ()


def test_a_misspelt_name_is_answered_with_the_nearest(catalogue: Catalogue) -> None:
    suggested = catalogue.territories.suggest("Orleens")
    assert suggested[0].slug == "commune-45234"
    assert suggested[0].label == Text("Orléans (commune, Loiret)", "Orléans (municipality, Loiret)")
    assert len(suggested) <= 6


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("lill", "commune-59350"),
        ("Renn", "commune-35238"),
        ("nant", "commune-44109"),
        ("orlea", "commune-45234"),
        ("st etienn", "commune-42218"),
        ("metropole lill", "epci-200093201"),
        ("saint etiene", "commune-42218"),
        ("clermond ferrand", "commune-63113"),
        ("belg", "country-BE"),
        ("6910", "commune-69266"),
        ("Bretagn", "region-53"),
    ],
)
def test_a_beginning_is_completed_by_words_and_then_by_population(catalogue: Catalogue, text: str, first: str) -> None:
    assert catalogue.territories.suggest(text)[0].slug == first


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("35000", [("commune-35238", "code postal 35000")]),
        ("75011", [("arrondissement-75111", "code postal 75011")]),
        ("69100", [("commune-69266", "code postal 69100"), ("commune-69100", "code INSEE 69100")]),
        ("13001", [("arrondissement-13201", "code postal 13001"), ("commune-13001", "code INSEE 13001")]),
        ("69 100", [("commune-69266", "code postal 69100"), ("commune-69100", "code INSEE 69100")]),
        ("46100 Figeac", [("commune-46102", "code postal 46100")]),
        ("MEL", [("epci-200093201", "dit aussi MEL")]),
        ("Grand Lyon", [("epci-200046977", "dit aussi Grand Lyon")]),
        ("Saint-Denis 93", [("commune-93066", None)]),
        ("Vienne (Isère)", [("commune-38544", None)]),
        ("Toulouse, Haute-Garonne", [("commune-31555", None)]),
        ("havre", [("commune-76351", None)]),
        ("Belgium", [("country-BE", None)]),
    ],
)
def test_what_people_type_means_a_place_and_says_by_what(
    catalogue: Catalogue, text: str, found: list[tuple[str, str | None]]
) -> None:
    places = catalogue.territories.find(text)
    assert [(one.slug, one.reason.fr if one.reason else None) for one in places] == found


def test_a_postcode_offers_every_town_that_it_serves_the_most_populous_first(catalogue: Catalogue) -> None:
    places = catalogue.territories.find("46100")
    assert len(places) == 19
    assert places[0].label.fr == "Figeac (commune, Lot)"
    (faycelles,) = [one for one in places if one.slug == "commune-46100"]
    assert faycelles.reasoned.fr == "Faycelles (commune, Lot) : code postal et code INSEE 46100"


def test_a_former_commune_and_a_grouping_across_departements_say_what_they_are(catalogue: Catalogue) -> None:
    labels = {
        one.slug: one.label.fr for text in ("Béon", "CA Vienne Condrieu") for one in catalogue.territories.find(text)
    }
    assert labels["commune-01039"] == "Béon (ancienne commune, Ain)"
    assert labels["epci-200077014"] == "CA Vienne Condrieu (intercommunalité, Rhône, Isère)"


def test_places_are_read_once_for_builds_that_hold_the_same_territories(catalogue: Catalogue) -> None:
    table = read_places(catalogue.store, catalogue.queries)
    assert PlaceTable.of(json.loads(json.dumps(table.written()))) == table
    with pytest.raises(ValueError, match="unequal"):
        PlaceTable.of([[], *table.written()[1:]])


def test_what_looks_like_no_name_gets_no_suggestion(catalogue: Catalogue) -> None:
    assert catalogue.territories.suggest("qqqqqqqq") == ()
