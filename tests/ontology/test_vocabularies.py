"""The concept schemes say what the kit says, in two languages, and say where they add to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from .conftest import words

AKG = Namespace("https://w3id.org/alliances/ontology#")
VOC = "https://w3id.org/alliances/vocabulary/"
KIT = URIRef("https://w3id.org/alliances/kit")
SDG = Namespace("http://metadata.un.org/sdg/")

SCHEMES = {
    "actor-types": 20,
    "assessment-answers": 4,
    "assessment-dimensions": 6,
    "assessment-questions": 28,
    "beneficiary-kinds": 13,
    "catalyst-functions": 20,
    "confidence-levels": 3,
    "criterion-states": 5,
    "editorial-statuses": 4,
    "evaluation-angles": 3,
    "evidence-levels": 3,
    "experience-topics": 25,
    "figure-precisions": 4,
    "figure-units": 12,
    "impacts": 3,
    "model-features": 9,
    "needs": 7,
    "objectives": 4,
    "participation-roles": 9,
    "partnership-models": 13,
    "path-steps": 33,
    "questions": 38,
    "resource-kinds": 14,
    "result-kinds": 14,
    "sdgs": 19,
    "statement-bases": 3,
    "steps": 3,
    "territory-levels": 8,
    "themes": 77,
}
NEEDS = [
    "qualifier-capacite-innovation",
    "comprendre-ecosysteme",
    "definir-strategie",
    "transformer-modele-socio-economique",
    "apprendre-a-faire-alliance",
    "accelerer-grace-au-numerique",
    "evaluer-pertinence",
]
CATEGORY_OF_OBJECTIVE = {
    "processus": "pratiques-responsables",
    "business-model": "cooperation-economique",
    "proposition-de-valeur": "innovation-societale",
    "positionnement": "mecenat",
}
MODELS_OF_CATEGORY = {
    "mecenat": ["mecenat-classique", "engagement-actif"],
    "innovation-societale": ["rd-societale", "partage-expertise"],
    "cooperation-economique": ["modele-hybride", "modele-cooperation-economique"],
    "pratiques-responsables": ["alternative-interet-general", "audit-des-pratiques", "prestation-de-services"],
}
FUNCTIONS = ["dialogue-territorial", "experimentations-collectives", "accompagnements", "gestion-d-un-lieu"]
ACTOR_TYPES_OF_THE_KIT = {
    "association",
    "entreprise",
    "fondation",
    "collectivite-territoriale",
    "porteur-de-projet",
    "investisseur",
    "accompagnateur",
    "expert-local",
    "academique",
}


def concept(scheme: str, slug: str) -> URIRef:
    return URIRef(f"{VOC}{scheme}/{slug}")


def slug(iri: object) -> str:
    return str(iri).rsplit("/", 1)[-1]


def scheme_iri(name: str) -> URIRef:
    return URIRef("http://metadata.un.org/sdg") if name == "sdgs" else URIRef(VOC + name)


def concepts(graph: Graph, scheme: str) -> set[URIRef]:
    return {subject for subject in graph.subjects(SKOS.inScheme, scheme_iri(scheme)) if isinstance(subject, URIRef)}


def order(graph: Graph, subject: URIRef) -> int:
    value = graph.value(subject, AKG.order)
    assert isinstance(value, Literal), f"{subject} has no order"
    return int(value)


def in_order(graph: Graph, subjects: set[URIRef]) -> list[str]:
    return [slug(subject) for subject in sorted(subjects, key=lambda subject: order(graph, subject))]


def narrower(graph: Graph, subject: Node) -> set[URIRef]:
    return {below for below in graph.subjects(SKOS.broader, subject) if isinstance(below, URIRef)}


def questions_about(graph: Graph, what: URIRef) -> list[URIRef]:
    found = {subject for subject in graph.subjects(AKG.asksAbout, what) if isinstance(subject, URIRef)}
    return sorted(found, key=lambda question: order(graph, question))


def test_every_scheme_has_its_file_and_its_number_of_concepts(root: Path, vocabularies: Graph) -> None:
    files = {path.stem for path in (root / "ontology" / "vocabularies").glob("*.ttl")}

    assert files == set(SCHEMES)
    assert {name: len(concepts(vocabularies, name)) for name in SCHEMES} == SCHEMES


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_every_scheme_has_a_title_a_description_and_a_date(vocabularies: Graph, name: str) -> None:
    scheme = scheme_iri(name)

    assert (scheme, RDF.type, SKOS.ConceptScheme) in vocabularies
    assert set(words(vocabularies, scheme, DCTERMS.title)) == {"fr", "en"}
    assert set(words(vocabularies, scheme, DCTERMS.description)) == {"fr", "en"}
    assert vocabularies.value(scheme, DCTERMS.modified) is not None


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_our_schemes_are_under_our_licence_and_that_of_the_united_nations_is_not(
    vocabularies: Graph, name: str
) -> None:
    licence = vocabularies.value(scheme_iri(name), DCTERMS.license)

    assert licence == (None if name == "sdgs" else URIRef("https://creativecommons.org/licenses/by/4.0/"))


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_every_concept_has_one_label_one_definition_and_its_slug(vocabularies: Graph, name: str) -> None:
    for subject in concepts(vocabularies, name):
        for predicate in (SKOS.prefLabel, SKOS.definition):
            languages = [
                text.language
                for text in vocabularies.objects(subject, predicate)
                if isinstance(text, Literal) and str(text).strip()
            ]
            assert sorted(map(str, languages)) == ["en", "fr"], f"{subject} {predicate}"
        assert [str(notation) for notation in vocabularies.objects(subject, SKOS.notation)] == [slug(subject)]


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_every_note_and_other_text_of_a_concept_is_in_both_languages(vocabularies: Graph, name: str) -> None:
    for subject in concepts(vocabularies, name):
        for predicate in (SKOS.scopeNote, SKOS.note, SKOS.editorialNote, SKOS.example, AKG.questionText):
            assert set(words(vocabularies, subject, predicate)) in (set(), {"fr", "en"}), f"{subject} {predicate}"


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_no_definition_repeats_its_label(vocabularies: Graph, name: str) -> None:
    for subject in concepts(vocabularies, name):
        definitions = words(vocabularies, subject, SKOS.definition)
        for language, label in words(vocabularies, subject, SKOS.prefLabel).items():
            repeated = re.search(rf"\b{re.escape(label.casefold())}\b", definitions[language].casefold())
            assert repeated is None, f"{subject}: {definitions[language]}"


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_labels_are_unique_within_a_scheme(vocabularies: Graph, name: str) -> None:
    for language in ("fr", "en"):
        labels = [words(vocabularies, subject, SKOS.prefLabel)[language] for subject in concepts(vocabularies, name)]
        assert len(labels) == len(set(labels))


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_a_narrower_concept_stays_in_the_scheme_of_its_broader_one(vocabularies: Graph, name: str) -> None:
    scheme = scheme_iri(name)
    for subject in concepts(vocabularies, name):
        above = list(vocabularies.transitive_objects(subject, SKOS.broader))
        broader = set(vocabularies.objects(subject, SKOS.broader))
        assert subject not in broader
        assert all((other, SKOS.inScheme, scheme) in vocabularies for other in above)
        assert ((subject, SKOS.topConceptOf, scheme) in vocabularies) == (not broader)
        assert ((scheme, SKOS.hasTopConcept, subject) in vocabularies) == (not broader)


def test_the_hierarchy_of_concepts_has_no_circle(vocabularies: Graph) -> None:
    for narrower, broader in vocabularies.subject_objects(SKOS.broader):
        assert narrower not in set(vocabularies.transitive_objects(broader, SKOS.broader))


def test_whatever_has_a_line_of_the_kit_names_the_kit_as_its_source(vocabularies: Graph) -> None:
    for subject in set(vocabularies.subjects(AKG.sourceLine)):
        assert (subject, DCTERMS.source, KIT) in vocabularies, subject


def test_no_definition_copies_a_sentence_of_the_kit(vocabularies: Graph, kit: Graph) -> None:
    sentences = [str(text).casefold() for text in kit.objects(None, AKG.verbatim) if len(str(text)) > 40]
    for subject in vocabularies.subjects(SKOS.inScheme):
        assert isinstance(subject, URIRef)
        definition = words(vocabularies, subject, SKOS.definition)["fr"].casefold()
        assert not [sentence for sentence in sentences if sentence in definition or definition in sentence], subject


def test_the_seven_needs_are_ordered_as_in_the_kit(vocabularies: Graph) -> None:
    needs = concepts(vocabularies, "needs")

    assert in_order(vocabularies, needs) == NEEDS
    for need, line in zip(NEEDS, range(26, 33), strict=True):
        assert (concept("needs", need), AKG.sourceLine, Literal(line)) in vocabularies


def test_the_seven_needs_have_twenty_two_ordered_questions(vocabularies: Graph) -> None:
    counts = []
    for need in NEEDS:
        questions = questions_about(vocabularies, concept("needs", need))
        assert [slug(question) for question in questions] == [f"{need}-{i}" for i in range(1, len(questions) + 1)]
        assert [order(vocabularies, question) for question in questions] == list(range(1, len(questions) + 1))
        counts.append(len(questions))

    assert counts == [3, 4, 3, 3, 2, 3, 4]


def test_the_label_of_a_question_about_a_need_is_the_one_of_the_kit(vocabularies: Graph, kit: Graph) -> None:
    for need in NEEDS:
        for question in questions_about(vocabularies, concept("needs", need)):
            quotation = vocabularies.value(question, AKG.quotes)
            assert quotation is not None
            label = words(vocabularies, question, SKOS.prefLabel)["fr"]
            assert label.casefold() in str(kit.value(quotation, AKG.verbatim)).casefold()


def test_the_evaluation_angles_have_two_five_and_three_questions(vocabularies: Graph) -> None:
    angles = in_order(vocabularies, concepts(vocabularies, "evaluation-angles"))
    asked = {
        angle: [slug(question) for question in questions_about(vocabularies, concept("evaluation-angles", angle))]
        for angle in angles
    }

    assert asked == {
        "performance": ["performance-1", "performance-2"],
        "pertinence": ["pertinence-1", "pertinence-2", "pertinence-3", "recul-1", "recul-2"],
        "coherence": ["coherence-1", "coherence-2", "coherence-3"],
    }


def test_three_questions_ask_about_the_motives(vocabularies: Graph) -> None:
    asked = questions_about(vocabularies, concept("steps", "definir-ses-objectifs"))

    assert [slug(question) for question in asked] == ["motivations-1", "motivations-2", "motivations-3"]


def test_every_question_asks_about_exactly_one_concept(vocabularies: Graph) -> None:
    for question in concepts(vocabularies, "questions"):
        assert len(list(vocabularies.objects(question, AKG.asksAbout))) == 1


def test_there_are_three_impacts_each_asked_about_once_in_the_evaluation(vocabularies: Graph) -> None:
    impacts = concepts(vocabularies, "impacts")

    assert {slug(impact) for impact in impacts} == {"innovation", "performance", "confiance"}
    for impact in impacts:
        assert len(list(vocabularies.subjects(AKG.concernsImpact, impact))) == 1


def test_the_four_objectives_are_those_of_the_magic_square(vocabularies: Graph) -> None:
    objectives = in_order(vocabularies, concepts(vocabularies, "objectives"))

    assert objectives == ["processus", "business-model", "proposition-de-valeur", "positionnement"]


@pytest.mark.parametrize(("objective", "category"), sorted(CATEGORY_OF_OBJECTIVE.items()))
def test_each_objective_leads_to_the_one_category_that_the_kit_says(
    vocabularies: Graph, objective: str, category: str
) -> None:
    led = set(vocabularies.objects(concept("objectives", objective), AKG.leadsToCategory))

    assert led == {concept("partnership-models", category)}


@pytest.mark.parametrize(
    ("objective", "words_of_line_120"),
    [
        ("processus", "organisation interne"),
        ("business-model", "performance économique"),
        ("proposition-de-valeur", "capacité d'innovation"),
        ("positionnement", "dialogue avec les parties prenantes"),
    ],
)
def test_each_objective_carries_its_words_for_the_evaluation_as_other_labels(
    vocabularies: Graph, objective: str, words_of_line_120: str
) -> None:
    others = {str(label).casefold() for label in vocabularies.objects(concept("objectives", objective), SKOS.altLabel)}

    assert words_of_line_120 in others


def test_nine_models_stand_in_four_categories_two_two_two_and_three(vocabularies: Graph) -> None:
    found = {
        slug(category): in_order(vocabularies, narrower(vocabularies, category))
        for category in vocabularies.subjects(RDF.type, AKG.PartnershipCategory)
    }

    assert found == MODELS_OF_CATEGORY
    assert len(set(vocabularies.subjects(RDF.type, AKG.PartnershipModel))) == 9


def test_the_category_and_the_model_of_the_same_name_are_told_apart(vocabularies: Graph) -> None:
    category = concept("partnership-models", "cooperation-economique")
    model = concept("partnership-models", "modele-cooperation-economique")

    assert words(vocabularies, category, SKOS.prefLabel)["fr"] == "Coopération économique (catégorie)"
    assert words(vocabularies, model, SKOS.prefLabel)["fr"] == "Coopération économique (modèle)"
    for subject in (category, model):
        assert (subject, SKOS.altLabel, Literal("Coopération économique", lang="fr")) in vocabularies


def test_societal_innovation_and_economic_cooperation_are_related_categories(vocabularies: Graph) -> None:
    innovation = concept("partnership-models", "innovation-societale")
    cooperation = concept("partnership-models", "cooperation-economique")

    assert (innovation, SKOS.related, cooperation) in vocabularies
    assert (cooperation, SKOS.related, innovation) in vocabularies
    assert "en amont" in words(vocabularies, innovation, SKOS.scopeNote)["fr"]


def test_every_model_is_qualified_by_at_least_one_feature(vocabularies: Graph) -> None:
    qualified = set(vocabularies.objects(None, AKG.qualifiesModel))

    assert qualified == set(vocabularies.subjects(RDF.type, AKG.PartnershipModel))


def test_every_feature_is_a_question_drawn_from_the_definition_of_its_model(vocabularies: Graph) -> None:
    for feature in concepts(vocabularies, "model-features"):
        model = vocabularies.value(feature, AKG.qualifiesModel)
        assert all(text.endswith("?") for text in words(vocabularies, feature, AKG.questionText).values())
        assert set(words(vocabularies, feature, AKG.questionText)) == {"fr", "en"}
        assert f"l90-{slug(model)}" in {slug(quotation) for quotation in vocabularies.objects(feature, AKG.quotes)}


def test_the_six_general_examples_of_the_kit_are_notes_on_models(vocabularies: Graph, kit: Graph) -> None:
    models = set(vocabularies.subjects(RDF.type, AKG.PartnershipModel))
    noted = {slug(model) for model in models if (model, SKOS.note, None) in vocabularies}
    general = {
        slug(quotation).removeprefix("l91-")
        for quotation in kit.subjects(AKG.sourceLine, Literal(91))
        if slug(quotation).startswith("l91-")
    }

    assert noted == general
    assert len(noted) == 6


def test_four_functions_have_four_ordered_activities_each(vocabularies: Graph) -> None:
    functions = {concept("catalyst-functions", function) for function in FUNCTIONS}

    assert set(vocabularies.subjects(RDF.type, AKG.CatalystFunction)) == functions
    assert in_order(vocabularies, functions) == FUNCTIONS
    for function in functions:
        activities = narrower(vocabularies, function)
        assert sorted(order(vocabularies, activity) for activity in activities) == [1, 2, 3, 4]
        assert all((activity, RDF.type, AKG.CatalystActivity) in vocabularies for activity in activities)


def test_the_three_steps_are_ordered_as_in_the_kit(vocabularies: Graph) -> None:
    steps = in_order(vocabularies, concepts(vocabularies, "steps"))

    assert steps == ["definir-ses-objectifs", "qualifier-le-modele", "se-positionner"]


def test_every_actor_type_that_the_kit_names_is_a_concept(vocabularies: Graph) -> None:
    types = concepts(vocabularies, "actor-types")
    traced = {slug(subject) for subject in types if (subject, AKG.sourceLine, None) in vocabularies}

    assert traced == ACTOR_TYPES_OF_THE_KIT


def test_what_we_add_to_the_lists_of_the_kit_says_that_it_is_ours(vocabularies: Graph) -> None:
    for scheme in ("actor-types", "themes"):
        for subject in concepts(vocabularies, scheme):
            if (subject, AKG.sourceLine, None) not in vocabularies:
                assert "ajouté par ce catalogue" in words(vocabularies, subject, SKOS.scopeNote)["fr"], subject


def test_the_five_themes_of_the_kit_are_traced_to_its_lines(vocabularies: Graph) -> None:
    traced = {
        slug(subject) for subject in concepts(vocabularies, "themes") if (subject, AKG.sourceLine, None) in vocabularies
    }

    assert traced == {"education", "rehabilitation", "numerique", "emploi", "recherche"}


def test_self_assessments_are_a_kind_of_resource(vocabularies: Graph) -> None:
    kind = concept("resource-kinds", "autodiagnostic")

    assert (kind, RDF.type, AKG.ResourceKind) in vocabularies
    assert Literal(38) in set(vocabularies.objects(kind, AKG.sourceLine))


def test_the_formats_that_the_kit_names_are_kinds_of_resource(vocabularies: Graph) -> None:
    kinds = {slug(subject) for subject in concepts(vocabularies, "resource-kinds")}

    assert kinds >= {
        "guide",
        "mooc",
        "webinaire",
        "module-e-learning",
        "retour-d-experience",
        "fiche-repere",
        "parcours-pedagogique",
        "etude",
        "base-de-donnees",
        "autodiagnostic",
    }


def test_evidence_levels_go_from_the_kit_alone_to_a_documented_case(vocabularies: Graph) -> None:
    levels = in_order(vocabularies, concepts(vocabularies, "evidence-levels"))

    assert levels == ["kit-seul", "partenaire-seulement", "cas-documente"]


def test_the_goals_bear_their_united_nations_addresses(vocabularies: Graph) -> None:
    goals = {SDG[str(number)] for number in range(1, 18)}

    assert concepts(vocabularies, "sdgs") == goals | {SDG["17.16"], SDG["17.17"]}


def test_goal_seventeen_has_the_two_targets_on_partnerships(vocabularies: Graph) -> None:
    assert set(vocabularies.subjects(SKOS.broader, SDG["17"])) == {SDG["17.16"], SDG["17.17"]}
