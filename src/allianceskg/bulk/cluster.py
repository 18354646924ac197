"""
Tasks on a Dask cluster: processes of this machine, or a scheduler that runs already.

Dask decides which process does what, and does again what a process that died had begun; here is only what it means for
our tasks: results in the order of the calls, few of them in memory, none done twice after a restart, faults in words.
"""

from __future__ import annotations

import contextlib
import logging
import math
import re
import threading
import time
import uuid
import warnings
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import dask
from distributed import Client, Future, KilledWorker, LocalCluster, get_worker

from allianceskg.bulk.finished import Finished
from allianceskg.bulk.program import own_program, unlike
from allianceskg.errors import AllianceskgError, ClusterError
from allianceskg.files import VERSION_LENGTH
from allianceskg.language import Text
from allianceskg.processes import with_tools

_Result = TypeVar("_Result")

_AHEAD: Final = 3
"""Tasks that are given out at a time, for each worker: it need not wait, and few results do."""
_CONNECT_SECONDS: Final = 10
_WORKER_SECONDS: Final = 60
_DEATHS: Final = 3
_ADDRESS: Final = re.compile(r"(?:(?:tcp|tls|ucx|wss?)://)?[^/\s]+:\d+")
_SETTINGS: Final = {
    "distributed.comm.timeouts.connect": f"{_CONNECT_SECONDS}s",
    "distributed.scheduler.allowed-failures": _DEATHS,
    # A worker above its memory is ended and its partition done again: tasks here hold nothing that could be put aside.
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
}

_PREFIX: Final = "allianceskg-"
_ONE_AT_A_TIME: Final = threading.Lock()
"""A worker of several threads does one task at a time, since tools are made for one."""


@dataclass(frozen=True, slots=True)
class ClusterPlan:
    """
    Which cluster is to work.

    Attributes:
        scheduler: Address of one that runs; None for processes of this machine.
        workers: How many processes of this machine.
        memory: Bytes that each of them may take; a cluster that runs has limits of its own.
    """

    scheduler: str | None
    workers: int
    memory: int


@dataclass(frozen=True, slots=True)
class Effort:
    """
    What a work cost, by the task stream of the scheduler.

    Attributes:
        tasks: Tasks that were done, those done before a restart not among them.
        workers: How many workers did them, or are there at the end, whichever is more.
        busy: Seconds that workers computed, all together.
        elapsed: Seconds from the first task to the last.
    """

    tasks: int
    workers: int
    busy: float
    elapsed: float

    @property
    def efficiency(self) -> float:
        """The share of the time of all workers in which they computed, in [0, 1]."""
        return self.busy / (self.workers * self.elapsed) if self.workers and self.elapsed else 0.0


class Cluster:
    """
    A cluster on which crews work; see `allianceskg.processes.Crew`.

    Args:
        finished: Where results are kept for a restart.
    """

    def __init__(self, client: Client, finished: Finished) -> None:
        self._client = client
        self._finished = finished
        self._begun = time.time()
        client.get_task_stream()  # from now on the scheduler keeps it

    @property
    def size(self) -> int:
        """How many workers there are now."""
        return len(self._client.scheduler_info(n_workers=-1)["workers"])

    @contextlib.contextmanager
    def crew(self, make: Callable[..., Any], *given: Hashable) -> Iterator[_Tasks]:
        """Do tasks with tools, which each worker makes once."""
        run = uuid.uuid4().hex[:8]  # what another run was stopped in the middle of may still be known to the scheduler
        yield _Tasks(self._client, self._finished, make, given, run, ahead=_AHEAD * max(1, self.size))

    def effort(self) -> Effort:
        """Return what the work has cost until now."""
        stream = [one for one in self._client.get_task_stream(start=self._begun) if _is_ours(one["key"])]
        computed: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for one in stream:
            for part in one["startstops"]:
                if part["action"] == "compute":
                    computed[one["worker"]].append((part["start"], part["stop"]))
        if not computed:
            return Effort(0, self.size, 0.0, 0.0)
        busy = sum(_covered(spans) for spans in computed.values())
        spans = [span for spans in computed.values() for span in spans]
        elapsed = max(stop for _, stop in spans) - min(start for start, _ in spans)
        return Effort(len(stream), max(self.size, len(computed)), busy, elapsed)


