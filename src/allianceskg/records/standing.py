"""Where a record stands between draft and withdrawal, which decides what the public sees of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from allianceskg.language import Text
from allianceskg.terms import AKG, concept

Standing = Literal["draft", "in-review", "published", "withdrawn"]
"""A withdrawn record was retired, or merged into another: its address says so, and nothing else of it is shown."""

_STATUS: Final = f"<{AKG}editorialStatus>"
_OF_STATUS: Final[Mapping[str, Standing]] = {
    f"<{concept('editorial-statuses', 'brouillon')}>": "draft",
    f"<{concept('editorial-statuses', 'en-relecture')}>": "in-review",
    f"<{concept('editorial-statuses', 'retire')}>": "withdrawn",
}
_MERGED_OR_RETIRED: Final = (f"<{AKG}mergedInto>", f"<{AKG}retirementReason>")
WITHDRAWING: Final = frozenset({_STATUS, *_MERGED_OR_RETIRED})
"""The properties that decide it, as N-Triples terms."""


@dataclass(frozen=True, slots=True)
class Admission:
    """
    What is decided of the file of a record.

    Attributes:
        standing: Where the record stands; None when that cannot be read.
        fault: The first thing that blocks publication; None when nothing does.
        referred: IRIs of the records of the catalogue that it refers to.
    """

    standing: Standing | None
    fault: Text | None
    referred: tuple[str, ...]


def standing_of(said: Mapping[str, Collection[str]]) -> Standing:
    """
    Tell where a record stands; actors and resources have no status, and are published unless they are withdrawn.

    Args:
        said: What the record says itself: properties and values, as N-Triples terms.
    """
    stands = [standing for status, standing in _OF_STATUS.items() if status in said.get(_STATUS, ())]
    if stands:
        return stands[0]
    return "withdrawn" if any(path in said for path in _MERGED_OR_RETIRED) else "published"
