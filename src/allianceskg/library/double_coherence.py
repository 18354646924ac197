"""
The twofold consistency of the kit (line 130), as questions: with the mode chosen, and with the partners' other alliances.

Nothing is scored and nothing is found wrong: what is recorded on both sides is set side by side, and the kit's own
question is asked where the two do not say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from allianceskg.library.catalogue import Catalogue
from allianceskg.rdf.term import IRI, Term
from allianceskg.terms import concept

WITH_THE_MODEL: Final = concept("questions", "coherence-1")
WITH_OTHER_ACTIONS: Final = concept("questions", "coherence-2")


@dataclass(frozen=True, slots=True)
class AskedOfTheModel:
    """
    Whether the mode chosen goes with what came of it.

    Attributes:
        question: The question of the kit.
        declared: Statement that gives the model or category.
        side: Objective that names the side of an organisation which the category bears on (kit, line 134).
        effects: Statements that report effects, with the objectives that they concern; none of them is `side`.
    """

    question: str
    declared: str
    category: str
    side: str
    effects: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class AskedOfOtherAlliances:
    """
    How an alliance stands among the others of one of its actors.

    Attributes:
        categories: Those of the case.
        others: Other cases of the actor whose categories are none of these, with their categories.
    """

    question: str
    actor: str
    categories: tuple[str, ...]
    others: tuple[tuple[str, tuple[str, ...]], ...]


def ask_of_the_model(case: str, catalogue: Catalogue) -> list[AskedOfTheModel]:
    """Ask about the mode where effects are recorded and none of them is on the side that the category bears on."""
    found: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for row in _rows("coherence-with-model", case, catalogue):
        key = row["declared"].value, row["category"].value, row["side"].value
        found.setdefault(key, {}).setdefault(row["statement"].value, []).append(row["objective"].value)
    return [
        AskedOfTheModel(
            WITH_THE_MODEL, declared, category, side, tuple((one, tuple(sides)) for one, sides in effects.items())
        )
        for (declared, category, side), effects in found.items()
        if all(side not in sides for sides in effects.values())
    ]


def ask_of_other_alliances(case: str, catalogue: Catalogue) -> list[AskedOfOtherAlliances]:
    """Ask about an actor's other alliances where they are of other categories than this case."""
    own: dict[str, None] = {}
    others: dict[str, dict[str, dict[str, None]]] = {}
    for row in _rows("coherence-with-alliances", case, catalogue):
        own[row["category"].value] = None
        of_actor = others.setdefault(row["actor"].value, {})
        of_actor.setdefault(row["other"].value, {})[row["otherCategory"].value] = None
    return [
        AskedOfOtherAlliances(WITH_OTHER_ACTIONS, actor, tuple(own), apart)
        for actor, alliances in others.items()
        if (
            apart := tuple(
                (other, tuple(categories))
                for other, categories in alliances.items()
                if not own.keys() & categories.keys()
            )
        )
    ]


def _rows(query: str, case: str, catalogue: Catalogue) -> Iterable[Mapping[str, Term]]:
    return catalogue.store.select(catalogue.queries.get(query).bind({"case": [IRI(case)]}))
