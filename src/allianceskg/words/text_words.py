"""The words of a text, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from allianceskg.words.folding import unaccented

# Letters and digits, with the accents that stand apart in a decomposed text. Apostrophes and hyphens end a word:
# "l'emploi" and "tiers-lieu" are two. An ampersand between two letters does not: "R&D" is one.
_WORD: Final = re.compile(r"[^\W_]&[^\W_]\b|[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*")

_MOST_KEPT: Final = 50_000


class WordToken(NamedTuple):
    """
    One word of a text.

    Attributes:
        folded: In lower case, without accents.
        start, end: Its place, counted in characters of the text; the end is that of the next one.
    """

    folded: str
    start: int
    end: int


def tokens(text: str) -> Iterator[WordToken]:
    """
    Read a text word by word.

    >>> [token.folded for token in tokens("L’œuvre d'un tiers-lieu")]
    ['l', 'oeuvre', 'd', 'un', 'tiers', 'lieu']
    """
    for match in _WORD.finditer(text):
        yield WordToken(_folded(match[0]), match.start(), match.end())


@lru_cache(maxsize=_MOST_KEPT)
def _folded(word: str) -> str:
    """Fold a word; once for each, since texts say the same few thousand words again and again."""
    return unaccented(word)
