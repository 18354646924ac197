"""What is said of the network wherever it is shown: whose network it is, what is counted, what is not recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from allianceskg.analysis.affiliations import TwoModeNetwork
from allianceskg.analysis.network_request import ProjectionName, Weighting
from allianceskg.language import Text

OF_THIS_CATALOGUE: Final = Text(
    fr="Réseau de ce catalogue, et non du pays.", en="Network of this catalogue, not of the country."
)
"""Stands on every figure: a tie that is not recorded is not a tie that does not exist."""

PROJECTION_WORDS: Final[dict[ProjectionName, Text]] = {
    "bipartite": Text(
        fr="Acteurs et cas : un lien joint un acteur à un cas auquel il prend part.",
        en="Actors and cases: a tie joins an actor to a case in which it takes part.",
    ),
    "actors": Text(
        fr="Acteurs : un lien joint deux acteurs d'un même cas.", en="Actors: a tie joins two actors of the same case."
    ),
    "cases": Text(fr="Cas : un lien joint deux cas d'un même acteur.", en="Cases: a tie joins two cases of one actor."),
    "types": Text(
        fr="Genres d'acteurs, c'est-à-dire les types les plus larges : un lien joint deux genres dont deux acteurs sont dans un même cas.",
        en="Kinds of actors, that is the broadest types: a tie joins two kinds of which two actors are in the same case.",
    ),
    "territories": Text(
        fr="Départements et collectivités d'outre-mer : un lien en joint deux où un même acteur a des cas.",
        en="Départements and overseas collectivities: a tie joins two where one actor has cases.",
    ),
}
WEIGHTING_WORDS: Final[dict[Weighting, Text]] = {
    "shared": Text(
        fr="Poids d'un lien : nombre de cas, ou d'acteurs, que les deux ont en commun.",
        en="Weight of a tie: number of cases, or of actors, that the two have in common.",
    ),
    "newman": Text(
        fr="Poids de Newman : ce qui joint k bouts compte pour 1 / (k - 1), si bien qu'un grand cas ne pèse pas plus qu'un petit.",
        en="Newman's weight: what joins k ends counts for 1 / (k - 1), so that a large case weighs no more than a small one.",
    ),
}


@dataclass(frozen=True, slots=True)
class Aspect:
    """
    Something that could be recorded.

    Attributes:
        unrecorded: Of how many it is not.
        out_of: Of how many it could be.
    """

    name: str
    label: Text
    unrecorded: int
    out_of: int


def read_aspects_of(network: TwoModeNetwork) -> tuple[Aspect, ...]:
    """
    Count what is not recorded of the network; whatever is counted in it is short of that.

    As of a year, the cases without a year are not in the network, and are counted here all the same: any may belong in it.
    """
    cases, actors = list(network.cases.values()), list(network.actors.values())
    alliances = [one for one in cases if one.is_alliance]
    initiatives = [one for one in cases if one.is_initiative]
    roles = sum(1 for tie in network.ties if not tie.roles)
    return (
        Aspect(
            "actor",
            Text(fr="cas sans acteur recensé", en="cases without a recorded actor"),
            sum(1 for found in network.actors_of.values() if not found),
            len(cases),
        ),
        Aspect(
            "start",
            Text(fr="cas sans année de début", en="cases without a year of start"),
            network.undated + sum(1 for one in cases if one.start is None),
            network.undated + len(cases),
        ),
        Aspect(
            "place",
            Text(
                fr="cas sans département ni collectivité", en="cases without a département or an overseas collectivity"
            ),
            sum(1 for one in cases if not one.territories),
            len(cases),
        ),
        Aspect(
            "model",
            Text(fr="alliances sans modèle", en="alliances without a model"),
            sum(1 for one in alliances if not one.models),
            len(alliances),
        ),
        Aspect(
            "function",
            Text(fr="initiatives de catalyse sans fonction", en="catalyst initiatives without a function"),
            sum(1 for one in initiatives if not one.functions),
            len(initiatives),
        ),
        Aspect(
            "type",
            Text(fr="acteurs sans type", en="actors without a type"),
            sum(1 for one in actors if not one.types),
            len(actors),
        ),
        Aspect(
            "seat",
            Text(fr="acteurs sans siège", en="actors without a seat"),
            sum(1 for one in actors if one.seat is None),
            len(actors),
        ),
        Aspect(
            "role",
            Text(fr="liens sans rôle", en="ties without a role"),
            roles,
            len(network.ties),
        ),
    )
