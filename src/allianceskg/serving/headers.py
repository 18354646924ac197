"""Reading the headers of a request."""

from __future__ import annotations

from starlette.types import Scope


def header_of(scope: Scope, name: bytes) -> str:
    """
    Return the values of a header, joined by commas; empty when there is none.

    Args:
        name: In small letters, as ASGI has them.

    >>> header_of({"headers": [(b"accept", b"text/csv"), (b"host", b"a"), (b"accept", b"text/html")]}, b"accept")
    'text/csv, text/html'
    """
    return ", ".join([value.decode("latin-1") for key, value in scope["headers"] if key == name])
