"""
What a foreign query must be before any parser sees it.

A parser written for speed can be crashed by nesting and sent to the network by a clause; this reads the tokens of the
query only, refuses what would do either, and reports the faults that it can name better than a parser does.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.endpoint import refusal
from allianceskg.endpoint.complexity import Complexity, QueryLimits
from allianceskg.endpoint.refusal import Refusal, RefusedQueryError, refused, too_much
from allianceskg.language import Text
from allianceskg.sparql import tokens
from allianceskg.sparql.dataset import find_federation, read_dataset
from allianceskg.sparql.prologue import FORMS, Form, Prologue, read_prologue
from allianceskg.sparql.tokens import Token

_UPDATES: Final = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH", "USING")
)
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class QueryReading:
    """
    What the tokens of an acceptable query tell.

    Attributes:
        text: The query as the engine must receive it.
        prefixes: Those that the query declares.
        base: What the engine has to resolve relative IRIs against; None when the query has none, or a base of its own.
        default_graphs: IRIs after FROM.
        named_graphs: IRIs after FROM NAMED.
        is_volatile: Whether the same query on the same data may answer otherwise (NOW, RAND, UUID, STRUUID).
        looks_heavy: Whether it has the shape of a query that takes long; it then waits behind the others.
        fingerprint: The same for queries that differ in their texts and numbers only.
    """

    text: str
    form: Form
    prefixes: Mapping[str, str]
    base: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    is_volatile: bool
    looks_heavy: bool
    fingerprint: str


def inspect(query: str, limits: QueryLimits, base: str | None = None) -> QueryReading | Refusal:
    """
    Read the tokens of a query, and say what it is or why it is refused.

    Args:
        base: What relative IRIs are resolved against when the query does not say; without it, they are refused.

    >>> inspect("SELECT * { SERVICE <http://example.org/sparql> { ?s ?p ?o } }", QueryLimits()).reason
    'federation'
    >>> inspect("ASK { ?s ?p ?o }", QueryLimits()).form
    'ASK'
    """
    try:
        return _read(query, limits, base)
    except RefusedQueryError as stop:
        return stop.refusal


def find_unknown_graph(graphs: Sequence[str], known: frozenset[str]) -> Refusal | None:
    """Refuse a dataset that names a graph which the store does not hold: none is ever fetched."""
    missing = [graph for graph in graphs if graph not in known]
    return refusal.unknown_graph(missing[0]) if missing else None


def _read(query: str, limits: QueryLimits, base: str | None) -> QueryReading:
    if len(query) > limits.length:
        what = Text(fr="caractères", en="characters")
        raise too_much(query, what, len(query), limits.length, reason="too-long")
    cut = _cut(query, limits)
    _refuse_faulty_tokens(query, cut)
    prologue = read_prologue(cut, base)
    _refuse_federation(query, cut, prologue)
    if "\\u" in query or "\\U" in query:
        # An engine that decodes escapes before it parses must not find what this one would not.
        _refuse_decoded(query, limits)
    _refuse_escapes(query, cut)
    body = cut[prologue.length :]
    form = _form(query, body)
    is_relative = _refuse_undeclared_names(query, cut, prologue)
    found = Complexity(query, body, limits)
    default_graphs, named_graphs = read_dataset(body, prologue)
    return QueryReading(
        query,
        form,
        prologue.prefixes,
        base if is_relative else None,
        default_graphs,
        named_graphs,
        found.is_volatile,
        found.looks_heavy,
        _fingerprint(body),
    )


def _cut(query: str, limits: QueryLimits) -> list[Token]:
    cut = tokens.cut(query, most=limits.tokens + 1)
    if len(cut) > limits.tokens:
        raise too_much(query, Text(fr="mots et signes", en="words and marks"), len(cut), limits.tokens)
    return cut


def _refuse_faulty_tokens(query: str, cut: Sequence[Token]) -> None:
    for token in cut:
        if token.kind == "other":
            raise refused("malformed", query, token, *refusal.foreign_character(token.text))
        if token.is_treacherous:
            raise refused("malformed", query, token, *refusal.two_readings(token.text))


def _refuse_federation(query: str, cut: Sequence[Token], prologue: Prologue) -> None:
    if (token := find_federation(cut, prologue.prefixes)) is not None:
        raise refused("federation", query, token, *refusal.FEDERATION)


def _refuse_decoded(query: str, limits: QueryLimits) -> None:
    """Refuse what would be another server or an update if all escapes were read first, as SPARQL 1.1 had it."""
    decoded = tokens.decode(query)
    cut = tokens.cut(decoded, most=limits.tokens)
    prologue = read_prologue(cut)
    _refuse_federation(query, cut, prologue)
    if (body := cut[prologue.length :]) and body[0].text.upper() in _UPDATES:
        _form(decoded, body)


def _refuse_escapes(query: str, cut: Sequence[Token]) -> None:
    """Refuse escapes of code points outside texts and IRIs, as SPARQL 1.2 does."""
    escape = next((token for token in cut if token.kind == "escape"), None)
    if escape is not None:
        raise refused("malformed", query, escape, *refusal.misplaced_escape(escape.text, tokens.decode(escape.text)))


def _form(query: str, body: Sequence[Token]) -> Form:
    if not body:
        raise refused("malformed", query, None, *refusal.EMPTY)
    word = body[0].text.upper()
    if word in _UPDATES:
        raise refused("update", query, body[0], *refusal.update(word))
    if word not in FORMS:
        raise refused("malformed", query, body[0], *refusal.unknown_form(body[0].text))
    return FORMS[word]


def _refuse_undeclared_names(query: str, cut: Sequence[Token], prologue: Prologue) -> bool:
    """Refuse prefixes that are not declared and what is relative to nothing; tell whether any IRI is relative."""
    has_relative = False
    for place, token in enumerate(cut):
        prefix, colon, _ = token.text.partition(":")
        if token.kind == "name" and colon and place >= prologue.length and prefix not in prologue.prefixes:
            raise refused("malformed", query, token, *refusal.undeclared_prefix(prefix))
        is_relative = token.kind == "iri" and not token.may_be_less_than and not _ABSOLUTE.match(token.text)
        if is_relative and prologue.base is None and place >= prologue.length:
            raise refused("malformed", query, token, *refusal.relative_iri(token.text))
        has_relative = has_relative or is_relative
    return has_relative


def _fingerprint(body: Sequence[Token]) -> str:
    parts = (token.kind if token.kind in ("number", "string") else token.text for token in body)
    return hashlib.blake2b(" ".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
