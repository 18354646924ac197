"""The names of things, so that no address stands where a person expects a name."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from allianceskg.files import Home
from allianceskg.language import Text, Worded, same
from allianceskg.names import Names
from allianceskg.rdf.table import Table
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import ACTOR, SDG, TERRITORY, concept

INVENTED = """
@prefix akg: <https://w3id.org/alliances/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix v: <https://w3id.org/alliances/vocabulary/invente/> .
@prefix scheme: <https://w3id.org/alliances/vocabulary/> .
v:second skos:inScheme scheme:invente ; skos:prefLabel "Deuxième"@fr , "Second"@en ; akg:order 2 ;
    skos:broader v:first , v:third ; akg:sourceLine 59 .
v:first skos:inScheme scheme:invente ; skos:prefLabel "Premier (catégorie)"@fr , "First (category)"@en ; akg:order 1 .
v:third skos:inScheme scheme:invente ; skos:prefLabel "Troisième (inventé)"@fr , "Third (invented)"@en ; akg:order 10 .
v:french-only skos:inScheme scheme:invente ; skos:prefLabel "Sans anglais"@fr .
v:dutch-only skos:inScheme scheme:invente ; skos:prefLabel "Alleen Nederlands"@nl .
v:nameless skos:inScheme scheme:invente .
<urn:invente:les-deux> skos:prefLabel "Inventé"@fr , "Invented"@en .
<urn:invente:francais> skos:prefLabel "Association inventée"@fr .
<urn:invente:anglais> skos:prefLabel "Invented charity"@en .
<urn:invente:sans-langue> skos:prefLabel "Inventé 45" .
"""


@dataclass
class CountingStore:
    """A real store that counts the questions it is asked."""

    store: EmbeddedStore
    asked: list[str] = field(default_factory=list)

    def select(self, query: str) -> Table:
        self.asked.append(query)
        return self.store.select(query)

    def ask(self, query: str) -> bool:
        return self.store.ask(query)

    def construct(self, query: str):
        return self.store.construct(query)


@pytest.fixture
def store() -> CountingStore:
    embedded = EmbeddedStore.in_memory()
    embedded.replace_graph("urn:invented", INVENTED.encode())
    return CountingStore(embedded)


@pytest.fixture
def invented(store: CountingStore, home: Home) -> Names:
    return Names(store, QueryCatalogue(home.queries))


@pytest.fixture(scope="module")
def names(built_store: EmbeddedStore, home: Home) -> Names:
    return Names(built_store, QueryCatalogue(home.queries))


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        (concept("needs", "evaluer-pertinence"), Text("Évaluer sa pertinence", "Evaluate one's relevance")),
        (
            concept("partnership-models", "cooperation-economique"),
            Text("Coopération économique (catégorie)", "Economic cooperation (category)"),
        ),
        (
            concept("partnership-models", "modele-cooperation-economique"),
            Text("Coopération économique (modèle)", "Economic cooperation (model)"),
        ),
        (f"{SDG}17", Text("Partenariats pour la réalisation des objectifs", "Partnerships for the goals")),
        (f"{TERRITORY}commune-45234", same("Orléans")),
        (f"{TERRITORY}ept-200057941", same("Paris Est Marne et Bois")),
        (f"{ACTOR}goodplanet", Text("Fondation GoodPlanet", "GoodPlanet Foundation")),
    ],
)
def test_a_concept_a_territory_and_an_actor_have_a_name_in_both_languages(names: Names, thing: str, name: Text) -> None:
    assert names.of(thing) == name


def test_the_short_name_of_a_category_or_model_leaves_out_which_of_the_two_it_is(names: Names) -> None:
    for slug in ("cooperation-economique", "modele-cooperation-economique"):
        assert names.short(concept("partnership-models", slug)) == Text(
            "Coopération économique", "Economic cooperation"
        )
    assert names.short(concept("partnership-models", "rd-societale")) == Text("R&D sociétale", "Societal R&D")


def test_only_that_ending_is_left_out(invented: Names) -> None:
    assert invented.short(concept("invente", "first")) == Text("Premier", "First")
    assert invented.short(concept("invente", "third")) == Text("Troisième (inventé)", "Third (invented)")


def test_what_the_store_does_not_name_keeps_its_slug(invented: Names) -> None:
    assert invented.of("https://example.org/federation/autre-cas") == same("autre-cas")


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        ("les-deux", Text("Inventé", "Invented")),
        ("francais", same("Association inventée")),
        ("anglais", same("Invented charity")),
        ("sans-langue", same("Inventé 45")),
    ],
)
def test_a_missing_language_is_made_up_for_by_the_other(invented: Names, thing: str, name: Text) -> None:
    assert invented.of(f"urn:invente:{thing}") == name


def test_names_are_learned_in_one_question_and_kept(invented: Names, store: CountingStore) -> None:
    things = [f"urn:invente:{name}" for name in ("les-deux", "francais", "anglais")]
    assert invented.concepts
    store.asked.clear()
    invented.learn([*things, *things, concept("invente", "first")])
    assert [invented.of(thing).en for thing in things] == ["Invented", "Association inventée", "Invented charity"]
    assert len(store.asked) == 1
    invented.learn(things)
    assert len(store.asked) == 1


def test_a_concept_knows_its_scheme_its_rank_its_line_and_all_that_is_broader(invented: Names) -> None:
    second = invented.concepts[concept("invente", "second")]
    assert (second.slug, second.scheme, second.order, second.line) == ("second", "invente", 2, 59)
    assert second.broader == (concept("invente", "first"), concept("invente", "third"))


def test_the_concepts_of_a_scheme_come_in_the_order_of_their_rank(invented: Names, names: Names) -> None:
    assert [one.slug for one in invented.in_scheme("invente") if one.order] == ["first", "second", "third"]
    assert [one.slug for one in names.in_scheme("steps")] == [
        "definir-ses-objectifs",
        "qualifier-le-modele",
        "se-positionner",
    ]
    assert names.in_scheme("no-such-scheme") == []


def test_a_concept_is_named_in_whatever_languages_it_has(invented: Names) -> None:
    assert invented.concepts[concept("invente", "french-only")].label == same("Sans anglais")
    dutch = invented.concepts[concept("invente", "dutch-only")]
    assert dict(dutch.names) == {"nl": "Alleen Nederlands"}
    assert invented.wordings(dutch.iri).chosen("en") == Worded("Alleen Nederlands", "nl")


def test_a_concept_without_any_label_is_none(invented: Names) -> None:
    assert concept("invente", "nameless") not in invented.concepts


def test_the_goals_have_the_scheme_of_the_united_nations(names: Names) -> None:
    goals = {one.slug for one in names.in_scheme("sdg")}
    assert {str(number) for number in range(1, 18)} | {"17.16", "17.17"} == goals
