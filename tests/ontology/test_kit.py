"""Every rule of the kit and every convention of ours is stated, implemented and tested; what is lost is said."""

from __future__ import annotations

import ast
import importlib
import re
from functools import cache
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef

from .conftest import ROOT, read, words

AKG = Namespace("https://w3id.org/alliances/ontology#")
BASE = "https://w3id.org/alliances/"
KIT = URIRef(BASE + "kit")
QUERY = BASE + "query/"
RESOURCE = Namespace(BASE + "resource/")
TYPES = Namespace(BASE + "vocabulary/actor-types/")
BASIS_KIT = URIRef(BASE + "vocabulary/statement-bases/selon-le-kit")

MODEL_OF_CASE = {
    "mitsubishi-fondation-enfance": "mecenat-classique",
    "deloitte-snc": "engagement-actif",
    "banque-postale-asad": "rd-societale",
    "laposte-jaccede": "partage-expertise",
    "danone-grameen": "modele-hybride",
    "eiffage-aggie": "modele-cooperation-economique",
    "ratp-asf": "alternative-interet-general",
    "toyota-cpie": "audit-des-pratiques",
    "accenture-goodplanet": "prestation-de-services",
}
CASES_OF_FUNCTION = {
    "dialogue-territorial": ["startup-territoire-labo-alsace", "dat-break-poverty", "odd-ct-comite21"],
    "experimentations-collectives": ["impact-jeunes", "microville-112", "silver-geek", "ptce-les-mureaux", "aeh-lyon"],
    "accompagnements": ["ronalpia", "villes-au-carre", "fondation-du-nord", "plateforme-rse-nantes", "emergence"],
    "gestion-d-un-lieu": [
        "infolab-crij",
        "cent-sept",
        "point-carre",
        "le-catalyseur",
        "maison-associations-pays-aix",
    ],
}
CASE_OF_FUNCTION_ON_ONE_TERRITORY = {
    "dialogue-territorial": "agir-ensemble-charenton",
    "experimentations-collectives": "vitawin",
    "accompagnements": "club-gravelle-entreprendre",
    "gestion-d-un-lieu": "pemb-8-tiers-lieux",
}
RESOURCES_OF_THE_KIT = [
    "guide-construire-ensemble",
    "plateforme-innovation-territoriale",
    "centre-evaluation-partenariale",
    "mooc-partenariats",
    "centre-numerique-asso-entreprises",
    "fiches-reperes",
    "parcours-alliances-territoires",
    "etudes-observatoire",
    "base-impact-alliances",
    "plateforme-odd17",
    "kit-4-fiches",
    "autodiagnostics",
]
VALUES = {
    "disagreement-threshold": "0.5",
    "examples-per-function": "3",
    "few-matches": "3",
    "kilometres-around": "60",
    "kilometres-close": "15",
    "communes-alike-times": "2",
    "kilometres-near": "30",
    "percent-broader-theme": "10",
    "percent-narrower-theme": "75",
    "percent-sibling-theme": "10",
    "percent-sibling-type": "40",
    "percent-territory-of-functions": "250",
    "percent-sought-otherwise": "40",
    "points-function-met": "20",
    "points-model-met": "25",
    "points-model-partly": "10",
    "points-named-concept": "1",
    "points-need-met": "10",
    "points-sdgs-met": "10",
    "points-seeks-met": "15",
    "points-territory-around": "8",
    "points-territory-close": "16",
    "points-territory-covering": "6",
    "points-territory-departement": "12",
    "points-territory-epci": "16",
    "points-territory-ept": "16",
    "points-territory-met": "20",
    "points-territory-near": "12",
    "points-territory-overseas": "6",
    "points-territory-region": "6",
    "points-themes-met": "50",
    "points-to-list": "20",
    "points-types-met": "5",
    "points-word-in-concept": "3",
    "points-word-in-summary": "3",
    "points-word-in-text": "2",
    "points-word-in-title": "4",
    "points-words-met": "60",
    "rarity-class-five": "1",
    "rarity-class-four": "2",
    "rarity-class-three": "5",
    "rarity-class-two": "10",
    "score-decimals": "4",
    "themes-equal-part": "4",
    "tie-margin": "0.05",
}
WITHOUT_VALUE = {
    "aims-in-plain-words",
    "steps-of-a-profile",
    "contrast",
    "weights-normalised",
    "missing-weight-is-zero",
    "barycentre-is-mean",
    "unknown-is-not-unmet",
    "order-of-matches",
    "richness-of-a-case",
    "not-applicable",
    "primary-criteria",
    "broader-themes-and-types",
    "counterfactual",
    "features-qualify-models",
    "territory-nearest-level",
    "evaluation-objective-pairing",
}
LINES_OF_THE_RULES = (
    "8 10 12 14 22 34 38 40 46 50 54 55 59 62 64 84 86 88 89 90 91 95 98 100 105 106 107 "
    "114 116 117 118 120 122 124 125 126 128 130 132 134 137 155 157 178"
)


