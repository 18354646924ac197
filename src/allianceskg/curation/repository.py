"""
The git repository of a workspace, spoken to by plumbing: objects and references, never the index that people use.

A commit is made from an index of its own, so that a lock which a killed git left stops nothing, and takes its place by
compare-and-swap of the reference: of two writers one is told that the other was first.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from allianceskg.errors import ConflictError, WorkspaceError
from allianceskg.language import Text, same

_EMPTY: Final = "0" * 40
_FIELD: Final = "\x1f"
_RECORD: Final = "\x1e"
_CONFIGURED: Final = ("-c", "core.quotePath=false", "-c", "core.fsync=committed,reference", "-c", "core.autocrlf=false")
_MODE: Final = "100644"


@dataclass(frozen=True, slots=True)
class Author:
    """Who publishes."""

    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, as the history of a file tells it."""

    name: str
    author: Author
    moment: datetime
    message: str


class Repository:
    """A git repository with a work tree."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def create(cls, folder: Path) -> Repository:
        """
        Make a folder a repository without commits.

        Raises:
            WorkspaceError: There is no git on this machine, or it failed.
        """
        repository = cls(folder)
        repository.run("init", "--quiet", "--initial-branch=main")
        return repository

    @property
    def private(self) -> Path:
        """Where git keeps what is no file of the work tree."""
        return self.folder / ".git"

    @property
    def is_there(self) -> bool:
        """Whether the folder is a repository itself, and not only a folder in one."""
        return self.private.exists()

    def run(self, *arguments: str, given: bytes = b"", **environment: str) -> bytes:
        """
        Run git and return what it answers.

        Raises:
            WorkspaceError: There is no git on this machine, or it failed.
        """
        command = ["git", *_CONFIGURED, *arguments]
        fixed = {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8", "GIT_OPTIONAL_LOCKS": "0"}
        try:
            done = subprocess.run(
                command,
                cwd=self.folder,
                input=given,
                capture_output=True,
                check=True,
                env={**_outside_git(), **fixed, **environment},
            )
        except FileNotFoundError as fault:
            raise _no_git() from fault
        except OSError as fault:  # no process or no memory is left
            raise _failed(self.folder, arguments[0], fault.strerror or str(fault)) from fault
        except subprocess.CalledProcessError as fault:
            raise _failed(self.folder, arguments[0], fault.stderr.decode(errors="replace")) from fault
        return done.stdout

    def head(self) -> str | None:
        """Return the commit that is published; None before the first."""
        try:
            return self.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}").decode().strip()
        except WorkspaceError:
            return None

    def resolve(self, name: str) -> str | None:
        """Return the whole name of a commit; None when there is none of that name."""
        if not name or name.startswith("-"):
            return None
        try:
            return self.run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").decode().strip()
        except WorkspaceError:
            return None

    def blobs(self, commit: str | None) -> dict[str, str]:
        """Return the name of the content of each file of a commit, by path."""
        if commit is None:
            return {}
        listed = self.run("ls-tree", "-r", "-z", commit).decode().split("\0")
        pairs = (line.partition("\t") for line in listed if line)
        return {path: head.split()[2] for head, _, path in pairs}

    def blob(self, path: str, commit: str | None = None) -> str | None:
        """Return the name of the content of a file in a commit, by default the last; None when it is not in it."""
        listed = self.run("ls-tree", "-z", commit or "HEAD", "--", path).decode()
        return listed.split()[2] if listed else None

    def read(self, blob: str) -> bytes:
        """Return a content."""
        return self.run("cat-file", "blob", blob)

    def blob_of(self, paths: Sequence[str]) -> list[str]:
        """Return the names that the contents of files of the work tree have, or would have."""
        given = "".join(f"{path}\n" for path in paths).encode()
        return self.run("hash-object", "--no-filters", "--stdin-paths", given=given).decode().split()

    def commit(
        self,
        contents: Mapping[str, bytes | None],
        *,
        parent: str | None,
        author: Author,
        message: str,
        moment: datetime,
    ) -> str:
        """
        Write a commit that differs from its parent in some files; nothing shows of it until `advance`.

        Args:
            contents: New content of files by path; None takes a file away.
        """
        lines = []
        for path, content in contents.items():
            blob = _EMPTY if content is None else self._write(content)
            lines.append(f"{_MODE if content is not None else '0'} {blob}\t{path}\n")
        with self._private_index() as index:
            if parent is not None:
                self.run("read-tree", parent, GIT_INDEX_FILE=index)
            self.run("update-index", "--index-info", given="".join(lines).encode(), GIT_INDEX_FILE=index)
            tree = self.run("write-tree", GIT_INDEX_FILE=index).decode().strip()
        return self.commit_of_tree(tree, parent=parent, author=author, message=message, moment=moment)

    def commit_of_tree(
        self, tree: str, *, parent: str | None = None, author: Author, message: str, moment: datetime
    ) -> str:
        """Write a commit of a tree that is written already."""
        parents = ["-p", parent] if parent is not None else []
        identity = _identity(author, moment)
        return self.run("commit-tree", tree, *parents, given=message.encode(), **identity).decode().strip()

    def advance(self, commit: str, *, before: str | None, why: str) -> None:
        """
        Make a commit the published one, if the one that was is still what it was.

        Raises:
            ConflictError: Somebody else published meanwhile.
        """
        try:
            self.run("update-ref", "-m", why, "HEAD", commit, before or _EMPTY)
        except WorkspaceError as fault:
            if self.head() == before:
                raise
            raise ConflictError(
                Text(
                    fr="Quelqu'un d'autre a publié entre-temps : rien n'a été changé.",
                    en="Somebody else published meanwhile: nothing was changed.",
                ),
                hint=Text(fr="Recommencez.", en="Do it again."),
            ) from fault

    def follow(self, paths: Sequence[str]) -> None:
        """Let the index that people use know files that were published; where it is locked, it is left behind."""
        there = self.run("ls-tree", "HEAD", "--", *paths)
        gone = "".join(f"0 {_EMPTY}\t{path}\n" for path in paths)
        with contextlib.suppress(WorkspaceError):
            self.run("update-index", "--index-info", given=gone.encode() + there)

    def log(self, path: str, *, limit: int = 200) -> list[Commit]:
        """Return the commits that changed a file, the latest first."""
        form = _FIELD.join(("%H", "%an", "%ae", "%aI", "%B")) + _RECORD
        told = self.run("log", f"--max-count={limit}", f"--format={form}", "--", path).decode()
        return [_commit(one.strip("\n")) for one in told.split(_RECORD) if one.strip()]

    def ever_in(self, path: str) -> bytes:
        """Return each line that a file has in any version, beside what tells the versions apart."""
        return self.run("log", "--patch", "--unified=0", "--format=", "--no-ext-diff", "--no-renames", "--", path)

    def changed_in(self, commit: str) -> list[str]:
        """List the files that a commit changed."""
        told = self.run("diff-tree", "-r", "--root", "--no-commit-id", "--name-only", "-z", commit).decode()
        return [path for path in told.split("\0") if path]

    def usual_author(self) -> Author:
        """Return who writes here by git's own settings; the program where git knows nobody."""
        values = []
        for key, default in (("user.name", "allianceskg"), ("user.email", "allianceskg@localhost")):
            try:
                values.append(self.run("config", "--get", key).decode().strip() or default)
            except WorkspaceError:
                values.append(default)
        return Author(*values)

    def _write(self, content: bytes) -> str:
        return self.run("hash-object", "-w", "--no-filters", "--stdin", given=content).decode().strip()

    @contextlib.contextmanager
    def _private_index(self) -> Iterator[str]:
        with tempfile.TemporaryDirectory(prefix="allianceskg-", dir=self.private) as folder:
            yield str(Path(folder) / "index")


