from __future__ import annotations

import json

import pytest

from allianceskg.errors import ProfileError
from allianceskg.model import Partner, Profile
from allianceskg.profiles import KnownValues, parse_document, parse_profile
from allianceskg.profiles.json_ld import CONTEXT, CONTEXT_IRI

AKG = "https://w3id.org/alliances/ontology#"
NEED = "https://w3id.org/alliances/vocabulary/needs/definir-strategie"
SKOS_LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"


def read(document: object, known: KnownValues) -> Profile:
    return parse_document(json.dumps(document).encode(), "json", known)


def faults_of(document: object, known: KnownValues) -> list[str]:
    with pytest.raises(ProfileError) as raised:
        read(document, known)
    return [fault.fr for fault in raised.value.faults]


@pytest.mark.parametrize("context", [CONTEXT_IRI, dict(CONTEXT), [CONTEXT_IRI], [CONTEXT_IRI, dict(CONTEXT)]])
def test_our_context_is_the_iri_or_the_object(known, context):
    document = {"@context": context, "@type": "Profile", "@id": "urn:x", "needs": ["definir-strategie"]}

    assert read(document, known) == Profile(needs=("definir-strategie",))


@pytest.mark.parametrize(
    "context",
    ["https://example.org/context.jsonld", {}, [], [CONTEXT_IRI, {"needs": "https://example.org/x"}], None, 3],
)
def test_another_context_is_refused_and_never_fetched(known, context):
    (fault,) = faults_of({"@context": context, "needs": ["definir-strategie"]}, known)

    assert fault.startswith("@context : ")
    assert "Aucun contexte n'est cherché sur le réseau" in fault


def test_another_type_is_refused(known):
    (fault,) = faults_of({"@context": CONTEXT_IRI, "@type": "CaseStudy", "needs": ["definir-strategie"]}, known)

    assert fault.startswith("@type : « CaseStudy » n'est pas un profil")


@pytest.mark.parametrize(
    "objectives",
    [
        {"processus": 60, "positionnement": 40},
        [
            {"objective": "processus", "weight": "60.0"},
            {"@type": "ObjectiveWeight", "objective": "positionnement", "weight": 40},
        ],
    ],
)
def test_objectives_are_a_mapping_or_a_list(known, objectives):
    document = {
        "@context": CONTEXT_IRI,
        "partners": [{"@type": "ProfilePartner", "order": "1", "objectives": objectives}],
    }

    assert read(document, known).partners == (Partner(objectives={"processus": 60, "positionnement": 40}),)


def test_two_weights_for_one_objective_are_refused(known):
    weights = [{"objective": "processus", "weight": 1}, {"objective": "processus", "weight": 2}]

    assert faults_of({"@context": CONTEXT_IRI, "partners": [{"objectives": weights}]}, known)


def test_the_api_reads_the_same_document(known):
    document = {"@context": CONTEXT_IRI, "needs": [NEED]}

    assert parse_profile(document, known) == read(document, known)


@pytest.mark.parametrize("wrap", [lambda node: [node], lambda node: node, lambda node: {"@graph": [node]}])
def test_expanded_json_ld_is_read(known, wrap):
    node = {
        "@type": [f"{AKG}Profile"],
        f"{AKG}asksNeed": [{"@id": NEED}],
        f"{AKG}hasPartner": [
            {
                SKOS_LABEL: [{"@value": "Essai", "@language": "fr"}],
                f"{AKG}hasObjectiveWeight": {
                    f"{AKG}objective": [{"@id": "https://w3id.org/alliances/vocabulary/objectives/processus"}],
                    f"{AKG}weight": [{"@value": "0.5", "@type": "http://www.w3.org/2001/XMLSchema#decimal"}],
                },
            }
        ],
    }

    profile = read(wrap(node), known)

    assert profile.needs == ("definir-strategie",)
    assert [(one.name, [*one.objectives]) for one in profile.partners] == [("Essai", ["processus"])]


def test_expanded_json_ld_may_name_its_parts(known):
    profile = read(
        [
            {"@id": "_:p", "@type": f"{AKG}Profile", f"{AKG}hasPartner": {"@set": [{"@id": "_:a"}]}},
            {"@id": "_:a", f"{AKG}actorType": {"@id": "https://w3id.org/alliances/vocabulary/actor-types/association"}},
        ],
        known,
    )

    assert profile.partners == (Partner(actor_type="association"),)


def test_expanded_json_ld_without_a_profile_is_refused(known):
    (fault,) = faults_of([{"@id": "urn:x", f"{AKG}asksNeed": [{"@id": NEED}]}], known)

    assert fault.startswith("0 ressources de type akg:Profile")


def test_deep_expanded_json_ld_is_refused(known):
    document: object = {"@id": NEED}
    for _ in range(50):
        document = {f"{AKG}asksNeed": [document]}

    (fault,) = faults_of(document, known)

    assert fault == "JSON-LD trop imbriqué ou trop long pour un profil"
