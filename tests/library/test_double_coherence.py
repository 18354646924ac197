"""The twofold consistency: what does not say the same on both sides is asked, nothing is scored."""

from __future__ import annotations

from dataclasses import fields

import pytest

from allianceskg.files import Home
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.double_coherence import (
    AskedOfOtherAlliances,
    AskedOfTheModel,
    ask_of_other_alliances,
    ask_of_the_model,
)
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import BASE, CASE, concept, slug

SEEDED = """
@prefix akg: <https://w3id.org/alliances/ontology#> .
@prefix actor: <https://w3id.org/alliances/actor/> .
@prefix case: <https://w3id.org/alliances/case/> .
@prefix models: <https://w3id.org/alliances/vocabulary/partnership-models/> .
@prefix objectives: <https://w3id.org/alliances/vocabulary/objectives/> .
@prefix reading: <https://w3id.org/alliances/reading/invented#> .

# A gift whose only recorded effects are on processes: asked.
case:don akg:documents <https://w3id.org/alliances/case/don#alliance> ; akg:inCategory models:mecenat ;
  akg:involvesActor actor:une ; akg:reportsResult <https://w3id.org/alliances/case/don#result-1> .
<https://w3id.org/alliances/case/don#alliance> akg:hasModelStatement <https://w3id.org/alliances/case/don#model-1> .
<https://w3id.org/alliances/case/don#model-1> akg:model models:mecenat-classique .
reading:don akg:readsStatement <https://w3id.org/alliances/case/don#result-1> ; akg:concernsObjective objectives:processus .

# A purchase with an effect on processes, and another on positioning: it goes with its mode, not asked.
case:achat akg:documents <https://w3id.org/alliances/case/achat#alliance> ; akg:inCategory models:pratiques-responsables ;
  akg:involvesActor actor:une , actor:deux ; akg:reportsResult <https://w3id.org/alliances/case/achat#result-1> ;
  akg:reportsDifficulty <https://w3id.org/alliances/case/achat#difficulty-1> .
<https://w3id.org/alliances/case/achat#alliance> akg:hasModelStatement <https://w3id.org/alliances/case/achat#model-1> .
<https://w3id.org/alliances/case/achat#model-1> akg:category models:pratiques-responsables .
reading:achat-1 akg:readsStatement <https://w3id.org/alliances/case/achat#result-1> ; akg:concernsObjective objectives:processus .
reading:achat-2 akg:readsStatement <https://w3id.org/alliances/case/achat#difficulty-1> ; akg:concernsObjective objectives:positionnement .

# A joint company whose evaluation speaks of positioning alone: asked, though by a source and not by a reading.
case:societe akg:documents <https://w3id.org/alliances/case/societe#alliance> ; akg:inCategory models:cooperation-economique ;
  akg:involvesActor actor:deux ; akg:hasEvaluation <https://w3id.org/alliances/case/societe#evaluation-1> .
<https://w3id.org/alliances/case/societe#alliance> akg:hasModelStatement <https://w3id.org/alliances/case/societe#model-1> .
<https://w3id.org/alliances/case/societe#model-1> akg:model models:modele-hybride .
<https://w3id.org/alliances/case/societe#evaluation-1> akg:concernsObjective objectives:positionnement .

# One of which nothing is recorded: nothing is asked of its mode.
case:muet akg:documents <https://w3id.org/alliances/case/muet#alliance> ; akg:inCategory models:mecenat ; akg:involvesActor actor:une .
<https://w3id.org/alliances/case/muet#alliance> akg:hasModelStatement <https://w3id.org/alliances/case/muet#model-1> .
<https://w3id.org/alliances/case/muet#model-1> akg:model models:mecenat-classique .
"""


@pytest.fixture(scope="module")
def seeded(home: Home) -> Catalogue:
    """An invented catalogue with contradictions and without, in memory."""
    store = EmbeddedStore.in_memory()
    store.replace_graph(f"{BASE}invented/graph", SEEDED.encode())
    store.replace_graph(
        f"{BASE}vocabulary/partnership-models/graph",
        (home.ontology / "vocabularies" / "partnership-models.ttl").read_bytes(),
    )
    return Catalogue(store, home, data_version="invented")


def test_seeded_contradictions_are_all_asked_and_none_is_scored(seeded: Catalogue) -> None:
    asked = {case: ask_of_the_model(f"{CASE}{case}", seeded) for case in ("don", "achat", "societe", "muet")}

    assert {case: [slug(one.side) for one in found] for case, found in asked.items()} == {
        "don": ["positionnement"],
        "achat": [],
        "societe": ["business-model"],
        "muet": [],
    }
    (don,) = asked["don"]
    assert don.question == concept("questions", "coherence-1")
    assert don.declared == f"{CASE}don#model-1"
    assert don.effects == ((f"{CASE}don#result-1", (concept("objectives", "processus"),)),)
    for kind in (AskedOfTheModel, AskedOfOtherAlliances):
        assert not {"score", "points", "weight", "verdict"} & {field.name for field in fields(kind)}


def test_an_actors_other_alliances_are_asked_about_where_they_differ(seeded: Catalogue) -> None:
    (asked,) = ask_of_other_alliances(f"{CASE}don", seeded)

    assert asked.question == concept("questions", "coherence-2")
    assert asked.actor.endswith("/une")
    assert [slug(case) for case, _ in asked.others] == ["achat"]


def test_both_sides_of_a_question_are_shown(seeded: Catalogue) -> None:
    found = ask_of_other_alliances(f"{CASE}achat", seeded)

    assert {(slug(one.actor), slug(case)) for one in found for case, _ in one.others} == {
        ("une", "don"),
        ("une", "muet"),
        ("deux", "societe"),
    }
    assert all([slug(one) for one in asked.categories] == ["pratiques-responsables"] for asked in found)
