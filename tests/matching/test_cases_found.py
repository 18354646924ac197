"""
Each of the 31 cases that the kit names is found by whoever asks for what the kit names it for.

The profiles are invented; what they ask is the model or the function, the département and the theme that the kit gives
for the case, or, where it gives neither, what its few words about the case say. The lines are those of the kit.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from allianceskg.library.catalogue import Catalogue
from allianceskg.model import Profile
from allianceskg.terms import CASE

from .catalogues import CATEGORIES, partner

BEST = 3

OBJECTIVE_OF = {
    "mecenat": "positionnement",
    "innovation-societale": "proposition-de-valeur",
    "cooperation-economique": "business-model",
    "pratiques-responsables": "processus",
}
FEATURE_OF = {
    "mecenat-classique": "don-sans-contrepartie",
    "engagement-actif": "mobilisation-des-collaborateurs",
    "rd-societale": "developpement-d-un-service",
    "partage-expertise": "echange-de-competences",
    "modele-hybride": "co-entreprise",
    "modele-cooperation-economique": "renforcement-de-l-offre-de-chacun",
    "alternative-interet-general": "alternative-a-un-service-classique",
    "audit-des-pratiques": "conduite-du-changement",
    "prestation-de-services": "prestation-d-interet-general",
}


@dataclass(frozen=True)
class Reason:
    """
    Why the kit names a case.

    Attributes:
        line: Of the kit.
        types: Actor types that the name of the case itself shows.
    """

    case: str
    line: int
    model: str | None = None
    function: str | None = None
    territory: str | None = None
    themes: tuple[str, ...] = ()
    types: tuple[str, ...] = ()

    @property
    def profile(self) -> Profile:
        """Ask for exactly that."""
        partners = [partner(actor_type=kind) for kind in self.types]
        features = ()
        if self.model is not None:
            category = next(name for name, models in CATEGORIES.items() if self.model in models)
            partners.append(partner(aims_at=OBJECTIVE_OF[category]))
            features = (FEATURE_OF[self.model],)
        return Profile(
            title="Profil inventé",
            partners=tuple(partners),
            features=features,
            functions=(self.function,) if self.function else (),
            territory=self.territory,
            themes=self.themes,
        )

    @property
    def proved(self) -> set[str]:
        """The criteria that the case must meet."""
        asked = {
            "model": self.model,
            f"function:{self.function}": self.function,
            "territory": self.territory,
            "themes": self.themes,
            "types": self.types,
        }
        return {name for name, value in asked.items() if value}


DIALOGUE, EXPERIMENTS = "dialogue-territorial", "experimentations-collectives"
SUPPORT, PLACE = "accompagnements", "gestion-d-un-lieu"
PARIS_EST = "ept-200057941"

REASONS = [
    # Line 91: one example a model.
    Reason("mitsubishi-fondation-enfance", 91, model="mecenat-classique"),
    Reason("deloitte-snc", 91, model="engagement-actif"),
    Reason("banque-postale-asad", 91, model="rd-societale"),
    Reason("laposte-jaccede", 91, model="partage-expertise"),
    Reason("danone-grameen", 91, model="modele-hybride"),
    Reason("eiffage-aggie", 91, model="modele-cooperation-economique"),
    Reason("ratp-asf", 91, model="alternative-interet-general"),
    Reason("toyota-cpie", 91, model="audit-des-pratiques"),
    Reason("accenture-goodplanet", 91, model="prestation-de-services"),
    # Line 106: examples of each function, most with a département, some with a theme.
    Reason("startup-territoire-labo-alsace", 106, function=DIALOGUE, territory="departement-67"),  # Alsace, by its name
    Reason("dat-break-poverty", 106, function=DIALOGUE, types=("fondation",)),  # no number, but a foundation's
    Reason("odd-ct-comite21", 106, function=DIALOGUE, themes=("developpement-durable",)),  # no number either
    Reason("impact-jeunes", 106, function=EXPERIMENTS, territory="departement-13", themes=("education",)),
    Reason("microville-112", 106, function=EXPERIMENTS, territory="departement-51", themes=("rehabilitation",)),
    Reason("silver-geek", 106, function=EXPERIMENTS, territory="departement-86", themes=("numerique",)),
    Reason("ptce-les-mureaux", 106, function=EXPERIMENTS, territory="departement-78", themes=("emploi",)),
    Reason("aeh-lyon", 106, function=EXPERIMENTS, territory="departement-69", themes=("recherche",)),
    Reason("ronalpia", 106, function=SUPPORT, territory="departement-69"),
    Reason("villes-au-carre", 106, function=SUPPORT, territory="departement-45"),
    Reason("fondation-du-nord", 106, function=SUPPORT, territory="departement-59"),
    Reason("plateforme-rse-nantes", 106, function=SUPPORT, territory="departement-44"),
    Reason("emergence", 106, function=SUPPORT, territory="departement-39"),
    Reason("infolab-crij", 106, function=PLACE, territory="departement-45"),
    Reason("cent-sept", 106, function=PLACE, territory="departement-69"),
    Reason("point-carre", 106, function=PLACE, territory="departement-93"),
    Reason("le-catalyseur", 106, function=PLACE, territory="departement-31"),
    Reason("maison-associations-pays-aix", 106, function=PLACE, territory="departement-13"),
    # Line 108: the four functions on one territory, Paris Est Marne et Bois.
    Reason("agir-ensemble-charenton", 108, function=DIALOGUE, territory=PARIS_EST),
    Reason("vitawin", 108, function=EXPERIMENTS, territory=PARIS_EST, themes=("education",)),
    Reason("club-gravelle-entreprendre", 108, function=SUPPORT, territory=PARIS_EST),
    Reason("pemb-8-tiers-lieux", 108, function=PLACE, territory=PARIS_EST),
]


def test_every_case_has_its_profile(kit_only: Catalogue) -> None:
    assert sorted(CASE + reason.case for reason in REASONS) == sorted(kit_only.titles)
    assert len(REASONS) == 31


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.case)
def test_in_the_whole_catalogue_no_case_answers_the_reason_of_the_kit_better(
    shipped: Catalogue, reason: Reason
) -> None:
    answer = shipped.answer(reason.profile, limit=60)
    match = next(match for match in answer.matches if match.slug == reason.case)
    assert match.score == 1
    assert {one.criterion for one in match.criteria if one.state == "met"} == reason.proved
    assert answer.matches[0].points == match.points


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.case)
def test_a_case_is_among_the_best_matches_for_the_reason_that_the_kit_gives(
    kit_only: Catalogue, reason: Reason
) -> None:
    answer = kit_only.answer(reason.profile, limit=100)
    match = next(match for match in answer.matches if match.slug == reason.case)
    as_good = [one.slug for one in answer.matches if one.points >= match.points]
    assert len(as_good) <= BEST, "it is among the best by its points, not only by its address"
    assert {one.criterion for one in match.criteria if one.state == "met"} == reason.proved
    assert match.score == 1


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.case)
def test_its_proof_shows_the_line_of_the_kit(kit_only: Catalogue, reason: Reason) -> None:
    (match,) = [one for one in kit_only.answer(reason.profile, limit=BEST).matches if one.slug == reason.case]
    primary = next(one for one in match.criteria if one.criterion == "model" or one.criterion.startswith("function:"))
    lines = [int(row["line"].value) for row in kit_only.store.select(primary.proof) if "line" in row and "asked" in row]
    assert reason.line in lines
    assert "le kit, ligne" in primary.text.fr


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_profile_with_all_its_weight_on_one_objective_gets_the_cases_of_its_category(
    kit_only: Catalogue, category: str
) -> None:
    answer = kit_only.answer(Profile(partners=(partner(aims_at=OBJECTIVE_OF[category]),)), limit=100)
    assert answer.diagnosis.categories == (category,)
    expected = {reason.case for reason in REASONS if reason.model in CATEGORIES[category]}
    assert {match.slug for match in answer.matches} == expected
    assert all(match.criteria[0].state == "met" for match in answer.matches)


def test_equal_weights_are_undetermined_and_still_answered(shipped: Catalogue) -> None:
    profile = Profile(partners=(partner(weights=[25, 25, 25, 25]),), functions=(PLACE,), territory="departement-45")
    answer = shipped.answer(profile, limit=3)
    assert answer.diagnosis.undetermined
    assert answer.matches[0].slug == "infolab-crij"
    assert all(one.criterion != "model" for one in answer.matches[0].criteria)


def test_a_tie_shows_the_cases_of_both_categories(kit_only: Catalogue) -> None:
    answer = kit_only.answer(Profile(partners=(partner(weights=[0, 0, 50, 48]),)), limit=10)
    assert answer.diagnosis.categories == ("mecenat", "innovation-societale")
    assert {match.slug for match in answer.matches} == {
        "banque-postale-asad",
        "deloitte-snc",
        "laposte-jaccede",
        "mitsubishi-fondation-enfance",
    }


def test_opposed_partners_are_warned(shipped: Catalogue) -> None:
    opposed = (
        partner(name="Fonderie", actor_type="entreprise", weights=[90, 10, 0, 0]),
        partner(name="Association", actor_type="association", weights=[0, 10, 0, 90]),
    )
    diagnosis = shipped.answer(Profile(partners=opposed), limit=3).diagnosis
    assert diagnosis.disagreement.is_above
    assert len(diagnosis.warnings) == 1
    assert "Fonderie" in diagnosis.warnings[0].fr
    assert "Association" in diagnosis.warnings[0].en


@pytest.mark.parametrize(
    ("territory", "level"),
    [
        ("ept-200057941", "Paris Est Marne et Bois"),
        ("departement-94", "Val-de-Marne"),
        ("region-11", "Île-de-France"),
    ],
)
def test_a_commune_reaches_its_ept_its_departement_and_its_region(
    shipped: Catalogue, territory: str, level: str
) -> None:
    """The kit's example of line 108 is found from each territory that Charenton-le-Pont lies in."""
    answer = shipped.answer(Profile(functions=(DIALOGUE,), territory=territory), limit=1)
    assert answer.matches[0].slug == "agir-ensemble-charenton"
    assert answer.territory.label.fr == level
    assert {one.criterion: one.state for one in answer.matches[0].criteria}["territory"] == "met"


def test_a_neighbouring_commune_of_the_same_ept_finds_the_kits_four_functions_nearby(shipped: Catalogue) -> None:
    answer = shipped.answer(Profile(functions=(SUPPORT,), territory="commune-94080"), limit=10)  # Vincennes
    near = {one.slug: one.points for one in answer.matches}
    assert near["club-gravelle-entreprendre"] == answer.matches[0].points, (
        "a place within 15 km is as near as the same EPT"
    )
    assert {one.function: one.state for one in answer.territory.functions} == dict.fromkeys(
        (DIALOGUE, EXPERIMENTS, SUPPORT, PLACE), "recorded-nearby"
    )
