"""What is saved beside a build is read back as it was made, and made again where it cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from allianceskg.builds.derived import read_or_make
from allianceskg.config import read_settings
from allianceskg.files import Home
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.library import Library
from allianceskg.library.text_index import SearchPart
from allianceskg.processes import run_apart
from allianceskg.serving.editions import Edition, Editions
from allianceskg.web import pages

NUMBERS = [3, 1, 2]


def numbers(folder: Path | None, made: list[str], *, query: str = "SELECT") -> list[int]:
    def make() -> list[int]:
        made.append(query)
        return NUMBERS

    return read_or_make(folder, "numbers", [query], make=make, written=list, read=lambda one: [int(n) for n in one])


def test_it_is_made_once_for_a_folder_and_a_query(tmp_path: Path) -> None:
    made: list[str] = []
    assert [numbers(tmp_path, made) for _ in range(3)] == [NUMBERS] * 3
    assert made == ["SELECT"]
    assert numbers(tmp_path, made, query="ASK") == NUMBERS
    assert made == ["SELECT", "ASK"]
    assert numbers(None, made) == NUMBERS
    assert len(made) == 3


@pytest.mark.parametrize("damage", ["", "[3, 1", '["three"]', "null", '{"a": 1}'])
def test_what_cannot_be_used_is_made_again(tmp_path: Path, damage: str) -> None:
    made: list[str] = []
    numbers(tmp_path, made)
    [path] = tmp_path.iterdir()
    path.write_text(damage, encoding="utf-8")
    assert numbers(tmp_path, made) == NUMBERS
    assert numbers(tmp_path, made) == NUMBERS
    assert len(made) == 2


def test_a_folder_that_is_gone_does_not_matter(tmp_path: Path) -> None:
    made: list[str] = []
    assert numbers(tmp_path / "gone", made) == NUMBERS


@pytest.fixture(scope="module")
def edition(sampled_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """A sample of the catalogue, in a store of its own."""
    settings = read_settings({"store": tmp_path_factory.mktemp("saved") / "store", "home": sampled_home.root}, {})
    settings.load()
    return Editions(settings).current()


def test_what_another_process_saves_is_what_is_made_here(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = edition.catalogue
    in_memory = Library(Catalogue(catalogue.store, catalogue.home, data_version=catalogue.data_version))
    in_memory.prepare()
    monkeypatch.setattr(pages, "_WORTH_A_PROCESS", 0)
    pages.warm(edition)

    monkeypatch.setattr(catalogue.store, "construct", lambda _: pytest.fail("it was read again"))
    saved = Library(catalogue)
    assert saved.cases.inventory == in_memory.cases.inventory
    assert saved.aspects == in_memory.aspects
    assert saved.sources == in_memory.sources
    asked = {"fr": [SearchPart(("insert",))]}
    assert saved.words.search(asked) == in_memory.words.search(asked) != []


def test_a_load_leaves_no_territory_for_a_visitor_to_wait_for(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = edition.catalogue.index_place
    assert place is not None
    monkeypatch.setattr("allianceskg.library.catalogue.read_places", lambda *_: pytest.fail("they were read again"))

    opened = Catalogue.of_build(place, edition.catalogue.home)

    assert [one.slug for one in opened.territories.find("45234")] == ["commune-45234"]


def test_what_is_given_up_ends_at_once(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_WORTH_A_PROCESS", 0)
    asked = iter([False, True])
    pages.warm(edition, is_given_up=lambda: next(asked))
    assert next(asked, None) is None


def test_a_process_that_fails_says_so() -> None:
    with pytest.raises(OSError, match=r"preparing ended with code 1"):
        run_apart("allianceskg.library.page_preparing", "too few", is_given_up=lambda: False)
    assert not run_apart("allianceskg.library.page_preparing", is_given_up=lambda: True)


def test_a_removed_build_is_no_fault(edition: Edition) -> None:
    given = str(edition.folder), str(edition.catalogue.home.root), "0" * 12
    assert run_apart("allianceskg.library.page_preparing", *given, is_given_up=lambda: False)
