"""What several test folders need: the repository, and one real build of the shipped catalogue."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from allianceskg.builds import local as builds
from allianceskg.files import Home
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.library import Library
from allianceskg.progress import unwatched
from allianceskg.store.embedded import EmbeddedStore

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # `scripts` is importable however pytest is started


from tests.lighter import own_copy, write_lighter_home, write_sampled_home  # noqa: E402  after the line above
from tests.opening import catalogue_of  # noqa: E402

MadeOnce = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def home() -> Home:
    """The ontology, queries and data of this repository."""
    return Home(ROOT)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> MadeOnce:
    """Make a folder by a name: the first worker that asks for it makes it, and the others wait; not to be written to."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent

    def folder(name: str, make: Callable[[Path], object]) -> Path:
        path, whole = shared / name, shared / f"{name}.whole"
        with FileLock(shared / f"{name}.lock"):
            if not whole.exists():
                make(path)
                whole.touch()
        return path

    return folder


@pytest.fixture(scope="session")
def lighter_home(home: Home, made_once: MadeOnce) -> Home:
    """The shipped catalogue without the territories that nothing refers to; not to be written to."""
    return Home(made_once("lighter", lambda root: write_lighter_home(home, root)))


@pytest.fixture(scope="session")
def sampled_home(lighter_home: Home, made_once: MadeOnce) -> Home:
    """It with a fixed sample of its cases only, built in a third of the time; not to be written to."""
    return Home(made_once("sampled", lambda root: write_sampled_home(lighter_home, root)))


@pytest.fixture
def own_home(sampled_home: Home, tmp_path: Path) -> Home:
    """A copy of this, of which a test may change the data."""
    return own_copy(sampled_home, tmp_path / "home")


@pytest.fixture(scope="session")
def built_folder(home: Home, made_once: MadeOnce) -> Path:
    """A store folder with a build of the shipped catalogue, made once; not to be written to."""

    def make(folder: Path) -> None:
        builds.build(home, folder)
        catalogue_of(folder, home).prepare(unwatched)  # as a load does

    return made_once("built", make)


@pytest.fixture(scope="session")
def built_catalogue(built_folder: Path, home: Home) -> Catalogue:
    """The shipped catalogue, opened with what is saved beside its build."""
    return catalogue_of(built_folder, home)


@pytest.fixture(scope="session")
def built_library(built_catalogue: Catalogue) -> Library:
    """What is known of it, read once for all tests."""
    return Library(built_catalogue)


@pytest.fixture(scope="session")
def lighter_folder(lighter_home: Home, made_once: MadeOnce) -> Path:
    """A store folder with a build of the lighter catalogue, made once; not to be written to."""
    return made_once("lighter-built", lambda folder: builds.build(lighter_home, folder))


@pytest.fixture(scope="session")
def built_store(built_folder: Path) -> EmbeddedStore:
    """The shipped catalogue, open for reading."""
    store, _ = builds.open_build(built_folder)
    return store
