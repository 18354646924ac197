"""Workers make their tools once each; what is started is stopped."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool

import pytest

from allianceskg.processes import Workers


def make_tools(name: str) -> list[str]:
    return [name]


def use(tools: list[str], word: str) -> tuple[int, Sequence[str]]:
    tools.append(word)
    return os.getpid(), list(tools)


def fail(tools: list[str]) -> None:
    raise ValueError(tools[0])


def die(tools: list[str]) -> None:
    os._exit(1)


def test_tools_are_made_once_in_a_process() -> None:
    with Workers(1, make_tools, "hammer") as workers:
        process, first = workers.submit(use, "a").result()
        again, second = workers.submit(use, "b").result()

    assert process == again != os.getpid()
    assert first == ["hammer", "a"]
    assert second == ["hammer", "a", "b"]


def test_results_come_in_the_order_of_the_calls() -> None:
    with Workers(2, make_tools, "saw") as workers:
        words = [tools[-1] for _, tools in workers.each(use, ((str(number),) for number in range(9)))]

    assert words == [str(number) for number in range(9)]


def test_what_a_task_raises_reaches_who_asked() -> None:
    with Workers(1, make_tools, "plane") as workers, pytest.raises(ValueError, match="plane"):
        workers.submit(fail).result()


def test_the_death_of_a_process_is_told() -> None:
    with Workers(1, make_tools, "drill") as workers, pytest.raises(BrokenProcessPool):
        workers.submit(die).result()