def slug(iri: object) -> str:
    return str(iri).rsplit("/", 1)[-1]


def of_type(graph: Graph, kind: str) -> set[URIRef]:
    return {subject for subject in graph.subjects(RDF.type, AKG[kind]) if isinstance(subject, URIRef)}


def lines(graph: Graph, subject: URIRef) -> set[int]:
    return {int(str(line)) for line in graph.objects(subject, AKG.sourceLine)}


def requirements(graph: Graph) -> list[URIRef]:
    """What must be implemented and tested: the rules of the kit and the conventions."""
    return sorted(of_type(graph, "KitRule") | of_type(graph, "Convention"))


def functions_according_to_the_kit(case: str) -> set[str]:
    graph = read([ROOT / "data" / "cases" / f"{case}.ttl"])
    return {
        slug(function)
        for statement, function in graph.subject_objects(AKG.function)
        if (statement, AKG.basis, BASIS_KIT) in graph
    }


@cache
def described() -> frozenset[URIRef]:
    """Every IRI that a file of the ontology or a resource file describes."""
    folders = (ROOT / "ontology", ROOT / "data" / "resources")
    graph = read(path for folder in folders for path in folder.rglob("*.ttl"))
    return frozenset(subject for subject in graph.subjects() if isinstance(subject, URIRef))


