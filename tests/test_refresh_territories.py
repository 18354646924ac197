"""The refresh script, on a tiny invented package."""

from __future__ import annotations

import gzip
import importlib.util
import json
import shutil
import sys
import tarfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from allianceskg.errors import DataError
from allianceskg.rdf.turtle import format_turtle, read

SCRIPT = Path(__file__).parent.parent / "scripts" / "refresh_territories.py"
FILES = [
    "editions",
    "countries",
    "regions",
    "departements",
    "collectivites",
    "communes",
    "epci",
    "ept",
    "former-communes",
    "arrondissements",
]
REGIONS = [
    {"code": "24", "nom": "Région inventée", "zone": "metro"},
    {"code": "27", "nom": "Autre région inventée", "zone": "metro"},
    {"code": "975", "nom": "Îles inventées", "zone": "com"},
]
DEPARTEMENTS = [
    {"code": "45", "nom": "Département inventé", "zone": "metro", "region": "24"},
    {"code": "41", "nom": "Département voisin inventé", "zone": "metro", "region": "24"},
    {"code": "2A", "nom": "Département lointain inventé", "zone": "metro", "region": "27"},
    {"code": "975", "nom": "Îles inventées", "zone": "com", "region": "975"},
    {"code": "984", "nom": "Terres inventées", "zone": "com", "region": "984"},
]


def commune(code: str, departement: str, name: str, **more: str) -> dict[str, str]:
    return {"code": code, "nom": name, "type": "commune-actuelle", "departement": departement, **more}


COMMUNES = [
    commune("45001", "45", "Ville inventée"),
    commune("45002", "45", "L\N{RIGHT SINGLE QUOTATION MARK}Île  inventée"),
    commune("41001", "41", "Bourg inventé"),
    commune("2A001", "2A", "Port inventé"),
    commune("97501", "975", "Rade inventée", zone="com"),
    commune("98411", "984", "District inventé", zone="com"),
    commune("45001", "45", "Vieille ville inventée", type="commune-deleguee", chefLieu="45001"),
    commune("45003", "45", "Faubourg inventé", type="commune-deleguee", chefLieu="45001"),
    commune("45004", "45", "Hameau inventé", type="commune-associee", chefLieu="45002"),
    commune("45101", "45", "Ville inventée 1er Arrondissement", type="arrondissement-municipal", commune="45001"),
]


def group(code: str, name: str, *members: str) -> dict[str, Any]:
    return {"code": code, "nom": name, "type": "CC", "membres": [{"code": member} for member in members]}


EPCI = [
    group("200000001", "CC du Pays inventé", "45001", "45002"),
    group("200000002", "CA Bourg inventé", "41001"),
    group("200000003", "CU de l'Entre-deux inventé", "45002", "41001"),
    group("200000004", "Métropole des Confins inventés", "41001", "2A001"),
]
EPT = [group("200000005", "Territoire inventé", "45001")]
NAMES = {
    "fr": {"FR": "France", "BD": "Pays inventé", "BD-alt-variant": "Autre pays inventé", "GP": "Île", "EU": "Union"},
    "en": {"FR": "France", "BD": "Invented country", "GP": "Island", "EU": "Union"},
}


