"""
The shipped catalogue with the territories that something refers to, and those around them, instead of all 38,000.

It answers the catalogued queries as the whole catalogue does, which `tests/queries/test_engines.py` shows, and is made
into a store in a fraction of the time: for tests that make many builds, or load a store that takes minutes for all.
"""

from __future__ import annotations

import gzip
import itertools
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from allianceskg.files import Home
from tests.extent import sample

SAMPLED_CASES: Final = 40
_CASE = re.compile(r"\bcase:([\w-]+)")
_REFERENCE = re.compile(r"\bterritory[:/]([a-z]+(?:-[a-z]+)*-\w+)")
_QUOTED = re.compile(r'"([^"\n]+)"')
_SUBJECT = re.compile(r"territory:([\w-]+)\n")


def write_lighter_home(home: Home, root: Path) -> Home:
    """Write its territories to a folder that does not exist yet; everything else is linked to."""
    (root / "data").mkdir(parents=True)
    for part in ("ontology", "queries"):
        (root / part).symlink_to(home.root / part)
    for path in home.data.iterdir():
        if path.name != "territories":
            (root / "data" / path.name).symlink_to(path)
    _write_territories(home, root / "data" / "territories")
    return Home(root)


def write_sampled_home(home: Home, root: Path, *, cases: int = SAMPLED_CASES, with_names: Iterable[str] = ()) -> Home:
    """Link to another home, to a fixed sample of its cases only, with named ones and those of the examples of queries."""
    (root / "data" / "cases").mkdir(parents=True)
    for part in ("ontology", "queries"):
        (root / part).symlink_to(home.root / part)
    for path in home.data.iterdir():
        if path.name != "cases":
            (root / "data" / path.name).symlink_to(path)
    examples = {name for path in home.queries.rglob("*.rq") for name in _CASE.findall(path.read_text(encoding="utf-8"))}
    files = {path.stem: path for path in (home.data / "cases").glob("*.ttl")}
    for name in sample(files, cases, with_names=examples.union(with_names)):
        (root / "data" / "cases" / files[name].name).symlink_to(files[name])
    return Home(root)


def own_copy(home: Home, root: Path) -> Home:
    """Copy a home to a folder that does not exist yet, so that a test may change its data."""
    root.mkdir(parents=True)
    for part in ("ontology", "queries"):
        (root / part).symlink_to((home.root / part).resolve())
    shutil.copytree(home.data, root / "data")
    return Home(root)


def _write_territories(home: Home, folder: Path) -> None:
    files = {path: _blocks(path) for path in sorted((home.data / "territories").glob("*.ttl.gz"))}
    of_territory: dict[str, str] = {}
    for block in itertools.chain.from_iterable(files.values()):
        if name := _SUBJECT.match(block):
            of_territory[name[1]] = f"{of_territory.get(name[1], '')}{block}\n"
    texts = {text for path in home.queries.rglob("*.rq") for text in _QUOTED.findall(path.read_text(encoding="utf-8"))}
    named = {name for name, block in of_territory.items() if not texts.isdisjoint(_QUOTED.findall(block))}
    kept = _with_those_around(named | set(_referred_to(home)), of_territory)
    folder.mkdir()
    for path, blocks in files.items():
        chosen = [block for block in blocks if (name := _SUBJECT.match(block)) is None or name[1] in kept]
        (folder / path.name).write_bytes(gzip.compress("\n\n".join(chosen).encode(), mtime=0))


def _blocks(path: Path) -> list[str]:
    """Read a canonical Turtle file as its prefixes and one text for each subject."""
    return gzip.decompress(path.read_bytes()).decode().split("\n\n")


def _referred_to(home: Home) -> Iterator[str]:
    """Find the territories that records, example profiles and the examples of queries name."""
    folders = [path for path in home.data.iterdir() if path.is_dir() and path.name not in {"territories", "drafts"}]
    for folder in (*folders, home.queries, home.ontology):
        for path in folder.rglob("*.*"):
            if path.suffix in {".ttl", ".rq"}:
                yield from _REFERENCE.findall(path.read_text(encoding="utf-8"))
            elif path.suffix == ".yaml":
                yield from re.findall(r"\b[a-z]+(?:-[a-z]+)*-\w+", path.read_text(encoding="utf-8"))


def _with_those_around(names: set[str], blocks: dict[str, str]) -> set[str]:
    kept: set[str] = set()
    waiting = names & blocks.keys()
    while waiting:
        kept |= waiting
        waiting = {above for name in waiting for above in _REFERENCE.findall(blocks[name])} & blocks.keys() - kept
    return kept
