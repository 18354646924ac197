"""The shipped territories: counts, identity of each, and a hierarchy without holes or cycles."""

from __future__ import annotations

import gzip
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat

from allianceskg.terms import AKG, PREFIXES, RDF_TYPE, TERRITORY, concept

DIRECTORY = Path(__file__).parent.parent.parent / "data" / "territories"
LEVELS = {
    "countries": "country",
    "regions": "region",
    "departements": "departement",
    "collectivites": "collectivite",
    "epci": "epci",
    "ept": "ept",
    "communes": "commune",
    "former-communes": "commune",
    "arrondissements": "arrondissement",
}
COUNTS = {
    "countries": 237,
    "regions": 18,
    "departements": 101,
    "collectivites": 8,
    "epci": 1255,
    "ept": 11,
    "communes": 34969,
    "former-communes": 1992,
    "arrondissements": 45,
}
FACTS = {"coordinates": 36848, "computed-coordinates": 1385, "population": 36399, "postcodes": 35009}
"""The files of facts, and how many territories each speaks of."""
FIGURES = {"edition/contours-admin-express", "edition/population-2023", "edition/codes-postaux"}
"""What is described beside the lists of codes."""
HOLDERS = {
    "country": set(),
    "region": {"country"},
    "departement": {"region"},
    "collectivite": {"country"},
    "epci": {"departement", "region", "country"},
    "ept": {"departement", "region"},
    "commune": {"departement", "collectivite", "epci", "ept", "commune"},
    "arrondissement": {"commune"},
}
PREF_LABEL, ALT_LABEL = f"{PREFIXES['skos']}prefLabel", f"{PREFIXES['skos']}altLabel"
CODE_INSEE = f"{PREFIXES['igeo']}codeINSEE"
WGS84 = PREFIXES["wgs84"]
MEGABYTE = 1_000_000


@dataclass
class Described:
    """What a file says of one territory: the values of each predicate, as they stand."""

    file: str
    values: dict[str, list[object]] = field(default_factory=lambda: defaultdict(list))

    def texts(self, predicate: str, language: str | None = None) -> list[str]:
        return [
            value.value
            for value in self.values[predicate]
            if isinstance(value, Literal) and language in (None, value.language)
        ]

    def slugs(self, predicate: str) -> set[str]:
        return {value.value.removeprefix(TERRITORY) for value in self.values[predicate] if isinstance(value, NamedNode)}

    @property
    def within(self) -> set[str]:
        return self.slugs(f"{AKG}directlyWithin")

    @property
    def types(self) -> set[str]:
        return {iri.removeprefix(PREFIXES["igeo"]).removeprefix(AKG) for iri in self.slugs(RDF_TYPE)}


Territories = dict[str, Described]


@pytest.fixture(scope="session")
def territories() -> Territories:
    described: Territories = {}
    for file in LEVELS:
        data = gzip.decompress((DIRECTORY / f"{file}.ttl.gz").read_bytes())
        for quad in pyoxigraph.parse(data, format=RdfFormat.TURTLE):
            assert isinstance(quad.subject, NamedNode)
            slug = quad.subject.value.removeprefix(TERRITORY)
            described.setdefault(slug, Described(file)).values[quad.predicate.value].append(quad.object)
            assert described[slug].file == file, f"{slug} is described in two files"
    return described


@pytest.fixture(scope="session")
def ancestors(territories: Territories) -> dict[str, set[str]]:
    order = TopologicalSorter({slug: territory.within for slug, territory in territories.items()}).static_order()
    closed: dict[str, set[str]] = {}
    for slug in order:
        direct = territories[slug].within
        closed[slug] = direct.union(*(closed[holder] for holder in direct))
    return closed


def test_every_file_has_the_number_of_territories_of_its_edition(territories: Territories) -> None:
    assert Counter(territory.file for territory in territories.values()) == COUNTS


def test_all_files_together_stay_small() -> None:
    sizes = {path.name: path.stat().st_size for path in DIRECTORY.glob("*.ttl.gz")}

    assert set(sizes) == {f"{file}.ttl.gz" for file in [*LEVELS, *FACTS, "editions"]}
    assert max(sizes.values()) < MEGABYTE
    assert sum(sizes.values()) < 2 * MEGABYTE


def test_each_territory_has_one_level_and_a_code_that_match_its_iri(territories: Territories) -> None:
    for slug, territory in territories.items():
        level = LEVELS[territory.file]
        (code,) = territory.texts(f"{AKG}officialCode")
        assert slug == f"{level}-{code}"
        assert territory.slugs(f"{AKG}territoryLevel") == {concept("territory-levels", level)}
        assert "Territory" in territory.types


