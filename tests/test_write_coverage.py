"""The page on the coverage: its numbers are those of the files, and what is empty is said."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from allianceskg.files import Home
from allianceskg.language import Text, same
from allianceskg.store.embedded import EmbeddedStore
from scripts.source_dates import Dates
from scripts.write_coverage import Aspect, Coverage, measure, pages

MODEL = "https://w3id.org/alliances/vocabulary/partnership-models/"


@pytest.fixture(scope="module")
def coverage(built_store: EmbeddedStore, home: Home) -> Coverage:
    return measure(built_store, home)


def aspect(coverage: Coverage, slug: str) -> Aspect:
    return next(one for one in coverage.aspects if one.slug == slug)


def invented(*, empty_pair: bool) -> Coverage:
    """Three invented cases, two models, two functions, a theme."""
    counts = {"m1": 2, "m2": 1}
    model = Aspect(
        slug="model",
        predicate="urn:model",
        name=Text(fr="modèle", en="model"),
        plural=Text(fr="modèles", en="models"),
        values={"m1": same("Premier inventé"), "m2": same("Second inventé"), "m3": same("Vide inventé")},
        counts={**counts, "m3": 0},
        cases=3,
    )
    function = Aspect(
        slug="function",
        predicate="urn:function",
        name=Text(fr="fonction", en="function"),
        plural=Text(fr="fonctions", en="functions"),
        values={"f1": same("Lieu inventé"), "f2": same("Dialogue inventé")},
        counts={"f1": 2, "f2": 1},
        cases=2,
    )
    theme = Aspect(
        slug="theme",
        predicate="urn:theme",
        name=Text(fr="thème", en="theme"),
        plural=Text(fr="thèmes", en="themes"),
        values={"t1": same("Thème inventé")},
        counts={"t1": 3},
        cases=3,
    )
    pair = {("m1", "f1"): 2, ("m1", "f2"): 1, ("m2", "f1"): 1, ("m2", "f2"): 1}
    if empty_pair:
        del pair["m2", "f2"]
    return Coverage(3, [model, function, theme], {("model", "function"): pair}, Dates(1, 0, 0, 0, "2026-12-01"))


def page_of(coverage: Coverage, name: str) -> str:
    return next(text for path, text in pages(coverage).items() if path.name == name)


def test_every_case_file_counts_once(coverage: Coverage, home: Home) -> None:
    assert coverage.cases == len(list((home.root / "data" / "cases").glob("*.ttl")))


@pytest.mark.parametrize(
    ("slug", "written"),
    [
        ("model", r"akg:model voc-partnership-models:(\S+) ;"),
        ("function", r"akg:function voc-catalyst-functions:(\S+) ;"),
        ("evidence", r"akg:evidenceLevel voc-evidence-levels:(\S+) ;"),
    ],
)
def test_the_counts_are_those_of_the_files(coverage: Coverage, home: Home, slug: str, written: str) -> None:
    found: Counter[str] = Counter()
    for path in (home.root / "data" / "cases").glob("*.ttl"):
        found.update(set(re.findall(written, path.read_text(encoding="utf-8"))))

    counted = aspect(coverage, slug).counts

    assert {value.rsplit("/", 1)[1]: n for value, n in counted.items() if n} == dict(found)


def test_every_departement_and_overseas_collectivity_is_in_the_denominator(coverage: Coverage) -> None:
    values = aspect(coverage, "departement").values

    assert len([value for value in values if "/departement-" in value]) == 101
    assert any("/collectivite-" in value for value in values)


def test_a_pair_never_has_more_cases_than_either_of_its_values(coverage: Coverage) -> None:
    for (one, other), cells in coverage.pairs.items():
        for (left, right), cases in cells.items():
            assert 0 < cases <= min(aspect(coverage, one).counts[left], aspect(coverage, other).counts[right])


def test_all_pairs_of_the_five_aspects_are_there(coverage: Coverage) -> None:
    assert len(coverage.aspects) == 5
    assert len(coverage.pairs) == 10


def test_counts_stand_with_what_they_are_out_of() -> None:
    page = page_of(invented(empty_pair=True), "coverage.md")

    assert "At least one case: 2 of 3. Cases that record this aspect: 3 of 3." in page
    assert "| model | cases, of 3 |" in page
    assert "Cells with at least one case: 3 of 6." in page


def test_empty_cells_and_values_without_a_case_are_listed() -> None:
    page = page_of(invented(empty_pair=True), "coverage.fr.md")

    assert "- **Dialogue inventé** (1/2) : Second inventé" in page
    assert page.count("Aucun cas recensé (1) : Vide inventé.") == 2


def test_a_table_that_is_full_has_no_list_of_empty_cells() -> None:
    assert "Cellules vides" not in page_of(invented(empty_pair=False), "coverage.fr.md")


def test_a_zero_is_never_called_absent(coverage: Coverage) -> None:
    for path, text in pages(coverage).items():
        assert "absent" not in text.lower(), path.name
