"""Conditional requests: weak when one reads, strong when one writes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from allianceskg.serving.conditions import Conditions, conditions_of

MOMENT = datetime(2026, 11, 30, 12, 0, 0, 500_000, tzinfo=UTC)
THEN, BEFORE = "Mon, 30 Nov 2026 12:00:00 GMT", "Mon, 30 Nov 2026 11:59:59 GMT"


@pytest.mark.parametrize(
    ("header", "tag", "is_known"),
    [
        ('"a"', '"a"', True),
        ('W/"a"', '"a"', True),
        ('"a"', 'W/"a"', True),
        ('"b", W/"a" , "c"', 'W/"a"', True),
        ('"with, comma", "a"', '"with, comma"', True),
        ("*", '"a"', True),
        (" * ", '"a"', True),
        ('"ab"', '"a"', False),
        ('"b"', '"a"', False),
        ("a", '"a"', False),
        ("", '"a"', False),
        ('"', '"a"', False),
    ],
)
def test_a_reader_has_what_it_names_however_strong_the_tag(header: str, tag: str, is_known: bool) -> None:
    assert Conditions(none_match=header).is_known(tag) is is_known


@pytest.mark.parametrize(("since", "is_known"), [(THEN, True), (BEFORE, False), ("yesterday", False), ("", False)])
def test_a_reader_has_what_did_not_change_since(since: str, is_known: bool) -> None:
    assert Conditions(modified_since=since).is_known('"a"', MOMENT) is is_known
    assert not Conditions(modified_since=since).is_known('"a"')


def test_a_tag_counts_more_than_a_date() -> None:
    assert not Conditions(none_match='"b"', modified_since=THEN).is_known('"a"', MOMENT)
    assert not Conditions(match='"b"', unmodified_since=THEN).permits('"a"', MOMENT)
    assert Conditions(match='"a"', unmodified_since=BEFORE).permits('"a"', MOMENT)


@pytest.mark.parametrize(
    ("header", "tag", "is_permitted"),
    [
        ("", None, True),
        ("", '"a"', True),
        ('"a"', '"a"', True),
        ('"b", "a"', '"a"', True),
        ("*", '"a"', True),
        ("*", None, False),
        ('"a"', None, False),
        ('"a"', '"b"', False),
        ('W/"a"', '"a"', False),
        ('"a"', 'W/"a"', False),
        ('W/"a"', 'W/"a"', False),
    ],
)
def test_a_writer_changes_only_what_it_saw(header: str, tag: str | None, is_permitted: bool) -> None:
    assert Conditions(match=header).permits(tag) is is_permitted


@pytest.mark.parametrize(
    ("header", "tag", "is_permitted"), [("*", None, True), ("*", '"a"', False), ('"a"', '"b"', True)]
)
def test_a_writer_may_ask_that_nothing_be_there(header: str, tag: str | None, is_permitted: bool) -> None:
    assert Conditions(none_match=header).permits(tag) is is_permitted


@pytest.mark.parametrize(("since", "is_permitted"), [(THEN, True), (BEFORE, False), ("yesterday", True)])
def test_a_writer_may_go_by_a_date(since: str, is_permitted: bool) -> None:
    assert Conditions(unmodified_since=since).permits('"a"', MOMENT) is is_permitted


def test_headers_on_several_lines_are_one_list() -> None:
    scope = {"headers": [(b"if-none-match", b'"a"'), (b"if-match", b"*"), (b"if-none-match", b'"b"')]}

    assert conditions_of(scope) == Conditions(match="*", none_match='"a", "b"')