def _outside_git() -> dict[str, str]:
    """Return the environment without what git leaves there for its hooks, which would lead to another repository."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}


def _identity(author: Author, moment: datetime) -> dict[str, str]:
    date = moment.isoformat(timespec="seconds")
    return {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", author.name), ("EMAIL", author.email), ("DATE", date))
    }


def _commit(told: str) -> Commit:
    name, author, email, moment, message = told.split(_FIELD, 4)
    return Commit(name, Author(author, email), datetime.fromisoformat(moment), message.strip())


def _no_git() -> WorkspaceError:
    return WorkspaceError(
        Text(
            fr="git n'est pas installé sur cette machine : l'histoire des fiches ne peut pas être tenue.",
            en="git is not installed on this machine: the history of records cannot be kept.",
        ),
        hint=Text(
            fr="Installez-le (sous Debian ou Ubuntu : apt install git), puis recommencez.",
            en="Install it (on Debian or Ubuntu: apt install git), then do it again.",
        ),
    )


def _failed(folder: Path, what: str, told: str) -> WorkspaceError:
    reason = same(told.strip().splitlines()[-1] if told.strip() else what)
    return WorkspaceError(
        Text(fr=f"git {what} a échoué dans {folder} : {reason.fr}", en=f"git {what} failed in {folder}: {reason.en}"),
        hint=Text(
            fr="Vérifiez que le disque n'est pas plein et que le dossier peut être écrit ; rien n'a été publié.",
            en="See that the disk is not full and that the folder can be written; nothing was published.",
        ),
    )
