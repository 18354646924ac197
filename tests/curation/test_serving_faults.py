"""A server that curates among faults: edits by hand, a second server, a full disk, a torn log, kills at random moments."""

from __future__ import annotations

import json
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from allianceskg.config import read_settings
from allianceskg.curation.journal import Intention, Journal
from allianceskg.curation.publication import Publisher
from allianceskg.curation.settling import settle
from allianceskg.curation.workspace import Workspace
from allianceskg.errors import StoreLockedError, WorkspaceError
from allianceskg.files import Home
from allianceskg.language import Text
from allianceskg.processes import child_environment
from allianceskg.web.curate.desk_opening import opened_desk
from benchmarks.publication.over_http import Place, serve_rounds
from benchmarks.publication.publishing import titled
from tests.curation.serving import Site, opened_site
from tests.curation.test_publication import changed, text_of
from tests.extent import IS_WHOLE
from tests.few_records import CASE
from tests.patience import PATIENCE_SECONDS

ROUNDS, PUBLICATIONS = (200, 4_000) if IS_WHOLE else (2, 4)
PATH = f"/api/{CASE}"
OTHER = "actors/acteur-invente"


@pytest.fixture
def site(few: Home, workspace: Workspace, store: Path) -> Iterator[Site]:
    with opened_site(few.root, workspace.folder, store) as opened:
        yield opened


def test_servers_that_are_killed_lose_nothing_and_publish_nothing_twice(
    few: Home, workspace: Workspace, store: Path
) -> None:
    place = Place(few.root, workspace.folder, store, CASE)

    *_, found = serve_rounds(place, rounds=ROUNDS, publications=PUBLICATIONS, chance=random.Random(11))

    assert len(found.seconds) >= PUBLICATIONS
    assert (found.lost, found.half, found.twice, found.unsound) == ([], [], [], [])


