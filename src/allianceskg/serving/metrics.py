"""Counts of what happened: the text format of Prometheus, and the responses of the site and the API in it."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

_PARTS: Final = frozenset(
    {
        "actor", "api", "case", "cases", "convention", "curate", "diagnosis", "dump", "health", "kit", "landmark", "metrics",
        "ontology", "problem", "queries", "query", "resource", "shapes", "sparql", "static", "statistics", "territory",
        "vocabulary",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """
    One number of a metric.

    Attributes:
        value: As it is written.
        suffix: What follows the name of the metric, for the parts of a histogram.
    """

    value: str
    labels: Mapping[str, str] = field(default_factory=dict)
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Metric:
    """Something that is measured, with what it means."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    meaning: str
    samples: Iterable[Sample]


def as_text(metrics: Iterable[Metric]) -> str:
    r"""
    Write metrics in the text format of Prometheus.

    >>> print(as_text([Metric("sent_total", "counter", "Sent.", [Sample("3", {"to": 'a "b"'})])]), end="")
    # HELP sent_total Sent.
    # TYPE sent_total counter
    sent_total{to="a \"b\""} 3
    """
    return "".join(f"{line}\n" for metric in metrics for line in _lines(metric))


def single(name: str, kind: Literal["counter", "gauge"], meaning: str, value: int) -> Metric:
    """Make a metric of one whole number."""
    return Metric(name, kind, meaning, [Sample(str(value))])


class Responses:
    """What was answered since the server started: by part of the site and status, so that labels stay few."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, int]] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def record(self, path: str, status: int, *, seconds: float) -> None:
        """Count one response."""
        part = part_of(path)
        with self._lock:
            self._counts[part, status] += 1
            self._seconds[part] += seconds

    def metrics(self) -> list[Metric]:
        """Return the counts."""
        with self._lock:
            counts, seconds = sorted(self._counts.items()), sorted(self._seconds.items())
        return [
            Metric(
                "allianceskg_http_responses_total",
                "counter",
                "Responses by part of the site and status.",
                [Sample(str(count), {"part": part, "status": str(status)}) for (part, status), count in counts],
            ),
            Metric(
                "allianceskg_http_seconds_total",
                "counter",
                "Time spent on responses, by part of the site.",
                [Sample(f"{spent:.6f}", {"part": part}) for part, spent in seconds],
            ),
        ]


def part_of(path: str) -> str:
    """
    Name the part of the site that a path belongs to.

    >>> part_of("/case/ronalpia.ttl"), part_of("/"), part_of("/wp-login.php")
    ('case', 'home', 'other')
    """
    first = path.strip("/").partition("/")[0].partition(".")[0]
    if not first:
        return "home"
    return first if first in _PARTS else "other"


def _lines(metric: Metric) -> Iterator[str]:
    yield f"# HELP {metric.name} {metric.meaning}"
    yield f"# TYPE {metric.name} {metric.kind}"
    for sample in metric.samples:
        labels = ",".join(f'{name}="{_escaped(value)}"' for name, value in sample.labels.items())
        yield f"{metric.name}{sample.suffix}{f'{{{labels}}}' if labels else ''} {sample.value}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
