"""
The gate of a build: of the files of records, only what the public may see enters.

Published records that conform enter as they are; retired and merged ones as a tombstone, which says why and what takes
their place; drafts and records in review do not. A file that does not conform, or cannot be read, is named and keeps its
last good graph. A file is judged when it has changed since the last build, and one that was refused again whenever
anything else has changed, since that may be what it lacked.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, cast, get_args

from allianceskg.errors import StoreError
from allianceskg.files import RECORD_GROUPS, Home, SourceFile, digest_of, replacing, version_of
from allianceskg.language import Text
from allianceskg.progress import Progress, unwatched
from allianceskg.rdf import turtle
from allianceskg.rdf.term import IRI, Triple
from allianceskg.records.standing import Admission
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import AKG, RDF_TYPE, slug

Reason = Literal["draft", "in-review", "refused"]
Judge = Callable[[Home, Sequence[Path], Progress], Sequence[Admission]]

_KEPT: Final = "kept"
_WITHHELD: Final = "withheld.json"
_IS_TOMBSTONE: Final = (IRI(RDF_TYPE), IRI(f"{AKG}Tombstone"))
_ON_TOMBSTONES: Final = frozenset(
    {
        "http://www.w3.org/2004/02/skos/core#prefLabel",
        "http://purl.org/dc/terms/title",
        "http://purl.org/dc/terms/modified",
        "http://purl.org/dc/terms/isReplacedBy",
        f"{AKG}editorialStatus",
        f"{AKG}retirementReason",
        f"{AKG}mergedInto",
    }
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Withheld:
    """
    A file of a record that is not in a build as it stands.

    Attributes:
        reason: Why.
        fault: The first thing to mend in a file that is refused.
        is_last_good: Whether the build still holds what the file said when it last conformed.
    """

    location: str
    digest: str
    reason: Reason
    fault: Text | None = None
    is_last_good: bool = False


@dataclass(frozen=True, slots=True)
class AdmittedFiles:
    """
    What enters a build.

    Attributes:
        sources: The files, in their order; what is kept of a record stands in for its file.
        withheld: The files of records that do not enter as they stand, by graph.
        context: The version of all files, which is what the refused ones were judged with; empty where none was refused.
    """

    sources: Sequence[SourceFile]
    withheld: Mapping[str, Withheld]
    context: str


@dataclass(frozen=True, slots=True)
class LastBuild:
    """
    The build in use, as far as the gate asks.

    Attributes:
        files: See `Manifest.files`.
        store: The folder of its store.
    """

    files: Mapping[str, str]
    store: Path


def judge_here(home: Home, paths: Sequence[Path], progress: Progress = unwatched) -> Sequence[Admission]:
    """Judge files of records in this process."""
    # Imported only here, since it takes long: most programs find everything as it was, and never judge.
    from allianceskg.validation.conformity import admissions

    return admissions(home, paths, progress)


@dataclass(frozen=True)
class Gate:
    """
    Decides which files of records enter a build.

    Attributes:
        folder: Of the store, where what is kept and what was withheld is remembered.
        judge: Judges files that changed.
        approved: What was decided a moment ago of files, by digest: these are not judged again.
    """

    home: Home
    folder: Path
    judge: Judge = judge_here
    approved: Mapping[str, Admission] | None = None

    def admit(
        self, sources: Sequence[SourceFile], last: LastBuild | None, progress: Progress = unwatched
    ) -> AdmittedFiles:
        """
        Choose what enters.

        Args:
            last: Its files need not be judged again.
        """
        return _Choice(self, sources, last).make(progress)

    def remember(self, admitted: AdmittedFiles) -> None:
        """Write down what was withheld, and forget what is kept for nothing."""
        path = self.folder / _WITHHELD
        if admitted.withheld or path.exists():
            withheld = {graph: _written(one) for graph, one in admitted.withheld.items()}
            with replacing(path) as file:
                file.write(json.dumps({"context": admitted.context, "withheld": withheld}).encode())
        kept = list((self.folder / _KEPT).glob("*.ttl"))
        needed = {source.digest for source in admitted.sources} if kept else set()
        for one in kept:
            if one.stem not in needed:
                one.unlink(missing_ok=True)

    def remembered(self) -> tuple[str, dict[str, Withheld]]:
        """Return what was withheld from the last build, and the version of all files then; nothing where it is damaged."""
        try:
            content = json.loads((self.folder / _WITHHELD).read_bytes())
            return content["context"], {graph: _read(one) for graph, one in content["withheld"].items()}
        except (OSError, ValueError, KeyError, TypeError):
            return "", {}

    def stand_in(self, source: SourceFile, digest: str) -> SourceFile:
        """Return the file that is kept of a record in place of its own."""
        return source._replace(location=str(self.folder / _KEPT / f"{digest}.ttl"), digest=digest)


class _Choice:
    """Makes one choice; holds what is decided so far."""

    def __init__(self, gate: Gate, sources: Sequence[SourceFile], last: LastBuild | None) -> None:
        self._gate = gate
        self._sources = sources
        self._last = last
        self._before: Mapping[str, str] = last.files if last is not None else {}
        self._entered: dict[str, SourceFile] = {}
        self._buried: set[str] = set()
        self._withheld: dict[str, Withheld] = {}

    def make(self, progress: Progress) -> AdmittedFiles:
        undecided = [source for source in self._sources if not self._is_as_before(source)]
        context, known = self._gate.remembered() if undecided else ("", {})
        if any(one.reason == "refused" for one in known.values()) and context != self._context():
            known = {graph: one for graph, one in known.items() if one.reason != "refused"}
        todo = []
        for source in undecided:
            one = known.get(source.graph)
            if one is not None and one.digest == source.digest:
                self._withhold(source, one.reason, one.fault)
            else:
                todo.append(source)
        judged = self._judged(todo, progress)
        for source, admission in judged.items():
            self._decide(source, admission)
        self._refuse_dangling(judged)
        sources = [self._entered[one.graph] for one in self._sources if one.graph in self._entered]
        is_refusing = any(one.reason == "refused" for one in self._withheld.values())
        return AdmittedFiles(sources, self._withheld, self._context() if is_refusing else "")

    def _is_as_before(self, source: SourceFile) -> bool:
        """Take what needs no judgement: what is no record, and what is in the last build."""
        before = self._before.get(source.graph)
        if source.group not in RECORD_GROUPS or before == source.digest:
            self._entered[source.graph] = source
            return True
        tombstone = self._gate.stand_in(source, _digest_of_tombstone(source))
        if before == tombstone.digest and tombstone.path.is_file():
            self._entered[source.graph] = tombstone
            self._buried.add(source.graph)
            return True
        return False

    def _context(self) -> str:
        return version_of((source.graph, source.digest) for source in self._sources)

    def _judged(self, sources: Sequence[SourceFile], progress: Progress) -> dict[SourceFile, Admission]:
        approved = self._gate.approved or {}
        known = {source: approved[source.digest] for source in sources if source.digest in approved}
        todo = [source for source in sources if source not in known]
        if todo:
            found = self._gate.judge(self._gate.home, [source.path for source in todo], progress)
            known.update(zip(todo, found, strict=True))
        return known

    def _decide(self, source: SourceFile, admission: Admission) -> None:
        match admission.standing:
            case "draft" | "in-review":
                self._withhold(source, admission.standing)
            case "published" if admission.fault is None:
                self._entered[source.graph] = source
            case "withdrawn" if admission.fault is None:
                self._bury(source)
            case "withdrawn":  # what somebody meant to withdraw is not shown, even if the reason is still missing
                self._withhold(source, "refused", admission.fault, is_shown=False)
            case _:
                self._withhold(source, "refused", admission.fault)

    def _bury(self, source: SourceFile) -> None:
        tombstone = self._gate.stand_in(source, _digest_of_tombstone(source))
        with replacing(tombstone.path) as file:
            file.write(_tombstone(source).encode())
        self._entered[source.graph] = tombstone
        self._buried.add(source.graph)

    def _withhold(
        self, source: SourceFile, reason: Reason, fault: Text | None = None, *, is_shown: bool = True
    ) -> None:
        last_good = self._last_good(source) if reason == "refused" and is_shown else None
        if last_good is None:
            self._entered.pop(source.graph, None)
        else:
            self._entered[source.graph] = last_good
        self._withheld[source.graph] = Withheld(
            source.location, source.digest, reason, fault, is_last_good=last_good is not None
        )
        logger.warning("event=withheld file=%s reason=%s", source.location, reason)

    def _last_good(self, source: SourceFile) -> SourceFile | None:
        """Keep what the last build holds of a record as a file, so that even a build from nothing still has it."""
        digest = self._before.get(source.graph)
        if digest is None or self._last is None:
            return None
        kept = self._gate.stand_in(source, digest)
        if not kept.path.is_file():
            try:
                triples = EmbeddedStore.open(self._last.store).read_graph(source.graph)
            except StoreError as fault:
                logger.warning("event=last_good_lost graph=%s error=%s", source.graph, fault)
                return None
            with replacing(kept.path) as file:
                file.write("".join(f"{one.subject} {one.predicate} {one.object} .\n" for one in triples).encode())
        return kept

    def _refuse_dangling(self, judged: Mapping[SourceFile, Admission]) -> None:
        """Refuse what refers to records that are not there, until nothing does."""
        while dangling := list(self._dangling(judged)):
            for source, lacking in dangling:
                self._withhold(source, "refused", self._told(lacking))

    def _dangling(self, judged: Mapping[SourceFile, Admission]) -> Iterator[tuple[SourceFile, str]]:
        for source, admission in judged.items():
            if self._entered.get(source.graph) is source:
                graphs = (f"{iri}/graph" for iri in admission.referred)
                lacking = next((one for one in graphs if one not in self._entered or one in self._buried), None)
                if lacking is not None:
                    yield source, lacking

    def _told(self, graph: str) -> Text:
        name = slug(graph.removesuffix("/graph"))
        if graph in self._buried:
            return Text(
                fr=f"La fiche citée « {name} » est retirée ou fusionnée : citez celle qui la remplace.",
                en=f"The record referred to, “{name}”, is withdrawn or merged: refer to the one in its place.",
            )
        return Text(
            fr=f"La fiche citée « {name} » n'est pas publiée : publiez-la d'abord.",
            en=f"The record referred to, “{name}”, is not published: publish it first.",
        )


def _digest_of_tombstone(source: SourceFile) -> str:
    """Return the digest under which a tombstone is known: that of the file which it is made from, told apart from it."""
    return digest_of(f"tombstone {source.digest}".encode())


def _tombstone(source: SourceFile) -> str:
    """Write what is left of a record: names, status, reason, and what takes its place."""
    record = IRI(source.document)
    triples = [
        one for one in turtle.read(source.path) if one.subject == record and one.predicate.value in _ON_TOMBSTONES
    ]
    return turtle.format_turtle([Triple(record, *_IS_TOMBSTONE), *triples])


def _written(one: Withheld) -> dict[str, Any]:
    fault = None if one.fault is None else [one.fault.fr, one.fault.en]
    return {"location": one.location, "digest": one.digest, "reason": one.reason, "fault": fault}


def _read(written: Mapping[str, Any]) -> Withheld:
    if written["reason"] not in get_args(Reason):
        raise ValueError(written["reason"])
    fault = None if written["fault"] is None else Text(*written["fault"])
    return Withheld(written["location"], written["digest"], cast("Reason", written["reason"]), fault)
