"""How the time and the memory of the index grow with the number of cases."""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from allianceskg.language import Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.index import building, container
from allianceskg.matching.index.building import Arrays
from allianceskg.matching.index.case_index import CaseIndex
from allianceskg.matching.index.container import Stamp
from benchmarks.speed.data import Data, criteria_of, explained
from benchmarks.speed.rows import Options, Row, at_most, counted, cpu_ms, english, french, ms
from benchmarks.synthetic import Drawing
from benchmarks.synthetic.entries import entries_of

GROUP = Text(fr="Croissance", en="Growth")
_BASE = 10_000
_GOALS = {100_000: 5, 1_000_000: 60}
_BYTES = 250
_BYTES_OF_WORDS = 1_000


@dataclass(frozen=True, slots=True)
class Point:
    """
    One size.

    Attributes:
        match: Milliseconds of the explained ten first, with words.
        opening: Milliseconds.
        memory: Bytes a case of the arrays, without the terms of the cases.
        words: Bytes a case that these terms take.
        disk: Bytes a case of the file.
    """

    cases: int
    match: float
    opening: float
    memory: float
    words: float
    disk: float


def points(data: Data, options: Options) -> list[Point]:
    """Measure every size; the entries come from the generator, since a store of the largest would take hours to load."""
    return [_point(data, size) for size in options.sizes]


def rows(measured: list[Point]) -> Iterator[Row]:
    """Compare the sizes with each other and with the goals."""
    by_size = {point.cases: point for point in measured}
    for size, goal in _GOALS.items():
        if size in by_size and _BASE in by_size:
            large, base = by_size[size], by_size[_BASE]
            detail = Text(fr=f"{ms(large.match).fr} contre {ms(base.match).fr}", en=f"{ms(large.match).en} against {ms(base.match).en}")  # fmt: skip
            yield Row(GROUP, Text(fr=f"{counted(size).fr} cas, par rapport à {counted(_BASE).fr}", en=f"{size:,} cases, beside {_BASE:,}"), *at_most(large.match / base.match, goal, detail))  # fmt: skip
        elif size not in by_size:
            yield Row(GROUP, Text(fr=f"{counted(size).fr} cas, par rapport à {counted(_BASE).fr}", en=f"{size:,} cases, beside {_BASE:,}"), Text(fr=f"au plus {goal} fois", en=f"at most {goal} times"), Text(fr="mesuré par make bench-long", en="measured by make bench-long"))  # fmt: skip
    for point in measured:
        yield _memory(point, "mémoire des tableaux sans les mots", "memory of the arrays without words", point.memory, _BYTES, Text(fr=f" ; fichier : {french(point.disk)} ; ouverture : {ms(point.opening).fr}", en=f"; file: {english(point.disk)}; opening: {ms(point.opening).en}"))  # fmt: skip
        yield _memory(point, "mémoire des mots", "memory of the words", point.words, _BYTES_OF_WORDS, Text("", ""))


def _memory(point: Point, work_fr: str, work_en: str, taken: float, most: int, detail: Text) -> Row:
    has_goal = point.cases >= _BASE
    return Row(
        GROUP,
        Text(fr=f"{work_fr}, {counted(point.cases).fr} cas", en=f"{work_en}, {point.cases:,} cases"),
        Text(fr=f"au plus {counted(most).fr} octets par cas", en=f"at most {most:,} bytes a case") if has_goal else Text("", ""),
        Text(fr=f"{french(taken)} octets par cas{detail.fr}", en=f"{english(taken)} bytes a case{detail.en}"),
        taken <= most if has_goal else None,
    )  # fmt: skip


def _point(data: Data, size: int) -> Point:
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        path = Path(folder) / "index"
        building.save(path, Stamp("invented", "rules"), entries_of(Drawing(data.drawing.world, cases=size)))
        started = time.perf_counter()
        index = CaseIndex(Arrays.of(container.open_arrays(path, None)[1]))
        opening = (time.perf_counter() - started) * 1000
        catalogue = Catalogue(data.catalogue.store, data.home, data_version="invented")
        catalogue.__dict__["index"] = index
        asked = itertools.cycle([criteria_of(catalogue, profile) for profile in data.stories])
        turns = len(data.stories)
        match = cpu_ms(lambda: explained(catalogue, next(asked), catalogue.finder), times=2 * turns, warm=turns)
        words = index.bytes_of_words
        return Point(size, match, opening, (index.nbytes - words) / size, words / size, path.stat().st_size / size)
