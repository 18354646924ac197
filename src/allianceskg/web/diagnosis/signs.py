"""Signs and words for states: a sign is never alone, and neither is a colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from allianceskg.language import Text
from allianceskg.matching.answer import ContrastKind, FunctionState
from allianceskg.model import CriterionState


@dataclass(frozen=True, slots=True)
class Sign:
    """
    A state as it is shown.

    Attributes:
        sign: For the eye only; screen readers are given the words.
        style: Name of its class in the style sheet.
    """

    sign: str
    style: str
    words: Text


CRITERION_STATES: Final[Mapping[CriterionState, Sign]] = {
    "met": Sign("✔", "met", Text(fr="rempli", en="met")),
    "partly-met": Sign("◐", "partly", Text(fr="rempli en partie", en="partly met")),
    "unmet": Sign("✘", "unmet", Text(fr="non rempli", en="unmet")),
    "unknown": Sign("?", "unknown", Text(fr="non renseigné", en="not recorded")),
    "not-applicable": Sign("–", "unknown", Text(fr="sans objet", en="not applicable")),
}
FUNCTION_STATES: Final[Mapping[FunctionState, Sign]] = {
    "recorded": Sign("●", "met", Text(fr="recensée sur ce territoire", en="recorded on this territory")),
    "recorded-nearby": Sign("◐", "partly", Text(fr="recensée à proximité", en="recorded nearby")),
    "none-recorded": Sign(
        "○",
        "unknown",
        Text(fr="aucun exemple recensé ici ni à proximité", en="no example on record here or nearby"),
    ),
}
CONTRASTS: Final[Mapping[ContrastKind, Text]] = {
    "other-model": Text(fr="Un autre modèle", en="Another model"),
    "difficulties": Text(fr="Des difficultés rapportées", en="Difficulties reported"),
}
