from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from allianceskg.files import find_home
from allianceskg.language import Text, same
from allianceskg.matching.conventions import read_conventions
from allianceskg.matching.diagnosis import (
    apply_shift,
    barycentre,
    counterfactual,
    diagnose,
    disagreement,
    distance,
    leading_objectives,
    normalise,
    objectives_near_the_largest,
    recommended_categories,
    recommended_models,
    separation,
    smallest_shift,
)
from allianceskg.model import (
    OBJECTIVES,
    Category,
    ConventionRule,
    Diagnosis,
    Feature,
    KitLine,
    Model,
    Objective,
    Partner,
    Profile,
    Shift,
    Typology,
)

MARGIN = Fraction(1, 20)
CONVENTIONS = replace(
    read_conventions(find_home().ontology / "conventions.ttl"),
    tie_margin=MARGIN,
    disagreement_threshold=Fraction(1, 2),
)
TYPOLOGY = Typology(
    objectives=(
        Objective("processus", Text("Processus", "Processes"), "pratiques-responsables", 86),
        Objective("business-model", same("Business model"), "cooperation-economique", 86),
        Objective(
            "proposition-de-valeur", Text("Proposition de valeur", "Value proposition"), "innovation-societale", 86
        ),
        Objective("positionnement", Text("Positionnement", "Positioning"), "mecenat", 86),
    ),
    categories=(
        Category("mecenat", Text("Mécénat", "Philanthropy"), ("don", "engagement")),
        Category("innovation-societale", Text("Innovation sociétale", "Societal innovation"), ("recherche", "partage")),
        Category(
            "cooperation-economique",
            Text("Coopération économique (catégorie)", "Economic cooperation (category)"),
            ("hybride", "modele-cooperation"),
        ),
        Category(
            "pratiques-responsables", Text("Pratiques responsables", "Responsible practices"), ("audit", "prestation")
        ),
    ),
    models=(
        Model("don", Text("Don", "Gift")),
        Model("engagement", Text("Engagement", "Commitment")),
        Model("recherche", Text("Recherche", "Research")),
        Model("partage", Text("Partage", "Sharing")),
        Model("hybride", Text("Modèle hybride", "Hybrid model")),
        Model("modele-cooperation", Text("Coopération économique (modèle)", "Economic cooperation (model)")),
        Model("audit", same("Audit")),
        Model("prestation", Text("Prestation", "Service")),
    ),
    features=(
        Feature("sans-retour", Text("Sans retour", "Without return"), "don", 90),
        Feature("co-entreprise", Text("Co-entreprise", "Joint company"), "hybride", 90),
        Feature("offre", Text("Offre renforcée", "Stronger offer"), "modele-cooperation", 90),
        Feature("conseil", Text("Conseil", "Advice"), "audit", 90),
    ),
)
CATEGORY_OF = {objective.slug: objective.category for objective in TYPOLOGY.objectives}


def partner(processus=0, business_model=0, proposition=0, positionnement=0, *, name="") -> Partner:
    numbers = (processus, business_model, proposition, positionnement)
    return Partner(name, None, {key: Fraction(number) for key, number in zip(OBJECTIVES, numbers, strict=True)})


def weights(processus=0, business_model=0, proposition=0, positionnement=0) -> dict[str, Fraction]:
    return normalise(partner(processus, business_model, proposition, positionnement).objectives)


def diagnosis_of(*partners: Partner, features: tuple[str, ...] = ()) -> Diagnosis:
    return diagnose(Profile(partners=partners, features=features), TYPOLOGY, CONVENTIONS)


# Small whole numbers make ties, and gaps that equal the margin, as likely as they matter.
raw_weights = st.tuples(*[st.integers(0, 24)] * 4).filter(any)
distributions = raw_weights.map(lambda numbers: weights(*numbers))
partners = raw_weights.map(lambda numbers: partner(*numbers))
margins = st.integers(0, 10).map(lambda number: Fraction(number, 40))
shares = st.integers(0, 999).map(lambda number: Fraction(number, 1000))

