"""An invented catalogue, and a real Dask scheduler with two workers, each a process of its own, over loopback."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from allianceskg.bulk.cluster import ClusterPlan
from allianceskg.bulk.splitting import split
from allianceskg.bulk.work import Order
from allianceskg.files import Home
from benchmarks.bulk.running import Running
from benchmarks.synthetic import Drawing, read_world, write_home, write_quads
from tests.conftest import MadeOnce
from tests.extent import IS_WHOLE

FAULTY = 40
"""One case in so many carries a violation."""
MANY = 3_000
FEW = 3_000 if IS_WHOLE else 150
"""Cases that are loaded and indexed, which takes ten times as long as judging them."""


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A scheduler with two workers, for works that leave it as it was."""
    running = Running.start(tmp_path_factory.mktemp("cluster"), workers=2)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def many(home: Home, made_once: MadeOnce) -> Home:
    """Invented cases that are judged, as a dump is split into files, which takes no time; not to be written to."""

    def write(root: Path) -> None:
        root.mkdir()
        with (root / "dump.nq").open("wb") as file:
            write_quads(file, Drawing(read_world(home), cases=MANY, seed=21), one_fault_in=FAULTY)
        split(root / "dump.nq", root / "records", name="dump.nq")

    return Home(home.root, made_once("bulk-many", write) / "records")


@pytest.fixture(scope="session")
def few(lighter_home: Home, made_once: MadeOnce) -> Home:
    """Invented cases that are loaded; not to be written to."""
    drawing = Drawing(read_world(lighter_home), cases=FEW, seed=21)
    write = partial(write_home, home=lighter_home, drawing=drawing, one_fault_in=FAULTY)
    return Home(made_once("bulk-few", write))


@pytest.fixture
def own_records(few: Home, tmp_path: Path) -> Home:
    """A few of them with a violation, which a test may change."""
    root = tmp_path / "own"
    (root / "data").mkdir(parents=True)
    for place in ("ontology", "queries", "data/territories", "data/profiles", "data/catalogue.ttl", "data/resources"):
        (root / place).symlink_to((few.root / place).resolve())
    shutil.copytree(few.data / "actors", root / "data" / "actors")
    (root / "data" / "cases").mkdir()
    for path in sorted((few.data / "cases").iterdir())[: FAULTY // 4]:
        shutil.copy(path, root / "data" / "cases" / path.name)
    return Home(root)


@pytest.fixture
def plan(cluster: Running) -> ClusterPlan:
    return ClusterPlan(cluster.address, workers=1, memory=0)


def order(name: str, home: Home, out: Path, plan: ClusterPlan, partitions: int | None = None) -> Order:
    return Order(name, [home.records], out, plan, partitions)


def results(folder: Path) -> dict[str, bytes]:
    """Read the results of a work, by name; see that nothing else is left of it."""
    assert not folder.with_name(f"{folder.name}.partial").exists()
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
