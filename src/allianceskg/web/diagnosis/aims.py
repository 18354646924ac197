"""
What people say that they aim at, in their own words, and the objective of the magic square that it leads to.

Source:
    Convention `aims-in-plain-words`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from allianceskg.language import Text
from allianceskg.model import OBJECTIVES
from allianceskg.web.diagnosis.parameters import TypedPartner

AIMS: Final[Mapping[str, Text]] = {
    "positionnement": Text(fr="Toucher plus de monde, être mieux connus", en="Reach more people, be better known"),
    "processus": Text(fr="Mieux acheter, mieux travailler", en="Buy better, work better"),
    "proposition-de-valeur": Text(fr="Inventer un service, une offre", en="Invent a service, an offer"),
    "business-model": Text(fr="Trouver des moyens, durer", en="Find means, last"),
}
"""By the slug of the objective that each leads to."""

WHOLE: Final = "100"
"""The weight of an aim that is chosen: every one the same, whatever the scale, since only proportions count."""


def with_aim(partner: TypedPartner, objective: str) -> TypedPartner:
    """
    Choose an aim of a partner, or give it up where it was chosen; unknown ones change nothing.

    >>> with_aim(TypedPartner(), "processus").weights
    ('100', '', '', '')
    """
    if objective not in AIMS:
        return partner
    rank = OBJECTIVES.index(objective)
    weights = list(partner.weights)
    weights[rank] = "" if is_chosen(partner, objective) else WHOLE
    return replace(partner, weights=tuple(weights))


def is_chosen(partner: TypedPartner, objective: str) -> bool:
    """Tell whether an objective has weight for a partner, by an aim or by a slider."""
    return partner.weights[OBJECTIVES.index(objective)].strip("0.,") != ""
