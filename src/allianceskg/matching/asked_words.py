"""
What a profile asks in words: the terms of its story, the concepts that the story names, the names of the asked themes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

from allianceskg.language import Language, Text
from allianceskg.model import Profile
from allianceskg.terms import AKG, concept
from allianceskg.words import Term, language_of
from allianceskg.words.text_words import tokens

_MOST: Final = 40
"""Words of a story that count: a story of two thousand characters has more, and each costs time."""


_LINKS: Final[Mapping[str, str]] = {
    "themes": f"{AKG}concernsTheme",
    "needs": f"{AKG}addressesNeed",
    "catalyst-functions": f"{AKG}coversFunction",
    "partnership-models": f"{AKG}usesModel",
}
"""Scheme of a concept that counts when a story names it, and the property by which cases record it."""


class ReadsTerms(Protocol):
    """Reads texts as terms; see `allianceskg.matching.case_terms.TermReader`."""

    def terms(self, text: str, language: Language) -> tuple[Term, ...]:
        """Read the terms of a text, in its order."""


class NamesConcepts(Protocol):
    """Names concepts; see `allianceskg.names.Names`."""

    def of(self, thing: str) -> Text:
        """Return the name of a concept."""


class Named(Protocol):
    """A concept that a story names; see `allianceskg.matching.understanding.Understood`."""

    @property
    def iri(self) -> str:
        """The concept."""

    @property
    def scheme(self) -> str:
        """The slug of its scheme."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words by which it is named, as they were written."""


@dataclass(frozen=True, slots=True)
class AskedConcept:
    """
    A concept that the story names, and that the profile does not ask.

    Attributes:
        link: The property by which cases record it.
        surface: Its words in the story.
    """

    value: str
    link: str
    surface: str


@dataclass(frozen=True)
class AskedWord:
    """
    One word that is looked for in the cases.

    Attributes:
        surface: As it was written, in the story or in the name of a theme.
        is_of_theme: Whether it comes from the name of an asked theme only.
    """

    stem: str
    language: Language
    surface: str
    is_of_theme: bool = False

    @cached_property
    def value(self) -> str:
        """The term as a criterion names it."""
        return f"{self.stem}@{self.language}"


def asked_words(profile: Profile, labels: NamesConcepts, reader: ReadsTerms) -> tuple[AskedWord, ...]:
    """
    List the words that a profile asks, each once: those of its story, in its order, then those of its themes.

    A story is read in the language that it is written in, names of themes in the same.
    """
    language = language_of(token.folded for token in tokens(profile.situation))
    found: dict[str, AskedWord] = {}
    for word in _all_words(profile, language, labels, reader):
        found.setdefault(word.stem, word)
    return tuple(found.values())


def _all_words(profile: Profile, language: Language, labels: NamesConcepts, reader: ReadsTerms) -> Iterator[AskedWord]:
    story = dict.fromkeys(term.stem for term in reader.terms(profile.situation, language))
    counted = set(list(story)[:_MOST])
    for term in reader.terms(profile.situation, language):
        if term.stem in counted:
            yield AskedWord(term.stem, language, term.surface)
    for theme in profile.themes:
        name = labels.of(concept("themes", theme)).in_language(language)
        for term in reader.terms(name, language):
            yield AskedWord(term.stem, language, term.surface, is_of_theme=True)


def asked_concepts(profile: Profile, named: Sequence[Named]) -> tuple[AskedConcept, ...]:
    """List the concepts that the story names; what the profile asks has a criterion of its own."""
    asked = {concept("themes", one) for one in profile.themes}
    asked |= {concept("needs", one) for one in profile.needs}
    asked |= {concept("catalyst-functions", one) for one in profile.functions}
    return tuple(
        AskedConcept(one.iri, _LINKS[one.scheme], one.words[0])
        for one in named
        if one.scheme in _LINKS and one.iri not in asked
    )
