"""Searching the cases: what a typed text asks, which cases have it, and why each was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from allianceskg.language import LANGUAGES, Language, Text
from allianceskg.library.case_sets import CaseSets
from allianceskg.library.cases import Cases
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.text_index import SearchPart, TextIndex
from allianceskg.library.thing_names import ThingNames
from allianceskg.words.folding import unaccented
from allianceskg.words.lexicon import Reading
from allianceskg.words.stop_words import is_stop_word
from allianceskg.words.text_words import tokens

_MOST_PARTS: Final = 12
_CONCEPTS: Final = ("theme", "model", "category", "function", "need", "type", "sdg")
"""Facets by which a case records a concept."""


@dataclass(frozen=True, slots=True)
class AskedPart:
    """
    A part of a search, with the words by which it was typed.

    Attributes:
        surface: The words, corrected.
    """

    surface: str
    part: SearchPart


@dataclass(frozen=True, slots=True)
class AskedSearch:
    """
    What a typed text asks.

    Attributes:
        typed: As it was typed, white space aside.
        text: The same with its misspelt words corrected; this is what is searched.
        corrections: Each misspelt word and the word that is searched in its place.
        parts: By language in which the text is read.
    """

    typed: str
    text: str
    corrections: tuple[tuple[str, str], ...] = ()
    parts: Mapping[Language, tuple[AskedPart, ...]] = field(default_factory=dict)

    @property
    def concepts(self) -> tuple[str, ...]:
        """The IRIs of the concepts that the text names."""
        every = (iri for parts in self.parts.values() for one in parts for iri in (*one.part.concepts, *one.part.wider))
        return tuple(dict.fromkeys(every))

    @property
    def words(self) -> tuple[str, ...]:
        """The parts as they were typed, in the language in which most of them name something."""
        return tuple(one.surface for language in self.languages[:1] for one in self.parts[language])

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages in which the text is read, that in which most of its words name something first."""
        return tuple(sorted(self.parts, key=lambda language: -_telling(self.parts[language])))


@dataclass(frozen=True, slots=True)
class FoundCases:
    """
    The cases that a search finds.

    Attributes:
        positions: The nearest first.
    """

    asked: AskedSearch
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HitReason:
    """
    Why a case was found.

    Attributes:
        concept: IRI of a concept that the text names and the case records; None for words.
        words: As they were typed.
        in_title: Whether the title of the case has them.
    """

    concept: str | None
    words: str
    in_title: bool = False

    def sentence(self, names: ThingNames) -> Text:
        """Say it in words."""
        if self.concept is not None:
            name = names.of(self.concept)
            return Text(fr=f"« {self.words} » : {name.fr}", en=f"“{self.words}”: {name.en}")
        if self.in_title:
            return Text(fr=f"« {self.words} » dans le titre", en=f"“{self.words}” in the title")
        return Text(fr=f"« {self.words} » dans la fiche", en=f"“{self.words}” in the record")


