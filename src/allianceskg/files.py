"""
Where the ontology, the queries and the data are, what graph each file is, and which version they make.

In a checkout they stand at the root of the repository; in an installed wheel, inside the package. Cases, actors and
resources may stand in a workspace of their own instead, where people write.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import stat
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final, Literal, NamedTuple

from allianceskg.errors import ConfigurationError, StoreLockedError
from allianceskg.language import Text
from allianceskg.terms import BASE

Group = Literal[
    "ontology",
    "vocabularies",
    "shapes",
    "territories",
    "actors",
    "resources",
    "cases",
    "readings",
    "catalogue",
    "imports",
]

VERSION_LENGTH: Final = 12
_FINEST_CLOCK_NS: Final = 2_000_000_000
_READ_BYTES: Final = 1 << 16
_NEW_FILE_MODE: Final = 0o644
_LOOK_AGAIN_SECONDS: Final = 0.05
_ENDINGS: Final = (".ttl", ".ttl.gz")
_APART: Final = "/"  # in no name of a file, no number and no digest
_UNKNOWN: Final = ""
_PACKAGE: Final = Path(__file__).parent
_RELEASED: Final = re.compile(
    rf"{re.escape(BASE)}(?:ontology|vocabulary/(?P<scheme>[a-z0-9-]+))/(?P<version>\d+\.\d+\.\d+)"
)
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
)
# The same of records, below the folder that holds them.
_RECORD_SOURCES: Final[Sequence[tuple[str, Group, str]]] = (
    ("actors", "actors", "actor/{name}"),
    ("resources", "resources", "resource/{name}"),
    ("cases", "cases", "case/{name}"),
)
_READING_SOURCE: Final[tuple[str, Group, str]] = ("readings", "readings", "reading/{name}")
RECORD_GROUPS: Final[Sequence[Group]] = tuple(group for _, group, _ in _RECORD_SOURCES)
"""The groups of files that are one record each."""


class SourceFile(NamedTuple):
    """
    A file that is one named graph; a tuple, and its path a text, since there may be a hundred thousand of them.

    Attributes:
        location: Its path: Turtle, `.gz` after it allowed; N-Quads for an import.
        group: What kind of file it is.
        graph: The IRI of the named graph: what the file describes, with `/graph` added. An import names its graphs itself,
            and has here what it is called.
        digest: SHA-256 of its bytes, in hexadecimal.
    """

    location: str
    group: Group
    graph: str
    digest: str

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.location)

    @property
    def document(self) -> str:
        """The IRI of what it describes."""
        return self.graph.removesuffix("/graph")

    @property
    def is_import(self) -> bool:
        """Whether it was added to the catalogue from outside, and names its graphs itself."""
        return self.group == "imports"


Digests = Callable[[str, Sequence[str]], Sequence[str]]
"""What hashes files: given a folder and names in it, the SHA-256 of each, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Home:
    """
    The folder that holds `ontology/`, `queries/` and `data/`.

    Attributes:
        workspace: The folder that holds `cases/`, `actors/` and `resources/` instead of `data/`; None where there is none.
    """

    root: Path
    workspace: Path | None = None

    @property
    def ontology(self) -> Path:
        """Classes, vocabularies, rules, shapes."""
        return self.root / "ontology"

    @property
    def queries(self) -> Path:
        """The catalogued queries."""
        return self.root / "queries"

    @property
    def studies(self) -> Path:
        """The studies, one folder each."""
        return self.root / "studies"

    @property
    def data(self) -> Path:
        """Territories, readings, example profiles, templates; cases, actors and resources where there is no workspace."""
        return self.root / "data"

    @property
    def records(self) -> Path:
        """The folder of `cases/`, `actors/` and `resources/`."""
        return self.data if self.workspace is None else self.workspace

    @property
    def readings(self) -> Path:
        """What the catalogue reads in statements: those of the workspace, where it has some."""
        own = self.records / _READING_SOURCE[0]
        return own if own.is_dir() else self.data / _READING_SOURCE[0]

    def release_of(self, iri: str) -> Path | None:
        """
        Find the file of a version of the ontology or of a vocabulary that was released, and is kept as it was.

        Args:
            iri: What is released, with the number of the version as its last segment.

        >>> find_home().release_of(f"{BASE}ontology/0.1.0").name
        'alliances.ttl'
        """
        match = _RELEASED.fullmatch(iri)
        if match is None:
            return None
        name = "alliances.ttl" if match["scheme"] is None else f"vocabularies/{match['scheme']}.ttl"
        path = self.root / "releases" / match["version"] / name
        return path if path.is_file() else None

    def files(self, digests: Digests | None = None) -> tuple[SourceFile, ...]:
        """
        List the published files, hashed, in a fixed order.

        Drafts and example profiles are not published, so they are not among them.

        Args:
            digests: What hashes the files of a folder; by default each is read.
        """
        return tuple(self._files(digests or digests_of_files))

    def _files(self, digests: Digests) -> Iterator[SourceFile]:
        places = [(self.root / place, group, document) for place, group, document in _SOURCES]
        places += [(self.records / place, group, document) for place, group, document in _RECORD_SOURCES]
        places.append((self.readings, *_READING_SOURCE[1:]))
        for target, group, document in places:
            before, _, after = f"{BASE}{document}/graph".partition("{name}")
            if target.is_file():
                (digest,) = digests(str(target.parent), [target.name])
                yield SourceFile(str(target), group, before + after, digest)
            elif target.is_dir():
                with os.scandir(target) as entries:  # a hundred thousand paths would take seconds
                    names = sorted(entry.name for entry in entries if _is_published(entry.name))
                for name, digest in zip(names, digests(str(target), names), strict=True):
                    thing = name.removesuffix(".gz").removesuffix(".ttl")
                    yield SourceFile(f"{target}{os.sep}{name}", group, f"{before}{thing}{after}", digest)

    def rules_version(self) -> str:
        """Return the version of the matching rules: the conventions, the kit and the matching queries."""
        paths = [self.ontology / "conventions.ttl", self.ontology / "kit.ttl"]
        paths += sorted((self.queries / "matching").glob("*.rq"))
        return version_of((path.name, digest_of(path.read_bytes())) for path in paths if path.exists())


