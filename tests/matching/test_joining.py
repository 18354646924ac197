"""Indexes of different cases join into the one that is made of all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from allianceskg.files import Home
from allianceskg.matching.index import building, joining
from allianceskg.matching.index.container import Stamp
from allianceskg.matching.index.entries import Entry
from benchmarks.synthetic import Drawing, read_world
from benchmarks.synthetic.entries import entries_of

STAMP = Stamp("data", "rules")


@pytest.fixture(scope="module")
def entries(home: Home) -> list[Entry]:
    return list(entries_of(Drawing(read_world(home), cases=120, seed=9)))


def saved(path: Path, entries: list[Entry]) -> Path:
    building.save(path, STAMP, entries)
    return path


@pytest.mark.parametrize("most_open", [2, 200])
@pytest.mark.parametrize("parts", [1, 2, 7])
def test_parts_join_into_the_same_bytes(
    entries: list[Entry], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: int, most_open: int
) -> None:
    monkeypatch.setattr(joining, "_MOST_OPEN", most_open)
    # Every so many cases, so that the cases of the parts stand between each other; the last part may hold none.
    paths = [saved(tmp_path / f"part-{number}", entries[number::parts]) for number in range(parts)]
    paths.append(saved(tmp_path / "empty", []))
    joining.join_files(paths, tmp_path / "joined", STAMP)

    assert (tmp_path / "joined").read_bytes() == saved(tmp_path / "whole", entries).read_bytes()
    assert not list(tmp_path.glob("joined.*"))


def test_a_case_in_two_parts_is_refused(entries: list[Entry], tmp_path: Path) -> None:
    paths = [saved(tmp_path / name, entries[:3]) for name in ("first", "second")]
    with pytest.raises(ValueError, match="a case stands in two parts"):
        joining.join_files(paths, tmp_path / "joined", STAMP)