def test_each_territory_has_one_french_name_and_each_country_one_english_name(territories: Territories) -> None:
    for slug, territory in territories.items():
        assert len(territory.texts(PREF_LABEL, "fr")) == 1, slug
        assert len(territory.texts(PREF_LABEL, "en")) == (territory.file == "countries"), slug


def test_names_are_clean(territories: Territories) -> None:
    for slug, territory in territories.items():
        for name in territory.texts(PREF_LABEL) + territory.texts(ALT_LABEL):
            assert re.search(r"^\s|\s$|\s\s|[\u2019\n]", name) is None, (slug, name)
            assert name not in territory.texts(ALT_LABEL) or name not in territory.texts(PREF_LABEL, "fr"), slug


def test_an_insee_code_is_a_token_and_only_insee_levels_have_one(territories: Territories) -> None:
    for slug, territory in territories.items():
        codes = territory.values[CODE_INSEE]
        if LEVELS[territory.file] in ("country", "epci", "ept"):
            assert not codes, slug
        else:
            assert codes == [Literal(slug.partition("-")[2], datatype=NamedNode(f"{PREFIXES['xsd']}token"))], slug


def test_each_territory_names_a_described_edition(territories: Territories) -> None:
    data = gzip.decompress((DIRECTORY / "editions.ttl.gz").read_bytes())
    described: dict[str, set[str]] = defaultdict(set)
    for quad in pyoxigraph.parse(data, format=RdfFormat.TURTLE):
        assert isinstance(quad.subject, NamedNode)
        described[quad.subject.value.removeprefix(TERRITORY)].add(quad.predicate.value)

    editions = [territory.slugs(f"{AKG}codeEdition") for territory in territories.values()]

    assert all(len(edition) == 1 for edition in editions)
    assert set().union(*editions) == {slug for slug in described if slug.startswith("edition/")} - FIGURES
    for slug in set().union(*editions) | FIGURES:
        assert {f"{PREFIXES['dcterms']}{name}" for name in ("title", "source", "license")} <= described[slug]


def test_every_holder_exists_and_is_of_a_wider_level(territories: Territories) -> None:
    for slug, territory in territories.items():
        level = LEVELS[territory.file]
        for holder in territory.within:
            assert holder in territories, f"{slug} lies in {holder}, which does not exist"
            assert holder.partition("-")[0] in HOLDERS[level], (slug, holder)


def test_the_hierarchy_has_no_cycle_and_reaches_the_country(ancestors: dict[str, set[str]]) -> None:
    # `ancestors` is made by a topological order, which a cycle would have stopped.
    for slug, above in ancestors.items():
        assert slug not in above
        assert slug.startswith("country-") or "country-FR" in above, slug


def test_an_epci_or_ept_lies_in_a_departement_or_region_only_with_all_its_communes(
    territories: Territories, ancestors: dict[str, set[str]]
) -> None:
    for slug, territory in territories.items():
        for group in (holder for holder in territory.within if holder.startswith(("epci-", "ept-"))):
            assert territories[group].within <= ancestors[slug], (slug, group)


def test_each_commune_in_force_lies_in_one_departement_or_collectivite(territories: Territories) -> None:
    for slug, territory in territories.items():
        if territory.file == "communes":
            levels = Counter(holder.partition("-")[0] for holder in territory.within)
            assert levels["departement"] + levels["collectivite"] == 1, slug
            assert levels["epci"] <= 1, slug
            assert levels["ept"] <= levels["epci"], slug


def test_orleans_reaches_its_epci_departement_region_and_country(ancestors: dict[str, set[str]]) -> None:
    assert ancestors["commune-45234"] == {"epci-244500468", "departement-45", "region-24", "country-FR"}


def test_paris_est_marne_et_bois_has_thirteen_communes(territories: Territories) -> None:
    members = [slug for slug, territory in territories.items() if "ept-200057941" in territory.within]

    assert len(members) == 13
    assert all("epci-200054781" in territories[slug].within for slug in members)
    assert territories["ept-200057941"].within == {"departement-94"}


def test_the_metropole_du_grand_paris_crosses_departements(territories: Territories) -> None:
    members = {slug for slug, territory in territories.items() if "epci-200054781" in territory.within}

    assert "commune-75056" in members
    assert len(members) == 130
    assert territories["epci-200054781"].within == {"region-11"}


