"""
How alike two texts are, and which of many names a mistyped one may mean.

Letters are compared by RapidFuzz, which goes through tens of thousands of names in a few milliseconds, so that nothing has
to be prepared for it. Texts are compared as they are: whoever asks folds case and accents first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel


def likeness(one: str, other: str) -> float:
    """
    Measure how much of two texts is a common sequence of letters, from 0, nothing, to 1, the same text.

    >>> likeness("numerik", "numerique")
    0.75
    """
    return Indel.normalized_similarity(one, other)


def nearest(text: str, names: Iterable[str], *, limit: int = 3, cutoff: float = 0.6) -> list[str]:
    """
    Return the names most like a text, each once, the nearest first; of equally near ones the earlier comes first.

    Args:
        cutoff: Least likeness; see `likeness`.

    >>> nearest("orleens", ["paris", "orleans", "orly"], cutoff=0.7)
    ['orleans']
    """
    found = process.extract(
        text, list(dict.fromkeys(names)), scorer=Indel.normalized_similarity, limit=limit, score_cutoff=cutoff
    )
    return [name for name, *_ in found]


def edits(one: str, other: str) -> int:
    """
    Count the letters to add, remove, replace or swap with their neighbour to make one text the other.

    >>> edits("parteneriat", "partenariat"), edits("ecolgoie", "ecologie")
    (1, 1)
    """
    return OSA.distance(one, other)


def within_edits(text: str, names: Sequence[str], *, allowed: int) -> list[tuple[int, int]]:
    """
    Return the number of edits and the place of each name at most so many edits away, the nearest first, then the earlier.

    >>> within_edits("orleens", ["orleans", "orly", "paris"], allowed=1)
    [(1, 0)]
    """
    found = process.extract(text, names, scorer=OSA.distance, limit=None, score_cutoff=allowed)
    return sorted((distance, place) for _, distance, place in found)
