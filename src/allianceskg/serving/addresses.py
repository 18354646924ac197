"""
The address that a request came to, as it may be repeated in an answer.

Whoever sends a request writes its `Host`. One that names another server, repeated in a link or a redirection, leads the next
reader there when a cache stands between; a page that has itself resolved to this machine would pass for one of ours.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from starlette.types import Scope

from allianceskg.serving.headers import header_of

_HOST: Final = re.compile(r"([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_LOOPBACK: Final = re.compile(r"localhost|127(?:\.\d{1,3}){3}|\[::1\]")
_PORTS: Final = {"http": 80, "https": 443}


def root_of(scope: Scope) -> str:
    """
    Return scheme and host of a request; a host that is none is not believed, and the server's own stands for it.

    >>> root_of({"headers": [(b"host", b"example.org:8000")], "scheme": "https"})
    'https://example.org:8000'
    >>> root_of({"headers": [(b"host", b"a b")], "scheme": "http", "server": ("127.0.0.1", 80)})
    'http://127.0.0.1'
    """
    scheme = _scheme_of(scope)
    host = header_of(scope, b"host")
    return f"{scheme}://{host if _HOST.fullmatch(host) else _own_host(scope, scheme)}"


def with_trusted_host(scope: Scope, public_url: str = "") -> Scope:
    """
    Return a request whose `Host` may be repeated: its own where it names this server, else the one that this server has.

    This server is named by the public address, by the address that the connection came to, and by the loopback interface,
    whatever the port, since ports are passed on.

    Args:
        public_url: Where people find the site; empty when no setting says so.

    >>> of = lambda host: {"headers": [(b"host", host)], "scheme": "http", "server": ("192.0.2.1", 8000)}
    >>> [root_of(with_trusted_host(of(host))) for host in (b"localhost:8000", b"evil.example")]
    ['http://localhost:8000', 'http://192.0.2.1:8000']
    >>> root_of(with_trusted_host(of(b"evil.example"), "https://example.org"))
    'https://example.org'
    """
    public = urlsplit(public_url)
    if _is_own(header_of(scope, b"host").lower(), scope, public.netloc.lower()):
        return scope
    scheme, host = (public.scheme, public.netloc) if public.netloc else (_scheme_of(scope), None)
    others = [(name, value) for name, value in scope["headers"] if name != b"host"]
    own = (b"host", (host or _own_host(scope, scheme)).encode("latin-1", "replace"))
    return {**scope, "scheme": scheme, "headers": [own, *others]}


def is_loopback(name: str) -> bool:
    """
    Tell whether a name or an address is of the loopback interface.

    >>> [is_loopback(name) for name in ("localhost", "127.0.0.1", "::1", "0.0.0.0", "example.org")]
    [True, True, True, False, False]
    """
    return _LOOPBACK.fullmatch(_in_brackets(name)) is not None


def _is_own(host: str, scope: Scope, public: str) -> bool:
    match = _HOST.fullmatch(host)
    if match is None:
        return False
    return host == public or match[1] == _own_name(scope) or is_loopback(match[1])


def _scheme_of(scope: Scope) -> str:
    return "https" if scope.get("scheme") == "https" else "http"


def _own_host(scope: Scope, scheme: str) -> str:
    _, port = scope.get("server") or ("localhost", None)
    name = _own_name(scope)
    return name if port in (None, _PORTS[scheme]) else f"{name}:{port}"


def _own_name(scope: Scope) -> str:
    """Return the address that the connection came to, as addresses on the Web are written."""
    return _in_brackets(str((scope.get("server") or ("localhost", None))[0]))


def _in_brackets(name: str) -> str:
    return f"[{name}]" if ":" in name and not name.startswith(("/", "[")) else name
