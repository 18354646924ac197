"""
Publication as one transaction: judged, committed, written, built, and only then acknowledged.

The commit is the truth. A record is judged in a process of its own; its commit takes its place by compare-and-swap; the
file is written aside, synced and renamed; the store is built. What a crash leaves between two of these is made whole at
the next start, without writing over anything that a person has edited. One writer at a time holds the workspace.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from allianceskg.builds.local import BuildReport
from allianceskg.curation import preparing
from allianceskg.curation.journal import Intention, Journal
from allianceskg.curation.judge import RecordJudge
from allianceskg.curation.preparing import Prepared
from allianceskg.curation.repository import Author, Repository
from allianceskg.curation.workspace import Workspace, file_of, name_of
from allianceskg.errors import ConflictError, NotFoundError, StaleError, StoreLockedError, WorkspaceError
from allianceskg.files import Home, digest_of, replacing
from allianceskg.language import Text, same
from allianceskg.records.standing import Admission

Build = Callable[[Mapping[str, Admission]], BuildReport]
"""Makes the store agree with the files; told what was decided of some of them, by digest."""

_LOCK: Final = "allianceskg.lock"


@dataclass(frozen=True, slots=True)
class Publication:
    """
    What was published.

    Attributes:
        commit: The commit that holds it.
        digests: SHA-256 of each file, by name of the record; None of one that is gone.
        changes: In words, by name of the record.
        remarks: What is worth a look and blocks nothing, by name of the record.
        is_unchanged: Whether everything was published as it is already.
    """

    commit: str
    digests: Mapping[str, str | None]
    changes: Mapping[str, Sequence[Text]]
    remarks: Mapping[str, Sequence[Text]]
    is_unchanged: bool = False


class Publisher:
    """
    The one writer of a workspace.

    Args:
        home: With its workspace.
        build: Makes what was published visible.
        judge: By default one for this home.
    """

    def __init__(self, home: Home, build: Build, *, judge: RecordJudge | None = None) -> None:
        assert home.workspace is not None
        self.workspace = Workspace(home.workspace.resolve())
        self._home = Home(home.root, self.workspace.folder)
        self._build = build
        self._journal = Journal(self._repository.private)
        self.judge = judge or RecordJudge(self._home)
        self._turn = threading.RLock()

    @property
    def _repository(self) -> Repository:
        return self.workspace.repository

    @contextlib.contextmanager
    def open(self) -> Iterator[Publisher]:
        """
        Hold the workspace, and make whole what a crash left.

        Raises:
            StoreLockedError: Another program writes there.
            WorkspaceError: It cannot be written.
        """
        with _alone(self.workspace):
            try:
                self._recover()
                yield self
            finally:
                self.judge.close()

    def publish(
        self,
        texts: Mapping[str, bytes],
        *,
        author: Author,
        message: str | None = None,
        expected: Mapping[str, str | None] | None = None,
    ) -> Publication:
        """
        Publish records together: all of them or none.

        Args:
            texts: Turtle by name of the record: `cases/danone-grameen`.
            message: By default it names the records.
            expected: SHA-256 of what the author has seen of each record, None where there was nothing; records left out
                may have changed meanwhile.

        Raises:
            RefusedError: Something blocks publication.
            DataError: A text is no Turtle, or describes another record than its name says.
            StaleError: A record is not what was expected.
            ConflictError: Its file has been edited and not published.
        """
        with self._turn:
            self._recover()
            return self._publish(texts, author, message, expected or {})

    def _publish(
        self, texts: Mapping[str, bytes], author: Author, message: str | None, expected: Mapping[str, str | None]
    ) -> Publication:
        head = self._repository.head()
        published = self._repository.blobs(head)
        before = {name: self._content(published.get(file_of(name))) for name in texts}
        self._check(texts, before, expected)
        prepared = self.judge.ask(preparing.prepare, dict(texts), before, _today())
        contents = {name: one.content for name, one in prepared.items()}
        if contents == before:
            return _publication(head or "", prepared, is_unchanged=True)
        why = message or _message(before)
        changed = {file_of(name): text for name, text in contents.items() if text != before[name]}
        commit = self._commit(changed, head, published, author, why)
        self._build({digest_of(one.content): one.admission for one in prepared.values()})
        return _publication(commit, prepared)

    def retire(
        self,
        name: str,
        *,
        reason: Mapping[str, str],
        author: Author,
        successor: str | None = None,
        expected: Mapping[str, str | None] | None = None,
    ) -> Publication:
        """
        Withdraw a record: its address says why from then on, and nothing else of it is shown.

        Args:
            reason: By language; French at least.
            successor: Name of the record that takes its place.

        Raises:
            RefusedError: Published records still refer to it.
            ConflictError: See `publish`.
        """
        with self._turn:
            text = self.judge.ask(preparing.retired, name, self._current(name), dict(reason), successor)
            why = f"Retire {name}\n\n{reason.get('fr') or next(iter(reason.values()))}"
            return self.publish({name: text}, author=author, message=why, expected=expected)

    def merge(self, name: str, into: str, *, author: Author) -> Publication:
        """
        Merge a record into another: every reference is rewritten in one commit, and its address leads to the other.

        Raises:
            ConflictError: The other is not published itself, or a file that changes was edited and not published.
        """
        if name == into or name.partition("/")[0] != into.partition("/")[0]:
            raise ConflictError(
                Text(
                    fr="Une fiche se fusionne avec une autre de la même nature.",
                    en="A record is merged into another one of the same kind.",
                )
            )
        with self._turn:
            for one in (name, into):
                self._current(one)
            texts = self.judge.ask(preparing.merged, name, into)
            return self.publish(texts, author=author, message=f"Fusionne {name} avec {into}")

    def revert(self, name: str, commit: str, *, author: Author) -> Publication:
        """
        Publish a record again as it was in a commit.

        Raises:
            NotFoundError: There is no such commit, or it does not hold the record.
        """
        return self._restore(self._resolved(commit), [name], author)

    def undo(self, commit: str, *, author: Author) -> Publication:
        """
        Publish what a commit changed again as it was before it.

        Raises:
            NotFoundError: There is no such commit.
            ConflictError: Something that it changed has changed again since.
        """
        whole = self._resolved(commit)
        paths = [path for path in self._repository.changed_in(whole) if path.endswith(".ttl")]
        then, now = self._repository.blobs(whole), self._repository.blobs(self._repository.head())
        later = [path for path in paths if then.get(path) != now.get(path)]
        if later:
            raise ConflictError(
                Text(fr=f"{later[0]} a changé depuis.", en=f"{later[0]} has changed since."),
                hint=Text(
                    fr="Rétablissez les fiches une à une : curate revert.",
                    en="Revert the records one by one: curate revert.",
                ),
            )
        return self._restore(f"{whole}^", [name_of(path) for path in paths], author)

    def _restore(self, commit: str, names: Sequence[str], author: Author) -> Publication:
        texts: dict[str, bytes] = {}
        for name in names:
            blob = self._repository.blob(file_of(name), commit)
            if blob is None:
                raise NotFoundError(
                    Text(fr=f"{name} n'existe pas dans {commit[:12]}.", en=f"{name} is not in {commit[:12]}."),
                    hint=Text(fr="« curate history » montre ses versions.", en="“curate history” shows its versions."),
                )
            texts[name] = self._repository.read(blob)
        return self.publish(texts, author=author, message=f"Rétablit {', '.join(names)} comme dans {commit[:12]}")

    def _resolved(self, commit: str) -> str:
        whole = self._repository.resolve(commit)
        if whole is None:
            raise NotFoundError(
                Text(fr=f"Aucune version ne s'appelle {commit}.", en=f"No version is called {commit}."),
                hint=Text(fr="« curate history » les montre.", en="“curate history” shows them."),
            )
        return whole

    def _current(self, name: str) -> bytes:
        blob = self._repository.blob(file_of(name)) if self._repository.head() else None
        if blob is None:
            raise NotFoundError(
                Text(fr=f"Aucune fiche publiée ne s'appelle {name}.", en=f"No published record is called {name}.")
            )
        return self._repository.read(blob)

    def _content(self, blob: str | None) -> bytes | None:
        return None if blob is None else self._repository.read(blob)

    def _check(
        self,
        texts: Mapping[str, bytes],
        before: Mapping[str, bytes | None],
        expected: Mapping[str, str | None],
    ) -> None:
        """Refuse to write over what the author has not seen, or what a person has edited by hand."""
        for name, digest in expected.items():
            old = before.get(name)
            if digest != (None if old is None else digest_of(old)):
                raise StaleError(
                    Text(
                        fr=f"{name} a changé depuis que vous l'avez ouvert.",
                        en=f"{name} has changed since you opened it.",
                    ),
                    hint=Text(fr="Relisez-le, puis recommencez.", en="Read it again, then do it again."),
                )
        for name, text in texts.items():
            there = _bytes_of(self.workspace.path(name))
            if there not in (before[name], text):
                raise _edited(file_of(name))

    def _commit(
        self,
        contents: Mapping[str, bytes],
        head: str | None,
        published: Mapping[str, str],
        author: Author,
        message: str,
    ) -> str:
        commit = self._repository.commit(
            contents, parent=head, author=author, message=message, moment=datetime.now(UTC)
        )  # fmt: skip
        self._write_safely(
            lambda: self._journal.write(Intention(commit, {path: published.get(path) for path in contents}))
        )
        try:
            self._repository.advance(commit, before=head, why="publication")
        except ConflictError:
            self._journal.clear()
            raise
        self._write_safely(lambda: self._put(contents))
        return commit

    def _put(self, contents: Mapping[str, bytes]) -> None:
        """Write files that are committed into the work tree."""
        for path, content in contents.items():
            with replacing(self.workspace.folder / path, is_durable=True) as file:
                file.write(content)
        self._repository.follow(list(contents))
        self._journal.clear()

    def _recover(self) -> None:
        """End the publication that a crash cut, or forget it where it had not become the published one."""
        intention = self._journal.read()
        if intention is None:
            return
        changed = self._repository.changed_in(intention.commit) if self._was_published(intention.commit) else []
        contents = {}
        for path in changed:
            blob = self._repository.blob(path, intention.commit)
            there = self.workspace.folder / path
            found = self._repository.blob_of([path])[0] if there.is_file() else None
            if found == intention.before.get(path) and found != blob and blob is not None:
                contents[path] = self._repository.read(blob)
        self._write_safely(lambda: self._put(contents))

    def _was_published(self, commit: str) -> bool:
        try:
            self._repository.run("merge-base", "--is-ancestor", commit, "HEAD")
        except WorkspaceError:
            return False
        return True

    def _write_safely(self, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError as fault:
            reason = fault.strerror or str(fault)
            raise WorkspaceError(
                Text(
                    fr=f"{self.workspace.folder} ne peut pas être écrit ({reason}).",
                    en=f"{self.workspace.folder} cannot be written ({reason}).",
                ),
                hint=Text(
                    fr="Ce qui a déjà été accepté est gardé, et sera remis en place au prochain démarrage. Libérez de la place ou rendez le dossier accessible, puis recommencez.",
                    en="What was accepted already is kept, and is put in its place at the next start. Free some room or make the folder writable, then do it again.",
                ),
            ) from fault


def _publication(commit: str, prepared: Mapping[str, Prepared], *, is_unchanged: bool = False) -> Publication:
    return Publication(
        commit,
        {name: digest_of(one.content) for name, one in prepared.items()},
        {name: one.changes for name, one in prepared.items()},
        {name: one.remarks for name, one in prepared.items()},
        is_unchanged,
    )


def _message(before: Mapping[str, bytes | None]) -> str:
    """Say what is published, where its author says nothing."""
    new = [name for name, text in before.items() if text is None]
    changed = [name for name, text in before.items() if text is not None]
    said = [f"{verb} {', '.join(names)}" for verb, names in (("Ajoute", new), ("Corrige", changed)) if names]
    return " ; ".join(said)


def _edited(path: str) -> ConflictError:
    return ConflictError(
        Text(
            fr=f"{path} a été modifié à la main et n'est pas publié : il n'est pas remplacé.",
            en=f"{path} was edited by hand and is not published: it is not written over.",
        ),
        hint=Text(
            fr=f"Publiez-le (allianceskg curate publish {path}), ou défaites la modification, puis recommencez.",
            en=f"Publish it (allianceskg curate publish {path}), or take the change back, then do it again.",
        ),
    )


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _today() -> str:
    return datetime.now().astimezone().date().isoformat()


@contextlib.contextmanager
def _alone(workspace: Workspace) -> Iterator[None]:
    """Let one program at a time write; the lock goes with the process, however it ends."""
    path = workspace.repository.private / _LOCK
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as fault:
        raise WorkspaceError(
            Text(
                fr=f"{workspace.folder} ne peut pas être écrit ({fault.strerror}).",
                en=f"{workspace.folder} cannot be written ({fault.strerror}).",
            )
        ) from fault
    with os.fdopen(descriptor, "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            raise _taken(workspace, file.read().strip()) from fault
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield


def _taken(workspace: Workspace, process: str) -> StoreLockedError:
    who = Text(fr=f" (processus {process})", en=f" (process {process})") if process else same("")
    return StoreLockedError(
        Text(
            fr=f"Un autre programme publie déjà dans {workspace.folder}{who.fr}.",
            en=f"Another program publishes in {workspace.folder} already{who.en}.",
        ),
        hint=Text(
            fr="Attendez sa fin ; si c'est le serveur, publiez par lui.",
            en="Wait for its end; if it is the server, publish through it.",
        ),
    )
