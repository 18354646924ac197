"""Brackets, counts and looks of a query, from its tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.endpoint import refusal
from allianceskg.endpoint.patterns import Patterns
from allianceskg.endpoint.refusal import refused, too_much
from allianceskg.language import Text
from allianceskg.sparql.tokens import Token

_CLAUSES: Final = frozenset(
    ("UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "VALUES", "GRAPH", "SELECT", "EXISTS", "LATERAL", "AS", "HAVING")
)
_OPERATORS: Final = frozenset(("||", "&&", "|", "/", "+", "-", "*", "^", "!"))
_SEPARATORS: Final = frozenset((".", ";", ","))
_VOLATILE: Final = frozenset(("NOW", "RAND", "UUID", "STRUUID"))
# A parser without memory reads the arguments of these once for each of their forms, so nesting doubles its work.
_REREAD: Final = frozenset(("REGEX", "SUBSTR", "REPLACE", "COUNT", "GROUP_CONCAT"))
# With one of these, a LIMIT does not spare the engine any work.
_NEED_ALL: Final = frozenset(
    ("ORDER", "GROUP", "DISTINCT", "REDUCED", "COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT", "HAVING")
)
_PARTNERS: Final = {"{": "}", "(": ")", "[": "]", "{|": "|}"}
_CLOSING: Final = frozenset(_PARTNERS.values())
_MANY_FREE_TRIPLES: Final = 2
_MANY_PATTERNS: Final = 60
_MANY_REREADS: Final = 8


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """
    How much of everything a query may have.

    Each is less than a tenth of what crashed pyoxigraph 0.5.13 in a worker; see `docs/reference/sparql-endpoint.md`.

    Attributes:
        length: Characters.
        tokens: Words, names, texts and marks; lists of values included.
        depth: Brackets of any kind open at once.
        groups: Groups in braces, outside lists of values.
        clauses: UNION, OPTIONAL, MINUS, FILTER, BIND, VALUES, GRAPH, sub-SELECT, EXISTS, AS and the like.
        operators: Signs of expressions and of property paths.
        patterns: Full stops, semicolons and commas between triples.
    """

    length: int = 131_072
    tokens: int = 20_000
    depth: int = 100
    groups: int = 500
    clauses: int = 500
    operators: int = 1_000
    patterns: int = 1_000


class Complexity:
    """
    What one pass over the tokens of a query finds.

    Attributes:
        is_volatile: Whether it calls a function that answers otherwise each time.
    """

    def __init__(self, query: str, body: Sequence[Token], limits: QueryLimits) -> None:
        """
        Go through the tokens that follow the prologue.

        Raises:
            RefusedError: Brackets do not go in pairs, or there is more of something than the limits allow.
        """
        self._query = query
        self._limits = limits
        self._open: list[Token] = []
        self._data_depth = 0  # how many brackets are open inside a list of values; 0 outside
        self._awaits_data = False
        self._has_values = False
        self._counts: Counter[str] = Counter()
        self._patterns = Patterns()
        self._awaits_template = False
        self.is_volatile = False
        before = ""
        for token in body:
            self._take(token, before)
            before = token.text
        if self._open:
            last = self._open[-1]
            raise refused("malformed", query, last, *refusal.never_closed(last.text, _PARTNERS[last.text]))
        self._check_counts()

    @property
    def looks_heavy(self) -> bool:
        """Whether cross products, nothing known to start from, closures of composed paths or sheer size are there."""
        return (
            self._patterns.cross_products > 0
            or self._patterns.free_triples > _MANY_FREE_TRIPLES
            or self._counts["closures"] > 0
            or self._counts["patterns"] > _MANY_PATTERNS
            or self._counts["rereads"] > _MANY_REREADS
            or not (self._patterns.triples == 0 or self._patterns.is_anchored or self._has_values or self._is_a_sample)
        )

    @property
    def _is_a_sample(self) -> bool:
        """Whether any few solutions will do, so that the engine stops early."""
        return self._counts["LIMIT"] > 0 and not any(self._counts[word] for word in _NEED_ALL)

    def _take(self, token: Token, before: str) -> None:
        if token.kind == "mark":
            self._take_mark(token, before)
        elif token.kind == "word":
            self._take_word(token.text.upper())
        elif token.kind != "language" and not self._data_depth and self._innermost in ("{", "["):
            self._patterns.take_term(token)

    def _take_mark(self, token: Token, before: str) -> None:
        mark = token.text
        if mark in _PARTNERS:
            self._open_bracket(token)
        elif mark in _CLOSING:
            self._close_bracket(token)
        elif not self._data_depth:
            self._counts["operators"] += mark in _OPERATORS
            self._counts["patterns"] += mark in _SEPARATORS and self._innermost != "("
            if self._innermost in ("{", "["):
                self._patterns.take_mark(mark)
            self._counts["closures"] += mark in ("*", "+") and before == ")" and self._innermost in ("{", "[")

    def _take_word(self, word: str) -> None:
        self.is_volatile = self.is_volatile or word in _VOLATILE
        self._awaits_data = self._awaits_data or word == "VALUES"
        self._counts["clauses"] += word in _CLAUSES
        self._counts[word] += word in _NEED_ALL or word == "LIMIT"
        self._counts["rereads"] += word in _REREAD
        self._awaits_template = self._awaits_template or word == "CONSTRUCT"
        if word in _CLAUSES:
            self._patterns.end_statement()
        if word in ("GRAPH", "VALUES"):
            self._patterns.skip()
        elif word == "A" and self._innermost in ("{", "["):
            self._patterns.take_verb()

    def _open_bracket(self, token: Token) -> None:
        if self._innermost in ("{", "["):
            self._patterns.open_bracket(token.text)
        self._open.append(token)
        if len(self._open) > self._limits.depth:
            what = Text(fr="niveaux d'imbrication", en="levels of nesting")
            raise too_much(self._query, what, len(self._open), self._limits.depth, token=token)
        if token.text == "{" and self._awaits_data:
            self._awaits_data = False
            self._has_values = True
            self._data_depth = len(self._open)
            self._patterns.resume()
        elif token.text == "{":
            self._counts["groups"] += 1
            self._patterns.open_group(is_template=self._awaits_template)
            self._awaits_template = False

    def _close_bracket(self, token: Token) -> None:
        if not self._open or _PARTNERS[self._open[-1].text] != token.text:
            raise refused("malformed", self._query, token, *refusal.closes_nothing(token.text))
        if self._data_depth == len(self._open):
            self._data_depth = 0
        elif token.text == "}":
            self._patterns.close_group()
        elif token.text == "]":
            self._patterns.close_bracket()
        self._open.pop()

    @property
    def _innermost(self) -> str:
        return self._open[-1].text if self._open else ""

    def _check_counts(self) -> None:
        for name, what, most in (
            ("groups", Text(fr="groupes entre accolades", en="groups in braces"), self._limits.groups),
            ("clauses", Text(fr="clauses", en="clauses"), self._limits.clauses),
            ("operators", Text(fr="opérateurs", en="operators"), self._limits.operators),
            ("patterns", Text(fr="motifs de triplets", en="triple patterns"), self._limits.patterns),
        ):
            if self._counts[name] > most:
                raise too_much(self._query, what, self._counts[name], most)
