"""
Canonical Turtle: one graph, one text.

Prefixes first, then document headers (ontology, concept scheme), then subjects by IRI; `a` first and other
predicates by IRI; one value a line, by language then text; the final `.` alone on its line. Comments are
dropped. Blank nodes are written inside the node that names them; a shared or circular one gets a label.

`python -m allianceskg.rdf.turtle [--check] FILE…` rewrites files, or only says which are not canonical.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from allianceskg.errors import DataError, TurtleSyntaxError
from allianceskg.files import replacing
from allianceskg.language import Text
from allianceskg.terms import (
    PREFIXES,
    RDF_LANG_STRING,
    RDF_TYPE,
    VOCABULARY,
    XSD_BOOLEAN,
    XSD_DECIMAL,
    XSD_INTEGER,
    XSD_STRING,
)

Term = NamedNode | BlankNode | Literal
Node = NamedNode | BlankNode

_FIRST: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#first")
_REST: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#rest")
_NIL: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil")
_TYPE: Final = NamedNode(RDF_TYPE)
_HEADERS: Final = frozenset(
    NamedNode(iri)
    for iri in (
        "http://www.w3.org/2002/07/owl#Ontology",
        "http://www.w3.org/2004/02/skos/core#ConceptScheme",
    )
)
# A subset of PN_LOCAL that needs no escape: what is outside it is written as a whole IRI.
_LOCAL_NAME: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_BARE_LITERALS: Final = {
    XSD_INTEGER: re.compile(r"[+-]?[0-9]+"),
    XSD_DECIMAL: re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD_BOOLEAN: re.compile(r"true|false"),
}
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_CONTROL: Final = re.compile(r'[\x00-\x1f\x7f"\\]')
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_PLACE: Final = re.compile(r"line (\d+)(?:\D+column (\d+))?")
_INDENT: Final = "    "


def parse(text: str | bytes, *, source: str, base: str | None = None) -> list[Triple]:
    """
    Read Turtle, or N-Triples, which is Turtle.

    Args:
        source: How the reader knows the text: a file name, for the message.
        base: The IRI that relative IRIs are resolved against; without one they are faults.

    Raises:
        TurtleSyntaxError: With line, column and the line itself.
    """
    data = text.encode() if isinstance(text, str) else text
    try:
        data.decode()
    except UnicodeDecodeError as fault:
        raise _not_utf8(data, fault, source) from fault
    try:
        return [quad.triple for quad in pyoxigraph.parse(data, format=RdfFormat.TURTLE, base_iri=base)]
    except SyntaxError as fault:
        raise _syntax_error(fault, data.decode(), source) from fault


def as_n_quads(text: bytes, graph: str, *, source: str) -> bytes:
    """
    Turn Turtle into N-Quads of one graph; its blank nodes get names that no other text has.

    Args:
        source: As for `parse`.

    Raises:
        TurtleSyntaxError: As for `parse`.
    """
    quads = pyoxigraph.parse(text, format=RdfFormat.TURTLE, rename_blank_nodes=True)
    try:
        written = pyoxigraph.serialize(quads, format=RdfFormat.N_TRIPLES)
    except SyntaxError:
        parse(text, source=source)
        raise
    assert written is not None  # it is only when a file is written
    # A line ends nowhere but after a triple, so the graph can be put there, at half the cost of a quad for each triple.
    return written.replace(b" .\n", f" {NamedNode(graph)} .\n".encode())


def read(path: Path, *, base: str | None = None) -> list[Triple]:
    """
    Read a `.ttl` file, or a `.ttl.gz` one.

    Raises:
        DataError: The file is missing or unreadable.
        TurtleSyntaxError: The file is not Turtle.
    """
    return parse(read_bytes(path), source=str(path), base=base)


def read_bytes(path: Path) -> bytes:
    """
    Return the bytes of a file, unpacked when it ends in `.gz`.

    Raises:
        DataError: The file is missing or unreadable.
    """
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except (OSError, EOFError) as fault:
        raise DataError(
            Text(
                fr=f"{path} : le fichier ne peut pas être lu ({fault}).",
                en=f"{path}: the file cannot be read ({fault}).",
            ),
            hint=Text(fr="Vérifiez le nom et les droits du fichier.", en="Check the file's name and permissions."),
        ) from fault


def format_turtle(triples: Iterable[Triple]) -> str:
    """
    Write triples as canonical Turtle.

    Returns:
        The same text for isomorphic graphs; a graph of no triple gives the empty text.
    """
    dataset = pyoxigraph.Dataset(pyoxigraph.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    if any(isinstance(term, BlankNode) for quad in dataset for term in (quad.subject, quad.object)):
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return _Writer([quad.triple for quad in dataset]).text()


def abbreviate(iri: str) -> str:
    """
    Return the prefixed name of an IRI, or the IRI itself when no prefix fits.

    >>> abbreviate("https://w3id.org/alliances/vocabulary/needs/definir-strategie")
    'voc-needs:definir-strategie'
    """
    return _prefixed(iri) or iri


def write(path: Path, triples: Iterable[Triple]) -> bool:
    """Write canonical Turtle to a file, the whole of it or nothing; return whether its text changed."""
    text = format_turtle(triples)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    with replacing(path, is_durable=True) as file:
        file.write(text.encode())
    return True


class _Writer:
    """One serialisation: the graph by subject, the prefixes used, the nodes that are written in place."""

    def __init__(self, triples: Sequence[Triple]) -> None:
        self._by_subject: dict[Node, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
        references: Counter[BlankNode] = Counter()
        for triple in triples:
            subject, value = triple.subject, triple.object
            if isinstance(subject, Triple) or isinstance(value, Triple):
                raise DataError(
                    Text(
                        fr="Un triplet RDF 1.2 cité ne s'écrit pas en Turtle 1.1.",
                        en="A quoted RDF 1.2 triple cannot be written in Turtle 1.1.",
                    ),
                )
            self._by_subject[subject][triple.predicate].append(value)
            if isinstance(value, BlankNode):
                references[value] += 1
        self._prefixes: set[str] = set()
        self._labelled = self._nodes_that_need_a_label(references)

    def text(self) -> str:
        if not self._by_subject:
            return ""
        blocks = [self._block(subject) for subject in sorted(self._top_subjects(), key=self._subject_key)]
        prefixes = "".join(f"@prefix {name}: <{_namespace(name)}> .\n" for name in sorted(self._prefixes))
        return "\n".join([prefixes, *blocks] if prefixes else blocks)

    def _nodes_that_need_a_label(self, references: Counter[BlankNode]) -> set[BlankNode]:
        """Find the blank nodes named more than once, or only from a circle of blank nodes."""
        labelled = {node for node, count in references.items() if count > 1}
        reached: set[Node] = set()
        starts: list[Node] = [
            subject
            for subject in self._by_subject
            if not isinstance(subject, BlankNode) or subject not in references or subject in labelled
        ]
        self._reach(starts, reached)
        circular = sorted(
            (node for node in self._by_subject if isinstance(node, BlankNode) and node not in reached),
            key=lambda node: node.value,
        )
        for node in circular:
            if node not in reached:
                labelled.add(node)
                self._reach([node], reached)
        return labelled

    def _reach(self, starts: Iterable[Node], reached: set[Node]) -> None:
        pending = list(starts)
        while pending:
            node = pending.pop()
            if node in reached:
                continue
            reached.add(node)
            for values in self._by_subject.get(node, {}).values():
                pending.extend(value for value in values if isinstance(value, BlankNode))

    def _top_subjects(self) -> Iterator[Node]:
        nested = {
            value
            for predicates in self._by_subject.values()
            for values in predicates.values()
            for value in values
            if isinstance(value, BlankNode) and value not in self._labelled
        }
        return (subject for subject in self._by_subject if subject not in nested)

    def _subject_key(self, subject: Node) -> tuple[int, int, str]:
        is_header = not _HEADERS.isdisjoint(self._by_subject[subject].get(_TYPE, ()))
        return (0 if is_header else 1, 1 if isinstance(subject, BlankNode) else 0, subject.value)

    def _block(self, subject: Node) -> str:
        if isinstance(subject, BlankNode):
            name = f"_:{subject.value}" if subject in self._labelled else "[]"
        else:
            name = self._iri(subject.value)
        return f"{name}\n{self._predicates(subject, depth=1)}\n.\n"

    def _predicates(self, subject: Node, *, depth: int) -> str:
        indent = _INDENT * depth
        predicates = self._by_subject[subject]
        lines = []
        for predicate in sorted(predicates, key=lambda iri: (iri != _TYPE, iri.value)):
            name = "a" if predicate == _TYPE else self._iri(predicate.value)
            values = sorted(predicates[predicate], key=self._value_key)
            if len(values) == 1:
                lines.append(f"{indent}{name} {self._value(values[0], depth)} ;")
            else:
                inner = f" ,\n{indent}{_INDENT}".join(self._value(value, depth + 1) for value in values)
                lines.append(f"{indent}{name}\n{indent}{_INDENT}{inner} ;")
        return "\n".join(lines)

    def _value_key(self, value: Term) -> tuple[int, str, str, str]:
        if isinstance(value, Literal):
            return (1, value.language or "", value.value, value.datatype.value)
        if isinstance(value, BlankNode) and value not in self._labelled:
            # By content, so that the order does not hang on the label that canonicalisation chose.
            return (2, self._value(value, 0), "", "")
        return (0, value.value, "", "")

    def _value(self, value: Term, depth: int) -> str:
        if isinstance(value, NamedNode):
            return self._iri(value.value)
        if isinstance(value, Literal):
            return self._literal(value)
        items = self._list_items(value)
        if items is not None:
            return f"( {' '.join(self._value(item, depth) for item in items)} )"
        if value in self._labelled:
            return f"_:{value.value}"
        if value not in self._by_subject:
            return "[]"
        return f"[\n{self._predicates(value, depth=depth + 1)}\n{_INDENT * depth}]"

    def _list_items(self, node: Node) -> list[Term] | None:
        """Return the members of a well-formed list whose cells nobody else names; None for anything else."""
        items: list[Term] = []
        while node != _NIL:
            cell = self._by_subject.get(node)
            if (
                not isinstance(node, BlankNode)
                or node in self._labelled
                or cell is None
                or set(cell) != {_FIRST, _REST}
            ):
                return None
            if len(cell[_FIRST]) != 1 or len(cell[_REST]) != 1:
                return None
            items.append(cell[_FIRST][0])
            rest = cell[_REST][0]
            if isinstance(rest, Literal):
                return None
            node = rest
        return items or None

    def _iri(self, iri: str) -> str:
        name = _prefixed(iri)
        if name is None:
            return NamedNode(iri).__str__()
        self._prefixes.add(name.split(":", 1)[0])
        return name

    def _literal(self, literal: Literal) -> str:
        datatype = literal.datatype.value
        pattern = _BARE_LITERALS.get(datatype)
        if pattern is not None and pattern.fullmatch(literal.value):
            return literal.value
        quoted = _quote(literal.value)
        if datatype == RDF_LANG_STRING:
            return f"{quoted}@{literal.language}"
        return quoted if datatype == XSD_STRING else f"{quoted}^^{self._iri(datatype)}"


def _quote(text: str) -> str:
    if "\n" in text and '"""' not in text and not text.endswith('"') and "\r" not in text:
        body = _UNPRINTABLE.sub(_escape, text.replace("\\", "\\\\"))
        return f'"""{body}"""'
    return f'"{_CONTROL.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _ESCAPES.get(character, f"\\u{ord(character):04X}")


