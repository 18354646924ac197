"""
What pages of other sites may read: everything published, as anybody may, and never as somebody.

The data are open, so a page of any site may read them in a browser. An answer that is somebody's own (drafts, sessions,
what a curator sees) is not among them, and neither are the pages for people, which vary with who looks. No answer ever
allows credentials: a browser that sends a cookie is not shown the answer.

Source:
    Fetch, section 3.3 (CORS protocol), https://fetch.spec.whatwg.org/
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from starlette.types import Scope

from allianceskg.serving.headers import header_of

Headers = list[tuple[bytes, bytes]]

ANY_ORIGIN: Final = (b"access-control-allow-origin", b"*")

READABLE: Final[Headers] = [
    ANY_ORIGIN,
    (
        b"access-control-expose-headers",
        b"Content-Disposition, Content-Language, Content-Profile, ETag, Link, Retry-After, X-Data-Version, X-Request-Id",
    ),
]
"""The headers of an answer that a page of any site may read."""

_ASKED_HEADERS: Final = b"Accept, Accept-Language, Accept-Profile, Content-Type, If-None-Match, X-Request-Id"
_READING: Final = ("GET", "HEAD")
_NOT_PUBLISHED: Final = re.compile(r"/(curate|api/drafts|metrics|health)(/.*)?|/api/[^/]+/[^/]+/(history|revert|merge)")
_PAGE: Final = b"text/html"


def preflight_headers(methods: Iterable[str]) -> Headers:
    """Return what tells a browser that a page of any site may send these methods."""
    return [
        ANY_ORIGIN,
        (b"access-control-allow-methods", ", ".join(methods).encode()),
        (b"access-control-allow-headers", _ASKED_HEADERS),
        (b"access-control-max-age", b"86400"),
    ]


def is_preflight(scope: Scope) -> bool:
    """Tell whether a browser asks if a page of another site may read what is published."""
    asked = header_of(scope, b"access-control-request-method")
    return scope["method"] == "OPTIONS" and asked in _READING and not _NOT_PUBLISHED.fullmatch(scope["path"])


def may_be_read(scope: Scope, headers: Headers) -> bool:
    """
    Tell whether a page of another site may read an answer.

    Args:
        headers: Of the answer, their names in small letters, as ASGI has them.

    >>> asked = {"method": "GET", "path": "/case/ronalpia.ttl", "headers": []}
    >>> may_be_read(asked, [(b"content-type", b"text/turtle")]), may_be_read(asked, [(b"content-type", b"text/html")])
    (True, False)
    >>> may_be_read(asked, [(b"set-cookie", b"a=b")]), may_be_read(asked | {"path": "/api/drafts/7"}, [])
    (False, False)
    """
    if scope["method"] not in _READING or _NOT_PUBLISHED.fullmatch(scope["path"]):
        return False
    if header_of(scope, b"authorization"):
        return False
    return not any(_is_somebodys(name, value) for name, value in headers)


def _is_somebodys(name: bytes, value: bytes) -> bool:
    """Tell whether a header shows that an answer is for one reader, or a page for people."""
    match name:
        case b"set-cookie" | b"www-authenticate":
            return True
        case b"cache-control":
            return b"private" in value
        case b"content-type":
            return value.startswith(_PAGE)
        case _:
            return False
