"""
Choosing the form and the language of an answer by what a client says it takes.

Source:
    RFC 9110, section 12.5.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from urllib.parse import parse_qsl

from allianceskg.language import DEFAULT_LANGUAGE, LANGUAGES, Language
from allianceskg.rdf.formats import MEDIA_TYPES

HTML: Final = "text/html"

FORMS: Final[dict[str, str]] = {"html": HTML, **MEDIA_TYPES}
"""Ending and media type of each form of a document, the preferred one first."""

Form = TypeVar("Form")

_MANY: Final = 50
"""Items of a header that are read."""
_BY_NAME: Final = 2
_RANGE: Final = re.compile(r"[\w!#$&^.+*-]+/[\w!#$&^.+*-]+")


@dataclass(frozen=True, slots=True)
class Offer(Generic[Form]):
    """
    A form in which an answer can be had.

    Attributes:
        form: What it is to whom offers it.
        aliases: Further media types under which it may be asked for.
        fits_wildcards: Whether who takes anything may get it too.
    """

    form: Form
    media_type: str
    aliases: tuple[str, ...] = ()
    fits_wildcards: bool = True


# The forms of a document, with the names under which older clients ask for them.
_DOCUMENT: Final = (
    Offer("html", HTML, ("application/xhtml+xml",)),
    Offer("ttl", MEDIA_TYPES["ttl"], ("application/x-turtle", "text/n3")),
    Offer("jsonld", MEDIA_TYPES["jsonld"], ("application/json",)),
    Offer("nt", MEDIA_TYPES["nt"], ("text/plain",)),
    Offer("rdf", MEDIA_TYPES["rdf"], ("application/xml", "text/xml")),
)


def weights(header: str) -> dict[str, float]:
    """
    Read a header of weighted items; of an item that stands there twice, the greater weight counts.

    A weight that is no number is none.

    >>> weights("text/csv;q=0.5, br; level=1, */*;q=much")
    {'text/csv': 0.5, 'br': 1.0, '*/*': 0.0}
    """
    found: dict[str, float] = {}
    for item in header.split(",")[:_MANY]:
        name, *parameters = (part.strip().lower() for part in item.split(";"))
        if name:
            found[name] = max(found.get(name, 0.0), _weight(parameters))
    return found


def names_media(accept: str) -> bool:
    """
    Tell whether an Accept header names any media type or range.

    >>> names_media("text/*;q=0"), names_media("anything")
    (True, False)
    """
    return any(_RANGE.fullmatch(name) for name in weights(accept))


def takes_html(accept: str) -> bool:
    """Tell whether a client asks for pages by name, as browsers do."""
    return weights(accept).get(HTML, 0.0) > 0


def choose(accept: str, offers: Sequence[Offer[Form]]) -> tuple[Form, str] | None:
    """
    Choose what an Accept header prefers.

    Each media type has the weight of the most precise range that covers it. The greatest weight wins; among equals,
    what is asked for by name before what a wildcard covers, then media types before aliases, then the order of the offers.

    Args:
        accept: The header; when empty, everything is accepted.

    Returns:
        The form, and the media type under which it was asked for; None when nothing that is offered is accepted.

    >>> choose("text/csv;q=0.5, application/xml", [Offer(1, "text/csv"), Offer(2, "text/html", ("application/xml",))])
    (2, 'application/xml')
    """
    if not accept.strip():
        return (offers[0].form, offers[0].media_type) if offers else None
    ranges = weights(accept)
    best: tuple[float, int, int] | None = None
    chosen = None
    for order, (offer, media_type) in enumerate(_candidates(offers)):
        weight, precision = _weight_of(media_type, ranges)
        is_fit = precision == _BY_NAME or (offer.fits_wildcards and media_type == offer.media_type)
        rank = (weight, precision, -order)
        if weight > 0 and is_fit and (best is None or rank > best):
            best, chosen = rank, (offer.form, media_type)
    return chosen


def choose_form(accept: str | None) -> str | None:
    """
    Choose the form of a document that an Accept header prefers.

    Returns:
        The ending of the form; HTML when there is no header; None when nothing that is offered is accepted.

    >>> choose_form("text/turtle;q=0.9, text/html;q=0.5")
    'ttl'
    >>> choose_form("*/*"), choose_form("image/png")
    ('html', None)
    """
    chosen = choose(accept or "", _DOCUMENT)
    return None if chosen is None else chosen[0]


def choose_language(query_string: bytes, accept_language: str = "") -> Language:
    """
    Choose the language of an answer: the `lang` parameter, else what the client prefers, else French.

    Pages leave the header out: an address then shows the same to everybody.

    >>> (
    ...     choose_language(b"lang=en", "fr"),
    ...     choose_language(b"", "de, en-GB;q=0.7, fr;q=0.3"),
    ...     choose_language(b"lang=de"),
    ... )
    ('en', 'en', 'fr')
    """
    asked = dict(parse_qsl(query_string.decode("latin-1"))).get("lang")
    if asked is not None:
        return _known(asked) or DEFAULT_LANGUAGE
    best: tuple[float, Language] = (0.0, DEFAULT_LANGUAGE)
    for name, weight in weights(accept_language).items():
        language = _known(name.partition("-")[0])
        if language is not None and weight > best[0]:
            best = (weight, language)
    return best[1]


def _weight(parameters: Sequence[str]) -> float:
    text = next((text.partition("=")[2] for text in parameters if text.partition("=")[0].strip() == "q"), "1")
    try:
        weight = float(text)
    except ValueError:
        return 0.0
    return min(weight, 1.0) if weight > 0 else 0.0


def _candidates(offers: Sequence[Offer[Form]]) -> list[tuple[Offer[Form], str]]:
    own = [(offer, offer.media_type) for offer in offers]
    return own + [(offer, alias) for offer in offers for alias in offer.aliases]


def _weight_of(media_type: str, ranges: Mapping[str, float]) -> tuple[float, int]:
    """Return the weight of a media type and how precisely it is asked for: 2 by name, 1 by `type/*`, 0 by `*/*`."""
    main = media_type.partition("/")[0]
    for precision, name in ((_BY_NAME, media_type), (1, f"{main}/*"), (0, "*/*")):
        if name in ranges:
            return ranges[name], precision
    return 0.0, 0


def _known(name: str) -> Language | None:
    return next((language for language in LANGUAGES if language == name), None)
