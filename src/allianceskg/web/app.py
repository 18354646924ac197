"""The application: its routes, and the catalogue and the endpoint behind them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from anyio import to_thread
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Lifespan

from allianceskg import __version__
from allianceskg.config import Settings
from allianceskg.endpoint.answering import Answering
from allianceskg.endpoint.capacity import PoolLimits
from allianceskg.endpoint.forwarding import Forwarder
from allianceskg.endpoint.pool import WorkerPool
from allianceskg.endpoint.protocol import SparqlEndpoint, routes
from allianceskg.serving.editions import Edition, Editions
from allianceskg.serving.following import Successors, follow
from allianceskg.serving.kept_answers import KeptAnswers
from allianceskg.serving.metrics import Responses
from allianceskg.serving.request_frame import RequestFrame
from allianceskg.serving.workshop import Workshop
from allianceskg.web import (
    api,
    crawling,
    diagnosis,
    editor,
    evaluation_pages,
    landmarks,
    linked_data,
    network,
    pages,
    path_pages,
    publishing,
    self_assessment,
    studies,
    territories_compared,
)
from allianceskg.web.curate import curating
from allianceskg.web.curate.desk import Desk
from allianceskg.web.error_handlers import tell_of_errors
from allianceskg.web.judging import TextJudge
from allianceskg.web.measuring import Measuring
from allianceskg.web.openapi import describe_operations
from allianceskg.web.published_dumps import write_dumps
from allianceskg.web.rendering import STATIC

_COMPRESSED_BYTES: Final = 1_000
_THREADS: Final = 16
"""Requests that are worked on at the same time; texts that wait to be judged take up to half of them."""

_QUIET_SECONDS: Final = 2.0
_LONG_QUIET_SECONDS: Final = 600.0
"""After a publication, before pages are made ready, and before dumps are written: somebody may be publishing more."""

HandOver = Callable[[Edition], Awaitable[None]]


class Application(FastAPI):
    """The framework's application, with our frame around everything: also around what answers unexpected errors."""

    def build_middleware_stack(self) -> ASGIApp:
        """Put the frame around all layers."""
        layers = super().build_middleware_stack()
        return RequestFrame(layers, self.state.responses, public_url=self.state.public_url)


def create_app(settings: Settings, desk: Desk | None = None) -> FastAPI:
    """
    Make the application that settings describe.

    Args:
        desk: What curation works with; without it nothing can be written.

    Raises:
        StoreError: There is no build to answer from.
    """
    editions = Editions(settings)
    pool, hand_over = _answering(editions)
    public = settings.public_url
    endpoint = SparqlEndpoint(pool, editor_page=editor.editor_page, public_url=f"{public}/sparql" if public else None)
    app = compose(editions, endpoint, pool, hand_over, desk=desk)
    app.state.public_url, app.state.contact = public, settings.contact
    return app


def compose(
    editions: Editions,
    endpoint: SparqlEndpoint,
    pool: Answering,
    hand_over: HandOver,
    *,
    desk: Desk | None = None,
) -> FastAPI:
    """
    Compose the application.

    Args:
        pool: Of the endpoint; it is started and closed with the application.
        desk: What curation works with; without it there is no way to write.
        hand_over: Makes the pool answer from another edition, when it does not yet.
    """
    judge, measuring = TextJudge(editions.home), Measuring()
    app = Application(
        title="allianceskg",
        version=__version__,
        description="Catalogue des alliances : API / Catalogue of alliances: API",
        lifespan=_lifespan(editions, pool, hand_over, (judge, measuring), desk),
        docs_url=None,
        redoc_url=None,
    )
    app.state.editions, app.state.pool, app.state.endpoint, app.state.judge = editions, pool, endpoint, judge
    app.state.measuring = measuring
    app.state.responses = Responses()
    app.state.public_url = app.state.contact = ""
    app.state.workshop, app.state.kept_answers = Workshop(), KeptAnswers()
    app.add_middleware(GZipMiddleware, minimum_size=_COMPRESSED_BYTES)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.router.routes.extend(routes(endpoint))
    for router in (
        api.router,
        network.router,
        network.pages,
        studies.router,
        publishing.router,
        crawling.router,
        diagnosis.router,
        landmarks.router,
        self_assessment.router,
        evaluation_pages.router,
        path_pages.router,
        territories_compared.router,
        pages.router,
    ):
        app.include_router(router)
    if desk is not None:
        curating.add_to(app, desk)
        desk.publisher.followers.append(editions.renew)
    app.include_router(linked_data.router)  # last: it answers every other path below our base
    describe_operations(app, editions.current().catalogue.queries)
    tell_of_errors(app)
    return app


def _lifespan(
    editions: Editions,
    pool: Answering,
    hand_over: HandOver,
    children: tuple[TextJudge, Measuring],
    desk: Desk | None,
) -> Lifespan[FastAPI]:
    """Make what starts and ends with the application: the pool, the children that judge and measure, the following of builds."""
    successors = Successors(
        hand_over,
        prepare=lambda edition, is_given_up: pages.warm(edition, is_given_up=is_given_up),
        write=lambda edition, is_closing: write_dumps(edition, is_closing=is_closing),
        quiet_before_preparing=_QUIET_SECONDS if desk is not None else 0.0,
        quiet_before_writing=_LONG_QUIET_SECONDS if desk is not None else 0.0,
    )

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # More threads than these would only wait for each other, and the loop, which says that we live, for all of them.
        to_thread.current_default_thread_limiter().total_tokens = _THREADS
        starting = [pool.start()]
        # The first worker takes a while to come, in which this process has nothing else to do.
        if editions.remote is None:
            starting.append(asyncio.to_thread(editions.current().catalogue.read_ahead))
        await asyncio.gather(*starting)
        is_closing = asyncio.Event()
        follower = asyncio.create_task(follow(editions, successors, is_closing))
        try:
            yield
        finally:
            is_closing.set()
            await asyncio.wait([follower])  # not cancelled: workers that it is about to start would be left behind
            await pool.close()
            for child in children:
                child.close()

    return lifespan


def _answering(editions: Editions) -> tuple[Answering, HandOver]:
    """Make what answers foreign queries on the edition in use, and what moves it to another."""
    edition = editions.current()
    version, graphs = edition.manifest.version, frozenset(edition.manifest.graphs)
    if editions.remote is not None:
        forwarder = Forwarder.to(editions.remote, version, graphs, PoolLimits())

        async def tell(edition: Edition) -> None:
            forwarder.use(edition.manifest.version, frozenset(edition.manifest.graphs))

        return forwarder, tell
    assert edition.store_path is not None
    workers = WorkerPool(edition.store_path, version)

    async def move(edition: Edition) -> None:
        assert edition.store_path is not None
        await workers.use(edition.store_path, edition.manifest.version)

    return workers, move