def _covered(spans: list[tuple[float, float]]) -> float:
    """Return the seconds within any span: a worker corrects its clock by the scheduler's as it goes, so that they may overlap."""
    covered, until = 0.0, -math.inf
    for start, stop in sorted(spans):
        covered += max(0.0, stop - max(start, until))
        until = max(until, stop)
    return covered


class _Tasks:
    """Tasks with one kind of tools; see `allianceskg.processes.Doing`."""

    def __init__(
        self,
        client: Client,
        finished: Finished,
        make: Callable[..., Any],
        given: tuple[Hashable, ...],
        run: str,
        *,
        ahead: int,
    ) -> None:
        self._client = client
        self._finished = finished
        self._make = make
        self._given = given
        self._run = run
        self._ahead = ahead

    def each(self, task: Callable[..., _Result], calls: Iterable[tuple[Any, ...]]) -> Iterator[_Result]:
        """See `Doing.each`."""
        waiting: deque[tuple[str, Future[Any] | None]] = deque()
        try:
            for call in calls:
                key = self._finished.key(task, call)
                waiting.append((key, None if self._finished.has(key) else self._submit(key, task, call)))
                if len(waiting) > self._ahead:
                    yield self._result(*waiting.popleft())
            while waiting:
                yield self._result(*waiting.popleft())
        finally:
            for _, future in waiting:
                if future is not None:
                    future.cancel()

    def _submit(self, key: str, task: Callable[..., _Result], call: tuple[Any, ...]) -> Future[Any]:
        name = f"{_PREFIX}{task.__name__.strip('_')}-{key[:VERSION_LENGTH]}-{self._run}"
        return self._client.submit(
            _perform, own_program(), self._make, self._given, task, call, key=name, pure=False, retries=0
        )

    def _result(self, key: str, future: Future[Any] | None) -> Any:
        if future is None:
            return self._finished.recall(key)
        with _told():
            result = future.result()
        self._finished.keep(key, result)
        return result


def _is_ours(key: Any) -> bool:
    return str(key).startswith(_PREFIX)


@contextlib.contextmanager
def working(plan: ClusterPlan, finished: Finished, folder: Path) -> Iterator[Cluster]:
    """
    Reach a cluster, or start one, and leave it at the end.

    Args:
        folder: Where processes of this machine may put what Dask needs.

    Raises:
        ClusterError: It cannot be reached, has no worker, or runs another program.
    """
    with warnings.catch_warnings(), dask.config.set(_SETTINGS), contextlib.ExitStack() as stack:
        # Dask warns of versions that differ, where we refuse to work at all.
        warnings.simplefilter("ignore")
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        address: Any = plan.scheduler
        if address is None:
            address = stack.enter_context(_local(plan, folder))
        client = stack.enter_context(_client(address))
        _check_workers(client, plan)
        yield Cluster(client, finished)


def _local(plan: ClusterPlan, folder: Path) -> LocalCluster:
    # Encrypted, with a certificate of its own: a port of the loopback interface is open to every account of a machine.
    return LocalCluster(
        n_workers=plan.workers,
        threads_per_worker=1,
        processes=True,
        memory_limit=plan.memory,
        host="127.0.0.1",
        security=True,
        dashboard_address=None,
        worker_dashboard_address=None,
        local_directory=str(folder),
        silence_logs=logging.CRITICAL,
    )


def _client(address: Any) -> Client:
    try:
        if isinstance(address, str) and not _ADDRESS.fullmatch(address):
            raise ValueError(address)
        return Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as fault:  # a time-out is an OSError
        raise ClusterError(
            Text(
                fr=f"L'ordonnanceur Dask {address} ne répond pas.",
                en=f"The Dask scheduler {address} does not answer.",
            ),
            hint=Text(
                fr="Vérifiez l'adresse, tcp://MACHINE:8786 par exemple, et que « dask scheduler » y tourne. Rien n'a été écrit.",
                en="Check the address, such as tcp://HOST:8786, and that “dask scheduler” runs there. Nothing was written.",
            ),
        ) from fault


