"""The names within a few edits of a text."""

from __future__ import annotations

import random

import pytest

from allianceskg.words.nearest import Nearest
from allianceskg.words.spelling import edits

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
def test_the_nearest_come_first_and_of_equal_ones_the_earlier(
    text: str, allowed: int, found: list[tuple[int, int]]
) -> None:
    assert Nearest(NAMES).find(text, allowed=allowed) == found


def test_it_finds_what_comparing_every_name_finds() -> None:
    draw = random.Random(60)
    names = ["".join(draw.choices("abcde", k=draw.randint(4, 9))) for _ in range(60)]
    nearest = Nearest(names)
    for name in names[:30]:
        place = draw.randrange(len(name))
        text = name[:place] + draw.choice("abcde") + name[place + 1 :]
        expected = sorted((edits(text, one), number) for number, one in enumerate(names) if edits(text, one) <= 1)
        assert nearest.find(text, allowed=1) == expected