def test_an_epci_or_ept_lies_in_nothing_wider_than_needed(
    territories: Territories, ancestors: dict[str, set[str]]
) -> None:
    communes: dict[str, list[str]] = defaultdict(list)
    for slug, territory in territories.items():
        for holder in territory.within:
            communes[holder].append(slug)
    for slug, territory in territories.items():
        if territory.file in ("epci", "ept"):
            shared = set.intersection(*(ancestors[commune] for commune in communes[slug]))
            for level in ("departement-", "region-", "country-"):
                nearest = {holder for holder in shared if holder.startswith(level)}
                if nearest:
                    break
            assert territory.within == nearest, slug


@pytest.mark.parametrize(
    ("name", "slugs"),
    [
        ("Courcy", {"commune-14190", "commune-50145", "commune-51183"}),
        ("Saint-Denis", {"commune-93066", "commune-11339", "commune-30247", "commune-97411"}),
        ("Ajaccio", {"commune-2A004"}),
        ("Paris", {"commune-75056", "departement-75"}),
        ("Nouvelle-Aquitaine", {"region-75"}),
        ("La Réunion", {"region-04", "departement-974", "commune-47222"}),
        ("CU du Grand Reims", {"epci-200067213"}),
        ("Bangladesh", {"country-BD"}),
    ],
)
def test_homonyms_are_told_apart_by_level_and_code(territories: Territories, name: str, slugs: set[str]) -> None:
    assert {slug for slug, territory in territories.items() if name in territory.texts(PREF_LABEL, "fr")} == slugs


@pytest.mark.parametrize(
    ("slug", "within"),
    [
        ("arrondissement-69387", {"commune-69123"}),
        ("arrondissement-13201", {"commune-13055"}),
        ("arrondissement-75120", {"commune-75056"}),
        ("commune-2A004", {"departement-2A", "epci-242010056"}),
        ("departement-2B", {"region-94"}),
        ("departement-976", {"region-06"}),
        ("commune-69123", {"departement-69", "epci-200046977"}),
        ("epci-200046977", {"departement-69"}),
        ("commune-97502", {"collectivite-975"}),
        ("collectivite-988", {"country-FR"}),
        ("commune-29155", {"departement-29"}),
    ],
)
def test_known_places_lie_where_they_should(territories: Territories, slug: str, within: set[str]) -> None:
    assert territories[slug].within == within


def test_each_arrondissement_belongs_to_paris_lyon_or_marseille(territories: Territories) -> None:
    cities = Counter(
        holder
        for territory in territories.values()
        if territory.file == "arrondissements"
        for holder in territory.within
    )

    assert cities == {"commune-75056": 20, "commune-69123": 9, "commune-13055": 16}


def test_a_former_commune_names_its_successor_and_is_not_called_a_commune(territories: Territories) -> None:
    for slug, territory in territories.items():
        successors = territory.slugs(f"{AKG}successor")
        if territory.file == "former-communes":
            (successor,) = successors
            assert territories[successor].file == "communes", slug
            assert territory.within == successors
            assert len(territory.types & {"CommuneDeleguee", "CommuneAssociee"}) == 1
            assert "Commune" not in territory.types
        else:
            assert not successors, slug


def test_communes_of_collectivites_without_communes_have_no_class_of_insee(territories: Territories) -> None:
    unclassed = {
        next(iter(territory.within))
        for territory in territories.values()
        if territory.file == "communes" and territory.types == {"Territory"}
    }

    assert unclassed == {f"collectivite-{code}" for code in ("977", "978", "984", "986", "989")}


def test_a_name_kept_under_the_same_code_is_another_name(territories: Territories) -> None:
    assert territories["commune-01015"].texts(PREF_LABEL) == ["Arboys en Bugey"]
    assert territories["commune-01015"].texts(ALT_LABEL) == ["Arbignieu"]


