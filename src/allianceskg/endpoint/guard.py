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
from typing import Final, Literal
from urllib.parse import urljoin

from allianceskg.endpoint import refusal
from allianceskg.endpoint.complexity import Complexity, QueryLimits
from allianceskg.endpoint.refusal import Refusal, RefusedError, refused, too_much
from allianceskg.language import Text
from allianceskg.sparql import tokens
from allianceskg.sparql.tokens import Token

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

_FORMS: Final[Mapping[str, Form]] = {
    "SELECT": "SELECT",
    "ASK": "ASK",
    "CONSTRUCT": "CONSTRUCT",
    "DESCRIBE": "DESCRIBE",
}
_UPDATES: Final = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH", "USING")
)
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_SERVICE: Final = "SERVICE"


@dataclass(frozen=True, slots=True)
class Reading:
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


def inspect(query: str, limits: QueryLimits) -> Reading | Refusal:
    """
    Read the tokens of a query, and say what it is or why it is refused.

    >>> inspect("SELECT * { SERVICE <http://example.org/sparql> { ?s ?p ?o } }", QueryLimits()).reason
    'federation'
    >>> inspect("ASK { ?s ?p ?o }", QueryLimits()).form
    'ASK'
    """
    try:
        return _read(query, limits)
    except RefusedError as stop:
        return stop.refusal


def find_unknown_graph(graphs: Sequence[str], known: frozenset[str]) -> Refusal | None:
    """Refuse a dataset that names a graph which the store does not hold: none is ever fetched."""
    missing = [graph for graph in graphs if graph not in known]
    return refusal.unknown_graph(missing[0]) if missing else None


def _read(query: str, limits: QueryLimits) -> Reading:
    if len(query) > limits.length:
        what = Text(fr="caractères", en="characters")
        raise too_much(query, what, len(query), limits.length, reason="too-long")
    query, cut = _cut(query, limits)
    _refuse_faulty_tokens(query, cut)
    _refuse_federation(query, cut)
    if "\\u" in query or "\\U" in query:
        # An engine that decodes escapes before it parses must not find what this one would not.
        _refuse_federation(query, tokens.cut(tokens.decode(query), most=limits.tokens))
    prologue = _read_prologue(cut)
    body = cut[prologue.length :]
    form = _form(query, body)
    _refuse_undeclared_names(query, body, prologue)
    found = Complexity(query, body, limits)
    default_graphs, named_graphs = _dataset(body, prologue)
    return Reading(
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
    for token in cut:
        # An engine that needs no space between words reads SERVICE in a part of a word, or of a prefix, too.
        part = token.text if token.kind == "word" else token.text.partition(":")[0] if token.kind == "name" else ""
        if _SERVICE in part.upper():
            raise refused("federation", query, token, *refusal.FEDERATION)


@dataclass(frozen=True, slots=True)
class _Prologue:
    """BASE and PREFIX declarations; `length` is how many tokens they take."""

    length: int
    prefixes: Mapping[str, str]
    base: str | None


def _read_prologue(cut: Sequence[Token]) -> _Prologue:
    prefixes: dict[str, str] = {}
    base: str | None = None
    index = 0
    while index < len(cut):
        word = cut[index].text.upper()
        if word == "BASE" and _kinds(cut, index + 1, "iri"):
            base = _resolve(cut[index + 1].text, base)
            index += 2
        elif word == "PREFIX" and _kinds(cut, index + 1, "name", "iri"):
            prefixes[cut[index + 1].text.removesuffix(":")] = _resolve(cut[index + 2].text, base)
            index += 3
        else:
            break
    return _Prologue(index, prefixes, base)


def _form(query: str, body: Sequence[Token]) -> Form:
    if not body:
        raise refused("malformed", query, None, *refusal.EMPTY)
    word = body[0].text.upper()
    if word in _UPDATES:
        raise refused("update", query, body[0], *refusal.update(word))
    if word not in _FORMS:
        raise refused("malformed", query, body[0], *refusal.unknown_form(body[0].text))
    return _FORMS[word]


def _refuse_undeclared_names(query: str, body: Sequence[Token], prologue: _Prologue) -> None:
    for token in body:
        prefix, colon, _ = token.text.partition(":")
        if token.kind == "name" and colon and prefix not in prologue.prefixes:
            raise refused("malformed", query, token, *refusal.undeclared_prefix(prefix))
        is_relative = token.kind == "iri" and not token.may_be_less_than and not _ABSOLUTE.match(token.text)
        if is_relative and prologue.base is None:
            raise refused("malformed", query, token, *refusal.relative_iri(token.text))


def _dataset(body: Sequence[Token], prologue: _Prologue) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the IRIs after FROM, and those after FROM NAMED."""
    default_graphs: list[str] = []
    named_graphs: list[str] = []
    depth = 0
    for index, token in enumerate(body):
        depth += (token.text in ("{", "(", "[")) - (token.text in ("}", ")", "]"))
        if depth == 0 and token.kind == "word" and token.text.upper() == "FROM":
            is_named = _kinds(body, index + 1, "word") and body[index + 1].text.upper() == "NAMED"
            graph = _iri(body[index + 1 + is_named : index + 2 + is_named], prologue)
            (named_graphs if is_named else default_graphs).extend(graph)
    return tuple(default_graphs), tuple(named_graphs)


def _iri(found: Sequence[Token], prologue: _Prologue) -> list[str]:
    match [(token.kind, token) for token in found]:
        case [("iri", token)]:
            return [_resolve(token.text, prologue.base)]
        case [("name", token)]:
            prefix, _, local = token.text.partition(":")
            return [prologue.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)]
        case _:
            return []


def _fingerprint(body: Sequence[Token]) -> str:
    parts = (token.kind if token.kind in ("number", "string") else token.text for token in body)
    return hashlib.blake2b(" ".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _kinds(cut: Sequence[Token], index: int, *kinds: str) -> bool:
    return [token.kind for token in cut[index : index + len(kinds)]] == list(kinds)


def _resolve(iri: str, base: str | None) -> str:
    plain = tokens.decode(iri[1:-1])
    return plain if base is None else urljoin(base, plain)
