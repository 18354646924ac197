"""The endpoint as an application of its own: for tests, for benchmarks, and for whoever wants nothing but SPARQL."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import asdict

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from allianceskg.endpoint import metrics
from allianceskg.endpoint.answering import Answering
from allianceskg.endpoint.protocol import SparqlEndpoint, routes


def make_application(endpoint: SparqlEndpoint, pool: Answering) -> Starlette:
    """Make an application with `/sparql`, `/health`, `/health/live` and `/metrics`, which starts and closes the pool."""

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await pool.start()
        try:
            yield
        finally:
            await pool.close()

    async def ready(_: Request) -> Response:
        health = metrics.health(pool)
        return JSONResponse(asdict(health), status_code=200 if health.is_ready else 503)

    async def live(_: Request) -> Response:
        return JSONResponse({"is_live": True})

    async def counts(_: Request) -> Response:
        return PlainTextResponse(endpoint.metrics.as_text(pool.state()), media_type=metrics.MEDIA_TYPE)

    return Starlette(
        routes=[
            *routes(endpoint),
            Route("/health", ready),
            Route("/health/live", live),
            Route("/metrics", counts),
        ],
        lifespan=lifespan,
    )
