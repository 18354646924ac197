"""
What people say that they aim at, in their own words, and the objective of the magic square that it leads to.

Source:
    Convention `aims-in-plain-words`.
"""

from __future__ import annotations

import re
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

_SAID: Final[Mapping[str, re.Pattern[str]]] = {
    objective: re.compile(rf"\b(?:{'|'.join(ways)})\b", re.IGNORECASE)
    for objective, ways in {
        "positionnement": [
            r"touch\w+ (?:plus|davantage|un plus large|d['’]autres)(?: (?:de|large))?(?: \w+)?",
            r"(?:nous|se|me) faire conna[iî]tre",
            r"(?:[eê]tre )?(?:mieux|plus) connue?s?",
            r"reach(?:ing)? (?:more|other|new)(?: \w+)?",
            r"(?:become |be )?better known",
        ],
        "processus": [
            r"mieux acheter",
            r"acheter (?:mieux|autrement)",
            r"achats responsables",
            r"mieux travailler",
            r"buy(?:ing)? (?:better|responsibly)",
            r"work(?:ing)? better",
        ],
        "proposition-de-valeur": [
            r"(?:inventer|cr[eé]er|concevoir|imaginer|lancer) (?:ensemble )?(?:un nouveau|une nouvelle|un|une) (?:service|offre|produit)s?",
            r"(?:invent|create|design|launch)(?:ing)? an? (?:new )?(?:service|offer|product)",
        ],
        "business-model": [
            r"trouver (?:des |de l['’]|de nouveaux )?(?:moyens|financements?|argent|fonds|ressources)",
            r"p[eé]renniser",
            r"find(?:ing)? (?:the )?(?:means|funds|funding|money)",
        ],
    }.items()
}
"""How an aim is said within a sentence; what is said otherwise is chosen by its button."""

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


def aims_in_words(story: str) -> dict[str, str]:
    """
    Find the aims that a sentence says, by their objectives, each with its words as they were written.

    >>> aims_in_words("Association, nous voulons toucher plus de monde et mieux acheter")
    {'positionnement': 'toucher plus de monde', 'processus': 'mieux acheter'}
    """
    found = {objective: way.search(story) for objective, way in _SAID.items()}
    return {objective: said.group() for objective, said in found.items() if said}


def is_chosen(partner: TypedPartner, objective: str) -> bool:
    """Tell whether no objective weighs more for a partner than this one, which has some weight."""
    amounts = [_amount(one) for one in partner.weights]
    own = amounts[OBJECTIVES.index(objective)]
    return own > 0 and own == max(amounts)


def _amount(weight: str) -> Fraction:
    """Read a weight; what is none counts as nothing."""
    return Fraction(weight) if weight and weight_fault(weight) is None else Fraction(0)