def _is_published(name: str) -> bool:
    """Tell whether a file of a folder of sources is one: neither a copy that an editor left, nor one being written."""
    return name.endswith(_ENDINGS) and not name.startswith(".")


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


@contextlib.contextmanager
def replacing(path: Path, *, is_durable: bool = False) -> Iterator[BinaryIO]:
    """
    Open a file to be written as a whole: it takes its place when the block ends well, and nobody ever reads half of it.

    Args:
        is_durable: Whether it must be there after a power cut: it is then synced before it takes its place, and its folder
            after.

    Raises:
        OSError: It cannot be written; what was at the path is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            if is_durable:
                file.flush()
                os.fsync(file.fileno())
        unfinished.chmod(_mode_of(path))
        unfinished.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise
    if is_durable:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make sure that the names of files in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _mode_of(path: Path) -> int:
    """Return who may read and write a file; of a new one, everybody may read it."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return _NEW_FILE_MODE


def digests_of_files(folder: str, names: Sequence[str]) -> list[str]:
    """Return the SHA-256 of files of a folder, in hexadecimal."""
    return [digest_of_file(Path(folder, name)) for name in names]


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    # Not `hashlib.file_digest`, whose buffer costs several times the reading of a short file.
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
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
        known: What was remembered last time: for each folder the names of its files, their marks (those four) and their
            digests, each list written as one text, since it may be a hundred thousand long. Anything else is passed over.
    """

    def __init__(self, known: Mapping[str, object]) -> None:
        self._known = {folder: _Files.read(texts) for folder, texts in known.items()}
        self._seen: dict[str, _Files] = {}
        self._newest = time.time_ns() - _FINEST_CLOCK_NS

    @property
    def is_new(self) -> bool:
        """Whether anything is to be remembered that was not known."""
        return self._seen != self._known

    @property
    def seen(self) -> dict[str, dict[str, str]]:
        """What is to be remembered."""
        return {folder: files.written() for folder, files in self._seen.items()}

    def of(self, folder: str, names: Sequence[str]) -> list[str]:
        """Return the SHA-256 of files of a folder, in hexadecimal."""
        marks = _marks_of(folder, names)
        known_marks, digests = self._known.get(folder, _Files()).of(names)
        for position, (mark, known) in enumerate(zip(marks, known_marks, strict=True)):
            if mark != known:
                digests[position] = digest_of_file(Path(folder, names[position]))
                changed, renamed, *_ = map(int, mark.split())
                if max(changed, renamed) >= self._newest:
                    marks[position] = _UNKNOWN
        self._seen.setdefault(folder, _Files()).extend(names, marks, digests)
        return digests


@dataclass(slots=True)
class _Files:
    """What is remembered of the files of a folder, in three lists of one length."""

    names: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, texts: object) -> _Files:
        """Read what was written; nothing where it is something else."""
        if not isinstance(texts, dict):
            return cls()
        found = [texts.get(name) for name in cls.__slots__]
        lists = [text.split(_APART) if text else [] for text in found if isinstance(text, str)]
        is_whole = len(lists) == len(found) and len({len(one) for one in lists}) == 1
        return cls(*lists) if is_whole else cls()

    def written(self) -> dict[str, str]:
        """Write each list as one text."""
        return {name: _APART.join(getattr(self, name)) for name in self.__slots__}

    def extend(self, names: Iterable[str], marks: Iterable[str], digests: Iterable[str]) -> None:
        """Add files."""
        self.names.extend(names)
        self.marks.extend(marks)
        self.digests.extend(digests)

    def of(self, names: Sequence[str]) -> tuple[list[str], list[str]]:
        """Give the mark and the digest of each of the names, empty where it is not known."""
        if names == self.names:
            return self.marks, self.digests.copy()
        known = dict(zip(self.names, zip(self.marks, self.digests, strict=True), strict=True))
        found = [known.get(name, (_UNKNOWN, "")) for name in names]
        return [mark for mark, _ in found], [digest for _, digest in found]


def _marks_of(folder: str, names: Sequence[str]) -> list[str]:
    """Tell when files were last changed and renamed, their length, and their place on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)  # names below it are found without following its path each time
    try:
        states = [os.stat(name, dir_fd=descriptor) for name in names]
    finally:
        os.close(descriptor)
    return [f"{state.st_mtime_ns} {state.st_ctime_ns} {state.st_size} {state.st_ino}" for state in states]


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def version_of(named_digests: Iterable[tuple[str, str]]) -> str:
    """Return one short version for many named digests, whatever their order."""
    lines = sorted(f"{name} {digest}\n" for name, digest in named_digests)
    return digest_of("".join(lines).encode())[:VERSION_LENGTH]


@contextlib.contextmanager
def one_at_a_time(lock: Path, taken: Text, *, patience: float = 0.0) -> Iterator[None]:
    """
    Let one process at a time do something; the lock goes with the process, however it ends.

    Args:
        lock: A file that is made, and stays.
        taken: What is said where another process holds it.
        patience: Seconds to wait for that process.

    Raises:
        StoreLockedError: Another process holds it.
    """
    deadline = time.monotonic() + patience
    with lock.open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as fault:
                if time.monotonic() >= deadline:
                    wait = Text(fr="Attendez sa fin, ou arrêtez-le.", en="Wait for its end, or stop it.")
                    raise StoreLockedError(taken, hint=wait) from fault
                time.sleep(_LOOK_AGAIN_SECONDS)
        yield
