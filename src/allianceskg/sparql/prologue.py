"""What stands at the head of a query: its VERSION, BASE and PREFIX declarations, then its form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urljoin

from allianceskg.sparql import tokens
from allianceskg.sparql.tokens import Token

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

FORMS: Final[Mapping[str, Form]] = {
    "SELECT": "SELECT",
    "ASK": "ASK",
    "CONSTRUCT": "CONSTRUCT",
    "DESCRIBE": "DESCRIBE",
}
_ESCAPED: Final = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Prologue:
    """
    The declarations of a query.

    Attributes:
        length: How many tokens they take.
        prefixes: Namespace of each prefix, which is written without its colon.
    """

    length: int
    prefixes: Mapping[str, str]
    base: str | None

    def expand(self, token: Token) -> str | None:
        """Return the whole IRI that a token stands for; None when it is no IRI, or its prefix is not declared."""
        if token.kind == "iri":
            return _resolve(token.text, self.base)
        prefix, _, local = token.text.partition(":")
        if token.kind != "name" or prefix not in self.prefixes:
            return None
        return self.prefixes[prefix] + _ESCAPED.sub(r"\1", local)


def read_prologue(cut: Sequence[Token], base: str | None = None) -> Prologue:
    """
    Read the declarations at the beginning of a query.

    Args:
        base: What relative IRIs are resolved against until the query declares a base itself.
    """
    prefixes: dict[str, str] = {}
    index = 0
    while index < len(cut):
        word = cut[index].text.upper()
        if word == "BASE" and _kinds(cut, index + 1, "iri"):
            base = _resolve(cut[index + 1].text, base)
            index += 2
        elif word == "PREFIX" and _kinds(cut, index + 1, "name", "iri"):
            prefixes[cut[index + 1].text.removesuffix(":")] = _resolve(cut[index + 2].text, base)
            index += 3
        elif word == "VERSION" and _kinds(cut, index + 1, "string"):
            index += 2
        else:
            break
    return Prologue(index, prefixes, base)


def form_of(query: str) -> Form | None:
    r"""
    Return the form of a query; None for what is no query, such as an update.

    >>> form_of("PREFIX select: <http://example.org/select> # ASK\nCONSTRUCT WHERE { ?s ?p ?o }")
    'CONSTRUCT'
    >>> form_of("DELETE WHERE { ?s ?p ?o }")
    """
    cut = tokens.cut(query)
    body = cut[read_prologue(cut).length :]
    return FORMS.get(body[0].text.upper()) if body else None


def _kinds(cut: Sequence[Token], index: int, *kinds: str) -> bool:
    return [token.kind for token in cut[index : index + len(kinds)]] == list(kinds)


def _resolve(iri: str, base: str | None) -> str:
    plain = tokens.decode(iri[1:-1])
    if base is None:
        return plain
    try:
        joined = urljoin(base, plain)
    except ValueError:  # no address, such as “//[”; whoever parses the query says so
        return plain
    # Python drops the sign of an empty fragment, with which most namespaces end, unless the schemes differ.
    return f"{joined}#" if plain.endswith("#") and not joined.endswith("#") else joined
