from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from allianceskg.builds import local as builds
from allianceskg.errors import DataError, StoreError, StoreUnreachableError, TurtleSyntaxError
from allianceskg.files import Home
from allianceskg.terms import BASE, CASE
from tests.builds.conftest import CASE_TURTLE

TRIPLES_OF_CASE = f"SELECT ?p ?o WHERE {{ <{CASE}invented> ?p ?o }}"


def test_a_build_holds_each_file_in_the_graph_of_its_name(small_home: Home, tmp_path: Path) -> None:
    report = builds.build(small_home, tmp_path / "store")

    assert report.manifest.graphs[f"{CASE}invented/graph"] == 6
    assert report.manifest.graphs[f"{BASE}territory/all/graph"] == 3


def test_what_can_be_inferred_stands_in_graphs_of_its_own(small_home: Home, tmp_path: Path) -> None:
    builds.build(small_home, tmp_path / "store")
    store, _ = builds.open_build(tmp_path / "store")

    ancestors = store.select(
        f"SELECT ?t WHERE {{ GRAPH <{BASE}inferred/06-case-territories/graph> {{ <{CASE}invented> ?p ?t }} }} ORDER BY ?t"
    ).column("t")

    assert [ancestor.rpartition("/")[2] for ancestor in ancestors] == ["commune-1", "region-1"]


def test_what_a_query_inferred_goes_with_the_query(small_home: Home, tmp_path: Path) -> None:
    places = f"{BASE}inferred/05-case-places/graph"
    assert places in builds.build(small_home, tmp_path / "store").manifest.graphs

    (small_home.queries / "materialise" / "05-case-places.rq").unlink()
    report = builds.build(small_home, tmp_path / "store")

    held = builds.open_build(tmp_path / "store")[0].graphs()
    assert places not in held
    assert held == dict(report.manifest.graphs)


def test_an_unchanged_reload_does_nothing(small_home: Home, tmp_path: Path) -> None:
    first = builds.build(small_home, tmp_path / "store")

    again = builds.build(small_home, tmp_path / "store")

    assert again.is_unchanged
    assert again.manifest == first.manifest


def test_a_changed_file_gives_a_new_build_equal_to_one_from_nothing(small_home: Home, tmp_path: Path) -> None:
    builds.build(small_home, tmp_path / "store")
    path = small_home.data / "cases" / "invented.ttl"
    path.write_text(CASE_TURTLE.replace("Cas inventé", "Autre titre inventé"), encoding="utf-8")

    changed = builds.build(small_home, tmp_path / "store")

    assert changed.changed == (f"{CASE}invented/graph",)
    assert changed.manifest == builds.build(small_home, tmp_path / "fresh").manifest
    store, _ = builds.open_build(tmp_path / "store")
    fresh, _ = builds.open_build(tmp_path / "fresh")
    everything = "SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o"
    assert store.select(everything) == fresh.select(everything)


def test_a_removed_file_takes_its_triples_and_what_followed_from_them(small_home: Home, tmp_path: Path) -> None:
    builds.build(small_home, tmp_path / "store")
    (small_home.data / "cases" / "invented.ttl").unlink()

    report = builds.build(small_home, tmp_path / "store")

    store, _ = builds.open_build(tmp_path / "store")
    assert report.removed == (f"{CASE}invented/graph",)
    assert len(store.select(TRIPLES_OF_CASE)) == 0


def test_a_broken_file_leaves_the_build_in_use_as_it_was(small_home: Home, tmp_path: Path) -> None:
    good = builds.build(small_home, tmp_path / "store").manifest
    (small_home.data / "cases" / "invented.ttl").write_text("this is no Turtle", encoding="utf-8")

    with pytest.raises(TurtleSyntaxError, match=r"invented\.ttl, line 1"):
        builds.build(small_home, tmp_path / "store")

    assert builds.current(tmp_path / "store") == good
    assert not list((tmp_path / "store" / "builds").glob(".making-*"))


def test_a_reader_of_an_older_build_is_not_disturbed(small_home: Home, tmp_path: Path) -> None:
    builds.build(small_home, tmp_path / "store")
    reader, _ = builds.open_build(tmp_path / "store")
    (small_home.data / "cases" / "invented.ttl").unlink()

    builds.build(small_home, tmp_path / "store")

    assert len(reader.select(TRIPLES_OF_CASE)) > 0


def test_earlier_builds_stay_as_many_days_as_are_asked_for_and_the_last_one_always(
    small_home: Home, tmp_path: Path
) -> None:
    builds_folder = tmp_path / "store" / "builds"
    days = {f"{number:012x}": number for number in (3, 4, 5, 9)}
    for version, age in days.items():
        (builds_folder / version).mkdir(parents=True)
        layout = builds.LAYOUT - (age == 4)
        content = {"layout": layout, "version": version, "queries": {}, "graphs": [], "digests": [], "triples": []}
        (builds_folder / version / "manifest.json").write_text(json.dumps(content))
        os.utime(builds_folder / version, (then := time.time() - age * 86_400, then))

    def kept(keep_days: float) -> list[int]:
        in_use = builds.build(small_home, tmp_path / "store", keep_days=keep_days).manifest.version
        return sorted(days[path.name] for path in builds_folder.iterdir() if path.name != in_use)

    assert kept(7) == [3, 5], "of another layout, or too old"
    assert kept(0) == [3]


