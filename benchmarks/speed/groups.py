"""The groups of measures of a run, in the order of the page; add one here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from benchmarks.speed import changes, loading, matching, networks, paging, partitions, searching, serving, validating
from benchmarks.speed.data import Data
from benchmarks.speed.rows import Options, Row

Group = Callable[[Data, Options], Iterator[Row]]

GROUPS: Final[tuple[Group, ...]] = (
    matching.measure,
    serving.measure,
    paging.measure,
    searching.measure,
    validating.measure,
    loading.measure,
    changes.measure,
    networks.measure,
    partitions.measure,
)
