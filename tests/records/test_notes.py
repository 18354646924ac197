"""The converter of notes, on a tiny catalogue and notes that are invented from end to end."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from allianceskg.cli import run
from allianceskg.errors import DataError
from allianceskg.files import Home
from allianceskg.records.notes import convert
from allianceskg.records.turtle_text import format_record
from allianceskg.validation import validate_files

DATE: Final = "2026-11-24"
TEXT: Final = {"fr": "Texte inventé.", "en": "Invented text."}
SOURCES: Final = {
    "s1": {"page": "https://example.org/page", "title": "Page inventée", "issued": "2018-07", "consulted": DATE},
    "s2": {"page": "https://example.org/autre", "title": "Autre page inventée", "consulted": DATE},
}
ACTOR: Final[Mapping[str, Any]] = {
    "slug": "association-inventee",
    "name": "Association fictive",
    "alt_labels": ["Asso inventée"],
    "types": ["association"],
    "description": TEXT,
    "homepage": "https://example.org/",
    "sources": {"s1": SOURCES["s1"]},
}
COMPANY: Final[Mapping[str, Any]] = {
    "slug": "entreprise-inventee",
    "name": "Entreprise fictive",
    "types": ["entreprise"],
    "description": TEXT,
    "sources": {"s1": SOURCES["s1"]},
}
CASE: Final[Mapping[str, Any]] = {
    "slug": "cas-invente",
    "origin": "invented",
    "kind": "both",
    "title": {"fr": "Cas inventé", "en": "Invented case"},
    "abstract": {
        "fr": "Rien de ceci n'existe : une association inventée et une entreprise inventée tiennent ensemble un lieu inventé.",
        "en": "None of this exists: an invented association and an invented company run an invented place together.",
    },
    "alt_labels": ["Autre nom inventé"],
    "name": {"fr": "Alliance inventée", "en": "Invented alliance"},
    "purpose": {"fr": "Éprouver le convertisseur.", "en": "Try the converter."},
    "sources": SOURCES,
    "participations": [
        {"actor": "association-inventee", "roles": ["pilote", "hote"], "description": TEXT, "sources": ["s1"]},
        {"actor": "entreprise-inventee", "roles": ["partenaire"], "sources": ["s2"]},
    ],
    "models": [{"model": "modele-hybride", "reason": TEXT, "confidence": "moyenne", "sources": ["s1"]}],
    "functions": [
        {
            "function": "gestion-d-un-lieu",
            "activities": ["fab-lab"],
            "holder": "association-inventee",
            "territory": "departement-45",
            "reason": TEXT,
            "confidence": "haute",
            "sources": ["s1", "s2"],
        }
    ],
    "places": [{"territory": "commune-45234", "sources": ["s1"]}],
    "periods": [{"start": "2011", "end": "2014-05", "description": TEXT, "sources": ["s1"]}],
    "themes": [{"theme": "numerique", "sources": ["s1"]}],
    "sdgs": [{"sdg": 17, "reason": TEXT, "sources": ["s1"]}],
    "facts": [
        {"fr": "Dix inventions.", "en": "Ten inventions.", "sources": ["s1"], "as_of": "2016"},
        {"fr": "Onze inventions.", "en": "Eleven inventions.", "sources": ["s2"]},
    ],
    "results": [{**TEXT, "sources": ["s1"]}],
    "difficulties": [{**TEXT, "sources": ["s2"]}],
    "lessons": [{**TEXT, "sources": ["s2"]}],
    "conflicts": [["facts.1", "facts.2"]],
    "needs": [{"need": "definir-strategie", "sources": ["s1"], "reason": TEXT}],
    "created_organization": "association-inventee",
    "evidence": "cas-documente",
    "editor_notes": "Not published.",
}


@pytest.fixture
def catalogue(home: Home, tmp_path: Path) -> Home:
    """The shipped ontology and territories, and no actor, no case."""
    root = tmp_path / "catalogue"
    (root / "data" / "actors").mkdir(parents=True)
    (root / "data" / "cases").mkdir()
    (root / "ontology").symlink_to(home.ontology)
    (root / "data" / "territories").symlink_to(home.data / "territories")
    return Home(root)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    write_note(folder, "actors", ACTOR)
    write_note(folder, "actors", COMPANY)
    write_note(folder, "cases", CASE)
    return folder


def write_note(folder: Path, kind: str, note: Mapping[str, Any], *, name: str = "") -> None:
    (folder / kind).mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(json.loads(json.dumps(note)), allow_unicode=True)
    (folder / kind / f"{name or note['slug']}.yaml").write_text(text, encoding="utf-8")


def faults_of(notes: Path, catalogue: Home) -> list[str]:
    return [fault.en for fault in convert(notes, catalogue, day=DATE).faults]


def text_of_case(notes: Path, catalogue: Home) -> str:
    return format_record(convert(notes, catalogue, day=DATE).records["cases/cas-invente.ttl"])


def changed(notes: Path, **values: object) -> None:
    """Write the invented case again, with other values."""
    write_note(notes, "cases", {**CASE, **values})


def test_a_note_becomes_a_case_and_an_actor_that_validation_has_nothing_to_say_about(
    notes: Path, catalogue: Home, home: Home, tmp_path: Path
) -> None:
    conversion = convert(notes, catalogue, day=DATE)
    assert conversion.faults == ()
    (tmp_path / "written").mkdir()
    for name, record in conversion.records.items():
        (tmp_path / "written" / Path(name).name).write_text(format_record(record), encoding="utf-8")

    report = validate_files([tmp_path / "written"], home)

    assert {(one.severity, str(one.message), one.value) for one in report.findings if one.severity != "info"} == set()


def test_the_text_written_is_canonical_and_holds_every_value_of_the_note(notes: Path, catalogue: Home) -> None:
    text = text_of_case(notes, catalogue)

    for written in (
        'dcterms:title\n        "Invented case"@en ,\n        "Cas inventé"@fr ;',
        '"2018-07"^^xsd:gYearMonth',
        'akg:startDate "2011"^^xsd:gYear',
        'akg:endDate "2014-05"^^xsd:gYearMonth',
        'akg:asOf "2016"^^xsd:gYear',
        'akg:lastConfirmed "2026-11-24"^^xsd:date',
        "akg:editorialStatus voc-editorial-statuses:publie",
        "akg:model voc-partnership-models:modele-hybride",
        "akg:confidence voc-confidence-levels:moyenne",
        "akg:activity voc-catalyst-functions:fab-lab",
        "akg:holder actor:association-inventee",
        "akg:onTerritory territory:departement-45",
        "akg:territory territory:commune-45234",
        "akg:createdOrganization actor:association-inventee",
        "#subject-numerique>",
        "#subject-sdg-17>",
        "#subject-definir-strategie>",
        "#result-1>",
        "#difficulty-1>",
        "#lesson-1>",
    ):
        assert written in text, written
    assert "Not published" not in text


def test_what_is_our_reading_says_so_and_what_a_source_says_too(notes: Path, catalogue: Home) -> None:
    text = text_of_case(notes, catalogue)
    basis = {
        block.split(">", 1)[0].rsplit("#", 1)[1]: block.split("voc-statement-bases:", 1)[1].split()[0]
        for block in text.split("\n\n<")
        if "akg:basis" in block
    }

    read = {part for part, said in basis.items() if said == "lecture-du-catalogue"}
    assert read == {"model-1", "function-1", "subject-sdg-17", "subject-definir-strategie"}
    assert set(basis.values()) == {"lecture-du-catalogue", "selon-la-source"}


def test_statements_that_disagree_name_each_other(notes: Path, catalogue: Home) -> None:
    text = text_of_case(notes, catalogue)

    for one, other in (("fact-1", "fact-2"), ("fact-2", "fact-1")):
        block = next(
            part
            for part in text.split("\n\n<")
            if part.startswith(f"https://w3id.org/alliances/case/cas-invente#{one}>")
        )
        assert f"akg:conflictsWith <https://w3id.org/alliances/case/cas-invente#{other}>" in block


def test_all_faults_of_all_notes_are_told_at_once_with_file_key_value_and_mend(notes: Path, catalogue: Home) -> None:
    write_note(notes, "actors", {**ACTOR, "types": ["licorne"]})
    changed(notes, kind="rêve", evidence=None, themes=[{"theme": "licornes", "sources": ["s1"]}])

    faults = faults_of(notes, catalogue)

    assert faults == [
        "association-inventee.yaml, types: found 'licorne'. Use a concept of ontology/vocabularies/actor-types.ttl.",
        "cas-invente.yaml, evidence: found None. Use a concept of ontology/vocabularies/evidence-levels.ttl.",
        "cas-invente.yaml, kind: found 'rêve'. Write alliance, initiative or both.",
        "cas-invente.yaml, themes.1.theme: found 'licornes'. Use a concept of ontology/vocabularies/themes.ttl.",
    ]


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"places": [{"territory": "commune-00000", "sources": ["s1"]}]}, "places.1.territory"),
        ({"participations": [{"actor": "inconnu", "roles": ["pilote"], "sources": ["s1"]}]}, "participations.1.actor"),
        ({"participations": [{"actor": "association-inventee", "sources": ["s1"]}]}, "participations.1.roles"),
        ({"lessons": [{**TEXT, "sources": ["s9"]}]}, "lessons.1.sources"),
        ({"lessons": [{**TEXT, "sources": []}]}, "lessons.1.sources"),
        ({"lessons": [{"fr": "Seulement en français.", "sources": ["s1"]}]}, "lessons.1"),
        ({"lessons": ["Une phrase sans source."]}, "lessons.1"),
        ({"lessons": "Une phrase sans liste."}, "lessons"),
        ({"title": {"fr": "Sans anglais"}}, "title"),
        ({"periods": [{"start": "31/12/2014", "sources": ["s1"]}]}, "periods.1.start"),
        ({"sdgs": [{"sdg": 18, "reason": TEXT, "sources": ["s1"]}]}, "sdgs.1.sdg"),
        ({"conflicts": [["facts.1", "facts.9"]]}, "conflicts"),
        ({"colour": "rouge"}, "colour"),
        ({"page": "example.org"}, "page"),
        ({"created_organization": "inconnue"}, "created_organization"),
        ({"sources": {**SOURCES, "s2": {"page": "https://example.org", "consulted": DATE}}}, "sources.s2.title"),
        ({"kind": "alliance"}, "functions.1"),
        ({"kind": "initiative", "created_organization": None}, "models.1"),
        ({"kind": "initiative", "models": []}, "created_organization"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_fault_names_its_key(notes: Path, catalogue: Home, values: dict[str, object], key: str) -> None:
    changed(notes, **values)

    faults = faults_of(notes, catalogue)

    assert [fault.split(": ", 1)[0] for fault in faults] == [f"cas-invente.yaml, {key}"]


def test_a_model_that_is_really_a_category_is_refused(notes: Path, catalogue: Home) -> None:
    changed(notes, models=[{"model": "mecenat", "reason": TEXT, "confidence": "haute", "sources": ["s1"]}])

    assert [fault.split(": ", 1)[0] for fault in faults_of(notes, catalogue)] == ["cas-invente.yaml, models.1.model"]


def test_an_activity_of_another_function_is_refused(notes: Path, catalogue: Home) -> None:
    function = {**CASE["functions"][0], "activities": ["mise-en-relations"]}
    changed(notes, functions=[function])

    assert [fault.split(": ", 1)[0] for fault in faults_of(notes, catalogue)] == [
        "cas-invente.yaml, functions.1.activities"
    ]


def test_an_entry_told_twice_is_refused(notes: Path, catalogue: Home) -> None:
    changed(notes, themes=[{"theme": "numerique", "sources": ["s1"]}, {"theme": "numerique", "sources": ["s2"]}])

    assert [fault.split(": ", 1)[0] for fault in faults_of(notes, catalogue)] == ["cas-invente.yaml, themes.2"]


def test_a_note_under_another_name_than_its_slug_is_refused(notes: Path, catalogue: Home) -> None:
    write_note(notes, "cases", CASE, name="autre-nom")

    assert any(fault.startswith("autre-nom.yaml, slug: found 'cas-invente'.") for fault in faults_of(notes, catalogue))


def test_a_note_that_is_not_yaml_is_told_with_the_others(notes: Path, catalogue: Home) -> None:
    (notes / "cases" / "abime.yaml").write_text("title: [", encoding="utf-8")
    (notes / "cases" / "liste.yaml").write_text("- un\n", encoding="utf-8")

    faults = faults_of(notes, catalogue)

    assert [fault.split(":", 1)[0] for fault in faults] == ["abime.yaml", "liste.yaml"]


@pytest.fixture
def run_here(catalogue: Home, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the invented catalogue the one that the command writes to."""
    monkeypatch.setenv("ALLIANCESKG_HOME", str(catalogue.root))
    (catalogue.root / "queries").mkdir()
    return catalogue.root


