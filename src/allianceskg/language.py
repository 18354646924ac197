"""The two languages of the product, and texts that exist in both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["fr", "en"]

LANGUAGES: Final[tuple[Language, ...]] = ("fr", "en")
DEFAULT_LANGUAGE: Final[Language] = "fr"


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
