"""
Reading the tokens of a query into the tree of its patterns.

What is not known here, such as the triple terms of SPARQL 1.2, lists or LATERAL, makes the whole query unreadable, and so
do functions with another value at each call: it is then left as it is. Whether a query is valid is for the engine to say.
"""

from __future__ import annotations

from typing import Final

from allianceskg.sparql import tokens
from allianceskg.sparql.pattern_tree import (
    NOTHING,
    Alternatives,
    Binding,
    Condition,
    Existence,
    Filter,
    GraphPart,
    Group,
    Joined,
    Level,
    PatternQuery,
    Step,
    SubSelect,
    TriplePattern,
    ValuesPart,
    Variables,
)
from allianceskg.sparql.prologue import FORMS, read_prologue
from allianceskg.sparql.tokens import Token
from allianceskg.sparql.values import read_values

_END: Final = Token("other", "", -1)
_PARTNERS: Final = {"(": ")", "{": "}", "[": "]"}
_UNREPEATABLE: Final = frozenset(("RAND", "UUID", "STRUUID", "BNODE"))
_PATH_MODIFIERS: Final = frozenset(("*", "+", "?"))
_AGGREGATES: Final = frozenset(("COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT"))


class UnreadablePatternError(Exception):
    """The query has something that is not read here; never leaves `rearranging`."""


def read_patterns(query: str) -> PatternQuery:
    """
    Read a query.

    Raises:
        UnreadablePatternError: It has something that is not read here, or is no query.
    """
    return _Reader(query).query()


