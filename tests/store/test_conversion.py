from __future__ import annotations

import gzip
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from allianceskg.errors import DataError, TurtleSyntaxError
from allianceskg.store import conversion
from allianceskg.store.conversion import convert

GRAPH = "https://example.org/import/graph"
NAMED = "https://example.org/named"
TRIPLE = '<https://example.org/s> <https://example.org/p> "é"@fr'
TEXTS = {
    "a.ttl": f"{TRIPLE} .",
    "a.nt": f"{TRIPLE} .",
    "a.nq": f"{TRIPLE} .\n{TRIPLE} <{NAMED}> .",
    "a.trig": f"{TRIPLE} . <{NAMED}> {{ {TRIPLE} . }}",
    "a.jsonld": '{"@id": "https://example.org/s", "https://example.org/p": {"@value": "é", "@language": "fr"}}',
    "a.rdf": '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="https://example.org/">'
    '<rdf:Description rdf:about="https://example.org/s"><e:p xml:lang="fr">é</e:p></rdf:Description></rdf:RDF>',
}


@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("name", TEXTS)
def test_each_format_becomes_quads(name: str, compressed: bool, tmp_path: Path) -> None:
    data = TEXTS[name].encode()
    path = tmp_path / (f"{name}.gz" if compressed else name)
    path.write_bytes(gzip.compress(data) if compressed else data)
    target = tmp_path / "out.nq"
    graphs = convert(path, target, default_graph=GRAPH)
    quads = set(pyoxigraph.parse(target.read_bytes(), format=RdfFormat.N_QUADS))
    assert graphs == {quad.graph_name.value for quad in quads}
    assert graphs == ({GRAPH, NAMED} if name in {"a.nq", "a.trig"} else {GRAPH})
    assert {str(quad.triple) for quad in quads} == {TRIPLE}


def test_a_format_that_nobody_reads_is_refused_with_those_that_are(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.touch()
    with pytest.raises(DataError, match="unknown format") as caught:
        convert(path, tmp_path / "out.nq", default_graph=GRAPH)
    assert caught.value.hint is not None
    assert ".ttl" in caught.value.hint.en


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        convert(tmp_path / "none.ttl", tmp_path / "out.nq", default_graph=GRAPH)


def test_a_broken_file_says_where(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(f"{TRIPLE} .\n<https://example.org/s> .\n", encoding="utf-8")
    with pytest.raises(TurtleSyntaxError) as caught:
        convert(path, tmp_path / "out.nq", default_graph=GRAPH)
    assert (caught.value.source, caught.value.line) == (str(path), 2)


def test_a_file_that_is_not_what_its_ending_says_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl.gz"
    path.write_bytes(b"this is no gzip")
    with pytest.raises(DataError):
        convert(path, tmp_path / "out.nq", default_graph=GRAPH)


def test_a_nesting_that_would_end_the_parser_ends_only_the_child(tmp_path: Path) -> None:
    path = tmp_path / "deep.jsonld"
    path.write_text('{"https://example.org/p": ' * 200_000 + "1" + "}" * 200_000, encoding="utf-8")
    with pytest.raises(DataError):
        convert(path, tmp_path / "out.nq", default_graph=GRAPH)


def test_an_entity_bomb_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "SECONDS", 5)
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20 if n else "x" * 50}">' for n in range(9))
    path = tmp_path / "bomb.rdf"
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE r [{entities}]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:e="https://example.org/"><rdf:Description rdf:about="https://example.org/s"><e:p>&e8;</e:p>'
        "</rdf:Description></rdf:RDF>",
        encoding="utf-8",
    )
    with pytest.raises(DataError):
        convert(path, tmp_path / "out.nq", default_graph=GRAPH)


def test_blank_nodes_of_two_files_do_not_meet(tmp_path: Path) -> None:
    found = set()
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text('_:same <https://example.org/p> "x" .', encoding="utf-8")
        convert(tmp_path / name, tmp_path / f"{name}.nq", default_graph=GRAPH)
        (quad,) = pyoxigraph.parse((tmp_path / f"{name}.nq").read_bytes(), format=RdfFormat.N_QUADS)
        found.add(str(quad.subject))
    assert len(found) == 2
