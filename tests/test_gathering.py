from __future__ import annotations

import inspect

import pytest

from tests.gathering import for_each


def is_even(number: int, tmp_path: object) -> None:
    assert number % 2 == 0


def test_every_thing_that_fails_is_named_and_those_after_it_are_tried() -> None:
    gathered = for_each("number", [1, 2, 3], ids=str)(is_even)

    with pytest.raises(ExceptionGroup, match="2 of 3 fail") as raised:
        gathered(tmp_path=None)

    assert [fault.__notes__[-1] for fault in raised.value.exceptions] == ["number: 1", "number: 3"]


def test_what_holds_for_each_thing_passes_and_fixtures_are_asked_for_as_before() -> None:
    gathered = for_each("number", [2, 4], ids=str)(is_even)

    gathered(tmp_path=None)

    assert list(inspect.signature(gathered).parameters) == ["tmp_path"]


def test_no_things_at_all_are_a_fault() -> None:
    with pytest.raises(AssertionError):
        for_each("number", [], ids=str)(is_even)(tmp_path=None)