def run_convert(notes: Path, *options: str) -> int:
    return run(["convert", str(notes), "--date", DATE, "--lang", "en", *options])


def test_the_command_writes_nothing_while_there_is_a_fault(
    notes: Path, run_here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(notes, colour="rouge")

    assert run_convert(notes) == 1
    assert "3 notes, 1 fault" in capsys.readouterr().out
    assert list((run_here / "data").glob("cases/*.ttl")) == []


def test_the_command_only_looks_when_asked_to_check(notes: Path, run_here: Path) -> None:
    assert run_convert(notes, "--check") == 0
    assert list((run_here / "data").glob("cases/*.ttl")) == []


def test_a_file_that_is_there_is_kept_and_said_so_unless_it_is_to_be_replaced(
    notes: Path, run_here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    by_hand = run_here / "data" / "cases" / "cas-invente.ttl"
    by_hand.write_text("# written by hand\n", encoding="utf-8")

    assert run_convert(notes) == 0
    assert by_hand.read_text(encoding="utf-8") == "# written by hand\n"
    assert "data/cases/cas-invente.ttl is there already and is left as it is" in capsys.readouterr().out

    assert run_convert(notes, "--replace") == 0
    assert "akg:CaseStudy" in by_hand.read_text(encoding="utf-8")


def test_writing_twice_gives_the_same_bytes(notes: Path, run_here: Path) -> None:
    run_convert(notes)
    first = {path: path.read_bytes() for path in (run_here / "data" / "cases").iterdir()}
    run_convert(notes, "--replace")

    assert {path: path.read_bytes() for path in (run_here / "data" / "cases").iterdir()} == first


def test_records_can_be_written_elsewhere(notes: Path, run_here: Path, tmp_path: Path) -> None:
    assert run_convert(notes, "--into", str(tmp_path / "elsewhere")) == 0

    written = {path.name for path in (tmp_path / "elsewhere").glob("*/*")}
    assert written == {"cas-invente.ttl", "association-inventee.ttl", "entreprise-inventee.ttl"}
    assert list((run_here / "data").glob("cases/*.ttl")) == []


def test_a_place_that_cannot_be_written_and_a_day_that_is_none_are_told(
    notes: Path, run_here: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "blocked").mkdir()
    (tmp_path / "blocked" / "actors").write_text("in the way", encoding="utf-8")

    assert run_convert(notes, "--into", str(tmp_path / "blocked")) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert run(["convert", str(notes), "--date", "24/11/2026"]) == 2
    assert "n'est pas un jour" in capsys.readouterr().err


def test_the_command_speaks_french_when_not_asked_otherwise(
    notes: Path, run_here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(notes, themes=[{"theme": "économie circulaire", "sources": ["s1"]}], evidence=None)

    assert run(["convert", str(notes), "--check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "cas-invente.yaml, evidence : rien n'est écrit. Employez un concept de ontology/vocabularies/evidence-levels.ttl.",
        "cas-invente.yaml, themes.1.theme : trouvé « économie circulaire ». Employez un concept de "
        "ontology/vocabularies/themes.ttl. Le plus proche : economie-circulaire (Économie circulaire).",
        "3 notes, 2 fautes",
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"participations": [{"actor": "Association fictive", "roles": ["pilote"], "sources": ["s1"]}]},
            "participations.1.actor: found 'Association fictive'. Use an actor of data/actors, or add a note for it in "
            "actors/. Nearest: association-inventee",
        ),
        (
            {"participations": [{"actor": "association-inventee", "roles": ["chef de file"], "sources": ["s1"]}]},
            "participations.1.roles: found 'chef de file'. Use a concept of ontology/vocabularies/participation-roles.ttl.",
        ),
        (
            {"models": [{"model": "Modèle hybride", "reason": TEXT, "confidence": "haute", "sources": ["s1"]}]},
            "models.1.model: found 'Modèle hybride'. Use a concept of ontology/vocabularies/partnership-models.ttl. "
            "Nearest: modele-hybride",
        ),
        (
            {"places": [{"territory": "Saint Denis", "sources": ["s1"]}]},
            "places.1.territory: found 'Saint Denis'. Use <level>-<code> of a known territory: commune-45234, "
            "departement-45, country-FR. Nearest: commune-11339 (Saint-Denis), ",
        ),
        (
            {"places": [{"territory": "Orléans", "sources": ["s1"]}]},
            "places.1.territory: found 'Orléans'. Use <level>-<code> of a known territory: commune-45234, "
            "departement-45, country-FR. Nearest: commune-45234 (Orléans).",
        ),
        (
            {"evidence": "cas documenté"},
            "evidence: found 'cas documenté'. Use a concept of ontology/vocabularies/evidence-levels.ttl. "
            "Nearest: cas-documente (Documented case).",
        ),
        (
            {"page": "https://example.org/a|b"},
            "page: found 'https://example.org/a|b'. Write the whole address, with https://. "
            "Here: https://example.org/a%7Cb",
        ),
        (
            {"page": "www.example.org"},
            "page: found 'www.example.org'. Write the whole address, with https://. Here: https://www.example.org",
        ),
        (
            {"sources": {**SOURCES, "s2": {**SOURCES["s2"], "issued": "2018-13"}}},
            'sources.s2.issued: found \'2018-13\'. Write "2018", "2018-07" or "2018-07-14", between',
        ),
        (
            {"sources": {**SOURCES, "s2": {**SOURCES["s2"], "consulted": "2026-02-30"}}},
            'sources.s2.consulted: found \'2026-02-30\'. Write "2018-07" or "2018-07-14", between quotation marks.',
        ),
        (
            {"sources": {**SOURCES, "s2": {**SOURCES["s2"], "issued": "23/11/2020"}}},
            'Here: "2020-11-23"',
        ),
        (
            {"periods": [{"start": "2011", "end": "2001", "sources": ["s1"]}]},
            "periods.1.end: found '2001'. The end comes before the start, 2011.",
        ),
        (
            {"lessons": [{**TEXT, "as-of": "2016", "sources": ["s1"]}]},
            "lessons.1.as-of: found '2016'. This key is not one of as_of,",
        ),
        ({"kind": ["alliance"]}, "kind: found ['alliance']. Write alliance, initiative or both."),
        ({"conflicts": [["themes.1", "facts.1"]]}, "conflicts: found ['themes.1', 'facts.1']. Name two statements"),
    ],
    ids=lambda value: "" if isinstance(value, str) else str(value)[:40],
)
def test_what_people_write_instead_is_told_with_what_to_write(
    notes: Path, catalogue: Home, values: dict[str, object], said: str
) -> None:
    changed(notes, **values)

    faults = faults_of(notes, catalogue)

    assert len(faults) == 1
    assert said in faults[0]


def test_a_number_is_no_arithmetic_and_a_wrong_one_is_told(notes: Path, catalogue: Home) -> None:
    company = notes / "actors" / "entreprise-inventee.yaml"
    text = company.read_text(encoding="utf-8")
    company.write_text(f"{text}siren: [005520135]\n", encoding="utf-8")
    conversion = convert(notes, catalogue, day=DATE)
    assert conversion.faults == ()
    assert 'akg:siren "005520135"' in format_record(conversion.records["actors/entreprise-inventee.ttl"])

    company.write_text(f"{text}siren: [5520135, 356 000 000]\n", encoding="utf-8")
    faults = faults_of(notes, catalogue)
    assert [fault.split(". ", 1)[0] for fault in faults] == [
        "entreprise-inventee.yaml, siren: found '5520135'",
        "entreprise-inventee.yaml, siren: found '356 000 000'",
    ]
    assert faults[1].endswith("Here: 356000000")


def test_a_key_that_is_written_twice_is_told_with_its_line(notes: Path, catalogue: Home) -> None:
    with (notes / "cases" / "cas-invente.yaml").open("a", encoding="utf-8") as file:
        file.write("page: https://example.org/again\npage: https://example.org/and-again\n")

    (fault,) = faults_of(notes, catalogue)

    assert fault.startswith("cas-invente.yaml: line ")
    assert "“page” is written twice" in fault


def test_a_note_that_ends_in_yml_is_read_too_and_no_file_is_passed_over_in_silence(
    notes: Path, catalogue: Home
) -> None:
    (notes / "cases" / "cas-invente.yaml").rename(notes / "cases" / "cas-invente.yml")
    assert "cases/cas-invente.ttl" in convert(notes, catalogue, day=DATE).records

    (notes / "cases" / "cas-invente.yaml").write_text("slug: cas-invente\n", encoding="utf-8")
    (notes / "cases" / "autre.txt").write_text("slug: autre\n", encoding="utf-8")
    (notes / "cases" / ".cache").write_text("of the machine", encoding="utf-8")
    faults = [fault for fault in faults_of(notes, catalogue) if ", " not in fault.split(":")[0]]

    assert faults == [
        "autre.txt: this file is not read; give it the ending .yaml, or put it elsewhere.",
        "cas-invente.yml: cas-invente.yaml has the same name; keep one of them.",
    ]


def test_a_folder_without_notes_is_no_success(catalogue: Home, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no note"):
        convert(tmp_path, catalogue, day=DATE)


def test_a_field_that_the_format_does_not_name_is_written_under_its_own_key(notes: Path, catalogue: Home) -> None:
    write_note(notes, "actors", {**ACTOR, "seat": "commune-45234"})
    changed(notes, note=TEXT)

    conversion = convert(notes, catalogue, day=DATE)

    assert conversion.faults == ()
    assert "akg:seat territory:commune-45234" in format_record(conversion.records["actors/association-inventee.ttl"])
    assert '"Texte inventé."@fr' in format_record(conversion.records["cases/cas-invente.ttl"]).split("skos:note")[1]
