"""
Records that may describe what another one describes already.

Two cases are alike when they have the same title, or the same actors, place and year; two actors when they have the same
name or the same SIREN number. Case, accents, ligatures and punctuation do not tell them apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Final, Literal, NamedTuple

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
from allianceskg.words.folding import unaccented

Blocks = Mapping[Token, Mapping[Token, Collection[Token]]]


class Key(NamedTuple):
    """Something by which a record can be told apart: two of one kind that share it may be one."""

    kind: RecordKind
    by: Literal["name", "siren", "occasion"]
    value: str


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
        own = [(one.main.iri, keys_of_given(one)) for one in given]
        kinds: dict[RecordKind, None] = dict.fromkeys(key.kind for _, keys in own for key in keys)
        read = {one.path for one in given}
        published = (
            (iri, self._keys_in(path, iri, kind))
            for kind in kinds
            for path in self._reference.published(_FOLDERS[kind])
            if path not in read and (iri := published_iri(path)) is not None and iri not in described
        )
        return findings(given, alike([*own, *published]))

    def _keys_in(self, path: Path, iri: str, kind: RecordKind) -> tuple[Key, ...]:
        state = path.stat()
        stamp = (state.st_mtime_ns, state.st_size)
        known = self._keys.get(path)
        if known is None or known[0] != stamp:
            known = self._keys[path] = (stamp, keys_of(read_blocks(path) or {}, iri, kind))
        return known[1]


def alike(keys: Iterable[tuple[str, Collection[Key]]]) -> dict[str, tuple[str, ...]]:
    """Return for each record that shares a key with others the IRIs of these, in their order."""
    sharing: dict[Key, set[str]] = defaultdict(set)
    for iri, own in keys:
        for key in own:
            sharing[key].add(iri)
    others: dict[str, set[str]] = defaultdict(set)
    for together in sharing.values():
        if len(together) > 1:
            for iri in together:
                others[iri] |= together - {iri}
    return {iri: tuple(sorted(found)) for iri, found in others.items()}


def findings(given: Iterable[Given], others: Mapping[str, Sequence[str]]) -> Iterator[tuple[Given, Result]]:
    """Say of each record which others it is like."""
    for one in given:
        for iri in others.get(one.main.iri, ()):
            yield one, Result(URIRef(one.main.iri), None, URIRef(iri), SHAPE["Graph-duplicate"], COMPONENT)


def keys_of_given(given: Given) -> tuple[Key, ...]:
    """Return by what the record of a file can be told apart from others."""
    return keys_of(_blocks_of(given), given.main.iri, given.main.kind)


def _blocks_of(given: Given) -> Blocks:
    blocks: dict[Token, dict[Token, list[Token]]] = {}
    for subject, predicate, value in given.triples:
        blocks.setdefault(token(subject), {}).setdefault(token(predicate), []).append(token(value))
    return blocks


def keys_of(blocks: Blocks, iri: str, kind: RecordKind) -> tuple[Key, ...]:
    """Return by what a record can be told apart from others, in order; nothing for one that is withdrawn."""
    said = blocks.get(f"<{iri}>", {})
    if standing_of(said) == "withdrawn":
        return ()
    keys = {Key(kind, "name", folded) for path in _NAMES.get(kind, ()) for folded in _folded(said.get(path, ()))}
    if kind == "actor":
        keys.update(Key(kind, "siren", lexical(value)) for value in said.get(_SIREN, ()))
    if kind == "case":
        keys.update(Key(kind, "occasion", occasion) for occasion in _occasions(blocks))
    return tuple(sorted(keys))


def _occasions(blocks: Blocks) -> Iterator[str]:
    """Give who acts where and when, for each place and year."""
    actors = sorted({value for path in _INVOLVED for value in _values(blocks, path)})
    years = {lexical(value)[:4] for value in _values(blocks, _BEGUN)}
    if len(actors) >= _FEWEST_ACTORS:
        for place, year in product(sorted(set(_values(blocks, _PLACE))), sorted(years)):
            yield " ".join((place, year, *actors))


def _values(blocks: Blocks, path: Token) -> Iterator[Token]:
    for block in blocks.values():
        yield from block.get(path, ())


def _folded(texts: Iterable[Token]) -> Iterator[str]:
    """Write texts in small letters and figures alone."""
    for text in texts:
        if words := "".join(one if one.isalnum() else " " for one in unaccented(lexical(text))).split():
            yield " ".join(words)