class _Reader:
    """Goes through the tokens of a query once."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._cut = tokens.cut(query)
        self._at = 0
        self._fresh = 0
        self._run = 0
        self._labels: dict[str, int] = {}
        self._selects_all = False
        self._has_blanks = False

    def query(self) -> PatternQuery:
        """Read the whole query."""
        self._at = read_prologue(self._cut).length
        declarations = self._text(0, self._at)
        form = FORMS.get(self._word)
        if form is None or self._words(0, len(self._cut)) & _UNREPEATABLE:
            raise UnreadablePatternError
        if form == "CONSTRUCT":
            self._at += 1
            if self._here.text != "{":  # the short form is its own template
                raise UnreadablePatternError
            self._skip_brackets()
        head = self._head(0)
        group = self._group()
        tail = self._text(self._at, len(self._cut))
        self._note_stars(self._at, len(self._cut))
        if self._selects_all and self._has_blanks:  # blank nodes are read as variables, which a star would show
            raise UnreadablePatternError
        return PatternQuery(declarations, head, group, tail, self._selects_all)

    @property
    def _here(self) -> Token:
        return self._cut[self._at] if self._at < len(self._cut) else _END

    @property
    def _word(self) -> str:
        return self._here.text.upper() if self._here.kind == "word" else ""

    def _take(self) -> Token:
        token = self._here
        if token is _END:
            raise UnreadablePatternError
        self._at += 1
        return token

    def _expect(self, text: str) -> None:
        if self._take().text.upper() != text:
            raise UnreadablePatternError

    def _skip_brackets(self) -> None:
        """Pass over what stands between a bracket and its partner."""
        opening = self._take().text
        if opening not in _PARTNERS:
            raise UnreadablePatternError
        while self._here.text != _PARTNERS[opening]:
            if self._here.text in _PARTNERS:
                self._skip_brackets()
            else:
                self._take()
        self._at += 1

    def _text(self, first: int, last: int) -> str:
        """Return the query as it is written, from one token up to before another."""
        if first >= last:
            return ""
        return self._query[self._cut[first].start : self._cut[last - 1].end]

    def _variables(self, first: int, last: int) -> Variables:
        return frozenset(_name(token) for token in self._cut[first:last] if token.kind == "variable")

    def _words(self, first: int, last: int) -> set[str]:
        return {token.text.upper() for token in self._cut[first:last] if token.kind == "word"}

    def _note_stars(self, first: int, last: int) -> None:
        """Note whether some clause takes all variables: a star right behind the word that may take one."""
        pairs = zip(self._cut[first:last], self._cut[first + 1 : last], strict=False)
        self._selects_all = self._selects_all or any(
            after.text == "*" and before.text.upper() in ("SELECT", "DISTINCT", "REDUCED", "DESCRIBE")
            for before, after in pairs
        )

    def _head(self, first: int) -> str:
        """Pass over what stands before a group, and return it."""
        start = self._at
        while self._here.text != "{":
            if self._here.text == "(":
                self._skip_brackets()
            else:
                self._take()
        self._note_stars(start, self._at)
        return self._text(first, self._at)

    def _group(self) -> Group:
        """Read a group with its braces."""
        self._run += 1
        self._expect("{")
        if self._word == "SELECT":
            select = self._sub_select()
            self._expect("}")
            return Group((Level(None, (select,)),))
        levels: list[tuple[Step | Binding | None, list[Joined]]] = [(None, [])]
        filters: list[Filter] = []
        while self._here.text != "}":
            self._element(levels, filters)
        self._at += 1
        return Group(tuple(Level(step, tuple(joined)) for step, joined in levels), tuple(filters))

    def _element(self, levels: list[tuple[Step | Binding | None, list[Joined]]], filters: list[Filter]) -> None:
        start = self._here.start
        match self._word:
            case "OPTIONAL" | "MINUS" as kind:
                self._at += 1
                levels.append((Step(kind, self._group()), []))
            case "BIND":
                levels.append((self._binding(), []))
            case "FILTER":
                filters.append(self._filter())
            case "GRAPH":
                levels[-1][1].append(self._graph())
            case "VALUES":
                levels[-1][1].append(self._values())
            case "SERVICE" | "LATERAL":
                raise UnreadablePatternError
            case _ if self._here.text == "{":
                levels[-1][1].append(self._alternatives())
            case _ if self._here.text == ".":
                self._at += 1
            case _:
                levels[-1][1].extend(self._same_subject())
                return
        self._run += self._query[start] != "."

    def _alternatives(self) -> Joined:
        branches = [self._group()]
        while self._word == "UNION":
            self._at += 1
            branches.append(self._group())
        return Alternatives(tuple(branches))

    def _graph(self) -> GraphPart:
        self._at += 1
        name = self._take()
        if name.kind not in ("variable", "iri", "name"):
            raise UnreadablePatternError
        return GraphPart(_name(name) if name.kind == "variable" else name.text, self._group())

    def _values(self) -> ValuesPart:
        first = self._at
        block = read_values(self._cut, first)
        if block is None or block.rows is None:
            raise UnreadablePatternError
        self._at = block.last + 1
        names = tuple(variable.replace("$", "?") for variable in block.variables)
        open_names = {names[place] for row in block.rows for place, term in enumerate(row) if term == "UNDEF"}
        text = self._text(first, self._at)
        return ValuesPart(text, frozenset(names), frozenset(names) - open_names, len(block.rows))

    def _sub_select(self) -> SubSelect:
        first = self._at
        head = self._head(first)
        selected = self._selected(first, self._at)
        group = self._group()
        behind = self._at
        while self._here.text != "}":
            if self._here.text in _PARTNERS:
                self._skip_brackets()
            else:
                self._take()
        self._note_stars(behind, self._at)
        words = self._words(first, self._at)
        variables = group.variables | self._variables(first, self._at) if selected is None else selected
        # What is computed may have no value; GROUP BY keeps what each solution has.
        certain = NOTHING if words & _AGGREGATES and "GROUP" not in words else variables & group.certain
        return SubSelect(head, group, self._text(behind, self._at), variables, certain)

    def _selected(self, first: int, last: int) -> Variables | None:
        """Return the variables that a sub-select shows; None when it shows all."""
        shown: set[str] = set()
        depth = 0
        for place in range(first, last):
            token = self._cut[place]
            depth += (token.text == "(") - (token.text == ")")
            if token.text == "*" and not depth:
                return None
            is_alias = depth == 1 and self._cut[place - 1].text.upper() == "AS"
            if token.kind == "variable" and (not depth or is_alias):
                shown.add(_name(token))
        return frozenset(shown)

    def _filter(self) -> Filter:
        first = self._at
        self._at += 1
        is_negated = self._word == "NOT"
        self._at += is_negated
        if self._word == "EXISTS":
            self._at += 1
            return Existence(is_negated, self._group())
        if is_negated:
            raise UnreadablePatternError
        if self._here.text != "(":
            self._take()  # the name of a function
        self._skip_brackets()
        self._note_blanks(first)
        return Condition(self._text(first, self._at), self._variables(first, self._at))

    def _binding(self) -> Binding:
        first = self._at
        self._at += 1
        self._skip_brackets()
        self._note_blanks(first)
        target, word = self._cut[self._at - 2], self._cut[self._at - 3]
        if target.kind != "variable" or word.text.upper() != "AS":
            raise UnreadablePatternError
        read = self._variables(first, self._at - 2)
        return Binding(self._text(first, self._at), _name(target), read)

    def _note_blanks(self, first: int) -> None:
        """Refuse a label of a blank node in a pattern of an expression, which may be the one of a pattern outside."""
        if any(token.kind == "blank" for token in self._cut[first : self._at]):
            raise UnreadablePatternError

    def _same_subject(self) -> list[Joined]:
        """Read the triples of one subject."""
        found: list[Joined] = []
        is_node = self._here.text == "["
        subject = self._term(found)
        if not (is_node and self._here.text in (".", "}")):
            self._properties(subject, found)
        return found

    def _properties(self, subject: str, found: list[Joined]) -> None:
        """Read verbs with their objects, as many as follow."""
        while True:
            start = self._here.start
            predicate, is_path = self._verb()
            found.append(TriplePattern(subject, predicate, self._term(found), is_path, start))
            while self._here.text == ",":
                self._at += 1
                found.append(TriplePattern(subject, predicate, self._term(found), is_path, start))
            if self._here.text != ";":
                return
            while self._here.text == ";":
                self._at += 1
            if not self._begins_verb():
                return

    def _begins_verb(self) -> bool:
        here = self._here
        return here.kind in ("variable", "iri", "name") or here.text in ("a", "^", "!", "(")

    def _term(self, found: list[Joined]) -> str:
        """Read a term of a triple; the triples of a blank node in brackets are found on the way."""
        first = self._at
        token = self._take()
        match token.kind:
            case "variable":
                return _name(token)
            case "iri" | "name" | "number":
                return token.text
            case "string":
                return self._literal(first)
            case "blank":
                return self._labelled(token.text)
            case "word" if token.text in ("true", "false"):
                return token.text
            case "mark" if self._is_signed_number():
                self._at += 1
                return self._text(first, self._at)
            case "mark" if token.text == "[":
                return self._node(found)
            case _:
                raise UnreadablePatternError

    def _is_signed_number(self) -> bool:
        """Tell whether a number follows a sign without a space between."""
        sign, number = self._cut[self._at - 1], self._here
        return sign.text in ("+", "-") and number.kind == "number" and number.start == sign.end

    def _literal(self, first: int) -> str:
        if self._here.kind == "language":
            self._at += 1
        elif self._here.text == "^^":
            self._at += 1
            if self._take().kind not in ("iri", "name"):
                raise UnreadablePatternError
        return self._text(first, self._at)

    def _labelled(self, label: str) -> str:
        """Read a label, which stands for one thing in one run of triples; elsewhere the engine has to refuse it."""
        self._has_blanks = True
        if self._labels.setdefault(label, self._run) != self._run:
            raise UnreadablePatternError
        return f"?_blank_{list(self._labels).index(label)}"

    def _node(self, found: list[Joined]) -> str:
        """Read a blank node in brackets, whose opening bracket is taken already."""
        self._has_blanks = True
        self._fresh += 1
        name = f"?_node_{self._fresh}"
        if self._here.text != "]":
            self._properties(name, found)
        self._expect("]")
        return name

    def _verb(self) -> tuple[str, bool]:
        first = self._at
        if self._here.kind == "variable":
            return _name(self._take()), False
        self._path()
        parts = self._cut[first : self._at]
        if len(parts) == 1:
            return parts[0].text, False
        return self._text(first, self._at), True

    def _path(self) -> None:
        """Pass over a property path."""
        while True:
            self._path_element()
            if self._here.text not in ("/", "|"):
                return
            self._at += 1

    def _path_element(self) -> None:
        while self._here.text in ("^", "!"):
            self._at += 1
        if self._here.text == "(":
            self._at += 1
            if self._here.text == ")":
                raise UnreadablePatternError
            self._path()
            self._expect(")")
        else:
            token = self._take()
            if token.kind not in ("iri", "name") and token.text != "a":
                raise UnreadablePatternError
        if self._here.text in _PATH_MODIFIERS:
            self._at += 1
            if self._is_signed_number():
                raise UnreadablePatternError  # a sign of the number, or of the path


def _name(variable: Token) -> str:
    return f"?{variable.text[1:]}"
