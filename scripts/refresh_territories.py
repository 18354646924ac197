"""
Write the territories of the catalogue (`data/territories/*.ttl.gz`) from two published packages.

    python scripts/refresh_territories.py [--package PATH] [--country-names PATH] [--output DIRECTORY]

French territories come from the npm package `@etalab/decoupage-administratif` (Licence Ouverte), the names of
countries from `cldr-localenames-full` (Unicode licence). Without a PATH the script runs `npm pack` on the version named
below. An archive must have the SHA-512 kept here; an unpacked directory must only name the right package and version.
The same input gives the same bytes, and a file whose text has not changed is left alone.

The model, the sources and their limits are described in `docs/reference/territories.md`.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from allianceskg.errors import AllianceskgError, DataError
from allianceskg.language import Text
from allianceskg.rdf.term import IRI, Literal, Triple
from allianceskg.rdf.turtle import format_turtle
from allianceskg.terms import AKG, PREFIXES, RDF_TYPE, TERRITORY, XSD, concept

OUTPUT: Final = Path(__file__).resolve().parent.parent / "data" / "territories"
FAULTS_SHOWN: Final = 20
NOTICE: Final = "LICENSE-unicode.txt"

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Package:
    """One published version of an npm package, and the SHA-512 of its archive as the registry gives it."""

    name: str
    version: str
    sha512: str


DIVISIONS: Final = Package(
    "@etalab/decoupage-administratif",
    "6.0.0",
    "XavYsFlbcM/prKr8hNHPKER94IHw/dsxNM4nxjWMYk6PLFACpEedvn/7wK8Baozm0dCYhWWcf+7bcWpA5pmCaQ==",
)
COUNTRY_NAMES: Final = Package(
    "cldr-localenames-full",
    "48.2.0",
    "4o0paYDz0UXhfhChAVFkmVl2CP0YTSEqE6WrC0fNafaSC5u5DAXphxH3SZ1Ujczarikr8DToKZfiok6EqWLdNQ==",
)


@dataclass(frozen=True, slots=True)
class Edition:
    """A dated list of official codes."""

    slug: str
    title: Text
    description: Text
    year: str | None
    source: str
    licence: str
    package: Package

    @property
    def iri(self) -> str:
        """Name of the edition in the graph."""
        return f"{TERRITORY}edition/{self.slug}"


_LICENCE_OUVERTE: Final = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
COG: Final = Edition(
    "cog-2026",
    Text(fr="Code officiel géographique, édition 2026", en="Official Geographic Code of France, 2026 edition"),
    Text(
        fr="Communes, arrondissements municipaux, départements, régions et collectivités d'outre-mer : codes et noms "
        "de l'Insee.",
        en="Communes, municipal arrondissements, départements, régions and overseas collectivities: codes and names "
        "by INSEE.",
    ),
    "2026",
    "https://www.insee.fr/fr/information/2560452",
    _LICENCE_OUVERTE,
    DIVISIONS,
)
EPCI_LIST: Final = Edition(
    "epci-2026",
    Text(fr="Liste des EPCI à fiscalité propre, 2026", en="List of French inter-municipal bodies (EPCI), 2026"),
    Text(
        fr="Établissements publics de coopération intercommunale à fiscalité propre et leurs communes, selon la "
        "direction générale des collectivités locales ; le code est le numéro SIREN.",
        en="Inter-municipal bodies with their own tax revenue and their communes, as listed by the Directorate General "
        "for Local Authorities; the code is the SIREN number.",
    ),
    "2026",
    "https://www.collectivites-locales.gouv.fr/files/files/Etudes-et-statistiques/DESL/2026/EPCI/epcicom2026.xlsx",
    _LICENCE_OUVERTE,
    DIVISIONS,
)
EPT_LIST: Final = Edition(
    "ept-2025",
    Text(
        fr="Liste des établissements publics territoriaux, 2025",
        en="List of the territorial public establishments (EPT), 2025",
    ),
    Text(
        fr="Établissements publics territoriaux de la Métropole du Grand Paris et leurs communes au 1er janvier "
        "2025, selon l'Insee ; le code est le numéro SIREN.",
        en="Territorial public establishments of Métropole du Grand Paris and their communes on 1 January 2025, by "
        "INSEE; the code is the SIREN number.",
    ),
    "2025",
    "https://www.insee.fr/fr/information/2510634",
    _LICENCE_OUVERTE,
    DIVISIONS,
)
COUNTRIES: Final = Edition(
    "iso-3166-1-cldr-48",
    Text(
        fr="Pays et territoires de la norme ISO 3166-1, noms du CLDR 48",
        en="Countries and territories of ISO 3166-1, names from CLDR 48",
    ),
    Text(
        fr="Codes alpha-2 de la norme ISO 3166-1 ; noms français et anglais de l'Unicode Common Locale Data "
        "Repository.",
        en="Alpha-2 codes of ISO 3166-1; French and English names of the Unicode Common Locale Data Repository.",
    ),
    None,
    "https://cldr.unicode.org/",
    "https://www.unicode.org/license.txt",
    COUNTRY_NAMES,
)
EDITIONS: Final = (COG, EPCI_LIST, EPT_LIST, COUNTRIES)

NOT_ISO: Final = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"})
"""Two-letter codes that CLDR names and ISO 3166-1 does not assign."""
IN_FRANCE: Final = frozenset({"BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"})
"""ISO 3166-1 codes of what is here a région or a collectivité of France, not a country beside it."""
WITHOUT_COMMUNES: Final = frozenset({"977", "978", "984", "986", "989"})
"""Collectivités where what the Code lists in the place of communes (districts, kingdoms, islands) are not communes."""

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
IGEO_CLASSES: Final = {
    "region": "Region",
    "departement": "Departement",
    "collectivite": "CollectiviteDOutreMer",
    "epci": "Intercommunalite",
    "ept": "Intercommunalite",
    "commune": "Commune",
    "commune-deleguee": "CommuneDeleguee",
    "commune-associee": "CommuneAssociee",
    "arrondissement": "ArrondissementMunicipal",
}
LONG_FORMS: Final = {
    "CC": "Communauté de communes",
    "CA": "Communauté d'agglomération",
    "CU": "Communauté urbaine",
}
_SHORTENED: Final = re.compile(r"(?:CC|CA|CU|Métropole(?! Européenne)) +(?:de la |de l'|du |des |de |d')?(?P<name>.+)")


@dataclass(frozen=True, slots=True)
class Territory:
    """
    One territory as it will be written.

    Attributes:
        igeo: Key of `IGEO_CLASSES`; None when no class of INSEE fits.
        within: Slugs of the territories that hold it directly.
        successor: Slug of the commune that replaced it; None for a territory in force.
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

    @property
    def slug(self) -> str:
        """End of the territory's IRI."""
        return f"{self.level}-{self.code}"


