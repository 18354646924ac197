"""Every territory with its names, codes and figures, in the order in which a reader most likely means it."""

from __future__ import annotations

from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from allianceskg.rdf.term import Literal, Term
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.protocol import Store
from allianceskg.terms import PREFIXES, TERRITORY, slug
from allianceskg.words.folding import fold

QUERIES: Final = ("place-names", "place-figures", "place-holders", "place-postcodes")
"""The queries by which the table is read."""

INNER: Final = 1 << 24
"""Added to the number of a territory where a word begins inside its name, so that such a match sorts after the others."""

_SHARE_OF_GROUPINGS: Final = 10
_AS_A_COUNTRY: Final = 20_000
_LEVELS: Final = ("commune", "departement", "region", "collectivite", "country", "epci", "ept", "arrondissement")
_ARTICLES: Final = frozenset({"l", "la", "le", "les"})
_NO_BEGINNING: Final = _ARTICLES | {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "les", "sous", "sur"}
_OFFICIAL: Final = f"{PREFIXES['skos']}prefLabel"
_TELLING: Final = frozenset({"departement", "collectivite"})


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """
    The territories, each known by its number: the lower, the likelier it is meant.

    That is by population; a grouping of communes counts a tenth of its own, so that it comes after the town that it is
    named after, and a country, of which none is known, as a town of 20,000.

    Attributes:
        slugs: By number.
        names: The official one in French, then the others.
        english: The official name in English, where there is one.
        above: Numbers of what each lies directly in.
        telling: Numbers of the départements (or, of a département, the région) that tell it from its namesakes.
        points: Latitude and longitude in degrees, where they are known.
        postcodes: Numbers of the territories that each serves.
        beginnings: What a typed name may begin, sorted: each folded name from its start and from each of its words.
        beginning_of: Number of the territory of each, `INNER` added where the name does not start there.
    """

    slugs: Sequence[str]
    names: Sequence[Sequence[str]]
    english: Mapping[int, str]
    population: Sequence[int | None]
    above: Sequence[Sequence[int]]
    telling: Sequence[Sequence[int]]
    points: Sequence[Sequence[float] | None]
    postcodes: Mapping[str, Sequence[int]]
    beginnings: Sequence[str]
    beginning_of: array[int]

    def written(self) -> list[Any]:
        """Return what JSON can hold."""
        return [
            self.slugs,
            self.names,
            list(self.english.items()),
            self.population,
            self.above,
            self.telling,
            self.points,
            self.postcodes,
            self.beginnings,
            b64encode(self.beginning_of.tobytes()).decode(),
        ]

    @classmethod
    def of(cls, written: Sequence[Any]) -> PlaceTable:
        """Take back what was written."""
        slugs, names, english, population, above, telling, points, postcodes, beginnings, numbers = written
        beginning_of = array("I")
        beginning_of.frombytes(b64decode(numbers))
        if len(beginning_of) != len(beginnings) or not len(slugs) == len(names) == len(points) == len(telling):
            raise ValueError("columns of unequal length")
        return cls(slugs, names, dict(english), population, above, telling, points, postcodes, beginnings, beginning_of)


