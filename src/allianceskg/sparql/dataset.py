"""What the text of a query asks for beyond its patterns: a dataset of its own, another server."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from allianceskg.sparql import tokens
from allianceskg.sparql.prologue import Prologue, read_prologue
from allianceskg.sparql.tokens import Token

# An engine that wants no space between words reads FROMNAMED as FROM NAMED, and FROMex:g as FROM ex:g.
_FROM: Final = re.compile(r"(?:ASK|CONSTRUCT)?FROM(?P<named>NAMED)?", re.IGNORECASE)
_SERVICE: Final = "SERVICE"


class Dataset(NamedTuple):
    """The IRIs after FROM, and those after FROM NAMED, written in full."""

    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


class _Clause(NamedTuple):
    """FROM or FROM NAMED; without a graph where an engine reads one, but the grammar does not."""

    is_named: bool
    graph: str | None


def read_dataset(cut: Sequence[Token], prologue: Prologue) -> Dataset:
    """Return the graphs that a query names as its dataset."""
    clauses = [clause for clause in _clauses(cut, prologue) if clause.graph is not None]
    return Dataset(
        tuple(clause.graph for clause in clauses if clause.graph is not None and not clause.is_named),
        tuple(clause.graph for clause in clauses if clause.graph is not None and clause.is_named),
    )


def dataset_of(query: str) -> Dataset:
    """Return the graphs that a query names as its dataset."""
    cut = tokens.cut(query)
    return read_dataset(cut, read_prologue(cut))


def names_a_dataset(query: str) -> bool:
    """
    Tell whether a query says which graphs make its dataset, by FROM or FROM NAMED.

    >>> names_a_dataset("SELECT ?from FROM <http://example.org/g> WHERE { ?from ?p 'FROM' }")
    True
    >>> names_a_dataset("SELECT ?from WHERE { ?from <http://example.org/FROM> 'FROM' } # FROM")
    False
    """
    cut = tokens.cut(query)
    return any(True for _ in _clauses(cut, read_prologue(cut)))


def asks_another_host(query: str) -> bool:
    r"""
    Tell whether a query would send a request to another server, which the engine cannot be forbidden to do.

    A query that may be read in two ways is taken to do so when the word stands in it anywhere.

    >>> asks_another_host("SELECT ?x WHERE { SERV\\u0049CE <http://example.org/> { ?x ?y ?z } }")
    True
    >>> asks_another_host("SELECT ?service WHERE { ?service ?p 'SERVICE' }")
    False
    """
    plain = tokens.decode(query)
    if _SERVICE not in plain.upper():
        return False
    for text in dict.fromkeys((query, plain)):
        cut = tokens.cut(text)
        if find_federation(cut, read_prologue(cut).prefixes) or any(token.is_treacherous for token in cut):
            return True
    return False


def find_federation(cut: Sequence[Token], prefixes: Collection[str] = ()) -> Token | None:
    """
    Return the first token that an engine may read as SERVICE, which it may in a part of a word or of a prefix too.

    Args:
        prefixes: Those declared, which an engine reads as such unless they begin with the word.
    """
    return next((token for token in cut if _may_federate(token, prefixes)), None)


def _may_federate(token: Token, prefixes: Collection[str]) -> bool:
    if token.kind == "word":
        return _SERVICE in token.text.upper()
    prefix = token.text.partition(":")[0]
    if token.kind != "name" or _SERVICE not in prefix.upper():
        return False
    return prefix not in prefixes or prefix.upper().startswith(_SERVICE)


def _clauses(cut: Sequence[Token], prologue: Prologue) -> Iterator[_Clause]:
    depth = 0
    for index, token in enumerate(cut):
        depth += (token.text == "{") - (token.text == "}")
        if depth or (named := _named(token, prologue)) is None:
            continue
        following = cut[index + 1 : index + 3]
        is_apart = bool(following) and following[0].kind == "word" and following[0].text.upper() == "NAMED"
        graph = following[is_apart : is_apart + 1]
        yield _Clause(named or is_apart, prologue.expand(graph[0]) if graph else None)


def _named(token: Token, prologue: Prologue) -> bool | None:
    """Tell whether a token says FROM NAMED or FROM; None when it says neither."""
    found = None
    if token.kind == "word":
        found = _FROM.fullmatch(token.text)
    elif token.kind == "name" and token.text.partition(":")[0] not in prologue.prefixes:
        found = _FROM.match(token.text)
    return None if found is None else found["named"] is not None
