"""Letters without accents: how texts, labels and slugs are compared."""

from __future__ import annotations

import re
import unicodedata
from itertools import filterfalse
from typing import Final

_LIGATURES: Final = (("œ", "oe"), ("Œ", "OE"), ("æ", "ae"), ("Æ", "AE"), ("’", "'"))


def unaccented(text: str) -> str:
    """
    Write a text in lower case, without accents and ligatures.

    >>> unaccented("Œuvre d’ÉTÉ")
    "oeuvre d'ete"
    """
    return without_accents(text.lower())


def without_accents(text: str) -> str:
    """
    Write a text without accents and ligatures.

    >>> without_accents("Œuvre d’ÉTÉ")
    "OEuvre d'ETE"
    """
    if text.isascii():
        return text
    plain = text
    for ligature, letters in _LIGATURES:
        plain = plain.replace(ligature, letters)
    return "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFKD", plain)))


def fold(text: str) -> str:
    """
    Write a text as a slug would be: lower case, no accents, hyphens.

    >>> fold("Œuvre d'intérêt général")
    'oeuvre-d-interet-general'
    """
    return re.sub(r"[^a-z0-9]+", "-", unaccented(text)).strip("-")


def spaced(text: str) -> str:
    """
    Write a text as words without accents, each with a space before and after it, so that a part can be told from a whole.

    >>> spaced("L'équipement, d'abord !")
    ' l equipement d abord '
    """
    return f" {fold(text).replace('-', ' ')} "
