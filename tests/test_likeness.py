"""How alike names are, and which of many a mistyped one may mean."""

from __future__ import annotations

import random
import re

import pytest

from allianceskg.likeness import edits, likeness, nearest, within_edits

NAMES = ["orleans", "orly", "paris", "parisot", "saint-etienne", "saint-eugene", "clermont-ferrand", "orleans"]


@pytest.mark.parametrize(
    ("text", "allowed", "found"),
    [
        ("orleens", 1, [(1, 0), (1, 7)]),
        ("orlaens", 1, [(1, 0), (1, 7)]),
        ("saint-etiene", 2, [(1, 4), (2, 5)]),
        ("clermond-ferand", 2, [(2, 6)]),
        ("paris", 1, [(0, 2)]),
        ("xyz", 2, []),
        ("", 1, []),
    ],
)
def test_names_within_some_edits_come_nearest_first_and_of_equal_ones_the_earlier(
    text: str, allowed: int, found: list[tuple[int, int]]
) -> None:
    assert within_edits(text, NAMES, allowed=allowed) == found


def test_no_name_within_some_edits_is_missed() -> None:
    draw = random.Random(60)
    names = ["".join(draw.choices("abcde", k=draw.randint(4, 9))) for _ in range(60)]
    for name in names[:30]:
        place = draw.randrange(len(name))
        text = name[:place] + draw.choice("abcde") + name[place + 1 :]
        expected = sorted((edits(text, one), number) for number, one in enumerate(names) if edits(text, one) <= 1)
        assert within_edits(text, names, allowed=1) == expected


@pytest.mark.parametrize(
    ("one", "other", "number"), [("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "bcd", 2)]
)
def test_edits_are_counted(one: str, other: str, number: int) -> None:
    assert edits(one, other) == number == edits(other, one)


def test_the_nearest_names_are_each_given_once_best_first_and_in_their_order_when_equal() -> None:
    assert nearest("orleens", NAMES, limit=5, cutoff=0.5) == ["orleans", "orly"]
    assert nearest("b", ["ab", "cb", "ab", "bd"], limit=2, cutoff=0.5) == ["ab", "cb"]


def test_what_is_too_unlike_is_no_name_that_was_meant() -> None:
    assert nearest("orleens", ["paris", "parisot"]) == []
    assert nearest("", NAMES) == []
    assert nearest("orleans", []) == []


@pytest.mark.parametrize("text", ["silver-gek", "ilver-geek", "silver-greek", "slver-geek"])
def test_a_name_with_one_slip_is_the_one_that_is_meant(text: str) -> None:
    others = [f"silver-{name}" for name in NAMES]
    assert nearest(text, [*others, "silver-geek"], limit=1) == ["silver-geek"]
    assert likeness(text, "silver-geek") > max(likeness(text, one) for one in others)


def test_a_pattern_is_a_name_like_any_other() -> None:
    assert nearest("a.*", [re.escape("a.*"), "abc"], cutoff=0.9) == []
