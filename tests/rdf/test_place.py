"""Places in a text, as readers count them."""

from __future__ import annotations

import pytest

from allianceskg.rdf.place import FaultPlace, place_of, reported_place


def test_places_are_counted_from_one() -> None:
    assert place_of("a\nbé\n c", 6) == (3, 2)


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ("error at 3:14: expected OPTIONAL", FaultPlace(3, 14)),
        ("Parser error at line 2 column 7: no prefix", FaultPlace(2, 7)),
        ("Parser error at line 2 between columns 7 and 9: no prefix", FaultPlace(2, 7)),
        ("Parser error at line 2: no prefix", FaultPlace(2, None)),
        ("no place at all", None),
    ],
)
def test_a_place_is_read_off_the_message_of_a_parser(message: str, place: FaultPlace | None) -> None:
    assert reported_place(SyntaxError(message)) == place


def test_the_attributes_of_a_fault_go_before_its_message() -> None:
    assert reported_place(SyntaxError("error at 3:14", ("file", 5, 6, "text"))) == FaultPlace(5, 6)


def test_a_place_outside_the_text_shows_nothing() -> None:
    assert FaultPlace(9, 1).shown_in("one line") == ""
    assert FaultPlace(1, 5).shown_in("one line") == "\n    one line\n        ^"
