"""Sorted files become one, each line once, however many there are."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from allianceskg.bulk import sorted_lines


@pytest.mark.parametrize("most", [2, 3, 200])
def test_files_are_merged_as_sorting_all_lines_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(sorted_lines, "_MOST_OPEN", most)
    chance = random.Random(1)
    every, paths = set[bytes](), []
    for number in range(9):
        lines = [f"{chance.choice('aéz')} {chance.randrange(40)}\n".encode() for _ in range(30 * (number % 3))]
        paths.append(tmp_path / f"{number}")
        sorted_lines.write_sorted(lines, paths[-1])
        every.update(lines)

    assert sorted_lines.merge(paths, tmp_path / "merged") == len(every)
    assert (tmp_path / "merged").read_bytes() == b"".join(sorted(every))
    assert {path.name for path in tmp_path.iterdir()} == {"merged", *(path.name for path in paths)}
