"""From the graph to what the program reasons about: titles, typology, admitted values, territories."""

from __future__ import annotations

import pytest

from allianceskg.builds import local as builds
from allianceskg.errors import DataError
from allianceskg.files import Home
from allianceskg.language import Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.territories import Place
from allianceskg.model import OBJECTIVES
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import CASE


@pytest.fixture(scope="module")
def catalogue(built_folder, home: Home) -> Catalogue:
    store, manifest = builds.open_build(built_folder)
    return Catalogue(store, home, data_version=manifest.version)


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
        ("Courcy", ["commune-14190", "commune-50145", "commune-51183"]),
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
        ("Courcy", ["Courcy (commune, Calvados)", "Courcy (commune, Manche)", "Courcy (commune, Marne)"]),
        (
            "Saint-Denis",
            [
                "Saint-Denis (commune, Aude)",
                "Saint-Denis (commune, Gard)",
                "Saint-Denis (commune, Seine-Saint-Denis)",
                "Saint-Denis (commune, La Réunion)",
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
    assert suggested[0] == Place("commune-45234", Text("Orléans", "Orléans"))
    assert len(suggested) <= 6


def test_a_name_without_its_accents_is_answered_with_the_one_that_has_them(catalogue: Catalogue) -> None:
    assert catalogue.territories.suggest("saint etienne")[0].label.fr == "Saint-Étienne"


def test_what_looks_like_no_name_gets_no_suggestion(catalogue: Catalogue) -> None:
    assert catalogue.territories.suggest("qqqqqqqq") == ()
