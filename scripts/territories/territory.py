"""One territory as it will be written, and what its code and its references must look like."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from scripts.territories.editions import Edition
from scripts.territories.faults import Faults

FRANCE: Final = "country-FR"
CODE_SHAPES: Final = {
    "country": r"[A-Z]{2}",
    "region": r"[0-9]{2}",
    "departement": r"[0-9]{2}|2[AB]|97[0-9]",
    "collectivite": r"9[0-9]{2}",
    "epci": r"[0-9]{9}",
    "ept": r"[0-9]{9}",
    "commune": r"[0-9]{5}|2[AB][0-9]{3}",
    "arrondissement": r"[0-9]{5}",
}

Files = dict[str, list["Territory"]]
"""The territories of each file, by its name."""


class Point(NamedTuple):
    """A place on Earth, in decimal degrees of WGS 84."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Territory:
    """
    One territory as it will be written.

    Attributes:
        igeo: Key of `IGEO_CLASSES`; None when no class of INSEE fits.
        within: Slugs of the territories that hold it directly.
        successor: Slug of the commune that replaced it; None for a territory in force.
        centre: None when the sources give none.
        population: None when the sources give none.
    """

    level: str
    code: str
    name: str
    edition: Edition
    igeo: str | None = None
    within: frozenset[str] = frozenset()
    successor: str | None = None
    english: str | None = None
    other_names: frozenset[tuple[str, str]] = frozenset()
    centre: Point | None = None
    population: int | None = None
    postcodes: frozenset[str] = frozenset()

    @property
    def slug(self) -> str:
        """End of the territory's IRI."""
        return f"{self.level}-{self.code}"


def check(files: Mapping[str, Sequence[Territory]], faults: Faults) -> None:
    """Look for codes of a wrong shape or used twice, and for references to territories that are not there."""
    seen: set[str] = set()
    for name, territories in files.items():
        for territory in territories:
            _check_code(name, territory, faults)
            if territory.slug in seen:
                faults.add(fr=f"{name} : {territory.slug} en double", en=f"{name}: {territory.slug} appears twice")
            seen.add(territory.slug)
    for territories in files.values():
        for territory in territories:
            for target in sorted(territory.within - seen):
                faults.add(
                    fr=f"{territory.slug} est rattaché à {target}, qui n'existe pas",
                    en=f"{territory.slug} lies in {target}, which does not exist",
                )


def _check_code(file: str, territory: Territory, faults: Faults) -> None:
    if not re.fullmatch(CODE_SHAPES[territory.level], territory.code):
        faults.add(
            fr=f"{file} : {territory.code!r} n'a pas la forme d'un code de niveau {territory.level}",
            en=f"{file}: {territory.code!r} does not have the shape of a {territory.level} code",
        )


def communes_of(files: Mapping[str, Sequence[Territory]]) -> dict[str, list[Territory]]:
    """List the communes in force that each territory holds, by slug; none for a country."""
    holders = {territory.slug: territory.within for territories in files.values() for territory in territories}
    held: dict[str, list[Territory]] = defaultdict(list)
    for commune in files["communes"]:
        above, further = set(commune.within), set(commune.within)
        while further := {holder for slug in further for holder in holders.get(slug, ())} - above:
            above |= further
        for slug in above:
            if not slug.startswith("country-"):
                held[slug].append(commune)
    return held
