"""The application: routes, errors, and the catalogue behind them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from allianceskg import __version__
from allianceskg.config import Settings
from allianceskg.endpoint.answering import Answering
from allianceskg.endpoint.capacity import PoolLimits
from allianceskg.endpoint.forwarding import Forwarder
from allianceskg.endpoint.pool import WorkerPool
from allianceskg.endpoint.protocol import SparqlEndpoint, routes
from allianceskg.errors import AllianceskgError
from allianceskg.language import Text
from allianceskg.serving.editions import Edition, Editions
from allianceskg.serving.following import Successors, follow
from allianceskg.serving.metrics import Responses
from allianceskg.serving.problems import Problem, problem_of, shortened
from allianceskg.serving.request_frame import RequestFrame, request_id_of
from allianceskg.web import api, diagnosis, editor, landmarks, linked_data, pages, publishing
from allianceskg.web.dumps import write_dumps
from allianceskg.web.judging import Judge
from allianceskg.web.openapi import describe_queries
from allianceskg.web.rendering import STATIC
from allianceskg.web.requests import language_of, respond

_COMPRESSED_BYTES: Final = 1_000
_PATH_CHARACTERS: Final = 200
_BY_STATUS: Final = {404: "not-found", 405: "method-not-allowed"}
"""The type of what the framework refuses by itself; the rest of it cannot be read."""

logger = logging.getLogger(__name__)

HandOver = Callable[[Edition], Awaitable[None]]


class Application(FastAPI):
    """The framework's application, with our frame around everything: also around what answers unexpected errors."""

    def build_middleware_stack(self) -> ASGIApp:
        """Put the frame around all layers."""
        return RequestFrame(super().build_middleware_stack(), self.state.responses)


def create_app(settings: Settings) -> FastAPI:
    """
    Make the application that settings describe.

    Raises:
        StoreError: There is no build to answer from.
    """
    editions = Editions(settings)
    pool, hand_over = _answering(editions)
    return compose(editions, SparqlEndpoint(pool, editor_page=editor.editor_page), pool, hand_over)


def compose(editions: Editions, endpoint: SparqlEndpoint, pool: Answering, hand_over: HandOver) -> FastAPI:
    """
    Compose the application.

    Args:
        pool: Of the endpoint; it is started and closed with the application.
        hand_over: Makes the pool answer from another edition, when it does not yet.
    """
    judge = Judge(editions.home)
    successors = Successors(
        hand_over,
        prepare=lambda edition, is_given_up: pages.warm(edition, is_given_up=is_given_up),
        write=lambda edition, is_closing: write_dumps(edition, is_closing=is_closing),
    )

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await pool.start()
        is_closing = asyncio.Event()
        follower = asyncio.create_task(follow(editions, successors, is_closing))
        try:
            yield
        finally:
            is_closing.set()
            await asyncio.wait([follower])  # not cancelled: workers that it is about to start would be left behind
            await pool.close()
            judge.close()

    app = Application(
        title="allianceskg",
        version=__version__,
        description="Catalogue des alliances : API / Catalogue of alliances: API",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.editions, app.state.pool, app.state.endpoint, app.state.judge = editions, pool, endpoint, judge
    app.state.responses = Responses()
    app.add_middleware(GZipMiddleware, minimum_size=_COMPRESSED_BYTES)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.router.routes.extend(routes(endpoint))
    for router in (api.router, publishing.router, diagnosis.router, landmarks.router, pages.router):
        app.include_router(router)
    app.include_router(linked_data.router)  # last: it answers every other path below our base
    queries = editions.current().catalogue.queries
    describe_queries(app, (queries.get(name) for name in queries.names()))
    app.exception_handler(AllianceskgError)(_on_our_error)
    app.exception_handler(HTTPException)(_on_http_error)
    app.exception_handler(RequestValidationError)(_on_invalid_request)
    app.exception_handler(Exception)(_on_unexpected)
    return app


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


async def _on_our_error(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, AllianceskgError)
    return respond(problem_of(fault, language_of(request)), request)


async def _on_http_error(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    name = _BY_STATUS.get(fault.status_code, "request-malformed")
    return respond(Problem(name, _detail(name, request), headers=dict(fault.headers or {})), request)


def _detail(name: str, request: Request) -> Text:
    match name:
        case "not-found":
            path = shortened(request.url.path, _PATH_CHARACTERS)
            return Text(fr=f"{path} : rien à cette adresse.", en=f"{path}: nothing at this address.")
        case "method-not-allowed":
            return Text(
                fr=f"La méthode {request.method} n'est pas acceptée à cette adresse.",
                en=f"The method {request.method} is not accepted at this address.",
            )
        case _:
            return Text(fr="Le corps de la demande ne se lit pas.", en="The body of the request cannot be read.")


async def _on_invalid_request(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, RequestValidationError)
    places = ", ".join(
        sorted({".".join(map(str, error["loc"][1:])) or str(error["loc"][0]) for error in fault.errors()})
    )
    detail = Text(fr=f"Valeur manquante ou impossible : {places}.", en=f"Missing or impossible value: {places}.")
    return respond(Problem("parameter-invalid", detail), request)


async def _on_unexpected(request: Request, fault: Exception) -> Response:
    logger.error("event=unexpected id=%s error=%s", request_id_of(request.scope), fault, exc_info=fault)
    detail = Text(
        fr="Une erreur inattendue s'est produite. Donnez l'identifiant de la demande pour la signaler.",
        en="Something unexpected went wrong. Give the identifier of the request to report it.",
    )
    return respond(Problem("server-error", detail), request)
