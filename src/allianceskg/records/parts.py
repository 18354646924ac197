"""The names of parts of records, such as `#fact-2`: their order, and new ones that no other part ever had."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from allianceskg.terms import slug

_DIGITS: Final = re.compile(r"(\d+)")
_LONGEST_NUMBER: Final = 300
"""Digits; a longer row of them is put in order as a text."""
_WORD: Final = re.compile(r"[A-Z][a-z]*")
_SAYS_NOTHING: Final = frozenset({"Statement", "Assignment"})


def natural(iri: str) -> tuple[tuple[int, int, str], ...]:
    """
    Make a key that puts `#source-2` before `#source-10`.

    >>> sorted(["source-10", "source-2"], key=natural)
    ['source-2', 'source-10']
    """
    return tuple(
        (0, int(part), "") if part.isdecimal() and len(part) <= _LONGEST_NUMBER else (1, 0, part)
        for part in _DIGITS.split(iri)
        if part
    )


def stem_of(kind: str) -> str:
    """
    Return what the names of parts of a class begin with.

    >>> [stem_of(f"#{name}") for name in ("FactStatement", "FunctionAssignment", "CatalystInitiative", "Source")]
    ['fact', 'function', 'initiative', 'source']
    """
    words: list[str] = [word for word in _WORD.findall(slug(kind)) if word not in _SAYS_NOTHING]
    return words[-1].lower()


def next_name(stem: str, used: Collection[str]) -> str:
    """
    Return the next numbered name after all that were ever used.

    >>> next_name("fact", {"fact-1", "fact-10", "faction-11", "place-12"})
    'fact-11'
    """
    numbers = [int(match[1]) for name in used if (match := re.fullmatch(rf"{re.escape(stem)}-(\d+)", name))]
    return f"{stem}-{max(numbers, default=0) + 1}"
