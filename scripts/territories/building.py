"""Make the territories from the records of the packages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from scripts.territories.contours import read_centres
from scripts.territories.editions import COG, COUNTRIES, EPCI_LIST, EPT_LIST
from scripts.territories.faults import Faults
from scripts.territories.figures import figures, placed, summed_up
from scripts.territories.names import other_names, with_usual_names
from scripts.territories.records import Record, normalise, read_json, read_records
from scripts.territories.territory import FRANCE, Files, Territory, check

NOT_ISO: Final = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"})
"""Two-letter codes that CLDR names and ISO 3166-1 does not assign."""
IN_FRANCE: Final = frozenset({"BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"})
"""ISO 3166-1 codes of what is here a région or a collectivité of France, not a country beside it."""
WITHOUT_COMMUNES: Final = frozenset({"977", "978", "984", "986", "989"})
"""Collectivités where what the Code lists in the place of communes (districts, kingdoms, islands) are not communes."""


def build(divisions: Path, names: Path, contours: Path, usual_names: Path) -> Files:
    """
    Read the packages and return the territories of each file.

    Raises:
        DataError: With every fault found in the input.
    """
    faults = Faults()
    centres = read_centres(contours, faults)
    files: Files = {"countries": list(countries(names, faults))}
    files |= administrative_areas(divisions, faults)
    parents = {area.code: area for name in ("departements", "collectivites") for area in files[name]}
    records = read_records(divisions, "communes", ("code", "nom", "type", "departement"), faults)
    current = [record for record in records if record["type"] == "commune-actuelle"]
    groups = {name: groupings(divisions, name, faults) for name in ("epci", "ept")}
    files["communes"] = list(communes(records, memberships(groups, current, faults), faults))
    place = {commune["code"]: parents.get(commune["departement"]) for commune in current}
    taken = {area.name for areas in files.values() for area in areas}
    for name, members in groups.items():
        files[name] = [grouping(name, record, place, taken) for record in members]
    files["former-communes"] = list(former_communes(records, {commune["code"] for commune in current}))
    files["arrondissements"] = list(arrondissements(records, faults))
    check(files, faults)
    files = with_usual_names(files, usual_names, faults)
    faults.stop_if_any()
    return summed_up(placed(files, centres))


def country_names(directory: Path, language: str, faults: Faults) -> dict[str, str]:
    """Read the CLDR names of territories in one language, by code and by `<code>-alt-<kind>`."""
    content = read_json(directory / "main" / language / "territories.json", faults)
    try:
        return dict(content["main"][language]["localeDisplayNames"]["territories"]) if content is not None else {}
    except (KeyError, TypeError, ValueError):
        faults.add(
            fr=f"{language}/territories.json n'a pas la forme du CLDR",
            en=f"{language}/territories.json does not have the form of CLDR",
        )
        return {}


def countries(directory: Path, faults: Faults) -> Iterator[Territory]:
    """Yield the countries of ISO 3166-1 that are not parts of France, under their French and English names."""
    names = {language: country_names(directory, language, faults) for language in ("fr", "en")}
    for code in sorted(code for code in names["fr"] if re.fullmatch(r"[A-Z]{2}", code)):
        if code in NOT_ISO or code in IN_FRANCE:
            continue
        if code not in names["en"]:
            faults.add(fr=f"{code} n'a pas de nom anglais", en=f"{code} has no English name")
            continue
        main = {language: normalise(names[language][code]) for language in names}
        others = {
            (normalise(name), language)
            for language, listed in names.items()
            for key, name in listed.items()
            if key.startswith(f"{code}-alt-") and normalise(name) != main[language]
        }
        yield Territory("country", code, main["fr"], COUNTRIES, english=main["en"], other_names=frozenset(others))


def administrative_areas(directory: Path, faults: Faults) -> Files:
    """Return régions, départements and overseas collectivités; the source lists the last as both of the others."""
    regions = read_records(directory, "regions", ("code", "nom", "zone"), faults)
    departements = read_records(directory, "departements", ("code", "nom", "zone", "region"), faults)
    return {
        "regions": [
            Territory("region", record["code"], normalise(record["nom"]), COG, "region", frozenset({FRANCE}))
            for record in regions
            if record["zone"] != "com"
        ],
        "departements": [
            Territory(
                "departement",
                record["code"],
                normalise(record["nom"]),
                COG,
                "departement",
                frozenset({f"region-{record['region']}"}),
            )
            for record in departements
            if record["zone"] != "com"
        ],
        "collectivites": [
            Territory(
                "collectivite", record["code"], normalise(record["nom"]), COG, "collectivite", frozenset({FRANCE})
            )
            for record in departements
            if record["zone"] == "com"
        ],
    }


def groupings(directory: Path, name: str, faults: Faults) -> list[Record]:
    """Read EPCI or EPT; each has members, and each member a code."""
    whole = []
    for record in read_records(directory, name, ("code", "nom", "type"), faults):
        members = record.get("membres")
        if isinstance(members, list) and members and all(_has_code(member) for member in members):
            whole.append(record)
        else:
            faults.add(
                fr=f"{name}.json, {record['code']} : membres absents ou sans code",
                en=f"{name}.json, {record['code']}: members missing or without a code",
            )
    return whole


def _has_code(member: object) -> bool:
    return isinstance(member, dict) and isinstance(member.get("code"), str)


def memberships(
    groups: Mapping[str, Iterable[Record]], current: Iterable[Record], faults: Faults
) -> dict[str, set[str]]:
    """Return the slugs of the EPCI and EPT of each commune, by code."""
    known = {record["code"] for record in current}
    slugs: dict[str, set[str]] = defaultdict(set)
    for level, records in groups.items():
        for record in records:
            for code in sorted({member["code"] for member in record["membres"]}):
                if code not in known:
                    faults.add(
                        fr=f"{level}.json, {record['code']} : le membre {code} n'est pas une commune actuelle",
                        en=f"{level}.json, {record['code']}: member {code} is not a current commune",
                    )
                slugs[code].add(f"{level}-{record['code']}")
    return slugs


def communes(records: Sequence[Record], memberships: Mapping[str, set[str]], faults: Faults) -> Iterator[Territory]:
    """Yield the communes in force; the name that a déléguée commune kept under the same code is another name."""
    names_kept = {
        record["code"]: normalise(record["nom"]) for record in records if record["type"] == "commune-deleguee"
    }
    for record in records:
        if record["type"] != "commune-actuelle":
            continue
        code, name, parent = record["code"], normalise(record["nom"]), record["departement"]
        level = "collectivite" if record.get("zone") == "com" else "departement"
        kept = names_kept.get(code, name)
        population, postcodes = figures(record, faults)
        yield Territory(
            "commune",
            code,
            name,
            COG,
            None if parent in WITHOUT_COMMUNES else "commune",
            frozenset({f"{level}-{parent}"} | memberships.get(code, set())),
            other_names=frozenset({(kept, "fr")} - {(name, "fr")}),
            population=population,
            postcodes=postcodes,
        )


def former_communes(records: Sequence[Record], current: set[str]) -> Iterator[Territory]:
    """Yield communes déléguées and associées whose code is not that of a commune in force."""
    for record in records:
        kind, code = record["type"], record["code"]
        if kind in ("commune-deleguee", "commune-associee") and code not in current:
            successor = f"commune-{record.get('chefLieu', '')}"
            yield Territory(
                "commune", code, normalise(record["nom"]), COG, kind, frozenset({successor}), successor=successor
            )


def arrondissements(records: Sequence[Record], faults: Faults) -> Iterator[Territory]:
    """Yield the municipal arrondissements of Paris, Lyon and Marseille."""
    for record in records:
        if record["type"] == "arrondissement-municipal":
            commune = f"commune-{record.get('commune', '')}"
            population, postcodes = figures(record, faults)
            yield Territory(
                "arrondissement",
                record["code"],
                normalise(record["nom"]).replace("Arrondissement", "arrondissement"),  # as a sentence writes it
                COG,
                "arrondissement",
                frozenset({commune}),
                population=population,
                postcodes=postcodes,
            )


def grouping(level: str, record: Record, place: Mapping[str, Territory | None], taken: set[str]) -> Territory:
    """
    Make an EPCI or EPT, held by the smallest of département, région and country that holds all its communes.

    Args:
        level: `epci` or `ept`.
        record: As in the source, with its members.
        place: The département or collectivité of each commune, by code.
        taken: Names of other territories, which a short name must not repeat.
    """
    holders = {place.get(member["code"]) for member in record["membres"]} - {None}
    slugs = {holder.slug for holder in holders if holder is not None}
    if len(slugs) > 1:
        slugs = {slug for holder in holders if holder is not None for slug in holder.within}
    within = slugs if len(slugs) == 1 else {FRANCE}
    name = normalise(record["nom"])
    others = {(other, "fr") for other in other_names(name) if other not in taken}
    edition = EPCI_LIST if level == "epci" else EPT_LIST
    return Territory(level, record["code"], name, edition, level, frozenset(within), other_names=frozenset(others))
