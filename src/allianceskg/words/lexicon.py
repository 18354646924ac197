"""What known names are meant in a text, and by which of its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from allianceskg.language import LANGUAGES, Language
from allianceskg.words.spelling import Speller
from allianceskg.words.stems import singular, stem
from allianceskg.words.stop_words import is_grammar_word, languages_of
from allianceskg.words.text_words import WordToken, tokens

_BREAK: Final = re.compile(r"[.;:!?()\n…]")
_JOINT: Final = re.compile(r"[-‐‑]")
_ASIDE: Final = re.compile(r" \([^)]*\)$")
_ACRONYM: Final = re.compile(r"[A-Z0-9&]{2,6}")
_SHORTEST_JOINED: Final = 6
_ONLY_IN_CAPITALS: Final = frozenset({"wise"})
"""Acronyms that are also words; those of two letters are always read in capitals only."""

_TELLING_ANYWAY: Final = frozenset({"non", "sans", "without"})
"""Words of grammar without which a name would say the contrary: "sans-abri", "non-recours"."""

_ALSO_VERBS: Final = frozenset({"recherche"})
_AFTER_VERBS: Final = frozenset(["d", "de", "des", "du", "l", "la", "le", "les", "un", "une"])
"""What follows "recherche" when it means that one is looking for something, and not research."""


@dataclass(frozen=True, slots=True)
class Label:
    """
    A name of a thing in one language.

    Attributes:
        thing: Whatever names the thing; it is handed back as it is.
    """

    thing: str
    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class Reading:
    """
    A thing that a text names.

    Attributes:
        words: As they were written.
        start, end: Their place, counted in characters of the text; the end is that of the next one.
    """

    thing: str
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the text that is not of grammar; `follows` is the folded word after it, of grammar or not."""

    token: WordToken
    form: str
    stem: str
    breaks: bool
    follows: str


class Lexicon:
    """
    Names to be found in texts.

    A name of one word is found in its singular and its plural; one of several words by the stems of those that are not
    words of grammar, one after the other within a sentence. What a hyphen joins is never a word of grammar ("outre-mer").
    Two words that are written as one, or one as two, are found too, and small misspellings; a word with a capital that
    begins no sentence is a name, and not misspelt.

    Args:
        ordinary: Texts whose words are never taken for misspelt ones.

    >>> lexicon = Lexicon([Label("3P", "Tiers-lieux", "fr"), Label("food", "Lutte contre la faim", "fr")])
    >>> [(one.thing, one.words) for one in lexicon.read("Un tierslieu qui lutte contre la faim")]
    [('3P', 'tierslieu'), ('food', 'lutte contre la faim')]
    """

    def __init__(self, labels: Iterable[Label], ordinary: Mapping[Language, Iterable[str]] | None = None) -> None:
        known = list(labels)
        self._names: Final = {
            language: _Names(
                [label for label in known if label.language == language], (ordinary or {}).get(language, ()), language
            )
            for language in LANGUAGES
        }

    def read(self, text: str) -> tuple[Reading, ...]:
        """
        Return what a text names, in its order; where names overlap, the longest one and then the first.

        A text that its stop words place in no language, or in one in which it names nothing, is read in both.
        """
        languages = languages_of(token.folded for token in tokens(text))
        readings = {reading for language in languages for reading in self.read_in(text, language)}
        if not readings:
            readings = {reading for language in LANGUAGES for reading in self.read_in(text, language)}
        return tuple(sorted(readings, key=lambda one: (one.start, -one.end, one.thing)))

    def read_in(self, text: str, language: Language) -> tuple[Reading, ...]:
        """Return what a text of a known language names, in its order."""
        return tuple(self._names[language].read(text, list(tokens(text))))


