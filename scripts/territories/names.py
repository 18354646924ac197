"""The other names of EPCI and EPT: written out, shortened, their acronyms, and those that people use."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from scripts.territories.faults import Faults
from scripts.territories.territory import Files

LONG_FORMS: Final = {
    "CC": "Communauté de communes",
    "CA": "Communauté d'agglomération",
    "CU": "Communauté urbaine",
}
_SHORTENED: Final = re.compile(r"(?:CC|CA|CU|Métropole(?! Européenne)) +(?:de la |de l'|du |des |de |d')?(?P<name>.+)")
_WITH_ACRONYM: Final = re.compile(r"(?P<name>.+?) *\((?P<acronym>[A-Z0-9][A-Z0-9 ]+)\)")


def other_names(name: str) -> Iterator[str]:
    """
    Yield the names that people use for an EPCI besides its official one: in full, without its kind, its acronym.

    >>> list(other_names("CU du Grand Reims"))
    ['Communauté urbaine du Grand Reims', 'Grand Reims']
    >>> list(other_names("CA du Grand Avignon (COGA)"))[2:]
    ['COGA', "Communauté d'agglomération du Grand Avignon", 'Grand Avignon']
    """
    kind, _, rest = name.partition(" ")
    if kind in LONG_FORMS:
        yield f"{LONG_FORMS[kind]} {rest}"
    match = _SHORTENED.fullmatch(name)
    if match is not None:
        short = match["name"].replace('"', "").replace("''", "")
        yield short[0].upper() + short[1:]
    match = _WITH_ACRONYM.fullmatch(name)
    if match is not None:
        yield match["acronym"]
        yield from other_names(match["name"])


def with_usual_names(files: Files, usual_names: Path, faults: Faults) -> Files:
    """Add the names that people use, from our own list; a name must not be the official one of another place."""
    listed = _read(usual_names, faults)
    official = {territory.name for territories in files.values() for territory in territories}
    known = {territory.slug for territories in files.values() for territory in territories}
    for slug, names in sorted(listed.items()):
        if slug not in known:
            faults.add(fr=f"{usual_names.name} : {slug} n'existe pas", en=f"{usual_names.name}: {slug} does not exist")
        for name in sorted(names & official):
            faults.add(
                fr=f"{usual_names.name} : {name} est le nom officiel d'un territoire",
                en=f"{usual_names.name}: {name} is the official name of a territory",
            )
    return files | {
        file: [
            replace(area, other_names=area.other_names | {(name, "fr") for name in listed[area.slug]})
            for area in files[file]
        ]
        for file in ("epci", "ept")
    }


def _read(path: Path, faults: Faults) -> defaultdict[str, set[str]]:
    names: defaultdict[str, set[str]] = defaultdict(set)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not (row["territory"] and row["name"] and row["source"]):
                faults.add(
                    fr=f"{path.name} : il manque un territoire, un nom ou une source",
                    en=f"{path.name}: a territory, a name or a source is missing",
                )
            names[row["territory"]].add(row["name"])
    return names
