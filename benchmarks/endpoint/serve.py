"""Serve a store folder, queries only, without a catalogue around it: `python -m benchmarks.endpoint.serve STORE PORT`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.types import ASGIApp

from allianceskg.endpoint.pool import WorkerPool
from allianceskg.endpoint.protocol import SparqlEndpoint, routes
from allianceskg.serving.metrics import Responses
from allianceskg.serving.request_frame import RequestFrame
from allianceskg.serving.server import make_server


def endpoint_alone(store: Path, version: str) -> ASGIApp:
    """Make an application of nothing but `/sparql` on a store folder."""
    pool = WorkerPool(store, version)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await pool.start()
        try:
            yield
        finally:
            await pool.close()

    return RequestFrame(Starlette(routes=routes(SparqlEndpoint(pool)), lifespan=lifespan), Responses())


if __name__ == "__main__":
    make_server(endpoint_alone(Path(sys.argv[1]), "measured-data"), host="127.0.0.1", port=int(sys.argv[2])).run()
