"""The values that a profile may hold, and its limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.language import Text
from allianceskg.terms import SDG, TERRITORY, VOCABULARY

MAX_BYTES: Final = 1_000_000
MAX_PARTNERS: Final = 20
MAX_ITEMS: Final = 50
MAX_CHARACTERS: Final = 300
MAX_SITUATION: Final = 2_000
MAX_SOUGHT: Final = 20
GOALS: Final = range(1, 18)

TerritoryFinder = Callable[[str], Sequence[tuple[str, str]]]


def _no_suggestion(_: str) -> tuple[tuple[str, str], ...]:
    return ()


@dataclass(frozen=True, slots=True)
class KnownValues:
    """
    What the catalogue knows, for checking profiles.

    Attributes:
        actor_types, objectives, features, needs, functions, themes, roles: Slug and label of each admitted value.
        resolve_territory: Given a slug `commune-45234`, a bare code or a name, returns slug and label of every
            territory that is meant: none, one, or several when the text is ambiguous. The label tells namesakes apart,
            as in "Courcy (Manche)".
        suggest_territory: Given what no territory is called, returns those of a near name, best first.
    """

    actor_types: Mapping[str, Text]
    objectives: Mapping[str, Text]
    features: Mapping[str, Text]
    needs: Mapping[str, Text]
    functions: Mapping[str, Text]
    themes: Mapping[str, Text]
    roles: Mapping[str, Text]
    resolve_territory: TerritoryFinder
    suggest_territory: TerritoryFinder = _no_suggestion


@dataclass(frozen=True, slots=True)
class Kind:
    """
    One kind of value: the key of the file, its namespace, and its names in a message.

    Attributes:
        one: With its article, to say that a value is not one.
    """

    key: str
    namespace: str
    place: Text
    one: Text


ACTOR_TYPE: Final = Kind(
    "actor_type",
    f"{VOCABULARY}actor-types/",
    Text("type d'acteur (actor_type)", "actor_type"),
    Text("un type d'acteur", "an actor type"),
)
OBJECTIVE: Final = Kind(
    "objectives",
    f"{VOCABULARY}objectives/",
    Text("objectifs (objectives)", "objectives"),
    Text("un objectif", "an objective"),
)
ROLE: Final = Kind("role", f"{VOCABULARY}participation-roles/", Text("rôle (role)", "role"), Text("un rôle", "a role"))
FEATURES: Final = Kind(
    "features",
    f"{VOCABULARY}model-features/",
    Text("réponses (features)", "features"),
    Text("une réponse qui qualifie un modèle", "an answer that qualifies a model"),
)
NEEDS: Final = Kind("needs", f"{VOCABULARY}needs/", Text("besoins (needs)", "needs"), Text("un besoin", "a need"))
FUNCTIONS: Final = Kind(
    "functions",
    f"{VOCABULARY}catalyst-functions/",
    Text("fonctions (functions)", "functions"),
    Text("une fonction", "a function"),
)
TERRITORIES: Final = Kind(
    "territory", TERRITORY, Text("territoire (territory)", "territory"), Text("un territoire", "a territory")
)
THEMES: Final = Kind("themes", f"{VOCABULARY}themes/", Text("thèmes (themes)", "themes"), Text("un thème", "a theme"))
SDGS: Final = Kind("sdgs", SDG, Text("ODD (sdgs)", "sdgs"), Text("un ODD", "a Sustainable Development Goal"))

SLUG_LISTS: Final = (FEATURES, NEEDS, FUNCTIONS, THEMES)


def values_of(kind: Kind, known: KnownValues) -> Mapping[str, Text]:
    """Return the admitted slugs of a kind, with their labels."""
    return {
        ACTOR_TYPE.key: known.actor_types,
        ROLE.key: known.roles,
        OBJECTIVE.key: known.objectives,
        FEATURES.key: known.features,
        NEEDS.key: known.needs,
        FUNCTIONS.key: known.functions,
        THEMES.key: known.themes,
    }[kind.key]
