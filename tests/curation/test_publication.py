"""Publication as one transaction: what it holds, refuses, dates, and what a crash leaves."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from datetime import datetime

import pytest

from allianceskg.builds.local import BuildReport
from allianceskg.curation.journal import Intention, Journal
from allianceskg.curation.publication import Publisher
from allianceskg.curation.repository import Author
from allianceskg.curation.workspace import Workspace
from allianceskg.errors import ConflictError, DataError, RefusedError, StoreLockedError
from allianceskg.files import Home, digest_of
from tests.curation.conftest import AUTHOR, JudgeHere
from tests.few_records import CASE

OTHER = Author("Dominique Inventée", "dominique@example.org")
PATH = f"{CASE}.ttl"
TITLE = "Danone et Grameen Bank : la co-entreprise Grameen Danone Foods"


def text_of(workspace: Workspace, name: str = CASE) -> str:
    return workspace.path(name).read_text(encoding="utf-8")


def changed(workspace: Workspace, title: str = "Autre titre inventé") -> bytes:
    return text_of(workspace).replace(TITLE, title).encode()


def without_days(text: str) -> str:
    return re.sub(r'dcterms:modified "[^"]*"', "dcterms:modified", text)


def fsck(workspace: Workspace) -> str:
    done = subprocess.run(["git", "fsck", "--strict"], cwd=workspace.folder, capture_output=True, check=True)
    return (done.stdout + done.stderr).decode()


def test_what_is_published_is_committed_written_and_visible(
    publisher: Publisher, workspace: Workspace, ask: Callable[[str], bool]
) -> None:
    done = publisher.publish({CASE: changed(workspace)}, author=AUTHOR, message="Corrige le titre")

    (last, *_) = workspace.repository.log(PATH)
    assert (last.name, last.author, last.message) == (done.commit, AUTHOR, "Corrige le titre")
    assert done.digests == {CASE: digest_of(workspace.path(CASE).read_bytes())}
    assert ask('case:danone-grameen dcterms:title "Autre titre inventé"@fr')
    assert [change.fr for change in done.changes[CASE]] == [f"Titre : « {TITLE} » → « Autre titre inventé »"]
    assert workspace.edited() == []
    assert fsck(workspace) == ""


def test_the_machine_dates_a_change_and_keeps_the_day_of_creation(publisher: Publisher, workspace: Workspace) -> None:
    text = changed(workspace).replace(b'created "2026-11-23"', b'created "2001-01-01"')

    publisher.publish({CASE: text}, author=AUTHOR)

    today = max(datetime.now().astimezone().date().isoformat(), "2026-11-23")
    assert f'dcterms:modified "{today}"^^xsd:date' in text_of(workspace)
    assert 'dcterms:created "2026-11-23"^^xsd:date' in text_of(workspace)


def test_what_is_published_has_the_status_of_it(
    publisher: Publisher, workspace: Workspace, ask: Callable[[str], bool]
) -> None:
    text = changed(workspace).replace(b"editorial-statuses:publie ;", b"editorial-statuses:en-relecture ;")

    publisher.publish({CASE: text}, author=AUTHOR)

    assert "voc-editorial-statuses:publie" in text_of(workspace)
    assert ask("case:danone-grameen a akg:CaseStudy")


def test_publishing_what_is_there_already_makes_no_commit(publisher: Publisher, workspace: Workspace) -> None:
    done = publisher.publish({CASE: text_of(workspace).encode()}, author=AUTHOR)

    assert done.is_unchanged
    assert len(workspace.repository.log(PATH)) == 1


def test_what_does_not_conform_changes_nothing(publisher: Publisher, workspace: Workspace) -> None:
    before = text_of(workspace)

    with pytest.raises(RefusedError) as caught:
        publisher.publish(
            {CASE: changed(workspace).replace(b"evidence-levels:cas-documente", b"themes:emploi")}, author=AUTHOR
        )

    assert any("niveau de preuve" in finding.fr for finding in caught.value.findings)
    assert text_of(workspace) == before
    assert len(workspace.repository.log(PATH)) == 1


def test_a_text_under_the_name_of_another_record_is_refused(publisher: Publisher, workspace: Workspace) -> None:
    with pytest.raises(DataError, match="describes"):
        publisher.publish({"cases/autre": changed(workspace)}, author=AUTHOR)


def test_nobody_writes_over_what_they_have_not_seen(publisher: Publisher, workspace: Workspace) -> None:
    seen = digest_of(workspace.path(CASE).read_bytes())
    publisher.publish({CASE: changed(workspace)}, author=AUTHOR, expected={CASE: seen})

    with pytest.raises(ConflictError, match="has changed since"):
        publisher.publish({CASE: changed(workspace, "Encore un autre")}, author=OTHER, expected={CASE: seen})


def test_a_file_edited_by_hand_is_named_and_never_written_over(publisher: Publisher, workspace: Workspace) -> None:
    other = changed(workspace, "Titre du formulaire")
    edited = text_of(workspace).replace(TITLE, "Titre écrit à la main, inventé")
    workspace.path(CASE).write_text(edited, encoding="utf-8")

    with pytest.raises(ConflictError, match="cases/danone-grameen"):
        publisher.publish({CASE: other}, author=AUTHOR)

    assert text_of(workspace) == edited
    publisher.publish({CASE: edited.encode()}, author=AUTHOR)
    assert workspace.edited() == []


def test_a_case_and_its_new_actor_are_published_together(publisher: Publisher, workspace: Workspace) -> None:
    actor = text_of(workspace, "actors/danone").replace("danone", "acteur-nouveau").replace("Danone", "Acteur nouveau")
    case = text_of(workspace).replace("actor:danone ;", "actor:acteur-nouveau ;")

    with pytest.raises(RefusedError):
        publisher.publish({CASE: case.encode()}, author=AUTHOR)
    done = publisher.publish({CASE: case.encode(), "actors/acteur-nouveau": actor.encode()}, author=AUTHOR)

    assert workspace.repository.changed_in(done.commit) == ["actors/acteur-nouveau.ttl", PATH]


def test_a_retired_case_leaves_a_tombstone_and_can_come_back(
    publisher: Publisher, workspace: Workspace, ask: Callable[[str], bool]
) -> None:
    before = workspace.repository.head()
    publisher.retire(CASE, reason={"fr": "Aucune source ne subsiste (inventé)."}, author=AUTHOR)

    assert ask("case:danone-grameen a akg:Tombstone ; akg:retirementReason ?why")
    assert not ask("case:danone-grameen a akg:CaseStudy")
    assert not ask("?case akg:involvesActor actor:danone")
    assert before is not None
    publisher.revert(CASE, before, author=OTHER)
    assert ask("case:danone-grameen a akg:CaseStudy")


def test_what_is_still_referred_to_is_not_retired(publisher: Publisher) -> None:
    with pytest.raises(RefusedError) as caught:
        publisher.retire("actors/danone", reason={"fr": "En double (inventé)."}, author=AUTHOR)

    assert [finding.fr for finding in caught.value.findings] == [PATH]


def test_a_merge_rewrites_every_reference_and_can_be_undone(
    publisher: Publisher, workspace: Workspace, ask: Callable[[str], bool]
) -> None:
    before = text_of(workspace)
    done = publisher.merge("actors/danone-communities", "actors/danone", author=AUTHOR)

    assert "actor:danone-communities" not in text_of(workspace)
    assert ask("actor:danone-communities a akg:Tombstone ; akg:mergedInto actor:danone")
    assert workspace.repository.changed_in(done.commit) == ["actors/danone-communities.ttl", PATH]

    publisher.undo(done.commit, author=OTHER)
    assert without_days(text_of(workspace)) == without_days(before)
    assert ask("actor:danone-communities a akg:Actor")


def test_a_second_writer_is_told_clearly(
    publisher: Publisher, home_of: Home, build: Callable[..., BuildReport]
) -> None:
    with pytest.raises(StoreLockedError, match=r"already \(process \d+\)"), Publisher(home_of, build).open():
        pass


def test_a_stale_lock_of_the_index_stops_nothing(publisher: Publisher, workspace: Workspace) -> None:
    (workspace.repository.private / "index.lock").touch()

    publisher.publish({CASE: changed(workspace)}, author=AUTHOR)

    assert workspace.edited() == []


def test_a_publication_cut_after_its_commit_is_ended_at_the_next_start(
    workspace: Workspace, home_of: Home, build: Callable[..., BuildReport], ask: Callable[[str], bool]
) -> None:
    cut(workspace)

    with Publisher(home_of, build, judge=JudgeHere(home_of)).open():
        build()

    assert "Titre coupé, inventé" in text_of(workspace)
    assert ask('case:danone-grameen dcterms:title "Titre coupé, inventé"@fr')
    assert Journal(workspace.repository.private).read() is None


def test_a_file_edited_after_the_cut_is_left_as_it_is(
    workspace: Workspace, home_of: Home, build: Callable[..., BuildReport]
) -> None:
    cut(workspace)
    workspace.path(CASE).write_text("écrit à la main", encoding="utf-8")

    with Publisher(home_of, build, judge=JudgeHere(home_of)).open():
        pass

    assert text_of(workspace) == "écrit à la main"
    assert workspace.edited() == [PATH]


def test_a_publication_cut_before_its_commit_never_was(
    workspace: Workspace, home_of: Home, build: Callable[..., BuildReport]
) -> None:
    before = text_of(workspace)
    cut(workspace, is_advanced=False)

    with Publisher(home_of, build, judge=JudgeHere(home_of)).open():
        pass

    assert text_of(workspace) == before
    assert Journal(workspace.repository.private).read() is None


def cut(workspace: Workspace, *, is_advanced: bool = True) -> None:
    """Leave a workspace as a process does that is killed between the commit and the files."""
    repository = workspace.repository
    head, old = repository.head(), repository.blob(PATH)
    content = {PATH: changed(workspace, "Titre coupé, inventé")}
    commit = repository.commit(content, parent=head, author=AUTHOR, message="Coupé", moment=datetime.now().astimezone())
    Journal(repository.private).write(Intention(commit, {PATH: old}))
    if is_advanced:
        repository.advance(commit, before=head, why="publication")


def test_the_process_that_judges_is_another_one(
    workspace: Workspace, home_of: Home, build: Callable[..., BuildReport]
) -> None:
    with Publisher(home_of, build).open() as publisher:
        done = publisher.publish({CASE: changed(workspace)}, author=AUTHOR)

    assert workspace.repository.head() == done.commit
