"""
From IRIs to addresses of this host, and back.

An instance may live on any host; IRIs stay below `https://w3id.org/alliances/`, and a path below the host's root is
the same path below that base.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from allianceskg.language import DEFAULT_LANGUAGE, Language
from allianceskg.terms import BASE

SUFFIXES: Final = ("html", "ttl", "jsonld", "nt", "rdf")
"""Endings of the documents about a thing, in order of preference."""

SAFE_SCHEMES: Final = ("http", "https", "mailto")

IMPORTED: Final = "imported/"
"""What the path of somebody else's thing begins with, before its whole IRI."""

_SUFFIX: Final = re.compile(rf"\.({'|'.join(SUFFIXES)})$")


def path_of(iri: str) -> str | None:
    """
    Return the path of a thing on this host; None for an IRI of somebody else.

    >>> path_of("https://w3id.org/alliances/case/ronalpia")
    '/case/ronalpia'
    >>> path_of("https://w3id.org/alliances/ontology#CaseStudy")
    '/ontology#CaseStudy'
    """
    if not iri.startswith(BASE):
        return None
    path, hash_mark, part = iri.removeprefix(BASE).partition("#")
    return f"/{quote(path)}{hash_mark}{quote(part)}"


def iri_of(path: str) -> str:
    """
    Return the IRI that a path of this host stands for, without the ending of a document.

    Args:
        path: As it stands in an address, special characters percent-encoded.

    >>> iri_of("/actor/danone.ttl"), iri_of("/imported/https%3A%2F%2Fpartner.example%2Fcase%2Fa.ttl")
    ('https://w3id.org/alliances/actor/danone', 'https://partner.example/case/a')
    """
    local = _SUFFIX.sub("", unquote(path).lstrip("/"))
    return local.removeprefix(IMPORTED) if local.startswith(IMPORTED) else BASE + local


def local_path(iri: str) -> str:
    """
    Return the path below which this host answers for a thing, its own or somebody else's.

    >>> local_path("https://w3id.org/alliances/actor/danone"), local_path("https://partner.example/case/a")
    ('/actor/danone', '/imported/https%3A%2F%2Fpartner.example%2Fcase%2Fa')
    """
    path = path_of(iri)
    return f"/{IMPORTED}{quote(iri, safe='')}" if path is None else path


def suffix_of(path: str) -> str | None:
    """
    Return the ending of a document's path.

    >>> suffix_of("/actor/danone.ttl"), suffix_of("/actor/danone")
    ('ttl', None)
    """
    match = _SUFFIX.search(path)
    return match[1] if match else None


def in_language(path: str, language: Language) -> str:
    """
    Add the language to a path, when it is not the default one.

    >>> in_language("/cases?theme=emploi", "en")
    '/cases?theme=emploi&lang=en'
    """
    if language == DEFAULT_LANGUAGE:
        return path
    address, hash_mark, part = path.partition("#")
    return f"{address}{'&' if '?' in address else '?'}lang={language}{hash_mark}{part}"


def safe_href(address: str) -> str | None:
    """
    Return an address that a page may link to; None for anything that could run.

    >>> safe_href("javascript:alert(1)") is None
    True
    """
    return address if urlsplit(address.strip()).scheme.lower() in SAFE_SCHEMES else None
