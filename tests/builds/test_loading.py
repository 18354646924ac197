from __future__ import annotations

from pathlib import Path

import pytest

from allianceskg.builds import loading
from allianceskg.errors import DataError, TurtleSyntaxError
from allianceskg.files import SourceFile
from allianceskg.progress import Progress, part_of
from allianceskg.store.embedded import EmbeddedStore

EX = "https://example.org/"
NAMES = 40


def turtle_source(folder: Path, number: int, text: str | None = None) -> SourceFile:
    """A file of one graph; by default one statement, with a blank node that every file calls by the same name."""
    path = folder / f"{number}.ttl"
    path.write_text(text or f'<{EX}s{number}> <{EX}p> _:same . _:same <{EX}q> "{number}" .', encoding="utf-8")
    return SourceFile(str(path), "cases", f"{EX}{number}/graph", "")


def quads_source(folder: Path, text: str) -> SourceFile:
    """An import."""
    path = folder / "import.nq"
    path.write_text(text, encoding="utf-8")
    return SourceFile(str(path), "imports", f"{EX}import", "")


def told(calls: list[tuple[str, int, int]]) -> Progress:
    return lambda what, done, total: calls.append((what, done, total))


@pytest.fixture
def everything_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with gigabytes: pieces, and no file by itself."""
    monkeypatch.setattr(loading, "_FEW_BYTES", 0)


def test_many_files_in_pieces_fill_the_graphs_that_they_fill_one_by_one(
    tmp_path: Path, everything_is_much: None
) -> None:
    sources = [turtle_source(tmp_path, number) for number in range(NAMES)]
    calls: list[tuple[str, int, int]] = []
    store = EmbeddedStore.in_memory()

    assert loading.load(store, sources, told(calls), piece_bytes=300)

    assert store.graphs() == {source.graph: 2 for source in sources}
    # The blank node of each file is its own, and what is said of it stays together.
    joined = store.select(f"SELECT ?s ?o WHERE {{ ?s <{EX}p> ?b . ?b <{EX}q> ?o }}")
    assert {(row["s"].value, row["o"].value) for row in joined} == {(f"{EX}s{one}", str(one)) for one in range(NAMES)}
    done = [one for _, one, _ in calls]
    assert done == sorted(done)
    assert done[-1] <= calls[-1][2] == sum(source.path.stat().st_size for source in sources)


def test_what_is_counted_on_the_way_is_what_the_store_holds(tmp_path: Path, everything_is_much: None) -> None:
    texts = [
        f'<{EX}a> <{EX}p> 1 , 1 , 01 , "1" . <{EX}a> <{EX}p> 1 .',  # a statement written twice is one, and so are 1 and 01
        f'<{EX}a> <{EX}p> "x"@FR , "x"@fr , "two\\nlines .\\n" , """two\nlines .\n""" , "\u2028 .\u2028" .',
        f"<{EX}a> <{EX}p> [ <{EX}q> 1 ] , [ <{EX}q> 1 ] .",
        f"# {EX}: nothing",
    ]
    sources = [turtle_source(tmp_path, number, text) for number, text in enumerate(texts)]
    store = EmbeddedStore.in_memory()

    counted = loading.load(store, sources, told([]))

    assert counted is not None
    assert {name: number for name, number in counted.items() if number} == store.graphs()
    assert store.graphs()[f"{EX}0/graph"] == 2


def test_an_import_in_pieces_is_the_same_as_in_one_go(tmp_path: Path, everything_is_much: None) -> None:
    lines = [f'<{EX}s{number}> <{EX}p> "été {number}" <{EX}{number % 3}/graph> .' for number in range(NAMES)]
    store = EmbeddedStore.in_memory()
    loading.load(store, [quads_source(tmp_path, "\n".join(lines))], told([]), piece_bytes=100)
    assert sum(store.graphs().values()) == NAMES
    assert len(store.graphs()) == 3


def test_a_blank_node_of_an_import_stays_one_node(tmp_path: Path, everything_is_much: None) -> None:
    lines = [f"<{EX}s{number}> <{EX}p> _:one <{EX}graph> ." for number in range(NAMES)]
    store = EmbeddedStore.in_memory()
    loading.load(store, [quads_source(tmp_path, "\n".join(lines))], told([]), piece_bytes=100)
    assert len({row["o"] for row in store.select(f"SELECT ?o WHERE {{ ?s <{EX}p> ?o }}")}) == 1


def test_little_is_loaded_file_by_file(tmp_path: Path) -> None:
    sources = [turtle_source(tmp_path, 1), quads_source(tmp_path, f"<{EX}s> <{EX}p> <{EX}o> <{EX}graph> .")]
    store = EmbeddedStore.in_memory()
    assert not loading.load(store, sources, told([]))
    assert store.graphs() == {f"{EX}1/graph": 2, f"{EX}graph": 1}


def test_a_fault_in_one_of_many_files_names_the_file_and_the_line(tmp_path: Path, everything_is_much: None) -> None:
    sources = [turtle_source(tmp_path, 1), turtle_source(tmp_path, 2, f"<{EX}s> <{EX}p> 1 .\n<{EX}s> oops\n")]
    with pytest.raises(TurtleSyntaxError, match=r"2\.ttl.*2") as caught:
        loading.load(EmbeddedStore.in_memory(), sources, told([]))
    assert caught.value.line == 2


def test_an_import_that_is_not_n_quads_is_a_data_error(tmp_path: Path, everything_is_much: None) -> None:
    with pytest.raises(DataError):
        loading.load(EmbeddedStore.in_memory(), [quads_source(tmp_path, "not N-Quads\n")], told([]))


def test_a_part_of_a_work_is_told_in_thousandths_of_the_whole() -> None:
    calls: list[tuple[str, int, int]] = []
    report = part_of(told(calls), 0.5, 1)
    report("a", 0, 4)
    report("b", 1, 4)
    report("c", 0, 0)
    assert calls == [("a", 500, 1000), ("b", 625, 1000), ("c", 1000, 1000)]
