"""Counts of the endpoint, in the text format of Prometheus, and whether it is live and ready."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from allianceskg.endpoint.answering import Answering
from allianceskg.endpoint.capacity import PoolState

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

_BUCKETS: Final = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0)


@dataclass(frozen=True, slots=True)
class Health:
    """
    Whether the endpoint can do its work.

    Attributes:
        is_ready: Whether a query that came now would be run.
        version: The data version in use.
        workers: How many worker processes there are.
        waiting: How many queries wait.
    """

    is_ready: bool
    version: str
    workers: int
    waiting: int


def health(pool: Answering) -> Health:
    """Tell whether a pool is ready; that the answer comes at all shows that the server is live."""
    state = pool.state()
    is_ready = pool.is_ready and state.waiting < pool.limits.queue
    return Health(is_ready, state.version, state.workers, state.waiting)


class Metrics:
    """What happened since the server started."""

    def __init__(self) -> None:
        self._outcomes: Counter[tuple[str, int]] = Counter()
        self._durations = [0] * (len(_BUCKETS) + 1)
        self._seconds = 0.0
        self._bytes = 0

    def record(self, outcome: str, status: int, *, seconds: float, sent_bytes: int) -> None:
        """Count a response: its outcome in a word, its status, how long it took and how much was sent."""
        self._outcomes[outcome, status] += 1
        self._durations[bisect_left(_BUCKETS, seconds)] += 1
        self._seconds += seconds
        self._bytes += sent_bytes

    def as_text(self, state: PoolState) -> str:
        """Write everything, with how the pool fares."""
        return "".join(f"{line}\n" for line in (*self._responses(), *_pool(state)))

    def _responses(self) -> Iterator[str]:
        yield from _heading("allianceskg_sparql_responses_total", "counter", "Responses by outcome and status.")
        for (outcome, status), count in sorted(self._outcomes.items()):
            yield f'allianceskg_sparql_responses_total{{outcome="{outcome}",status="{status}"}} {count}'
        yield from _heading("allianceskg_sparql_sent_bytes_total", "counter", "Bytes of bodies sent.")
        yield f"allianceskg_sparql_sent_bytes_total {self._bytes}"
        name = "allianceskg_sparql_seconds"
        yield from _heading(name, "histogram", "Time from request to response.")
        total = 0
        for bound, count in zip(_BUCKETS, self._durations, strict=False):
            total += count
            yield f'{name}_bucket{{le="{bound:g}"}} {total}'
        total += self._durations[-1]
        yield f'{name}_bucket{{le="+Inf"}} {total}'
        yield f"{name}_sum {self._seconds:.6f}"
        yield f"{name}_count {total}"


def _pool(state: PoolState) -> Iterator[str]:
    for name, value, meaning in (
        ("workers", state.workers, "Worker processes."),
        ("running", state.running, "Queries that run."),
        ("long_running", state.long, "Queries that run and count as long."),
        ("waiting", state.waiting, "Queries that wait for a worker."),
        ("kept_answers", state.kept_answers, "Answers kept for the next time."),
        ("kept_bytes", state.kept_bytes, "Size of the answers kept."),
        ("spooled_bytes", state.spooled_bytes, "Size of the answers being sent from files."),
    ):
        yield from _heading(f"allianceskg_sparql_{name}", "gauge", meaning)
        yield f"allianceskg_sparql_{name} {value}"
    yield from _heading("allianceskg_sparql_workers_replaced_total", "counter", "Workers replaced, by reason.")
    for reason, count in sorted(state.replaced.items()):
        yield f'allianceskg_sparql_workers_replaced_total{{reason="{reason}"}} {count}'
    yield from _heading("allianceskg_data_version_info", "gauge", "The data version in use.")
    yield f'allianceskg_data_version_info{{version="{state.version}"}} 1'


def _heading(name: str, kind: str, meaning: str) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} {kind}"
