"""
Records that may describe what another one describes already.

Two cases are alike when they have the same title, or the same actors, place and year; two actors when they have the same
name or the same SIREN number. Case, accents and punctuation do not tell them apart.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Final
from unicodedata import combining

from rdflib import URIRef

from allianceskg.records.standing import standing_of
from allianceskg.validation.blocks import read_blocks
from allianceskg.validation.compiled import Token, lexical, token
from allianceskg.validation.engine import Result
from allianceskg.validation.findings import RecordKind
from allianceskg.validation.judged_files import Given
from allianceskg.validation.nodes import DCTERMS, SHAPE, SKOS, TERM
from allianceskg.validation.reference import Reference, published_iri
from allianceskg.validation.rules import COMPONENT

Blocks = Mapping[Token, Mapping[Token, Collection[Token]]]
Key = tuple[str, ...]

_FOLDERS: Final[Mapping[RecordKind, str]] = {"case": "cases", "actor": "actors"}
_NAMES: Final[Mapping[RecordKind, Sequence[Token]]] = {
    "case": (token(DCTERMS.title),),
    "actor": (token(SKOS.prefLabel), token(SKOS.altLabel)),
}
_SIREN: Final = token(TERM.siren)
_INVOLVED: Final = (token(TERM.participant), token(TERM.holder))
_PLACE: Final = token(TERM.territory)
_BEGUN: Final = token(TERM.startDate)
_FEWEST_ACTORS: Final = 2


class Duplicates:
    """Knows by what the published cases and actors can be told apart; a file is read again once it has changed."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._keys: dict[Path, tuple[tuple[int, int], tuple[Key, ...]]] = {}

    def check(self, given: Sequence[Given]) -> Iterator[tuple[Given, Result]]:
        """Find the records among those given that another one is like, given or published."""
        described = {record.iri for one in given for record in one.records}
        known: dict[RecordKind, dict[Key, set[str]]] = {}
        for one in given:
            kind, own = one.main.kind, _keys_of(_blocks_of(one), one.main.iri, one.main.kind)
            if kind not in _FOLDERS or not own:
                continue
            if kind not in known:
                known[kind] = self._published(kind, except_for=described)
                for other in given:
                    if other.main.kind == kind:
                        for key in _keys_of(_blocks_of(other), other.main.iri, kind):
                            known[kind].setdefault(key, set()).add(other.main.iri)
            alike = set().union(*(known[kind].get(key, set()) for key in own)) - {one.main.iri}
            for iri in sorted(alike):
                yield one, Result(URIRef(one.main.iri), None, URIRef(iri), SHAPE["Graph-duplicate"], COMPONENT)

    def _published(self, kind: RecordKind, *, except_for: Collection[str]) -> dict[Key, set[str]]:
        found: dict[Key, set[str]] = defaultdict(set)
        for path in self._reference.published(_FOLDERS[kind]):
            iri = published_iri(path)
            if iri is not None and iri not in except_for:
                for key in self._keys_in(path, iri, kind):
                    found[key].add(iri)
        return found

    def _keys_in(self, path: Path, iri: str, kind: RecordKind) -> tuple[Key, ...]:
        state = path.stat()
        stamp = (state.st_mtime_ns, state.st_size)
        known = self._keys.get(path)
        if known is None or known[0] != stamp:
            known = self._keys[path] = (stamp, tuple(_keys_of(read_blocks(path) or {}, iri, kind)))
        return known[1]


def _blocks_of(given: Given) -> Blocks:
    blocks: dict[Token, dict[Token, list[Token]]] = {}
    for subject, predicate, value in given.triples:
        blocks.setdefault(token(subject), {}).setdefault(token(predicate), []).append(token(value))
    return blocks


def _keys_of(blocks: Blocks, iri: str, kind: RecordKind) -> set[Key]:
    """Return by what a record can be told apart from others; nothing for one that is withdrawn."""
    said = blocks.get(f"<{iri}>", {})
    if standing_of(said) == "withdrawn":
        return set()
    keys: set[Key] = {("name", folded) for path in _NAMES.get(kind, ()) for folded in _folded(said.get(path, ()))}
    keys.update(("siren", lexical(value)) for value in said.get(_SIREN, ()))
    return keys | set(_occasions(blocks)) if kind == "case" else keys


def _occasions(blocks: Blocks) -> Iterator[Key]:
    """Give who acts where and when, for each place and year."""
    actors = sorted({value for path in _INVOLVED for value in _values(blocks, path)})
    years = {lexical(value)[:4] for value in _values(blocks, _BEGUN)}
    if len(actors) >= _FEWEST_ACTORS:
        for place, year in product(sorted(set(_values(blocks, _PLACE))), sorted(years)):
            yield ("occasion", place, year, *actors)


def _values(blocks: Blocks, path: Token) -> Iterator[Token]:
    for block in blocks.values():
        yield from block.get(path, ())


def _folded(texts: Iterable[Token]) -> Iterator[str]:
    """Write texts in small letters and figures alone."""
    for text in texts:
        letters = (one for one in unicodedata.normalize("NFKD", lexical(text).casefold()) if not combining(one))
        if words := "".join(one if one.isalnum() else " " for one in letters).split():
            yield " ".join(words)
