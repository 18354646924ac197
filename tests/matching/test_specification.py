"""What earns points, and in which order cases are listed: the rules of `conventions.ttl`, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pytest
import rdflib

from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.specification import rank, ranking_values
from allianceskg.model import Profile, SoughtActor
from allianceskg.rdf.term import IRI, Literal, Term
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
    assert (points["rd"], points["partage"]) == (25, 25)


def test_a_case_of_the_recommended_category_earns_a_part_of_the_points_of_its_model(small: Catalogue) -> None:
    qualified = Profile(partners=(INNOVATORS,), features=("developpement-d-un-service",))
    assert earned(small, qualified, "model") == {"rd": 25, "partage": 10, "categorie": 10}


def test_a_case_of_another_category_is_not_listed_for_its_model(small: Catalogue) -> None:
    assert "mecene" not in earned(small, Profile(partners=(INNOVATORS,)), "model")


def test_the_functions_asked_share_their_points(small: Catalogue) -> None:
    profile = Profile(functions=("gestion-d-un-lieu", "accompagnements", "dialogue-territorial"))
    (place,) = ranked(small, profile)
    assert (place.case, place.points) == (f"{CASE}lieu", 13)
    assert place.earned == {
        "function:gestion-d-un-lieu": 6,
        "function:accompagnements": 7,
        "function:dialogue-territorial": 0,
    }


@pytest.mark.parametrize(
    ("asked", "places", "points"),
    [
        pytest.param("commune-45234", ["commune-45234"], 20, id="the same commune"),
        pytest.param("commune-45234", ["commune-45147"], 16, id="same EPCI"),
        pytest.param("commune-45234", ["epci-244500468"], 16, id="the whole EPCI of the commune"),
        pytest.param("commune-45234", ["commune-45208"], 12, id="same département, another EPCI"),
        pytest.param("commune-45234", ["departement-45"], 12, id="the whole département of the commune"),
        pytest.param("commune-45234", ["region-24"], 6, id="the whole région of the commune"),
        pytest.param("departement-26", ["departement-07"], 6, id="same région, another département"),
        pytest.param("commune-45234", ["commune-69123"], 0, id="another région of the same country"),
        pytest.param("commune-45234", ["country-FR"], 6, id="what is placed on the whole country covers the commune"),
        pytest.param("country-FR", ["commune-45234"], 20, id="unless the country is asked"),
        pytest.param("country-FR", ["country-FR"], 20, id="the country itself"),
        pytest.param("country-FR", ["country-BD"], 0, id="another country"),
        pytest.param("departement-45", ["commune-45208"], 20, id="a commune inside the asked département"),
        pytest.param("region-24", ["epci-244500468"], 20, id="an EPCI inside the asked région"),
        pytest.param("commune-69123", ["arrondissement-69387"], 20, id="an arrondissement inside its commune"),
        pytest.param("arrondissement-69387", ["commune-69123"], 16, id="the commune of the asked arrondissement"),
        pytest.param("arrondissement-69387", ["departement-69"], 12, id="the département of the asked arrondissement"),
        pytest.param("commune-94018", ["commune-94046"], 16, id="same EPT"),
        pytest.param("ept-200057941", ["commune-94046"], 20, id="a commune inside the asked EPT"),
        pytest.param("commune-94018", ["commune-93066"], 16, id="same EPCI (Grand Paris), another EPT"),
        pytest.param("commune-26002", ["commune-07009"], 16, id="same EPCI across two départements"),
        pytest.param("epci-200040491", ["commune-07009"], 20, id="inside an EPCI that crosses départements (07)"),
        pytest.param("epci-200040491", ["commune-26002"], 20, id="inside an EPCI that crosses départements (26)"),
        pytest.param("epci-200040491", ["departement-26"], 6, id="that EPCI is in no département, but in a région"),
        pytest.param("commune-98818", ["collectivite-988"], 6, id="the whole overseas collectivity covers the commune"),
        pytest.param("collectivite-988", ["commune-98818"], 20, id="a commune inside the asked collectivity"),
        pytest.param("commune-45234", ["commune-69123", "commune-45208"], 12, id="the best of several places"),
        pytest.param("commune-45234", ["country-FR", "commune-45234", "region-24"], 20, id="the best of three places"),
        pytest.param("commune-98818", ["region-04"], 6, id="another overseas territory"),
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


@pytest.mark.parametrize(
    ("actor_type", "functions", "points"),
    [
        ("collectivite-territoriale", ("gestion-d-un-lieu",), (50, 40)),
        ("collectivite-territoriale", (), (20, 16)),
        ("association", ("gestion-d-un-lieu",), (20, 16)),
    ],
)
def test_the_place_counts_for_more_where_functions_are_asked(
    invented: InventedCatalogue, actor_type: str, functions: Sequence[str], points: tuple[int, int]
) -> None:
    cases = [
        InventedCase(f"invente-{place}", functions=(("gestion-d-un-lieu", None),), places=(place,))
        for place in ("commune-45234", "commune-45147")
    ]
    profile = Profile(partners=(partner(actor_type=actor_type),), functions=functions, territory="commune-45234")
    found = earned(invented.hold(cases), profile, "territory")
    assert (found["invente-commune-45234"], found["invente-commune-45147"]) == points


def test_the_territories_of_the_tests_are_those_of_the_catalogue(shipped: Catalogue) -> None:
    asked = " ".join(str(IRI(TERRITORY + slug)) for slug in LAND)
    rows = shipped.store.select(f"SELECT ?t ?above WHERE {{ VALUES ?t {{ {asked} }} ?t <{AKG}directlyWithin> ?above }}")
    found: dict[str, set[str]] = {slug: set() for slug in LAND}
    for row in rows:
        found[row["t"].value.removeprefix(TERRITORY)].add(row["above"].value.removeprefix(TERRITORY))
    assert found == {slug: set(above) for slug, above in LAND.items()}


def test_the_points_of_themes_are_shared_among_them_more_for_the_rarer_ones(invented: InventedCatalogue) -> None:
    common = [InventedCase(f"courant-{letter}", themes=("numerique",)) for letter in "abcdefghijk"]
    rare = InventedCase("rare", themes=("handicap",))
    profile = Profile(themes=("numerique", "handicap"))
    # One case in twelve is of class 2, which four are added to; eleven in twelve are of class 1.
    points = earned(invented.hold([*common, rare]), profile, "themes")
    assert (points["courant-a"], points["rare"]) == (23, 27)


def test_a_theme_below_above_or_beside_the_asked_one_gives_a_part_of_its_points(invented: InventedCatalogue) -> None:
    def points(asked: str, recorded: str) -> int | None:
        case = InventedCase("invente", models=("rd-societale",), themes=(recorded,))
        return earned(invented.hold([case]), Profile(partners=(INNOVATORS,), themes=(asked,)), "themes")["invente"]

    assert points("economie-circulaire", "economie-circulaire") == 50
    assert points("economie-circulaire", "reemploi") == 38
    assert points("reemploi", "economie-circulaire") == 5
    assert points("reemploi", "dechets") in {5, 0}
    assert points("reemploi", "numerique") == 0


@pytest.mark.parametrize("kind", ["cooperative", "ess-entreprise", "entreprise"])
def test_one_partner_type_is_enough_to_meet_the_types(small: Catalogue, kind: str) -> None:
    partners = (partner(actor_type="etat", aims_at="proposition-de-valeur"), partner(actor_type=kind))
    assert earned(small, Profile(partners=partners), "types") == {"rd": 5, "partage": 0, "categorie": None}


def test_one_asked_need_is_enough_to_meet_the_needs(small: Catalogue) -> None:
    profile = Profile(partners=(INNOVATORS,), needs=("evaluer-pertinence", "comprendre-ecosysteme"))
    assert earned(small, profile, "need") == {"rd": 10, "partage": 0, "categorie": None}


def test_one_asked_goal_is_enough_to_meet_the_goals(small: Catalogue) -> None:
    profile = Profile(partners=(INNOVATORS,), sdgs=(17, 1))
    assert earned(small, profile, "sdgs") == {"rd": 10, "partage": 0, "categorie": None}


def test_every_alliance_serves_goal_17(invented: InventedCatalogue) -> None:
    catalogue = invented.hold([InventedCase("alliance", models=("rd-societale",), kinds=("Alliance",))])
    assert earned(catalogue, Profile(partners=(INNOVATORS,), sdgs=(17,)), "sdgs") == {"alliance": 10}
    assert earned(catalogue, Profile(partners=(INNOVATORS,), sdgs=(4,)), "sdgs") == {"alliance": None}


def test_a_case_that_says_nothing_of_a_criterion_is_unknown_not_unmet(small: Catalogue) -> None:
    profile = Profile(partners=(INNOVATORS,), territory="commune-69123", themes=("numerique",))
    by_slug = {one.case.removeprefix(CASE): one for one in ranked(small, profile)}
    silent, placed = by_slug["categorie"], by_slug["rd"]
    assert silent.earned == {"model": 10}
    assert placed.earned == {"model": 25, "territory": 0, "themes": 0}


def test_equal_points_are_told_apart_by_richness_then_by_confirmation(invented: InventedCatalogue) -> None:
    same = InventedCase("", models=("rd-societale",))
    catalogue = invented.hold(
        [
            replace(same, slug="a"),
            replace(same, slug="C", confirmed="2026-01-02"),
            replace(same, slug="d", confirmed="2026-01-02"),
            replace(same, slug="b", confirmed="2025-01-02"),
            replace(same, slug="e", facts=("Un fait",)),
            InventedCase("f", models=("rd-societale",), needs=("evaluer-pertinence",)),
        ]
    )
    listed = ranked(catalogue, Profile(partners=(INNOVATORS,), needs=("evaluer-pertinence",)))
    order = [(one.case.removeprefix(CASE), one.rank, one.tied) for one in listed]
    assert order == [("f", 1, 1), ("e", 2, 1), ("C", 3, 2), ("d", 3, 2), ("b", 5, 1), ("a", 6, 1)]


def test_a_case_that_shares_only_place_or_goal_is_not_listed_where_a_model_is_asked(
    invented: InventedCatalogue,
) -> None:
    near = InventedCase("proche", places=("commune-45147",), goals=("17",), types=("fondation",))
    catalogue = invented.hold([near, InventedCase("loin", models=("rd-societale",), places=("country-BD",))])
    profile = Profile(partners=(INNOVATORS,), territory="commune-45234", themes=("numerique",), sdgs=(17,))
    assert [one.case for one in ranked(catalogue, profile)] == [f"{CASE}loin"]


def test_enough_words_and_themes_list_a_case_of_another_model(invented: InventedCatalogue) -> None:
    catalogue = invented.hold(
        [
            InventedCase("theme", models=("mecenat-classique",), themes=("numerique",)),
            InventedCase("mot", models=("mecenat-classique",), facts=("Le moulin",)),
        ]
    )
    profile = Profile(situation="Le moulin", partners=(INNOVATORS,), themes=("numerique",))
    # One word in a fact gives too few points, a whole theme enough.
    assert [one.case for one in ranked(catalogue, profile)] == [f"{CASE}theme"]


def test_without_a_model_or_a_function_any_criterion_lists_a_case(invented: InventedCatalogue) -> None:
    catalogue = invented.hold(
        [
            InventedCase("place", places=("commune-45147",)),
            InventedCase("but", goals=("11",)),
            InventedCase("contraire", goals=("8",), places=("country-BD",)),
            InventedCase("muet"),
        ]
    )
    profile = Profile(territory="commune-45234", sdgs=(11,))
    assert [one.case.removeprefix(CASE) for one in ranked(catalogue, profile)] == ["place", "but"]


def test_a_word_counts_by_its_rarity_and_by_the_place_where_it_stands(invented: InventedCatalogue) -> None:
    others = [InventedCase(f"autre-{number}", facts=("Un verger",)) for number in range(197)]
    catalogue = invented.hold(
        [
            InventedCase("titre", title="Le moulin"),
            InventedCase("fait", facts=("Les moulins",)),
            InventedCase("verger", facts=("Un verger",)),
            *others,
        ]
    )
    points = earned(catalogue, Profile(situation="Un moulin et un verger"), "words")
    # Two cases in two hundred are of class 5, nearly all are of class 1; a title counts 4, a fact 2.
    assert (points["titre"], points["fait"], points["verger"], len(points)) == (20, 10, 2, 200)
    everywhere = ranked(catalogue, Profile(situation="Le moulin", functions=("accompagnements",)))
    assert [one.case for one in everywhere] == [f"{CASE}titre"]


def test_the_words_never_give_more_than_their_full_points(invented: InventedCatalogue) -> None:
    words = "moulin verger tricot potager fromage guitare savon velours marais phare corbeille digue ruche silo tuile"
    others = [InventedCase(f"autre-{number}") for number in range(200)]
    catalogue = invented.hold([InventedCase("bavard", title=words), *others])
    (found,) = ranked(catalogue, Profile(situation=words))
    assert found.points == catalogue.knowledge.conventions.points_words_met


def test_a_concept_that_the_story_names_counts_among_the_words(invented: InventedCatalogue) -> None:
    bearing = InventedCase("porteur", models=("rd-societale",), themes=("reemploi",))
    catalogue = invented.hold([bearing, *[InventedCase(f"autre-{number}") for number in range(200)]])
    story = Profile(situation="Nous aimons le réemploi", partners=(INNOVATORS,))
    (words,) = (one for one in criteria_of(catalogue, story) if one.name == "words")
    assert [one.value for one in words.concepts] == [concept("themes", "reemploi")]
    asked = replace(story, themes=("reemploi",))
    assert all(not one.concepts for one in criteria_of(catalogue, asked))


def test_a_story_in_english_is_read_in_english(invented: InventedCatalogue) -> None:
    catalogue = invented.hold([InventedCase("invente", models=("rd-societale",))])
    (words,) = (one for one in criteria_of(catalogue, Profile(situation="We look for the invented one")))
    assert [word.value for word in words.words] == ["invent@en"]


def test_a_place_near_the_asked_one_counts_by_its_distance(invented: InventedCatalogue) -> None:
    # Charenton-le-Pont and Saint-Denis are of other départements, and some eleven kilometres apart.
    case = InventedCase("invente", models=("rd-societale",), places=("commune-69123",))
    catalogue = invented.hold([case])
    profile = Profile(partners=(INNOVATORS,), territory="commune-45234")
    points = {}
    for kilometres in (10, 25, 50, 90):
        invented.place("commune-45234", latitude=47.9, longitude=1.9)
        invented.place("commune-69123", latitude=47.9 + kilometres / 111.2, longitude=1.9)
        points[kilometres] = earned(catalogue, profile, "territory")["invente"]
    invented.place("commune-69123")
    assert points == {10: 16, 25: 12, 50: 8, 90: 0}


def test_a_case_that_covers_the_asked_territory_earns_a_part(invented: InventedCatalogue) -> None:
    cases = [InventedCase(place, models=("rd-societale",), places=(place,)) for place in ("country-FR", "country-BD")]
    profile = Profile(partners=(INNOVATORS,), territory="commune-45234")
    assert earned(invented.hold(cases), profile, "territory") == {"country-FR": 6, "country-BD": 0}


def test_overseas_is_preferred_where_overseas_is_asked(invented: InventedCatalogue) -> None:
    cases = [InventedCase(place, models=("rd-societale",), places=(place,)) for place in ("region-04", "region-24")]
    profile = Profile(partners=(INNOVATORS,), territory="commune-98818")
    assert earned(invented.hold(cases), profile, "territory") == {"region-04": 6, "region-24": 0}


def test_a_sought_actor_counts_most_in_the_sought_role(invented: InventedCatalogue) -> None:
    cases = [
        InventedCase("finance", models=("rd-societale",), types=("fondation",), roles=("financeur",)),
        InventedCase("pilote", models=("rd-societale",), types=("fondation",), roles=("pilote",)),
        InventedCase("autre", models=("rd-societale",), types=("association",), roles=("financeur",)),
        InventedCase("muet", models=("rd-societale",)),
    ]
    catalogue = invented.hold(cases)
    sought = Profile(partners=(INNOVATORS,), seeks=(SoughtActor("fondation", "financeur"),))
    assert earned(catalogue, sought, "seeks") == {"finance": 15, "pilote": 6, "autre": 0, "muet": None}
    any_role = Profile(partners=(INNOVATORS,), seeks=(SoughtActor("fondation"),))
    assert earned(catalogue, any_role, "seeks")["pilote"] == 15


def test_a_sibling_type_gives_a_part_of_the_points(invented: InventedCatalogue) -> None:
    catalogue = invented.hold([InventedCase("invente", models=("rd-societale",), types=("cooperative",))])
    narrower = catalogue.names.narrower(concept("actor-types", "ess-entreprise"))
    sibling = next(one for one in narrower if not one.endswith("/cooperative"))
    profile = Profile(partners=(partner(actor_type=sibling.rpartition("/")[2], aims_at="proposition-de-valeur"),))
    assert earned(catalogue, profile, "types") == {"invente": 2}


def test_nothing_asked_lists_no_case(small: Catalogue) -> None:
    assert ranked(small, Profile(title="rien")) == []


def test_a_tie_lists_the_cases_of_both_categories(invented: InventedCatalogue) -> None:
    models = [model for models in CATEGORIES.values() for model in models]
    catalogue = invented.hold([InventedCase(model, models=(model,)) for model in models])
    profile = Profile(partners=(partner(weights=[50, 0, 0, 0]), partner(weights=[0, 2, 0, 0])))
    expected = {*CATEGORIES["pratiques-responsables"], *CATEGORIES["cooperation-economique"]}
    assert earned(catalogue, profile, "model") == dict.fromkeys(expected, 25)


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
            graph.add(tuple(in_rdflib_terms(row)))  # type: ignore[arg-type]
    for row in shipped.store.select(f"SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ <{AKG}lastConfirmed> }} ?s ?p ?o }}").rows:
        graph.add(tuple(in_rdflib_terms(row)))  # type: ignore[arg-type]
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


def in_rdflib_terms(row: Iterable[Term | None]) -> Iterator[rdflib.term.Node]:
    for term in row:
        if isinstance(term, Literal):
            datatype = None if term.language else rdflib.URIRef(term.datatype)
            yield rdflib.Literal(term.value, lang=term.language, datatype=datatype)
        elif term is not None:
            yield rdflib.URIRef(term.value)


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
                *(int(row[name].value) for name in ("points", "richness")),
                row["confirmed"].value if "confirmed" in row else "None",
                cells(row["criteria"].value),
            )
            for row in shipped.store.select(text)
        ]
        there = [
            (str(case), int(points), int(richness), str(confirmed), cells(str(criteria)))
            for case, points, richness, confirmed, criteria in in_rdflib.query(text)
        ]
        assert there == here
        assert here


def cells(text: str) -> set[str]:
    """Read the cells of a row, which come in no particular order."""
    return set(text.split())


def test_the_values_of_the_query_are_printed_one_row_a_gain(shipped: Catalogue) -> None:
    profile = Profile(situation="Des invendus", partners=(INNOVATORS,), territory="commune-45234", sdgs=(17,))
    values = ranking_values(criteria_of(shipped, profile))
    printed = {name: [" ".join(map(str, row)) for row in rows] for name, rows in values.items()}  # type: ignore[arg-type]
    integer = "^^<http://www.w3.org/2001/XMLSchema#integer>"
    assert printed["(criterion weight listing enough)"][1:] == [
        f'"model" "25"{integer} "20"{integer} "20"{integer}',
        f'"territory" "20"{integer} "1"{integer} "20"{integer}',
        f'"sdgs" "10"{integer} "0"{integer} "20"{integer}',
    ]
    assert printed["(criterion link)"][0] == f'"model" <{AKG}inCategory>'
    gains = printed["(criterion aspect link value gain)"]
    assert f'"sdgs" "" <{AKG}contributesToGoal> <{SDG}17> "10"{integer}' in gains
    assert f'"territory" "" <{AKG}inTerritory> <{TERRITORY}departement-45> "12"{integer}' in gains
    assert f'"words" "invendus@fr" <{AKG}titleTerm> "invendus"@fr "16"{integer}' in gains
