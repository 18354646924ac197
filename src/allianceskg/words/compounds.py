"""Words made of several, which people write joined, with hyphens or with spaces: tierslieu, tiers-lieu, tiers lieu."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from allianceskg.language import Language
from allianceskg.words.stems import stem
from allianceskg.words.text_words import WordToken, tokens

_JOINT: Final = re.compile(r"[-‐‑]")
_LETTERS: Final = 2
"""First letters by which compounds are kept, so that a word is compared with few."""

_MOST_KEPT: Final = 50_000


@dataclass(frozen=True, slots=True)
class _Compound:
    words: tuple[str, ...]
    stems: tuple[str, ...]

    @property
    def name(self) -> str:
        return "-".join(self.stems)


class Compounds:
    """
    The compounds of one language: every part of a known label that is written with hyphens.

    >>> known = Compounds(["Tiers-lieux", "Insertion par l'activité"], "fr")
    >>> [known.named(text) for text in ("tierslieu", "tiers", "insertion")]
    ['tier-lieu', None, None]
    """

    def __init__(self, labels: Iterable[str], language: Language) -> None:
        self._language: Final = language
        self._by_first: dict[str, list[_Compound]] = {}
        self._by_letters: dict[str, list[_Compound]] = {}
        for words in sorted({words for label in labels for words in _hyphenated(label)}):
            compound = _Compound(words, tuple(stem(word, language) for word in words))
            self._by_first.setdefault(compound.stems[0], []).append(compound)
            self._by_letters.setdefault(words[0][:_LETTERS], []).append(compound)
        for compounds in self._by_first.values():
            compounds.sort(key=lambda one: -len(one.stems))
        # Texts say the same few thousand words again and again.
        self.named: Final = lru_cache(maxsize=_MOST_KEPT)(self._named)

    def _named(self, folded: str) -> str | None:
        """Return the compound that one folded word is, its parts joined; None when it is none."""
        for compound in self._by_letters.get(folded[:_LETTERS], ()):
            head = "".join(compound.words[:-1])
            if folded.startswith(head) and stem(folded[len(head) :], self._language) == compound.stems[-1]:
                return compound.name
        return None

    def beginning(self, found: Sequence[WordToken], place: int) -> tuple[str, int] | None:
        """
        Return the longest compound whose parts stand apart from a place on.

        Returns:
            Its name, and how many words it takes; None when no compound begins there.
        """
        for compound in self._by_first.get(stem(found[place].folded, self._language), ()):
            following = found[place : place + len(compound.stems)]
            if tuple(stem(token.folded, self._language) for token in following) == compound.stems:
                return compound.name, len(compound.stems)
        return None


def _hyphenated(label: str) -> Iterator[tuple[str, ...]]:
    """Yield the words that hyphens join, each group of at least two."""
    group: list[str] = []
    found = list(tokens(label))
    for token, following in pairwise([*found, None]):
        assert token is not None
        group.append(token.folded)
        joined = following is not None and _JOINT.fullmatch(label[token.end : following.start])
        if not joined:
            if len(group) > 1:
                yield tuple(group)
            group = []
