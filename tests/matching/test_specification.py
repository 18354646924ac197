"""What earns points, and in which order cases are listed: the rules of `conventions.ttl`, one by one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import rdflib

from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.specification import Ranked, rank, ranking_values
from allianceskg.model import Profile
from allianceskg.rdf.term import IRI
from allianceskg.terms import AKG, BASE, CASE, SDG, TERRITORY, concept

from .catalogues import CATEGORIES, FUNCTIONS, LAND, InventedCase, InventedCatalogue, criteria_of, partner, ranked

INVENTED = """
@base <https://w3id.org/alliances/case/> .
@prefix akg: <https://w3id.org/alliances/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix model: <https://w3id.org/alliances/vocabulary/partnership-models/> .
@prefix function: <https://w3id.org/alliances/vocabulary/catalyst-functions/> .
@prefix need: <https://w3id.org/alliances/vocabulary/needs/> .
@prefix sdg: <http://metadata.un.org/sdg/> .
@prefix territory: <https://w3id.org/alliances/territory/> .
@prefix theme: <https://w3id.org/alliances/vocabulary/themes/> .
@prefix type: <https://w3id.org/alliances/vocabulary/actor-types/> .

<rd> a akg:CaseStudy ; dcterms:title "Cas inventé : R&D sociétale"@fr ; akg:documents <rd#alliance> ;
    akg:hasPlace <rd#place> ; akg:hasSubject <rd#theme> , <rd#need> , <rd#goal> .
<rd#alliance> akg:hasModelStatement <rd#model> ; akg:hasParticipation <rd#part> .
<rd#model> akg:model model:rd-societale .
<rd#part> akg:participant <rd#actor> .
<rd#actor> akg:actorType type:cooperative .
<rd#place> akg:territory territory:commune-45234 .
<rd#theme> akg:subject theme:reemploi .
<rd#need> akg:subject need:evaluer-pertinence .
<rd#goal> akg:subject sdg:17.16 .

<partage> a akg:CaseStudy ; dcterms:title "Cas inventé : partage d'expertise"@fr ; akg:documents <partage#alliance> ;
    akg:hasSubject <partage#theme> , <partage#need> , <partage#goal> .
<partage#alliance> akg:hasModelStatement <partage#model> ; akg:hasParticipation <partage#part> .
<partage#model> akg:model model:partage-expertise .
<partage#part> akg:participant <partage#actor> .
<partage#actor> akg:actorType type:fondation .
<partage#theme> akg:subject theme:education .
<partage#need> akg:subject need:definir-strategie .
<partage#goal> akg:subject sdg:3 .

<categorie> a akg:CaseStudy ; dcterms:title "Cas inventé dont seule la catégorie est connue"@fr ;
    akg:documents <categorie#alliance> .
<categorie#alliance> akg:hasModelStatement <categorie#model> .
<categorie#model> akg:category model:innovation-societale .

<mecene> a akg:CaseStudy ; dcterms:title "Cas inventé de mécénat"@fr ; akg:documents <mecene#alliance> .
<mecene#alliance> akg:hasModelStatement <mecene#model> .
<mecene#model> akg:model model:mecenat-classique .

<lieu> a akg:CaseStudy ; dcterms:title "Cas inventé de lieu"@fr ; akg:documents <lieu#initiative> .
<lieu#initiative> akg:hasFunctionAssignment <lieu#gestion> , <lieu#accompagnement> .
<lieu#gestion> akg:function function:gestion-d-un-lieu .
<lieu#accompagnement> akg:function function:accompagnements .

