"""
What people say that they aim at, in their own words, and the objective of the magic square that it leads to.

Source:
    Convention `aims-in-plain-words`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Final

from allianceskg.language import Text
from allianceskg.model import OBJECTIVES
from allianceskg.profiles.faults import weight_fault
from allianceskg.web.diagnosis.parameters import TypedPartner

AIMS: Final[Mapping[str, Text]] = {
    "positionnement": Text(fr="Toucher plus de monde, être mieux connus", en="Reach more people, be better known"),
    "processus": Text(fr="Mieux acheter, mieux travailler", en="Buy better, work better"),
    "proposition-de-valeur": Text(fr="Inventer un service, une offre", en="Invent a service, an offer"),
    "business-model": Text(fr="Trouver des moyens, durer", en="Find means, last"),
}
"""By the slug of the objective that each leads to."""

WHOLE: Final = "100"
"""The weight of a first aim: any would do, since only proportions count."""


def with_aim(partner: TypedPartner, objective: str) -> TypedPartner:
    """
    Choose an aim of a partner, as much as the strongest one; or give it up where it was chosen. Unknown ones change nothing.

    >>> with_aim(TypedPartner(), "processus").weights
    ('100', '', '', '')
    """
    if objective not in AIMS:
        return partner
    rank = OBJECTIVES.index(objective)
    weights = list(partner.weights)
    weights[rank] = "" if is_chosen(partner, objective) else max(weights, key=_amount) or WHOLE
    return replace(partner, weights=tuple(weights))


def is_chosen(partner: TypedPartner, objective: str) -> bool:
    """Tell whether no objective weighs more for a partner than this one, which has some weight."""
    amounts = [_amount(one) for one in partner.weights]
    own = amounts[OBJECTIVES.index(objective)]
    return own > 0 and own == max(amounts)


def _amount(weight: str) -> Fraction:
    """Read a weight; what is none counts as nothing."""
    return Fraction(weight) if weight and weight_fault(weight) is None else Fraction(0)