def test_a_damaged_build_is_made_again(small_home: Home, tmp_path: Path) -> None:
    version = builds.build(small_home, tmp_path / "store").manifest.version
    (tmp_path / "store" / "builds" / version / "manifest.json").write_text("{")

    again = builds.build(small_home, tmp_path / "store")
    assert (again.manifest.version, again.is_anew) == (version, True)
    assert len(builds.open_build(tmp_path / "store")[0].select(TRIPLES_OF_CASE)) > 0
    assert not builds.build(small_home, tmp_path / "store").is_anew


def test_a_build_of_an_earlier_program_is_made_anew(
    small_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(builds, "LAYOUT", builds.LAYOUT - 1)
        before = builds.build(small_home, tmp_path / "store").manifest

    report = builds.build(small_home, tmp_path / "store")

    assert report.is_anew
    assert report.manifest.graphs == before.graphs
    assert report.manifest.version != before.version


def test_a_killed_load_leaves_nothing_behind_after_the_next(small_home: Home, tmp_path: Path) -> None:
    (tmp_path / "store" / "builds" / ".making-killed").mkdir(parents=True)

    builds.build(small_home, tmp_path / "store")

    assert not list((tmp_path / "store" / "builds").glob(".making-*"))


def test_two_loads_at_once_take_turns(small_home: Home, tmp_path: Path) -> None:
    faults: list[Exception] = []

    def load() -> None:
        try:
            builds.build(small_home, tmp_path / "store")
        except StoreError as fault:
            faults.append(fault)

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not faults
    assert builds.current(tmp_path / "store") is not None


def test_without_a_build_the_message_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachableError) as caught:
        builds.open_build(tmp_path / "nothing")

    assert "allianceskg load" in caught.value.in_language("fr")


def test_an_import_keeps_its_own_graphs_until_it_is_forgotten(small_home: Home, tmp_path: Path) -> None:
    partner = tmp_path / "partner.trig"
    partner.write_text(
        "<http://p.example/g> { <http://p.example/a> <http://p.example/b> 1 } <http://p.example/c> <http://p.example/b> 2 ."
    )

    graphs = builds.build(small_home, tmp_path / "store", imports=[partner]).manifest.graphs
    kept = builds.build(small_home, tmp_path / "store").manifest.graphs
    forgotten = builds.build(small_home, tmp_path / "store", forget=["partner"]).manifest.graphs

    assert graphs["http://p.example/g"] == graphs[f"{BASE}import/partner/graph"] == 1
    assert kept == graphs
    assert "http://p.example/g" not in forgotten


def test_an_import_that_would_write_into_a_graph_of_the_catalogue_is_refused(small_home: Home, tmp_path: Path) -> None:
    partner = tmp_path / "partner.nq"
    partner.write_text(f"<http://p.example/a> <http://p.example/b> <http://p.example/c> <{CASE}invented/graph> .\n")

    with pytest.raises(DataError, match="that of a file of the catalogue"):
        builds.build(small_home, tmp_path / "store", imports=[partner])

    assert builds.current(tmp_path / "store") is None


def test_a_case_of_a_partner_gets_its_shortcuts_too(small_home: Home, tmp_path: Path) -> None:
    partner = tmp_path / "partner.ttl"
    partner.write_text(CASE_TURTLE.replace("https://w3id.org/alliances/case/", "http://partner.example/case/"))

    builds.build(small_home, tmp_path / "store", imports=[partner])

    store, _ = builds.open_build(tmp_path / "store")
    assert store.ask(
        "PREFIX akg: <https://w3id.org/alliances/ontology#> ASK { <http://partner.example/case/invented> akg:inTerritory ?t }"
    )


def test_a_load_killed_half_way_leaves_the_build_in_use(small_home: Home, tmp_path: Path) -> None:
    good = builds.build(small_home, tmp_path / "store").manifest
    (small_home.data / "cases" / "invented.ttl").write_text(
        CASE_TURTLE.replace("Cas inventé", "Autre cas inventé"), encoding="utf-8"
    )
    script = (
        "import os, sys, pathlib\n"
        "from allianceskg.builds import local as builds\n"
        "from allianceskg.files import Home\n"
        "builds.build(Home(pathlib.Path(sys.argv[1])), pathlib.Path(sys.argv[2]), progress=lambda *_: os._exit(9))\n"
    )

    killed = subprocess.run([sys.executable, "-c", script, small_home.root, tmp_path / "store"], check=False)

    assert killed.returncode == 9
    assert builds.current(tmp_path / "store") == good
    assert not builds.build(small_home, tmp_path / "store").is_unchanged