def _check_workers(client: Client, plan: ClusterPlan) -> None:
    try:
        client.wait_for_workers(max(1, plan.workers if plan.scheduler is None else 1), timeout=_WORKER_SECONDS)
    except TimeoutError as fault:
        raise ClusterError(
            Text(
                fr=f"Le cluster Dask n'a aucun processus de travail au bout de {_WORKER_SECONDS} s.",
                en=f"The Dask cluster has no worker after {_WORKER_SECONDS} s.",
            ),
            hint=Text(fr="Lancez « dask worker ADRESSE ».", en="Run “dask worker ADDRESS”."),
        ) from fault
    try:
        programs: Mapping[str, Mapping[str, str]] = client.run(own_program)
    except Exception as fault:
        raise _other_program("", {"allianceskg": (own_program()["allianceskg"], str(fault))}) from fault
    for worker, program in programs.items():
        if differences := unlike(program):
            raise _other_program(worker, differences)


def _other_program(worker: str, differences: Mapping[str, tuple[str, str]]) -> ClusterError:
    listed = " ; ".join(f"{name} {here} ≠ {there or '—'}" for name, (here, there) in sorted(differences.items()))
    return ClusterError(
        Text(
            fr=f"Le processus de travail {worker} n'a pas les mêmes versions qu'ici : {listed}.",
            en=f"The worker {worker} has other versions than here: {listed.replace(' ;', ';')}.",
        ),
        hint=Text(
            fr="Installez les mêmes partout (requirements.txt les fixe), puis relancez ses processus. Rien n'a été écrit.",
            en="Install the same everywhere (requirements.txt fixes them), then start its processes again. Nothing was written.",
        ),
    )


def _perform(
    program: Mapping[str, str],
    make: Callable[..., Any],
    given: tuple[Hashable, ...],
    task: Callable[..., _Result],
    call: tuple[Any, ...],
) -> _Result:
    """Do a task in a worker, which may have joined long after the work began."""
    if program != own_program():
        raise _other_program(get_worker().address, {name: (program[name], own_program()[name]) for name in program})
    try:
        with _ONE_AT_A_TIME:
            return with_tools(make, given, task, call, {})
    except OSError as fault:
        raise _refused_by_system(get_worker().address, fault) from fault


def _refused_by_system(worker: str, fault: OSError) -> ClusterError:
    return ClusterError(
        Text(
            fr=f"Le processus de travail {worker} n'a pas pu lire ou écrire : {fault}.",
            en=f"The worker {worker} could not read or write: {fault}.",
        ),
        hint=Text(
            fr="Libérez de la place, ou faites que chaque machine voie les mêmes dossiers sous les mêmes noms ; puis relancez : "
            "ce qui est fait reste fait.",
            en="Free some room, or let every machine see the same folders under the same names; then run it again: what is "
            "done stays done.",
        ),
    )


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Say in words what Dask gives up."""
    try:
        yield
    except AllianceskgError:
        raise
    except KilledWorker as fault:
        raise ClusterError(
            Text(
                fr=f"Une partition a mis fin à {_DEATHS + 1} processus de travail, faute de mémoire le plus souvent.",
                en=f"One partition has ended {_DEATHS + 1} workers, most often for want of memory.",
            ),
            hint=Text(
                fr="Donnez plus de mémoire (--memory) ou de plus petites partitions (--partitions).",
                en="Give more memory (--memory), or smaller partitions (--partitions).",
            ),
        ) from fault
    except (OSError, RuntimeError, ImportError) as fault:
        raise ClusterError(
            Text(fr=f"Le cluster Dask s'est arrêté : {fault}.", en=f"The Dask cluster has stopped: {fault}."),
            hint=Text(
                fr="Relancez-le, puis la commande : ce qui est fait reste fait.",
                en="Start it again, then the command: what is done stays done.",
            ),
        ) from fault
