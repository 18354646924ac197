"""Following new builds beside the requests: hand each edition on, prepare what is asked of it, write its dumps."""

from __future__ import annotations

import asyncio
import logging
import math
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from allianceskg.errors import StoreError
from allianceskg.serving.editions import Edition, Editions

_LOOK_SECONDS: Final = 0.5
_JOIN_SECONDS: Final = 1.0

IsGivenUp = Callable[[], bool]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Successors:
    """
    What happens when a new edition comes into use.

    Attributes:
        hand_over: Makes others answer from it, before anything else; called again as long as it fails.
        prepare: Makes ready what will be asked first, unless it is given up.
        write: Writes what is published of it, unless it is given up.
        quiet_before_preparing, quiet_before_writing: How many seconds an edition must have been in use first, since where
            people publish one after the other, each is soon the last but one.
    """

    hand_over: Callable[[Edition], Awaitable[None]]
    prepare: Callable[[Edition, IsGivenUp], None]
    write: Callable[[Edition, IsGivenUp], None]
    quiet_before_preparing: float = 0.0
    quiet_before_writing: float = 0.0


async def follow(editions: Editions, successors: Successors, is_closing: asyncio.Event) -> None:
    """Do what each new edition asks for as soon as requests are answered from it, until the server closes."""
    latest: Edition | None = None
    since = 0.0
    prepared: Edition | None = None
    preparing: threading.Thread | None = None
    written: Edition | None = None
    writing: asyncio.Future[None] | None = None
    while True:
        try:
            edition = await asyncio.to_thread(editions.current)
            if edition is not latest:
                # The first one is what everybody who comes is waiting for.
                since, latest = (-math.inf if latest is None else time.monotonic()), edition
            quiet = time.monotonic() - since
            if edition is not prepared and quiet >= successors.quiet_before_preparing:
                prepared = edition
                preparing = _prepare(edition, editions, successors, is_closing)
            await successors.hand_over(edition)
            # The dumps of a large catalogue take minutes, which no build waits for; what fails is not tried again.
            # They wait for the pages, which somebody may be reading.
            is_free = preparing is None or not preparing.is_alive()
            is_free = is_free and edition is prepared and quiet >= successors.quiet_before_writing
            if is_free and edition is not written and (writing is None or writing.done()):
                written = edition
                writing = asyncio.ensure_future(asyncio.to_thread(_write, edition, successors, is_closing))
        except (StoreError, OSError) as fault:
            logger.warning("event=build_not_taken error=%s", fault)
        if await _is_set_within(is_closing, _LOOK_SECONDS):
            break
    if preparing is not None:
        await asyncio.to_thread(preparing.join, _JOIN_SECONDS)  # so that no process of it is left behind
    if writing is not None:
        await writing


def _prepare(
    edition: Edition, editions: Editions, successors: Successors, is_closing: asyncio.Event
) -> threading.Thread:
    """Prepare a build beside the requests; a stop, or a newer build, does not wait for it."""

    def is_given_up() -> bool:
        return is_closing.is_set() or editions.current() is not edition

    def prepare() -> None:
        try:
            successors.prepare(edition, is_given_up)
        except (StoreError, OSError) as fault:  # what is not prepared is made when it is asked for
            logger.warning("event=not_prepared error=%s", fault)

    thread = threading.Thread(target=prepare, daemon=True)
    thread.start()
    return thread


def _write(edition: Edition, successors: Successors, is_closing: asyncio.Event) -> None:
    try:
        successors.write(edition, is_closing.is_set)
    except OSError as fault:
        logger.warning("event=dumps_not_written error=%s", fault)


async def _is_set_within(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event, but no longer than that."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
