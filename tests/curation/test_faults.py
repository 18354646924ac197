"""What happens when a publication is killed, the disk is full, the folder is read-only, or the clock is wrong."""

from __future__ import annotations

import random
import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from allianceskg.builds.local import BuildReport
from allianceskg.curation import publication
from allianceskg.curation.journal import Journal
from allianceskg.curation.publication import Publisher
from allianceskg.curation.workspace import Workspace, open_workspace
from allianceskg.errors import WorkspaceError
from allianceskg.files import Home
from benchmarks.publication.publishing import titled
from benchmarks.publication.rounds import run_rounds
from tests.curation.conftest import AUTHOR
from tests.curation.test_publication import changed, text_of
from tests.extent import IS_WHOLE
from tests.few_records import CASE

ROUNDS = 100 if IS_WHOLE else 3


def test_publications_that_are_killed_lose_nothing_and_leave_nothing_half(home_of: Home, store: Path) -> None:
    *_, found = run_rounds(home_of, store, CASE, rounds=ROUNDS, publications=ROUNDS, chance=random.Random(7))

    assert len(found.seconds) >= ROUNDS
    assert (found.lost, found.half, found.unsound) == ([], [], [])


@pytest.fixture
def full_disk() -> Iterator[Callable[[int], None]]:
    """Let no file grow beyond a length, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        yield lambda length: resource.setrlimit(resource.RLIMIT_FSIZE, (length, before[1]))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_said_and_changes_nothing(
    publisher: Publisher, workspace: Workspace, full_disk: Callable[[int], None]
) -> None:
    before, text = text_of(workspace), changed(workspace)
    full_disk(100)

    with pytest.raises(WorkspaceError):
        publisher.publish({CASE: text}, author=AUTHOR)

    assert text_of(workspace) == before
    assert workspace.repository.log(f"{CASE}.ttl")[0].message != "Corrige cases/danone-grameen"


def test_what_was_committed_before_the_disk_was_full_is_published_at_the_next_start(
    publisher: Publisher,
    workspace: Workspace,
    home_of: Home,
    build: Callable[..., BuildReport],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    text = changed(workspace)
    with monkeypatch.context() as full:
        full.setattr(Publisher, "_put", refuse)
        with pytest.raises(WorkspaceError, match="No space left"):
            publisher.publish({CASE: text}, author=AUTHOR)

    publisher.publish({CASE: titled(text.decode(), "Encore un titre inventé").encode()}, author=AUTHOR)

    assert "Encore un titre inventé" in text_of(workspace)
    assert len(workspace.repository.log(f"{CASE}.ttl")) == 3
    assert workspace.edited() == []


def test_a_workspace_that_cannot_be_written_is_refused_with_the_reason(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)  # the superuser may write everywhere

    with pytest.raises(WorkspaceError, match=r"cannot be written \(Permission denied\)"):
        open_workspace(workspace.folder)


def test_a_clock_that_went_back_dates_nothing_before_what_was_published(
    publisher: Publisher, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.publish({CASE: changed(workspace)}, author=AUTHOR)
    dated = text_of(workspace)
    monkeypatch.setattr(publication, "_today", lambda: "2001-01-01")

    publisher.publish({CASE: titled(dated, "Titre d'un autre jour, inventé").encode()}, author=AUTHOR)

    modified = next(line for line in dated.splitlines() if "dcterms:modified" in line)
    assert modified in text_of(workspace)


def test_a_torn_pointer_is_made_again_by_the_next_publication(
    publisher: Publisher, workspace: Workspace, store: Path, ask: Callable[[str], bool]
) -> None:
    (store / "current").write_bytes(b"\x00\x00")

    publisher.publish({CASE: changed(workspace)}, author=AUTHOR)

    assert ask('case:danone-grameen dcterms:title "Autre titre inventé"@fr')


def test_a_torn_journal_stops_nothing(publisher: Publisher, workspace: Workspace) -> None:
    path = workspace.repository.private / "allianceskg-publication.json"
    path.write_text('{"commit": "', encoding="utf-8")

    publisher.publish({CASE: changed(workspace)}, author=AUTHOR)

    assert Journal(workspace.repository.private).read() is None
    assert workspace.edited() == []
