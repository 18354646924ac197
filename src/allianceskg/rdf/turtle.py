"""
Canonical Turtle: one graph, one text.

Prefixes first, then document headers (ontology, concept scheme), then subjects by IRI; `a` first and other
predicates by IRI; one value a line, by language then text; the final `.` alone on its line. Comments are
dropped. Blank nodes are written inside the node that names them; a shared or circular one gets a label.

`python -m allianceskg.rdf.turtle [--check] FILE…` rewrites files, or only says which are not canonical.
"""

from __future__ import annotations

import contextlib
import gzip
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import RdfFormat

from allianceskg.errors import DataError, TurtleSyntaxError
from allianceskg.files import replacing
from allianceskg.language import Text
from allianceskg.rdf.oxigraph_terms import UnknownTermError, native_node, native_term, triple_of
from allianceskg.rdf.place import reported_place
from allianceskg.rdf.term import IRI, BlankNode, Literal, Term, Triple
from allianceskg.terms import (
    PREFIXES,
    RDF_TYPE,
    VOCABULARY,
    XSD_BOOLEAN,
    XSD_DECIMAL,
    XSD_INTEGER,
    XSD_STRING,
)

Subject = IRI | BlankNode

_FIRST: Final = IRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#first")
_REST: Final = IRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#rest")
_NIL: Final = IRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil")
_TYPE: Final = IRI(RDF_TYPE)
_HEADERS: Final = frozenset(
    IRI(iri)
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
_INDENT: Final = "    "
_MOST_KEPT: Final = 20_000


def parse(
    text: str | bytes, *, source: str, base: str | None = None, leaves_out_new_terms: bool = False
) -> list[Triple]:
    """
    Read Turtle, or N-Triples, which is Turtle.

    Args:
        source: How the reader knows the text: a file name, for the message.
        base: The IRI that relative IRIs are resolved against; without one they are faults.
        leaves_out_new_terms: Whether statements with a term of RDF 1.2 are left out, not refused.

    Raises:
        TurtleSyntaxError: With line, column and the line itself.
        DataError: There is a term of RDF 1.2 in it.
    """
    data = text.encode() if isinstance(text, str) else text
    try:
        decoded = data.decode()
    except UnicodeDecodeError as fault:
        raise _not_utf8(data, fault, source) from fault
    try:
        quads = pyoxigraph.parse(data, format=RdfFormat.TURTLE, base_iri=base)
        if leaves_out_new_terms:
            return [*_known_triples(quads)]
        return [triple_of(quad.triple) for quad in quads]
    except SyntaxError as fault:
        raise _syntax_error(fault, decoded, source) from fault
    except UnknownTermError as fault:
        raise _too_new(fault, source) from fault


def _known_triples(quads: Iterable[pyoxigraph.Quad]) -> Iterator[Triple]:
    for quad in quads:
        with contextlib.suppress(UnknownTermError):
            yield triple_of(quad.triple)


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
    return written.replace(b" .\n", f" {IRI(graph)} .\n".encode())


def as_n_triples(text: bytes, *, base: str) -> str:
    """
    Turn Turtle into N-Triples, without a step in this language for each triple; a triple may come twice.

    Args:
        base: The IRI that relative IRIs are resolved against.

    Raises:
        TurtleSyntaxError: As for `parse`.
    """
    try:
        quads = pyoxigraph.parse(text, format=RdfFormat.TURTLE, base_iri=base)
        # Quads of no named graph are written as triples are.
        written = pyoxigraph.serialize(quads, format=RdfFormat.N_QUADS)
    except SyntaxError as fault:
        raise _syntax_error(fault, text.decode(errors="replace"), "") from fault
    assert written is not None  # it is only when a file is written
    return written.decode()


def read(path: Path, *, base: str | None = None) -> list[Triple]:
    """
    Read a `.ttl` file, or a `.ttl.gz` one.

    Raises:
        DataError: The file is missing or unreadable, or there is a term of RDF 1.2 in it.
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
    different = dict.fromkeys(triples)
    if any(isinstance(term, BlankNode) for triple in different for term in (triple.subject, triple.object)):
        different = dict.fromkeys(_canonical(different))
    return _Writer(different).text()


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


def _canonical(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Give blank nodes the labels that isomorphic graphs have in common."""
    dataset = pyoxigraph.Dataset(
        pyoxigraph.Quad(native_node(subject), pyoxigraph.NamedNode(predicate.value), native_term(value))
        for subject, predicate, value in triples
    )
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return (triple_of(quad.triple) for quad in dataset)


class _Writer:
    """One serialisation: the graph by subject, the prefixes used, the nodes that are written in place."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._by_subject: dict[Subject, dict[IRI, list[Term]]] = defaultdict(lambda: defaultdict(list))
        references: Counter[BlankNode] = Counter()
        for triple in triples:
            subject, value = triple.subject, triple.object
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
        reached: set[Subject] = set()
        starts: list[Subject] = [
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

    def _reach(self, starts: Iterable[Subject], reached: set[Subject]) -> None:
        pending = list(starts)
        while pending:
            node = pending.pop()
            if node in reached:
                continue
            reached.add(node)
            for values in self._by_subject.get(node, {}).values():
                pending.extend(value for value in values if isinstance(value, BlankNode))

    def _top_subjects(self) -> Iterator[Subject]:
        nested = {
            value
            for predicates in self._by_subject.values()
            for values in predicates.values()
            for value in values
            if isinstance(value, BlankNode) and value not in self._labelled
        }
        return (subject for subject in self._by_subject if subject not in nested)

    def _subject_key(self, subject: Subject) -> tuple[int, int, str]:
        is_header = not _HEADERS.isdisjoint(self._by_subject[subject].get(_TYPE, ()))
        return (0 if is_header else 1, 1 if isinstance(subject, BlankNode) else 0, subject.value)

    def _block(self, subject: Subject) -> str:
        if isinstance(subject, BlankNode):
            name = f"_:{subject.value}" if subject in self._labelled else "[]"
        else:
            name = self._iri(subject.value)
        return f"{name}\n{self._predicates(subject, depth=1)}\n.\n"

    def _predicates(self, subject: Subject, *, depth: int) -> str:
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
            return (1, value.language or "", value.value, value.datatype)
        if isinstance(value, BlankNode) and value not in self._labelled:
            # By content, so that the order does not hang on the label that canonicalisation chose.
            return (2, self._value(value, 0), "", "")
        return (0, value.value, "", "")

    def _value(self, value: Term, depth: int) -> str:
        if isinstance(value, IRI):
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

    def _list_items(self, node: Subject) -> list[Term] | None:
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
            return str(IRI(iri))
        self._prefixes.add(name.split(":", 1)[0])
        return name

    def _literal(self, literal: Literal) -> str:
        datatype = literal.datatype
        pattern = _BARE_LITERALS.get(datatype)
        if pattern is not None and pattern.fullmatch(literal.value):
            return literal.value
        quoted = _quote(literal.value)
        if literal.language is not None:
            return f"{quoted}@{literal.language.lower()}"
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


@lru_cache(maxsize=_MOST_KEPT)
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
    place = reported_place(fault)
    line, column = place or (None, None)
    detail = re.sub(r"^Parser error at line \d+(?: between columns? .*?| column \d+)?: ", "", fault.msg or "")
    shown = place.shown_in(text) if place is not None else ""
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
        excerpt=place.line_of(text) if place is not None else "",
        hint=Text(
            fr="Regardez cette ligne et celle d'avant : il manque souvent un guillemet, un « ; » ou le « . » final.",
            en="Look at this line and the one before it: often a quote, a “;” or the final “.” is missing.",
        ),
    )


def _too_new(fault: UnknownTermError, source: str) -> DataError:
    return DataError(
        Text(
            fr=f"{source} : ce terme RDF 1.2 ne se lit pas ici : {fault}.",
            en=f"{source}: this RDF 1.2 term is not read here: {fault}.",
        ),
        hint=Text(fr="Écrivez-le en RDF 1.1.", en="Write it in RDF 1.1."),
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
