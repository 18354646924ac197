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
        default_graphs: IRIs after FROM.
        named_graphs: IRIs after FROM NAMED.
        is_volatile: Whether the same query on the same data may answer otherwise (NOW, RAND, UUID, STRUUID).
        looks_heavy: Whether it has the shape of a query that takes long; it then waits behind the others.
        fingerprint: The same for queries that differ in their texts and numbers only.
    """

    text: str
    form: Form
    prefixes: Mapping[str, str]
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    is_volatile: bool
    looks_heavy: bool
    fingerprint: str


def inspect(query: str, limits: QueryLimits) -> QueryReading | Refusal:
    """
    Read the tokens of a query, and say what it is or why it is refused.

    >>> inspect("SELECT * { SERVICE <http://example.org/sparql> { ?s ?p ?o } }", QueryLimits()).reason
    'federation'
    >>> inspect("ASK { ?s ?p ?o }", QueryLimits()).form
    'ASK'
    """
    try:
        return _read(query, limits)
    except RefusedQueryError as stop:
        return stop.refusal


def find_unknown_graph(graphs: Sequence[str], known: frozenset[str]) -> Refusal | None:
    """Refuse a dataset that names a graph which the store does not hold: none is ever fetched."""
    missing = [graph for graph in graphs if graph not in known]
    return refusal.unknown_graph(missing[0]) if missing else None


def _read(query: str, limits: QueryLimits) -> QueryReading:
    if len(query) > limits.length:
        what = Text(fr="caractères", en="characters")
        raise too_much(query, what, len(query), limits.length, reason="too-long")
    query, cut = _cut(query, limits)
    _refuse_faulty_tokens(query, cut)
    _refuse_federation(query, cut)
    if "\\u" in query or "\\U" in query:
        # An engine that decodes escapes before it parses must not find what this one would not.
        _refuse_federation(query, tokens.cut(tokens.decode(query), most=limits.tokens))
    prologue = read_prologue(cut)
    body = cut[prologue.length :]
    form = _form(query, body)
    _refuse_undeclared_names(query, body, prologue)
    found = Complexity(query, body, limits)
    default_graphs, named_graphs = read_dataset(body, prologue)
    return QueryReading(
        query,
        form,
        prologue.prefixes,
        default_graphs,
        named_graphs,
        found.is_volatile,
        found.looks_heavy,
        _fingerprint(body),
    )


def _cut(query: str, limits: QueryLimits) -> tuple[str, list[Token]]:
    """Cut the query; escapes of code points outside texts and IRIs, which engines may not know, are replaced first."""
    cut = tokens.cut(query, most=limits.tokens + 1)
    if any(token.kind == "escape" for token in cut):
        query = tokens.decode_outside_texts(query, cut)
        cut = tokens.cut(query, most=limits.tokens + 1)
    if len(cut) > limits.tokens:
        raise too_much(query, Text(fr="mots et signes", en="words and marks"), len(cut), limits.tokens)
    return query, cut


def _refuse_faulty_tokens(query: str, cut: Sequence[Token]) -> None:
    for token in cut:
        if token.kind in ("other", "escape"):
            raise refused("malformed", query, token, *refusal.foreign_character(token.text))
        if token.is_treacherous:
            raise refused("malformed", query, token, *refusal.two_readings(token.text))


def _refuse_federation(query: str, cut: Sequence[Token]) -> None:
    if (token := find_federation(cut)) is not None:
        raise refused("federation", query, token, *refusal.FEDERATION)


def _form(query: str, body: Sequence[Token]) -> Form:
    if not body:
        raise refused("malformed", query, None, *refusal.EMPTY)
    word = body[0].text.upper()
    if word in _UPDATES:
        raise refused("update", query, body[0], *refusal.update(word))
    if word not in FORMS:
        raise refused("malformed", query, body[0], *refusal.unknown_form(body[0].text))
    return FORMS[word]


def _refuse_undeclared_names(query: str, body: Sequence[Token], prologue: Prologue) -> None:
    for token in body:
        prefix, colon, _ = token.text.partition(":")
        if token.kind == "name" and colon and prefix not in prologue.prefixes:
            raise refused("malformed", query, token, *refusal.undeclared_prefix(prefix))
        is_relative = token.kind == "iri" and not token.may_be_less_than and not _ABSOLUTE.match(token.text)
        if is_relative and prologue.base is None:
            raise refused("malformed", query, token, *refusal.relative_iri(token.text))


def _fingerprint(body: Sequence[Token]) -> str:
    parts = (token.kind if token.kind in ("number", "string") else token.text for token in body)
    return hashlib.blake2b(" ".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