# A busy machine is no fault of the arithmetic.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def nearer(start: Mapping[str, Fraction], target: Mapping[str, Fraction], within: Fraction) -> dict[str, Fraction]:
    """Go from one distribution towards another, no further than a total-variation distance."""
    far = distance(start, target)
    step = min(Fraction(1), within / far) if far else Fraction(0)
    return {key: start[key] + step * (target[key] - start[key]) for key in OBJECTIVES}


@unhurried
@given(raw_weights)
def test_the_weights_of_each_partner_sum_to_one(numbers):
    normalised = weights(*numbers)

    assert sum(normalised.values()) == 1
    assert tuple(normalised) == OBJECTIVES


@unhurried
@given(raw_weights, st.integers(1, 500).map(lambda number: Fraction(number, 7)))
def test_only_the_proportion_of_the_weights_matters(numbers, scale):
    assert weights(*(number * scale for number in numbers)) == weights(*numbers)


def test_a_missing_weight_counts_as_zero():
    normalised = normalise({"processus": Fraction(1), "positionnement": Fraction(3)})

    assert normalised == {
        "processus": Fraction(1, 4),
        "business-model": 0,
        "proposition-de-valeur": 0,
        "positionnement": Fraction(3, 4),
    }


@pytest.mark.parametrize(
    "objectives",
    [
        {},
        {"processus": Fraction(0)},
        {"processus": Fraction(-1), "positionnement": Fraction(2)},
        {"autre": Fraction(1)},
    ],
)
def test_weights_that_mean_nothing_are_not_normalised(objectives):
    with pytest.raises(ValueError):
        normalise(objectives)


def test_the_barycentre_is_the_mean_of_the_partners_in_exact_fractions():
    centre = barycentre([partner(1, 1, 1), partner(0, 0, 0, 7), partner(0, 3, 0, 0)])

    assert centre == {
        "processus": Fraction(1, 9),
        "business-model": Fraction(4, 9),
        "proposition-de-valeur": Fraction(1, 9),
        "positionnement": Fraction(1, 3),
    }


@unhurried
@given(st.lists(partners, min_size=1, max_size=5))
def test_the_barycentre_sums_to_one_whoever_is_named_first(group):
    centre = barycentre(group)

    assert centre is not None
    assert sum(centre.values()) == 1
    assert centre == barycentre(list(reversed(group)))


@unhurried
@given(partners)
def test_a_partner_without_objectives_does_not_count_in_the_barycentre(one):
    assert barycentre([one, Partner("Muet"), partner(name="Nul")]) == barycentre([one])


def test_nobody_with_objectives_gives_no_barycentre():
    assert barycentre([Partner("Muet"), partner(name="Nul")]) is None


@pytest.mark.parametrize(
    ("numbers", "category"),
    [
        ((1, 0, 0, 0), "pratiques-responsables"),
        ((0, 1, 0, 0), "cooperation-economique"),
        ((0, 0, 1, 0), "innovation-societale"),
        ((0, 0, 0, 1), "mecenat"),
        ((20, 20, 35, 25), "innovation-societale"),
    ],
)
def test_the_heaviest_objective_gives_the_category(numbers, category):
    diagnosis = diagnosis_of(partner(*numbers))

    assert diagnosis.categories == (category,)
    assert not diagnosis.undetermined


def test_categories_within_the_tie_margin_are_both_recommended():
    assert diagnosis_of(partner(40, 15, 10, 35)).categories == ("mecenat", "pratiques-responsables")


def test_a_gap_just_above_the_tie_margin_separates_two_categories():
    assert diagnosis_of(partner(4001, 1500, 999, 3500)).categories == ("pratiques-responsables",)


def test_equal_weights_leave_the_category_undetermined():
    diagnosis = diagnosis_of(partner(5, 5, 5, 5))

    assert diagnosis.undetermined
    assert diagnosis.barycentre == tuple((objective, Fraction(1, 4)) for objective in OBJECTIVES)
    assert (diagnosis.categories, diagnosis.models, diagnosis.counterfactuals) == ((), (), ())


def test_without_partners_the_category_is_undetermined_and_step_one_is_advised():
    diagnosis = diagnosis_of()

    assert diagnosis.undetermined
    assert diagnosis.barycentre is None
    assert [text.fr for text in diagnosis.advice if "ligne 54" in text.fr]
    assert [text.en for text in diagnosis.advice if "line 55" in text.en]


