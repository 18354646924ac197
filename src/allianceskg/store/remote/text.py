"""
The structure of a query text: its groups, `VALUES` blocks and closure paths, found without parsing it.

That is enough to rewrite a query for an engine that misreads some constructs; everything else is left as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(
    r"(?P<space>\s+|\#[^\n]*)"
    r"|(?P<iri><[^<>\"{}|^`\\\s]*>)"
    r'|(?P<string>(?:"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\')(?:@[A-Za-z][\w-]*|\^\^(?:<[^<>\s]*>|[\w.-]*:[\w.-]*))?)'
    r"|(?P<variable>[?$]\w+)"
    r"|(?P<name>(?:[\w·][\w·.-]*)?:(?:(?:[\w·:%.-]|\\.)*(?:[\w·:%-]|\\.))?)"
    r"|(?P<word>[\w·]+(?:\.\d+)?)"
    r"|(?P<mark>.)",
    re.DOTALL,
)
_FORMS: Final = frozenset(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))
_TERMS: Final = frozenset(("variable", "iri", "name"))
_NOT_BINDING: Final = frozenset(("OPTIONAL", "EXISTS", "MINUS"))
_DEEPEST: Final = 100
_MOST_GROUPS: Final = 500


class Token(NamedTuple):
    """A piece of the text; all pieces together are the text."""

    kind: str
    text: str

    @property
    def is_space(self) -> bool:
        """Whether it is blank or a comment."""
        return self.kind == "space"


@dataclass(slots=True)
class Values:
    """
    A `VALUES` block.

    Attributes:
        first: Position of the word VALUES among the tokens.
        last: Position of the closing brace.
        variables: With their question marks.
        rows: Terms as they are written.
    """

    first: int
    last: int
    variables: tuple[str, ...]
    rows: list[list[str]]

    def column(self, variable: str) -> list[str] | None:
        """Return the different values of a variable; None when a row leaves it open."""
        place = self.variables.index(variable)
        column = list(dict.fromkeys(row[place] for row in self.rows))
        return None if "UNDEF" in column else column


class Path(NamedTuple):
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
    values: list[Values] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
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
        self.tokens = tokens(text)
        self.groups: list[Group] = []
        self._plain = [place for place, token in enumerate(self.tokens) if not token.is_space]
        self._read()

    def dataset(self) -> tuple[list[str], list[str]]:
        """Return the graphs that FROM names, and those that FROM NAMED names, written in full."""
        prefixes = self._prefixes()
        plain = [self.tokens[place] for place in self._plain]
        merged: list[str] = []
        named: list[str] = []
        for place, token in enumerate(plain[:-2]):
            if token.kind == "word" and token.text.upper() == "FROM":
                is_named = plain[place + 1].text.upper() == "NAMED"
                graph = _expanded(plain[place + 1 + is_named].text, prefixes)
                if graph is not None:
                    (named if is_named else merged).append(graph)
        return merged, named

    def listed_iris(self) -> dict[str, set[str]]:
        """Return for each variable the IRIs that `VALUES` blocks list for it, written in full."""
        prefixes = self._prefixes()
        listed: dict[str, set[str]] = {}
        for group in self.groups:
            for values in group.values:
                for place, variable in enumerate(values.variables):
                    terms = (_expanded(row[place], prefixes) for row in values.rows)
                    listed.setdefault(variable[1:], set()).update(term for term in terms if term is not None)
        return listed

    def _prefixes(self) -> dict[str, str]:
        plain = [self.tokens[place] for place in self._plain]
        return {
            name.text: iri.text[1:-1]
            for word, name, iri in zip(plain, plain[1:], plain[2:], strict=False)
            if word.text.upper() == "PREFIX" and iri.kind == "iri"
        }

    def text_of(self, first: int, last: int) -> str:
        """Return the text from one token to another, both included."""
        return "".join(token.text for token in self.tokens[first : last + 1])

    def _read(self) -> None:
        current: Group | None = None
        skipped_to = -1
        parentheses = 0
        for order, place in enumerate(self._plain):
            token = self.tokens[place]
            if place <= skipped_to:
                continue
            parentheses += (token.text == "(") - (token.text == ")")
            if token.kind == "variable" and current is not None:
                _note(token.text, current, is_bound=not parentheses)
            if token.kind == "word" and token.text.upper() == "VALUES" and current is not None:
                block = self._values(order)
                if block is not None:
                    current.values.append(block)
                    for variable in block.variables:
                        _note(variable, current, is_bound=True)
                    skipped_to = block.last
            elif token.text == "{":
                current = self._open(order, current)
            elif token.text == "}" and current is not None:
                current.last = place
                current = current.parent
            elif current is not None:
                self._note_path(order, current)

    def _open(self, order: int, parent: Group | None) -> Group:
        before = self._at(order - 1)
        after = self._at(order + 1)
        kind = before.text.upper() if before is not None and before.kind == "word" else ""
        is_select = after is not None and after.text.upper() == "SELECT"
        group = Group(kind, self._plain[order], parent, is_select)
        self.groups.append(group)
        if parent is not None:
            parent.groups.append(group)
        return group

    def _note_path(self, order: int, group: Group) -> None:
        four = [self._at(order + step) for step in range(4)]
        if any(token is None for token in four):
            return
        subject, predicate, sign, object_ = (token for token in four if token is not None)
        is_tight = self._plain[order + 2] == self._plain[order + 1] + 1
        if (
            subject.kind in _TERMS
            and predicate.kind in {"iri", "name"}
            and sign.text in {"*", "+"}
            and object_.kind in _TERMS
            and is_tight
            and self._begins_a_triple(order)
        ):
            group.paths.append(Path(self._plain[order], self._plain[order + 2], self._plain[order + 3]))

    def _begins_a_triple(self, order: int) -> bool:
        before = self._at(order - 1)
        return before is not None and before.text in {".", "{", "}", ")"}

    def _values(self, order: int) -> Values | None:
        """Read a block from its word on; None for anything else than rows of plain terms."""
        variables: list[str] = []
        step = order + 1
        while (token := self._at(step)) is not None and token.text != "{":
            if token.kind == "variable":
                variables.append(token.text)
            step += 1
        first = step + 1
        while (token := self._at(step)) is not None and token.text != "}":
            step += 1
        if token is None or not variables:
            return None
        rows = _rows([self.tokens[place] for place in self._plain[first:step]], len(variables))
        return None if rows is None else Values(self._plain[order], self._plain[step], tuple(variables), rows)

    def _at(self, order: int) -> Token | None:
        return self.tokens[self._plain[order]] if 0 <= order < len(self._plain) else None


def tokens(text: str) -> list[Token]:
    """Cut a text into tokens."""
    return [Token(match.lastgroup or "mark", match.group()) for match in _TOKEN.finditer(text)]


def form_of(query: str) -> str:
    r"""
    Return SELECT, ASK, CONSTRUCT or DESCRIBE; empty for what is no query, such as an update.

    >>> form_of("PREFIX select: <http://example.org/select> # ASK\nCONSTRUCT WHERE { ?s ?p ?o }")
    'CONSTRUCT'
    >>> form_of("DELETE WHERE { ?s ?p ?o }")
    ''
    """
    words = (token for token in tokens(query) if not token.is_space)
    for token in words:
        if token.kind == "word" and token.text.upper() in {"PREFIX", "BASE"}:
            continue
        if token.kind in {"name", "iri"}:
            continue
        return token.text.upper() if token.text.upper() in _FORMS else ""
    return ""


def is_harmless_to_parse(query: str) -> bool:
    """Tell whether a text is so shallow and short that parsing it in this process cannot end the process."""
    depth = deepest = braces = 0
    for token in tokens(query):
        if token.kind == "mark" and token.text in "{([":
            depth += 1
            braces += 1
            deepest = max(deepest, depth)
        elif token.kind == "mark" and token.text in "})]":
            depth -= 1
    return deepest <= _DEEPEST and braces <= _MOST_GROUPS


def _expanded(term: str, prefixes: Mapping[str, str]) -> str | None:
    if term.startswith("<"):
        return term[1:-1]
    prefix, colon, local = term.partition(":")
    if not colon or f"{prefix}:" not in prefixes or term[0] in "\"'":
        return None
    return prefixes[f"{prefix}:"] + local.replace("\\", "")


def _note(variable: str, group: Group, *, is_bound: bool) -> None:
    for one in _upwards(group):
        one.variables.add(variable)
        if is_bound:
            one.bound.add(variable)
        is_bound = is_bound and one.kind not in _NOT_BINDING and not one.is_select


def _upwards(group: Group | None) -> Iterator[Group]:
    while group is not None:
        yield group
        group = group.parent


def _rows(inside: Sequence[Token], width: int) -> list[list[str]] | None:
    if not any(token.text == "(" for token in inside):
        return [[token.text] for token in inside] if width == 1 else None
    rows: list[list[str]] = []
    for token in inside:
        if token.text == "(":
            rows.append([])
        elif token.text != ")" and rows:
            rows[-1].append(token.text.upper() if token.text.upper() == "UNDEF" else token.text)
    return rows if all(len(row) == width for row in rows) else None
