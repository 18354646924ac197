"""What several test folders need: the repository, and one real build of the shipped catalogue."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from allianceskg.builds import local as builds
from allianceskg.files import Home
from allianceskg.store.embedded import EmbeddedStore

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # `scripts` is importable however pytest is started


@pytest.fixture(scope="session")
def home() -> Home:
    """The ontology, queries and data of this repository."""
    return Home(ROOT)


@pytest.fixture
def own_home(home: Home, tmp_path: Path) -> Home:
    """A copy of the shipped files, of which a test may change the data."""
    root = tmp_path / "home"
    shutil.copytree(home.data, root / "data")
    for place in ("ontology", "queries"):
        (root / place).symlink_to(home.root / place)
    return Home(root)


@pytest.fixture(scope="session")
def built_folder(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store folder with a build of the shipped catalogue, made once; not to be written to."""
    folder = tmp_path_factory.mktemp("built")
    builds.build(home, folder)
    return folder


@pytest.fixture(scope="session")
def built_store(built_folder: Path) -> EmbeddedStore:
    """The shipped catalogue, open for reading."""
    store, _ = builds.open_build(built_folder)
    return store
