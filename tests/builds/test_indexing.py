"""The saved index: opened when it is whole and of its versions, made again otherwise, updated when a file changes."""

from __future__ import annotations

import json
import logging
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from allianceskg.builds import indexing
from allianceskg.builds import local as builds
from allianceskg.builds.indexing import IndexPlace, index_in_memory, open_index
from allianceskg.files import Home
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.library import Library
from allianceskg.matching.answer_json import as_json
from allianceskg.matching.index import building, container
from allianceskg.matching.index.building import Arrays
from allianceskg.matching.index.case_index import CaseIndex
from allianceskg.matching.index.container import Stamp, UnusableIndexError
from allianceskg.matching.index.entries import LINKS, Entry
from allianceskg.model import Profile
from allianceskg.profiles import read_profile
from allianceskg.rdf.term import IRI
from allianceskg.records.shortcuts import LINKS as SHORTCUTS
from allianceskg.sparql.query_files import QueryCatalogue
from tests.lighter import write_sampled_home

STAMP = Stamp("data", "rules")


@pytest.fixture(scope="module")
def small_home(lighter_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A few cases, for what is done many times over."""
    return write_sampled_home(lighter_home, tmp_path_factory.mktemp("small") / "home", cases=12)


@pytest.fixture(scope="module")
def loaded(lighter_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Every case, with the index; the territories that nothing refers to would take longer than any of these tests."""
    return load(lighter_home, tmp_path_factory.mktemp("loaded"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


def load(home: Home, folder: Path) -> Catalogue:
    builds.build(home, folder)
    store, manifest = builds.open_build(folder)
    place = IndexPlace(folder, manifest, home.rules_version())
    return Catalogue(store, home, data_version=manifest.version, index_place=place)


def answers(catalogue: Catalogue, home: Home, engine) -> list[str]:
    profiles = [
        read_profile(path, catalogue.known_values) for path in sorted((home.data / "profiles").glob("*.yaml"))[::4]
    ]
    return [json.dumps(as_json(catalogue.answer(one, limit=40, engine=engine), "fr")) for one in profiles]


def same_arrays(first: CaseIndex, second: CaseIndex) -> bool:
    pairs = zip(first.arrays.checked().values(), second.arrays.checked().values(), strict=True)
    return all(np.array_equal(one, other) for one, other in pairs) and np.array_equal(
        first.arrays.blob, second.arrays.blob
    )


def reads(log: pytest.LogCaptureFixture) -> list[int]:
    """How many cases each making of an index read."""
    messages = [record.getMessage() for record in log.records]
    return [int(text.split("read=")[1].split()[0]) for text in messages if text.startswith("event=index version")]


def test_an_index_is_saved_once_and_then_opened(
    lighter_home: Home, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="allianceskg.builds.indexing")
    first = load(lighter_home, folder)
    assert same_arrays(first.index, index_in_memory(first.store, first.queries))
    assert same_arrays(load(lighter_home, folder).index, first.index)
    assert len(reads(caplog)) == 1
    assert first.best_engine == "index"


def damages(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Files that stopped half way, lost a block, or changed in one byte."""
    chance = random.Random(6)
    yield "empty", b""
    for length in (7, 20, 300, len(data) // 2, len(data) - 1):
        yield f"truncated to {length}", data[:length]
    yield "longer", data + b"\0"
    for _ in range(25):
        place = chance.randrange(len(data))
        yield f"byte {place}", data[:place] + bytes((data[place] ^ 0x55,)) + data[place + 1 :]
    middle = len(data) // 3
    yield "a block of zeros", data[:middle] + bytes(4096) + data[middle + 4096 :]


def test_a_torn_index_never_gives_a_wrong_answer(small_home: Home, folder: Path) -> None:
    path = (catalogue := load(small_home, folder)).index_place.path  # type: ignore[union-attr]
    right = answers(catalogue, small_home, "sparql")
    assert answers(catalogue, small_home, "index") == right
    assert sum(text.count('"case"') for text in right) > 12
    whole = path.read_bytes()
    for name, data in damages(whole):
        path.unlink()
        path.write_bytes(data)
        assert answers(load(small_home, folder), small_home, "index") == right, name


def test_a_damaged_record_is_noticed_when_it_is_read(lighter_home: Home, folder: Path) -> None:
    path = (catalogue := load(lighter_home, folder)).index_place.path  # type: ignore[union-attr]
    index = catalogue.index
    data = bytearray(path.read_bytes())
    data[-1] ^= 0xFF
    path.unlink()
    path.write_bytes(data)
    damaged = CaseIndex(Arrays.of(container.open_arrays(path, None)[1]))
    with pytest.raises(UnusableIndexError):
        damaged.shown(index.size - 1)


@pytest.mark.parametrize("other", [Stamp("other", "rules"), Stamp("data", "other")])
def test_an_index_of_another_version_is_not_used(tmp_path: Path, other: Stamp) -> None:
    building.save(tmp_path / "index", other, [])
    with pytest.raises(UnusableIndexError, match="made for"):
        container.open_arrays(tmp_path / "index", STAMP)


def test_an_index_of_another_layout_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    building.save(tmp_path / "index", STAMP, [])
    monkeypatch.setattr(container, "LAYOUT", container.LAYOUT + 1)
    with pytest.raises(UnusableIndexError, match="layout"):
        container.open_arrays(tmp_path / "index", STAMP)


def test_swapped_indexes_of_two_builds_are_noticed(own_home: Home, folder: Path) -> None:
    first = load(own_home, folder)
    _ = first.index
    (own_home.data / "cases" / "ronalpia.ttl").unlink()
    second = load(own_home, folder)
    right = answers(second, own_home, "sparql")
    _ = second.index
    assert first.index_place is not None
    assert second.index_place is not None
    shutil.copyfile(first.index_place.path, second.index_place.path)
    assert answers(load(own_home, folder), own_home, "index") == right


def test_a_changed_case_is_the_only_one_that_is_read_again(
    own_home: Home, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="allianceskg.builds.indexing")
    _ = load(own_home, folder).index
    case = own_home.data / "cases" / "ronalpia.ttl"
    case.write_text(case.read_text(encoding="utf-8").replace("voc-catalyst-functions:accompagnements", "voc-catalyst-functions:dialogue-territorial"), encoding="utf-8")  # fmt: skip
    (own_home.data / "cases" / "emergence.ttl").unlink()
    text = (own_home.data / "cases" / "vitawin.ttl").read_text(encoding="utf-8")
    (own_home.data / "cases" / "nouveau.ttl").write_text(text.replace("vitawin", "nouveau"), encoding="utf-8")
    changed = load(own_home, folder)
    assert same_arrays(changed.index, index_in_memory(changed.store, changed.queries))
    assert reads(caplog)[1:] == [2]
    assert answers(changed, own_home, "index") == answers(changed, own_home, "sparql")


def test_a_changed_actor_changes_the_cases_that_it_takes_part_in(own_home: Home, folder: Path) -> None:
    _ = load(own_home, folder).index
    actor = own_home.data / "actors" / "crij-centre-val-de-loire.ttl"
    actor.write_text(actor.read_text(encoding="utf-8").replace("actor-types:association", "actor-types:fondation"), encoding="utf-8")  # fmt: skip
    changed = load(own_home, folder)
    assert same_arrays(changed.index, index_in_memory(changed.store, changed.queries))


def count_of_cases(home: Home) -> int:
    return len(list((home.data / "cases").glob("*.ttl")))


def test_a_changed_vocabulary_changes_everything(
    own_home: Home, folder: Path, lighter_home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="allianceskg.builds.indexing")
    _ = load(own_home, folder).index
    (own_home.root / "ontology").unlink()
    shutil.copytree(lighter_home.ontology, own_home.ontology)
    themes = own_home.ontology / "vocabularies" / "themes.ttl"
    themes.write_text(themes.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    _ = load(own_home, folder).index
    assert reads(caplog) == [count_of_cases(lighter_home)] * 2


def test_an_index_that_cannot_be_saved_is_made_in_memory(
    lighter_home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise PermissionError

    monkeypatch.setattr(container, "write", refuse)
    catalogue = load(lighter_home, folder)
    assert catalogue.index.size == count_of_cases(lighter_home)
    assert catalogue.index_place is not None
    assert not catalogue.index_place.path.exists()
    assert answers(catalogue, lighter_home, "index") == answers(catalogue, lighter_home, "sparql")


def test_many_small_changes_give_the_index_that_one_making_gives(tmp_path: Path) -> None:
    chance = random.Random(17)
    held: dict[str, Entry] = {}
    last = building.EMPTY
    for step in range(40):
        cases = [f"https://w3id.org/alliances/case/c{chance.randrange(30)}" for _ in range(chance.randint(1, 4))]
        fresh = {
            case: Entry(case, {(chance.randrange(len(LINKS)), f"https://example.org/v{chance.randrange(9)}") for _ in range(chance.randint(0, 5))})
            for case in cases
        }  # fmt: skip
        held = {case: one for case, one in (held | fresh).items() if one.values}
        gone = [case for case in list(held) if chance.random() < 0.05 and case not in fresh]
        for case in gone:
            del held[case]
        building.save(tmp_path / f"{step}", STAMP, fresh.values(), last=last, gone=gone)
        building.save(tmp_path / "whole", STAMP, held.values())
        last = Arrays.of(container.open_arrays(tmp_path / f"{step}", STAMP)[1])
        whole = Arrays.of(container.open_arrays(tmp_path / "whole", STAMP)[1])
        assert same_arrays(CaseIndex(last), CaseIndex(whole))


def test_facet_counts_are_those_of_the_query(loaded: Catalogue) -> None:
    catalogue = loaded
    query = catalogue.queries.get("facet-counts")
    for link in SHORTCUTS.values():
        rows = catalogue.store.select(query.bind_texts({"facet": [link], "language": ["fr"]}))
        assert catalogue.index.counts(link) == {row["value"].value: int(row["cases"].value) for row in rows}
        everything = np.ones(catalogue.index.size, bool)
        assert catalogue.index.counts(link, everything) == catalogue.index.counts(link)
        some = catalogue.index.any_of([(LINKS[4], catalogue.index.values(LINKS[4])[0])])
        within = set(np.flatnonzero(some).tolist())
        expected = {
            value: number
            for value in catalogue.index.values(link)
            if (number := len(within & set(catalogue.index.with_value(link, value).tolist())))
        }
        assert catalogue.index.counts(link, some) == expected


def test_similar_cases_are_those_of_the_query(loaded: Catalogue) -> None:
    catalogue = loaded
    index = catalogue.index
    for position in range(0, index.size, 6):
        rows = catalogue.store.select(
            catalogue.queries.get("similar-cases").bind_texts({"case": [index.iri(position)], "language": ["fr"]})
        )
        expected = list(dict.fromkeys((row["other"].value, int(row["shared"].value)) for row in rows))
        assert [(index.iri(one), shared) for one, shared in index.resembling(position, limit=index.size)] == expected


def test_the_pages_take_the_same_sets_from_the_index_as_from_the_store(loaded: Catalogue) -> None:
    from_index = Library(loaded)
    without = Library(Catalogue(loaded.store, loaded.home, data_version=loaded.data_version))
    assert from_index.sets.by_facet == without.sets.by_facet
    said: dict[str, dict[str, int]] = {}
    query = loaded.queries.get("facets-of-cases").bind({"facet": [IRI(link) for link in SHORTCUTS.values()]})
    for row in loaded.store.select(query):
        members = said.setdefault(row["facet"].value, {})
        bit = 1 << without.cases.positions[row["case"].value]
        members[row["value"].value] = members.get(row["value"].value, 0) | bit
    assert {link: from_index.sets[name] for name, link in SHORTCUTS.items()} == {
        link: said.get(link, {}) for link in SHORTCUTS.values()
    }
    assert loaded.index.iris() == list(without.cases.iris)


def test_a_profile_that_asks_nothing_lists_nothing(loaded: Catalogue) -> None:
    catalogue = loaded
    assert catalogue.answer(Profile(), limit=10, engine="index").matches == ()


def test_an_index_opens_for_its_own_build_only(loaded: Catalogue, lighter_home: Home) -> None:
    catalogue = loaded
    assert catalogue.index_place is not None
    place = replace(catalogue.index_place, rules_version="other")
    index = open_index(place, catalogue.store, QueryCatalogue(lighter_home.queries))
    assert same_arrays(index, catalogue.index)
    assert place.path != catalogue.index_place.path


def test_an_index_read_in_several_processes_is_the_same(
    loaded: Catalogue, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert loaded.index_place is not None
    place = replace(loaded.index_place, rules_version="processes")
    monkeypatch.setattr(indexing, "_WORTH_PROCESSES", 1)
    calls: list[int] = []
    index = open_index(place, loaded.store, loaded.queries, lambda _what, done, _total: calls.append(done))
    assert same_arrays(index, loaded.index)
    assert [index.shown(one).title for one in range(index.size)] == [
        loaded.index.shown(one).title for one in range(index.size)
    ]
    assert calls == sorted(calls)
    assert calls[-1] == index.size
