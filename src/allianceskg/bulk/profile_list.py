"""
Answers to many profiles: every worker opens the match index of all cases, and answers its share of the profiles.

What one profile is answered depends on no other profile, and on all cases at once: how rare a word or a theme is decides its
points. So profiles are parted, not cases, and each answer is the one that `allianceskg match` gives.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from allianceskg.bulk.derivation import prepare, write_index
from allianceskg.bulk.partition_store import Recipe
from allianceskg.bulk.work import Order, Outcome, begun
from allianceskg.errors import DataError, ProfileError
from allianceskg.files import Home, digest_of_file, replacing
from allianceskg.language import LANGUAGES, Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.answer_json import as_json
from allianceskg.matching.index import container
from allianceskg.matching.index.building import Arrays
from allianceskg.matching.index.case_index import CaseIndex
from allianceskg.profiles.reading import parse_document
from allianceskg.progress import Progress, part_of, unwatched
from allianceskg.store.embedded import EmbeddedStore

_AT_A_TIME: Final = 50
"""Profiles that one task answers."""
_INDEXED: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Outcome):
    """
    What a work came to.

    Attributes:
        profiles: How many profiles the file has.
    """

    cases: int
    profiles: int


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What a worker answers with.

    Attributes:
        index: The file of the match index of all cases.
        limit: Number of cases in an answer.
    """

    recipe: Recipe
    index: Path
    limit: int


@dataclass(frozen=True, slots=True)
class Reply:
    """
    The answer to one line.

    Attributes:
        lines: JSON on one line for each language, in their order.
        fault: What was wrong with the profile; None where nothing was.
    """

    lines: tuple[str, ...]
    fault: Text | None = None


class _IndexedCases(Catalogue):
    """A catalogue whose store has all but the cases, and whose index stands in a file."""

    def __init__(self, asked: Asked) -> None:
        recipe = asked.recipe
        super().__init__(EmbeddedStore.open(recipe.shared), recipe.home, data_version=recipe.stamp.data_version)
        self._file = asked.index, recipe.stamp

    @cached_property
    def index(self) -> CaseIndex:
        """The match index."""
        return CaseIndex(Arrays.of(container.open_arrays(*self._file)[1]))


@dataclass(frozen=True, slots=True)
class _Tools:
    catalogue: Catalogue
    limit: int


def match(order: Order, home: Home, profiles: Path, *, limit: int, progress: Progress = unwatched) -> Answered:
    """
    Answer each line of a file, a profile in JSON, and write `answers.fr.jsonl` and `answers.en.jsonl`, a line each.

    Raises:
        DataError: The file of profiles cannot be read, or see `begun`.
        ClusterError, StoreLockedError: See `begun`.
    """
    lines = _lines_of(profiles)
    with begun(order, home, asked=f"limit {limit} profiles {digest_of_file(profiles)}") as work:
        prepared = prepare(work, part_of(progress, 0, _INDEXED))
        index = prepared.recipe.parts.parent / "index"
        write_index(work, prepared, index, part_of(progress, 0, _INDEXED))
        asked = Asked(prepared.recipe, index, limit)
        calls = [(tuple(enumerate(lines[at : at + _AT_A_TIME], at + 1)),) for at in range(0, len(lines), _AT_A_TIME)]
        replies: list[Reply] = []
        with work.cluster.crew(_make_tools, asked) as crew:
            for found in crew.each(_answer, calls):
                replies.extend(found)
                part_of(progress, _INDEXED, 1)("", len(replies), len(lines))
        for position, language in enumerate(LANGUAGES):
            with replacing(work.results / f"answers.{language}.jsonl") as file:
                file.writelines(f"{reply.lines[position]}\n".encode() for reply in replies)
        faults = [
            Text(fr=f"{profiles}, ligne {number} : {one.fr}", en=f"{profiles}, line {number}: {one.en}")
            for number, one in ((number, reply.fault) for number, reply in enumerate(replies, 1))
            if one is not None
        ]
        return work.end(
            Answered,
            faults=faults,
            withheld=tuple(prepared.withheld),
            cases=prepared.cases,
            profiles=len(lines),
        )


def _lines_of(profiles: Path) -> Sequence[bytes]:
    try:
        return profiles.read_bytes().splitlines()
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise DataError(
            Text(
                fr=f"{profiles} : le fichier de profils ne peut pas être lu ({reason}).",
                en=f"{profiles}: the file of profiles cannot be read ({reason}).",
            ),
            hint=Text(
                fr="Donnez un fichier qui a un profil par ligne, en JSON.",
                en="Give a file with one profile a line, in JSON.",
            ),
        ) from fault


def _make_tools(asked: Asked) -> _Tools:
    return _Tools(_IndexedCases(asked), asked.limit)


def _answer(tools: _Tools, lines: Sequence[tuple[int, bytes]]) -> list[Reply]:
    return [_reply(tools, line) for _, line in lines]


def _reply(tools: _Tools, line: bytes) -> Reply:
    try:
        profile = parse_document(line, "json", tools.catalogue.known_values)
    except ProfileError as fault:
        told = Text(*(" ".join(fault.in_language(language).split()) for language in LANGUAGES))
        return Reply(tuple(_written({"fault": told.in_language(language)}) for language in LANGUAGES), told)
    answer = tools.catalogue.answer(profile, limit=tools.limit, engine="index")
    return Reply(tuple(_written(as_json(answer, language)) for language in LANGUAGES))


def _written(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
