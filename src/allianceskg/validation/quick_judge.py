"""
Which files of a large catalogue need a closer look, found without building a graph of it.

Each file is read as N-Triples text and judged by the compiled constraints and by the rules on whole files. What does not
pass is judged again, and put into words, by the
`Validator`; so this module decides what is looked at, never what is found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from allianceskg.language import Text, same
from allianceskg.records.standing import Standing, standing_of
from allianceskg.terms import AKG, slug
from allianceskg.validation import rules
from allianceskg.validation.blocks import Blocks, read_blocks
from allianceskg.validation.compiled import ConstraintFailure, Data, language, lexical, token
from allianceskg.validation.duplicates import Key, keys_of
from allianceskg.validation.findings import JudgedRecord, RecordKind
from allianceskg.validation.nodes import DCTERMS, OWL, RDF, SH, SKOS, TERM
from allianceskg.validation.reference import Reference
from allianceskg.validation.referred import DOCUMENTS, Referred
from allianceskg.validation.withdrawn import is_excused

_TYPE: Final = token(RDF.type)
_TITLES: Final = (token(DCTERMS.title), token(SKOS.prefLabel))
_KINDS: Final[dict[str, RecordKind]] = {
    token(TERM.CaseStudy): "case",
    token(TERM.Actor): "actor",
    token(TERM.Resource): "resource",
}
_DOCUMENT_TOKENS: Final = tuple(f"<{one}" for one in DOCUMENTS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What the quick run says of one file.

    Attributes:
        record: What it describes; None when the quick run cannot tell.
        infos: How many suggestions it gets; these alone block nothing.
        is_clear: Whether there is nothing but suggestions to tell.
        conforms: Whether nothing blocks publication; None when the quick run cannot tell.
        standing: Where the record stands between draft and withdrawal.
        referred: IRIs of the records of the catalogue that it refers to.
        keys: By what the record can be told apart from others.
    """

    path: Path
    record: JudgedRecord | None
    infos: int
    is_clear: bool
    referred: tuple[str, ...]
    conforms: bool | None = True
    standing: Standing = "published"
    keys: tuple[Key, ...] = ()


class _Screened(NamedTuple):
    """A file in which no rule on whole files finds anything."""

    record: JudgedRecord
    referred: tuple[str, ...]
    standing: Standing
    keys: tuple[Key, ...]


class QuickJudge:
    """Judges files of the catalogue, as many at a time as memory should hold."""

    def __init__(self, reference: Reference, surroundings: Referred) -> None:
        self._surroundings = surroundings
        self._home = reference.home
        self._classes = frozenset(
            token(one) for one in reference.ontology.subjects(RDF.type, OWL.Class) if str(one).startswith(AKG)
        )
        # Nothing is written while the whole catalogue is judged, so that each node is looked up once.
        self._types_of = lru_cache(maxsize=100_000)(surroundings.types)
        self._infos = set(reference.shapes.subjects(SH.severity, SH.Info))
        self._harmless = self._infos.union(reference.shapes.subjects(SH.severity, SH.Warning))

    def judge(self, paths: Sequence[Path]) -> list[Verdict]:
        """Judge published files, in their order."""
        blocks: Blocks = {}
        owner: dict[str, Path] = {}
        described: dict[Path, _Screened] = {}
        for path in paths:
            own = read_blocks(path)
            screened = self._screened(own, path) if own is not None else None
            if own is not None and screened is not None:
                described[path] = screened
                blocks.update(own)
                owner.update(dict.fromkeys(own, path))
        failures: dict[Path, list[ConstraintFailure]] = defaultdict(list)
        for failure in self._failures(blocks):
            failures[owner[failure.focus]].append(failure)
        return [self._verdict(path, described.get(path), failures[path]) for path in paths]

    def _failures(self, blocks: Blocks) -> Iterator[ConstraintFailure]:
        data = Data(blocks, self._types_of)
        found, queried = self._surroundings.compiled.judge(data, blocks)
        yield from (one for one in found if not is_excused(one, blocks))
        yield from self._surroundings.compiled.judge_queries(data, queried, self._surroundings.broader)

    def _verdict(self, path: Path, described: _Screened | None, failures: Iterable[ConstraintFailure]) -> Verdict:
        if described is None:
            return Verdict(path, None, 0, False, (), None)
        things = {(one.focus, one.shape, one.path, one.value) for one in failures}
        is_clear = all(shape in self._infos for _, shape, _, _ in things)
        conforms = all(shape in self._harmless for _, shape, _, _ in things)
        infos = len(things) if is_clear else 0
        record, referred, standing, keys = described
        return Verdict(path, record, infos, is_clear, referred, conforms, standing, keys)

    def _screened(self, own: Blocks, path: Path) -> _Screened | None:
        """Return the record of a file in which no rule on whole files finds anything, and the records it refers to."""
        mains = [subject for subject in own if "#" not in subject]
        if len(mains) != 1 or mains[0][0] != "<":
            return None
        main, iri = mains[0], mains[0][1:-1]
        kind = next((_KINDS[one] for one in own[main].get(_TYPE, ()) if one in _KINDS), None)
        if kind is None or path.parent.name != rules.FOLDERS[kind]:
            return None
        described = rules.Described(own, [main], kind, path)
        if next(rules.faults(described, self._home, classes=self._classes), None) is not None:
            return None
        documents = {
            value[1:-1].partition("#")[0] for _, _, value in described.links if value.startswith(_DOCUMENT_TOKENS)
        }
        record = JudgedRecord(iri, kind, _title(own[main], iri), str(path))
        return _Screened(record, tuple(sorted(documents - {iri})), standing_of(own[main]), keys_of(own, iri, kind))


def _title(block: dict[str, list[str]], iri: str) -> Text:
    titles = {language(value): lexical(value) for path in _TITLES for value in block.get(path, ()) if value[0] == '"'}
    if not titles:
        return same(slug(iri))
    first = next(iter(titles.values()))
    return Text(fr=titles.get("fr", first), en=titles.get("en", titles.get("fr", first)))
