"""Two readings of the themes of each case: how far they agree, and what was added from the second."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from allianceskg.files import Home
from allianceskg.language import LANGUAGES, same
from scripts import theme_readings
from scripts.theme_readings import read_theme_readings, said_of

INVENTED = """
date: 2026-12-01
read:
  alike: {first: [a], second: [a]}
  unlike: {first: [a, b], second: [b, c], added: [c]}
  none: {first: [c], second: []}
"""


def test_kappa_counts_each_pair_of_a_case_and_a_theme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "readings.yaml"
    path.write_text(INVENTED, encoding="utf-8")
    monkeypatch.setattr(theme_readings, "_SHOWN", 2)
    invented = read_theme_readings(path)

    pooled = invented.agreement(["a", "b", "c"])
    told = said_of(invented, {"a": same("A"), "b": same("B"), "c": same("C")})

    assert (pooled.both, pooled.only_first, pooled.only_second, pooled.neither) == (2, 2, 1, 4)
    assert [invented.count(part) for part in ("first", "second", "added")] == [4, 3, 1]
    assert "| A | 2 | 1 | 1 | 0.67 |" in told.en
    assert "| B |" not in told.en, "too few cases"
    figures = [re.findall(r"\d+(?:[.,]\d+)?", told.in_language(one).replace(",", ".")) for one in LANGUAGES]
    assert figures[0] == figures[1]


def test_what_was_added_was_read_without_sight_of_the_first_reading() -> None:
    for case, one in read_theme_readings().read.items():
        assert one.added <= one.second - one.first, case
        assert len(one.first | one.added) <= 8, case


def test_what_was_added_says_why_and_from_which_source(home: Home) -> None:
    for case, one in read_theme_readings().read.items():
        text = (home.data / "cases" / f"{case}.ttl").read_text(encoding="utf-8")
        for theme in one.added:
            statement = re.search(
                rf"\n<[^>]*#subject-{theme}>\n    a akg:SubjectStatement ;(.*?)\n\.\n", text, re.DOTALL
            )
            assert statement is not None, (case, theme)
            for part in ("dcterms:source", "voc-statement-bases:lecture-du-catalogue", "akg:confidence", "@en", "@fr"):
                assert part in statement[1], (case, theme, part)
