"""
Which files of a large catalogue need a closer look, found without building a graph of it.

Each file is read as N-Triples text and judged by the compiled constraints. The rules on whole files are screened: a file
passes only where none of them can find anything. What does not pass is judged again, and put into words, by the
`Validator`; so this module decides what is looked at, never what is found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import pyoxigraph

from allianceskg import turtle
from allianceskg.errors import DataError
from allianceskg.language import Text, same
from allianceskg.terms import ACTOR, AKG, CASE, RESOURCE, TERRITORY, slug
from allianceskg.validation import rules
from allianceskg.validation.compiled import Compiled, Data, Failure, language, lexical, token
from allianceskg.validation.engine import broader_concepts, compile_shapes
from allianceskg.validation.findings import Record, RecordKind
from allianceskg.validation.nodes import DCTERMS, FOREIGN_BASE, OWL, RDF, SH, SKOS, TERM
from allianceskg.validation.reference import Reference

Blocks = dict[str, dict[str, list[str]]]

_TYPE: Final = token(RDF.type)
_SOURCE: Final = token(DCTERMS.source)
_HAS_SOURCE: Final = token(TERM.hasSource)
_STATUS: Final = token(TERM.editorialStatus)
_DRAFT: Final = token(rules.DRAFT)
_SIREN: Final = token(TERM.siren)
_CONFLICT: Final = token(TERM.conflictsWith)
_TITLES: Final = (token(DCTERMS.title), token(SKOS.prefLabel))
_KINDS: Final[dict[str, tuple[str, RecordKind]]] = {
    token(TERM.CaseStudy): ("cases", "case"),
    token(TERM.Actor): ("actors", "actor"),
    token(TERM.Resource): ("resources", "resource"),
}
_DOCUMENTS: Final = (CASE, ACTOR, RESOURCE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What the quick run says of one file.

    Attributes:
        record: What it describes; None when the quick run cannot tell.
        infos: How many suggestions it gets; these alone block nothing.
        is_clear: Whether there is nothing but suggestions to tell.
        referred: IRIs of the records of the catalogue that it refers to.
    """

    path: Path
    record: Record | None
    infos: int
    is_clear: bool
    referred: tuple[str, ...]


