"""A plain French text search, the baseline: what any search box would give for the same words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

import snowballstemmer

from allianceskg.words.folding import fold

_SATURATION: Final = 1.2
_LENGTH_WEIGHT: Final = 0.75
"""The usual constants of BM25."""

_EMPTY: Final = frozenset([
    "le", "la", "les", "un", "une", "des", "de", "du", "et", "ou", "au", "aux", "en", "dans", "par", "pour", "sur", "avec", "sans", "ce", "ces", "cette", "qui", "que", "qu", "dont", "nous", "notre", "nos", "vous", "votre", "vos", "je", "mon", "ma", "mes", "il", "elle", "ils", "elles", "se", "ne", "pas", "plus", "est", "sont", "avoir", "ont", "comment", "plutot", "entre", "leur", "leurs", "voudrions", "voulons", "veut", "veulent", "cherche", "cherchons", "aimerais", "aimerions",
])  # fmt: skip
_STEMMER: Final = snowballstemmer.stemmer("french")


def tokens(text: str) -> list[str]:
    """Return the stems of a text's words, folded, without empty words and single letters."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    return [_STEMMER.stemWord(word) for word in words if word not in _EMPTY and len(word) > 1]


class Bm25:
    """
    Okapi BM25 over a few hundred texts.

    Args:
        texts: By slug.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._counts = {name: Counter(tokens(text)) for name, text in texts.items()}
        lengths = {name: counts.total() for name, counts in self._counts.items()}
        mean = sum(lengths.values()) / len(lengths)
        self._flattening = {
            name: _SATURATION * (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * length / mean)
            for name, length in lengths.items()
        }
        holders = Counter(stem for counts in self._counts.values() for stem in counts)
        self._rarity = {
            stem: math.log(1 + (len(texts) - number + 0.5) / (number + 0.5)) for stem, number in holders.items()
        }

    def scores(self, text: str) -> dict[str, float]:
        """Return the score of every text, 0 where no word is shared."""
        wanted = {stem for stem in tokens(text) if stem in self._rarity}
        return {name: sum(self._part(name, stem) for stem in wanted) for name in self._counts}

    def rank(self, text: str) -> list[str]:
        """Return the texts that share a word, best first; equal ones by slug."""
        scores = self.scores(text)
        return sorted((name for name, score in scores.items() if score > 0), key=lambda name: (-scores[name], name))

    def _part(self, name: str, stem: str) -> float:
        count = self._counts[name][stem]
        return self._rarity[stem] * count * (_SATURATION + 1) / (count + self._flattening[name])
