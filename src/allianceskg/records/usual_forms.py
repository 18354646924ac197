"""Dates, addresses and numbers as people write them, and the standard forms that they stand for."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final, Literal

from allianceskg.words.folding import fold

Precision = Literal["Year", "YearMonth", "Day"]

_LENGTHS: Final[dict[Precision, int]] = {"Year": 4, "YearMonth": 7, "Day": 10}
_SIREN_DIGITS: Final = 9
_SIRET_DIGITS: Final = 14
_FRENCH_DAY: Final = re.compile(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})")
_WORDED: Final = re.compile(r"(?:(\d{1,2})(?:er|st|nd|rd|th)? )?([^\W\d]+)\.? (\d{4})")
_STANDARD: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_ADDRESS: Final = re.compile(r"(?:https?:/*)?([\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?)")
_MONTHS: Final = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
_ENGLISH_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_SHORTEST_MONTH: Final = 3
_NUMBER: Final = re.compile(r"[-+]?\d+(?:\.\d+)?")


def standard_date(text: str) -> tuple[Precision, str] | None:
    """
    Return how precise a date is and its standard form; None for what is no date of the calendar.

    >>> standard_date("31/12/2020"), standard_date("mars 2012"), standard_date("5 Sept. 2019"), standard_date("2018-13")
    (('Day', '2020-12-31'), ('YearMonth', '2012-03'), ('Day', '2019-09-05'), None)
    """
    parts = _parts(text)
    if parts is None:
        return None
    year, month, day = parts
    precision: Precision = "Day" if day else "YearMonth" if month else "Year"
    try:
        return precision, date(year, month or 1, day or 1).isoformat()[: _LENGTHS[precision]]
    except ValueError:
        return None


def usual_date(text: str) -> str:
    """
    Return a standard date as forms show it, which `standard_date` reads back; anything else as it is.

    >>> usual_date("2020-12-31"), usual_date("2012-03"), usual_date("2018"), usual_date("hier")
    ('31/12/2020', '03/2012', '2018', 'hier')
    """
    is_standard = _STANDARD.fullmatch(text) is not None and standard_date(text) is not None
    return "/".join(reversed(text.split("-"))) if is_standard else text


def address(text: str) -> str | None:
    """
    Return a web address with its scheme; None for what is no address.

    >>> address("www.example.org/page")
    'https://www.example.org/page'
    """
    bare = text.strip()
    match = _ADDRESS.fullmatch(bare)
    if match is None:
        return None
    return bare if bare.startswith(("http://", "https://")) else f"https://{match[1]}"


def siren(text: str) -> str | None:
    """
    Return the SIREN number in a SIREN or SIRET number written with spaces; None for anything else.

    >>> siren("356 000 000 00048")
    '356000000'
    """
    digits = re.sub(r"\D", "", text)
    return digits[:_SIREN_DIGITS] if len(digits) in (_SIREN_DIGITS, _SIRET_DIGITS) else None


def number(text: str) -> str | None:
    """
    Return a number written with spaces, a decimal comma or a per cent sign in its standard form; None for anything else.

    >>> number("1 234,50"), number("40 %"), number("beaucoup")
    ('1234.50', '40', None)
    """
    bare = re.sub(r"\s", "", text).removesuffix("%").replace("\u2212", "-").replace(",", ".")
    return bare.removeprefix("+") if _NUMBER.fullmatch(bare) else None


def plain_text(text: str) -> str:
    r"""
    Return a text without what word processors leave in it: breaks of lines, invisible marks, letters in two pieces.

    >>> plain_text("\ufeffl\u2019e\u0301co\u00adle\x0b  du\u00a0bourg")
    'l’école du bourg'
    """
    whole = unicodedata.normalize("NFC", text)
    kept = "".join(_seen(character) for character in whole)
    return " ".join(kept.split())


def _seen(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cc":
        return " "
    # Joiners hold an emoji of several pieces together.
    return "" if category == "Cf" and character != "\u200d" else character


def _parts(text: str) -> tuple[int, int | None, int | None] | None:
    """Read a year, a month and a day."""
    if (match := _STANDARD.fullmatch(text)) is not None:
        return int(match[1]), int(match[2]) if match[2] else None, int(match[3]) if match[3] else None
    if (match := _FRENCH_DAY.fullmatch(text)) is not None:
        return int(match[3]), int(match[2]), int(match[1]) if match[1] else None
    if (match := _WORDED.fullmatch(text)) is not None and (month := _month(fold(match[2]))) is not None:
        return int(match[3]), month, int(match[1]) if match[1] else None
    return None


def _month(name: str) -> int | None:
    """Return the number of a month by its name or by its beginning, where no other month begins so."""
    if len(name) < _SHORTEST_MONTH:
        return None
    found = {
        number
        for months in (_MONTHS, _ENGLISH_MONTHS)
        for number, month in enumerate(months, 1)
        if month.startswith(name)
    }
    return found.pop() if len(found) == 1 else None
