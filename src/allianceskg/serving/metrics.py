"""Counts of all responses of the site and the API, in the text format of Prometheus."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

_PARTS: Final = frozenset(
    {
        "actor", "api", "case", "cases", "convention", "diagnosis", "dump", "health", "kit", "landmark", "metrics",
        "ontology", "queries", "query", "resource", "shapes", "sparql", "static", "statistics", "territory", "vocabulary",
    }
)  # fmt: skip


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

    def as_text(self) -> str:
        """Write the counts."""
        with self._lock:
            return "".join(f"{line}\n" for line in self._lines())

    def _lines(self) -> Iterator[str]:
        name = "allianceskg_http_responses_total"
        yield f"# HELP {name} Responses by part of the site and status."
        yield f"# TYPE {name} counter"
        for (part, status), count in sorted(self._counts.items()):
            yield f'{name}{{part="{part}",status="{status}"}} {count}'
        name = "allianceskg_http_seconds_total"
        yield f"# HELP {name} Time spent on responses, by part of the site."
        yield f"# TYPE {name} counter"
        for part, seconds in sorted(self._seconds.items()):
            yield f'{name}{{part="{part}"}} {seconds:.6f}'


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
