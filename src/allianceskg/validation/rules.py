"""
What SHACL cannot say, for it sees one graph and not the file: which nodes a file may describe, and how parts hang together.

Each rule has its words in `ontology/shapes/Graph.ttl`, as a shape that no engine evaluates. The rules read a file as
N-Triples terms by subject and predicate, so that the judge of one file and the quick judge of many ask the same ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from rdflib import BNode, Literal, URIRef

from allianceskg.files import Home
from allianceskg.terms import AKG, BASE, slug
from allianceskg.validation.blocks import read_blocks
from allianceskg.validation.compiled import Token, lexical, token
from allianceskg.validation.engine import Result
from allianceskg.validation.findings import RecordKind
from allianceskg.validation.judged_files import Given
from allianceskg.validation.nodes import DCTERMS, RDF, SHAPE, TERM, Node

COMPONENT: Final = SHAPE.GraphRule
FOLDERS: Final[Mapping[RecordKind, str]] = {"case": "cases", "actor": "actors", "resource": "resources"}
"""Where the published records of a kind lie, below the data."""

_TYPE: Final = token(RDF.type)
_SOURCE: Final = token(DCTERMS.source)
_HAS_SOURCE: Final = token(TERM.hasSource)
_STATUS: Final = token(TERM.editorialStatus)
_DRAFT: Final = "<https://w3id.org/alliances/vocabulary/editorial-statuses/brouillon>"
_RETIRED: Final = "<https://w3id.org/alliances/vocabulary/editorial-statuses/retire>"
_REASON: Final = token(TERM.retirementReason)
_MERGED: Final = token(TERM.mergedInto)
_LOOKED_AT: Final = (token(TERM.lastConfirmed), token(TERM.consultedOn))
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SIREN: Final = token(TERM.siren)
_CONFLICT: Final = token(TERM.conflictsWith)
_OURS: Final = f"<{AKG}"
_OUR_SPACE: Final = f"<{BASE}"
_DATASETS: Final = frozenset(
    {"<http://rdfs.org/ns/void#Dataset>", "<http://www.w3.org/ns/dcat#Dataset>", "<http://www.w3.org/ns/dcat#Catalog>"}
)
"""By which a partner's file says what it is and under which licence."""
_NUMBER: Final = re.compile(r"[0-9]{9}")


class RuleFault(NamedTuple):
    """What a rule finds: its name, the node, and the property and the value where there are."""

    rule: str
    focus: Token
    path: Token | None = None
    value: Token | None = None


@dataclass(frozen=True)
class Described:
    """
    A file, or a text, as the rules see it.

    Attributes:
        blocks: The values of each property of each subject, each once.
        records: The cases, actors, resources or profiles it describes; the first gives it its name.
        kind: Of the first record.
        path: None for a text.
    """

    blocks: Mapping[Token, Mapping[Token, Collection[Token]]]
    records: Sequence[Token]
    kind: RecordKind
    path: Path | None

    @property
    def main(self) -> Token:
        """The record that the file is about."""
        return self.records[0]

    @cached_property
    def part(self) -> str:
        """How the names of the parts of the main record begin."""
        return f"{self.main[:-1]}#"

    @cached_property
    def links(self) -> Sequence[tuple[Token, Token, Token]]:
        """Everything that is said with a node as value."""
        return [
            (subject, path, value)
            for subject, block in self.blocks.items()
            for path, values in block.items()
            for value in values
            if value[0] != '"'
        ]

    def values(self, path: Token) -> Iterator[tuple[Token, Token]]:
        """Give each subject and value of a property."""
        for subject, block in self.blocks.items():
            for value in block.get(path, ()):
                yield subject, value


def check(given: Given, home: Home, *, classes: Collection[str]) -> list[Result]:
    """
    Apply every rule to one file.

    Args:
        given: The file.
        home: Where the published files are.
        classes: The classes of the ontology.
    """
    blocks: dict[Token, dict[Token, dict[Token, None]]] = {}
    nodes: dict[Token, Node] = {}
    for triple in given.triples:
        subject, predicate, value = map(token, triple)
        nodes.update(zip((subject, predicate, value), triple, strict=True))
        blocks.setdefault(subject, {}).setdefault(predicate, {})[value] = None
    records = [token(URIRef(record.iri)) for record in given.records]
    described = Described(blocks, records, given.main.kind, given.path)
    return [_result(fault, nodes) for fault in faults(described, home, classes=frozenset(map(_bracketed, classes)))]


