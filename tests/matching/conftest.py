"""The shipped catalogue, its example profiles answered, and a store for invented catalogues."""

from __future__ import annotations

import pytest

from allianceskg.builds import local as builds
from allianceskg.files import Home
from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.answer import Answer
from allianceskg.model import Profile
from allianceskg.profiles import read_profile
from allianceskg.store.embedded import EmbeddedStore

from .catalogues import InventedCatalogue


@pytest.fixture(scope="session")
def shipped(built_catalogue: Catalogue) -> Catalogue:
    """The shipped catalogue."""
    return built_catalogue


@pytest.fixture(scope="session")
def kit_only(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The catalogue with the cases that the kit names, and no other: what the kit says of them singles them out there."""
    small = Home(tmp_path_factory.mktemp("kit"))
    for name in ("ontology", "queries"):
        (small.root / name).symlink_to(home.root / name)
    for path in home.data.iterdir():
        if path.is_file() or path.name in {"actors", "resources", "territories"}:
            (small.data / path.name).parent.mkdir(exist_ok=True)
            (small.data / path.name).symlink_to(path)
    (small.data / "cases").mkdir()
    for path in (home.data / "cases").glob("*.ttl"):
        if "#source-kit" in path.read_text(encoding="utf-8"):
            (small.data / "cases" / path.name).symlink_to(path)
    folder = tmp_path_factory.mktemp("kit-built")
    builds.build(small, folder)
    store, manifest = builds.open_build(folder)
    return Catalogue(store, small, data_version=manifest.version)


@pytest.fixture(scope="session")
def example_profiles(shipped: Catalogue, home: Home) -> dict[str, Profile]:
    """The example profiles that ship, by file name."""
    paths = sorted((home.data / "profiles").glob("*.yaml"))
    return {path.stem: read_profile(path, shipped.known_values) for path in paths}


@pytest.fixture(scope="session")
def example_answers(shipped: Catalogue, example_profiles: dict[str, Profile]) -> dict[str, Answer]:
    """Their answers, with every case that matches."""
    return {name: shipped.answer(profile, limit=100) for name, profile in example_profiles.items()}


@pytest.fixture(scope="session")
def invented(home: Home) -> InventedCatalogue:
    """A catalogue in memory; each test gives it the cases that it needs."""
    return InventedCatalogue(EmbeddedStore.in_memory(), home)


@pytest.fixture(scope="session")
def invented_on_disk(home: Home, tmp_path_factory: pytest.TempPathFactory) -> InventedCatalogue:
    """The same on disk."""
    return InventedCatalogue(EmbeddedStore.create(tmp_path_factory.mktemp("invented")), home)
