"""Bulk work on two workers of a Dask cluster, beside the commands of one process on the same cores."""

from __future__ import annotations

from collections.abc import Iterator

from allianceskg.language import Text
from benchmarks.bulk.measuring import in_one_command, on_cluster
from benchmarks.speed.data import Data
from benchmarks.speed.memory import apart
from benchmarks.speed.rows import Options, Row, at_most, counted, english, french
from benchmarks.synthetic import Drawing, write_home

GROUP = Text(fr="Travail en masse", en="Bulk work")
_LARGE = 30_000
_WORKERS = 2
_MOST = 1.3
_WORKS = {
    "validate": Text(fr="bulk validate, par rapport à validate", en="bulk validate, beside validate"),
    "index": Text(fr="bulk index, par rapport à load", en="bulk index, beside load"),
}


def measure(data: Data, options: Options) -> Iterator[Row]:
    """Compare elapsed times, each work in processes of its own; a worker is killed in a second run, to the same bytes."""
    if not options.is_long:
        later = Text(fr="mesuré par make bench-long", en="measured by make bench-long")
        for name in _WORKS:
            yield Row(
                GROUP, _work(name, _LARGE), Text(fr=f"au plus {_MOST:g} fois", en=f"at most {_MOST:g} times"), later
            )
        return
    yield from rows_of(data, _LARGE)


def rows_of(data: Data, cases: int) -> Iterator[Row]:
    """Measure at one size."""
    root = write_home(data.folder / "bulk", data.home, Drawing(data.drawing.world, cases=cases)).root
    for name in _WORKS:
        one = apart(in_one_command, name, root, data.folder / f"bulk-{name}-one")
        many = apart(on_cluster, name, root, data.folder / f"bulk-{name}", _WORKERS, False)
        hurt = apart(on_cluster, name, root, data.folder / f"bulk-{name}-hurt", _WORKERS, True)
        detail = Text(
            fr=f"{french(many.seconds)} s contre {french(one.seconds)} s", en=f"{english(many.seconds)} s against {english(one.seconds)} s"
        )  # fmt: skip
        yield Row(GROUP, _work(name, cases), *at_most(many.seconds / one.seconds, _MOST, detail))
        assert many.effort is not None
        share, peak = 100 * many.effort.efficiency, max(many.workers)
        yield Row(
            GROUP,
            Text(fr=f"{name} : efficacité parallèle ; mémoire d'un processus de travail", en=f"{name}: parallel efficiency; memory of a worker"),
            Text("", ""),
            Text(fr=f"{french(share)} % ; {french(peak)} Mio", en=f"{english(share)}%; {english(peak)} MiB"),
        )  # fmt: skip
        yield Row(
            GROUP,
            Text(fr=f"{name}, un processus tué à mi-chemin", en=f"{name}, one worker killed half way"),
            Text(fr="les mêmes octets", en="the same bytes"),
            Text(fr=f"{french(hurt.seconds)} s", en=f"{english(hurt.seconds)} s"),
            many.results == hurt.results,
        )


def _work(name: str, cases: int) -> Text:
    number, work = counted(cases), _WORKS[name]
    return Text(fr=f"{number.fr} cas : {work.fr}", en=f"{number.en} cases: {work.en}")