def faults(described: Described, home: Home, *, classes: Collection[Token]) -> Iterator[RuleFault]:
    """Apply every rule to one file; see `check`."""
    for rule in _RULES:
        yield from rule(described)
    yield from _types(described, classes)
    yield from _published(described, home)
    yield from _template_texts(described, home)


def described_twice(all_given: Iterable[Given]) -> Iterator[tuple[Given, Result]]:
    """Find the records that a second file describes too."""
    seen: set[str] = set()
    for given in all_given:
        for record in given.records:
            if record.iri in seen:
                yield given, _result(RuleFault("oneRecord", f"<{record.iri}>"), {})
            seen.add(record.iri)


def _subjects(file: Described) -> Iterator[RuleFault]:
    """A file describes its record and the parts of it."""
    foreign = [one for one in file.blocks if one[0] == "<" and one != file.main and not one.startswith(file.part)]
    others = file.records[1:]
    for subject in sorted(foreign, key=lexical):
        if subject in others:
            yield RuleFault("oneRecord", subject)
        elif _document(subject) not in others and not _is_partners_dataset(subject, file):
            yield RuleFault("subject", subject)


def _is_partners_dataset(subject: Token, file: Described) -> bool:
    """Tell whether a node describes somebody else's data as a whole, which is where a file states its licence."""
    return not subject.startswith(_OUR_SPACE) and not _DATASETS.isdisjoint(file.blocks[subject].get(_TYPE, ()))


def _blank_nodes(file: Described) -> Iterator[RuleFault]:
    """Parts have names."""
    pointed_at = set()
    for subject, path, value in file.links:
        if value[0] == "_":
            pointed_at.add(value)
            if subject[0] == "<":
                yield RuleFault("blankNode", subject, path, value)
    if any(one[0] == "_" and one not in pointed_at for one in file.blocks):
        yield RuleFault("blankNode", file.main)


def _fragments(file: Described) -> Iterator[RuleFault]:
    """A part that is cited is described."""
    for subject, path, value in file.links:
        if value.startswith(file.part) and value not in file.blocks and subject[0] == "<":
            yield RuleFault("fragment", subject, path, value)


def _orphans(file: Described) -> Iterator[RuleFault]:
    """A part that is described is cited."""
    cited = {value for subject, _, value in file.links if subject != value}
    orphans = (subject for subject in file.blocks if subject.startswith(file.part) and subject not in cited)
    yield from (RuleFault("orphan", subject) for subject in sorted(orphans, key=lexical))


def _own_sources(file: Described) -> Iterator[RuleFault]:
    """A statement cites the sources of its own record."""
    own: dict[Token, set[Token]] = {}
    for subject, value in file.values(_HAS_SOURCE):
        own.setdefault(_document(subject), set()).add(value)
    for subject, value in file.values(_SOURCE):
        record = _document(subject)
        if subject[0] != "<" or value[0] != "<" or record not in file.records:
            continue
        is_undescribed_part = value.startswith(file.part) and value not in file.blocks
        if value not in own.get(record, ()) and not is_undescribed_part:
            yield RuleFault("ownSource", subject, _SOURCE, value)


def _conflicts(file: Described) -> Iterator[RuleFault]:
    """A conflict is told on both sides."""
    pairs = set(file.values(_CONFLICT))
    for subject, value in sorted(pairs):
        if (value, subject) not in pairs and value in file.blocks and subject[0] == "<":
            yield RuleFault("conflict", subject, _CONFLICT, value)


def _siren_keys(file: Described) -> Iterator[RuleFault]:
    """The last digit of a SIREN number follows from the others (Luhn)."""
    for subject, value in file.values(_SIREN):
        number = lexical(value)
        if _NUMBER.fullmatch(number) and not is_siren(number):
            yield RuleFault("sirenKey", subject, _SIREN, value)


