"""What the catalogue reads in statements: every statement has its reading, and every figure stands in its statement."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from allianceskg.files import Home
from allianceskg.rdf import turtle
from allianceskg.rdf.term import IRI, Literal, Term
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import AKG
from allianceskg.validation import Validator

READINGS = sorted((Path(__file__).parents[2] / "data" / "readings").glob("*.ttl"))
NAMED_OTHERWISE = {"assessment-leads"}  # after the question that they answer
SORTED = {"topics", "result-kinds"}
NUMERIC_VALUE = "http://qudt.org/schema/qudt/numericValue"
IN_WORDS = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11,
    "douze": 12, "treize": 13, "dix-sept": 17, "dix-huit": 18, "dix-neuf": 19, "vingt": 20, "vingt-cinq": 25, "trente": 30, "quarante": 40,
    "cinquante": 50, "soixante": 60, "cent": 100, "mille": 1000, "millième": 1000, "dizaine": 10, "douzaine": 12,
    "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60,
    "centaine": 100, "millier": 1000, "million": 1_000_000,
}  # fmt: skip


def numbers_of(text: str) -> set[float]:
    """The numbers that a French text says, in digits, in words, or as both (`1,5 million`, `cent huit`)."""
    found = set[float]()
    for digits, after in re.findall(
        r"(\d+(?:[ \u00a0\u202f]\d{3})*(?:,\d+)?)(?:[ \u00a0\u202f](M€|des?|millions?))?", text
    ):
        number = float(re.sub(r"[ \u00a0\u202f]", "", digits).replace(",", "."))
        found |= {number, number * 1_000_000} if after in ("M€", "million", "millions") else {number}
    for number, million in re.findall(r"(\d+(?:,\d+)?) des \d+ (million)s", text):
        found.add(float(number.replace(",", ".")) * IN_WORDS[million])
    words = re.findall(r"[\w-]+", text.lower())
    found |= {float(IN_WORDS[word]) for word in words if word in IN_WORDS}
    found |= {
        100.0 + IN_WORDS[after] for word, after in itertools.pairwise(words) if word == "cent" and after in IN_WORDS
    }
    return found


def parts(path: Path) -> Iterator[tuple[str, dict[str, list[Term]]]]:
    """Each reading of a file, with its values by property."""
    found: dict[str, dict[str, list[Term]]] = {}
    for triple in turtle.read(path):
        assert isinstance(triple.subject, IRI)
        found.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, []).append(triple.object)
    return ((iri, values) for iri, values in found.items() if "#" in iri)


@pytest.fixture(scope="module")
def texts(home: Home) -> dict[str, str]:
    """The French text of every statement, by its IRI."""
    store = EmbeddedStore.in_memory()
    for path in home.data.glob("cases/*.ttl"):
        store.replace_graph(f"urn:{path.stem}", path.read_bytes())
    rows = store.select("SELECT ?s ?t WHERE { ?s <http://purl.org/dc/terms/description> ?t . FILTER(LANG(?t) = 'fr') }")
    return {row["s"].value: row["t"].value for row in rows}


def links(home: Home, link: str) -> set[str]:
    """The statements that cases point to by a property."""
    return {
        triple.object.value
        for path in home.data.glob("cases/*.ttl")
        for triple in turtle.read(path)
        if triple.predicate.value == f"{AKG}{link}"
    }


@pytest.mark.parametrize("path", READINGS, ids=lambda path: path.stem)
def test_readings_keep_to_their_shapes(path: Path, home: Home) -> None:
    report = Validator(home).blocks({str(path): path.read_text(encoding="utf-8")})

    assert [(one.focus, one.shape) for one in report.findings] == []


@pytest.mark.parametrize(
    "path", [path for path in READINGS if path.stem not in NAMED_OTHERWISE], ids=lambda path: path.stem
)
def test_a_reading_is_named_after_its_statement(path: Path) -> None:
    for iri, values in parts(path):
        (statement,) = values[f"{AKG}readsStatement"]
        named = statement.value.rpartition("/")[2].replace("#", "-")
        assert re.fullmatch(rf".*/reading/{path.stem}#{re.escape(named)}(-[1-9])?", iri), iri


def test_every_difficulty_lesson_and_result_has_one_reading(home: Home) -> None:
    read = [
        values[f"{AKG}readsStatement"][0].value for path in READINGS if path.stem in SORTED for _, values in parts(path)
    ]

    assert len(read) == len(set(read))
    assert set(read) == links(home, "reportsDifficulty") | links(home, "drawsLesson") | links(home, "reportsResult")


def test_a_figure_and_its_years_stand_in_the_statement(home: Home, texts: dict[str, str]) -> None:
    strange = []
    for iri, values in parts(home.data / "readings" / "quantities.ttl"):
        text = texts[values[f"{AKG}readsStatement"][0].value]
        years = {one.value[:4] for name in ("asOf", "countedFrom") for one in values.get(f"{AKG}{name}", ())}
        (value,) = values[NUMERIC_VALUE]
        assert isinstance(value, Literal)
        if float(value.value) not in numbers_of(text) or not all(year in text for year in years):
            strange.append((iri, value.value, sorted(years), text))
    assert strange == []


def test_an_invented_figure_would_be_noticed() -> None:
    assert numbers_of("Près de 1 700 jeunes, 1,5 million d'euros, une cinquantaine et cent huit heures") == {
        1700.0, 1.5, 1_500_000.0, 1_000_000.0, 50.0, 100.0, 8.0, 108.0,
    }  # fmt: skip