def _namespace(prefix: str) -> str:
    return PREFIXES[prefix] if prefix in PREFIXES else f"{VOCABULARY}{prefix.removeprefix('voc-')}/"


def _prefixed(iri: str) -> str | None:
    """Return the prefixed name of an IRI, by the longest namespace that leaves a plain local name."""
    if iri.startswith(VOCABULARY):
        scheme, separator, local = iri.removeprefix(VOCABULARY).partition("/")
        if separator and _LOCAL_NAME.fullmatch(local) and re.fullmatch(r"[a-z][a-z0-9-]*", scheme):
            return f"voc-{scheme}:{local}"
        return None
    for prefix, namespace in _NAMESPACES_LONGEST_FIRST:
        if iri.startswith(namespace) and _LOCAL_NAME.fullmatch(iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return None


_NAMESPACES_LONGEST_FIRST: Final = sorted(PREFIXES.items(), key=lambda pair: -len(pair[1]))


def _syntax_error(fault: SyntaxError, text: str, source: str) -> TurtleSyntaxError:
    line, column = fault.lineno, fault.offset
    place = _PLACE.search(fault.msg or "")
    if line is None and place is not None:
        line, column = int(place[1]), int(place[2]) if place[2] else None
    lines = text.splitlines()
    excerpt = lines[line - 1] if line is not None and 0 < line <= len(lines) else ""
    detail = re.sub(r"^Parser error at line \d+(?: between columns? .*?| column \d+)?: ", "", fault.msg or "")
    caret = f"\n    {' ' * (column - 1)}^" if column is not None else ""
    shown = f"\n    {excerpt}{caret}" if excerpt else ""
    where_fr = f", ligne {line}" + (f", colonne {column}" if column else "") if line else ""
    where_en = f", line {line}" + (f", column {column}" if column else "") if line else ""
    return TurtleSyntaxError(
        Text(
            fr=f"{source}{where_fr} : ce n'est pas du Turtle valide ({detail}).{shown}",
            en=f"{source}{where_en}: this is not valid Turtle ({detail}).{shown}",
        ),
        source=source,
        line=line,
        column=column,
        excerpt=excerpt,
        hint=Text(
            fr="Regardez cette ligne et celle d'avant : il manque souvent un guillemet, un « ; » ou le « . » final.",
            en="Look at this line and the one before it: often a quote, a “;” or the final “.” is missing.",
        ),
    )


def _not_utf8(data: bytes, fault: UnicodeDecodeError, source: str) -> TurtleSyntaxError:
    line = data.count(b"\n", 0, fault.start) + 1
    return TurtleSyntaxError(
        Text(
            fr=f"{source}, ligne {line} : le fichier n'est pas enregistré en UTF-8.",
            en=f"{source}, line {line}: the file is not saved as UTF-8.",
        ),
        source=source,
        line=line,
        hint=Text(
            fr="Enregistrez-le de nouveau en choisissant l'encodage UTF-8.",
            en="Save it again, choosing the UTF-8 encoding.",
        ),
    )


def main(arguments: Sequence[str]) -> int:
    """Rewrite files in canonical form, or with `--check` list those that are not; 1 when there are some."""
    check = "--check" in arguments
    status = 0
    for path in (Path(argument) for argument in arguments if argument != "--check"):
        triples = read(path)
        if check and path.read_text(encoding="utf-8") != format_turtle(triples):
            sys.stdout.write(f"{path}: not in canonical form (make format rewrites it)\n")
            status = 1
        elif not check and write(path, triples):
            sys.stdout.write(f"{path}: rewritten\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
