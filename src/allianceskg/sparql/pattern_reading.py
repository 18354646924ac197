"""
Reading the tokens of a query into the tree of its patterns.

What is not known here, such as the triple terms of SPARQL 1.2, lists or LATERAL, makes the whole query unreadable, and so
do functions with another value at each call: it is then left as it is. Whether a query is valid is for the engine to say.
"""

from __future__ import annotations

from typing import Final

from allianceskg.sparql.cursor import PARTNERS, Cursor, UnreadablePatternError, name_of
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
from allianceskg.sparql.values import read_values

_UNREPEATABLE: Final = frozenset(("RAND", "UUID", "STRUUID", "BNODE"))
_PATH_MODIFIERS: Final = frozenset(("*", "+", "?"))
_AGGREGATES: Final = frozenset(("COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT"))


def read_patterns(query: str) -> PatternQuery:
    """
    Read a query.

    Raises:
        UnreadablePatternError: It has something that is not read here, or is no query.
    """
    return _Reader(query).query()


class _Reader(Cursor):
    """Goes through the tokens of a query once."""

    def __init__(self, query: str) -> None:
        super().__init__(query)
        self._fresh = 0
        self._run = 0
        self._labels: dict[str, int] = {}
        self._selects_all = False
        self._has_blanks = False

    def query(self) -> PatternQuery:
        """Read the whole query."""
        self.at = read_prologue(self.cut).length
        declarations = self.text(0, self.at)
        form = FORMS.get(self.word)
        if form is None or self.words(0, len(self.cut)) & _UNREPEATABLE:
            raise UnreadablePatternError
        if form == "CONSTRUCT":
            self.at += 1
            if self.here.text != "{":  # the short form is its own template
                raise UnreadablePatternError
            self.skip_brackets()
        head = self._head(0)
        group = self._group()
        tail = self.text(self.at, len(self.cut))
        self._note_stars(self.at, len(self.cut))
        if self._selects_all and self._has_blanks:  # blank nodes are read as variables, which a star would show
            raise UnreadablePatternError
        return PatternQuery(declarations, head, group, tail, self._selects_all)

    def _note_stars(self, first: int, last: int) -> None:
        """Note whether some clause takes all variables: a star right behind the word that may take one."""
        pairs = zip(self.cut[first:last], self.cut[first + 1 : last], strict=False)
        self._selects_all = self._selects_all or any(
            after.text == "*" and before.text.upper() in ("SELECT", "DISTINCT", "REDUCED", "DESCRIBE")
            for before, after in pairs
        )

    def _head(self, first: int) -> str:
        """Pass over what stands before a group, and return it."""
        start = self.at
        while self.here.text != "{":
            if self.here.text == "(":
                self.skip_brackets()
            else:
                self.take()
        self._note_stars(start, self.at)
        return self.text(first, self.at)

    def _group(self) -> Group:
        """Read a group with its braces."""
        self._run += 1
        self.expect("{")
        if self.word == "SELECT":
            select = self._sub_select()
            self.expect("}")
            return Group((Level(None, (select,)),))
        levels: list[tuple[Step | Binding | None, list[Joined]]] = [(None, [])]
        filters: list[Filter] = []
        while self.here.text != "}":
            self._element(levels, filters)
        self.at += 1
        return Group(tuple(Level(step, tuple(joined)) for step, joined in levels), tuple(filters))

    def _element(self, levels: list[tuple[Step | Binding | None, list[Joined]]], filters: list[Filter]) -> None:
        start = self.here.start
        match self.word:
            case "OPTIONAL" | "MINUS" as kind:
                self.at += 1
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
            case _ if self.here.text == "{":
                levels[-1][1].append(self._alternatives())
            case _ if self.here.text == ".":
                self.at += 1
            case _:
                levels[-1][1].extend(self._same_subject())
                return
        self._run += self.written[start] != "."

    def _alternatives(self) -> Joined:
        branches = [self._group()]
        while self.word == "UNION":
            self.at += 1
            branches.append(self._group())
        return Alternatives(tuple(branches))

    def _graph(self) -> GraphPart:
        self.at += 1
        name = self.take()
        if name.kind not in ("variable", "iri", "name"):
            raise UnreadablePatternError
        return GraphPart(name_of(name) if name.kind == "variable" else name.text, self._group())

    def _values(self) -> ValuesPart:
        first = self.at
        block = read_values(self.cut, first)
        if block is None or block.rows is None:
            raise UnreadablePatternError
        self.at = block.last + 1
        names = tuple(variable.replace("$", "?") for variable in block.variables)
        open_names = {names[place] for row in block.rows for place, term in enumerate(row) if term == "UNDEF"}
        text = self.text(first, self.at)
        return ValuesPart(text, frozenset(names), frozenset(names) - open_names, len(block.rows))

    def _sub_select(self) -> SubSelect:
        first = self.at
        head = self._head(first)
        selected = self._selected(first, self.at)
        group = self._group()
        behind = self.at
        while self.here.text != "}":
            if self.here.text in PARTNERS:
                self.skip_brackets()
            else:
                self.take()
        self._note_stars(behind, self.at)
        words = self.words(first, self.at)
        variables = group.variables | self.variables(first, self.at) if selected is None else selected
        # What is computed may have no value; GROUP BY keeps what each solution has.
        certain = NOTHING if words & _AGGREGATES and "GROUP" not in words else variables & group.certain
        return SubSelect(head, group, self.text(behind, self.at), variables, certain)

    def _selected(self, first: int, last: int) -> Variables | None:
        """Return the variables that a sub-select shows; None when it shows all."""
        shown: set[str] = set()
        depth = 0
        for place in range(first, last):
            token = self.cut[place]
            depth += (token.text == "(") - (token.text == ")")
            if token.text == "*" and not depth:
                return None
            is_alias = depth == 1 and self.cut[place - 1].text.upper() == "AS"
            if token.kind == "variable" and (not depth or is_alias):
                shown.add(name_of(token))
        return frozenset(shown)

    def _filter(self) -> Filter:
        first = self.at
        self.at += 1
        is_negated = self.word == "NOT"
        self.at += is_negated
        if self.word == "EXISTS":
            self.at += 1
            return Existence(is_negated, self._group())
        if is_negated:
            raise UnreadablePatternError
        if self.here.text != "(":
            self.take()  # the name of a function
        self.skip_brackets()
        self._note_blanks(first)
        return Condition(self.text(first, self.at), self.variables(first, self.at))

    def _binding(self) -> Binding:
        first = self.at
        self.at += 1
        self.skip_brackets()
        self._note_blanks(first)
        target, word = self.cut[self.at - 2], self.cut[self.at - 3]
        if target.kind != "variable" or word.text.upper() != "AS":
            raise UnreadablePatternError
        read = self.variables(first, self.at - 2)
        return Binding(self.text(first, self.at), name_of(target), read)

    def _note_blanks(self, first: int) -> None:
        """Refuse a label of a blank node in a pattern of an expression, which may be the one of a pattern outside."""
        if any(token.kind == "blank" for token in self.cut[first : self.at]):
            raise UnreadablePatternError

    def _same_subject(self) -> list[Joined]:
        """Read the triples of one subject."""
        found: list[Joined] = []
        is_node = self.here.text == "["
        subject = self._term(found)
        if not (is_node and self.here.text in (".", "}")):
            self._properties(subject, found)
        return found

    def _properties(self, subject: str, found: list[Joined]) -> None:
        """Read verbs with their objects, as many as follow."""
        while True:
            start = self.here.start
            predicate, is_path = self._verb()
            found.append(TriplePattern(subject, predicate, self._term(found), is_path, start))
            while self.here.text == ",":
                self.at += 1
                found.append(TriplePattern(subject, predicate, self._term(found), is_path, start))
            if self.here.text != ";":
                return
            while self.here.text == ";":
                self.at += 1
            if not self._begins_verb():
                return

    def _begins_verb(self) -> bool:
        here = self.here
        return here.kind in ("variable", "iri", "name") or here.text in ("a", "^", "!", "(")

    def _term(self, found: list[Joined]) -> str:
        """Read a term of a triple; the triples of a blank node in brackets are found on the way."""
        first = self.at
        token = self.take()
        match token.kind:
            case "variable":
                return name_of(token)
            case "iri" | "name" | "number":
                return token.text
            case "string":
                return self._literal(first)
            case "blank":
                return self._labelled(token.text)
            case "word" if token.text in ("true", "false"):
                return token.text
            case "mark" if self._is_signed_number():
                self.at += 1
                return self.text(first, self.at)
            case "mark" if token.text == "[":
                return self._node(found)
            case _:
                raise UnreadablePatternError

    def _is_signed_number(self) -> bool:
        """Tell whether a number follows a sign without a space between."""
        sign, number = self.cut[self.at - 1], self.here
        return sign.text in ("+", "-") and number.kind == "number" and number.start == sign.end

    def _literal(self, first: int) -> str:
        if self.here.kind == "language":
            self.at += 1
        elif self.here.text == "^^":
            self.at += 1
            if self.take().kind not in ("iri", "name"):
                raise UnreadablePatternError
        return self.text(first, self.at)

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
        if self.here.text != "]":
            self._properties(name, found)
        self.expect("]")
        return name

    def _verb(self) -> tuple[str, bool]:
        first = self.at
        if self.here.kind == "variable":
            return name_of(self.take()), False
        self._path()
        parts = self.cut[first : self.at]
        if len(parts) == 1:
            return parts[0].text, False
        return self.text(first, self.at), True

    def _path(self) -> None:
        """Pass over a property path."""
        while True:
            self._path_element()
            if self.here.text not in ("/", "|"):
                return
            self.at += 1

    def _path_element(self) -> None:
        while self.here.text in ("^", "!"):
            self.at += 1
        if self.here.text == "(":
            self.at += 1
            if self.here.text == ")":
                raise UnreadablePatternError
            self._path()
            self.expect(")")
        else:
            token = self.take()
            if token.kind not in ("iri", "name") and token.text != "a":
                raise UnreadablePatternError
        if self.here.text in _PATH_MODIFIERS:
            self.at += 1
            if self._is_signed_number():
                raise UnreadablePatternError  # a sign of the number, or of the path
