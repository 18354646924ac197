"""What is counted and measured of a territory: its people, its postcodes, its centre."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from scripts.territories.contours import Centres, mean_centre
from scripts.territories.faults import Faults
from scripts.territories.records import Record
from scripts.territories.territory import Files, Territory, communes_of

MADE_OF_COMMUNES: Final = ("regions", "departements", "collectivites", "epci", "ept")


def placed(files: Files, centres: Centres) -> Files:
    """Give each commune, former commune and arrondissement the centre of its contour."""
    kinds = {"communes": "communes", "former-communes": "former", "arrondissements": "arrondissements"}
    return files | {
        name: [replace(territory, centre=centres[kind].get(territory.code)) for territory in files[name]]
        for name, kind in kinds.items()
    }


def summed_up(files: Files) -> Files:
    """Give each territory that is made of communes their population and the centre of where they live."""
    held = communes_of(files)
    return files | {name: [_of_communes(area, held[area.slug]) for area in files[name]] for name in MADE_OF_COMMUNES}


def _of_communes(area: Territory, communes: Sequence[Territory]) -> Territory:
    counted = [commune.population for commune in communes if commune.population is not None]
    whole = bool(communes) and len(counted) == len(communes)
    return replace(area, population=sum(counted) if whole else None, centre=mean_centre(communes))


def figures(record: Record, faults: Faults) -> tuple[int | None, frozenset[str]]:
    """Read the population and the postcodes of a commune or arrondissement, where the source has them."""
    population, postcodes = record.get("population"), record.get("codesPostaux", [])
    if population is not None and not (isinstance(population, int) and population >= 0):
        faults.add(
            fr=f"{record['code']} : population {population!r} illisible",
            en=f"{record['code']}: population {population!r} cannot be read",
        )
    if not (isinstance(postcodes, list) and all(re.fullmatch(r"[0-9]{5}", str(postcode)) for postcode in postcodes)):
        faults.add(
            fr=f"{record['code']} : codes postaux {postcodes!r} illisibles",
            en=f"{record['code']}: postcodes {postcodes!r} cannot be read",
        )
        postcodes = []
    return population, frozenset(postcodes)