def test_a_determined_profile_needs_no_advice():
    assert diagnosis_of(partner(1)).advice == ()


def test_a_feature_qualifies_the_model_within_the_recommended_categories():
    diagnosis = diagnosis_of(partner(0, 1), features=("co-entreprise",))

    assert diagnosis.models == ("hybride",)
    assert diagnosis.warnings == ()


def test_two_features_qualify_two_models_in_the_order_of_the_kit():
    assert diagnosis_of(partner(0, 1), features=("offre", "co-entreprise")).models == ("hybride", "modele-cooperation")


def test_without_a_feature_every_model_of_the_recommended_categories_is_recommended():
    assert diagnosis_of(partner(40, 0, 0, 38)).models == ("don", "engagement", "audit", "prestation")


def test_with_a_tie_the_answers_keep_only_the_models_that_they_qualify():
    assert diagnosis_of(partner(40, 0, 0, 38), features=("conseil",)).models == ("audit",)


def test_a_feature_of_another_category_only_warns():
    diagnosis = diagnosis_of(partner(0, 0, 0, 1), features=("co-entreprise",))

    assert diagnosis.models == ("don", "engagement")
    (warning,) = diagnosis.warnings
    assert "la catégorie « Coopération économique »" in warning.fr
    assert "la catégorie « Mécénat »" in warning.fr
    assert "the category “Philanthropy”" in warning.en


def test_answers_do_not_count_while_no_category_stands_out():
    diagnosis = diagnosis_of(partner(1, 1, 1, 1), features=("co-entreprise",))

    assert diagnosis.models == ()
    (warning,) = diagnosis.warnings
    assert "« Co-entreprise »" in warning.fr
    assert "ne comptent pas encore" in warning.fr


def test_an_unknown_feature_is_an_error_of_the_caller():
    with pytest.raises(KeyError):
        recommended_models(["inconnue"], ["mecenat"], TYPOLOGY)


def test_opposed_partners_are_warned_about():
    diagnosis = diagnosis_of(partner(9, 0, 0, 1, name="L'usine"), partner(0, 0, 1, 9, name="L'association"))

    assert diagnosis.disagreement.is_above
    assert diagnosis.disagreement.distance == Fraction(9, 10)
    (warning,) = diagnosis.warnings
    assert "L'usine vise d'abord « Processus » (90 %)" in warning.fr
    assert "L'association aims first at “Positioning” (90%)" in warning.en


def test_partners_exactly_at_the_threshold_are_not_warned_about():
    diagnosis = diagnosis_of(partner(1, 1), partner(0, 1, 1))

    assert diagnosis.disagreement.distance == Fraction(1, 2)
    assert diagnosis.warnings == ()


def test_the_two_partners_furthest_apart_make_the_disagreement():
    group = (partner(8, 2, name="A"), partner(5, 5, name="B"), partner(0, 3, 7, name="C"))

    apart = disagreement(Profile(partners=group), threshold=Fraction(1, 2))

    assert apart.between == (same("A"), same("C"))
    assert [pull.objectives for pull in apart.pulls] == [
        ("processus",),
        ("processus", "business-model"),
        ("proposition-de-valeur",),
    ]


def test_a_partner_without_a_name_is_called_by_its_rank():
    apart = disagreement(Profile(partners=(partner(1), Partner(), partner(0, 1))), threshold=Fraction(1, 2))

    assert [pull.partner.fr for pull in apart.pulls] == ["Partenaire 1", "Partenaire 3"]


@pytest.mark.parametrize("group", [(), (partner(1, 2),), (partner(1, 2), Partner("Muet"))])
def test_a_single_opinion_is_no_disagreement(group):
    apart = disagreement(Profile(partners=group), threshold=Fraction(0))

    assert (apart.distance, apart.between, apart.is_above) == (0, (), False)


@unhurried
@given(distributions, distributions, distributions)
def test_total_variation_is_a_distance_between_zero_and_one(first, second, third):
    assert 0 <= distance(first, second) <= 1
    assert distance(first, second) == distance(second, first)
    assert (distance(first, second) == 0) == (first == second)
    assert distance(first, third) <= distance(first, second) + distance(second, third)


