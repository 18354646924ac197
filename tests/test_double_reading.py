"""Two readings of what each case is: how far they agree, and what became of their differences."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from allianceskg.files import Home
from allianceskg.language import LANGUAGES, Text, same
from scripts.double_reading import (
    KINDS,
    ConceptAgreement,
    DoubleReading,
    Kind,
    agreements,
    corrected,
    read_readings,
    said_of,
    settled,
)
from scripts.reading_sheets import sheet

INVENTED = """
date: 2026-12-01
cases: 5
seen_before: [seen]
read:
  alike:
    first: {models: [a], functions: []}
    second: {models: [a], functions: [], confidence: haute}
    why: "une raison inventée"
  unlike:
    first: {models: [a], functions: [f]}
    second: {models: [b], functions: [], confidence: faible}
    why: "une raison inventée"
    settled:
      models: {now: [b], fr: "La seconde.", en: "The second."}
      functions: {now: [f], fr: "La première.", en: "The first."}
    corrected:
      functions: {now: [g], date: 2026-12-02, fr: "Ni l'une ni l'autre.", en: "Neither."}
  both:
    first: {models: [a], functions: []}
    second: {models: [b], functions: [], confidence: moyenne}
    why: "une raison inventée"
    settled:
      models: {now: [a, b], fr: "Les deux.", en: "Both."}
  told:
    told_by_the_kit: true
    first: {models: [b], functions: []}
    second: {models: [b], functions: [], confidence: haute}
    why: "le kit le dit"
"""
WRITTEN = {
    "models": r"akg:model voc-partnership-models:(\S+) ;",
    "functions": r"akg:function voc-catalyst-functions:(\S+) ;",
}


@pytest.fixture
def invented(tmp_path: Path) -> DoubleReading:
    path = tmp_path / "double_reading.yaml"
    path.write_text(INVENTED, encoding="utf-8")
    return read_readings(path)


def test_kappa_is_what_one_works_out_by_hand() -> None:
    found = ConceptAgreement("a", both=20, only_first=5, only_second=10, neither=15)  # 35 of 50 alike, 25 by chance

    assert (found.exact, found.kappa) == (0.7, pytest.approx(0.4))


def test_the_error_of_kappa_is_that_of_resampled_cases() -> None:
    found = ConceptAgreement("a", both=38, only_first=18, only_second=6, neither=254)

    assert (found.kappa, found.error) == (pytest.approx(0.7157, abs=1e-4), pytest.approx(0.0544, abs=1e-4))


@pytest.mark.parametrize(("both", "neither"), [(4, 6), (0, 10), (10, 0)], ids=["some", "none has it", "all have it"])
def test_readings_that_say_the_same_agree_wholly(both: int, neither: int) -> None:
    found = ConceptAgreement("a", both=both, only_first=0, only_second=0, neither=neither)

    assert (found.exact, found.kappa, found.error) == (1, 1, 0)


def test_what_the_kit_says_itself_is_no_reading(invented: DoubleReading) -> None:
    (a, b) = agreements(invented.independent, "models", ["a", "b"])

    assert (a.both, a.only_first, a.only_second, a.neither) == (1, 2, 0, 0)
    assert (b.both, b.only_first, b.only_second, b.neither) == (0, 0, 2, 1)


def test_how_differences_ended_is_counted_for_each_case_and_kind(invented: DoubleReading) -> None:
    ends = settled(invented.read)

    assert (ends.first, ends.second, ends.otherwise, ends.all) == (1, 1, 1, 3)


def test_both_languages_tell_the_same_figures(invented: DoubleReading) -> None:
    names: dict[Kind, dict[str, Text]] = {"models": {"a": same("A"), "b": same("B")}, "functions": {"f": same("F")}}

    told = said_of(invented, names)

    french, english = (
        re.findall(r"\d+[.,]?\d*", told.in_language(language).replace(",", ".")) for language in LANGUAGES
    )
    assert french == english
    assert "| A | 3 | 1 | 1 | 0,33 | 0,00 ± 0,00 |" in told.fr


def test_each_difference_is_settled_and_nothing_else() -> None:
    for one in read_readings().read:
        assert {kind for kind in KINDS if one.differs(kind)} == set(one.settled), one.case


def test_what_both_readings_say_stands() -> None:
    for one in read_readings().read:
        for kind, settlement in one.settled.items():
            assert one.first[kind] & one.second[kind] <= settlement.now, one.case


def test_a_correction_takes_the_place_of_what_was_settled_and_leaves_the_readings(invented: DoubleReading) -> None:
    unlike = next(one for one in invented.read if one.case == "unlike")

    assert (unlike.holds["functions"].now, unlike.holds["models"].now) == (frozenset({"g"}), frozenset({"b"}))
    assert corrected(invented.read) == 1
    assert settled(invented.read).all == 3


def test_the_catalogue_says_what_was_settled_or_corrected_since(home: Home) -> None:
    """A classification that changes afterwards takes its line in the file with it."""
    for one in read_readings().read:
        text = (home.data / "cases" / f"{one.case}.ttl").read_text(encoding="utf-8") if one.holds else ""
        for kind, settlement in one.holds.items():
            assert set(re.findall(WRITTEN[kind], text)) == settlement.now, (one.case, kind)


def test_all_cases_of_the_day_are_accounted_for() -> None:
    reading = read_readings()

    assert len(reading.read) + len(reading.seen_before) == reading.cases


def test_a_sheet_tells_what_happened_and_not_how_it_is_classified(home: Home) -> None:
    told = sheet(home.data / "cases" / "continuum-lpo-drome-ardeche.ttl")

    assert told.startswith("## continuum-lpo-drome-ardeche\n\nContinuum : dans la Drôme et l'Ardèche")
    assert "- difficulté : Les entreprises soutiennent volontiers le sport" in told
    assert "- participant : lpo-drome-ardeche (fondateur). A réuni les premières structures" in told
    assert not any(word in told for word in ("engagement-actif", "dialogue-territorial", "biodiversite", "lecture"))
