"""The address that a request came to, as it may be repeated in an answer."""

from __future__ import annotations

import re
from typing import Final

from starlette.types import Scope

from allianceskg.serving.headers import header_of

_HOST: Final = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_PORTS: Final = {"http": 80, "https": 443}


def root_of(scope: Scope) -> str:
    """
    Return scheme and host of a request; a host that is none is not believed, and the server's own stands for it.

    >>> root_of({"headers": [(b"host", b"example.org:8000")], "scheme": "https"})
    'https://example.org:8000'
    >>> root_of({"headers": [(b"host", b"a b")], "scheme": "http", "server": ("127.0.0.1", 80)})
    'http://127.0.0.1'
    """
    scheme = "https" if scope.get("scheme") == "https" else "http"
    host = header_of(scope, b"host")
    return f"{scheme}://{host if _HOST.fullmatch(host) else _own_host(scope, scheme)}"


def _own_host(scope: Scope, scheme: str) -> str:
    name, port = scope.get("server") or ("localhost", None)
    return str(name) if port in (None, _PORTS[scheme]) else f"{name}:{port}"
