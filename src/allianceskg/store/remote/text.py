"""
The structure of a query text: its groups, `VALUES` blocks and closure paths, found without parsing it.

That is enough to rewrite a query for an engine that misreads some constructs; everything else is left as it is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from allianceskg.sparql.prologue import read_prologue
from allianceskg.sparql.tokens import Token, cut
from allianceskg.sparql.values import ValuesBlock, read_values

_TERMS: Final = frozenset(("variable", "iri", "name"))
_NOT_BINDING: Final = frozenset(("OPTIONAL", "EXISTS", "MINUS"))
_OPENING: Final = frozenset(("{", "(", "[", "{|"))
_CLOSING: Final = frozenset(("}", ")", "]", "|}"))
_DEEPEST: Final = 100
_MOST_GROUPS: Final = 500


class ClosurePath(NamedTuple):
    """A triple pattern whose predicate is repeated: `?a skos:broader* ?b`. Positions among the tokens."""

    subject: int
    sign: int
    object: int


@dataclass(slots=True)
class Group:
    """
    What stands between two braces.

    Attributes:
        kind: The word before it in capitals, such as OPTIONAL, UNION or WHERE; empty when there is none.
        first: Position of the opening brace.
        last: Position of the closing brace.
        is_select: Whether it is a SELECT of its own.
        variables: All that are mentioned in it, at any depth.
        bound: Those that its triple patterns and values bind in every solution, or in one of its branches.
    """

    kind: str
    first: int
    parent: Group | None
    is_select: bool
    last: int = -1
    groups: list[Group] = field(default_factory=list)
    values: list[ValuesBlock] = field(default_factory=list)
    paths: list[ClosurePath] = field(default_factory=list)
    variables: set[str] = field(default_factory=set)
    bound: set[str] = field(default_factory=set)

    def unions(self) -> Iterator[list[Group]]:
        """Go through the chains `{ … } UNION { … }` directly in it."""
        chain: list[Group] = []
        for group in self.groups:
            if group.kind == "UNION" and chain:
                chain.append(group)
                continue
            if len(chain) > 1:
                yield chain
            chain = [group]
        if len(chain) > 1:
            yield chain


class QueryText:
    """A query, cut into tokens and groups."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = cut(text)
        self.groups: list[Group] = []
        self._read()

    def listed_iris(self) -> dict[str, set[str]]:
        """Return for each variable the IRIs that `VALUES` blocks list for it, written in full."""
        prologue = read_prologue(self.tokens)
        listed: dict[str, set[str]] = {}
        for group in self.groups:
            for values in group.values:
                for place, variable in enumerate(values.variables):
                    terms = (cut(row[place]) for row in values.rows or ())
                    iris = (prologue.expand(term[0]) for term in terms if len(term) == 1)
                    listed.setdefault(variable[1:], set()).update(iri for iri in iris if iri is not None)
        return listed

    def text_of(self, first: int, last: int) -> str:
        """Return the text from one token to another, both included."""
        return self.text[self.tokens[first].start : self.tokens[last].end]

    def _read(self) -> None:
        current: Group | None = None
        skipped_to = -1
        parentheses = 0
        for place, token in enumerate(self.tokens):
            if place <= skipped_to:
                continue
            parentheses += (token.text == "(") - (token.text == ")")
            if token.kind == "variable" and current is not None:
                _note(token.text, current, is_bound=not parentheses)
            block = read_values(self.tokens, place) if current is not None else None
            if block is not None and block.rows is not None and current is not None:
                current.values.append(block)
                for variable in block.variables:
                    _note(variable, current, is_bound=True)
                skipped_to = block.last
            elif token.text == "{":
                current = self._open(place, current)
            elif token.text == "}" and current is not None:
                current.last = place
                current = current.parent
            elif current is not None:
                self._note_path(place, current)

    def _open(self, place: int, parent: Group | None) -> Group:
        before = self._at(place - 1)
        after = self._at(place + 1)
        kind = before.text.upper() if before is not None and before.kind == "word" else ""
        is_select = after is not None and after.text.upper() == "SELECT"
        group = Group(kind, place, parent, is_select)
        self.groups.append(group)
        if parent is not None:
            parent.groups.append(group)
        return group

    def _note_path(self, place: int, group: Group) -> None:
        four = self.tokens[place : place + 4]
        if len(four) < 4:
            return
        subject, predicate, sign, object_ = four
        if (
            subject.kind in _TERMS
            and predicate.kind in {"iri", "name"}
            and sign.text in {"*", "+"}
            and object_.kind in _TERMS
            and sign.start == predicate.end
            and self._begins_a_triple(place)
        ):
            group.paths.append(ClosurePath(place, place + 2, place + 3))

    def _begins_a_triple(self, place: int) -> bool:
        before = self._at(place - 1)
        return before is not None and before.text in {".", "{", "}", ")"}

    def _at(self, place: int) -> Token | None:
        return self.tokens[place] if 0 <= place < len(self.tokens) else None


def is_harmless_to_parse(query: str) -> bool:
    """Tell whether a text is so shallow and short that parsing it in this process cannot end the process."""
    depth = deepest = braces = 0
    for token in cut(query):
        if token.text in _OPENING:
            depth += 1
            braces += 1
            deepest = max(deepest, depth)
        elif token.text in _CLOSING:
            depth -= 1
    return deepest <= _DEEPEST and braces <= _MOST_GROUPS


def _note(variable: str, group: Group, *, is_bound: bool) -> None:
    for around in _upwards(group):
        around.variables.add(variable)
        if is_bound:
            around.bound.add(variable)
        is_bound = is_bound and around.kind not in _NOT_BINDING and not around.is_select


def _upwards(group: Group | None) -> Iterator[Group]:
    while group is not None:
        yield group
        group = group.parent
