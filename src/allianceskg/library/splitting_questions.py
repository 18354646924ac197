"""When cases are tied: the one question whose answer would tell them apart best."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.library.library import Library
from allianceskg.model import Match, Profile
from allianceskg.terms import slug

FACETS: Final = ("theme", "function", "need")
"""What can be asked, in the order of preference between equally good questions."""


@dataclass(frozen=True, slots=True)
class SplittingQuestion:
    """
    A value that some of the tied cases have and the others have not.

    Attributes:
        facet: One of `FACETS`.
        value: IRI of the concept.
        having: Number of the tied cases looked at that record it.
        looked_at: Number of these cases.
        tied: Number of all cases of this rank.
    """

    facet: str
    value: str
    having: int
    looked_at: int
    tied: int
    rank: int

    @property
    def slug(self) -> str:
        """The last segment of the IRI."""
        return slug(self.value)


def find_question(matches: Sequence[Match], profile: Profile, library: Library) -> SplittingQuestion | None:
    """
    Find the value that comes nearest to halving the first tie among the matches; None where nothing is tied or tells apart.

    What the profile asks already is not asked again. Between equal ones: the facet, then the address.
    """
    first = next((one for one in matches if one.tied > 1), None)
    if first is None:
        return None
    positions = library.cases.positions
    tied = [positions[one.case] for one in matches if one.rank == first.rank and one.case in positions]
    group = sum(1 << position for position in tied)
    found: list[tuple[int, int, str, int]] = []
    for preference, facet in enumerate(FACETS):
        for value, cases in library.sets[facet].items():
            having = (cases & group).bit_count()
            if 0 < having < len(tied) and slug(value) not in _asked(facet, profile):
                found.append((abs(2 * having - len(tied)), preference, value, having))
    if not found:
        return None
    _, preference, value, having = min(found)
    return SplittingQuestion(FACETS[preference], value, having, len(tied), first.tied, first.rank)


def _asked(facet: str, profile: Profile) -> Collection[str]:
    return {"theme": profile.themes, "function": profile.functions, "need": profile.needs}[facet]
