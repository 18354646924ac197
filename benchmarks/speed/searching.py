"""Finding places and cases by what people type."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Final

from allianceskg.language import Text
from allianceskg.library.library import library_of
from allianceskg.library.place_table import PlaceTable, read_places
from allianceskg.library.territories import Territories
from benchmarks.speed.data import Data
from benchmarks.speed.rows import Options, Row, at_most, cpu_ms, english, french, ms

GROUP = Text(fr="Recherche", en="Search")
TYPED: Final[Sequence[str]] = (
    *("46100", "69100", "35000", "75011", "13001 Marseille", "2A", "45234"),
    *("lill", "Renn", "nant", "orlea", "saint den", "st etienne", "sou", "la", "Bretagn"),
    *("Grand Lyon", "MEL", "metropole lille", "Nouvelle Aquitaine", "La Réunion", "Belgique"),
    *("Saint-Denis 93", "Vienne (Isère)", "Toulouse, Haute-Garonne", "Béon"),
    *("Orleens", "saint etiene", "clermond ferrand", "Tououse", "zzzzzz"),
)
"""Postcodes, codes, beginnings, usual names, names with a département, misspelt ones."""

UNKNOWN: Final[Sequence[str]] = (
    *("Orleens", "Toulouze", "Bordaux", "Grenobble", "Perpignen"),
    *("Marseillle", "Besancom", "Limogess", "Quimperr", "Strasbourj"),
)
"""Ten names that nobody has."""

SEARCHES: Final[Sequence[str]] = (
    *("insertion par l'emploi", "tiers-lieu rural", "mecenat de competences", "inovation sociale"),
    *("recyclage ordinateurs", "équipement", "circuit court cantine", "energie citoyenne"),
)
_GOAL_MS = 5
_GOAL_TIMES = 1.5
_ROUNDS = 9


def measure(data: Data, _options: Options) -> Iterator[Row]:
    """Time places, the first unknown name of a process among them, and searches for cases."""
    catalogue = data.catalogue
    table = read_places(catalogue.store, catalogue.queries)
    territories = Territories(catalogue.store, catalogue.queries, catalogue.names, table=table)
    durations = sorted(cpu_ms(lambda text=text: found(territories, text), times=5) for text in TYPED)  # type: ignore[misc]
    median = durations[len(durations) // 2]
    yield Row(
        GROUP,
        Text(fr=f"un lieu, parmi {len(TYPED)} textes tels qu'on les tape (médiane)", en=f"a place, among {len(TYPED)} texts as people type them (median)"),
        Text(fr=f"moins de {_GOAL_MS} ms", en=f"under {_GOAL_MS} ms"),
        ms(median),
        median < _GOAL_MS,
    )  # fmt: skip
    first, tenth = first_and_tenth(data, table)
    detail = Text(fr=f"{ms(first).fr} contre {ms(tenth).fr}", en=f"{ms(first).en} against {ms(tenth).en}")
    yield Row(
        GROUP,
        Text(fr="le premier nom inconnu d'un programme, contre le dixième", en="the first unknown name of a program, against the tenth"),
        *at_most(first / tenth, _GOAL_TIMES, detail),
    )  # fmt: skip
    search = library_of(catalogue).search
    search.find(SEARCHES[0])
    durations = sorted(cpu_ms(lambda text=text: search.find(text), times=5) for text in SEARCHES)  # type: ignore[misc]
    yield Row(
        GROUP,
        Text(fr=f"une recherche de cas ({french(data.cases)} cas)", en=f"a search for cases ({english(data.cases)} cases)"),
        Text(fr="", en=""),
        ms(durations[len(durations) // 2]),
    )  # fmt: skip


def found(territories: Territories, text: str) -> list[str]:
    """Find what a text means and what it may become, as the API does."""
    return [place.slug for place in (*territories.find(text), *territories.suggest(text, limit=10))]


def first_and_tenth(data: Data, table: PlaceTable) -> tuple[float, float]:
    """
    Return the time of the first unknown name after opening the territories, and that of the tenth, medians in ms.

    The names take turns, so that none of them is always the first.
    """
    taken: list[tuple[float, float]] = []
    catalogue = data.catalogue
    for turn in range(_ROUNDS):
        territories = Territories(catalogue.store, catalogue.queries, catalogue.names, table=table)
        durations = []
        for place in range(len(UNKNOWN)):
            started = time.process_time()
            found(territories, UNKNOWN[(turn + place) % len(UNKNOWN)])
            durations.append(1_000 * (time.process_time() - started))
        taken.append((durations[0], durations[-1]))
    middle = _ROUNDS // 2
    return sorted(first for first, _ in taken)[middle], sorted(tenth for _, tenth in taken)[middle]
