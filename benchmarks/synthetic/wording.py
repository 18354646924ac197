"""
Texts of invented cases: as long as the shipped ones, of words as frequent as there, in an order that chance makes.

They say nothing, and begin by saying that they are invented. Only so is closeness in words measured on what it will
meet: with one sentence in all cases, no word would be rare, and no case would hold many.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Final

from allianceskg.language import LANGUAGES, Language, Text
from allianceskg.rdf import turtle
from allianceskg.rdf.term import IRI, Literal, Triple
from allianceskg.terms import AKG, CASE, PREFIXES
from allianceskg.words.text_words import tokens

TITLE: Final = "title"
SUMMARY: Final = "summary"
STATEMENT: Final = "statement"
Place = str
"""One of the three above: texts of different lengths."""

_TERMS: Final = PREFIXES["dcterms"]
_PLACE: Final[Mapping[str, Place]] = {f"{_TERMS}title": TITLE, f"{_TERMS}abstract": SUMMARY}
_STATEMENTS: Final = frozenset(
    f"{AKG}{name}" for name in ("reportsFact", "reportsResult", "reportsDifficulty", "drawsLesson")
)
_BEGINNING: Final[Mapping[Language, str]] = {"fr": "Inventé :", "en": "Invented:"}


@dataclass(frozen=True, slots=True)
class Wording:
    """
    What is known of the texts of a catalogue.

    Attributes:
        lengths: Numbers of words of its texts, by place and language.
        words: Its words, in lower case.
        totals: How often they stand there, each with those before it.
        statements: How many facts, results, difficulties and lessons each case has.
    """

    lengths: Mapping[tuple[Place, Language], Sequence[int]]
    words: Mapping[Language, Sequence[str]]
    totals: Mapping[Language, Sequence[int]]
    statements: Sequence[int]

    def text(self, chance: random.Random, place: Place, beginning: Mapping[Language, str] = _BEGINNING) -> Text:
        """Draw a text in both languages; the words by which it begins count in its length."""
        return Text(
            **{language: self._in_language(chance, place, language, beginning[language]) for language in LANGUAGES}
        )

    def _in_language(self, chance: random.Random, place: Place, language: Language, beginning: str) -> str:
        length = chance.choice(self.lengths[place, language]) - len(beginning.split())
        words = chance.choices(self.words[language], cum_weights=self.totals[language], k=max(1, length))
        return f"{beginning} {' '.join(words)}."


def read_wording(
    cases: Iterable[Path], left_out: Callable[[str, Language], bool] = lambda _word, _in: False
) -> Wording:
    """
    Read how the case files are worded.

    Args:
        left_out: Tells which words are not to be drawn.
    """
    lengths: dict[tuple[Place, Language], list[int]] = defaultdict(list)
    counts: dict[Language, Counter[str]] = {language: Counter() for language in LANGUAGES}
    statements = []
    for path in sorted(cases):
        triples = list(turtle.read(path))
        for place, language, text in _texts(triples):
            words = [text[token.start : token.end].lower() for token in tokens(text)]
            lengths[place, language].append(len(words))
            counts[language].update(words)
        statements.append(sum(triple.predicate.value in _STATEMENTS for triple in triples))
    ordered = {
        language: sorted(
            (word for word in found if not left_out(word, language)), key=lambda word: (-found[word], word)
        )
        for language, found in counts.items()
    }
    totals = {one: list(accumulate(counts[one][word] for word in ordered[one])) for one in LANGUAGES}
    return Wording({place: sorted(found) for place, found in lengths.items()}, ordered, totals, sorted(statements))


def _texts(triples: Iterable[Triple]) -> Iterator[tuple[Place, Language, str]]:
    for triple in triples:
        subject, link, text = triple.subject, triple.predicate.value, triple.object
        if not (isinstance(subject, IRI) and subject.value.startswith(CASE) and isinstance(text, Literal)):
            continue
        place = _PLACE.get(link) if "#" not in subject.value else None
        if link == f"{_TERMS}description" and "#" in subject.value:
            place = STATEMENT
        for language in LANGUAGES:
            if place is not None and text.language == language:
                yield place, language, text.value
