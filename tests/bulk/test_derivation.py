"""What partitions infer and index is what one build does, byte for byte, and so are the answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from allianceskg.builds import local as builds
from allianceskg.builds.gate import Gate
from allianceskg.builds.indexing import IndexPlace, open_index
from allianceskg.bulk import derivation, profile_list
from allianceskg.bulk.cluster import ClusterPlan
from allianceskg.cli import FINDINGS, run
from allianceskg.files import Home, SourceFile
from allianceskg.language import LANGUAGES
from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.answer_json import as_json
from allianceskg.profiles import read_profile
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import CASE, INFERRED
from benchmarks.bulk.running import Running
from tests.bulk.conftest import FAULTY, order, results


@pytest.fixture(scope="module")
def built(few: Home, tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The build of one process, as `allianceskg load` makes it."""
    folder = tmp_path_factory.mktemp("built")
    builds.build(few, folder, gate=Gate(few, folder))
    store, manifest = builds.open_build(folder)
    place = IndexPlace(folder, manifest, few.rules_version())
    open_index(place, store, QueryCatalogue(few.queries))
    return Catalogue.of_build(place, few)


def inferred_lines(store: EmbeddedStore) -> Iterator[bytes]:
    for graph in store.graphs():
        if graph.startswith(INFERRED):
            for line in store.n_triples_of(graph).splitlines():
                yield line.removesuffix(b".") + f"<{graph}> .\n".encode()


def test_what_is_inferred_is_what_one_build_infers(
    few: Home, built: Catalogue, plan: ClusterPlan, tmp_path: Path
) -> None:
    derived = derivation.materialise(order("materialise", few, tmp_path / "out", plan, 5), few)

    assert isinstance(built.store, EmbeddedStore)
    assert results(tmp_path / "out") == {"inferred.nq": b"".join(sorted(inferred_lines(built.store)))}
    assert derived.data_version == built.data_version
    assert derived.lines > 5_000
    assert {one.reason for one in derived.withheld} == {"refused"}


@pytest.mark.parametrize("partitions", [1, 8])
def test_the_index_is_that_of_one_build(
    few: Home, built: Catalogue, plan: ClusterPlan, tmp_path: Path, partitions: int
) -> None:
    derivation.index(order("index", few, tmp_path / "out", plan, partitions), few)

    assert built.index_place is not None
    path = built.index_place.path
    assert results(tmp_path / "out") == {path.name: path.read_bytes()}


def test_the_answers_are_those_of_the_whole_catalogue(
    few: Home, built: Catalogue, plan: ClusterPlan, home: Home, tmp_path: Path
) -> None:
    profiles = tmp_path / "profiles.jsonl"
    asked = [
        {"situation": "une friche à transformer en tiers-lieu", "territory": "commune-45234"},
        {"objectives": ["invented"]},
        {"themes": ["emploi"], "needs": []},
    ]
    profiles.write_text("".join(f"{json.dumps(one)}\n" for one in asked), encoding="utf-8")
    answered = profile_list.match(order("match", few, tmp_path / "out", plan, 3), few, profiles, limit=10)

    (fault,) = answered.faults
    assert "ligne 2" in fault.fr
    for language in LANGUAGES:
        lines = results(tmp_path / "out")[f"answers.{language}.jsonl"].decode().splitlines()
        assert "fault" in json.loads(lines[1])
        for number in (0, 2):
            one = tmp_path / "one.json"
            one.write_text(json.dumps(asked[number]), encoding="utf-8")
            profile = read_profile(one, built.known_values)
            answer = built.answer(profile, limit=10, engine="index")
            assert json.loads(lines[number]) == json.loads(json.dumps(as_json(answer, language)))
            assert answer.matches


def test_a_case_that_cannot_be_read_is_named_with_its_line_and_the_rest_is_done(
    own_records: Home,
    cluster: Running,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    torn = sorted((own_records.records / "cases").glob("*.ttl"))[1]
    torn.write_text(torn.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    (tmp_path / "profiles.jsonl").write_text('{"themes": ["emploi"]}\n', encoding="utf-8")
    monkeypatch.setenv("ALLIANCESKG_HOME", str(own_records.root))
    given = ["--profiles", f"{tmp_path}/profiles.jsonl", "--out", f"{tmp_path}/out", "--scheduler", cluster.address]
    status = run(["bulk", "match", str(own_records.data), *given, "--lang", "en"])

    told = capsys.readouterr()
    assert status == FINDINGS
    assert re.search(rf"{torn.name}.*, line \d+", told.err)
    assert f"Profiles: 1; cases: {FAULTY // 4 - 2}." in told.out
    (line,) = results(tmp_path / "out")["answers.en.jsonl"].decode().splitlines()
    assert json.loads(line)["matches"]


def source(name: str) -> SourceFile:
    return SourceFile(f"/cases/{name}.ttl", "cases", f"{CASE}{name}/graph", "")


def test_a_case_travels_with_all_that_it_leads_to() -> None:
    cases = [source(name) for name in "abcdef"]
    referred = {f"{CASE}a": [f"{CASE}d", "https://w3id.org/alliances/actor/x"], f"{CASE}d": [f"{CASE}e", f"{CASE}z"]}

    parts = derivation.part(cases, referred, 2)

    assert [[one.document.removeprefix(CASE) for one in part.cases] for part in parts] == [
        *map(list, ("ab", "cd", "ef"))
    ]
    assert [[one.document.removeprefix(CASE) for one in part.beside] for part in parts] == [["d", "e"], ["e"], []]
