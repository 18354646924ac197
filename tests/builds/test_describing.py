"""What a build says of itself: examples that others list and run, and counts that are right after every kind of build."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from allianceskg.builds import local as builds
from allianceskg.builds.describing import QUERIES_GRAPH, STATISTICS_GRAPH
from allianceskg.files import Home
from allianceskg.rdf.term import IRI
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import AKG, BASE, PREFIXES, RDF_TYPE

# The queries by which editors of SPARQL find out what to ask.
EXAMPLES = """
PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX schema: <https://schema.org/>
SELECT DISTINCT ?query ?comment ?text (GROUP_CONCAT(DISTINCT ?keyword) AS ?keywords) WHERE {
  ?query a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|sh:describe ?text ; schema:keywords ?keyword .
  ?query sh:prefixes ?collection .
} GROUP BY ?query ?comment ?text
"""
PREFIXES_DECLARED = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace WHERE { ?any sh:declare ?node . ?node sh:prefix ?prefix ; sh:namespace ?namespace }
"""
PARTITIONS = """
PREFIX void: <http://rdfs.org/ns/void#>
SELECT DISTINCT ?class ?property ?triples WHERE {
  ?part void:class ?class ; void:propertyPartition ?inner .
  ?inner void:property ?property ; void:triples ?triples .
}
"""


def test_examples_are_listed_with_their_text_and_keywords(built_store: EmbeddedStore, home: Home) -> None:
    found = built_store.select(EXAMPLES)
    files = {path.stem for path in home.queries.glob("*/*.rq")}

    assert {name.rpartition("/")[2] for name in found.column("query")} == files
    assert {row["comment"].language for row in found} == {"fr", "en"}


def test_prefixes_are_declared(built_store: EmbeddedStore) -> None:
    found = {row["prefix"].value: row["namespace"].value for row in built_store.select(PREFIXES_DECLARED)}

    assert found == dict(PREFIXES)


def test_classes_and_their_properties_are_counted_rightly(built_store: EmbeddedStore) -> None:
    found = {
        (row["class"].value, row["property"].value): int(row["triples"].value) for row in built_store.select(PARTITIONS)
    }

    for name, link in (("CaseStudy", "hasSource"), ("Actor", "actorType"), ("Participation", "participant")):
        counted = built_store.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ ?s a <{AKG}{name}> ; <{AKG}{link}> ?o }}")
        assert found[f"{AKG}{name}", f"{AKG}{link}"] == int(next(iter(counted))["n"].value) > 0


def test_a_triple_stands_in_one_graph(built_store: EmbeddedStore) -> None:
    own = Counter(
        triple
        for graph in (QUERIES_GRAPH, STATISTICS_GRAPH, f"{BASE}catalogue/graph")
        for triple in built_store.read_graph(graph)
    )

    assert [triple for triple, times in own.items() if times > 1] == []


def test_actors_participations_and_narrower_concepts_are_found_by_the_terms_of_others(
    built_store: EmbeddedStore,
) -> None:
    def found(pattern: str) -> set[tuple[str, ...]]:
        prefixes = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in ("akg", "org", "skos"))
        rows = built_store.select(f"{prefixes} SELECT DISTINCT * WHERE {{ {pattern} }}")
        return {tuple(row[name].value for name in sorted(rows.variables)) for row in rows}

    assert found("?x a org:Organization") == found("?x a akg:Actor") != set()
    assert found("?x org:member ?y") == found("?x akg:participant ?y") != set()
    assert found("?x skos:narrower ?y") == found("?y skos:broader ?x") != set()


def test_a_changed_case_is_counted_as_in_a_build_from_nothing(own_home: Home, tmp_path: Path) -> None:
    builds.build(own_home, tmp_path / "grown")
    shutil.copyfile(own_home.data / "cases" / "ronalpia.ttl", tmp_path / "ronalpia.ttl")
    (own_home.data / "cases" / "ronalpia.ttl").unlink()
    builds.build(own_home, tmp_path / "grown")
    builds.build(own_home, tmp_path / "fresh")

    grown, fresh = (
        set(builds.open_build(tmp_path / one)[0].read_graph(STATISTICS_GRAPH)) for one in ("grown", "fresh")
    )

    assert grown == fresh


def test_a_changed_query_is_described_anew(own_home: Home, tmp_path: Path) -> None:
    first = builds.build(own_home, tmp_path / "store").manifest
    queries = tmp_path / "queries"
    shutil.copytree(own_home.queries, queries)
    own_home.queries.unlink()
    queries.rename(own_home.queries)
    path = own_home.queries / "catalogue" / "case-titles.rq"
    path.write_text(
        path.read_text(encoding="utf-8").replace("#+ summary: ", "#+ summary: Invented. "), encoding="utf-8"
    )

    second = builds.build(own_home, tmp_path / "store").manifest

    store, _ = builds.open_build(tmp_path / "store")
    assert first.version != second.version
    assert store.ask(f'ASK {{ <{BASE}query/catalogue/case-titles> ?p ?o FILTER(STRSTARTS(STR(?o), "Invented. ")) }}')


@pytest.mark.parametrize("graph", [QUERIES_GRAPH, STATISTICS_GRAPH])
def test_the_graphs_are_in_the_manifest(built_folder: Path, graph: str) -> None:
    store, manifest = builds.open_build(built_folder)

    assert manifest.graphs[graph] == store.count(graph) > 100
    assert store.has(None, RDF_TYPE, IRI(f"{PREFIXES['void']}Dataset").value)
