"""Where in a Turtle text each triple stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rdflib import RDF, BNode, Literal

from allianceskg.validation.nodes import FOREIGN_BASE, Node

_TOKEN: Final = re.compile(
    r"(?P<skip>[ \t\r\n]+|\#[^\n]*)"
    r'|(?P<text>"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*')"
    r"|<(?P<iri>[^<>\"{}|^`\\\s]*)>"
    r"|(?P<blank>_:[\w-]+(?:\.+[\w-]+)*)"
    r"|(?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:"
    r"(?:(?:[\w:-]|%[0-9A-Fa-f]{2}|\\.)(?:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)*(?:[\w:-]|%[0-9A-Fa-f]{2}|\\.))?)?)"
    r"|(?P<directive>@prefix|@base|PREFIX\b|BASE\b)"
    r"|@(?P<language>[A-Za-z]+(?:-[A-Za-z0-9]+)*)"
    r"|(?P<datatype>\^\^)"
    r"|(?P<mark>[.;,\[\]()])"
    r"|(?P<word>[^\s.;,\[\]()]+(?:\.\d+)?)",
    re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


class Lines:
    r"""
    The lines of the subjects, predicates and values of a Turtle text that is known to be well-formed.

    >>> lines = Lines('@prefix e: <http://e.org/> .\ne:a\n  e:p "x"@fr ;\n  e:q 1 .')
    >>> lines.find("http://e.org/a", "http://e.org/q", None)
    4
    """

    def __init__(self, text: str) -> None:
        self._subjects: dict[str, int] = {}
        self._predicates: dict[tuple[str, str], int] = {}
        self._values: dict[tuple[str, str, str], int] = {}
        self._text: str | None = text

    def find(self, subject: str, predicate: str | None, value: Node | None) -> int | None:
        """Return the line of a triple, else of its predicate, else of its subject, else None."""
        if self._text is not None:
            # Only now, for most files are never asked for a line.
            text, self._text = self._text, None
            _Scanner(text, self).scan()
        line = None
        if predicate is not None and value is not None and not isinstance(value, BNode):
            line = self._values.get((subject, predicate, _key(value)))
        if line is None and predicate is not None:
            line = self._predicates.get((subject, predicate))
        return line if line is not None else self._subjects.get(subject)

    def note(self, subject: str, predicate: str | None, value: str | None, line: int) -> None:
        """Remember where something stands for the first time."""
        self._subjects.setdefault(subject, line)
        if predicate is not None:
            self._predicates.setdefault((subject, predicate), line)
            if value is not None:
                self._values.setdefault((subject, predicate, value), line)


def _key(value: Node) -> str:
    return f'"{value}"@{value.language or ""}' if isinstance(value, Literal) else str(value)


class _Scanner:
    """Reads tokens and keeps the place in the grammar: subject, predicate, value, and the brackets around them."""

    def __init__(self, text: str, lines: Lines) -> None:
        self._text = text
        self._lines = lines
        self._prefixes: dict[str, str] = {}
        self._base = FOREIGN_BASE
        self._subject: str | None = None
        self._predicate: str | None = None
        self._outer: list[tuple[str, str | None, str | None]] = []
        self._blank_nodes = 0

    def scan(self) -> None:
        tokens = list(self._tokens())
        position = 0
        while position < len(tokens):
            kind, value, line = tokens[position]
            if kind == "directive":
                position = self._directive(tokens, position)
            elif kind == "mark":
                self._mark(value, line)
                position += 1
            elif kind == "text":
                position = self._literal(tokens, position)
            else:
                self._term(self._resolved(kind, value), line)
                position += 1

    def _tokens(self) -> Iterator[tuple[str, str, int]]:
        line, end = 1, 0
        while (match := _TOKEN.match(self._text, end)) is not None:
            kind = match.lastgroup or ""
            if kind != "skip":
                yield kind, match[kind], line
            line += match.group().count("\n")
            end = match.end()

    def _directive(self, tokens: list[tuple[str, str, int]], position: int) -> int:
        if tokens[position][1].upper().endswith("PREFIX"):
            self._prefixes[tokens[position + 1][1].removesuffix(":")] = tokens[position + 2][1]
            position += 3
        else:
            self._base = tokens[position + 1][1]
            position += 2
        return position + 1 if tokens[position : position + 1] and tokens[position][1] == "." else position

    def _literal(self, tokens: list[tuple[str, str, int]], position: int) -> int:
        _, quoted, line = tokens[position]
        following = tokens[position + 1][0] if position + 1 < len(tokens) else ""
        language = tokens[position + 1][1] if following == "language" else ""
        self._term(f'"{_unquoted(quoted)}"@{language.lower()}', line)
        return position + {"language": 2, "datatype": 3}.get(following, 1)

    def _resolved(self, kind: str, value: str) -> str:
        if kind == "iri":
            return value if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", value) else self._base + value
        if kind == "name":
            prefix, _, local = value.partition(":")
            return self._prefixes.get(prefix, "") + re.sub(r"\\(.)", r"\1", local)
        if kind == "word" and value == "a" and self._predicate is None:
            return str(RDF.type)
        return value if kind == "blank" else f'"{value}"@'

    def _mark(self, mark: str, line: int) -> None:
        if mark in "[(":
            self._enter(mark, line)
        elif mark in "])":
            _, self._subject, self._predicate = self._outer.pop()
            if self._subject is None:
                self._subject = "_:bracket"
        elif mark == ";":
            self._predicate = None
        elif mark == ".":
            self._subject = self._predicate = None

    def _enter(self, mark: str, line: int) -> None:
        if self._subject is not None:
            self._lines.note(self._subject, self._predicate, None, line)
        self._outer.append((mark, self._subject, self._predicate))
        self._blank_nodes += 1
        self._subject, self._predicate = f"_:bracket-{self._blank_nodes}", "" if mark == "(" else None

    def _term(self, term: str, line: int) -> None:
        if self._subject is None:
            self._subject = term
            self._lines.note(term, None, None, line)
        elif self._predicate is None:
            self._predicate = term
            self._lines.note(self._subject, term, None, line)
        else:
            self._lines.note(self._subject, self._predicate, term, line)


def _unquoted(quoted: str) -> str:
    marks = 3 if quoted[:3] in ('"""', "'''") and len(quoted) > 5 else 1
    return _ESCAPE.sub(_unescaped, quoted[marks:-marks])


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(match[3], match[3])