class _Names:
    """The names of one language."""

    def __init__(self, labels: Sequence[Label], ordinary: Iterable[str], language: Language) -> None:
        self._language: Final = language
        self._single: dict[str, list[str]] = {}
        self._capitals: dict[str, list[str]] = {}
        self._several: dict[str, dict[tuple[str, ...], list[str]]] = {}
        vocabulary: set[str] = set()
        for label in labels:
            vocabulary.update(self._add(label))
        self._known: Final = vocabulary | {
            singular(token.folded, language) for text in ordinary for token in tokens(text)
        }
        self._speller: Final = Speller(vocabulary)

    def _add(self, label: Label) -> list[str]:
        """Keep a label under its words; return those that may be misspelt."""
        text = _ASIDE.sub("", label.text)
        words = [word.folded for word in self._telling(text, list(tokens(text)))]
        forms = [singular(word, self._language) for word in words]
        if not words:
            return []
        if len(words) == 1:
            only = _ACRONYM.fullmatch(text) and (len(text) == 2 or words[0] in _ONLY_IN_CAPITALS)
            (self._capitals if only else self._single).setdefault(forms[0], []).append(label.thing)
            return [] if _ACRONYM.fullmatch(text) else forms
        stems = tuple(stem(word, self._language) for word in words)
        self._several.setdefault(stems[0], {}).setdefault(stems, []).append(label.thing)
        if len(words) == 2:
            for joined in {"".join(words), words[0] + forms[1], "".join(forms)}:
                self._single.setdefault(joined, []).append(label.thing)
        return forms

    def read(self, text: str, found: Sequence[WordToken]) -> Iterator[Reading]:
        words = self._words(text, found)
        place = 0
        while place < len(words):
            length, things = self._longest(text, words[place:])
            if things:
                first, last = words[place].token, words[place + length - 1].token
                for thing in dict.fromkeys(things):
                    yield Reading(thing, text[first.start : last.end], first.start, last.end)
            place += length or 1

    def _longest(self, text: str, words: Sequence[_Word]) -> tuple[int, list[str]]:
        """Return how many words the longest name takes that begins here, and what it names."""
        first = words[0]
        run = _until_break(words)
        for stems, things in sorted(self._several.get(first.stem, {}).items(), key=lambda pair: -len(pair[0])):
            if tuple(word.stem for word in run[: len(stems)]) == stems:
                return len(stems), things
        if len(run) > 1 and len(joined := run[0].token.folded + run[1].form) >= _SHORTEST_JOINED:
            between = text[run[0].token.end : run[1].token.start]
            if joined in self._single and between in {"-", "‑", " "}:
                return 2, self._single[joined]
        return 1, self._of_one_word(text, first)

    def _of_one_word(self, text: str, word: _Word) -> list[str]:
        if word.form in _ALSO_VERBS and word.follows in _AFTER_VERBS:
            return []
        capitals = self._capitals.get(word.form, []) if text[word.token.start : word.token.end].isupper() else []
        return [*self._single.get(word.form, []), *capitals]

    def _words(self, text: str, found: Sequence[WordToken]) -> list[_Word]:
        telling = self._telling(text, found)
        follows = dict(pairwise(found))
        words = []
        for token, following in pairwise([*telling, None]):
            assert token is not None
            meant = token.folded if _is_name(text, token) else self._meant(token.folded)
            after = follows.get(token)
            words.append(
                _Word(
                    token,
                    singular(meant, self._language),
                    stem(meant, self._language),
                    following is None or _BREAK.search(text, token.end, following.start) is not None,
                    after.folded if after else "",
                )
            )
        return words

    def _telling(self, text: str, found: Sequence[WordToken]) -> list[WordToken]:
        """Leave out the words of grammar."""
        return [
            token
            for token in found
            if token.folded in _TELLING_ANYWAY
            or not is_grammar_word(token.folded, self._language)
            or (len(token.folded) > 1 and _is_joined(text, token))
        ]

    def _meant(self, folded: str) -> str:
        form = singular(folded, self._language)
        if form in self._known or form in self._single:
            return folded
        return self._speller.meant(form) or folded


def _is_joined(text: str, token: WordToken) -> bool:
    return bool(_JOINT.match(text, token.end) or (token.start and _JOINT.match(text, token.start - 1)))


def _is_name(text: str, token: WordToken) -> bool:
    """Say whether a word has a capital that does not merely begin a sentence."""
    before = text[: token.start].rstrip(" «“\"'’")
    return text[token.start].isupper() and before != "" and not _BREAK.match(before[-1])


def _until_break(words: Sequence[_Word]) -> Sequence[_Word]:
    for place, word in enumerate(words):
        if word.breaks:
            return words[: place + 1]
    return words