def test_a_server_that_is_asked_to_end_ends_in_order_and_without_a_word(
    few: Home, workspace: Workspace, store: Path
) -> None:
    environment = child_environment(
        ALLIANCESKG_HOME=str(few.root), ALLIANCESKG_DATA=str(workspace.folder), ALLIANCESKG_STORE=str(store)
    )
    command = [sys.executable, "-m", "allianceskg.cli", "serve", "--curate", "--port", "0"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert "http://" in process.stdout.readline()
        process.terminate()
        _, said = process.communicate(timeout=PATIENCE_SECONDS)

    assert (process.returncode, said) == (0, "")


def test_an_edit_that_conforms_is_published_and_named(publisher: Publisher, workspace: Workspace) -> None:
    workspace.path(CASE).write_bytes(changed(workspace))

    (settled,) = settle(publisher)

    assert (settled.path, settled.fault) == (f"{CASE}.ttl", None)
    assert f"{CASE}.ttl" in settled.told.fr
    assert workspace.edited() == []
    assert "Autre titre inventé" in text_of(workspace)
    assert (
        workspace.repository.log(f"{CASE}.ttl")[0].message == f"Enregistre ce qui a été modifié à la main : {CASE}.ttl"
    )


@pytest.mark.parametrize("text", ["ceci n'est pas une fiche", ""])
def test_an_edit_that_cannot_be_read_stays_as_it_is_and_is_named(
    publisher: Publisher, workspace: Workspace, text: str
) -> None:
    workspace.path(CASE).write_text(text, encoding="utf-8")

    (settled,) = settle(publisher)

    assert settled.fault is not None
    assert f"{CASE}.ttl" in settled.told.en
    assert text_of(workspace) == text
    assert workspace.edited() == [f"{CASE}.ttl"]


def test_a_draft_in_a_file_is_not_published(publisher: Publisher, workspace: Workspace) -> None:
    draft = changed(workspace).replace(b"editorial-statuses:publie", b"editorial-statuses:brouillon")
    assert b":brouillon" in draft
    workspace.path(CASE).write_bytes(draft)

    (settled,) = settle(publisher)

    assert settled.fault is not None
    assert workspace.path(CASE).read_bytes() == draft


def test_a_file_that_is_missing_is_put_back(publisher: Publisher, workspace: Workspace) -> None:
    before = text_of(workspace)
    workspace.path(CASE).unlink()

    (settled,) = settle(publisher)

    assert settled.was_gone
    assert text_of(workspace) == before
    assert workspace.edited() == []


def test_a_server_tells_of_the_edits_that_it_found(few: Home, workspace: Workspace, store: Path) -> None:
    workspace.path(CASE).write_bytes(changed(workspace))
    workspace.path(OTHER).write_text("rien", encoding="utf-8")
    told: list[Text] = []
    settings = read_settings({"home": few.root, "data": workspace.folder, "store": store}, {})

    with opened_desk(settings, tell=told.append):
        assert workspace.edited() == [f"{OTHER}.ttl"]

    assert [f"{OTHER}.ttl" in told[0].fr, f"{CASE}.ttl" in told[1].fr] == [True, True]


def test_a_second_server_is_told_which_process_is_first(site: Site, few: Home, store: Path) -> None:
    folder = site.desk.publisher.workspace.folder
    settings = read_settings({"home": few.root, "data": folder, "store": store}, {})

    with pytest.raises(StoreLockedError, match=r"publishes in .* already \(process \d+\)"), opened_desk(settings):
        pass


def test_publishing_over_an_edit_by_hand_is_refused(site: Site, workspace: Workspace) -> None:
    tag, sent = site.tag(PATH), changed(workspace).decode()
    workspace.path(CASE).write_text("édition en cours", encoding="utf-8")

    answer = site.ask("PUT", PATH, sent, If_Match=tag)

    assert answer.status_code == 409
    assert f"{CASE}.ttl" in answer.json()["detail"]
    assert text_of(workspace) == "édition en cours"


@pytest.fixture
def full_disk() -> Iterator[Callable[[int], None]]:
    """Let no file grow beyond a length, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        yield lambda length: resource.setrlimit(resource.RLIMIT_FSIZE, (length, before[1]))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("length", [0, 100, 20_000])
def test_a_full_disk_is_said_and_nothing_is_lost(
    site: Site, workspace: Workspace, full_disk: Callable[[int], None], length: int
) -> None:
    tag, before, sent = site.tag(PATH), text_of(workspace), changed(workspace).decode()
    first = site.ask("PUT", PATH, before, If_Match=tag)  # so that what judges is ready
    full_disk(length)

    answer = site.ask("PUT", PATH, sent, If_Match=tag, Idempotency_Key="full")
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    again = site.ask("PUT", PATH, sent, If_Match=tag, Idempotency_Key="full")

    assert first.status_code == 200
    assert answer.status_code == 503, answer.text
    assert answer.json()["hint"]
    assert again.status_code == 200
    assert "Autre titre inventé" in text_of(workspace)
    assert site.commits() == 2
    assert site.tag(PATH) == again.headers["ETag"]


def test_a_lock_of_the_index_that_a_killed_git_left_stops_nothing(site: Site, workspace: Workspace) -> None:
    (workspace.repository.private / "index.lock").touch()

    answer = site.ask("PUT", PATH, changed(workspace).decode(), If_Match=site.tag(PATH))

    assert answer.status_code == 200


def test_a_journal_of_an_earlier_version_is_read(workspace: Workspace) -> None:
    private = workspace.repository.private
    (private / "allianceskg-publication.json").write_text(json.dumps({"commit": "a", "before": {"b": None}}))

    assert Journal(private).read() == Intention("a", {"b": None}, {})


def test_what_was_committed_when_a_server_died_is_seen_after_the_next_start(
    few: Home, workspace: Workspace, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = few.root, workspace.folder, store
    sent = titled(text_of(workspace), "Titre inventé resté en route")

    def die(*_: object) -> None:
        raise RuntimeError

    with opened_site(*places) as first, monkeypatch.context() as killed:
        killed.setattr(Publisher, "_put", die)  # after the commit, before the file
        cut = first.ask("PUT", PATH, sent, If_Match=first.tag(PATH), Idempotency_Key="died")
        assert cut.status_code == 500
    with opened_site(*places) as second:
        assert second.ask("GET", PATH, role=None).json()["title"] == "Titre inventé resté en route"
        again = second.ask("PUT", PATH, sent, If_Match='"stale"', Idempotency_Key="died")

        assert (again.status_code, second.commits()) == (200, 2)


def test_a_damaged_database_is_said_when_the_server_starts(few: Home, workspace: Workspace, store: Path) -> None:
    path = workspace.repository.private / "allianceskg" / "curation.sqlite"
    path.parent.mkdir()
    path.write_bytes(b"torn" * 5_000)
    settings = read_settings({"home": few.root, "data": workspace.folder, "store": store}, {})

    with pytest.raises(WorkspaceError, match="accounts and drafts") as caught, opened_desk(settings):
        pass

    assert caught.value.hint is not None
    assert "backup" in caught.value.hint.en
    shutil.rmtree(path.parent)