def test_the_counterfactual_makes_another_category_draw_level():
    centre = weights(10, 10, 60, 20)

    nearest = counterfactual(centre, TYPOLOGY, margin=MARGIN)[0]

    assert nearest.category == "mecenat"
    assert nearest.shift == Fraction(1, 5)
    assert nearest.shift_to_tie == Fraction(7, 40)
    assert nearest.to_lead.moves == (("proposition-de-valeur", Fraction(1, 5)),)
    assert leading_objectives(apply_shift(centre, nearest.to_lead)) == ("proposition-de-valeur", "positionnement")


@unhurried
@given(distributions)
@example(weights(10, 10, 60, 20))
def test_with_one_recommended_category_the_counterfactual_is_half_the_gap_to_the_next(centre):
    assume(len(objectives_near_the_largest(centre, margin=MARGIN)) == 1)
    largest, second = sorted(centre.values(), reverse=True)[:2]

    nearest = counterfactual(centre, TYPOLOGY, margin=MARGIN)[0]

    assert nearest.shift == (largest - second) / 2
    assert nearest.shift_to_tie == (largest - second - MARGIN) / 2
    assert [objective for objective, _ in nearest.to_lead.moves] == list(leading_objectives(centre))


@unhurried
@given(distributions, margins)
def test_a_shift_brings_its_category_to_the_front(centre, margin):
    for one in counterfactual(centre, TYPOLOGY, margin=margin):
        objective = TYPOLOGY.objective_of(one.category).slug
        moved = apply_shift(centre, one.to_lead)

        assert sum(moved.values()) == 1
        assert min(moved.values()) >= 0
        assert distance(centre, moved) == one.shift
        assert objective in leading_objectives(moved)
        assert objective in objectives_near_the_largest(apply_shift(centre, one.to_tie), margin=margin)
        assert 0 < one.shift_to_tie <= one.shift


@unhurried
@given(distributions, margins, distributions, shares)
def test_nothing_smaller_brings_a_category_to_the_front(centre, margin, target, share):
    for one in counterfactual(centre, TYPOLOGY, margin=margin):
        objective = TYPOLOGY.objective_of(one.category).slug
        for towards in (target, apply_shift(centre, one.to_lead), weights(**{_argument(objective): 1})):
            assert objective not in leading_objectives(nearer(centre, towards, share * one.shift))
        for towards in (target, apply_shift(centre, one.to_tie), weights(**{_argument(objective): 1})):
            moved = nearer(centre, towards, share * one.shift_to_tie)
            assert objective not in objectives_near_the_largest(moved, margin=margin)


@unhurried
@given(distributions, distributions, shares)
def test_nothing_smaller_than_the_nearest_changes_a_clear_recommendation(centre, target, share):
    assume(len(objectives_near_the_largest(centre, margin=MARGIN)) == 1)
    nearest = counterfactual(centre, TYPOLOGY, margin=MARGIN)[0]

    less = nearer(centre, target, share * nearest.shift)
    least = nearer(centre, target, share * nearest.shift_to_tie)

    assert leading_objectives(less) == leading_objectives(centre)
    assert recommended_categories(least, TYPOLOGY, margin=MARGIN) == recommended_categories(
        centre, TYPOLOGY, margin=MARGIN
    )


@unhurried
@given(distributions)
def test_the_nearest_counterfactual_comes_first(centre):
    shifts = [one.shift for one in counterfactual(centre, TYPOLOGY, margin=MARGIN)]

    assert shifts == sorted(shifts)


def test_each_leading_objective_gives_its_part_when_several_are_in_the_way():
    centre = weights(45, 35, 20, 0)

    shift = smallest_shift(centre, "positionnement")

    assert shift.moves == (("processus", Fraction(11, 60)), ("business-model", Fraction(1, 12)))
    assert leading_objectives(apply_shift(centre, shift)) == ("processus", "business-model", "positionnement")


def test_an_objective_that_leads_already_needs_no_shift():
    assert smallest_shift(weights(1, 1), "processus").amount == 0


