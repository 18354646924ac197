"""The application: routes, errors, and the catalogue behind them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import AsyncIterator
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from allianceskg import __version__
from allianceskg.config import Settings
from allianceskg.endpoint.capacity import PoolLimits
from allianceskg.endpoint.forwarding import Forwarder
from allianceskg.endpoint.pool import WorkerPool
from allianceskg.endpoint.protocol import SparqlEndpoint, routes
from allianceskg.errors import AllianceskgError, StoreError
from allianceskg.language import Text
from allianceskg.serving.metrics import Responses
from allianceskg.serving.problems import Problem, problem_of, shortened
from allianceskg.serving.request_frame import Frame
from allianceskg.web import api, diagnosis, editor, landmarks, linked_data, pages, publishing
from allianceskg.web.dumps import write_dumps
from allianceskg.web.judging import Judge
from allianceskg.web.openapi import describe_queries
from allianceskg.web.rendering import STATIC
from allianceskg.web.requests import language_of, respond
from allianceskg.web.site import Edition, Site

_COMPRESSED_BYTES: Final = 1_000
_PATH_CHARACTERS: Final = 200
_LOOK_SECONDS: Final = 0.5
_JOIN_SECONDS: Final = 1.0

logger = logging.getLogger(__name__)


def create_app(settings: Settings) -> FastAPI:
    """
    Make the application.

    Raises:
        StoreError: There is no build to answer from.
    """
    site = Site(settings)
    edition = site.edition()
    pool: WorkerPool | Forwarder
    if edition.store_path is None:
        pool = site.make_forwarder(PoolLimits())
    else:
        pool = WorkerPool(edition.store_path, edition.manifest.version)
    endpoint = SparqlEndpoint(pool, editor_page=editor.editor_page)
    judge = Judge(site.home)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await pool.start()
        is_closing = asyncio.Event()
        follower = asyncio.create_task(_follow(site, pool, is_closing))
        try:
            yield
        finally:
            is_closing.set()
            await asyncio.wait([follower])  # not cancelled: workers that it is about to start would be left behind
            await pool.close()
            judge.close()

    app = FastAPI(
        title="allianceskg",
        version=__version__,
        description="Catalogue des alliances : API / Catalogue of alliances: API",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.site, app.state.pool, app.state.endpoint, app.state.judge = site, pool, endpoint, judge
    app.add_middleware(GZipMiddleware, minimum_size=_COMPRESSED_BYTES)
    app.state.responses = Responses()
    app.add_middleware(Frame, responses=app.state.responses)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.router.routes.extend(routes(endpoint))
    for router in (api.router, publishing.router, diagnosis.router, landmarks.router, pages.router):
        app.include_router(router)
    app.include_router(linked_data.router)  # last: it answers every other path below our base
    queries = edition.catalogue.queries
    describe_queries(app, (queries.get(name) for name in queries.names()))
    app.exception_handler(AllianceskgError)(_on_our_error)
    app.exception_handler(HTTPException)(_on_http_error)
    app.exception_handler(RequestValidationError)(_on_invalid_request)
    app.exception_handler(Exception)(_on_unexpected)
    return app


async def _follow(site: Site, pool: WorkerPool | Forwarder, is_closing: asyncio.Event) -> None:
    """Hand each new build to the workers of the endpoint as soon as the site answers from it."""
    prepared: Edition | None = None
    preparing: threading.Thread | None = None
    written: Edition | None = None
    writing: asyncio.Future[None] | None = None
    while True:
        try:
            edition = await asyncio.to_thread(site.edition)
            if edition is not prepared:
                prepared = edition
                preparing = _prepare(edition, site, is_closing)
            if isinstance(pool, Forwarder):
                pool.use(edition.manifest.version, frozenset(edition.manifest.graphs))
            elif edition.store_path is not None:
                await pool.use(edition.store_path, edition.manifest.version)
                # The dumps of a large catalogue take minutes, which no build waits for; what fails is not tried again.
                # They wait for the pages, which somebody may be reading.
                is_free = preparing is None or not preparing.is_alive()
                if is_free and edition is not written and (writing is None or writing.done()):
                    written = edition
                    writing = asyncio.ensure_future(asyncio.to_thread(_write_dumps, edition, is_closing))
        except (StoreError, OSError) as fault:
            logger.warning("event=build_not_taken error=%s", fault)
        if await _is_set_within(is_closing, _LOOK_SECONDS):
            break
    if preparing is not None:
        await asyncio.to_thread(preparing.join, _JOIN_SECONDS)  # so that no process of it is left behind
    if writing is not None:
        await writing


def _write_dumps(edition: Edition, is_closing: asyncio.Event) -> None:
    try:
        write_dumps(edition, is_closing=is_closing.is_set)
    except OSError as fault:
        logger.warning("event=dumps_not_written error=%s", fault)


async def _is_set_within(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event, but no longer than that."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True


def _prepare(edition: Edition, site: Site, is_closing: asyncio.Event) -> threading.Thread:
    """Prepare a build beside the requests; a stop, or a newer build, does not wait for it."""

    def is_given_up() -> bool:
        return is_closing.is_set() or site.edition() is not edition

    def prepare() -> None:
        try:
            pages.warm(edition, is_given_up=is_given_up)
        except (StoreError, OSError) as fault:  # what is not prepared is made when it is asked for
            logger.warning("event=not_prepared error=%s", fault)

    thread = threading.Thread(target=prepare, daemon=True)
    thread.start()
    return thread


async def _on_our_error(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, AllianceskgError)
    return respond(problem_of(fault, language_of(request)), request)


async def _on_http_error(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    path = shortened(request.url.path, _PATH_CHARACTERS)
    detail = Text(fr=f"{path} : rien à cette adresse.", en=f"{path}: nothing at this address.")
    if fault.status_code == 405:
        detail = Text(
            fr=f"La méthode {request.method} n'est pas acceptée à cette adresse.",
            en=f"The method {request.method} is not accepted at this address.",
        )
    return respond(Problem(fault.status_code, detail, headers=dict(fault.headers or {})), request)


async def _on_invalid_request(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, RequestValidationError)
    places = ", ".join(
        sorted({".".join(map(str, error["loc"][1:])) or str(error["loc"][0]) for error in fault.errors()})
    )
    detail = Text(fr=f"Valeur manquante ou impossible : {places}.", en=f"Missing or impossible value: {places}.")
    return respond(Problem(400, detail), request)


async def _on_unexpected(request: Request, fault: Exception) -> Response:
    request_id = getattr(request.state, "request_id", "")
    logger.error("event=unexpected id=%s error=%s", request_id, fault, exc_info=fault)
    detail = Text(
        fr="Une erreur inattendue s'est produite. Donnez l'identifiant de la demande pour la signaler.",
        en="Something unexpected went wrong. Give the identifier of the request to report it.",
    )
    return respond(Problem(500, detail), request)
