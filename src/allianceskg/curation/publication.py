"""
Publication as one transaction: judged, committed, written, built, and only then acknowledged.

The commit is the truth. A record is judged in a process of its own; its commit takes its place by compare-and-swap; the
file is written aside, synced and renamed; the store is built. What a crash leaves between two of these is made whole at
the next start, without writing over anything that a person has edited. One writer at a time holds the workspace.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from allianceskg.builds.local import BuildReport
from allianceskg.curation import preparing
from allianceskg.curation.holding import alone
from allianceskg.curation.journal import Intention, Journal
from allianceskg.curation.judge import RecordJudge
from allianceskg.curation.preparing import Prepared
from allianceskg.curation.repository import Author, Repository
from allianceskg.curation.workspace import Workspace, file_of, name_of
from allianceskg.errors import ConflictError, NotFoundError, StaleError, WorkspaceError
from allianceskg.files import Home, digest_of, replacing
from allianceskg.language import Text
from allianceskg.records.standing import Admission

Build = Callable[[Mapping[str, Admission]], BuildReport]
"""Makes the store agree with the files; told what was decided of some of them, by digest."""


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


Witness = Callable[[Publication], None]
"""Told of a publication that is written and not yet the published one: what it keeps is there before anybody is told."""


def _nobody(_: Publication) -> None:
    """Keep nothing."""


class Publisher:
    """
    The one writer of a workspace.

    Args:
        home: With its workspace.
        build: Makes what was published visible.
        judge: By default one for this home.

    Attributes:
        followers: Called after each build, before what it shows is acknowledged.
    """

    def __init__(self, home: Home, build: Build, *, judge: RecordJudge | None = None) -> None:
        assert home.workspace is not None
        self.workspace = Workspace(home.workspace.resolve())
        self._home = Home(home.root, self.workspace.folder)
        self._build = build
        self._journal = Journal(self._repository.private)
        self.judge = judge or RecordJudge(self._home)
        self.followers: list[Callable[[], None]] = []
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
        with alone(self.workspace):
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
        witness: Witness = _nobody,
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
            return self._publish(texts, author, message, expected or {}, witness)

    def _publish(
        self,
        texts: Mapping[str, bytes],
        author: Author,
        message: str | None,
        expected: Mapping[str, str | None],
        witness: Witness,
    ) -> Publication:
        head = self._repository.head()
        published = self._repository.blobs(head)
        before = {name: self._content(published.get(file_of(name))) for name in texts}
        self._check(texts, before, expected)
        prepared = self.judge.ask(preparing.prepare, dict(texts), before, _today())
        contents = {name: one.content for name, one in prepared.items()}
        if contents == before:
            unchanged = _publication(head or "", prepared, is_unchanged=True)
            witness(unchanged)
            return unchanged
        why = message or _message(before)
        changed = {file_of(name): text for name, text in contents.items() if text != before[name]}
        commit = self._repository.commit(
            changed, parent=head, author=author, message=why, moment=datetime.now(UTC)
        )  # fmt: skip
        done = _publication(commit, prepared)
        witness(done)
        admitted = {digest_of(one.content): one.admission for one in prepared.values()}
        self._advance(Intention(commit, {path: published.get(path) for path in changed}, admitted), head, changed)
        return done

    def make_visible(self) -> None:
        """Build what was published and could not be built, for want of room for instance."""
        with self._turn:
            self._recover()

    def published(self, name: str) -> bytes | None:
        """Return what is published under a name, withdrawn records included; None where nothing is."""
        blob = self._repository.blob(file_of(name)) if self._repository.head() else None
        return self._content(blob)

    def holds(self, commit: str) -> bool:
        """Tell whether a commit is published: the last one, or one before it."""
        try:
            self._repository.run("merge-base", "--is-ancestor", commit, "HEAD")
        except WorkspaceError:
            return False
        return True

    def retire(
        self,
        name: str,
        *,
        reason: Mapping[str, str],
        author: Author,
        successor: str | None = None,
        expected: Mapping[str, str | None] | None = None,
        witness: Witness = _nobody,
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
            return self.publish({name: text}, author=author, message=why, expected=expected, witness=witness)

    def merge(
        self,
        name: str,
        into: str,
        *,
        author: Author,
        expected: Mapping[str, str | None] | None = None,
        witness: Witness = _nobody,
    ) -> Publication:
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
            return self.publish(
                texts, author=author, message=why_merged(name, into), expected=expected, witness=witness
            )

    def revert(
        self,
        name: str,
        commit: str,
        *,
        author: Author,
        expected: Mapping[str, str | None] | None = None,
        witness: Witness = _nobody,
    ) -> Publication:
        """
        Publish a record again as it was in a commit.

        Raises:
            NotFoundError: There is no such commit, or it does not hold the record.
        """
        return self._restore(self._resolved(commit), [name], author, expected, witness)

    def undo(self, commit: str, *, author: Author, witness: Witness = _nobody) -> Publication:
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
        return self._restore(f"{whole}^", [name_of(path) for path in paths], author, None, witness)

    def _restore(
        self,
        commit: str,
        names: Sequence[str],
        author: Author,
        expected: Mapping[str, str | None] | None,
        witness: Witness,
    ) -> Publication:
        texts: dict[str, bytes] = {}
        for name in names:
            blob = self._repository.blob(file_of(name), commit)
            if blob is None:
                raise NotFoundError(
                    Text(fr=f"{name} n'existe pas dans {commit[:12]}.", en=f"{name} is not in {commit[:12]}."),
                    hint=Text(fr="« curate history » montre ses versions.", en="“curate history” shows its versions."),
                )
            texts[name] = self._repository.read(blob)
        why = f"Rétablit {', '.join(names)} comme dans {commit[:12]}"
        return self.publish(texts, author=author, message=why, expected=expected, witness=witness)

    def _resolved(self, commit: str) -> str:
        whole = self._repository.resolve(commit)
        if whole is None:
            raise NotFoundError(
                Text(fr=f"Aucune version ne s'appelle {commit}.", en=f"No version is called {commit}."),
                hint=Text(fr="« curate history » les montre.", en="“curate history” shows them."),
            )
        return whole

    def _current(self, name: str) -> bytes:
        text = self.published(name)
        if text is None:
            raise NotFoundError(
                Text(fr=f"Aucune fiche publiée ne s'appelle {name}.", en=f"No published record is called {name}.")
            )
        return text

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

    def _advance(self, intention: Intention, head: str | None, contents: Mapping[str, bytes]) -> None:
        """Make a commit the published one, its files those of the work tree, and the build one that shows it."""
        self._write_safely(lambda: self._journal.write(intention))
        try:
            self._repository.advance(intention.commit, before=head, why="publication")
        except ConflictError:
            self._journal.clear()
            raise
        self._end(intention, contents)

    def _end(self, intention: Intention, contents: Mapping[str, bytes]) -> None:
        self._write_safely(lambda: self._put(contents))
        self._build(intention.admitted)
        for follow in self.followers:
            follow()
        self._write_safely(self._journal.clear)

    def _put(self, contents: Mapping[str, bytes]) -> None:
        """Write files that are committed into the work tree."""
        for path, content in contents.items():
            with replacing(self.workspace.folder / path, is_durable=True) as file:
                file.write(content)
        if contents:
            self._repository.follow(list(contents))

    def _recover(self) -> None:
        """End the publication that a crash cut, or forget it where it had not become the published one."""
        intention = self._journal.read()
        if intention is None:
            return
        if not self.holds(intention.commit):
            self._write_safely(self._journal.clear)
            return
        contents = {}
        for path in self._repository.changed_in(intention.commit):
            blob = self._repository.blob(path, intention.commit)
            there = self.workspace.folder / path
            found = self._repository.blob_of([path])[0] if there.is_file() else None
            if found == intention.before.get(path) and found != blob and blob is not None:
                contents[path] = self._repository.read(blob)
        self._end(intention, contents)

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


def why_merged(name: str, into: str) -> str:
    """Say in the history that a record was merged into another; by this it is found again when it is to be undone."""
    return f"Fusionne {name} avec {into}"


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
