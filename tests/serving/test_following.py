"""New builds are handed on, prepared and written, in that order, and a stop waits for none of it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any, cast

import pytest

from allianceskg.errors import StoreUnreachableError
from allianceskg.language import Text
from allianceskg.serving import following
from allianceskg.serving.editions import Edition, Editions
from allianceskg.serving.following import Successors, follow
from tests.patience import comes_true, ends


class Builds:
    """Stands for the editions: which one is in use is set from outside."""

    def __init__(self) -> None:
        self.edition = cast(Edition, "first")

    def current(self) -> Edition:
        return self.edition


class Record:
    """Notes what is done with each edition; what is to happen then can be set."""

    def __init__(self) -> None:
        self.done: list[tuple[str, Any]] = []
        self.on_hand_over: Callable[[Edition], None] = lambda _: None
        self.on_prepare: Callable[[Callable[[], bool]], None] = lambda _: None
        self.on_write: Callable[[Callable[[], bool]], None] = lambda _: None

    async def hand_over(self, edition: Edition) -> None:
        self.on_hand_over(edition)
        self.done.append(("handed over", edition))

    def prepare(self, edition: Edition, is_given_up: Callable[[], bool]) -> None:
        self.on_prepare(is_given_up)
        self.done.append(("prepared", edition))

    def write(self, edition: Edition, is_given_up: Callable[[], bool]) -> None:
        self.on_write(is_given_up)
        self.done.append(("written", edition))

    def has(self, *steps: tuple[str, str]) -> bool:
        return set(steps) <= set(self.done)


def run(builds: Builds, record: Record, while_running: Callable[[], None]) -> None:
    """Follow for as long as a function runs in another thread."""

    async def both() -> None:
        is_closing = asyncio.Event()
        successors = Successors(record.hand_over, record.prepare, record.write)
        task = asyncio.create_task(follow(cast(Editions, builds), successors, is_closing))
        try:
            await asyncio.to_thread(while_running)
        finally:
            is_closing.set()
            await task

    with ends():
        asyncio.run(both())


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "_LOOK_SECONDS", 0.01)


def test_each_build_is_handed_over_prepared_and_written() -> None:
    builds, record = Builds(), Record()

    def change() -> None:
        for edition in ("first", "second"):
            builds.edition = cast(Edition, edition)
            steps = [(step, edition) for step in ("handed over", "prepared", "written")]
            assert comes_true(lambda steps=steps: record.has(*steps))  # type: ignore[misc]

    run(builds, record, change)

    assert [step for step, _ in record.done].count("prepared") == 2
    assert [step for step, _ in record.done].count("written") == 2


def test_what_cannot_be_handed_over_is_tried_again_and_not_written_before() -> None:
    builds, record = Builds(), Record()
    faults = iter([StoreUnreachableError(Text(fr="Inventé.", en="Invented.")), OSError("invented")])

    def fail(_: Edition) -> None:
        fault = next(faults, None)
        if fault is not None:
            raise fault

    record.on_hand_over = fail
    run(builds, record, lambda: _wait(lambda: record.has(("handed over", "first"), ("written", "first"))))

    steps = [step for step, _ in record.done]
    assert steps.index("handed over") < steps.index("written")
    assert next(faults, None) is None


def test_writing_waits_for_the_end_of_preparing_and_is_not_tried_twice() -> None:
    builds, record, may_end = Builds(), Record(), threading.Event()
    record.on_prepare = lambda _: _wait(may_end.is_set)
    tried: list[str] = []

    def fail(_: Callable[[], bool]) -> None:
        tried.append("written")
        raise OSError("no room left (invented)")

    record.on_write = fail

    def watch() -> None:
        _wait(lambda: record.done.count(("handed over", "first")) > 5)  # type: ignore[arg-type]
        assert tried == []
        may_end.set()
        _wait(lambda: tried == ["written"])
        before = len(record.done)
        _wait(lambda: len(record.done) > before + 5)

    run(builds, record, watch)

    assert tried == ["written"]


def test_a_newer_build_and_a_stop_give_up_what_is_under_way() -> None:
    builds, record = Builds(), Record()
    given_up: list[str] = []

    def prepare(is_given_up: Callable[[], bool]) -> None:
        _wait(is_given_up)
        given_up.append("preparing")

    record.on_prepare = prepare

    def change() -> None:
        _wait(lambda: record.has(("handed over", "first")))
        builds.edition = cast(Edition, "second")
        _wait(lambda: given_up == ["preparing"])

    run(builds, record, change)

    assert comes_true(lambda: given_up == ["preparing", "preparing"])
    assert not any(step == "written" and edition == "second" for step, edition in record.done)


def _wait(condition: Callable[[], bool]) -> None:
    assert comes_true(condition)
