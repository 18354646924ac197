"""The sources of a work, brought into the form of a workspace: `cases/`, `actors/` and `resources/`, one file a record."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from allianceskg.bulk.splitting import KINDS, Split, split
from allianceskg.errors import DataError
from allianceskg.files import Home, digest_of_file, replacing, version_of
from allianceskg.language import Text
from allianceskg.store.conversion import convert
from allianceskg.terms import BASE

_DUMPS: Final = (".nq", ".nq.gz", ".trig", ".trig.gz")
_RECORDS: Final = (".ttl", ".ttl.gz")
_FOLDERS: Final = tuple(KINDS.values())
_NO_GRAPH: Final = "urn:x-allianceskg:none"
"""Where triples of TriG outside any graph stand: in none of ours."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """
    Sources as a home.

    Attributes:
        home: Whose workspace is a source, or what the sources were brought together into.
        faults: What could not be read of dumps.
        others: Quads of dumps that belong to no record, and were left out.
        named_as: How readers name the folder of the workspace; empty where they know nothing of it.
    """

    home: Home
    faults: tuple[Text, ...] = ()
    others: int = 0
    named_as: str = ""

    def named(self, file: str) -> str:
        """Name a file of a record as readers know it: by its source, or as the file that a record of a dump would be."""
        folder = f"{self.home.records}{os.sep}"
        if not file.startswith(folder):
            return file
        if self.named_as:
            return str(Path(self.named_as, file.removeprefix(folder)))
        path = Path(file)
        return str(path.readlink()) if path.is_symlink() else file.removeprefix(folder)


def gather(sources: Sequence[Path], home: Home, folder: Path) -> Gathered:
    """
    Bring sources together, unless they are one workspace already.

    Args:
        sources: Dumps (N-Quads, TriG), workspaces, folders of files of cases; `.gz` allowed after any ending.
        home: Its ontology, vocabularies and territories are used; its actors and resources where the sources have no actor.
        folder: Where they are brought together; made by a rename, so that it is whole when it is there.

    Raises:
        DataError: A source does not exist, is of no known form, or describes no case.
    """
    for source in sources:
        _check(source)
    if len(sources) == 1 and _is_workspace(sources[0]):
        return Gathered(Home(home.root, sources[0].absolute()), named_as=str(sources[0]))
    mark = _mark_of(sources)
    if (known := _gathered_before(folder, mark)) is None:
        shutil.rmtree(folder, ignore_errors=True)
        work = Path(tempfile.mkdtemp(prefix=".gathering-", dir=folder.parent))
        try:
            known = _fill(work, sources, home)
            work.rename(folder)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
        _remember(folder, mark, *known)
    faults, others = known
    return Gathered(Home(home.root, folder), tuple(faults), others)


def _mark_of(sources: Sequence[Path]) -> str:
    """Return what tells sources apart: dumps by what is in them, folders by what lies in them and when it was changed."""
    named: list[tuple[str, str]] = []
    for source in sources:
        if source.is_file():
            named.append((str(source), digest_of_file(source)))
        else:
            states = ((path, path.stat()) for _, path in _records_of(source))
            named += [(str(path), f"{state.st_size} {state.st_mtime_ns}") for path, state in states]
    return version_of(named)


def _gathered_before(folder: Path, mark: str) -> tuple[list[Text], int] | None:
    """Return what was said of sources that were brought together before a restart."""
    try:
        content = json.loads(folder.with_suffix(".json").read_bytes())
    except (OSError, ValueError):
        return None
    if content["mark"] != mark or not folder.is_dir():
        return None
    return [Text(*fault) for fault in content["faults"]], content["others"]


def _remember(folder: Path, mark: str, faults: Sequence[Text], others: int) -> None:
    content = {"mark": mark, "faults": [[fault.fr, fault.en] for fault in faults], "others": others}
    with replacing(folder.with_suffix(".json")) as file:
        file.write(json.dumps(content).encode())


def _fill(work: Path, sources: Sequence[Path], home: Home) -> tuple[list[Text], int]:
    faults: list[Text] = []
    others = 0
    for kind in _FOLDERS:
        (work / kind).mkdir()
    dumps = [source for source in sources if source.is_file()]
    for dump in dumps:
        try:
            found = _split(dump, work)
        except DataError as fault:  # a TriG file is read as a whole, or not at all
            faults.append(fault.message)
            continue
        faults += found.faults
        others += found.others
    for source in sources:
        if source.is_dir():
            for kind, path in _records_of(source):
                _link(path.resolve(), work / kind / f"{path.name.removesuffix('.gz')}")
    if not any((work / "actors").iterdir()):
        for kind in ("actors", "resources"):
            for path in sorted((home.records / kind).glob("*.ttl")):
                if not (work / kind / path.name).exists():
                    (work / kind / path.name).symlink_to(path.resolve())
    if not any((work / "cases").iterdir()):
        raise DataError(
            Text(
                fr=f"Aucun cas dans {', '.join(map(str, sources))}.",
                en=f"There is no case in {', '.join(map(str, sources))}.",
            ),
            hint=Text(
                fr=f"Un cas est un fichier Turtle, ou un graphe <{BASE}case/IDENTIFIANT/graph> d'un export.",
                en=f"A case is a Turtle file, or a graph <{BASE}case/IDENTIFIER/graph> of a dump.",
            ),
        )
    return faults, others


def _split(dump: Path, work: Path) -> Split:
    if ".trig" not in dump.suffixes:
        return split(dump, work, name=str(dump))
    with tempfile.TemporaryDirectory(dir=work.parent) as folder:
        quads = Path(folder) / "quads.nq"
        convert(dump, quads, default_graph=_NO_GRAPH)
        return split(quads, work, name=str(dump))


def _records_of(source: Path) -> Iterator[tuple[str, Path]]:
    """Give the files of a workspace with their kinds, or those of a folder of cases."""
    folders: Iterable[tuple[str, Path]] = [("cases", source)]
    if (source / "cases").is_dir():
        folders = [(kind, source / kind) for kind in _FOLDERS if (source / kind).is_dir()]
    for kind, folder in folders:
        for path in sorted(folder.iterdir()):
            if path.name.endswith(_RECORDS) and not path.name.startswith("."):
                yield kind, path


def _link(path: Path, target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise DataError(
            Text(
                fr=f"{path} : une autre source décrit la même fiche, {target.stem}.",
                en=f"{path}: another source describes the same record, {target.stem}.",
            ),
            hint=Text(fr="Gardez l'une des deux.", en="Keep one of the two."),
        )
    if path.suffix == ".gz":
        with gzip.open(path) as packed, target.open("wb") as file:
            shutil.copyfileobj(packed, file)
    else:
        target.symlink_to(path)


def _is_workspace(source: Path) -> bool:
    """Tell whether a folder serves as it is: its cases stand in a folder of their own, none of them compressed."""
    cases = source / "cases"
    return cases.is_dir() and not any(
        path.suffix == ".gz" for kind in _FOLDERS for path in (source / kind).glob("*.gz")
    )


def _check(source: Path) -> None:
    if not source.exists():
        raise DataError(
            Text(fr=f"{source} : cette source n'existe pas.", en=f"{source}: there is no such source."),
            hint=Text(fr="Vérifiez le nom et le dossier.", en="Check the name and the folder."),
        )
    if source.is_file() and not source.name.endswith(_DUMPS):
        raise DataError(
            Text(
                fr=f"{source} : ni un dossier, ni un export {', '.join(_DUMPS)}.",
                en=f"{source}: neither a folder nor a dump {', '.join(_DUMPS)}.",
            ),
            hint=Text(
                fr="Pour un seul fichier Turtle : allianceskg validate FICHIER.",
                en="For a single Turtle file: allianceskg validate FILE.",
            ),
        )
