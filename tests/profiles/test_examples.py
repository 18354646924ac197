"""The example profiles, read and diagnosed with the shipped catalogue."""

from __future__ import annotations

import pytest

from allianceskg.files import Home, find_home
from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.diagnosis import diagnose
from allianceskg.model import Diagnosis, Profile
from allianceskg.profiles import read_profile

MODELS = {
    "association-cherche-mecenat": "mecenat-classique",
    "entreprise-mobilise-ses-salaries": "engagement-actif",
    "banque-et-association-inventent-un-service": "rd-societale",
    "transporteur-et-usagers-partagent-leur-savoir": "partage-expertise",
    "entreprise-et-ong-fondent-une-co-entreprise": "modele-hybride",
    "entreprise-du-batiment-et-structure-d-insertion": "modele-cooperation-economique",
    "entreprise-confie-son-materiel-informatique": "alternative-interet-general",
    "usine-examine-ses-pratiques": "audit-des-pratiques",
    "entreprise-commande-une-prestation-solidaire": "prestation-de-services",
}
FUNCTIONS = {
    "fondation-ouvre-un-dialogue-territorial": ("dialogue-territorial",),
    "collectivite-lance-une-experimentation": ("experimentations-collectives",),
    "club-d-entreprises-accompagne-des-projets": ("accompagnements",),
    "association-ouvre-un-tiers-lieu": ("gestion-d-un-lieu",),
    "orleans": ("accompagnements", "gestion-d-un-lieu"),
}
EXAMPLES = sorted((find_home().data / "profiles").glob("*.yaml"))


@pytest.fixture
def read(catalogue: Catalogue, home: Home):
    def read(name: str) -> Profile:
        return read_profile(home.data / "profiles" / f"{name}.yaml", catalogue.known_values)

    return read


def diagnosis_of(profile: Profile, catalogue: Catalogue) -> Diagnosis:
    return diagnose(profile, catalogue.typology, catalogue.knowledge.conventions)


def test_the_examples_are_all_accounted_for():
    assert {path.stem for path in EXAMPLES} == MODELS.keys() | FUNCTIONS.keys()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_read_and_says_that_it_is_invented(path, read):
    assert read(path.stem).title.endswith("(profil inventé)")


@pytest.mark.parametrize(("name", "model"), MODELS.items(), ids=MODELS)
def test_an_example_is_diagnosed_to_its_model(name, model, read, catalogue):
    diagnosis = diagnosis_of(read(name), catalogue)

    assert diagnosis.models == (model,)
    assert diagnosis.warnings == ()


@pytest.mark.parametrize(("name", "functions"), FUNCTIONS.items(), ids=FUNCTIONS)
def test_an_example_asks_for_its_functions(name, functions, read):
    assert read(name).functions == functions


def test_there_is_an_example_for_each_model_and_each_function_of_the_kit(catalogue):
    assert set(MODELS.values()) == {model.slug for model in catalogue.typology.models}
    asked = {function for functions in FUNCTIONS.values() for function in functions}
    assert asked == set(catalogue.known_values.functions)


def test_the_example_of_the_documentation_leads_to_societal_innovation(read, catalogue):
    diagnosis = diagnosis_of(read("orleans"), catalogue)

    assert diagnosis.categories == ("innovation-societale",)
    assert diagnosis.models == ("rd-societale", "partage-expertise")
    assert diagnosis.counterfactual is not None
    assert diagnosis.counterfactual.category == "mecenat"


def test_an_example_without_objectives_is_undetermined_and_advised(read, catalogue):
    diagnosis = diagnosis_of(read("fondation-ouvre-un-dialogue-territorial"), catalogue)

    assert diagnosis.undetermined
    assert len(diagnosis.advice) == 3