@dataclass(slots=True)
class Faults:
    """What is wrong with the input; everything is collected before anything is said."""

    found: list[Text] = field(default_factory=list)

    def add(self, *, fr: str, en: str) -> None:
        """Note one more fault, in both languages."""
        self.found.append(Text(fr=fr, en=en))

    def stop_if_any(self) -> None:
        """
        End the run when something is wrong.

        Raises:
            DataError: With the first faults and the number of the others.
        """
        if not self.found:
            return
        shown, others = self.found[:FAULTS_SHOWN], len(self.found) - FAULTS_SHOWN
        lines_fr = [f"Territoires : {len(self.found)} défaut(s) dans les données reçues."]
        lines_en = [f"Territories: {len(self.found)} fault(s) in the data received."]
        lines_fr += [f"  - {fault.fr}" for fault in shown]
        lines_en += [f"  - {fault.en}" for fault in shown]
        if others > 0:
            lines_fr.append(f"  … et {others} de plus.")
            lines_en.append(f"  … and {others} more.")
        raise DataError(
            Text(fr="\n".join(lines_fr), en="\n".join(lines_en)),
            hint=Text(
                fr="Rien n'a été écrit. Vérifiez la version du paquet et l'archive.",
                en="Nothing was written. Check the version of the package and the archive.",
            ),
        )


# Fetching