def read_places(store: Store, queries: QueryCatalogue) -> PlaceTable:
    """Read every territory of a store; it takes a second or two."""

    def rows(name: str) -> Iterator[tuple[str, Mapping[str, Term]]]:
        found = ((row["territory"].value, row) for row in store.select(queries.get(name).text))
        return ((slug(territory), row) for territory, row in found if territory.startswith(TERRITORY))

    figures = dict(rows("place-figures"))
    official: dict[str, str] = {}
    english: dict[str, str] = {}
    others: dict[str, list[str]] = {}
    for one, row in rows("place-names"):
        name = row["name"]
        is_english = isinstance(name, Literal) and name.language == "en"
        if row["link"].value != _OFFICIAL:
            others.setdefault(one, []).append(name.value)
        elif is_english:
            english[one] = name.value
        else:
            official[one] = name.value
    people = {one: int(row["population"].value) if "population" in row else None for one, row in figures.items()}
    slugs = sorted((one for one in figures if one in official), key=lambda one: _likeliness(one, people[one]))
    numbers = {one: number for number, one in enumerate(slugs)}
    above: list[list[int]] = [[] for _ in slugs]
    for one, row in rows("place-holders"):
        holder = slug(row["above"].value)
        if one in numbers and holder in numbers:
            above[numbers[one]].append(numbers[holder])
    postcodes: dict[str, list[int]] = {}
    for one, row in rows("place-postcodes"):
        if one in numbers:
            postcodes.setdefault(row["postcode"].value, []).append(numbers[one])
    names = [[official[one], *others.get(one, ())] for one in slugs]
    in_english = {numbers[one]: name for one, name in english.items() if one in numbers}
    beginnings = sorted({*_beginnings(names), *_beginnings_of(in_english.items())})
    return PlaceTable(
        slugs=slugs,
        names=names,
        english=in_english,
        population=[people[one] for one in slugs],
        above=above,
        telling=_telling(slugs, above),
        points=[_point(figures[one]) for one in slugs],
        postcodes={code: sorted(served) for code, served in postcodes.items()},
        beginnings=[text for text, _ in beginnings],
        beginning_of=array("I", [number for _, number in beginnings]),
    )


def _likeliness(territory: str, people: int | None) -> tuple[int, int, str]:
    level = territory.partition("-")[0]
    match level:
        case "country":
            weight = people or _AS_A_COUNTRY
        case "epci" | "ept":
            weight = (people or 0) // _SHARE_OF_GROUPINGS
        case _:
            weight = people or 0
    return -weight, _LEVELS.index(level) if level in _LEVELS else len(_LEVELS), territory


def _beginnings(names: Sequence[Sequence[str]]) -> Iterator[tuple[str, int]]:
    return _beginnings_of((number, name) for number, of_one in enumerate(names) for name in of_one)


def _beginnings_of(named: Iterable[tuple[int, str]]) -> Iterator[tuple[str, int]]:
    """Yield each name from its start, and from each word inside it that is none of grammar."""
    for number, name in named:
        folded = fold(name)
        yield folded, number
        words = folded.split("-")
        starts = 1 if words[0] in _ARTICLES else 0
        for place in range(1, len(words)):
            if words[place] not in _NO_BEGINNING:
                yield "-".join(words[place:]), number if place == starts else number + INNER


def _telling(slugs: Sequence[str], above: Sequence[Sequence[int]]) -> list[list[int]]:
    """Find the départements of each territory; those of a grouping that crosses them are those of its communes."""
    levels = [one.partition("-")[0] for one in slugs]

    def departements(number: int) -> list[int]:
        found: dict[int, None] = {}
        for holder in above[number]:
            if levels[holder] in _TELLING:
                found[holder] = None
            elif levels[holder] in {"commune", "epci", "ept"}:
                found.update(dict.fromkeys(departements(holder)))
        return list(found)

    telling = [departements(number) for number in range(len(slugs))]
    crossed: dict[int, dict[int, None]] = {}
    for number, holders in enumerate(above):
        for holder in holders:
            if levels[holder] in {"epci", "ept"}:
                crossed.setdefault(holder, {}).update(dict.fromkeys(telling[number]))
    for number, level in enumerate(levels):
        if level in {"epci", "ept"} and not telling[number]:
            telling[number] = sorted(crossed.get(number, ()))
        elif level in {"departement", "collectivite"}:
            telling[number] = [holder for holder in above[number] if levels[holder] == "region"]
    return telling


def _point(row: Mapping[str, Term]) -> list[float] | None:
    return [float(row["latitude"].value), float(row["longitude"].value)] if "latitude" in row else None
