"""How quickly a catalogue is loaded from nothing, beside the engine's own bulk load of the same dump."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from allianceskg.config import read_settings
from allianceskg.language import Text
from benchmarks.speed.data import LARGE, Data
from benchmarks.speed.memory import apart, largest_child, own_peak
from benchmarks.speed.rows import Options, Row, at_least, counted, english, french
from benchmarks.synthetic import PARTNER, Drawing, write_home, write_quads

GROUP = Text(fr="Chargement à partir de rien", en="Load from nothing")


@dataclass(frozen=True, slots=True)
class Load:
    """
    What a load took.

    Attributes:
        quads: How many the store then holds, those that were inferred included.
        seconds: Until the store is whole.
        index: Seconds that making the match index took after that; 0 where there is none.
        memory: Mebibytes of the largest process.
    """

    quads: int
    seconds: float
    index: float
    memory: float

    @property
    def speed(self) -> float:
        """Quads a second."""
        return self.quads / self.seconds


def measure(data: Data, options: Options) -> Iterator[Row]:
    """Load invented cases from a dump and from files, each in a process of its own."""
    cases = LARGE if options.is_long else options.cases
    drawing = Drawing(data.drawing.world, cases=cases)
    dump = data.folder / "load.nq"
    with dump.open("wb") as file:
        quads = write_quads(file, drawing, space=PARTNER)
    bare = apart(load_barely, dump, quads, data.folder / "load-bare")
    ours = apart(load_dump, dump, data.folder / "load-dump")
    dump.unlink()
    shutil.rmtree(data.folder / "load-bare")
    shutil.rmtree(data.folder / "load-dump")
    if options.is_long:
        files = apart(load_files, data.large_home.root, data.large_store)
    else:
        home = write_home(data.folder / "load-home", data.home, drawing)
        files = apart(load_files, home.root, data.folder / "load-files")
    number = counted(cases)
    yield _speed(Text(fr=f"{number.fr} cas, un fichier N-Quads", en=f"{number.en} cases, one N-Quads dump"), ours, bare)
    yield _speed(Text(fr=f"{number.fr} cas, un fichier par cas", en=f"{number.en} cases, one file each"), files, bare)
    for name, load in (
        (Text(fr="le chargement du moteur seul", en="the bare load of the engine"), bare),
        (Text(fr="le fichier N-Quads", en="the N-Quads dump"), ours),
        (Text(fr="un fichier par cas", en="one file each"), files),
    ):
        seconds, index = load.seconds, load.index
        yield Row(
            GROUP,
            Text(fr=f"durée et mémoire : {name.fr}", en=f"time and memory: {name.en}"),
            Text("", ""),
            Text(
                fr=f"{french(seconds)} s{f', puis {french(index)} s pour l’index' if index else ''} ; {french(load.memory)} Mio",
                en=f"{english(seconds)} s{f', then {english(index)} s for the index' if index else ''}; {english(load.memory)} MiB",
            ),
        )  # fmt: skip


def load_barely(dump: Path, quads: int, folder: Path) -> Load:
    """Load a dump by the engine alone: no catalogue beside it, no inference, no index."""
    started = time.perf_counter()
    store = pyoxigraph.Store(folder)
    store.bulk_load(path=dump, format=pyoxigraph.RdfFormat.N_QUADS)
    store.flush()
    return _finished(quads, started)


def load_dump(dump: Path, folder: Path) -> Load:
    """Load the shipped catalogue and a dump, as `allianceskg load DUMP` does."""
    return _load(folder, {}, [dump])


def load_files(home: Path, folder: Path) -> Load:
    """Load a home of files, as `allianceskg load` does."""
    return _load(folder, {"home": home}, [])


def _load(folder: Path, given: dict[str, Path], imports: list[Path]) -> Load:
    started = time.perf_counter()
    report = read_settings({"store": folder, **given}, {}).load(imports=imports)
    taken = time.perf_counter() - started
    quads = sum(report.manifest.graphs.values())
    return _finished(quads, started, index=taken - report.seconds)


def _finished(quads: int, started: float, *, index: float = 0) -> Load:
    seconds = time.perf_counter() - started - index
    return Load(quads, seconds, index, max(own_peak(), largest_child()))


def _speed(work: Text, ours: Load, bare: Load) -> Row:
    words = Text(
        fr=f"{work.fr} : quads rangés par seconde, inférences comprises, par rapport au chargement du moteur seul",
        en=f"{work.en}: quads stored a second, inferences included, beside the bare load of the engine",
    )
    detail = Text(
        fr=f"{french(ours.speed / 1000)} milliers contre {french(bare.speed / 1000)}",
        en=f"{english(ours.speed / 1000)} thousand against {english(bare.speed / 1000)}",
    )
    return Row(GROUP, words, *at_least(ours.speed / bare.speed, 0.5, detail))
