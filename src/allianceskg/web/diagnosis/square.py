"""
The magic square of objectives (kit, line 62), as a figure.

Each corner of the square stands for one objective; on the way from the middle to a corner, a share of weight from 0 to
100 %. Four shares make a quadrilateral: one for each partner, and one for their barycentre.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from allianceskg.language import Text
from allianceskg.matching.diagnosis_texts import percentage
from allianceskg.model import Diagnosis, Typology

_MIDDLE: Final = (200, 220)
_REACH: Final = 140
_CORNERS: Final[Mapping[str, tuple[int, int]]] = {
    "positionnement": (-1, -1),
    "proposition-de-valeur": (1, -1),
    "processus": (1, 1),
    "business-model": (-1, 1),
}
"""The corners as one goes round; each category has the same place in the square of the home page."""

_RINGS: Final = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1))
_BRACKET: Final = 34
_FIRST_LINE: Final = 26
_MARGIN: Final = 4
# Partners are told apart by their dashes too, not by colour alone.
_DASHES: Final = ("6 3", "2 3", "10 3 2 3", "1 4", "12 4")


@dataclass(frozen=True, slots=True)
class Corner:
    """
    Where an objective is written, and its share of the barycentre if there is one.

    Attributes:
        category: Slug of the category that it leads to.
        bracket: Path of the mark at the corner.
    """

    label: Text
    category: str
    category_label: Text
    share: Text | None
    bracket: str
    x: int
    y: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A quadrilateral of shares, with its values for the table beside the figure."""

    name: Text
    points: str
    vertices: tuple[tuple[float, float], ...]
    shares: tuple[Text, ...]
    dashes: str
    rank: int


@dataclass(frozen=True, slots=True)
class Square:
    """
    The figure.

    Attributes:
        centre: The barycentre; None when nobody gave objectives.
        shapes: The partners', when there is more than one.
    """

    corners: tuple[Corner, ...]
    rings: tuple[tuple[float, float, float], ...]
    axes: str
    shapes: tuple[Outline, ...]
    centre: Outline | None


def draw(diagnosis: Diagnosis, typology: Typology) -> Square:
    """Draw the partners' objectives and their barycentre."""
    centre = dict(diagnosis.barycentre) if diagnosis.barycentre is not None else None
    pulls = diagnosis.disagreement.pulls
    shapes = [_shape(pull.partner, dict(pull.weights), rank) for rank, pull in enumerate(pulls, start=1)]
    middle = (
        Text(fr="Vous tous, en moyenne", en="All of you, on average")
        if len(pulls) > 1
        else Text(fr="Objectifs", en="Objectives")
    )
    return Square(
        corners=tuple(_corner(objective, centre, typology) for objective in _CORNERS),
        rings=tuple(_ring(share) for share in _RINGS),
        axes="".join(f"M{x:g} {y:g}L{_MIDDLE[0]} {_MIDDLE[1]}" for x, y in map(_at, _CORNERS)),
        shapes=tuple(shapes) if len(shapes) > 1 else (),
        centre=None if centre is None else _shape(middle, centre, 0),
    )


def points(weights: Mapping[str, Fraction]) -> tuple[tuple[float, float], ...]:
    """
    Place four shares on the figure, in the order in which one goes round it.

    >>> points({"positionnement": Fraction(1), "processus": Fraction(1, 2)})
    ((60.0, 80.0), (200.0, 220.0), (270.0, 290.0), (200.0, 220.0))
    """
    return tuple(_at(objective, weights.get(objective, Fraction(0))) for objective in _CORNERS)


def _at(objective: str, share: Fraction = Fraction(1)) -> tuple[float, float]:
    across, down = _CORNERS[objective]
    reach = float(share * _REACH)
    return round(_MIDDLE[0] + across * reach, 1), round(_MIDDLE[1] + down * reach, 1)


def _ring(share: Fraction) -> tuple[float, float, float]:
    """Return the corner and the side of a square of equal shares."""
    reach = float(share * _REACH)
    return _MIDDLE[0] - reach, _MIDDLE[1] - reach, 2 * reach


def _shape(name: Text, weights: Mapping[str, Fraction], rank: int) -> Outline:
    placed = points(weights)
    return Outline(
        name=name,
        points=" ".join(f"{x:g},{y:g}" for x, y in placed),
        vertices=placed,
        shares=tuple(percentage(weights.get(objective, Fraction(0))) for objective in _CORNERS),
        dashes=_DASHES[(rank - 1) % len(_DASHES)] if rank else "",
        rank=rank,
    )


def _corner(objective: str, centre: Mapping[str, Fraction] | None, typology: Typology) -> Corner:
    across, down = _CORNERS[objective]
    x, y = _at(objective)
    category = typology.category(typology.objective(objective).category)
    return Corner(
        label=typology.objective(objective).label,
        category=category.slug,
        category_label=category.label,
        share=None if centre is None else percentage(centre[objective]),
        bracket=f"M{x - across * _BRACKET:g} {y:g}L{x:g} {y:g}L{x:g} {y - down * _BRACKET:g}",
        x=_MARGIN if across < 0 else 2 * _MIDDLE[0] - _MARGIN,
        y=_FIRST_LINE if down < 0 else _MIDDLE[1] + _REACH + _FIRST_LINE,
        anchor="start" if across < 0 else "end",
    )
