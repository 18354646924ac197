"""The proofs of an answer as a sheet prints them: one query for all the cases that it was asked of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from allianceskg.model import Match


@dataclass(frozen=True, slots=True)
class SheetProof:
    """
    A query that shows, for several cases, what each says of a criterion.

    Attributes:
        criterion: Name of the criterion.
        places: Ranks of the cases in the answer, from 1.
        query: The proof of each of these cases, with all of them in its list of cases.
    """

    criterion: str
    places: tuple[int, ...]
    query: str


def gather_proofs(matches: Sequence[Match]) -> list[SheetProof]:
    """
    Put together the proofs that differ by the case only, in the order in which they first appear.

    Printed one by one they would fill thirty pages with the same words.
    """
    found: dict[tuple[str, str], list[int]] = {}
    for place, match in enumerate(matches, start=1):
        for one in match.criteria:
            shape = one.proof.replace(_line(match.case), "\0", 1)
            found.setdefault((one.criterion, shape), []).append(place)
    return [
        SheetProof(
            criterion, tuple(places), shape.replace("\0", "".join(_line(matches[place - 1].case) for place in places))
        )
        for (criterion, shape), places in found.items()
    ]


def _line(case: str) -> str:
    return f"    <{case}>\n"