@pytest.fixture(scope="session")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("refresh_territories", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def divisions(tmp_path: Path, script: ModuleType) -> Path:
    directory = tmp_path / "divisions"
    _write(directory / "package.json", {"name": script.DIVISIONS.name, "version": script.DIVISIONS.version})
    for name, records in (
        ("regions", REGIONS),
        ("departements", DEPARTEMENTS),
        ("communes", COMMUNES),
        ("epci", EPCI),
        ("ept", EPT),
    ):
        _write(directory / "data" / f"{name}.json", records)
    return directory


@pytest.fixture
def names(tmp_path: Path, script: ModuleType) -> Path:
    directory = tmp_path / "names"
    _write(directory / "package.json", {"name": script.COUNTRY_NAMES.name, "version": script.COUNTRY_NAMES.version})
    for language, territories in NAMES.items():
        content = {"main": {language: {"localeDisplayNames": {"territories": territories}}}}
        _write(directory / "main" / language / "territories.json", content)
    (directory / "LICENSE").write_text("Licence inventée / invented licence\n", encoding="utf-8")
    return directory


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _refresh(script: ModuleType, divisions: Path, names: Path, output: Path) -> dict[str, bytes]:
    list(script.refresh(divisions, names, output))
    return {path.name: path.read_bytes() for path in sorted(output.iterdir())}


def _build(script: ModuleType, divisions: Path, names: Path) -> dict[str, Any]:
    return {territory.slug: territory for listed in script.build(divisions, names).values() for territory in listed}


def test_the_same_package_gives_the_same_bytes(
    script: ModuleType, divisions: Path, names: Path, tmp_path: Path
) -> None:
    assert _refresh(script, divisions, names, tmp_path / "a") == _refresh(script, divisions, names, tmp_path / "b")


def test_the_order_of_the_source_does_not_matter(
    script: ModuleType, divisions: Path, names: Path, tmp_path: Path
) -> None:
    before = _refresh(script, divisions, names, tmp_path / "a")
    for path in (divisions / "data").iterdir():
        _write(path, json.loads(path.read_text(encoding="utf-8"))[::-1])

    assert _refresh(script, divisions, names, tmp_path / "b") == before


def test_the_compressed_header_holds_no_name_and_no_time(
    script: ModuleType, divisions: Path, names: Path, tmp_path: Path
) -> None:
    files = _refresh(script, divisions, names, tmp_path / "a")

    assert {content[3:8] for name, content in files.items() if name.endswith(".gz")} == {bytes(5)}


def test_a_file_with_the_same_text_is_left_alone(
    script: ModuleType, divisions: Path, names: Path, tmp_path: Path
) -> None:
    _refresh(script, divisions, names, tmp_path / "a")
    path = tmp_path / "a" / "communes.ttl.gz"
    other_compression = gzip.compress(gzip.decompress(path.read_bytes()), 1)
    path.write_bytes(other_compression)

    _refresh(script, divisions, names, tmp_path / "a")

    assert path.read_bytes() == other_compression


def test_files_are_canonical_turtle(script: ModuleType, divisions: Path, names: Path, tmp_path: Path) -> None:
    _refresh(script, divisions, names, tmp_path / "a")

    for path in (tmp_path / "a").glob("*.ttl.gz"):
        assert gzip.decompress(path.read_bytes()).decode() == format_turtle(read(path))


def test_the_notice_of_the_country_names_goes_with_them(
    script: ModuleType, divisions: Path, names: Path, tmp_path: Path
) -> None:
    files = _refresh(script, divisions, names, tmp_path / "a")

    assert files[script.NOTICE] == (names / "LICENSE").read_bytes()


def test_country_names_without_their_notice_are_refused(
    script: ModuleType, divisions: Path, names: Path, tmp_path: Path
) -> None:
    (names / "LICENSE").unlink()

    with pytest.raises(DataError, match="LICENSE cannot be read"):
        _refresh(script, divisions, names, tmp_path / "a")

    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    ("slug", "within"),
    [
        ("region-24", {"country-FR"}),
        ("departement-2A", {"region-27"}),
        ("collectivite-975", {"country-FR"}),
        ("commune-45001", {"departement-45", "epci-200000001", "ept-200000005"}),
        ("commune-97501", {"collectivite-975"}),
        ("commune-45003", {"commune-45001"}),
        ("arrondissement-45101", {"commune-45001"}),
        ("epci-200000001", {"departement-45"}),
        ("epci-200000003", {"region-24"}),
        ("epci-200000004", {"country-FR"}),
        ("ept-200000005", {"departement-45"}),
        ("country-FR", set()),
    ],
)
def test_each_territory_lies_in_the_nearest_ones(
    script: ModuleType, divisions: Path, names: Path, slug: str, within: set[str]
) -> None:
    assert _build(script, divisions, names)[slug].within == within


def test_a_code_kept_by_a_commune_in_force_becomes_another_name(
    script: ModuleType, divisions: Path, names: Path
) -> None:
    kept = _build(script, divisions, names)["commune-45001"]

    assert (kept.name, kept.successor) == ("Ville inventée", None)
    assert kept.other_names == {("Vieille ville inventée", "fr")}


@pytest.mark.parametrize(
    ("slug", "kind", "successor"),
    [("45003", "commune-deleguee", "commune-45001"), ("45004", "commune-associee", "commune-45002")],
)
def test_a_former_commune_names_its_successor(
    script: ModuleType, divisions: Path, names: Path, slug: str, kind: str, successor: str
) -> None:
    former = _build(script, divisions, names)[f"commune-{slug}"]

    assert (former.igeo, former.successor) == (kind, successor)


def test_a_district_in_the_place_of_a_commune_is_not_called_one(
    script: ModuleType, divisions: Path, names: Path
) -> None:
    territories = _build(script, divisions, names)

    assert territories["commune-98411"].igeo is None
    assert territories["commune-97501"].igeo == "commune"


def test_countries_leave_out_parts_of_france_and_what_iso_does_not_assign(
    script: ModuleType, divisions: Path, names: Path
) -> None:
    countries = {slug: t for slug, t in _build(script, divisions, names).items() if t.level == "country"}

    assert set(countries) == {"country-FR", "country-BD"}
    assert (countries["country-BD"].name, countries["country-BD"].english) == ("Pays inventé", "Invented country")
    assert countries["country-BD"].other_names == {("Autre pays inventé", "fr")}


