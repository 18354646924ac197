"""What the protocol asks of whoever answers queries: worker processes on a build, or a server further on."""

from __future__ import annotations

from typing import Protocol

from allianceskg.endpoint.capacity import PoolLimits, PoolState
from allianceskg.endpoint.exchange import Job, Outcome, WrittenAnswer


class Answering(Protocol):
    """Answers jobs that have been inspected; all methods are called from one event loop."""

    @property
    def version(self) -> str:
        """The data version that new queries are answered from."""

    @property
    def limits(self) -> PoolLimits:
        """The limits in force."""

    @property
    def graphs(self) -> frozenset[str]:
        """The named graphs that may be asked for."""

    @property
    def is_ready(self) -> bool:
        """Whether a query that came now would be run."""

    def state(self) -> PoolState:
        """Tell how it fares."""

    async def start(self) -> None:
        """Make ready to answer."""

    async def close(self) -> None:
        """Stop; who still waits is told."""

    def recall(self, job: Job) -> WrittenAnswer | None:
        """Return the answer that was kept for a job, if any."""

    async def run(self, job: Job, *, client: str = "") -> Outcome:
        """Answer a job, or say why not; always within the limits of waiting and of running, and a little."""