<muet> a akg:CaseStudy ; dcterms:title "Cas inventé qui ne dit rien"@fr .
"""

INNOVATORS = partner(aims_at="proposition-de-valeur")


@pytest.fixture
def small(invented: InventedCatalogue) -> Catalogue:
    return invented.hold_turtle(INVENTED)


def earned(catalogue: Catalogue, profile: Profile, criterion: str) -> dict[str, int | None]:
    """Return the points of each listed case on a criterion; None where the case says nothing about it."""
    return {one.case.removeprefix(CASE): one.earned.get(criterion) for one in ranked(catalogue, profile)}


def test_the_invented_graph_is_tiny() -> None:
    assert len(INVENTED.strip().splitlines()) < 60


def test_a_case_of_a_recommended_model_earns_the_full_points(small: Catalogue) -> None:
    points = earned(small, Profile(partners=(INNOVATORS,)), "model")
    assert (points["rd"], points["partage"]) == (40, 40)


def test_a_case_of_the_recommended_category_earns_half_the_points_of_its_model(small: Catalogue) -> None:
    qualified = Profile(partners=(INNOVATORS,), features=("developpement-d-un-service",))
    assert earned(small, qualified, "model") == {"rd": 40, "partage": 20, "categorie": 20}


def test_a_case_of_another_category_is_not_listed_for_its_model(small: Catalogue) -> None:
    assert "mecene" not in earned(small, Profile(partners=(INNOVATORS,)), "model")


def test_each_wanted_function_is_a_criterion_of_its_own(small: Catalogue) -> None:
    profile = Profile(functions=("gestion-d-un-lieu", "accompagnements", "dialogue-territorial"))
    (place,) = ranked(small, profile)
    assert place == Ranked(
        f"{CASE}lieu",
        points=80,
        known=120,
        unmet=1,
        earned={
            "function:gestion-d-un-lieu": 40,
            "function:accompagnements": 40,
            "function:dialogue-territorial": 0,
        },
    )


@pytest.mark.parametrize(
    ("asked", "places", "points"),
    [
        pytest.param("commune-45234", ["commune-45234"], 30, id="the same commune"),
        pytest.param("commune-45234", ["commune-45147"], 24, id="same EPCI"),
        pytest.param("commune-45234", ["epci-244500468"], 24, id="the whole EPCI of the commune"),
        pytest.param("commune-45234", ["commune-45208"], 18, id="same département, another EPCI"),
        pytest.param("commune-45234", ["departement-45"], 18, id="the whole département of the commune"),
        pytest.param("commune-45234", ["region-24"], 9, id="the whole région of the commune"),
        pytest.param("departement-26", ["departement-07"], 9, id="same région, another département"),
        pytest.param("commune-45234", ["commune-69123"], 0, id="another région of the same country"),
        pytest.param("commune-45234", ["country-FR"], 0, id="sharing only the country is elsewhere"),
        pytest.param("country-FR", ["commune-45234"], 30, id="unless the country is asked"),
        pytest.param("country-FR", ["country-FR"], 30, id="the country itself"),
        pytest.param("country-FR", ["country-BD"], 0, id="another country"),
        pytest.param("departement-45", ["commune-45208"], 30, id="a commune inside the asked département"),
        pytest.param("region-24", ["epci-244500468"], 30, id="an EPCI inside the asked région"),
        pytest.param("commune-69123", ["arrondissement-69387"], 30, id="an arrondissement inside its commune"),
        pytest.param("arrondissement-69387", ["commune-69123"], 24, id="the commune of the asked arrondissement"),
        pytest.param("arrondissement-69387", ["departement-69"], 18, id="the département of the asked arrondissement"),
        pytest.param("commune-94018", ["commune-94046"], 24, id="same EPT"),
        pytest.param("ept-200057941", ["commune-94046"], 30, id="a commune inside the asked EPT"),
        pytest.param("commune-94018", ["commune-93066"], 24, id="same EPCI (Grand Paris), another EPT"),
        pytest.param("commune-26002", ["commune-07009"], 24, id="same EPCI across two départements"),
        pytest.param("epci-200040491", ["commune-07009"], 30, id="inside an EPCI that crosses départements (07)"),
        pytest.param("epci-200040491", ["commune-26002"], 30, id="inside an EPCI that crosses départements (26)"),
        pytest.param("epci-200040491", ["departement-26"], 9, id="that EPCI is in no département, but in a région"),
        pytest.param("commune-98818", ["collectivite-988"], 0, id="sharing only an overseas collectivity"),
        pytest.param("collectivite-988", ["commune-98818"], 30, id="a commune inside the asked collectivity"),
        pytest.param("commune-45234", ["commune-69123", "commune-45208"], 18, id="the best of several places"),
        pytest.param("commune-45234", ["country-FR", "commune-45234", "region-24"], 30, id="the best of three places"),
        pytest.param("commune-45234", [], None, id="no place is known"),
    ],
)
def test_the_nearest_shared_territory_level_gives_the_points(
    invented: InventedCatalogue, asked: str, places: Sequence[str], points: int | None
) -> None:
    case = InventedCase("invente", models=("rd-societale",), places=tuple(places))
    catalogue = invented.hold([case])
    profile = Profile(partners=(INNOVATORS,), territory=asked)
    assert earned(catalogue, profile, "territory") == {"invente": points}


def test_the_territories_of_the_tests_are_those_of_the_catalogue(shipped: Catalogue) -> None:
    asked = " ".join(str(IRI(TERRITORY + slug)) for slug in LAND)
    rows = shipped.store.select(f"SELECT ?t ?above WHERE {{ VALUES ?t {{ {asked} }} ?t <{AKG}directlyWithin> ?above }}")
    found: dict[str, set[str]] = {slug: set() for slug in LAND}
    for row in rows:
        found[row["t"].value.removeprefix(TERRITORY)].add(row["above"].value.removeprefix(TERRITORY))
    assert found == {slug: set(above) for slug, above in LAND.items()}


def test_one_asked_theme_is_enough_to_meet_the_themes(small: Catalogue) -> None:
    profile = Profile(partners=(INNOVATORS,), themes=("handicap", "reemploi"))
    assert earned(small, profile, "themes") == {"rd": 20, "partage": 0, "categorie": None}


def test_a_narrower_theme_meets_a_broader_one_and_not_the_reverse(small: Catalogue) -> None:
    broader = Profile(partners=(INNOVATORS,), themes=("economie-circulaire",))
    assert earned(small, broader, "themes")["rd"] == 20
    narrower = Profile(partners=(INNOVATORS,), themes=("inclusion-numerique",))
    assert earned(small, narrower, "themes")["rd"] == 0


@pytest.mark.parametrize("kind", ["cooperative", "ess-entreprise", "entreprise"])
def test_one_partner_type_is_enough_to_meet_the_types(small: Catalogue, kind: str) -> None:
    partners = (partner(actor_type="etat", aims_at="proposition-de-valeur"), partner(actor_type=kind))
    assert earned(small, Profile(partners=partners), "types") == {"rd": 10, "partage": 0, "categorie": None}


def test_one_asked_need_is_enough_to_meet_the_needs(small: Catalogue) -> None:
    profile = Profile(partners=(INNOVATORS,), needs=("evaluer-pertinence", "comprendre-ecosysteme"))
    assert earned(small, profile, "need") == {"rd": 10, "partage": 0, "categorie": None}


def test_one_asked_goal_is_enough_to_meet_the_goals(small: Catalogue) -> None:
    profile = Profile(partners=(INNOVATORS,), sdgs=(17, 1))
    assert earned(small, profile, "sdgs") == {"rd": 10, "partage": 0, "categorie": None}


def test_several_asked_values_give_the_points_of_their_criterion_once(invented: InventedCatalogue) -> None:
    case = InventedCase("invente", models=("rd-societale", "partage-expertise"), themes=("numerique", "reemploi"))
    profile = Profile(partners=(INNOVATORS,), themes=("numerique", "reemploi", "economie-circulaire"))
    (found,) = ranked(invented.hold([case]), profile)
    assert (found.points, found.known) == (60, 60)


def test_a_case_that_says_nothing_of_a_criterion_is_unknown_not_unmet(small: Catalogue) -> None:
    profile = Profile(partners=(INNOVATORS,), territory="commune-69123", themes=("numerique",))
    by_slug = {one.case.removeprefix(CASE): one for one in ranked(small, profile)}
    silent, placed = by_slug["categorie"], by_slug["rd"]
    assert (silent.known, silent.unmet, silent.earned) == (40, 0, {"model": 20})
    assert (placed.known, placed.unmet, placed.earned) == (90, 2, {"model": 40, "territory": 0, "themes": 0})


def test_matches_are_ordered_by_points_then_unmet_criteria_then_address(invented: InventedCatalogue) -> None:
    catalogue = invented.hold(
        [
            InventedCase("d", models=("rd-societale",)),
            InventedCase("b", models=("rd-societale",), themes=("emploi",)),
            InventedCase("c", models=("rd-societale",)),
            InventedCase("C", models=("rd-societale",)),
            InventedCase("e", models=("rd-societale",), themes=("numerique",)),
            InventedCase("a", models=("rd-societale",), themes=("emploi",), goals=("8",)),
        ]
    )
    profile = Profile(partners=(INNOVATORS,), themes=("numerique",), sdgs=(17,))
    assert [one.case.removeprefix(CASE) for one in ranked(catalogue, profile)] == ["e", "C", "c", "d", "b", "a"]


def test_a_case_that_meets_no_primary_criterion_is_not_listed(invented: InventedCatalogue) -> None:
    near = InventedCase("proche", places=("commune-45234",), themes=("numerique",), goals=("17",), types=("fondation",))
    catalogue = invented.hold([near, InventedCase("loin", models=("rd-societale",), places=("country-BD",))])
    profile = Profile(partners=(INNOVATORS,), territory="commune-45234", themes=("numerique",), sdgs=(17,))
    assert [one.case for one in ranked(catalogue, profile)] == [f"{CASE}loin"]


def test_without_a_model_or_a_function_any_criterion_lists_a_case(invented: InventedCatalogue) -> None:
    catalogue = invented.hold(
        [
            InventedCase("place", places=("commune-45147",)),
            InventedCase("theme", themes=("numerique",)),
            InventedCase("contraire", themes=("emploi",), places=("country-BD",)),
            InventedCase("muet"),
        ]
    )
    profile = Profile(territory="commune-45234", themes=("numerique",))
    assert [one.case.removeprefix(CASE) for one in ranked(catalogue, profile)] == ["place", "theme"]


def test_nothing_asked_lists_no_case(small: Catalogue) -> None:
    assert ranked(small, Profile(title="rien")) == []


def test_a_tie_lists_the_cases_of_both_categories(invented: InventedCatalogue) -> None:
    models = [model for models in CATEGORIES.values() for model in models]
    catalogue = invented.hold([InventedCase(model, models=(model,)) for model in models])
    profile = Profile(partners=(partner(weights=[50, 0, 0, 0]), partner(weights=[0, 2, 0, 0])))
    expected = {*CATEGORIES["pratiques-responsables"], *CATEGORIES["cooperation-economique"]}
    assert earned(catalogue, profile, "model") == dict.fromkeys(expected, 40)


def test_the_query_itself_gives_the_rows_in_order(shipped: Catalogue, example_profiles: dict[str, Profile]) -> None:
    query = shipped.queries.get("ranking")
    for profile in example_profiles.values():
        criteria = criteria_of(shipped, profile)
        rows = shipped.store.select(query.bind(ranking_values(criteria))).column("case")
        assert rows == [one.case for one in rank(shipped.store, query, criteria)]
        assert rows


@pytest.fixture(scope="session")
def in_rdflib(shipped: Catalogue, example_profiles: dict[str, Profile]) -> rdflib.Graph:
    """What is inferred about the cases, and of the territories only those above the asked ones."""
    graph = rdflib.Graph()
    for query in shipped.queries.in_folder("materialise"):
        rows = shipped.store.select(
            f"SELECT ?s ?p ?o WHERE {{ GRAPH <{BASE}inferred/{query.name}/graph> {{ ?s ?p ?o }} }}"
        )
        for row in rows.rows:
            graph.add(tuple(rdflib.URIRef(term.value) for term in row if term is not None))  # type: ignore[arg-type]
    asked = {profile.territory for profile in example_profiles.values() if profile.territory}
    waiting = {TERRITORY + territory for territory in asked | {"commune-94018"}}
    while waiting:
        territory = waiting.pop()
        for row in shipped.store.select(f"SELECT ?p ?o WHERE {{ <{territory}> ?p ?o }}"):
            if row["p"].value in {f"{AKG}directlyWithin", f"{AKG}territoryLevel"}:
                graph.add((rdflib.URIRef(territory), rdflib.URIRef(row["p"].value), rdflib.URIRef(row["o"].value)))
            if row["p"].value == f"{AKG}directlyWithin":
                waiting.add(row["o"].value)
    return graph


def test_pyoxigraph_and_rdflib_rank_alike(
    shipped: Catalogue, example_profiles: dict[str, Profile], in_rdflib: rdflib.Graph
) -> None:
    others = {
        "no primary": Profile(territory="commune-94018", themes=("education", "tiers-lieux"), sdgs=(17, 8)),
        "a tie": Profile(partners=(partner(actor_type="entreprise", weights=[0, 0, 1, 1]),), themes=("emploi",)),
        "all functions": Profile(functions=FUNCTIONS, needs=("apprendre-a-faire-alliance",)),
    }
    query = shipped.queries.get("ranking")
    for profile in (*list(example_profiles.values())[::2], *others.values()):
        text = query.bind(ranking_values(criteria_of(shipped, profile)))
        here = [
            (
                row["case"].value,
                *(int(row[name].value) for name in ("points", "known", "unmet")),
                cells(row["criteria"].value),
            )
            for row in shipped.store.select(text)
        ]
        there = [
            (str(case), int(points), int(known), int(unmet), cells(str(criteria)))
            for case, points, known, unmet, criteria in in_rdflib.query(text)
        ]
        assert there == here
        assert here


def cells(text: str) -> set[str]:
    """Read the cells of a row, which come in no particular order."""
    return set(text.split())


def test_the_values_of_the_query_are_printed_one_row_a_link(shipped: Catalogue) -> None:
    profile = Profile(partners=(INNOVATORS,), territory="commune-45234", sdgs=(17,))
    values = ranking_values(criteria_of(shipped, profile))
    printed = {name: [" ".join(map(str, row)) for row in rows] for name, rows in values.items()}  # type: ignore[arg-type]
    integer = "^^<http://www.w3.org/2001/XMLSchema#integer>"
    assert printed["(criterion weight primary)"] == [
        f'"model" "40"{integer} "1"{integer}',
        f'"territory" "30"{integer} "0"{integer}',
        f'"sdgs" "10"{integer} "0"{integer}',
    ]
    assert printed["(criterion link)"][0] == f'"model" <{AKG}inCategory>'
    assert f'"sdgs" <{AKG}contributesToGoal> <{SDG}17> "10"{integer}' in printed["(criterion link value gain)"]
    assert (
        f'"territory" <{TERRITORY}commune-45234> <{concept("territory-levels", "departement")}> "18"{integer}'
        in printed["(criterion asked level gain)"]
    )
