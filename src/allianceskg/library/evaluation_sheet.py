"""
An evaluation sheet for a partnership under way: the kit's questions by angle, with the objectives that partners weighted.

It is made to be filled in twice: at the beginning, to decide what will be looked at (kit, line 157), and at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from allianceskg.library.catalogue import Catalogue
from allianceskg.library.evaluation_readings import angles_of, questions_about
from allianceskg.matching.diagnosis import normalise
from allianceskg.model import OBJECTIVES, Partner
from allianceskg.terms import concept

_BEGINNING: Final = concept("steps", "definir-ses-objectifs")


@dataclass(frozen=True, slots=True)
class WeighedObjective:
    """An objective with the share that each partner gives it; None for a partner who gave no weights."""

    objective: str
    shares: tuple[Fraction | None, ...]

    @property
    def largest(self) -> Fraction:
        """The largest share that any partner gives it."""
        return max((share for share in self.shares if share is not None), default=Fraction(0))


@dataclass(frozen=True, slots=True)
class EvaluationSheet:
    """
    What is asked.

    Attributes:
        at_the_start: Questions on motives, which the kit asks before one commits oneself.
        angles: Each angle with its questions, in the order of the kit.
        objectives: The four objectives, those that weigh most for a partner first.
    """

    at_the_start: tuple[str, ...]
    angles: tuple[tuple[str, tuple[str, ...]], ...]
    objectives: tuple[WeighedObjective, ...]

    @property
    def questions(self) -> tuple[str, ...]:
        """Every question that is asked, in order."""
        return (*self.at_the_start, *(one for _, questions in self.angles for one in questions))


def evaluation_sheet(partners: Sequence[Partner], catalogue: Catalogue) -> EvaluationSheet:
    """Make the sheet of some partners; without any, the objectives stay in the order of the kit."""
    return EvaluationSheet(
        at_the_start=tuple(questions_about(_BEGINNING, catalogue)),
        angles=tuple((angle, tuple(questions_about(angle, catalogue))) for angle in angles_of(catalogue)),
        objectives=_weighed(partners),
    )


def _weighed(partners: Sequence[Partner]) -> tuple[WeighedObjective, ...]:
    shares = [normalise(partner.objectives) if any(partner.objectives.values()) else None for partner in partners]
    found = [
        WeighedObjective(concept("objectives", name), tuple(None if share is None else share[name] for share in shares))
        for name in OBJECTIVES
    ]
    return tuple(sorted(found, key=lambda one: -one.largest))
