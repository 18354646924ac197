"""Long lists on pages, a part at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

LARGEST_PAGE: Final = 100_000
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class ListPart(Generic[_Item]):
    """
    A part of a list.

    Attributes:
        items: Those of this page.
        page: From 1.
        pages: How many there are; at least 1.
        total: Number of items on all pages.
    """

    items: Sequence[_Item]
    page: int
    pages: int
    total: int


def part_of(items: Sequence[_Item], *, page: int, size: int) -> ListPart[_Item]:
    """
    Return a page of a list; the last one where there are fewer.

    >>> part_of("abcde", page=9, size=2)
    ListPart(items='e', page=3, pages=3, total=5)
    """
    pages = max(1, -(-len(items) // size))
    page = min(page, pages)
    return ListPart(items[(page - 1) * size : page * size], page, pages, len(items))


def parse_page(text: str) -> int:
    """
    Read the number of a page from an address; the first where it is none.

    >>> parse_page("3"), parse_page("0"), parse_page("many"), parse_page("9999999")
    (3, 1, 1, 1)
    """
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_PAGE))
    return min(max(int(text), 1), LARGEST_PAGE) if is_number else 1
