"""The cases that answer a profile as an Atom feed, so that a new one comes to the reader."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Final
from xml.etree import ElementTree  # writes only: nothing foreign is parsed

from allianceskg.language import Language, Text
from allianceskg.library.case_entries import CaseEntry
from allianceskg.model import Match
from allianceskg.terms import BASE
from allianceskg.web.urls import in_language, local_path

MEDIA_TYPE: Final = "application/atom+xml"
_ATOM: Final = "http://www.w3.org/2005/Atom"
_NEVER: Final = "1970-01-01"


def atom(
    matches: Sequence[Match],
    case_of: Callable[[str], CaseEntry | None],
    *,
    title: Text,
    query: str,
    root: str,
    page: str,
    language: Language,
) -> bytes:
    """
    Write a feed, the cases changed last first.

    Args:
        case_of: Returns a case of the catalogue.
        query: The profile as its address says it; it makes the identity of the feed.
        root: Scheme and host of this site.
        page: Path of the answer page.
    """
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {"xml:lang": language})
    dated = sorted(((_day(match, case_of), match) for match in matches), key=lambda pair: (pair[0], pair[1].case))
    identity = hashlib.sha256(query.encode()).hexdigest()[:16]
    _text(feed, "id", f"{BASE}diagnosis/feed/{identity}")
    heading = Text(fr="Nouveaux cas", en="New cases")
    _text(
        feed,
        "title",
        f"{heading.in_language(language)} : {title.fr}" if language == "fr" else f"{heading.en}: {title.en}",
    )
    _text(feed, "updated", _moment(dated[-1][0] if dated else _NEVER))
    author = ElementTree.SubElement(feed, f"{{{_ATOM}}}author")
    _text(author, "name", "allianceskg")
    _link(feed, root + page)
    _link(feed, f"{root}/diagnosis/feed.atom?{query}", rel="self", type=MEDIA_TYPE)
    for day, match in reversed(dated):
        _entry(feed, match, case_of(match.case), day, root, language)
    written: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(
    feed: ElementTree.Element, match: Match, case: CaseEntry | None, day: str, root: str, language: Language
) -> None:
    entry = ElementTree.SubElement(feed, f"{{{_ATOM}}}entry")
    _text(entry, "id", match.case)
    _text(entry, "title", match.title.in_language(language))
    _text(entry, "updated", _moment(day))
    _link(entry, root + in_language(local_path(match.case), language))
    reasons = " ".join(one.text.in_language(language) for one in match.criteria if one.points)
    abstract = case.abstract(language) if case else None
    _text(entry, "summary", f"{abstract} {reasons}".strip() if abstract else reasons)


def _day(match: Match, case_of: Callable[[str], CaseEntry | None]) -> str:
    case = case_of(match.case)
    return (case.modified if case else "") or _NEVER


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}").text = text


def _link(parent: ElementTree.Element, href: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}link", {"href": href, **attributes})
