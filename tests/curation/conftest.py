"""A small home with a few shipped records, a workspace made from it, and a publisher for it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from allianceskg.builds import local as builds
from allianceskg.builds.gate import Gate
from allianceskg.curation.judge import RecordJudge
from allianceskg.curation.preparing import Tools
from allianceskg.curation.publication import Publisher
from allianceskg.curation.repository import Author
from allianceskg.curation.workspace import Workspace, create_workspace
from allianceskg.files import Home
from allianceskg.store.embedded import EmbeddedStore
from tests.few_records import write_few_records

AUTHOR = Author("Camille Inventée", "camille@example.org")


@pytest.fixture(scope="session")
def few(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A small home, which nobody writes to."""
    return write_few_records(home, tmp_path_factory.mktemp("few") / "home")


@pytest.fixture(scope="session")
def seeded(few: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace and a store built from it, made once; copied by `workspace` and `store`."""
    folder = tmp_path_factory.mktemp("seeded")
    create_workspace(folder / "workspace", few)
    home = Home(few.root, folder / "workspace")
    builds.build(home, folder / "store", gate=Gate(home, folder / "store"))
    return folder


@pytest.fixture
def workspace(seeded: Path, tmp_path: Path) -> Workspace:
    """A workspace of its own, with what the seeded one holds."""
    shutil.copytree(seeded / "workspace", tmp_path / "workspace", symlinks=True)
    shutil.copytree(seeded / "store", tmp_path / "store")
    return Workspace(tmp_path / "workspace")


@pytest.fixture
def home_of(few: Home, workspace: Workspace) -> Home:
    """The small home, with the workspace in place of its records."""
    return Home(few.root, workspace.folder)


@pytest.fixture
def store(workspace: Workspace) -> Path:
    """The folder of the store of the workspace."""
    return workspace.folder.parent / "store"


@pytest.fixture
def build(home_of: Home, store: Path) -> Callable[..., builds.BuildReport]:
    """Build the store of the workspace through the gate."""

    def run(approved: object = None) -> builds.BuildReport:
        return builds.build(home_of, store, gate=Gate(home_of, store, approved=approved))  # type: ignore[arg-type]

    return run


class JudgeHere(RecordJudge):
    """Judges in this process, which is quicker; one test asks the process that is meant for it."""

    def ask(self, task: Callable[..., Any], *given: Any, **named: Any) -> Any:
        return task(Tools.of(self._home), *given, **named)


@pytest.fixture
def publisher(home_of: Home, build: Callable[..., builds.BuildReport]) -> Iterator[Publisher]:
    """The one writer of the workspace."""
    with Publisher(home_of, build, judge=JudgeHere(home_of)).open() as opened:
        yield opened


@pytest.fixture
def ask(store: Path) -> Callable[[str], bool]:
    """Ask the build in use."""

    def run(pattern: str) -> bool:
        opened: EmbeddedStore = builds.open_build(store)[0]
        prefixes = "".join(
            f"PREFIX {prefix}: <https://w3id.org/alliances/{prefix if prefix != 'akg' else 'ontology#'}"
            f"{'' if prefix == 'akg' else '/'}>\n"
            for prefix in ("akg", "case", "actor")
        )
        return opened.ask(f"{prefixes}PREFIX dcterms: <http://purl.org/dc/terms/>\nASK {{ {pattern} }}")

    return run
