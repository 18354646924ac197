"""Every point hangs on what its proof shows: take that away and it is gone, add what has nothing to do with it and it stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from allianceskg.matching.answer import Answer
from allianceskg.matching.specification import Ranked, rank
from allianceskg.model import Profile, SoughtActor
from allianceskg.terms import CASE

from .catalogues import InventedCase, InventedCatalogue, criteria_of, partner

ASKED = Profile(
    situation="Un moulin et du savon",
    partners=(partner(actor_type="fondation", aims_at="proposition-de-valeur"),),
    seeks=(SoughtActor("fondation", "financeur"),),
    needs=("evaluer-pertinence",),
    functions=("accompagnements", "dialogue-territorial"),
    territory="commune-45234",
    themes=("reemploi", "numerique"),
    sdgs=(11,),
)
WHOLE = InventedCase(
    "entier",
    models=("rd-societale",),
    functions=(("accompagnements", None), ("dialogue-territorial", None)),
    places=("commune-45147",),
    themes=("reemploi", "numerique"),
    needs=("evaluer-pertinence",),
    goals=("11",),
    types=("fondation",),
    roles=("financeur",),
    facts=("Le moulin", "Le savon"),
)
RECORDED_BY: dict[str, dict[str, Any]] = {
    "words": {"facts": ()},
    "themes": {"themes": ()},
    "model": {"models": ()},
    "function:accompagnements": {"functions": (("dialogue-territorial", None),)},
    "territory": {"places": ()},
    "types": {"types": (), "roles": ()},
    "need": {"needs": ()},
    "sdgs": {"goals": ()},
}


def ranked_by(invented: InventedCatalogue, asked: InventedCase, case: InventedCase) -> Ranked:
    """Rank a case by the criteria that a profile has where another one stands in its place."""
    others = [InventedCase(f"autre-{number}") for number in range(30)]
    criteria = criteria_of(invented.hold([asked, *others]), ASKED)
    catalogue = invented.hold([case, *others])
    (found,) = (
        one for one in rank(catalogue.store, catalogue.queries.get("ranking"), criteria) if one.case == CASE + case.slug
    )
    return found


@pytest.mark.parametrize("criterion", RECORDED_BY)
def test_without_what_the_proof_shows_exactly_the_points_of_the_criterion_are_gone(
    invented: InventedCatalogue, criterion: str
) -> None:
    before = ranked_by(invented, WHOLE, WHOLE)
    after = ranked_by(invented, WHOLE, replace(WHOLE, **RECORDED_BY[criterion]))
    touched = {criterion, "seeks"} if criterion == "types" else {criterion}
    assert before.earned[criterion] > 0
    assert after.points == before.points - sum(before.earned[one] for one in touched)
    assert not any(after.earned.get(one) for one in touched)
    assert {name: points for name, points in after.earned.items() if name not in touched} == {
        name: points for name, points in before.earned.items() if name not in touched
    }


def test_without_one_of_two_words_or_themes_its_part_of_the_points_is_gone(invented: InventedCatalogue) -> None:
    before = ranked_by(invented, WHOLE, WHOLE).earned
    one_word = ranked_by(invented, WHOLE, replace(WHOLE, facts=("Le moulin",))).earned
    one_theme = ranked_by(invented, WHOLE, replace(WHOLE, themes=("reemploi",))).earned
    assert one_word["words"] == before["words"] // 2
    assert before["themes"] == 50
    assert one_theme["themes"] == 25


def test_a_fact_that_has_nothing_to_do_with_what_is_asked_moves_no_point(invented: InventedCatalogue) -> None:
    before = ranked_by(invented, WHOLE, WHOLE)
    after = ranked_by(
        invented,
        WHOLE,
        replace(WHOLE, facts=(*WHOLE.facts, "Une gare"), goals=(*WHOLE.goals, "8"), themes=(*WHOLE.themes, "emploi")),
    )
    assert (after.points, after.earned) == (before.points, before.earned)


def test_the_address_decides_at_most_one_in_ten_of_the_first_places(example_answers: dict[str, Answer]) -> None:
    first = [match for answer in example_answers.values() for match in answer.matches[:10]]
    assert sum(match.tied > 1 for match in first) <= len(first) / 10
