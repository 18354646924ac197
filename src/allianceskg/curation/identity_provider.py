"""Where people may sign in elsewhere: a provider of OpenID Connect, as the settings describe it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

_HERE: Final = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """
    A provider, and what this site is to it.

    Attributes:
        issuer: Its address, exactly as it calls itself.
        client: The name under which it knows this site.
        secret: By which this site proves that it is the one; empty for a client without.
        name: As the button calls it.
    """

    issuer: str
    client: str
    secret: str = field(repr=False)
    name: str


def is_safe_place(address: str) -> bool:
    """
    Tell whether what is sent to an address stays between it and us: by https, or within this machine.

    >>> is_safe_place("https://id.example"), is_safe_place("http://id.example"), is_safe_place("http://127.0.0.1:80")
    (True, False, True)
    """
    parts = urlsplit(address)
    is_here = parts.scheme == "http" and parts.hostname in _HERE
    return (parts.scheme == "https" and bool(parts.hostname)) or is_here
