"""What stands around the matches: contrast, what to relax, the territory, the questions, the resources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest

from allianceskg.language import Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.answer import Answer, answer, steps_of
from allianceskg.matching.diagnosis import diagnose
from allianceskg.matching.finding import query_ranking
from allianceskg.model import Profile
from allianceskg.rdf.term import IRI
from allianceskg.terms import AKG, SDG, concept, slug

from .catalogues import FUNCTIONS, InventedCase, InventedCatalogue, criteria_of, partner

BUSINESS = partner(aims_at="business-model")
MECENAT = partner(aims_at="positionnement")


def texts_in(value: object) -> Iterator[Text]:
    """Find every text in an answer, however deep."""
    if isinstance(value, Text):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from texts_in(getattr(value, one.name))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_in(one)


def test_few_matches_are_followed_by_what_to_relax(invented: InventedCatalogue) -> None:
    catalogue = invented.hold(
        [
            InventedCase("hybride", models=("modele-hybride",)),
            InventedCase("lieu", functions=(("gestion-d-un-lieu", None),)),
            InventedCase("sante", goals=("3",)),
        ]
    )
    both = Profile(partners=(BUSINESS,), functions=("gestion-d-un-lieu",), sdgs=(3,))
    relaxed = {one.criterion: (one.cases, one.text) for one in catalogue.answer(both, limit=10).relax}
    assert relaxed == {
        "model": (
            1,
            Text(
                fr="Sans le critère « Modèle de partenariat », 1 cas serait proposé.",
                en="Without the criterion “Partnership model”, 1 case would be listed.",
            ),
        ),
        "function:gestion-d-un-lieu": (
            1,
            Text(
                fr="Sans le critère « Fonction : Gestion d'un lieu », 1 cas serait proposé.",
                en="Without the criterion “Function: Running a place”, 1 case would be listed.",
            ),
        ),
    }


def test_without_its_only_primary_criterion_a_profile_is_answered_by_any_other(invented: InventedCatalogue) -> None:
    catalogue = invented.hold([InventedCase(f"sante-{n}", goals=("3",)) for n in range(4)])
    answer = catalogue.answer(Profile(functions=("gestion-d-un-lieu",), sdgs=(3,)), limit=10)
    assert answer.matches == ()
    assert [(one.criterion, one.cases) for one in answer.relax] == [("function:gestion-d-un-lieu", 4)]


def test_the_number_of_cases_to_relax_to_is_the_one_that_is_then_listed(kit_only: Catalogue) -> None:
    profile = Profile(functions=("gestion-d-un-lieu",), partners=(MECENAT,), features=("don-sans-contrepartie",))
    rare = replace(profile, functions=(), sdgs=(14,))
    for one in (profile, rare):
        answer = kit_only.answer(one, limit=100)
        assert answer.listed == len(answer.matches)
        if answer.listed >= kit_only.knowledge.conventions.few_matches:
            assert answer.relax == ()
    (relaxed,) = kit_only.answer(rare, limit=1).relax
    assert relaxed.criterion == "model"
    assert relaxed.cases == kit_only.answer(replace(rare, partners=(), features=()), limit=1).listed


def test_enough_matches_leave_nothing_to_relax(shipped: Catalogue) -> None:
    answer = shipped.answer(Profile(functions=("accompagnements",)), limit=1)
    assert (len(answer.matches), answer.listed > 3, answer.relax) == (1, True, ())


def test_a_function_without_a_record_is_shown_examples_from_elsewhere(invented: InventedCatalogue) -> None:
    catalogue = invented.hold(
        [
            InventedCase("ici", functions=(("accompagnements", "commune-45234"),)),
            InventedCase("pres", functions=(("gestion-d-un-lieu", "commune-45147"),)),
            InventedCase("autour", functions=(("gestion-d-un-lieu", "departement-45"),)),
            InventedCase("loin-a", functions=(("dialogue-territorial", "commune-69123"),)),
            InventedCase("loin-b", functions=(("dialogue-territorial", "country-BD"),), themes=("numerique",)),
            InventedCase("loin-c", functions=(("dialogue-territorial", None),)),
            InventedCase("loin-d", functions=(("dialogue-territorial", "country-FR"),)),
        ]
    )
    profile = Profile(functions=("dialogue-territorial",), territory="commune-45234", themes=("numerique",))
    report = {one.function: (one.state, one.cases) for one in catalogue.answer(profile, limit=1).territory.functions}
    assert report == {
        "dialogue-territorial": ("none-recorded", ("loin-b", "loin-a", "loin-c")),
        "experimentations-collectives": ("none-recorded", ()),
        "accompagnements": ("recorded", ("ici",)),
        "gestion-d-un-lieu": ("recorded-nearby", ("pres", "autour")),
    }


def test_the_report_on_a_territory_looks_at_where_a_function_is_assigned(invented: InventedCatalogue) -> None:
    """A case placed on a territory may hold the function elsewhere: the assignment counts, not the place."""
    elsewhere = InventedCase("a", places=("commune-45234",), functions=(("accompagnements", "commune-69123"),))
    answer = invented.hold([elsewhere]).answer(Profile(territory="commune-45234"), limit=1)
    assert {one.function: one.state for one in answer.territory.functions}["accompagnements"] == "none-recorded"


def test_a_function_assigned_on_the_ept_is_recorded_for_it_and_nearby_for_its_communes(shipped: Catalogue) -> None:
    """Line 108 of the kit: the four functions on Paris Est Marne et Bois."""
    ept = shipped.answer(Profile(territory="ept-200057941"), limit=1).territory
    assert [one.function for one in ept.functions] == list(FUNCTIONS)
    assert {one.state for one in ept.functions} == {"recorded"}
    commune = shipped.answer(Profile(territory="commune-94080"), limit=1).territory
    assert {one.state for one in commune.functions} == {"recorded-nearby"}


@pytest.mark.parametrize("territory", ["collectivite-977", "collectivite-986", "country-BE"])
def test_a_territory_without_any_case_says_so_and_is_still_answered(shipped: Catalogue, territory: str) -> None:
    answer = shipped.answer(Profile(functions=("gestion-d-un-lieu",), territory=territory), limit=3)
    assert len(answer.matches) == 3
    for one in answer.territory.functions:
        assert one.state == "none-recorded"
        assert 0 < len(one.cases) <= shipped.knowledge.conventions.examples_per_function
        assert "aucun exemple recensé" in one.text.fr
        assert "no example on record" in one.text.en
    for match in answer.matches:
        (placed,) = (one for one in match.criteria if one.criterion == "territory")
        assert placed.state in {"unmet", "partly-met"}, "overseas is preferred to elsewhere where overseas is asked"


def test_no_territory_asked_gives_no_report(shipped: Catalogue) -> None:
    report = shipped.answer(Profile(functions=("gestion-d-un-lieu",)), limit=1).territory
    assert (report.territory, report.functions) == (None, ())


def test_no_text_calls_anything_absent(shipped: Catalogue, example_answers: dict[str, Answer]) -> None:
    corners = [Profile(territory="departement-2A"), Profile(functions=FUNCTIONS, partners=(BUSINESS,))]
    answers = [*example_answers.values(), *(shipped.answer(profile, limit=100) for profile in corners)]
    texts = {text for answer in answers for text in texts_in(answer)}
    assert len(texts) > 200
    assert [text for text in texts if re.search("absen", text.fr + text.en, re.IGNORECASE)] == []


def test_undetermined_objectives_ask_no_model_and_advise_the_first_step(shipped: Catalogue) -> None:
    for partners in ((), (partner(actor_type="association"),), (partner(weights=[1, 1, 1, 1]),)):
        answer = shipped.answer(Profile(partners=partners, themes=("numerique",)), limit=5)
        assert answer.diagnosis.undetermined
        assert answer.diagnosis.models == ()
        assert "model" not in {criterion.name for criterion in answer.criteria}
        assert answer.matches
        advice = " ".join(text.fr for text in answer.diagnosis.advice)
        assert "objectifs" in advice
        assert "kit" in advice


def test_the_steps_of_a_profile_follow_what_it_leaves_open(shipped: Catalogue) -> None:
    knowledge = shipped.knowledge

    def steps(profile: Profile) -> tuple[str, ...]:
        return steps_of(profile, diagnose(profile, knowledge.typology, knowledge.conventions))

    qualified = Profile(partners=(BUSINESS,), features=("co-entreprise",))
    assert steps(Profile()) == ("definir-ses-objectifs",)
    assert steps(Profile(partners=(BUSINESS,))) == ("qualifier-le-modele",)
    assert steps(qualified) == ()
    assert steps(replace(qualified, territory="commune-45234")) == ("se-positionner",)
    assert steps(replace(qualified, functions=("accompagnements",))) == ("se-positionner",)
    assert steps(Profile(territory="commune-45234")) == ("definir-ses-objectifs", "se-positionner")


def test_the_contrast_shows_another_model_and_reported_difficulties(kit_only: Catalogue) -> None:
    profile = Profile(partners=(BUSINESS,), features=("renforcement-de-l-offre-de-chacun",), themes=("emploi",))
    answer = kit_only.answer(profile, limit=3)
    assert answer.matches[0].slug == "eiffage-aggie"
    contrast = {one.kind: one for one in answer.contrast}
    assert set(contrast) == {"other-model", "difficulties"}
    other = contrast["other-model"]
    assert other.slug in {"deloitte-snc", "ratp-asf"}, "the best case of another category, by the same theme"
    assert other.text.fr.startswith("Suit un autre modèle : ")
    told = contrast["difficulties"]
    assert told.slug != answer.matches[0].slug
    reported = kit_only.store.select(f"SELECT ?d WHERE {{ <{told.case}> <{AKG}reportsDifficulty> ?s . ?s ?p ?d }}")
    assert told.text.fr in reported.column("d")
    assert told.text.en in reported.column("d")


def test_the_contrast_is_never_the_first_match(example_answers: dict[str, Answer]) -> None:
    for given in example_answers.values():
        assert given.matches[0].case not in {one.case for one in given.contrast}


def test_the_other_model_of_a_contrast_is_of_a_category_that_is_not_recommended(
    shipped: Catalogue, example_answers: dict[str, Answer]
) -> None:
    shown = 0
    for given in example_answers.values():
        for one in given.contrast:
            if one.kind == "other-model":
                categories = shipped.store.select(f"SELECT ?c WHERE {{ <{one.case}> <{AKG}inCategory> ?c }}")
                slugs = {category.rpartition("/")[2] for category in categories.column("c")}
                assert slugs
                assert not slugs & set(given.diagnosis.categories)
                shown += 1
    assert shown > 3


def test_without_a_recommended_category_no_other_model_is_contrasted(shipped: Catalogue) -> None:
    answer = shipped.answer(Profile(functions=("gestion-d-un-lieu",)), limit=1)
    assert [one.kind for one in answer.contrast] == ["difficulties"]


def test_the_questions_are_those_of_the_kit_for_the_stated_needs_in_its_order(shipped: Catalogue) -> None:
    needs = ("evaluer-pertinence", "apprendre-a-faire-alliance")
    questions = shipped.answer(Profile(needs=needs), limit=1).questions
    assert [(one.need, one.text.fr) for one in questions] == [
        ("evaluer-pertinence", "Quelle performance ?"),
        ("evaluer-pertinence", "Quelle utilité sociétale ?"),
        ("evaluer-pertinence", "Quel effet de levier partenarial ?"),
        ("evaluer-pertinence", "Quelle capacité à valoriser son innovation ?"),
        ("apprendre-a-faire-alliance", "Pourquoi ?"),
        ("apprendre-a-faire-alliance", "Avec qui et comment ?"),
    ]
    assert all(one.text.en.endswith("?") for one in questions)


def test_the_seven_needs_have_twenty_two_questions(shipped: Catalogue) -> None:
    needs = tuple(one.slug for one in shipped.names.in_scheme("needs"))
    assert len(needs) == 7
    assert len(shipped.answer(Profile(needs=needs), limit=1).questions) == 22


def test_nothing_but_needs_is_answered_with_the_cases_that_address_them(shipped: Catalogue) -> None:
    answer = shipped.answer(Profile(needs=("comprendre-ecosysteme",)), limit=10_000)  # more than there are cases
    query = shipped.queries.get("cases-by-need").bind({"need": [IRI(concept("needs", "comprendre-ecosysteme"))]})
    addressing = {slug(row["case"].value) for row in shipped.store.select(query)}
    assert {"silver-geek", "villes-au-carre", "tzcld-mauleon"} <= addressing
    assert {match.slug for match in answer.matches} == addressing
    assert [criterion.name for criterion in answer.criteria] == ["need"]
    assert {match.score for match in answer.matches} == {1}
    assert answer.questions
    assert answer.resources


def test_nothing_asked_at_all_is_answered_with_advice_and_no_case(shipped: Catalogue) -> None:
    answer = shipped.answer(Profile(title="rien"), limit=10)
    assert (answer.matches, answer.contrast, answer.relax, answer.questions) == ((), (), (), ())
    assert answer.diagnosis.advice


def resources(catalogue: Catalogue, profile: Profile) -> dict[str, str]:
    return {one.resource: one.reason.fr for one in catalogue.answer(profile, limit=1).resources}


@pytest.mark.parametrize(
    ("actor_type", "fits", "does_not_fit"),
    [
        ("association", "autodiag-strategie-partenariale", "autodiag-rse-partenariats"),
        ("entreprise", "autodiag-rse-partenariats", "autodiag-strategie-partenariale"),
        ("cooperative", "autodiag-rse-partenariats", "autodiag-strategie-partenariale"),
        ("structure-d-insertion", "autodiag-rse-partenariats", "autodiag-strategie-partenariale"),
    ],
)
def test_the_self_assessments_fit_the_actor_type(
    shipped: Catalogue, actor_type: str, fits: str, does_not_fit: str
) -> None:
    suggested = resources(shipped, Profile(partners=(partner(actor_type=actor_type),)))
    assert fits in suggested
    assert does_not_fit not in suggested
    assert "votre type d'acteur" in suggested[fits]


def test_the_resources_fit_the_need(shipped: Catalogue) -> None:
    suggested = resources(shipped, Profile(needs=("evaluer-pertinence",)))
    assert suggested["centre-evaluation-partenariale"] == "Convient à votre besoin (« Évaluer sa pertinence »)."
    others = resources(shipped, Profile(partners=(BUSINESS,), features=("co-entreprise",)))
    assert others == {}


def test_resources_with_most_reasons_come_first(shipped: Catalogue) -> None:
    profile = Profile(partners=(partner(actor_type="association"),), needs=("apprendre-a-faire-alliance",))
    first, *_ = shipped.answer(profile, limit=1).resources
    assert first.resource == "mooc-partenariats"
    assert first.reason == Text(
        fr="Convient à votre type d'acteur (« Association »), à votre besoin (« Apprendre à faire alliance »), "
        "à votre étape (« Définir ses objectifs »).",
        en="Suits your type of actor (“Non-profit association”), your need (“Learn to form alliances”), "
        "your step (“Define one's objectives”).",
    )


def test_an_answer_says_from_which_data_and_rules_it_comes(shipped: Catalogue) -> None:
    answer = shipped.answer(Profile(sdgs=(17,)), limit=1)
    assert answer.data_version == shipped.data_version
    assert answer.rules_version == shipped.home.rules_version()
    assert all(re.fullmatch("[0-9a-f]{12}", one) for one in (answer.data_version, answer.rules_version))


def test_the_limit_bounds_the_matches_and_not_the_count(shipped: Catalogue) -> None:
    goals = shipped.queries.get("facets-of-cases").bind({"facet": [IRI(f"{AKG}contributesToGoal")]})
    told = {row["case"] for row in shipped.store.select(goals) if row["value"] == IRI(f"{SDG}17")}
    alliances = shipped.store.select(f"SELECT ?case WHERE {{ ?case <{AKG}documentsKind> <{AKG}Alliance> }}")
    found = len(told.union(row["case"] for row in alliances))
    whole, short = (shipped.answer(Profile(sdgs=(17,)), limit=limit) for limit in (1000, 4))
    assert (len(whole.matches), whole.listed, len(short.matches), short.listed) == (found, found, 4, found)
    assert whole.matches[:4] == short.matches


def test_another_engine_may_rank(shipped: Catalogue) -> None:
    """Whatever ranks is given the criteria and nothing else, and its order is kept."""
    profile = Profile(functions=("gestion-d-un-lieu",))
    ranking = query_ranking(shipped.store, shipped.queries)
    backwards = answer(
        profile,
        shipped.store,
        shipped.queries,
        shipped.knowledge,
        limit=2,
        ranking=lambda criteria: ranking(criteria)[::-1],
    )
    usual = shipped.answer(profile, limit=100)
    assert [match.case for match in backwards.matches] == [match.case for match in usual.matches[::-1][:2]]
    assert criteria_of(shipped, profile) == usual.criteria


def test_a_profile_that_asks_one_thing_has_nothing_to_relax(invented: InventedCatalogue) -> None:
    """Without it nothing would be asked any more."""
    catalogue = invented.hold([InventedCase("a", places=("country-BD",))])
    given = catalogue.answer(Profile(territory="commune-45234"), limit=1)
    assert (given.matches, given.relax) == ((), ())