def fetch(package: Package, into: Path) -> Path:
    """
    Download one version of a package with `npm pack`.

    Raises:
        DataError: npm is missing or does not deliver the archive.
    """
    command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    try:
        done = subprocess.run(command, cwd=into, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as fault:
        detail = fault.stderr.strip() if isinstance(fault, subprocess.CalledProcessError) else str(fault)
        raise DataError(
            Text(
                fr=f"{package.name} {package.version} n'a pas pu être téléchargé : {detail}",
                en=f"{package.name} {package.version} could not be downloaded: {detail}",
            ),
            hint=Text(
                fr="Installez npm, ou donnez l'archive ou le dossier déjà téléchargé (--package, --country-names).",
                en="Install npm, or give the archive or directory already downloaded (--package, --country-names).",
            ),
        ) from fault
    return into / done.stdout.split()[-1]


def unpack(package: Package, archive: Path, into: Path) -> Path:
    """
    Unpack an archive whose SHA-512 is the expected one.

    Raises:
        DataError: The archive cannot be read, or is not the expected one.
    """
    try:
        content = archive.read_bytes()
        digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
        if digest != package.sha512:
            raise DataError(
                Text(
                    fr=f"{archive.name} n'est pas {package.name} {package.version} : SHA-512 {digest}, "
                    f"attendu {package.sha512}.",
                    en=f"{archive.name} is not {package.name} {package.version}: SHA-512 {digest}, "
                    f"expected {package.sha512}.",
                ),
                hint=Text(
                    fr="Téléchargez l'archive de nouveau ; pour une autre version, changez la version et l'empreinte "
                    "en tête du script.",
                    en="Download the archive again; for another version, change the version and the digest at the top "
                    "of the script.",
                ),
            )
        with tarfile.open(fileobj=io.BytesIO(content)) as tar:
            tar.extractall(into, filter="data")
    except (OSError, tarfile.TarError) as fault:
        raise DataError(
            Text(fr=f"{archive} ne peut pas être lu : {fault}", en=f"{archive} cannot be read: {fault}")
        ) from fault
    return into / "package"


def check_name(package: Package, directory: Path) -> None:
    """
    Make sure that a directory holds the expected package.

    Raises:
        DataError: It has no `package.json`, or one of another package or version.
    """
    faults = Faults()
    description = read_json(directory / "package.json", faults)
    if isinstance(description, dict):
        found = f"{description.get('name')} {description.get('version')}"
        if found != f"{package.name} {package.version}":
            faults.add(
                fr=f"{directory} contient {found}, attendu {package.name} {package.version}",
                en=f"{directory} holds {found}, expected {package.name} {package.version}",
            )
    faults.stop_if_any()


def obtain(package: Package, given: Path | None, workspace: Path) -> Path:
    """Return the directory of a package: given, unpacked from a given archive, or downloaded."""
    if given is not None and given.is_dir():
        directory = given
    else:
        target = workspace / package.name.replace("/", "-")
        target.mkdir()
        directory = unpack(package, given or fetch(package, target), target)
    check_name(package, directory)
    return directory


# Reading


def read_json(path: Path, faults: Faults) -> Any:
    """Read a JSON file; None, and a fault, when it cannot be."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        faults.add(
            fr=f"{path.name} ne peut pas être lu ({fault.strerror})",
            en=f"{path.name} cannot be read ({fault.strerror})",
        )
    except ValueError as fault:
        faults.add(fr=f"{path.name} n'est pas du JSON ({fault})", en=f"{path.name} is not JSON ({fault})")
    return None


def read_records(directory: Path, name: str, keys: Sequence[str], faults: Faults) -> list[Record]:
    """Read a list of objects that all have some text under the given keys; the others are faults."""
    path = directory / "data" / f"{name}.json"
    content = read_json(path, faults)
    if content is None:
        return []
    if not isinstance(content, list):
        faults.add(fr=f"{path.name} n'est pas une liste", en=f"{path.name} is not a list")
        return []
    return [
        record for place, record in enumerate(content, start=1) if _is_whole(record, keys, path.name, place, faults)
    ]


def _is_whole(record: object, keys: Sequence[str], file: str, place: int, faults: Faults) -> bool:
    if not isinstance(record, dict):
        faults.add(fr=f"{file}, objet {place} : pas un objet", en=f"{file}, item {place}: not an object")
        return False
    missing = [key for key in keys if not (isinstance(record.get(key), str) and record[key].strip())]
    if missing:
        code, listed = record.get("code", "?"), ", ".join(missing)
        faults.add(
            fr=f"{file}, objet {place} (code {code}) : il manque {listed}",
            en=f"{file}, item {place} (code {code}): {listed} missing",
        )
    return not missing


def normalise(value: str) -> str:
    """Write a name with single spaces and the straight apostrophe, as the whole catalogue does."""
    return " ".join(value.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())


# Building


def build(divisions: Path, names: Path) -> dict[str, list[Territory]]:
    """
    Read both packages and return the territories of each file.

    Raises:
        DataError: With every fault found in the input.
    """
    faults = Faults()
    files = {"countries": list(countries(names, faults))}
    files |= administrative_areas(divisions, faults)
    parents = {area.code: area for name in ("departements", "collectivites") for area in files[name]}
    records = read_records(divisions, "communes", ("code", "nom", "type", "departement"), faults)
    current = [record for record in records if record["type"] == "commune-actuelle"]
    groups = {name: groupings(divisions, name, faults) for name in ("epci", "ept")}
    files["communes"] = list(communes(records, memberships(groups, current, faults)))
    place = {commune["code"]: parents.get(commune["departement"]) for commune in current}
    taken = {area.name for areas in files.values() for area in areas}
    for name, members in groups.items():
        files[name] = [grouping(name, record, place, taken) for record in members]
    files["former-communes"] = list(former_communes(records, {commune["code"] for commune in current}))
    files["arrondissements"] = list(arrondissements(records))
    check(files, faults)
    faults.stop_if_any()
    return files


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


def administrative_areas(directory: Path, faults: Faults) -> dict[str, list[Territory]]:
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


def communes(records: Sequence[Record], memberships: Mapping[str, set[str]]) -> Iterator[Territory]:
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
        yield Territory(
            "commune",
            code,
            name,
            COG,
            None if parent in WITHOUT_COMMUNES else "commune",
            frozenset({f"{level}-{parent}"} | memberships.get(code, set())),
            other_names=frozenset({(kept, "fr")} - {(name, "fr")}),
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


def arrondissements(records: Sequence[Record]) -> Iterator[Territory]:
    """Yield the municipal arrondissements of Paris, Lyon and Marseille."""
    for record in records:
        if record["type"] == "arrondissement-municipal":
            commune = f"commune-{record.get('commune', '')}"
            name = normalise(record["nom"])
            yield Territory("arrondissement", record["code"], name, COG, "arrondissement", frozenset({commune}))


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


def other_names(name: str) -> Iterator[str]:
    """
    Yield the names that people use for an EPCI besides its official one: in full, and without its kind.

    >>> list(other_names("CU du Grand Reims"))
    ['Communauté urbaine du Grand Reims', 'Grand Reims']
    """
    kind, _, rest = name.partition(" ")
    if kind in LONG_FORMS:
        yield f"{LONG_FORMS[kind]} {rest}"
    match = _SHORTENED.fullmatch(name)
    if match is not None:
        short = match["name"].replace('"', "").replace("''", "")
        yield short[0].upper() + short[1:]


def check(files: Mapping[str, Sequence[Territory]], faults: Faults) -> None:
    """Look for codes of a wrong shape or used twice, and for references to territories that are not there."""
    seen: set[str] = set()
    for name, territories in files.items():
        for territory in territories:
            if not re.fullmatch(CODE_SHAPES[territory.level], territory.code):
                faults.add(
                    fr=f"{name} : {territory.code!r} n'a pas la forme d'un code de niveau {territory.level}",
                    en=f"{name}: {territory.code!r} does not have the shape of a {territory.level} code",
                )
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


# Writing


def triples(territory: Territory) -> Iterator[Triple]:
    """Yield the statements about one territory."""
    subject = IRI(TERRITORY + territory.slug)

    def say(predicate: str, value: IRI | Literal) -> Triple:
        return Triple(subject, IRI(predicate), value)

    igeo, skos = PREFIXES["igeo"], PREFIXES["skos"]
    yield say(RDF_TYPE, IRI(f"{AKG}Territory"))
    if territory.igeo is not None:
        yield say(RDF_TYPE, IRI(igeo + IGEO_CLASSES[territory.igeo]))
    yield say(f"{skos}prefLabel", Literal(territory.name, language="fr"))
    if territory.english is not None:
        yield say(f"{skos}prefLabel", Literal(territory.english, language="en"))
    for name, language in territory.other_names:
        yield say(f"{skos}altLabel", Literal(name, language=language))
    yield say(f"{AKG}officialCode", Literal(territory.code))
    if territory.edition is COG:
        yield say(f"{igeo}codeINSEE", Literal(territory.code, datatype=f"{XSD}token"))
    yield say(f"{AKG}territoryLevel", IRI(concept("territory-levels", territory.level)))
    for slug in territory.within:
        yield say(f"{AKG}directlyWithin", IRI(TERRITORY + slug))
    yield say(f"{AKG}codeEdition", IRI(territory.edition.iri))
    if territory.successor is not None:
        yield say(f"{AKG}successor", IRI(TERRITORY + territory.successor))


def edition_triples(edition: Edition) -> Iterator[Triple]:
    """Yield the description of an edition."""
    subject, dcterms = IRI(edition.iri), PREFIXES["dcterms"]
    package = f"https://www.npmjs.com/package/{edition.package.name}/v/{edition.package.version}"
    yield Triple(subject, IRI(RDF_TYPE), IRI(f"{PREFIXES['dcat']}Dataset"))
    for predicate, words in ((f"{dcterms}title", edition.title), (f"{dcterms}description", edition.description)):
        yield Triple(subject, IRI(predicate), Literal(words.fr, language="fr"))
        yield Triple(subject, IRI(predicate), Literal(words.en, language="en"))
    if edition.year is not None:
        year = Literal(edition.year, datatype=f"{XSD}gYear")
        yield Triple(subject, IRI(f"{dcterms}date"), year)
    yield Triple(subject, IRI(f"{dcterms}source"), IRI(edition.source))
    yield Triple(subject, IRI(f"{dcterms}license"), IRI(edition.licence))
    yield Triple(subject, IRI(f"{PREFIXES['prov']}wasDerivedFrom"), IRI(package))


def write(directory: Path, name: str, content: Iterable[Triple]) -> bool:
    """
    Write one compressed Turtle file; return whether its text changed.

    The header holds neither name nor time. A file with the same text is kept as it is, for compressors differ.
    """
    path = directory / f"{name}.ttl.gz"
    data = format_turtle(content).encode()
    if path.exists() and gzip.decompress(path.read_bytes()) == data:
        return False
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=buffer, mode="wb", compresslevel=9, mtime=0) as stream:
        stream.write(data)
    path.write_bytes(buffer.getvalue())
    return True


def read_notice(directory: Path) -> bytes:
    """
    Return the notice that must go with the names of countries.

    Raises:
        DataError: The package holds none.
    """
    try:
        return (directory / "LICENSE").read_bytes()
    except OSError as fault:
        raise DataError(
            Text(
                fr=f"{COUNTRY_NAMES.name} : le fichier LICENSE ne peut pas être lu ({fault.strerror}).",
                en=f"{COUNTRY_NAMES.name}: the file LICENSE cannot be read ({fault.strerror}).",
            )
        ) from fault


def refresh(divisions: Path, names: Path, output: Path) -> Iterator[tuple[str, int, bool]]:
    """
    Write all files from two unpacked packages.

    Yields:
        Each file's name, its number of subjects and whether its text changed.

    Raises:
        DataError: With every fault found; nothing is written then.
    """
    files, notice = build(divisions, names), read_notice(names)
    output.mkdir(parents=True, exist_ok=True)
    (output / NOTICE).write_bytes(notice)
    described = (triple for edition in EDITIONS for triple in edition_triples(edition))
    yield "editions", len(EDITIONS), write(output, "editions", described)
    for name, territories in files.items():
        content = (triple for territory in territories for triple in triples(territory))
        yield name, len(territories), write(output, name, content)


def main(arguments: Sequence[str] | None = None) -> int:
    """Refresh the files; 0 when they are written, 2 when the input cannot be used."""
    parser = argparse.ArgumentParser(description="Refresh data/territories from the published packages.")
    parser.add_argument("--package", type=Path, help=f"{DIVISIONS.name} {DIVISIONS.version}: archive or directory")
    parser.add_argument(
        "--country-names", type=Path, help=f"{COUNTRY_NAMES.name} {COUNTRY_NAMES.version}: archive or directory"
    )
    parser.add_argument(
        "--output", type=Path, default=OUTPUT, help="directory of the files (default: data/territories)"
    )
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as temporary:
            workspace = Path(temporary)
            divisions = obtain(DIVISIONS, options.package, workspace)
            names = obtain(COUNTRY_NAMES, options.country_names, workspace)
            for name, count, changed in refresh(divisions, names, options.output):
                state = "écrit / written" if changed else "inchangé / unchanged"
                sys.stdout.write(f"{name:16} {count:6}  {state}\n")
    except AllianceskgError as fault:
        sys.stderr.write(f"{fault.in_language('fr')}\n\n{fault.in_language('en')}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
