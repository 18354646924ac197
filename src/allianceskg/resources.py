"""
Where the ontology, the queries and the data are, what graph each file is, and which version they make.

In a checkout they stand at the root of the repository; in an installed wheel, inside the package.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Final, Literal, NamedTuple

from allianceskg.errors import ConfigurationError
from allianceskg.language import Text
from allianceskg.terms import BASE

Group = Literal["ontology", "vocabularies", "shapes", "territories", "actors", "resources", "cases", "catalogue"]

VERSION_LENGTH: Final = 12
_FINEST_CLOCK_NS: Final = 2_000_000_000
_READ_BYTES: Final = 1 << 16
_PACKAGE: Final = Path(__file__).parent
_CANDIDATES: Final = (_PACKAGE / "bundle", _PACKAGE.parent.parent)

# Folder or file below the home, the group of its files, and the document that each file describes.
_SOURCES: Final[Sequence[tuple[str, Group, str]]] = (
    ("ontology/alliances.ttl", "ontology", "ontology"),
    ("ontology/kit.ttl", "ontology", "kit"),
    ("ontology/kit-quotations.ttl", "ontology", "kit-quotations"),
    ("ontology/conventions.ttl", "ontology", "conventions"),
    ("ontology/alignments", "ontology", "alignment/{name}"),
    ("ontology/vocabularies", "vocabularies", "vocabulary/{name}"),
    ("ontology/shapes", "shapes", "shapes/{name}"),
    ("data/catalogue.ttl", "catalogue", "catalogue"),
    ("data/territories", "territories", "territory/{name}"),
    ("data/actors", "actors", "actor/{name}"),
    ("data/resources", "resources", "resource/{name}"),
    ("data/cases", "cases", "case/{name}"),
)


class SourceFile(NamedTuple):
    """
    A file that is one named graph; a tuple, and its path a text, since there may be a hundred thousand of them.

    Attributes:
        location: Its path.
        group: What kind of file it is.
        document: IRI of what it describes; the graph has this name with `/graph` added.
        digest: SHA-256 of its bytes, in hexadecimal.
    """

    location: str
    group: Group
    document: str
    digest: str

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.location)

    @property
    def graph(self) -> str:
        """The IRI of the named graph."""
        return f"{self.document}/graph"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds `ontology/`, `queries/` and `data/`."""

    root: Path

    @property
    def ontology(self) -> Path:
        """Classes, vocabularies, rules, shapes."""
        return self.root / "ontology"

    @property
    def queries(self) -> Path:
        """The catalogued queries."""
        return self.root / "queries"

    @property
    def data(self) -> Path:
        """Cases, actors, resources, territories, example profiles."""
        return self.root / "data"

    def files(self, digest: Callable[[Path | os.DirEntry[str]], str] | None = None) -> tuple[SourceFile, ...]:
        """
        List the published files, hashed, in a fixed order.

        Drafts and example profiles are not published, so they are not among them.

        Args:
            digest: What hashes a file; by default it is read.
        """
        return tuple(self._files(digest or digest_of_file))

    def _files(self, digest: Callable[[Path | os.DirEntry[str]], str]) -> Iterator[SourceFile]:
        for place, group, document in _SOURCES:
            target = self.root / place
            before, _, after = f"{BASE}{document}".partition("{name}")
            if target.is_file():
                yield SourceFile(str(target), group, before + after, digest(target))
                continue
            for file in _files_in(target):
                name = file.name.removesuffix(".gz").removesuffix(".ttl")
                yield SourceFile(file.path, group, f"{before}{name}{after}", digest(file))

    def rules_version(self) -> str:
        """Return the version of the matching rules: the conventions, the kit and the matching queries."""
        paths = [self.ontology / "conventions.ttl", self.ontology / "kit.ttl"]
        paths += sorted((self.queries / "matching").glob("*.rq"))
        return version_of((path.name, digest_of(path.read_bytes())) for path in paths if path.exists())


def find_home() -> Home:
    """
    Find the ontology, queries and data that came with the package.

    Raises:
        ConfigurationError: They are neither inside the package nor beside it.
    """
    for root in _CANDIDATES:
        if (root / "ontology" / "alliances.ttl").is_file():
            return Home(root)
    raise ConfigurationError(
        Text(
            fr=f"L'ontologie et les données sont introuvables (cherchées dans {_CANDIDATES[0]} et {_CANDIDATES[1]}).",
            en=f"The ontology and the data are nowhere to be found (looked in {_CANDIDATES[0]} and {_CANDIDATES[1]}).",
        ),
        hint=Text(
            fr="Réinstallez le paquet, ou indiquez leur dossier dans ALLIANCESKG_HOME.",
            en="Install the package again, or name their folder in ALLIANCESKG_HOME.",
        ),
    )


def _files_in(folder: Path) -> list[os.DirEntry[str]]:
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:  # a hundred thousand paths would take seconds
        return sorted((entry for entry in entries if ".ttl" in entry.name), key=attrgetter("name"))


def digest_of_file(path: Path | os.DirEntry[str]) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    # Not `hashlib.file_digest`, whose buffer costs several times the reading of a short file.
    digest = hashlib.sha256()
    with Path(path).open("rb", buffering=0) as file:
        while piece := file.read(_READ_BYTES):
            digest.update(piece)
    return digest.hexdigest()


class KnownDigests:
    """
    Remembers the digests of files, so that a file that nobody touched is not read again.

    A file is taken for untouched when its length, its place on the disk, and the times of its last change and of its
    last renaming are those of last time. A file that is younger than the clock is fine is not remembered, since it could
    change once more within the same tick.

    Args:
        known: What was remembered last time, by path: a text of those four and the digest. Anything else is passed over.
    """

    def __init__(self, known: Mapping[str, object]) -> None:
        self._known = known
        self._newest = time.time_ns() - _FINEST_CLOCK_NS
        self.seen: dict[str, str] = {}

    @property
    def is_new(self) -> bool:
        """Whether anything is to be remembered that was not known."""
        return self.seen != self._known

    def of(self, file: Path | os.DirEntry[str]) -> str:
        """Return the SHA-256 of a file, in hexadecimal."""
        name = os.fspath(file)
        state = file.stat()
        changed, renamed = state.st_mtime_ns, state.st_ctime_ns
        mark = f"{changed} {renamed} {state.st_size} {state.st_ino} "
        known = self._known.get(name)
        if not isinstance(known, str) or not known.startswith(mark):
            known = mark + digest_of_file(file)
        if changed < self._newest and renamed < self._newest:
            self.seen[name] = known
        return known[len(mark) :]


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def version_of(named_digests: Iterable[tuple[str, str]]) -> str:
    """Return one short version for many named digests, whatever their order."""
    lines = sorted(f"{name} {digest}\n" for name, digest in named_digests)
    return digest_of("".join(lines).encode())[:VERSION_LENGTH]
