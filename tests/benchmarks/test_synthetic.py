from __future__ import annotations

import io
from pathlib import Path

import pyoxigraph
import pytest

from allianceskg.files import Home
from allianceskg.matching.index.entries import list_cases, read_entries
from allianceskg.rdf import turtle
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.validation import Validator
from benchmarks.synthetic import FAULTS, Drawing, expected_faults, fill_store, read_world, write_home, write_quads
from benchmarks.synthetic.entries import entries_of
from benchmarks.synthetic.output import write_part


@pytest.fixture(scope="module")
def drawing(home: Home) -> Drawing:
    return Drawing(read_world(home), cases=60)


def test_invented_cases_conform_but_for_the_faults_that_were_put_in(
    home: Home, drawing: Drawing, tmp_path: Path
) -> None:
    invented = write_home(tmp_path, home, drawing, one_fault_in=2)
    found = [(one.record, one.shape) for one in Validator(invented).catalogue().findings if one.severity == "violation"]
    expected = expected_faults(drawing.cases(), one_in=2)
    assert sorted(found) == sorted((one.case, one.shape) for one in expected)
    assert len({one.shape for one in expected}) == len(FAULTS)


def test_files_have_the_shipped_form(home: Home, drawing: Drawing, tmp_path: Path) -> None:
    write_home(tmp_path, home, drawing)
    for path in sorted((tmp_path / "data").glob("*/invente-*.ttl")):
        assert path.read_text(encoding="utf-8") == turtle.format_turtle(turtle.read(path))


def test_parts_of_a_home_are_the_whole(home: Home, drawing: Drawing, tmp_path: Path) -> None:
    whole = write_home(tmp_path / "whole", home, drawing)
    for folder in ("cases", "actors"):
        (tmp_path / "parts/data" / folder).mkdir(parents=True)
    for start, stop in ((0, 7), (7, 50), (50, 60)):
        write_part(drawing, tmp_path / "parts", start, stop, one_fault_in=0)
    written = {path.name: path.read_bytes() for path in (tmp_path / "parts/data").glob("*/*.ttl")}
    assert written == {path.name: path.read_bytes() for path in whole.data.glob("*/invente-*.ttl")}


def test_what_is_inferred_directly_is_what_the_queries_infer(home: Home, drawing: Drawing) -> None:
    directly, by_queries = EmbeddedStore.in_memory(), EmbeddedStore.in_memory()
    fill_store(directly, home, drawing)
    fill_store(by_queries, home, drawing, by_queries=True)
    for query in QueryCatalogue(home.queries).in_folder("materialise"):
        graph = f"https://w3id.org/alliances/inferred/{query.name}/graph"
        assert set(directly.read_graph(graph)) == set(by_queries.read_graph(graph)), query.name


def test_the_same_seed_gives_the_same_quads(drawing: Drawing) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    assert write_quads(first, drawing, with_inferred=True) == write_quads(second, drawing, with_inferred=True) > 0
    assert first.getvalue() == second.getvalue()
    assert len(list(pyoxigraph.parse(first.getvalue(), format=pyoxigraph.RdfFormat.N_QUADS))) > 0


def test_the_entries_made_directly_are_those_that_are_read(home: Home, drawing: Drawing) -> None:
    store = EmbeddedStore.in_memory()
    fill_store(store, home, drawing)
    queries = QueryCatalogue(home.queries)
    read = list(read_entries(store, queries, list_cases(store, queries)))
    directly = [one for one in entries_of(drawing) if one.values]
    assert [one.case for one in read] == [one.case for one in directly]
    for one, other in zip(read, directly, strict=True):
        assert (one.values, one.title, one.difficulty) == (other.values, other.title, other.difficulty)
        assert dict(one.records) == dict(other.records)
