"""
Conditional requests: what a client says it has, or saw, of what it asks for.

Source:
    RFC 9110, section 13.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from starlette.types import Scope

from allianceskg.serving.headers import header_of

_ANY: Final = "*"
_TAG: Final = re.compile(r'(?:W/)?"[^"]*"')


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditional headers of a request, empty where there is none; dates that are none are passed over."""

    match: str = ""
    none_match: str = ""
    modified_since: str = ""
    unmodified_since: str = ""

    def is_known(self, tag: str, modified: datetime | None = None) -> bool:
        """
        Tell whether the client that reads has this already, so that 304 says all; tags are compared weakly.

        >>> Conditions(none_match='"a", W/"b"').is_known('"b"'), Conditions(none_match='"a"').is_known('"b"')
        (True, False)
        """
        if self.none_match:
            return _names(self.none_match, tag)
        since = _moment(self.modified_since)
        return since is not None and modified is not None and _in_seconds(modified) <= since

    def permits(self, tag: str | None, modified: datetime | None = None) -> bool:
        """
        Tell whether what the client wants to change is as it saw it; otherwise 412 is due.

        Args:
            tag: Of what is there; None when there is nothing. Tags after `If-Match` are compared strongly.

        >>> Conditions(match='"a"').permits('"a"'), Conditions(match='"a"').permits('"b"'), Conditions().permits(None)
        (True, False, True)
        >>> Conditions(match='W/"a"').permits('W/"a"'), Conditions(none_match="*").permits('"a"')
        (False, False)
        """
        if self.match:
            if tag is None or not (self.match.strip() == _ANY or tag in _strong(self.match)):
                return False
        elif modified is not None and _in_seconds(modified) > (_moment(self.unmodified_since) or modified):
            return False
        return tag is None or not self.none_match or not _names(self.none_match, tag)


def conditions_of(scope: Scope) -> Conditions:
    """Read the conditions of a request."""
    return Conditions(
        match=header_of(scope, b"if-match"),
        none_match=header_of(scope, b"if-none-match"),
        modified_since=header_of(scope, b"if-modified-since"),
        unmodified_since=header_of(scope, b"if-unmodified-since"),
    )


def _names(listed: str, tag: str) -> bool:
    """Compare weakly: two tags that differ in strength only are the same."""
    return listed.strip() == _ANY or tag.removeprefix("W/") in {one.removeprefix("W/") for one in _TAG.findall(listed)}


def _strong(listed: str) -> set[str]:
    return {one for one in _TAG.findall(listed) if not one.startswith("W/")}


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _in_seconds(moment: datetime) -> datetime:
    """Leave out what a header cannot say."""
    return moment.replace(microsecond=0)
