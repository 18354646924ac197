"""What others publish stands beside the catalogue, changes nothing of it, and is published under its own licence or not at all."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from allianceskg import cli
from allianceskg.builds import local as builds
from allianceskg.builds.imports import graph_about, unlicensed_graphs
from allianceskg.errors import DataError
from allianceskg.files import Home
from allianceskg.store.embedded import DumpForm, EmbeddedStore
from allianceskg.store.examination import SHOWN_CLAIMS
from allianceskg.terms import BASE, CASE, OUR_SPACES
from tests.builds.conftest import CASE_TURTLE

PARTNER = "http://partner.example/case/"
LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"
CLAIMS = {
    "a.ttl": f"<{CASE}invented> <http://p.example/says> 1 .",
    "a.nq": f'<{BASE}actor/danone> <http://p.example/name> "PIRATE SA"@fr <http://p.example/g> .',
    "a.trig": f"<http://p.example/g> {{ <http://p.example/a> <http://p.example/b> 1 . <{BASE}ontology#Actor> a <http://p.example/C> . }}",
    "a.nt": '<http://metadata.un.org/sdg/17> <http://www.w3.org/2004/02/skos/core#prefLabel> "Pirate"@fr .',
    "a.jsonld": f'{{"@id": "{CASE}invented#place-1", "http://p.example/b": 1}}',
}

Load = Callable[..., builds.BuildReport]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def load(small_home: Home, folder: Path) -> Load:
    def run(*imports: Path, **options: object) -> builds.BuildReport:
        return builds.build(small_home, folder, imports=imports, **options)  # type: ignore[arg-type]

    return run


@pytest.fixture
def partner(tmp_path: Path) -> Path:
    """A file of an invented partner, with a case of its own."""
    path = tmp_path / "partner.ttl"
    path.write_text(CASE_TURTLE.replace(CASE, PARTNER), encoding="utf-8")
    return path


def dumped(folder: Path, form: DumpForm) -> str:
    store, _ = builds.open_build(folder)
    text = io.BytesIO()
    store.dump(text, form=form, without=unlicensed_graphs(store))
    return text.getvalue().decode()


def without_statistics(dump: str) -> list[str]:
    """Return the lines of a dump, but for the counts of what the endpoint holds."""
    return sorted(line for line in dump.splitlines() if "void" not in line and "catalogue#" not in line)


@pytest.mark.parametrize("name", CLAIMS)
def test_a_file_that_describes_a_thing_of_ours_is_refused_and_nothing_of_it_is_kept(
    name: str, load: Load, folder: Path, tmp_path: Path
) -> None:
    before = load().manifest
    (tmp_path / name).write_text(CLAIMS[name], encoding="utf-8")

    with pytest.raises(DataError) as caught:
        load(tmp_path / name)

    assert "Statements concerned: 1." in caught.value.message.en
    assert builds.current(folder) == before
    assert list((folder / "imports").iterdir()) == list(folder.glob(".imports-*")) == []


def test_each_statement_is_named_up_to_a_bound(load: Load, tmp_path: Path) -> None:
    path = tmp_path / "many.nt"
    path.write_text("".join(f'<{CASE}invented> <http://p.example/b> "{number}" .\n' for number in range(50)))

    with pytest.raises(DataError) as caught:
        load(path)

    listed = caught.value.message.fr.splitlines()
    assert "Affirmations en cause : 50." in listed[0]
    assert listed[1] == f'  <{CASE}invented> <http://p.example/b> "0"'
    assert len(listed) == 1 + SHOWN_CLAIMS + 1
    assert listed[-1] == f"  … et {50 - SHOWN_CLAIMS} de plus"


def test_a_partner_may_link_to_ours(load: Load, tmp_path: Path) -> None:
    path = tmp_path / "links.nt"
    path.write_text(f"<{PARTNER}a> <http://www.w3.org/2004/02/skos/core#exactMatch> <{CASE}invented> .\n")

    assert load(path).manifest.graphs[f"{BASE}import/links/graph"] == 1


@pytest.mark.parametrize("graph", ["inferred/05-case-places/graph", "case/of-nobody/graph", "import/other/graph"])
def test_a_graph_under_our_names_is_refused(graph: str, load: Load, tmp_path: Path) -> None:
    path = tmp_path / "partner.nq"
    path.write_text(f"<http://p.example/a> <http://p.example/b> <http://p.example/c> <{BASE}{graph}> .\n")

    with pytest.raises(DataError, match="has a name of the catalogue"):
        load(path)


@pytest.mark.parametrize(
    "stated",
    [
        f"<{BASE}import/partner/graph> <http://purl.org/dc/terms/license> <{LICENCE}> .",
        f"<http://p.example/data> a <http://www.w3.org/ns/dcat#Dataset> ; <http://purl.org/dc/terms/license> <{LICENCE}> .",
    ],
    ids=["option", "in the file"],
)
@pytest.mark.parametrize("form", ["nq", "trig", "nt", "ttl"])
def test_what_has_a_licence_is_dumped_with_it(
    stated: str, form: DumpForm, load: Load, folder: Path, partner: Path
) -> None:
    if BASE in stated:
        report = load(partner, licence=LICENCE)
    else:
        partner.write_text(partner.read_text(encoding="utf-8") + stated, encoding="utf-8")
        report = load(partner)

    text = dumped(folder, form)

    assert report.unlicensed == ()
    assert f"{PARTNER}invented" in text
    assert LICENCE in text


@pytest.mark.parametrize("form", ["nq", "trig", "nt", "ttl"])
def test_what_has_no_licence_answers_queries_and_is_not_dumped(
    form: DumpForm, load: Load, folder: Path, partner: Path
) -> None:
    load()
    without = dumped(folder, form)
    report = load(partner)

    store, manifest = builds.open_build(folder)

    assert report.unlicensed == ("partner",)
    assert store.ask(f"ASK {{ GRAPH <{BASE}inferred/05-case-places/graph> {{ <{PARTNER}invented> ?p ?o }} }}")
    assert manifest.graphs[graph_about("partner")] == 3
    assert without_statistics(dumped(folder, form)) == without_statistics(without)


def test_the_licence_of_a_licence_of_a_thing_is_not_that_of_the_file(load: Load, partner: Path) -> None:
    text = f"<{PARTNER}invented> <http://purl.org/dc/terms/license> <{LICENCE}> ."
    partner.write_text(partner.read_text(encoding="utf-8") + text, encoding="utf-8")

    assert load(partner).unlicensed == ("partner",)


@pytest.mark.parametrize("damage", [b"\x00\x01 no quads", b"<http://p.example/a> <http://p"])
def test_an_import_that_was_damaged_is_set_aside_and_blocks_nothing(
    damage: bytes, load: Load, folder: Path, partner: Path
) -> None:
    load(partner)
    (folder / "imports" / "partner.nq").write_bytes(damage)

    (aside,) = (report := load()).set_aside

    assert aside.name == "partner"
    assert Path(aside.location).read_bytes() == damage
    assert "cannot be read" in aside.fault.en
    assert f"{BASE}import/partner/graph" not in report.manifest.graphs
    assert load().set_aside == ()
    assert load(partner).manifest.graphs[f"{BASE}import/partner/graph"]


def test_an_import_that_an_earlier_program_took_is_looked_at_again(load: Load, folder: Path, partner: Path) -> None:
    load(partner)
    with (folder / "imports" / "partner.nq").open("a") as file:
        file.write(f'<{CASE}invented> <http://p.example/b> "pirate" .\n')

    (aside,) = load().set_aside

    assert "pirate" in aside.fault.fr


def test_what_a_killed_load_left_is_cleared(load: Load, folder: Path) -> None:
    (folder / ".imports-killed").mkdir(parents=True)

    load()

    assert list(folder.glob(".imports-*")) == []


def test_the_command_refuses_and_names_what_is_claimed(
    sampled_home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLIANCESKG_HOME", str(sampled_home.root))
    monkeypatch.setenv("ALLIANCESKG_STORE", str(tmp_path / "store"))
    path = tmp_path / "hijack.nt"
    path.write_text(CLAIMS["a.nt"], encoding="utf-8")

    assert cli.run(["load", str(path)]) == 2
    assert (
        '<http://metadata.un.org/sdg/17> <http://www.w3.org/2004/02/skos/core#prefLabel> "Pirate"@fr'
        in capsys.readouterr().err
    )
    assert cli.run(["load", str(path), "--license", "CC BY"]) == 2
    assert "--license" in capsys.readouterr().err


def test_all_that_the_catalogue_describes_is_in_a_space_of_ours(built_store: EmbeddedStore) -> None:
    spaces = " && ".join(f'!STRSTARTS(STR(?thing), "{space}")' for space in OUR_SPACES)

    strangers = built_store.select(f"SELECT DISTINCT ?thing WHERE {{ ?thing ?p ?o FILTER(isIRI(?thing) && {spaces}) }}")

    assert strangers.column("thing") == []
