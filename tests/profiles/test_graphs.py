from __future__ import annotations

from fractions import Fraction

import pytest

from allianceskg.errors import ProfileError
from allianceskg.model import Partner, Profile
from allianceskg.profiles import KnownValues, parse_document

PREFIXES = """\
@prefix akg: <https://w3id.org/alliances/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix sdg: <http://metadata.un.org/sdg/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix territory: <https://w3id.org/alliances/territory/> .
@prefix type: <https://w3id.org/alliances/vocabulary/actor-types/> .
@prefix need: <https://w3id.org/alliances/vocabulary/needs/> .
@prefix objective: <https://w3id.org/alliances/vocabulary/objectives/> .
@prefix x: <https://example.org/> .
"""


def read(turtle: str, known: KnownValues) -> Profile:
    return parse_document((PREFIXES + turtle).encode(), "turtle", known)


def faults_of(turtle: str, known: KnownValues) -> list[str]:
    with pytest.raises(ProfileError) as raised:
        read(turtle, known)
    return [fault.fr for fault in raised.value.faults]


def test_a_profile_of_named_nodes_is_read(known):
    profile = read(
        """
        x:p a akg:Profile ; dcterms:title "Essai"@fr , "Trial"@en ; akg:hasPartner x:b , x:a ;
            akg:asksNeed need:definir-strategie ; akg:asksGoal sdg:17 ; akg:asksTerritory territory:commune-45234 .
        x:a a akg:ProfilePartner ; skos:prefLabel "Zoé" ; akg:order 1 ; akg:actorType type:association ;
            akg:hasObjectiveWeight x:w .
        x:b skos:prefLabel "Aline" ; akg:order 2 ; akg:actorType type:entreprise .
        x:w a akg:ObjectiveWeight ; akg:objective objective:processus ; akg:weight 0.5 .
        """,
        known,
    )

    assert profile == Profile(
        title="Essai",
        partners=(Partner("Zoé", "association", {"processus": Fraction(1, 2)}), Partner("Aline", "entreprise")),
        needs=("definir-strategie",),
        territory="commune-45234",
        sdgs=(17,),
    )


def test_partners_without_order_come_by_name(known):
    profile = read(
        """[] a akg:Profile ; akg:hasPartner [ skos:prefLabel "B" ; akg:actorType type:association ] ,
        [ skos:prefLabel "A" ; akg:actorType type:association ] .""",
        known,
    )

    assert [partner.name for partner in profile.partners] == ["A", "B"]


@pytest.mark.parametrize("weight", ["60", "60.0", "6.0e1", '"60"'])
def test_a_weight_may_have_any_type_of_number(known, weight):
    profile = read(
        f"""[] a akg:Profile ; akg:hasPartner [ akg:hasObjectiveWeight
        [ akg:objective objective:processus ; akg:weight {weight} ] ] .""",
        known,
    )

    assert profile.partners[0].objectives == {"processus": 60}


def test_statements_of_other_vocabularies_are_left_alone(known):
    profile = read(
        """[] a akg:Profile ; dcterms:creator "Inventé" ; x:note [ x:a 1 ] ; akg:asksNeed need:definir-strategie .""",
        known,
    )

    assert profile == Profile(needs=("definir-strategie",))


@pytest.mark.parametrize(
    ("turtle", "words"),
    [
        ("x:a x:b x:c .", "0 ressources de type akg:Profile"),
        ("x:a a akg:Profile . x:b a akg:Profile .", "2 ressources de type akg:Profile"),
        ("[] a akg:Profile ; akg:askNeed need:x .", "akg:askNeed : cette propriété n'a pas sa place ici"),
        ("[] a akg:Profile ; akg:hasPartner x:absent .", "rien n'est dit de cette ressource"),
        ('[] a akg:Profile ; akg:hasPartner "Ville" .', "rien n'est dit de cette ressource"),
        (
            "[] a akg:Profile ; akg:hasPartner [ akg:actorType type:association , type:entreprise ] .",
            "une seule valeur",
        ),
        (
            "[] a akg:Profile ; akg:asksTerritory territory:commune-45234 , territory:x .",
            "akg:asksTerritory : une seule",
        ),
        ("[] a akg:Profile ; akg:asksNeed [] .", "n'est pas un besoin de ce catalogue"),
        (
            """[] a akg:Profile ; akg:hasPartner [ akg:hasObjectiveWeight [ akg:objective objective:processus ;
            akg:weight 1 ] , [ akg:objective objective:processus ; akg:weight 2 ] ] .""",
            "deux poids",
        ),
        (
            "[] a akg:Profile ; akg:hasPartner [ akg:hasObjectiveWeight [ akg:weight 1 ] ] .",
            "un objectif est attendu, pas rien",
        ),
    ],
)
def test_what_a_graph_gets_wrong_is_told(known, turtle, words):
    assert any(words in fault for fault in faults_of(turtle, known))


def test_a_circle_of_partners_ends(known):
    assert faults_of("x:p a akg:Profile ; akg:hasPartner x:p .", known)
