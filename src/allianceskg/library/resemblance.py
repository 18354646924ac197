"""Cases that have much in common, and what that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from allianceskg.library.case_entries import CaseEntry
from allianceskg.library.cases import Cases
from allianceskg.library.catalogue import Catalogue

COMPARED: Final = ("model", "function", "theme", "need", "actor", "place")
"""What makes two cases alike; the query `similar-cases` says the same."""


@dataclass(frozen=True, slots=True)
class Resemblance:
    """
    A case that resembles another.

    Attributes:
        points: Facet and value of each common point.
    """

    case: CaseEntry
    points: tuple[tuple[str, str], ...]


def find_resembling(case: CaseEntry, cases: Cases, catalogue: Catalogue, *, limit: int) -> list[Resemblance]:
    """Return the cases that have most in common with a case; equal numbers are ordered by IRI."""
    index = catalogue.index
    place = index.position(case.iri)
    if place is None:
        return []
    near = (index.iri(position) for position, _ in index.resembling(place, limit=limit))
    others = cases.read(cases.positions[iri] for iri in near if iri in cases.positions)
    return [Resemblance(other, _common(case, other)) for other in others]


def _common(case: CaseEntry, other: CaseEntry) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name in COMPARED for value in case.values[name] if value in other.values[name])