@unhurried
@given(distributions, margins, distributions, shares)
def test_a_tie_holds_up_to_the_separation_and_ends_beyond_it(centre, margin, target, share):
    near = objectives_near_the_largest(centre, margin=margin)
    tie = separation(centre, TYPOLOGY, margin=margin)
    if tie is None:
        assert len(near) == 1
        return

    on_the_edge = objectives_near_the_largest(apply_shift(centre, tie.shift), margin=margin)
    inside = objectives_near_the_largest(nearer(centre, target, share * tie.shift.amount), margin=margin)
    leaving = TYPOLOGY.objective_of(tie.category).slug
    left = centre[leaving] - tie.shift.amount
    beyond = apply_shift(apply_shift(centre, tie.shift), Shift(tie.shift.objective, ((leaving, left / 1000),)))

    assert set(near) <= set(on_the_edge)
    assert set(near) <= set(inside)
    assert leaving not in objectives_near_the_largest(beyond, margin=margin)


def test_an_undetermined_profile_has_no_counterfactual_but_a_way_out_of_the_tie():
    diagnosis = diagnosis_of(partner(1, 1, 1, 1))

    assert diagnosis.counterfactual is None
    assert diagnosis.separation is not None
    assert diagnosis.separation.shift.amount == Fraction(1, 40)


@unhurried
@given(st.lists(partners, max_size=4), st.lists(st.sampled_from([one.slug for one in TYPOLOGY.features])))
def test_a_diagnosis_always_holds_together(group, features):
    diagnosis = diagnosis_of(*group, features=tuple(features))

    assert diagnosis.undetermined == (diagnosis.categories == ()) == (diagnosis.models == ()) == bool(diagnosis.advice)
    assert all(TYPOLOGY.category_of(model).slug in diagnosis.categories for model in diagnosis.models)
    assert {one.category for one in diagnosis.counterfactuals}.isdisjoint(diagnosis.categories)
    for text in (*(step.text for step in diagnosis.steps), *diagnosis.warnings, *diagnosis.advice):
        assert text.fr
        assert text.en
        assert text.fr.endswith(".")
        assert text.en.endswith(".")


@unhurried
@given(st.lists(partners, min_size=1, max_size=3))
def test_the_order_of_the_partners_changes_no_recommendation(group):
    one, other = diagnosis_of(*group), diagnosis_of(*reversed(group))

    assert (one.categories, one.models, one.disagreement.distance) == (
        other.categories,
        other.models,
        other.disagreement.distance,
    )


def test_every_step_tells_whether_the_kit_or_a_convention_says_so():
    diagnosis = diagnosis_of(partner(40, 10, 10, 38, name="A"), Partner("Muet"), features=("conseil",))

    origins = [step.origin for step in diagnosis.steps]

    assert KitLine(64) in origins
    assert origins.count(KitLine(86)) == 2
    assert KitLine(90) in origins
    assert ConventionRule("tie-margin") in origins
    assert ConventionRule("features-qualify-models") in origins
    assert ConventionRule("counterfactual") in origins
    assert ConventionRule("tie-margin").iri == "https://w3id.org/alliances/convention/tie-margin"


def test_a_category_and_a_model_of_the_same_name_are_told_apart():
    diagnosis = diagnosis_of(partner(0, 1), features=("offre",))

    words = " ".join(step.text.fr for step in diagnosis.steps)

    assert "la catégorie « Coopération économique »" in words
    assert "le modèle « Coopération économique »" in words
    assert "(catégorie)" not in words


def test_shares_are_written_as_each_language_writes_them():
    (step, *_) = diagnosis_of(partner(425, 100, 100, 375, name="A")).steps

    assert "Processus 42,5 %" in step.text.fr
    assert "Processes 42.5%" in step.text.en


def test_a_share_that_one_decimal_cannot_tell_is_said_to_be_approximate():
    diagnosis = diagnosis_of(partner(2, 1))

    assert diagnosis.counterfactual is not None
    assert "environ 16,7 % du poids total passait de l'objectif" in diagnosis.counterfactual.text.fr
    assert "about 16.7% of the whole weight" in diagnosis.counterfactual.text.en


def _argument(objective: str) -> str:
    return dict(zip(OBJECTIVES, ("processus", "business_model", "proposition", "positionnement"), strict=True))[
        objective
    ]
