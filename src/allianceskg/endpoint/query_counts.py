"""Counts of the queries of the endpoint."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from allianceskg.endpoint.capacity import PoolState
from allianceskg.serving.metrics import Metric, Sample, single

_BUCKETS: Final = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0)


class QueryCounts:
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

    def metrics(self, state: PoolState) -> list[Metric]:
        """Return everything, with how the pool fares."""
        return [*self._responses(), *_pool(state)]

    def _responses(self) -> Iterator[Metric]:
        yield Metric(
            "allianceskg_sparql_responses_total",
            "counter",
            "Responses by outcome and status.",
            [
                Sample(str(count), {"outcome": outcome, "status": str(status)})
                for (outcome, status), count in sorted(self._outcomes.items())
            ],
        )
        yield single("allianceskg_sparql_sent_bytes_total", "counter", "Bytes of bodies sent.", self._bytes)
        yield Metric(
            "allianceskg_sparql_seconds", "histogram", "Time from request to response.", list(self._histogram())
        )

    def _histogram(self) -> Iterator[Sample]:
        totals = list(accumulate(self._durations))
        for bound, total in zip((*(f"{bound:g}" for bound in _BUCKETS), "+Inf"), totals, strict=True):
            yield Sample(str(total), {"le": bound}, "_bucket")
        yield Sample(f"{self._seconds:.6f}", suffix="_sum")
        yield Sample(str(totals[-1]), suffix="_count")


def _pool(state: PoolState) -> Iterator[Metric]:
    for name, value, meaning in (
        ("workers", state.workers, "Worker processes."),
        ("running", state.running, "Queries that run."),
        ("long_running", state.long, "Queries that run and count as long."),
        ("waiting", state.waiting, "Queries that wait for a worker."),
        ("kept_answers", state.kept_answers, "Answers kept for the next time."),
        ("kept_bytes", state.kept_bytes, "Size of the answers kept."),
        ("spooled_bytes", state.spooled_bytes, "Size of the answers being sent from files."),
    ):
        yield single(f"allianceskg_sparql_{name}", "gauge", meaning, value)
    yield Metric(
        "allianceskg_sparql_workers_replaced_total",
        "counter",
        "Workers replaced, by reason.",
        [Sample(str(count), {"reason": reason}) for reason, count in sorted(state.replaced.items())],
    )
    yield Metric(
        "allianceskg_data_version_info",
        "gauge",
        "The data version in use.",
        [Sample("1", {"version": state.version})],
    )
