"""What is inferred from the cases that changed is what is inferred from everything."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from allianceskg.builds import inferring
from allianceskg.builds import local as builds
from allianceskg.files import Home
from allianceskg.matching.case_terms import PLACES
from allianceskg.matching.index.entries import readers_of
from allianceskg.sparql.query_files import Query, QueryCatalogue
from allianceskg.terms import AKG
from benchmarks.synthetic import Drawing, read_world, write_home
from tests.lighter import own_copy, write_sampled_home

_HEAD = re.compile(r"CONSTRUCT \{(.*?)\} WHERE", re.DOTALL)
_TERM = re.compile(r"\bakg:\w+")


@pytest.fixture
def own_home(lighter_home: Home, tmp_path: Path) -> Home:
    """A copy of some shipped cases, with some invented ones beside them."""
    own_home = own_copy(write_sampled_home(lighter_home, tmp_path / "sampled", cases=20), tmp_path / "home")
    invented = write_home(tmp_path / "invented", own_home, Drawing(read_world(own_home), cases=12))
    for folder in ("cases", "actors"):
        for path in sorted((invented.data / folder).glob("*.ttl")):
            shutil.copy(path, own_home.data / folder / path.name)
    return own_home


def graphs(folder: Path) -> dict[str, set]:
    store, manifest = builds.open_build(folder)
    held = {graph: set(store.read_graph(graph)) for graph in manifest.graphs}
    assert {graph: len(triples) for graph, triples in held.items()} == dict(manifest.graphs)
    assert store.graphs() == dict(manifest.graphs)
    # Blank nodes have other labels in every store; the graphs that change have none.
    return {graph: triples for graph, triples in held.items() if "/case/" in graph or "/inferred/" in graph}


def test_builds_from_changed_cases_are_builds_from_nothing(own_home: Home, tmp_path: Path) -> None:
    chance = random.Random(6)
    builds.build(own_home, tmp_path / "grown")
    aside = tmp_path / "aside"
    aside.mkdir()
    for step in range(4):
        for path in chance.sample(sorted((own_home.data / "cases").glob("*.ttl")), 3):
            path.rename(aside / path.name)
        for path in chance.sample(sorted(aside.glob("*.ttl")), 1 + step % 2):
            path.rename(own_home.data / "cases" / path.name)
        changed = chance.choice(sorted((own_home.data / "cases").glob("*.ttl")))
        text = changed.read_text(encoding="utf-8")
        swapped = text.replace("commune-45234", "commune-13055").replace("voc-themes:emploi", "voc-themes:insertion-professionnelle")  # fmt: skip
        changed.write_text(swapped, encoding="utf-8")
        builds.build(own_home, tmp_path / "grown")
        builds.build(own_home, tmp_path / f"fresh-{step}")
        assert graphs(tmp_path / "grown") == graphs(tmp_path / f"fresh-{step}")


def properties_made(queries: Sequence[Query]) -> dict[str, set[str]]:
    places = {place.replace(AKG, "akg:") for place in PLACES}
    made = {query.name: set(_TERM.findall(_HEAD.search(query.text)[1])) for query in queries}
    return {query.name: made[query.name] | (places if query.spread == "terms" else set()) for query in queries}


def test_the_index_of_some_cases_needs_no_more_than_its_queries_read(home: Home) -> None:
    catalogue = QueryCatalogue(home.queries)
    queries = catalogue.in_folder("materialise")
    made_by = properties_made(queries)
    for reader in readers_of(catalogue):
        read = set(_TERM.findall(reader.text))
        assert {name for name, made in made_by.items() if made & read} == set(reader.after), reader.name
    needed = [query.name for query in inferring.needed_by(readers_of(catalogue), queries)]
    assert "16-case-terms" in needed
    assert "01-territory-closure" in needed, "read by one that is read"
    assert "19-folded-texts" not in needed


def test_queries_that_run_at_the_same_time_do_not_read_each_other(home: Home) -> None:
    queries = QueryCatalogue(home.queries).in_folder("materialise")
    made_by = properties_made(queries)
    for place, query in enumerate(queries):
        read = set(_TERM.findall(query.text[_HEAD.search(query.text).end() :]))
        needed = {name for name, made in made_by.items() if made & read} - {query.name}
        assert needed == set(query.after), query.name
        assert needed <= {one.name for one in queries[:place]}, "a query comes after those that it reads"