class CaseSearch:
    """The search for cases of a build."""

    def __init__(self, catalogue: Catalogue, cases: Cases, sets: CaseSets, index: TextIndex) -> None:
        self._catalogue: Final = catalogue
        self._cases: Final = cases
        self._sets: Final = sets
        self._index: Final = index

    def find(self, text: str) -> FoundCases:
        """Find the cases for a typed text."""
        asked = self.read(text)
        parts = {language: [one.part for one in parts] for language, parts in asked.parts.items()}
        return FoundCases(asked, tuple(self._index.search(parts)))

    def read(self, text: str) -> AskedSearch:
        """Read what a typed text asks; a word that neither the cases nor the vocabularies have is corrected."""
        typed = " ".join(text.split())
        corrected, corrections = self._corrected(typed)
        parts = {language: tuple(self._parts(corrected, language)) for language in LANGUAGES}
        return AskedSearch(typed, corrected, corrections, {one: found for one, found in parts.items() if found})

    def reasons(self, asked: AskedSearch, positions: Sequence[int]) -> dict[int, tuple[HitReason, ...]]:
        """Say why each of some cases was found, part by part."""
        found: dict[int, dict[HitReason, None]] = {position: {} for position in positions}
        for language in asked.languages:
            unexplained = [position for position, reasons in found.items() if not reasons]
            for one in asked.parts[language]:
                for position, reason in self._reasons_of_part(one, language, unexplained):
                    found[position][reason] = None
        return {position: _distinct(reasons) for position, reasons in found.items()}

    def _reasons_of_part(
        self, asked: AskedPart, language: Language, positions: Sequence[int]
    ) -> Iterator[tuple[int, HitReason]]:
        recorded = {concept: self._recording(concept) for concept in (*asked.part.concepts, *asked.part.wider)}
        holders = [self._index.holding(stem, language) for stem in asked.part.stems]
        for position in positions:
            concepts = [concept for concept, cases in recorded.items() if cases >> position & 1]
            if all(position in holding for holding in holders):
                yield position, HitReason(None, asked.surface, self._has_in_title(asked.part, position, language))
            for concept in concepts:
                yield position, HitReason(concept, asked.surface)

    def _recording(self, concept: str) -> int:
        return next((self._sets[facet][concept] for facet in _CONCEPTS if concept in self._sets[facet]), 0)

    def _has_in_title(self, part: SearchPart, position: int, language: Language) -> bool:
        title = self._catalogue.knowledge.reader.stems(self._cases.title(position, language), language)
        return title.issuperset(part.stems)

    def _corrected(self, typed: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        corrections: list[tuple[str, str]] = []
        written, end = "", 0
        for token in tokens(typed):
            meant = None if self._is_known(token.folded) else self._index.meant(token.folded)
            if meant is not None:
                corrections.append((typed[token.start : token.end], meant))
                written, end = f"{written}{typed[end : token.start]}{meant}", token.end
        return written + typed[end:], tuple(corrections)

    def _is_known(self, folded: str) -> bool:
        """Whether a word says nothing, or a case, a name of a concept or another form of it has it."""
        if folded in self._label_words or self._index.is_known(folded):
            return True
        for language in LANGUAGES:
            if is_stop_word(folded, language):
                return True
            terms = self._catalogue.knowledge.reader.terms(folded, language)
            # A compound in one word is known, however the texts write it.
            if any("-" in one.stem or self._index.has_stem(one.stem, language) for one in terms):
                return True
        return False

    @cached_property
    def _label_words(self) -> frozenset[str]:
        labels = self._catalogue.knowledge.understanding.labels
        return frozenset(token.folded for label in labels for token in tokens(label.text))

    def _parts(self, text: str, language: Language) -> Iterator[AskedPart]:
        """Read the words of a text, those that name a concept together as one part."""
        readings = self._catalogue.knowledge.understanding.lexicon.read_in(text, language)
        terms = [
            term
            for term in self._catalogue.knowledge.reader.terms(text, language)
            if not any(is_stop_word(unaccented(term.surface), one) for one in LANGUAGES)
        ]
        spans: dict[tuple[int, int], list[str]] = defaultdict(list)
        for term in terms:
            span = next(
                ((one.start, one.end) for one in readings if _holds(one, term.start, term.end)), (term.start, term.end)
            )
            if term.stem not in spans[span]:
                spans[span].append(term.stem)
        for (start, end), stems in list(spans.items())[:_MOST_PARTS]:
            named = tuple(dict.fromkeys(one.thing for one in readings if (one.start, one.end) == (start, end)))
            concepts = tuple(one for one in named if tuple(stems) in self._own_names[one, language])
            others = {stems_ for concept in named for stems_ in self._names_of.get((concept, language), ())}
            synonyms = tuple(sorted(others - {tuple(stems)}))
            yield AskedPart(
                text[start:end],
                SearchPart(tuple(stems), concepts, tuple(one for one in named if one not in concepts), synonyms),
            )

    @cached_property
    def _own_names(self) -> Mapping[tuple[str, Language], set[tuple[str, ...]]]:
        """The stems of the official name of each concept."""
        knowledge = self._catalogue.knowledge
        found: dict[tuple[str, Language], set[tuple[str, ...]]] = defaultdict(set)
        for iri in {label.thing for label in knowledge.understanding.labels}:
            for language in LANGUAGES:
                name = knowledge.names.short(iri).in_language(language)
                found[iri, language].add(
                    tuple(dict.fromkeys(one.stem for one in knowledge.reader.terms(name, language)))
                )
        return found

    @cached_property
    def _names_of(self) -> Mapping[tuple[str, Language], set[tuple[str, ...]]]:
        """The stems of every name of each concept."""
        reader = self._catalogue.knowledge.reader
        found: dict[tuple[str, Language], set[tuple[str, ...]]] = defaultdict(set)
        for label in self._catalogue.knowledge.understanding.labels:
            stems = tuple(
                dict.fromkeys(term.stem for term in reader.terms(label.text.partition(" (")[0], label.language))
            )
            if stems:
                found[label.thing, label.language].add(stems)
        return found


def _holds(reading: Reading, start: int, end: int) -> bool:
    return reading.start <= start and end <= reading.end


def _telling(parts: Sequence[AskedPart]) -> int:
    return sum(len(one.part.concepts) + len(one.part.wider) for one in parts)


def _distinct(reasons: Mapping[HitReason, None]) -> tuple[HitReason, ...]:
    """Leave out the words that a concept was found by, unless the title has them, and what is said twice."""
    named = {one.words for one in reasons if one.concept is not None}
    kept = [one for one in reasons if one.concept is not None or one.in_title or one.words not in named]
    titled = {one.words for one in kept if one.in_title}
    return tuple(one for one in kept if one.concept is not None or one.in_title or one.words not in titled)
