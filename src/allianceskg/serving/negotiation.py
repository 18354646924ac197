"""
Choosing the form of an answer: by the ending of the path, else by the Accept header.

Source:
    RFC 9110, section 12.5.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from allianceskg.rdf.formats import MEDIA_TYPES

HTML: Final = "text/html"

FORMS: Final[dict[str, str]] = {"html": HTML, **MEDIA_TYPES}
"""Ending and media type of each form of a document, the preferred one first."""

# Names under which older clients ask for the same forms.
_ALSO: Final[dict[str, str]] = {
    "application/xhtml+xml": "html",
    "application/x-turtle": "ttl",
    "text/n3": "ttl",
    "application/json": "jsonld",
    "text/plain": "nt",
    "application/xml": "rdf",
    "text/xml": "rdf",
}


def choose_form(accept: str | None) -> str | None:
    """
    Choose the form that an Accept header prefers.

    Returns:
        The ending of the form; HTML when there is no header; None when nothing that is offered is accepted. Between
        forms of equal weight the more precisely named one wins, then the order of `FORMS`.

    >>> choose_form("text/turtle;q=0.9, text/html;q=0.5")
    'ttl'
    >>> choose_form("*/*"), choose_form("image/png")
    ('html', None)
    """
    if accept is None or not accept.strip():
        return "html"
    ranges = _parse(accept)
    best: tuple[float, int, int] | None = None
    chosen = None
    for position, (ending, media) in enumerate(FORMS.items()):
        weight, precision = _weight(ranges, ending, media)
        rank = (weight, precision, -position)
        if weight > 0 and (best is None or rank > best):
            best, chosen = rank, ending
    return chosen


def _weight(ranges: Sequence[tuple[str, float]], ending: str, media: str) -> tuple[float, int]:
    """Return the weight that the most precise range gives to a form, and how precise that range is."""
    main = media.partition("/")[0]
    found = (0.0, -1)
    for name, weight in ranges:
        if name == media:
            precision = 3
        elif _ALSO.get(name) == ending:
            precision = 2
        elif name == f"{main}/*":
            precision = 1
        elif name == "*/*":
            precision = 0
        else:
            continue
        if precision > found[1]:
            found = (weight, precision)
    return found


def _parse(accept: str) -> list[tuple[str, float]]:
    ranges = []
    for item in accept.split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                weight = _quality(value)
        ranges.append((name.lower(), weight))
    return ranges


def _quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
