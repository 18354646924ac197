"""The pages of the site: the slowest of the shipped catalogue, and the one that grows most with the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from allianceskg.config import read_settings
from allianceskg.language import Text
from benchmarks.site.addresses import PAGES
from benchmarks.site.measure import measure as measure_pages
from benchmarks.speed.data import Data
from benchmarks.speed.rows import Options, Row, at_most, english, french, ms

GROUP = Text(fr="Pages", en="Pages")
_GOAL_MS = 100
_GOAL_TIMES = 3
_ROUNDS = 15


def measure(data: Data, _options: Options) -> Iterator[Row]:
    """Ask for every page of the shipped catalogue and of the invented one, in turn."""
    _ = data.catalogue.index
    shipped = read_settings({"store": data.folder / "shipped-pages", "home": data.home.root}, {})
    shipped.load()
    stores = {"shipped": shipped, "invented": data.settings}
    taken = dict(measure_pages(stores, rounds=_ROUNDS, addresses=PAGES))
    slowest = max(taken, key=lambda page: taken[page]["shipped"].elapsed)
    growth = {page: one["invented"].processor / one["shipped"].processor for page, one in taken.items()}
    grown = max(growth, key=lambda page: growth[page])
    elapsed = taken[slowest]["shipped"].elapsed
    yield Row(
        GROUP,
        Text(fr=f"la page la plus lente du catalogue livré, sur le serveur ({slowest})", en=f"the slowest page of the shipped catalogue, on the server ({slowest})"),
        Text(fr=f"moins de {_GOAL_MS} ms", en=f"under {_GOAL_MS} ms"),
        ms(elapsed),
        elapsed < _GOAL_MS,
    )  # fmt: skip
    before, after = taken[grown]["shipped"].processor, taken[grown]["invented"].processor
    detail = Text(fr=f"{ms(after).fr} contre {ms(before).fr}", en=f"{ms(after).en} against {ms(before).en}")
    yield Row(
        GROUP,
        Text(fr=f"la page qui ralentit le plus, {french(data.cases)} cas inventés en plus ({grown})", en=f"the page that slows down most, with {english(data.cases)} invented cases beside ({grown})"),
        *at_most(growth[grown], _GOAL_TIMES, detail),
    )  # fmt: skip