def is_siren(text: str) -> bool:
    """Tell whether a text is a SIREN number, its key included."""
    if _NUMBER.fullmatch(text) is None:
        return False
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(text))
    return sum(sum(divmod(number, 10)) for number in doubled) % 10 == 0


def _types(file: Described, classes: Collection[Token]) -> Iterator[RuleFault]:
    """Every node has a class of the ontology, and none that looks like one and is not."""
    for subject, block in file.blocks.items():
        types = block.get(_TYPE, ())
        named = [one for one in types if one[0] == "<"]
        wrong = next((one for one in named if one.startswith(_OURS) and one not in classes), None)
        is_known = any(one in classes for one in types) or _is_partners_dataset(subject, file)
        if subject[0] == "<" and (wrong is not None or not is_known):
            yield RuleFault("type", subject, _TYPE if named else None, wrong)


def _published(file: Described, home: Home) -> Iterator[RuleFault]:
    """A published file bears the name of its record, and is no draft."""
    folder = FOLDERS.get(file.kind)
    if file.path is None or folder is None or file.path.resolve().parent != (home.records / folder).resolve():
        return
    if file.path.name.removesuffix(".ttl") != slug(lexical(file.main)):
        yield RuleFault("fileName", file.main, None, token(Literal(file.path.name)))
    if _DRAFT in file.blocks.get(file.main, {}).get(_STATUS, ()):
        yield RuleFault("published", file.main, _STATUS, _DRAFT)


def _future(file: Described) -> Iterator[RuleFault]:
    """Nothing was confirmed or consulted after today."""
    today = date.today().isoformat()
    for path in _LOOKED_AT:
        for subject, value in file.values(path):
            if value[0] == '"' and _DAY.fullmatch(lexical(value)) and lexical(value) > today:
                yield RuleFault("future", subject, path, value)


def _reasons(file: Described) -> Iterator[RuleFault]:
    """A retired case says why."""
    said = file.blocks.get(file.main, {})
    if _RETIRED in said.get(_STATUS, ()) and not said.get(_REASON) and not said.get(_MERGED):
        yield RuleFault("reason", file.main, _STATUS, _RETIRED)


def _template_texts(file: Described, home: Home) -> Iterator[RuleFault]:
    """What a template says is invented, and stands in templates only."""
    folder = home.data / "templates"
    if file.path is not None and file.path.resolve().parent == folder.resolve():
        return
    for subject, block in file.blocks.items():
        for path, values in block.items():
            for value in values:
                if value[0] == '"' and _is_invented(value) and value in _invented_texts(folder):
                    yield RuleFault("template", subject, path, value)


@lru_cache(maxsize=4)
def _invented_texts(folder: Path) -> frozenset[Token]:
    """Return the texts of the templates that say they are invented."""
    blocks = [read_blocks(path) or {} for path in sorted(folder.glob("*.ttl"))]
    texts = (text for one in blocks for block in one.values() for values in block.values() for text in values)
    return frozenset(text for text in texts if text[0] == '"' and _is_invented(text))


def _is_invented(text: Token) -> bool:
    return "nvent" in text


def _document(one: Token) -> Token:
    """Return the IRI of what a node is a part of."""
    document, hash_mark, _ = one.partition("#")
    return f"{document}>" if hash_mark else one


def _bracketed(iri: str) -> Token:
    return f"<{iri}>"


def _result(fault: RuleFault, nodes: Mapping[Token, Node]) -> Result:
    """Turn what a rule finds into a result of validation, with the nodes as they were read."""
    focus, path, value = (None if one is None else nodes.get(one, _node(one)) for one in fault[1:])
    assert isinstance(focus, URIRef)
    assert path is None or isinstance(path, URIRef)
    return Result(focus, path, value, SHAPE[f"Graph-{fault.rule}"], COMPONENT)


def _node(one: Token) -> Node:
    match one[0]:
        case "<":
            return URIRef(one[1:-1])
        case "_":
            return BNode(one[2:])
        case _:
            return Literal(lexical(one))


_RULES: Final[tuple[Callable[[Described], Iterator[RuleFault]], ...]] = (
    _subjects, _blank_nodes, _fragments, _orphans, _own_sources, _conflicts, _siren_keys, _future,
    _reasons,
)  # fmt: skip