@pytest.mark.parametrize("code", ["GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "TF", "WF", "PF", "NC", "XK", "EU"])
def test_no_part_of_france_and_no_unassigned_code_is_a_country(territories: Territories, code: str) -> None:
    assert f"country-{code}" not in territories


@pytest.fixture(scope="session")
def coordinates() -> dict[str, tuple[float, float]]:
    """Latitude and longitude of each territory that has them, whichever file says it."""
    said: dict[str, dict[str, float]] = defaultdict(dict)
    for file in ("coordinates", "computed-coordinates"):
        for slug, predicate, value in facts(file):
            assert value.datatype.value == f"{PREFIXES['xsd']}decimal"
            assert predicate not in said[slug], f"{slug} has two values of {predicate}"
            said[slug][predicate] = float(value.value)
    return {slug: (values[f"{WGS84}lat"], values[f"{WGS84}long"]) for slug, values in said.items()}


def facts(file: str) -> Iterator[tuple[str, str, Literal]]:
    data = gzip.decompress((DIRECTORY / f"{file}.ttl.gz").read_bytes())
    for quad in pyoxigraph.parse(data, format=RdfFormat.TURTLE):
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, Literal)
        yield quad.subject.value.removeprefix(TERRITORY), quad.predicate.value, quad.object


@pytest.mark.parametrize("file", FACTS)
def test_a_file_of_facts_speaks_of_known_territories_and_names_its_source(territories: Territories, file: str) -> None:
    described = {slug for slug, _, _ in facts(file)}
    editions = gzip.decompress((DIRECTORY / "editions.ttl.gz").read_bytes())
    sources = {
        quad.object
        for quad in pyoxigraph.parse(editions, format=RdfFormat.TURTLE)
        if quad.subject == NamedNode(f"{TERRITORY}{file}/graph")
        and quad.predicate == NamedNode(f"{PREFIXES['dcterms']}source")
    }

    assert described <= set(territories)
    assert len(described) == FACTS[file]
    assert len(sources) == 1


def test_computed_coordinates_are_those_of_territories_made_of_communes() -> None:
    measured = {slug.partition("-")[0] for slug, _, _ in facts("coordinates")}
    computed = {slug.partition("-")[0] for slug, _, _ in facts("computed-coordinates")}

    assert measured == {"commune", "arrondissement"}
    assert computed == {"region", "departement", "epci", "ept"}


def test_only_four_communes_of_the_cantal_and_the_overseas_collectivities_have_no_coordinates(
    territories: Territories, ancestors: dict[str, set[str]], coordinates: dict[str, tuple[float, float]]
) -> None:
    without = {slug for slug, place in territories.items() if place.file == "communes"} - set(coordinates)
    overseas = {slug for slug in without if any(holder.startswith("collectivite-") for holder in ancestors[slug])}

    assert without - overseas == {"commune-15031", "commune-15035", "commune-15047", "commune-15171"}
    assert len(overseas) == 94


def test_former_communes_have_coordinates_but_for_a_few(
    territories: Territories, coordinates: dict[str, tuple[float, float]]
) -> None:
    former = {slug for slug, place in territories.items() if place.file == "former-communes"}

    assert len(former - set(coordinates)) == 60


@pytest.mark.parametrize(
    ("holder", "south", "north", "west", "east"),
    [
        ("departement-971", 15.8, 16.6, -61.9, -60.9),
        ("departement-972", 14.3, 14.9, -61.3, -60.8),
        ("departement-973", 2.1, 5.8, -54.7, -51.6),
        ("departement-974", -21.4, -20.8, 55.2, 55.9),
        ("departement-976", -13.1, -12.6, 45.0, 45.4),
        ("region-94", 41.3, 43.1, 8.5, 9.6),
        ("departement-46", 44.2, 45.1, 0.9, 2.3),
    ],
)
def test_the_communes_of_a_place_stand_where_it_stands(
    ancestors: dict[str, set[str]],
    coordinates: dict[str, tuple[float, float]],
    holder: str,
    south: float,
    north: float,
    west: float,
    east: float,
) -> None:
    held = [coordinates[slug] for slug, above in ancestors.items() if holder in above and slug in coordinates]

    assert len(held) > 10
    assert all(south < latitude < north and west < longitude < east for latitude, longitude in held)


# Where other publishers place these towns (GeoNames; the town halls of arrondissements, DILA): the centre of a commune's
# territory lies some kilometres from there, more where the town stands at the edge of it, as Arles does.
@pytest.mark.parametrize(
    ("slug", "latitude", "longitude", "kilometres"),
    [
        ("commune-75056", 48.85341, 2.3488, 2),
        ("commune-69123", 45.74906, 4.84789, 3),
        ("commune-13055", 43.29695, 5.38107, 4),
        ("commune-59350", 50.63391, 3.05512, 2),
        ("commune-35238", 48.11109, -1.67431, 2),
        ("commune-66136", 42.69764, 2.89541, 2),
        ("commune-29155", 48.45969, -5.08615, 2),
        ("commune-13004", 43.67681, 4.63031, 16),
        ("commune-97411", -20.88231, 55.4504, 7),
        ("commune-97209", 14.60365, -61.07418, 7),
        ("arrondissement-75110", 48.87668, 2.35904, 1),
        ("arrondissement-75120", 48.865091, 2.398998, 1),
        ("arrondissement-69387", 45.7460481, 4.8417503, 2),
        ("arrondissement-13208", 43.2702385, 5.3823151, 6),
        ("epci-200046977", 45.74906, 4.84789, 3),
    ],
)
def test_known_places_have_known_coordinates(
    coordinates: dict[str, tuple[float, float]], slug: str, latitude: float, longitude: float, kilometres: float
) -> None:
    found_latitude, found_longitude = (math.radians(degrees) for degrees in coordinates[slug])
    north = found_latitude - math.radians(latitude)
    east = (found_longitude - math.radians(longitude)) * math.cos(found_latitude)

    assert math.hypot(north, east) * 6371 < kilometres


@pytest.fixture(scope="session")
def populations() -> dict[str, int]:
    said = [(slug, int(value.value)) for slug, _, value in facts("population")]
    assert len(said) == len(dict(said)), "a territory has two populations"
    return dict(said)


@pytest.fixture(scope="session")
def postcodes() -> dict[str, set[str]]:
    said: dict[str, set[str]] = defaultdict(set)
    for slug, _, value in facts("postcodes"):
        said[slug].add(value.value)
    return said


def test_only_lands_without_inhabitants_have_no_population(
    territories: Territories, populations: dict[str, int]
) -> None:
    without = {slug for slug, place in territories.items() if place.file == "communes"} - set(populations)

    assert without == {"commune-98901", *(f"commune-9841{end}" for end in range(1, 6))}


def test_the_population_of_a_departement_epci_or_region_is_the_sum_of_its_communes(
    territories: Territories, ancestors: dict[str, set[str]], populations: dict[str, int]
) -> None:
    sums: Counter[str] = Counter()
    for slug, place in territories.items():
        if place.file == "communes":
            sums.update(dict.fromkeys(ancestors[slug], populations.get(slug, 0)))

    for slug, place in territories.items():
        if place.file in ("regions", "departements", "epci", "ept"):
            assert populations[slug] == sums[slug], slug


@pytest.mark.parametrize(
    ("slug", "people"),
    [("commune-01001", 860), ("commune-01004", 15934), ("commune-01014", 3555), ("commune-55039", 0)],
)
def test_known_communes_have_their_population_of_2023(populations: dict[str, int], slug: str, people: int) -> None:
    assert populations[slug] == people


def test_each_postcode_has_five_digits_and_each_commune_one_but_for_the_southern_lands(
    territories: Territories, postcodes: dict[str, set[str]]
) -> None:
    without = {slug for slug, place in territories.items() if place.file == "communes"} - set(postcodes)

    assert all(re.fullmatch("[0-9]{5}", postcode) for known in postcodes.values() for postcode in known)
    assert without == {f"commune-9841{end}" for end in range(1, 6)}
    assert {slug.partition("-")[0] for slug in postcodes} == {"commune", "arrondissement"}


@pytest.mark.parametrize(
    ("postcode", "slugs"),
    [
        ("35000", {"commune-35238"}),
        ("69100", {"commune-69266"}),
        ("13001", {"commune-13055", "arrondissement-13201"}),
        ("75011", {"commune-75056", "arrondissement-75111"}),
        ("59000", {"commune-59350"}),
        ("97400", {"commune-97411"}),
    ],
)
def test_a_postcode_leads_to_its_towns(postcodes: dict[str, set[str]], postcode: str, slugs: set[str]) -> None:
    assert {slug for slug, known in postcodes.items() if postcode in known} == slugs


def test_figeac_is_among_the_towns_of_its_postcode(postcodes: dict[str, set[str]]) -> None:
    assert "46100" in postcodes["commune-46102"]
    assert sum("46100" in known for known in postcodes.values()) == 19


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("MEL", "epci-200093201"),
        ("Grand Lyon", "epci-200046977"),
        ("TPM", "epci-248300543"),
        ("Montpellier 3M", "epci-243400017"),
        ("POLD", "ept-200057982"),
        ("TCO", "epci-249740101"),
        ("Territoire de la Côte Ouest", "epci-249740101"),
    ],
)
def test_an_epci_or_ept_has_its_usual_name(territories: Territories, name: str, slug: str) -> None:
    assert {slug for slug, place in territories.items() if name in place.texts(ALT_LABEL, "fr")} == {slug}
