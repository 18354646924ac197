"""The orders that are compared: what the catalogue answers, and plain ones that it should beat."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import cached_property, partial
from typing import Any, Final

from allianceskg.library.catalogue import Catalogue
from allianceskg.library.library import Library
from allianceskg.library.listing import case_documents
from allianceskg.matching.answer import criteria_of
from allianceskg.matching.criteria import Criterion, listing
from allianceskg.matching.diagnosis import diagnose
from allianceskg.model import Profile
from allianceskg.profiles import parse_profile
from allianceskg.terms import slug
from benchmarks.relevance.asked import Asked
from benchmarks.relevance.bm25 import Bm25
from benchmarks.relevance.texts import read_texts

Ranking = Callable[[Asked], Sequence[str]]
"""Slugs of cases, best first, for a situation or a search."""

WORDS_KEY: Final = "situation"
"""The key of a profile that takes the seeker's own words, once profiles have it."""

_SUMMED: Final = {"words": 1.0, "themes": 0.6, "functions": 0.3, "category": 0.3, "territory": 0.2}
_ALL: Final = 1_000


class Rankings:
    """
    Every order of the cases of a catalogue, all made in this process.

    Args:
        catalogue: Open, with its index.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._library = Library(catalogue)

    @cached_property
    def _bm25(self) -> Bm25:
        return Bm25({name: text.searched for name, text in read_texts(self._catalogue).items()})

    def of_situations(self) -> dict[str, Ranking]:
        """Return the orders for situations, by name: what the catalogue answers comes first."""
        answers: dict[str, Ranking] = {"answer, without words": self.answer}
        if self._takes_words:
            answers = {"answer, with words": partial(self.answer, words=True), **answers}
        return {**answers, "BM25": self.bm25, "plain sum": self.plain_sum}

    def left_out(self, situations: Sequence[Asked]) -> dict[str, Ranking]:
        """Return what the catalogue would answer without each kind of criterion that any situation asks, by kind."""
        words = self._takes_words
        kinds = dict.fromkeys(one.kind for asked in situations for one in self._criteria(asked, words=words))
        return {kind: partial(self.answer, words=words, left_out=kind) for kind in kinds}

    def of_searches(self) -> dict[str, Ranking]:
        """Return the orders for searches, by name."""
        return {"search of the site": self.site_search, "BM25": self.bm25}

    def profile(self, asked: Asked, *, words: bool = False) -> Profile:
        """
        Return the checked profile of a situation, its words in it or not.

        Raises:
            ProfileError: The catalogue does not admit it.
        """
        said: Mapping[str, Any] = {WORDS_KEY: asked.words} if words else {}
        return parse_profile({"title": asked.id, **asked.profile, **said}, self._catalogue.known_values)

    def answer(self, asked: Asked, *, words: bool = False, left_out: str | None = None) -> list[str]:
        """Order as the catalogue answers, with the seeker's words or without, perhaps without a kind of criterion."""
        kept = [one for one in self._criteria(asked, words=words) if one.kind != left_out]
        found = self._catalogue.finder.find(listing(kept, kept[0].enough)).first(_ALL) if kept else []
        return [slug(one.case) for one in found]

    def bm25(self, asked: Asked) -> list[str]:
        """Order by a plain French text search for the words alone."""
        return self._bm25.rank(asked.words)

    def plain_sum(self, asked: Asked) -> list[str]:
        """
        Order by a weighted sum of what is asked, each part in [0, 1].

        Words count by BM25 over its best score, themes by their rarity, functions by their number.
        """
        profile = self.profile(asked)
        categories = set(diagnose(profile, self._knowledge.typology, self._knowledge.conventions).categories)
        words = self._bm25.scores(asked.words)
        most = max(words.values()) or 1
        total = {
            name: _weighted(
                words=words[name] / most,
                themes=_share(profile.themes, recorded["theme"], self._rarity),
                functions=_share(profile.functions, recorded["function"]),
                category=bool(categories & set(recorded["category"])),
                territory=profile.territory in recorded["territory"],
            )
            for name, recorded in self._recorded.items()
        }
        return sorted(total, key=lambda name: (-total[name], name))

    def site_search(self, asked: Asked) -> list[str]:
        """Order as the list of cases of the site does for a search."""
        iris = self._library.cases.iris
        return [slug(iris[position]) for position in self._library.search.find(asked.words).positions]

    @property
    def _takes_words(self) -> bool:
        return WORDS_KEY in {one.name for one in fields(Profile)}

    @property
    def _knowledge(self) -> Any:
        return self._catalogue.knowledge

    @cached_property
    def _recorded(self) -> dict[str, dict[str, Any]]:
        entries = self._library.cases.read(range(len(self._library.cases)))
        return {one["slug"]: one for one in case_documents(entries, self._catalogue, "fr")}

    @cached_property
    def _rarity(self) -> dict[str, float]:
        holders = Counter(theme for one in self._recorded.values() for theme in one["theme"])
        return {theme: math.log(1 + len(self._recorded) / number) for theme, number in holders.items()}

    def _criteria(self, asked: Asked, *, words: bool) -> tuple[Criterion, ...]:
        profile = self.profile(asked, words=words)
        diagnosis = diagnose(profile, self._knowledge.typology, self._knowledge.conventions)
        return criteria_of(profile, diagnosis, self._knowledge, self._catalogue.finder)


def _weighted(**parts: float) -> float:
    return sum(_SUMMED[name] * part for name, part in parts.items())


def _share(wanted: Sequence[str], recorded: Sequence[str], weights: Mapping[str, float] | None = None) -> float:
    """Return the weight of what is recorded over the weight of what is wanted, 0 when nothing is."""
    weight = {one: 1.0 if weights is None else weights.get(one, 0.0) for one in wanted}
    all_of_it = sum(weight.values())
    return sum(weight[one] for one in wanted if one in recorded) / all_of_it if all_of_it else 0.0
