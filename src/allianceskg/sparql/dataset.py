"""What the text of a query asks for beyond its patterns, read off its tokens and not by a parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

# The tokens of a query that can hold a keyword, so that what is left over is the word itself.
_TOKEN: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r"|<[^<>\"{}|^`\\\s]*>"
    r"|\#[^\n]*"
    r"|[?$][\w·]+"
    r"|@[\w-]+"
    # A word, or with a colon a prefixed name, whose local part may hold escaped characters.
    r"|(?P<word>[\w·][\w·.-]*)?(?P<local>:(?:[\w·.:%-]|\\.)*)?",
    re.DOTALL,
)
_FROM: Final = re.compile(r"(?:ASK|CONSTRUCT)?FROM(?:NAMED)?", re.IGNORECASE)
_ESCAPED: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def names_a_dataset(query: str) -> bool:
    """
    Tell whether a query says which graphs make its dataset, by FROM or FROM NAMED.

    >>> names_a_dataset("SELECT ?from FROM <http://example.org/g> WHERE { ?from ?p 'FROM' }")
    True
    >>> names_a_dataset("SELECT ?from WHERE { ?from <http://example.org/FROM> 'FROM' } # FROM")
    False
    """
    return any(
        # pyoxigraph wants no space between keywords: FROMNAMED is FROM NAMED, and FROMex:g is FROM ex:g.
        (_FROM.match(word) if is_prefixed else _FROM.fullmatch(word)) is not None
        for word, is_prefixed in _words(query)
    )


def asks_another_host(query: str) -> bool:
    r"""
    Tell whether a query would send a request to another server, which the engine cannot be forbidden to do.

    >>> asks_another_host("SELECT ?x WHERE { SERV\\u0049CE <http://example.org/> { ?x ?y ?z } }")
    True
    >>> asks_another_host("SELECT ?service WHERE { ?service ?p 'SERVICE' }")
    False
    """
    plain = _ESCAPED.sub(_decoded, query)
    return any("SERVICE" in word.upper() for text in (query, plain) for word, _ in _words(text))


def _words(query: str) -> Iterator[tuple[str, bool]]:
    """Go through the words that may be keywords, and whether a colon follows; declared prefixes are none."""
    for token in _TOKEN.finditer(query):
        word = token["word"]
        if not word:
            continue
        if token["local"] is None:
            yield word, False
        elif not re.search(rf"PREFIX\s*{re.escape(word)}:", query, re.IGNORECASE):
            yield word, True


def _decoded(match: re.Match[str]) -> str:
    number = int(match[1] or match[2], 16)
    return chr(number) if number <= 0x10FFFF else ""