@cache
def names_of_tests(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def symbol_exists(name: str) -> bool:
    module, _, path = name.partition(":")
    thing: object = importlib.import_module(module)
    for part in path.split("."):
        if not hasattr(thing, part):
            return False
        thing = getattr(thing, part)
    return True


def test_the_kit_is_described_as_a_document_with_its_hash_and_its_shared_header(kit: Graph) -> None:
    assert set(words(kit, KIT, DCTERMS.title)) == {"fr", "en"}
    assert "4 fiches" in words(kit, KIT, SKOS.editorialNote)["fr"]
    assert re.fullmatch(r"[0-9a-f]{64}", str(kit.value(KIT, AKG.sourceHash)))


def test_no_publisher_or_date_is_asserted_of_the_kit_for_its_text_gives_none(kit: Graph) -> None:
    for predicate in (DCTERMS.publisher, DCTERMS.creator, DCTERMS.issued, DCTERMS.license):
        assert kit.value(KIT, predicate) is None


@pytest.mark.parametrize("kind", ["KitRule", "KitSilence", "LostFigure", "Convention"])
def test_everything_has_a_label_and_a_definition_in_both_languages(kit: Graph, kind: str) -> None:
    for subject in of_type(kit, kind):
        assert set(words(kit, subject, RDFS.label)) == {"fr", "en"}, subject
        assert set(words(kit, subject, SKOS.definition)) == {"fr", "en"}, subject


def test_every_rule_has_its_lines_in_the_kit(kit: Graph) -> None:
    for rule in of_type(kit, "KitRule"):
        assert lines(kit, rule), rule


def test_the_lines_that_state_a_rule_are_all_covered(kit: Graph) -> None:
    covered = {line for rule in of_type(kit, "KitRule") for line in lines(kit, rule)}

    assert covered >= {int(line) for line in LINES_OF_THE_RULES.split()}


def test_every_rule_or_convention_is_implemented_by_a_term_a_query_or_code(kit: Graph) -> None:
    for subject in requirements(kit):
        implemented = [*kit.objects(subject, AKG.implementedBy), *kit.objects(subject, AKG.implementedInCode)]
        assert implemented, subject


def test_every_implementing_term_exists(kit: Graph) -> None:
    missing = sorted(
        f"{slug(subject)}: {term}"
        for subject, term in kit.subject_objects(AKG.implementedBy)
        if not str(term).startswith(QUERY) and term not in described()
    )

    assert missing == []


def test_every_implementing_query_exists(kit: Graph, root: Path) -> None:
    missing = sorted(
        f"{slug(subject)}: {term}"
        for subject, term in kit.subject_objects(AKG.implementedBy)
        if str(term).startswith(QUERY) and not (root / "queries" / f"{str(term).removeprefix(QUERY)}.rq").is_file()
    )

    assert missing == []


def test_every_implementing_function_can_be_imported(kit: Graph) -> None:
    missing = sorted(
        f"{slug(subject)}: {name}"
        for subject, name in kit.subject_objects(AKG.implementedInCode)
        if not symbol_exists(str(name))
    )

    assert missing == []


def test_every_rule_or_convention_names_a_test(kit: Graph) -> None:
    for subject in requirements(kit):
        assert kit.value(subject, AKG.testedBy, any=True) is not None, subject


def test_every_test_that_is_named_exists(kit: Graph, root: Path) -> None:
    missing = []
    for subject, name in kit.subject_objects(AKG.testedBy):
        path, _, function = str(name).partition("::")
        if not (root / path).is_file() or function not in names_of_tests(root / path):
            missing.append(f"{slug(subject)}: {name}")

    assert sorted(missing) == []


def test_every_quotation_names_its_line_its_document_its_owner_and_the_hash_of_the_text(kit: Graph) -> None:
    for quotation in of_type(kit, "KitQuotation"):
        assert lines(kit, quotation) == {int(re.match(r"l(\d+)-", slug(quotation))[1])}  # type: ignore[index]
        assert kit.value(quotation, DCTERMS.isPartOf) == KIT
        assert set(words(kit, quotation, DCTERMS.rightsHolder)) == {"fr", "en"}
        assert kit.value(quotation, AKG.sourceHash) == kit.value(KIT, AKG.sourceHash)
        assert [text.language for text in kit.objects(quotation, AKG.verbatim) if isinstance(text, Literal)] == ["fr"]


def test_what_is_quoted_exists_and_stands_on_a_line_that_the_quoter_cites(kit: Graph, vocabularies: Graph) -> None:
    quotations = of_type(kit, "KitQuotation")
    for graph in (kit, vocabularies):
        for subject, quotation in graph.subject_objects(AKG.quotes):
            assert isinstance(subject, URIRef)
            assert quotation in quotations, f"{subject} quotes {quotation}"
            assert lines(kit, URIRef(str(quotation))) <= lines(graph, subject), f"{subject} quotes {quotation}"


def test_the_conventions_are_those_of_the_design_with_their_values(kit: Graph) -> None:
    conventions = of_type(kit, "Convention")
    values = {slug(subject): str(value) for subject, value in kit.subject_objects(AKG.value)}

    assert values == VALUES
    assert {slug(subject) for subject in conventions} == set(VALUES) | WITHOUT_VALUE


def test_every_value_is_an_exact_number_with_a_unit(kit: Graph) -> None:
    for subject, value in kit.subject_objects(AKG.value):
        assert isinstance(subject, URIRef)
        assert isinstance(value, Literal)
        assert value.datatype in {XSD.integer, XSD.decimal}
        assert set(words(kit, subject, AKG.unit)) == {"fr", "en"}


def test_every_convention_gives_its_reason_and_the_silence_that_it_fills(kit: Graph) -> None:
    silences = of_type(kit, "KitSilence")
    for convention in of_type(kit, "Convention"):
        assert set(words(kit, convention, AKG.reason)) == {"fr", "en"}, convention
        filled = set(kit.objects(convention, AKG.fillsSilence))
        assert filled
        assert filled <= silences


def test_a_silence_that_no_convention_fills_says_what_the_catalogue_does_instead(kit: Graph) -> None:
    filled = set(kit.objects(None, AKG.fillsSilence))
    for silence in of_type(kit, "KitSilence") - filled:
        assert "Ce catalogue" in words(kit, silence, SKOS.definition)["fr"], silence


def test_every_lost_figure_says_where_it_stood(kit: Graph) -> None:
    lost = of_type(kit, "LostFigure")

    assert len(lost) == 15
    assert all(lines(kit, figure) for figure in lost)


def test_no_weight_is_supposed_for_the_lost_magic_squares(kit: Graph, vocabularies: Graph) -> None:
    lost = {slug(figure) for figure in of_type(kit, "LostFigure")}
    profiles = {"association", "entreprise", "fondation", "collectivite-territoriale"}

    assert {f"carre-magique-{profile}" for profile in profiles} <= lost
    for graph in (kit, vocabularies):
        assert (None, AKG.weight, None) not in graph
        assert (None, AKG.hasObjectiveWeight, None) not in graph


def test_no_actor_file_gives_objective_weights(root: Path) -> None:
    actors = read((root / "data" / "actors").glob("*.ttl"))

    assert (None, AKG.hasObjectiveWeight, None) not in actors


def test_no_shape_ties_a_model_to_a_type_of_actor(shapes: Graph) -> None:
    named = {str(value) for value in shapes.objects() if isinstance(value, URIRef)}

    assert not [iri for iri in named if iri.startswith((str(TYPES), f"{BASE}vocabulary/partnership-models/"))]


def test_a_catalyst_function_can_be_held_by_any_type_of_actor(terms: Graph, shapes: Graph) -> None:
    assert set(terms.objects(AKG.holder, RDFS.range)) == {AKG.Actor}
    assert not [value for value in shapes.objects() if str(value).startswith(str(TYPES))]


@pytest.mark.parametrize(("case", "model"), sorted(MODEL_OF_CASE.items()))
def test_the_kit_names_one_case_for_each_model(root: Path, case: str, model: str) -> None:
    graph = read([root / "data" / "cases" / f"{case}.ttl"])
    stated = {
        slug(value)
        for statement, value in graph.subject_objects(AKG.model)
        if (statement, AKG.basis, BASIS_KIT) in graph
    }

    assert stated == {model}


def test_the_kit_names_eighteen_cases_for_the_functions() -> None:
    expected = {case: {function} for function, cases in CASES_OF_FUNCTION.items() for case in cases}

    assert len(expected) == 18
    assert {case: functions_according_to_the_kit(case) for case in expected} == expected


def test_the_four_functions_of_one_territory_are_held_in_four_cases(cases: Graph) -> None:
    territory = URIRef(BASE + "territory/ept-200057941")
    holders = set()
    for function, case in CASE_OF_FUNCTION_ON_ONE_TERRITORY.items():
        assert functions_according_to_the_kit(case) == {function}
        for statement in cases.subjects(AKG.onTerritory, territory):
            if str(statement).startswith(f"{BASE}case/{case}#"):
                holders |= set(cases.objects(statement, AKG.holder))

    assert len(holders) > 1


def test_a_case_can_report_difficulties_and_lessons(cases: Graph) -> None:
    assert (None, AKG.reportsDifficulty, None) in cases
    assert (None, AKG.drawsLesson, None) in cases


def test_every_resource_that_the_kit_names_is_described(resources: Graph) -> None:
    for resource in RESOURCES_OF_THE_KIT:
        assert set(words(resources, RESOURCE[resource], DCTERMS.title)) >= {"fr"}, resource
        assert resources.value(RESOURCE[resource], AKG.resourceKind, any=True) is not None, resource


@pytest.mark.parametrize(
    ("resource", "actor_type"),
    [("autodiag-rse-partenariats", "entreprise"), ("autodiag-strategie-partenariale", "association")],
)
def test_each_self_assessment_is_offered_to_the_profile_that_the_kit_names(
    resources: Graph, resource: str, actor_type: str
) -> None:
    assert set(resources.objects(RESOURCE[resource], AKG.forActorType)) == {TYPES[actor_type]}
