"""Dumps, folders and workspaces become one workspace; what cannot be read in them is named with its line."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from allianceskg.bulk.sources import gather
from allianceskg.errors import DataError
from allianceskg.files import Home
from allianceskg.rdf import turtle
from benchmarks.synthetic import Drawing, read_world, write_home, write_quads


@pytest.fixture(scope="module")
def drawing(lighter_home: Home) -> Drawing:
    return Drawing(read_world(lighter_home), cases=20, seed=5)


@pytest.fixture(scope="module")
def files(lighter_home: Home, drawing: Drawing, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The same cases as files; not to be written to."""
    return write_home(tmp_path_factory.mktemp("files"), lighter_home, drawing)


@pytest.fixture(scope="module")
def quads(drawing: Drawing) -> bytes:
    written = io.BytesIO()
    write_quads(written, drawing)
    return written.getvalue()


def said(folder: Path) -> dict[str, set[str]]:
    """Return the triples of each record, by the name of its file."""
    return {
        path.relative_to(folder).as_posix(): {str(one) for one in turtle.read(path)}
        for path in sorted(folder.rglob("*.ttl"))
        if path.parent.name in ("cases", "actors", "resources")
    }


def test_a_workspace_serves_as_it_is(files: Home, lighter_home: Home, tmp_path: Path) -> None:
    gathered = gather([files.data], lighter_home, tmp_path / "records")

    assert gathered.home.records == files.data
    assert not list(tmp_path.iterdir())
    case = next((files.data / "cases").iterdir())
    assert gathered.named(str(case)) == str(case)


@pytest.mark.parametrize("ending", [".nq", ".nq.gz", ".trig"])
def test_a_dump_gives_the_records_that_it_was_written_from(
    files: Home, lighter_home: Home, quads: bytes, tmp_path: Path, ending: str
) -> None:
    dump = tmp_path / f"dump{ending}"
    dump.write_bytes(gzip.compress(quads) if ending.endswith(".gz") else quads if ending == ".nq" else trig_of(quads))
    gathered = gather([dump], lighter_home, tmp_path / "records")

    assert said(gathered.home.records) == said(files.data)
    assert gathered.faults == ()
    case = next((gathered.home.records / "cases").iterdir())
    assert gathered.named(str(case)) == f"cases/{case.name}"


def test_outside_our_graphs_what_is_said_of_a_record_is_its_own(
    files: Home, lighter_home: Home, quads: bytes, tmp_path: Path
) -> None:
    lines = [line.removesuffix(b" .").rpartition(b" ")[0] for line in quads.splitlines()]
    for name, end in (("none.nq", b" .\n"), ("theirs.nq", b" <https://example.org/graph> .\n"), ("none.trig", b" .\n")):
        (tmp_path / name).write_bytes(b"".join(line + end for line in lines))
        assert said(gather([tmp_path / name], lighter_home, tmp_path / "records").home.records) == said(files.data)


def trig_of(quads: bytes) -> bytes:
    lines = []
    for line in quads.decode().splitlines():
        triple, _, graph = line.removesuffix(" .").rpartition(" ")
        lines.append(f"{graph} {{ {triple} }}")
    return "\n".join(lines).encode()


def test_a_line_that_is_no_quad_is_named_and_its_record_left_out(
    files: Home, lighter_home: Home, quads: bytes, tmp_path: Path
) -> None:
    lines = quads.splitlines(keepends=True)
    number = next(at for at, line in enumerate(lines) if b"/case/invente-0000003/graph" in line)
    lines[number] = lines[number].replace(b"> <", b"> ", 1)
    case = b"<https://w3id.org/alliances/case/invente-0000001>"
    lines.insert(
        0, case + b" <https://example.org/b> <https://example.org/c> <https://w3id.org/alliances/inferred/x/graph> .\n"
    )
    lines.insert(0, b"<https://example.org/a> <https://example.org/b> <https://example.org/c> .\n")
    dump = tmp_path / "dump.nq"
    dump.write_bytes(b"".join(lines))
    gathered = gather([dump], lighter_home, tmp_path / "records")

    (fault,) = gathered.faults
    assert f"ligne {number + 3} " in fault.fr
    assert f"line {number + 3}:" in fault.en
    assert gathered.others == 2
    expected = said(files.data)
    del expected["cases/invente-0000003.ttl"]
    assert said(gathered.home.records) == expected
    assert gather([dump], lighter_home, tmp_path / "records") == gathered


def test_a_trig_file_that_cannot_be_read_is_named_with_its_line(
    lighter_home: Home, quads: bytes, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.nq", tmp_path / "bad.trig"
    good.write_bytes(quads)
    bad.write_bytes(b"<a:b> {\n <a:c> <a:d> }\n")
    gathered = gather([good, bad], lighter_home, tmp_path / "records")

    (fault,) = gathered.faults
    assert "bad.trig" in fault.fr
    assert "ligne 2" in fault.fr


def test_a_folder_of_cases_takes_the_actors_of_the_program(files: Home, lighter_home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "some"
    folder.mkdir()
    paths = sorted((files.data / "cases").iterdir())[:2]
    (folder / paths[0].name).write_bytes(paths[0].read_bytes())
    (folder / f"{paths[1].name}.gz").write_bytes(gzip.compress(paths[1].read_bytes()))
    gathered = gather([folder], lighter_home, tmp_path / "records")

    records = gathered.home.records
    assert sorted(path.name for path in (records / "cases").iterdir()) == [path.name for path in paths]
    assert len(list((records / "actors").iterdir())) == len(list((lighter_home.data / "actors").glob("*.ttl")))
    assert gathered.named(str(records / "cases" / paths[0].name)) == str(folder / paths[0].name)


def test_two_sources_that_describe_one_record_are_refused(
    files: Home, lighter_home: Home, quads: bytes, tmp_path: Path
) -> None:
    dump = tmp_path / "dump.nq"
    dump.write_bytes(quads)
    with pytest.raises(DataError, match="another source describes the same record"):
        gather([dump, files.data], lighter_home, tmp_path / "records")
    assert not (tmp_path / "records").exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing", "there is no such source"),
        ("case.ttl", "neither a folder nor a dump"),
        ("empty", "There is no case"),
    ],
)
def test_what_is_no_source_is_said(lighter_home: Home, tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "case.ttl").touch()
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match=message):
        gather([tmp_path / name], lighter_home, tmp_path / "records")