@pytest.mark.parametrize(
    ("official", "others"),
    [
        ("CU du Grand Reims", ["Communauté urbaine du Grand Reims", "Grand Reims"]),
        ("CC de l'Île d'Oléron", ["Communauté de communes de l'Île d'Oléron", "Île d'Oléron"]),
        ("Métropole du Grand Paris", ["Grand Paris"]),
        ("Métropole Européenne de Lille", []),
        ("Orléans Métropole", []),
    ],
)
def test_an_epci_is_found_by_its_name_in_full_and_without_its_kind(
    script: ModuleType, official: str, others: list[str]
) -> None:
    assert list(script.other_names(official)) == others


def test_a_short_name_that_is_a_commune_is_not_given_to_its_epci(
    script: ModuleType, divisions: Path, names: Path
) -> None:
    epci = _build(script, divisions, names)["epci-200000002"]

    assert epci.other_names == {("Communauté d'agglomération Bourg inventé", "fr")}


def test_names_are_written_with_single_spaces_and_straight_apostrophes(
    script: ModuleType, divisions: Path, names: Path
) -> None:
    assert _build(script, divisions, names)["commune-45002"].name == "L'Île inventée"


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("communes", "[{", "communes.json is not JSON"),
        ("communes", {}, "communes.json is not a list"),
        ("communes", [*COMMUNES, {"code": "45009"}], "communes.json, item 11 (code 45009): nom, type, departement"),
        ("communes", [*COMMUNES, "inventé"], "communes.json, item 11: not an object"),
        ("communes", [*COMMUNES, commune("45009", "99", "Inventée")], "commune-45009 lies in departement-99"),
        ("communes", [*COMMUNES, commune("4509", "45", "Inventée")], "'4509' does not have the shape"),
        ("communes", [*COMMUNES, COMMUNES[0]], "commune-45001 appears twice"),
        ("epci", [group("200000001", "CC inventée", "45999")], "member 45999 is not a current commune"),
        ("ept", [group("200000005", "Territoire inventé")], "ept.json, 200000005: members missing"),
        ("regions", None, "regions.json cannot be read"),
    ],
)
def test_malformed_input_is_named(
    script: ModuleType, divisions: Path, names: Path, tmp_path: Path, file: str, content: object, said: str
) -> None:
    path = divisions / "data" / f"{file}.json"
    if content is None:
        path.unlink()
    elif isinstance(content, str):
        path.write_text(content, encoding="utf-8")
    else:
        _write(path, content)

    with pytest.raises(DataError) as raised:
        _refresh(script, divisions, names, tmp_path / "a")

    assert said in raised.value.message.en
    assert raised.value.message.fr != raised.value.message.en
    assert not (tmp_path / "a").exists()


def test_every_fault_is_told_at_once(script: ModuleType, divisions: Path, names: Path) -> None:
    _write(divisions / "data" / "ept.json", {})
    _write(divisions / "data" / "regions.json", [])
    _write(names / "main" / "fr" / "territories.json", {"main": {}})

    with pytest.raises(DataError) as raised:
        script.build(divisions, names)

    for said in (
        "ept.json is not a list",
        "fr/territories.json does not have the form",
        "region-24, which does not exist",
    ):
        assert said in raised.value.message.en


def test_another_version_is_refused(
    script: ModuleType, divisions: Path, names: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _write(divisions / "package.json", {"name": script.DIVISIONS.name, "version": "0.0.0"})
    options = ["--package", str(divisions), "--country-names", str(names), "--output", str(tmp_path / "a")]

    assert script.main(options) == 2

    assert f"attendu {script.DIVISIONS.name} {script.DIVISIONS.version}" in capsys.readouterr().err


def test_an_archive_with_another_digest_is_refused(script: ModuleType, divisions: Path, tmp_path: Path) -> None:
    archive = tmp_path / "invented.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(divisions, "package")

    with pytest.raises(DataError, match="SHA-512"):
        script.obtain(script.DIVISIONS, archive, tmp_path)


def test_an_archive_with_the_expected_digest_is_unpacked(script: ModuleType, divisions: Path, tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "invented"), "gztar", divisions.parent, "divisions"))
    digest = script.base64.b64encode(script.hashlib.sha512(archive.read_bytes()).digest()).decode()
    package = script.Package("inventé", "1", digest)

    script.unpack(package, archive, tmp_path / "out")

    assert (tmp_path / "out" / "divisions" / "package.json").exists()


def test_a_whole_run_reports_each_file(
    script: ModuleType, divisions: Path, names: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    options = ["--package", str(divisions), "--country-names", str(names), "--output", str(tmp_path / "a")]

    assert script.main(options) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == FILES
