"""By what cases are ranked, filtered, counted and found: properties that are inferred from what their parts say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from allianceskg.terms import AKG


@dataclass(frozen=True, slots=True)
class Shortcut:
    """
    A property that leads from a case to a value which a part of it names.

    Attributes:
        name: As in addresses and in JSON.
        path: IRI of the property.
        is_filter: Whether the API filters by it; those are also what cases are ranked by.
    """

    name: str
    path: str
    is_filter: bool = True


SHORTCUTS: Final = (
    Shortcut("model", f"{AKG}usesModel"),
    Shortcut("category", f"{AKG}inCategory"),
    Shortcut("function", f"{AKG}coversFunction"),
    Shortcut("territory", f"{AKG}inTerritory"),
    Shortcut("theme", f"{AKG}concernsTheme"),
    Shortcut("type", f"{AKG}involvesActorType"),
    Shortcut("need", f"{AKG}addressesNeed"),
    Shortcut("sdg", f"{AKG}contributesToGoal"),
    Shortcut("evidence", f"{AKG}evidenceLevel", is_filter=False),
    Shortcut("actor", f"{AKG}involvesActor", is_filter=False),
    Shortcut("place", f"{AKG}locatedIn", is_filter=False),
)
"""In the order in which the match index numbers them."""

LINKS: Final = {shortcut.name: shortcut.path for shortcut in SHORTCUTS}
FILTERS: Final = tuple(shortcut.name for shortcut in SHORTCUTS if shortcut.is_filter)
