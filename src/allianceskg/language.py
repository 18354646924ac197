"""The two languages of the product, texts that exist in both, and texts of the data in whatever languages they have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

Language = Literal["fr", "en"]

LANGUAGES: Final[tuple[Language, ...]] = ("fr", "en")
DEFAULT_LANGUAGE: Final[Language] = "fr"

_FIRST_GROUPED: Final = 10_000
_TIGHT: Final = re.compile(r"(?<!\s) (?=[:;?!»%€])|(?<=«) |(?<=ODD) (?=\d)|(?<=\d) (?=\d{3}\b)")
_APOSTROPHE: Final = re.compile(r"(?<=[^\W\d_])'(?=[\w«“])")


@dataclass(frozen=True, slots=True)
class Text:
    """
    Hold one text in French and in English, so that no message exists in one language only.

    >>> Text(fr="aucun cas", en="no case").in_language("en")
    'no case'
    """

    fr: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the wording for a reader of that language."""
        return self.fr if language == "fr" else self.en

    def __str__(self) -> str:
        return self.fr


def same(text: str) -> Text:
    """
    Make a text that reads alike in both languages: a number, a code, a name.

    >>> same("45234").in_language("fr")
    '45234'
    """
    return Text(fr=text, en=text)


@dataclass(frozen=True, slots=True)
class Worded:
    """A text of the data with the language that it is in; None for a text that has none."""

    value: str
    language: str | None

    def __str__(self) -> str:
        return self.value


class Wordings(Mapping[str | None, str]):
    """
    A text of the data in every language that it has, by language tag; None for a text without one.

    >>> Wordings([("nl", "een zaak"), ("en", "a case")]).chosen("fr")
    Worded(value='a case', language='en')
    """

    def __init__(self, wordings: Iterable[tuple[str | None, str]]) -> None:
        """Keep one text of each language, the first by code point."""
        self._by_tag = dict(sorted(wordings, key=lambda one: (one[0] or "", one[1]), reverse=True))

    def __getitem__(self, tag: str | None) -> str:
        return self._by_tag[tag]

    def __iter__(self) -> Iterator[str | None]:
        return iter(self._by_tag)

    def __len__(self) -> int:
        return len(self._by_tag)

    def chosen(self, language: Language) -> Worded:
        """
        Return the text in the reader's language, or in the next of those that a reader is shown.

        Raises:
            LookupError: There is no text at all.
        """
        if language in self._by_tag:
            return Worded(self._by_tag[language], language)
        tag = next(iter(preferred(self._by_tag, language)), None)
        return Worded(self._by_tag[tag], tag)

    @cached_property
    def text(self) -> Text:
        """What stands for it in sentences of ours, which do not say in what language a name is."""
        return Text(fr=self.chosen("fr").value, en=self.chosen("en").value)


def preferred(tags: Iterable[str | None], language: Language) -> list[str | None]:
    """
    Order language tags as a reader is shown texts: their own language, French, English, none, then any other.

    >>> preferred(["nl", "en", "fr", None], "en")
    ['en', 'fr', None, 'nl']
    """
    first = (language, *LANGUAGES, None)
    return sorted(set(tags), key=lambda tag: (first.index(tag) if tag in first else len(first), tag or ""))


def typographic(text: str, language: Language) -> str:
    r"""
    Write apostrophes as printers do, and tie what French typography does not want parted at the end of a line.

    Texts are kept as they are typed; they are only shown so. An apostrophe is what follows a letter and is followed by one,
    or by a quotation mark: a foot or a minute follows a digit.

    >>> typographic("Qui ?", "fr"), typographic("L'aide d'« Entreprendre »", "fr"), typographic("5' d'arrêt", "fr")
    ('Qui\xa0?', 'L’aide d’«\xa0Entreprendre\xa0»', "5' d’arrêt")
    >>> typographic(" ; suite", "fr")
    '\xa0; suite'
    >>> typographic("the kit's 'aims'", "en")
    "the kit’s 'aims'"
    """
    text = _APOSTROPHE.sub("\u2019", text)
    return _TIGHT.sub("\u00a0", text) if language == "fr" else text


def number_text(value: float, language: Language) -> str:
    """
    Write a number as a language does: groups of three digits from five digits on, so that years stay as they are.

    >>> number_text(83_000_000, "en"), number_text(2015, "fr"), number_text(0.98, "fr"), number_text(3.0, "en")
    ('83,000,000', '2015', '0,98', '3')
    """
    whole = int(value) if value == int(value) else value
    text = f"{whole:,}" if abs(whole) >= _FIRST_GROUPED else f"{whole}"
    return text if language == "en" else text.replace(",", "\u202f").replace(".", ",")