class QuickJudge:
    """Judges files of the catalogue, as many at a time as memory should hold."""

    def __init__(self, reference: Reference) -> None:
        """
        Raises:
            NotCompiledError: The shapes ask for something that is not compiled; nothing can be judged quickly then.
        """
        self._reference = reference
        background = reference.background_graph
        self._compiled: Compiled = compile_shapes(reference.shapes, background)
        self._broader = broader_concepts(background)
        self._classes = frozenset(
            token(one) for one in reference.ontology.subjects(RDF.type, OWL.Class) if str(one).startswith(AKG)
        )
        types: dict[str, list[str]] = defaultdict(list)
        for subject, value in background.subject_objects(RDF.type):
            types[token(subject)].append(token(value))
        self._types = dict(types)
        self._types_of_document = lru_cache(maxsize=20_000)(self._read_types)
        self._infos = set(reference.shapes.subjects(SH.severity, SH.Info))

    def judge(self, paths: Sequence[Path]) -> list[Verdict]:
        """Judge published files, in their order."""
        blocks: Blocks = {}
        owner: dict[str, Path] = {}
        described: dict[Path, tuple[Record, tuple[str, ...]]] = {}
        for path in paths:
            own = _blocks(path)
            record = self._screened(own, path) if own is not None else None
            if own is not None and record is not None:
                described[path] = (record, _referred(own, record.iri))
                blocks.update(own)
                owner.update(dict.fromkeys(own, path))
        failures: dict[Path, list[Failure]] = defaultdict(list)
        for failure in self._failures(blocks):
            failures[owner[failure.focus]].append(failure)
        return [self._verdict(path, described.get(path), failures[path]) for path in paths]

    def _failures(self, blocks: Blocks) -> Iterator[Failure]:
        data = Data(blocks, self._types_elsewhere)
        found, queried = self._compiled.judge(data, blocks)
        yield from found
        yield from self._compiled.judge_queries(data, queried, self._broader)

    def _verdict(
        self, path: Path, described: tuple[Record, tuple[str, ...]] | None, failures: Iterable[Failure]
    ) -> Verdict:
        if described is None:
            return Verdict(path, None, 0, False, ())
        things = {(one.focus, one.shape, one.path, one.value) for one in failures}
        is_clear = all(shape in self._infos for _, shape, _, _ in things)
        return Verdict(path, described[0], len(things) if is_clear else 0, is_clear, described[1])

    def _types_elsewhere(self, node: str) -> Sequence[str]:
        known = self._types.get(node)
        if known is not None:
            return known
        iri = node[1:-1]
        if iri.startswith(TERRITORY):
            return (token(TERM.Territory),) if iri in self._reference.territories else ()
        if iri.startswith(_DOCUMENTS):
            return self._types_of_document(iri.partition("#")[0]).get(node, ())
        return ()

    def _read_types(self, document: str) -> dict[str, list[str]]:
        path = self._reference.record_file(document)
        own = _blocks(path) if path is not None else None
        return {subject: block.get(_TYPE, []) for subject, block in (own or {}).items()}

    def _screened(self, own: Blocks, path: Path) -> Record | None:
        """Return the record of a file in which no rule on whole files can find anything; see `rules`."""
        mains = [subject for subject in own if "#" not in subject]
        if len(mains) != 1 or mains[0][0] != "<":
            return None
        main = mains[0]
        kind = next((_KINDS[one] for one in own[main].get(_TYPE, ()) if one in _KINDS), None)
        if kind is None or path.parent.name != kind[0] or path.name != f"{slug(main[1:-1])}.ttl":
            return None
        part = f"{main[:-1]}#"
        cited: set[str] = set()
        sources = own[main].get(_HAS_SOURCE, ())
        for subject, block in own.items():
            if subject != main and not subject.startswith(part):
                return None
            if any(subject not in own.get(one, {}).get(_CONFLICT, ()) for one in block.get(_CONFLICT, ())):
                return None
            if self._classes.isdisjoint(block.get(_TYPE, ())):
                return None
            if any(source not in sources for source in block.get(_SOURCE, ()) if source[0] == "<"):
                return None
            if any(not rules.is_siren(lexical(one)) for one in block.get(_SIREN, ())):
                return None
            for values in block.values():
                for value in values:
                    if value[0] == "_" or (value.startswith(part) and value not in own):
                        return None
                    if value != subject:
                        cited.add(value)
        if _DRAFT in own[main].get(_STATUS, ()) or any(one not in cited for one in own if one != main):
            return None
        return Record(main[1:-1], kind[1], _title(own[main], main[1:-1]), str(path))


def _blocks(path: Path) -> Blocks | None:
    """Read a file as N-Triples tokens by subject and predicate; None when it is not Turtle."""
    try:
        text = turtle.read_bytes(path)
        quads = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE, base_iri=FOREIGN_BASE)
        written = pyoxigraph.serialize((quad.triple for quad in quads), format=pyoxigraph.RdfFormat.N_TRIPLES)
    except (SyntaxError, DataError):
        return None
    assert written is not None
    blocks: Blocks = {}
    # Not `splitlines`, which also splits at characters that a literal may hold.
    for line in dict.fromkeys(written.decode().split("\n")):
        if line:
            subject, predicate, value = line[:-2].split(" ", 2)
            blocks.setdefault(subject, {}).setdefault(predicate, []).append(value)
    return blocks


def _referred(own: Blocks, main: str) -> tuple[str, ...]:
    """List the other records that a file refers to."""
    found = {
        value[1:-1].partition("#")[0]
        for block in own.values()
        for values in block.values()
        for value in values
        if value[0] == "<" and value.startswith(_DOCUMENT_TOKENS)
    }
    return tuple(sorted(found - {main}))


_DOCUMENT_TOKENS: Final = tuple(f"<{one}" for one in _DOCUMENTS)


def _title(block: dict[str, list[str]], iri: str) -> Text:
    titles = {language(value): lexical(value) for path in _TITLES for value in block.get(path, ()) if value[0] == '"'}
    if not titles:
        return same(slug(iri))
    first = next(iter(titles.values()))
    return Text(fr=titles.get("fr", first), en=titles.get("en", titles.get("fr", first)))
