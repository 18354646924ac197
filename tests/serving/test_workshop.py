"""The workshop: one work at a time, a bounded queue, and who is one too many is told when to come back."""

from __future__ import annotations

import asyncio

import pytest

from allianceskg.errors import BusyError
from allianceskg.serving.workshop import Workshop


async def _work(workshop: Workshop, log: list[str], name: str, done: asyncio.Event) -> None:
    async with workshop.place():
        log.append(f"{name} begins")
        await done.wait()
        log.append(f"{name} ends")


def test_works_follow_each_other() -> None:
    async def run() -> list[str]:
        workshop, log, done = Workshop(), [], asyncio.Event()
        works = [asyncio.create_task(_work(workshop, log, name, done)) for name in ("a", "b")]
        await asyncio.sleep(0)
        assert log == ["a begins"]
        assert workshop.waiting == 1
        done.set()
        await asyncio.gather(*works)
        return log

    assert asyncio.run(run()) == ["a begins", "a ends", "b begins", "b ends"]


def test_who_is_one_too_many_is_told_at_once_when_to_come_back() -> None:
    async def run() -> None:
        workshop, log, done = Workshop(waiting=1), [], asyncio.Event()
        works = [asyncio.create_task(_work(workshop, log, name, done)) for name in ("a", "b")]
        await asyncio.sleep(0)
        with pytest.raises(BusyError) as caught:
            async with workshop.place():
                pass
        assert caught.value.seconds > 0
        done.set()
        await asyncio.gather(*works)
        assert workshop.waiting == 0

    asyncio.run(run())


def test_who_waits_too_long_is_told_to_come_back_and_gives_up_the_place() -> None:
    async def run() -> None:
        workshop, log, done = Workshop(seconds=0.01), [], asyncio.Event()
        first = asyncio.create_task(_work(workshop, log, "a", done))
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            async with workshop.place():
                pass
        assert workshop.waiting == 0
        done.set()
        await first
        async with workshop.place():
            log.append("c")
        assert log == ["a begins", "a ends", "c"]

    asyncio.run(run())


def test_a_work_that_fails_leaves_its_place() -> None:
    async def run() -> None:
        workshop = Workshop(seconds=0.01)
        with pytest.raises(ValueError, match="invented"):
            async with workshop.place():
                raise ValueError("invented")
        async with workshop.place():
            pass

    asyncio.run(run())
