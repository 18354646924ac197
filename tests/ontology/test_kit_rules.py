"""A behaviour of its own for each rule of the kit: each test fails without what applies the rule."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, RDFS, SKOS, Graph, Literal, URIRef

from allianceskg.builds import local as builds
from allianceskg.files import Home
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.evaluation_sheet import evaluation_sheet
from allianceskg.matching.diagnosis import barycentre, diagnose, recommended_models
from allianceskg.model import OBJECTIVES, Diagnosis, Partner, Profile
from allianceskg.rdf.term import IRI
from allianceskg.terms import concept, slug

from .test_kit import AKG, BASE, RESOURCES_OF_THE_KIT, lines, of_type
from .test_vocabularies import concept as voc
from .test_vocabularies import narrower, order, questions_about

NAMED_ORIGINS = {"collectivite-territoriale", "association", "entreprise", "fondation"}


@pytest.fixture(scope="module")
def catalogue(lighter_folder: Path, lighter_home: Home) -> Catalogue:
    """The shipped catalogue, open for reading."""
    store, manifest = builds.open_build(lighter_folder)
    return Catalogue(store, lighter_home, data_version=manifest.version)


def partner(**objectives: int) -> Partner:
    given = {name.replace("_", "-"): Fraction(weight) for name, weight in objectives.items()}
    return Partner("", None, {name: given.get(name, Fraction(0)) for name in OBJECTIVES})


def diagnosis(catalogue: Catalogue, *partners: Partner) -> Diagnosis:
    return diagnose(Profile(partners=partners), catalogue.typology, catalogue.knowledge.conventions)


def rows(catalogue: Catalogue, query: str, **values: str) -> list[dict[str, str]]:
    bound = catalogue.queries.get(query).bind({name: [IRI(value)] for name, value in values.items()})
    return [{name: term.value for name, term in row.items()} for row in catalogue.store.select(bound)]


def test_every_rule_has_a_test_of_its_own(kit: Graph) -> None:
    rules = of_type(kit, "KitRule")
    shared = Counter(str(test) for rule in rules for test in kit.objects(rule, AKG.testedBy))
    without = [
        slug(str(rule)) for rule in rules if not any(shared[str(test)] == 1 for test in kit.objects(rule, AKG.testedBy))
    ]

    assert sorted(without) == []


def test_each_category_bears_on_one_side_of_the_organisation(vocabularies: Graph) -> None:
    sides = {slug(str(category)): slug(str(side)) for category, side in vocabularies.subject_objects(AKG.bearsOnSide)}

    assert sides == {
        "pratiques-responsables": "processus",
        "cooperation-economique": "business-model",
        "innovation-societale": "proposition-de-valeur",
        "mecenat": "positionnement",
    }


def test_the_side_of_a_category_is_no_consequence_of_the_objective_that_leads_to_it(kit: Graph) -> None:
    """Line 134 states a relation of its own; no rule that leads from an objective to a category cites it."""
    leading = [rule for rule in of_type(kit, "KitRule") if (rule, AKG.implementedBy, AKG.leadsToCategory) in kit]

    assert leading
    assert not [rule for rule in leading if 134 in lines(kit, rule)]


def test_an_alliance_serves_goal_seventeen_whether_its_record_says_so_or_not(catalogue: Catalogue) -> None:
    goal = "http://metadata.un.org/sdg/17"
    found = rows(catalogue, "evidence-goals", case=f"{BASE}case/liva-ares-vinci", asked=goal)

    assert {(row.get("value"), row.get("line")) for row in found if row.get("asked") == goal} >= {(goal, "8")}


def test_the_three_questions_that_open_a_self_assessment_are_those_of_line_38(vocabularies: Graph, kit: Graph) -> None:
    asked = questions_about(vocabularies, voc("resource-kinds", "autodiagnostic"))
    words = str(kit.value(URIRef(f"{BASE}kit-quotation/l38-questions"), AKG.verbatim))

    assert len(asked) == 3
    assert " ".join(str(one) for q in asked for one in vocabularies.objects(q, SKOS.prefLabel) if one.language == "fr") == words  # type: ignore[attr-defined]  # fmt: skip


def test_every_question_of_the_self_assessment_leads_to_a_tool(vocabularies: Graph, resources: Graph) -> None:
    for question in vocabularies.subjects(RDF.type, AKG.AssessmentQuestion):
        tools = list(vocabularies.objects(question, AKG.leadsToResource))
        assert tools, question
        assert all((tool, RDF.type, AKG.Resource) in resources for tool in tools), question


def test_every_question_of_the_self_assessment_leads_to_a_case_that_lived_it(catalogue: Catalogue) -> None:
    for question in catalogue.questionnaire.questions:
        assert question.leads, question.slug
        for lead in question.leads:
            assert lead.statement.startswith(f"{lead.case}#")
            assert lead.reason.fr
            assert lead.reason.en


def test_the_activities_of_a_function_come_in_the_order_of_line_105(vocabularies: Graph) -> None:
    for function in vocabularies.subjects(RDF.type, AKG.CatalystFunction):
        activities = sorted(narrower(vocabularies, function), key=lambda one: order(vocabularies, one))
        assert len(activities) == 4
        assert all((one, AKG.sourceLine, Literal(105)) in vocabularies for one in activities)


def test_two_partners_meet_at_the_mean_of_their_objectives() -> None:
    centre = barycentre([partner(processus=1), partner(positionnement=3)])

    assert centre == {"processus": Fraction(1, 2), "business-model": 0, "proposition-de-valeur": 0, "positionnement": Fraction(1, 2)}  # fmt: skip


def test_no_type_of_actor_is_excused_from_the_questions_about_needs(catalogue: Catalogue, vocabularies: Graph) -> None:
    for reader in catalogue.questionnaire.readers:
        assert [one for one in catalogue.questionnaire.asked_of(reader) if one.dimension == "besoins"], reader
    assert not [one for one in vocabularies.subjects(AKG.forReader) if (one, RDF.type, AKG.Question) in vocabularies]


def test_an_objective_of_processes_leads_to_responsible_practices(catalogue: Catalogue) -> None:
    assert diagnosis(catalogue, partner(processus=1)).categories == ("pratiques-responsables",)


def test_an_objective_of_business_model_leads_to_economic_cooperation(catalogue: Catalogue) -> None:
    assert diagnosis(catalogue, partner(business_model=1)).categories == ("cooperation-economique",)


def test_an_objective_of_value_proposition_leads_to_societal_innovation(catalogue: Catalogue) -> None:
    assert diagnosis(catalogue, partner(proposition_de_valeur=1)).categories == ("innovation-societale",)


def test_an_objective_of_positioning_leads_to_philanthropy(catalogue: Catalogue) -> None:
    assert diagnosis(catalogue, partner(positionnement=1)).categories == ("mecenat",)


def test_another_weighting_gives_another_category(catalogue: Catalogue) -> None:
    first = diagnosis(catalogue, partner(processus=6, positionnement=4))
    second = diagnosis(catalogue, partner(processus=4, positionnement=6))

    assert first.categories == ("pratiques-responsables",)
    assert second.categories == ("mecenat",)


def test_a_partner_left_out_changes_where_the_partnership_stands(catalogue: Catalogue) -> None:
    both = diagnosis(catalogue, partner(processus=1), partner(positionnement=1))
    alone = diagnosis(catalogue, partner(processus=1))

    assert len(both.disagreement.pulls) == 2
    assert both.barycentre != alone.barycentre


def test_some_participants_facilitate_without_being_a_party(cases: Graph) -> None:
    assert (None, AKG.role, voc("participation-roles", "facilitateur")) in cases


def test_the_functions_are_held_by_actors_of_the_types_that_line_98_names(cases: Graph, root: Path) -> None:
    actors = Graph()
    for path in (root / "data" / "actors").glob("*.ttl"):
        actors.parse(path, format="turtle")
    kinds = {
        slug(str(kind)) for holder in cases.objects(None, AKG.holder) for kind in actors.objects(holder, AKG.actorType)
    }

    assert kinds >= NAMED_ORIGINS


@pytest.fixture(scope="module")
def told(catalogue: Catalogue) -> object:
    """What answering yes to one feature gives, by the model that the feature qualifies."""
    typology = catalogue.typology
    features = {one.model: one.slug for one in typology.features}
    category_of = {model: category.slug for category in typology.categories for model in category.models}
    return lambda model: recommended_models((features[model],), (category_of[model],), typology)


def test_a_gift_without_return_points_to_classic_philanthropy(told) -> None:
    assert told("mecenat-classique") == ("mecenat-classique",)


def test_employees_who_commit_themselves_point_to_active_engagement(told) -> None:
    assert told("engagement-actif") == ("engagement-actif",)


def test_a_service_developed_for_a_need_points_to_societal_research(told) -> None:
    assert told("rd-societale") == ("rd-societale",)


def test_an_exchange_of_skills_points_to_sharing_expertise(told) -> None:
    assert told("partage-expertise") == ("partage-expertise",)


def test_a_joint_company_points_to_the_hybrid_model(told) -> None:
    assert told("modele-hybride") == ("modele-hybride",)


def test_stronger_offers_of_each_point_to_economic_cooperation(told) -> None:
    assert told("modele-cooperation-economique") == ("modele-cooperation-economique",)


def test_an_alternative_to_an_ordinary_service_points_to_its_model(told) -> None:
    assert told("alternative-interet-general") == ("alternative-interet-general",)


def test_help_with_a_companys_change_points_to_the_practice_audit(told) -> None:
    assert told("audit-des-pratiques") == ("audit-des-pratiques",)


def test_a_service_of_general_interest_points_to_service_provision(told) -> None:
    assert told("prestation-de-services") == ("prestation-de-services",)


def test_a_function_is_said_of_an_assignment_with_an_actor_and_a_territory(cases: Graph) -> None:
    assigned = set(cases.subjects(AKG.function))

    assert assigned
    assert all((one, RDF.type, AKG.FunctionAssignment) in cases for one in assigned)
    assert set(cases.subjects(AKG.holder)) <= assigned
    assert set(cases.subjects(AKG.onTerritory)) <= assigned


def test_on_the_territory_of_the_kit_the_functions_have_several_holders(catalogue: Catalogue) -> None:
    found = rows(catalogue, "function-holders-by-territory", territory=f"{BASE}territory/ept-200057941")

    assert len({row["holder"] for row in found if "holder" in row}) > 1


def test_each_question_of_relevance_asks_about_another_impact(vocabularies: Graph) -> None:
    asked = [vocabularies.value(voc("questions", f"pertinence-{rank}"), AKG.concernsImpact) for rank in (1, 2, 3)]

    assert [slug(str(one)) for one in asked] == ["performance", "innovation", "confiance"]


def test_every_need_has_a_tool(resources: Graph, vocabularies: Graph) -> None:
    served = {slug(str(one)) for one in resources.objects(None, AKG.forNeed)}

    assert served == {slug(str(need)) for need in vocabularies.subjects(RDF.type, AKG.Need)}


def test_the_typology_has_four_categories_and_nine_models(catalogue: Catalogue) -> None:
    assert len(catalogue.typology.categories) == 4
    assert len(catalogue.typology.models) == 9


def test_the_category_of_a_case_is_that_of_its_model(catalogue: Catalogue) -> None:
    found = rows(catalogue, "cases-by-category", category=concept("partnership-models", "cooperation-economique"))

    assert f"{BASE}case/danone-grameen" in {row["case"] for row in found}


def test_all_four_functions_are_told_of_a_territory_that_has_none(catalogue: Catalogue) -> None:
    found = rows(catalogue, "functions-recorded-on-territory", territory=f"{BASE}territory/departement-23")

    assert len({row["function"] for row in found}) == 4


def test_the_evaluation_begins_with_two_questions_on_performance(catalogue: Catalogue) -> None:
    (angle, asked), *_ = evaluation_sheet((), catalogue).angles

    assert slug(angle) == "performance"
    assert [slug(one) for one in asked] == ["performance-1", "performance-2"]


def test_two_questions_widen_the_view_after_those_of_relevance(catalogue: Catalogue) -> None:
    asked = dict(evaluation_sheet((), catalogue).angles)[concept("evaluation-angles", "pertinence")]

    assert [slug(one) for one in asked[-2:]] == ["recul-1", "recul-2"]


def test_three_closing_questions_end_the_evaluation(catalogue: Catalogue) -> None:
    assert [slug(one) for one in evaluation_sheet((), catalogue).questions[-3:]] == ["coherence-1", "coherence-2", "coherence-3"]  # fmt: skip


def test_the_evaluation_goes_through_three_angles_in_order(catalogue: Catalogue) -> None:
    angles = [slug(angle) for angle, _ in evaluation_sheet((), catalogue).angles]

    assert angles == ["performance", "pertinence", "coherence"]


def test_asking_about_a_need_gives_its_questions(catalogue: Catalogue) -> None:
    counts = [len(catalogue.knowledge.guidance.questions(one.slug)) for one in catalogue.names.in_scheme("needs")]

    assert sum(counts) == 22
    assert min(counts) == 2


def test_a_resource_that_the_kit_names_cites_the_line_that_names_it(kit: Graph, resources: Graph) -> None:
    named = lines(kit, URIRef(f"{BASE}kit/rule/ressources-nommees"))
    for name in RESOURCES_OF_THE_KIT:
        sources = resources.objects(URIRef(f"{BASE}resource/{name}"), AKG.hasSource)
        cited = {int(str(line)) for source in sources for line in resources.objects(source, AKG.sourceLine)}
        assert cited & named, name


def test_the_three_impacts_are_the_three_needs_of_line_10(vocabularies: Graph) -> None:
    cited = {slug(str(one)) for one in vocabularies.subjects(AKG.sourceLine, Literal(10)) if "/impacts/" in str(one)}

    assert cited == {"innovation", "performance", "confiance"}


def test_catalysis_is_neither_an_alliance_nor_told_by_a_model(cases: Graph, terms: Graph) -> None:
    initiatives = set(cases.subjects(RDF.type, AKG.CatalystInitiative))

    assert initiatives
    assert (AKG.CatalystInitiative, RDFS.subClassOf, AKG.Alliance) not in terms
    assert not [one for one in initiatives if (one, AKG.hasModelStatement, None) in cases]


def test_the_words_of_a_reading_are_said_to_be_ours(kit: Graph, vocabularies: Graph) -> None:
    """Three definitions once said more than the kit: what they added is now a note that says so."""
    noted = [
        (kit, f"{BASE}kit/rule/quatre-fonctions-complementaires"),
        (vocabularies, f"{BASE}vocabulary/partnership-models/pratiques-responsables"),
        (vocabularies, f"{BASE}vocabulary/partnership-models/rd-societale"),
    ]
    for graph, iri in noted:
        notes = [str(note) for note in graph.objects(URIRef(iri), SKOS.editorialNote)]
        assert [note for note in notes if note.startswith("Notre lecture")], iri


def test_what_is_ours_names_the_rule_that_it_rests_on_and_not_the_kit_as_its_source(
    vocabularies: Graph, kit: Graph
) -> None:
    rules = of_type(kit, "KitRule")
    for kind in ("AssessmentQuestion", "AssessmentDimension", "PathStep"):
        for one in vocabularies.subjects(RDF.type, AKG[kind]):
            assert set(vocabularies.objects(one, AKG.restsOnRule)) <= rules
            assert (one, AKG.restsOnRule, None) in vocabularies, one
            assert (one, DCTERMS.source, None) not in vocabularies, one
