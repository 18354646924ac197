"""
One work from its sources to the folder of its results, and the state that lets it be taken up after a stop.

The state stands beside that folder and is removed when the work is done. Results take their place at the very end, so that
a work that is stopped leaves those of the last one.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from allianceskg.builds.gate import Withheld
from allianceskg.bulk.cluster import Cluster, ClusterPlan, Effort, working
from allianceskg.bulk.finished import FINISHED, Finished
from allianceskg.bulk.program import mark_of_program
from allianceskg.bulk.sources import Gathered, gather
from allianceskg.files import Home, SourceFile, digest_of, one_at_a_time, version_of
from allianceskg.language import Text

_Outcome = TypeVar("_Outcome")

PARTITION: Final = 1_000
"""Cases of a partition where nobody says how many partitions there are."""

_RESULTS: Final = "results"


@dataclass(frozen=True, slots=True)
class Order:
    """
    What somebody asks for.

    Attributes:
        name: Of the work, such as `validate`.
        sources: See `sources.gather`.
        out: The folder of the results.
        partitions: In how many parts the cases are worked on; as many as `PARTITION` makes otherwise.
    """

    name: str
    sources: Sequence[Path]
    out: Path
    plan: ClusterPlan
    partitions: int | None = None

    @property
    def state(self) -> Path:
        """Where the work keeps what it has done, until it is done."""
        out = self.out.absolute()
        return out.with_name(f"{out.name}.partial")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    What a work came to.

    Attributes:
        faults: What was wrong with what was given, each with its file and line where there is one.
        withheld: Files of records that did not go into it as they stand, by the names that readers know.
        others: Quads of dumps that belong to no record.
        written: The files of the results.
    """

    faults: tuple[Text, ...]
    others: int
    written: tuple[Path, ...]
    effort: Effort
    withheld: tuple[Withheld, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """
    A work under way.

    Attributes:
        files: All that it works on, hashed.
        version: Of all that goes into it.
    """

    order: Order
    gathered: Gathered
    files: Sequence[SourceFile]
    version: str
    cluster: Cluster

    @property
    def home(self) -> Home:
        """The sources, as a home."""
        return self.gathered.home

    @property
    def state(self) -> Path:
        """See `Order.state`."""
        return self.order.state

    @property
    def results(self) -> Path:
        """Where results are written, before all of them take their place together."""
        return self.state / _RESULTS

    def chunk(self, number: int) -> int:
        """Return how many of so many cases one partition has."""
        parts = self.order.partitions
        return PARTITION if parts is None else max(1, -(-number // parts))

    def end(self, outcome: Callable[..., _Outcome], *, faults: Iterable[Text] = (), **of_its_own: Any) -> _Outcome:
        """Move the results to their place, since the state has served, and say what the work came to."""
        self.order.out.mkdir(parents=True, exist_ok=True)
        return outcome(
            faults=(*self.gathered.faults, *faults),
            others=self.gathered.others,
            written=tuple(path.replace(self.order.out / path.name) for path in sorted(self.results.iterdir())),
            effort=self.cluster.effort(),
            **of_its_own,
        )


@contextlib.contextmanager
def begun(order: Order, home: Home, *, asked: str = "") -> Iterator[Work]:
    """
    Do a work, taking up what an earlier run of it has done; what is left unfinished is kept for the next one.

    Args:
        home: Where the ontology, the vocabularies and the territories are.
        asked: What else the results follow from.

    Raises:
        ClusterError: The cluster cannot be reached, or runs another program.
        DataError: A source cannot be used.
        StoreLockedError: Another process does a work for the same folder.
    """
    order.state.mkdir(parents=True, exist_ok=True)
    taken = Text(
        fr=f"Un autre travail est en cours pour ce dossier ({order.state}).",
        en=f"Another work is under way for this folder ({order.state}).",
    )
    with one_at_a_time(order.state / "lock", taken), _leaving_what_is_of_use(order.state):
        gathered = gather(order.sources, home, order.state / "records")
        files = gathered.home.files()
        digests = ((file.graph, file.digest) for file in files)
        parts = [order.name, asked, str(order.partitions), mark_of_program(), gathered.home.rules_version()]
        version = digest_of("\n".join([version_of(digests), *parts]).encode())
        shutil.rmtree(order.state / _RESULTS, ignore_errors=True)
        (order.state / _RESULTS).mkdir()
        with working(order.plan, Finished(order.state, version), order.state / "dask") as cluster:
            yield Work(order, gathered, files, version, cluster)
    shutil.rmtree(order.state, ignore_errors=True)


@contextlib.contextmanager
def _leaving_what_is_of_use(state: Path) -> Iterator[None]:
    """Remove the state of a work that ends before anything of it is done."""
    try:
        yield
    except BaseException:
        if not (state / FINISHED).exists():
            shutil.rmtree(state, ignore_errors=True)
        raise
