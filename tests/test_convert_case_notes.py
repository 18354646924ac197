"""The converter of notes, on a tiny catalogue and notes that are invented from end to end."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from allianceskg.files import Home
from allianceskg.rdf import turtle
from allianceskg.validation import validate_files
from scripts import convert_case_notes
from scripts.convert_case_notes import convert

DATE: Final = "2026-11-24"
TEXT: Final = {"fr": "Texte inventé.", "en": "Invented text."}
SOURCES: Final = {
    "s1": {"page": "https://example.org/page", "title": "Page inventée", "issued": "2018-07", "consulted": DATE},
    "s2": {"page": "https://example.org/autre", "title": "Autre page inventée", "consulted": DATE},
}
ACTOR: Final[Mapping[str, Any]] = {
    "slug": "association-inventee",
    "name": "Association inventée",
    "alt_labels": ["Asso inventée"],
    "types": ["association"],
    "description": TEXT,
    "homepage": "https://example.org/",
    "sources": {"s1": SOURCES["s1"]},
}
COMPANY: Final[Mapping[str, Any]] = {
    "slug": "entreprise-inventee",
    "name": "Entreprise inventée",
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
def catalogue(home: Home, tmp_path: Path) -> Path:
    """The shipped vocabularies and territories, and no actor, no case."""
    root = tmp_path / "catalogue"
    (root / "data" / "actors").mkdir(parents=True)
    (root / "data" / "cases").mkdir()
    shutil.copytree(home.ontology / "vocabularies", root / "ontology" / "vocabularies")
    shutil.copytree(home.root / "data" / "territories", root / "data" / "territories")
    return root


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    write_note(folder, "actors", ACTOR)
    write_note(folder, "actors", COMPANY)
    write_note(folder, "cases", CASE)
    return folder


def write_note(folder: Path, kind: str, note: Mapping[str, Any], *, name: str = "") -> None:
    (folder / kind).mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(copy.deepcopy(dict(note)), allow_unicode=True)
    (folder / kind / f"{name or note['slug']}.yaml").write_text(text, encoding="utf-8")


def faults_of(notes: Path, catalogue: Path) -> list[str]:
    return convert(notes, catalogue, date=DATE)[1]


def changed(notes: Path, **values: object) -> None:
    """Write the invented case again, with other values."""
    write_note(notes, "cases", {**CASE, **values})


def test_a_note_becomes_a_case_and_an_actor_that_validation_has_nothing_to_say_about(
    notes: Path, catalogue: Path, home: Home, tmp_path: Path
) -> None:
    records, faults = convert(notes, catalogue, date=DATE)
    assert faults == []
    (tmp_path / "written").mkdir()
    for path, triples in records.items():
        turtle.write(tmp_path / "written" / path.name, triples)

    report = validate_files([tmp_path / "written"], home)

    assert {(one.severity, str(one.message), one.value) for one in report.findings if one.severity != "info"} == set()


def test_the_text_written_is_canonical_and_holds_every_value_of_the_note(notes: Path, catalogue: Path) -> None:
    records, _ = convert(notes, catalogue, date=DATE)
    text = turtle.format_turtle(records[catalogue / "data" / "cases" / "cas-invente.ttl"])

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


def test_what_is_our_reading_says_so_and_what_a_source_says_too(notes: Path, catalogue: Path) -> None:
    records, _ = convert(notes, catalogue, date=DATE)
    text = turtle.format_turtle(records[catalogue / "data" / "cases" / "cas-invente.ttl"])
    basis = {
        block.split(">", 1)[0].rsplit("#", 1)[1]: block.split("voc-statement-bases:", 1)[1].split()[0]
        for block in text.split("\n\n<")
        if "akg:basis" in block
    }

    read = {part for part, said in basis.items() if said == "lecture-du-catalogue"}
    assert read == {"model-1", "function-1", "subject-sdg-17", "subject-definir-strategie"}
    assert set(basis.values()) == {"lecture-du-catalogue", "selon-la-source"}


def test_statements_that_disagree_name_each_other(notes: Path, catalogue: Path) -> None:
    records, _ = convert(notes, catalogue, date=DATE)
    text = turtle.format_turtle(records[catalogue / "data" / "cases" / "cas-invente.ttl"])

    for one, other in (("fact-1", "fact-2"), ("fact-2", "fact-1")):
        block = next(
            part
            for part in text.split("\n\n<")
            if part.startswith(f"https://w3id.org/alliances/case/cas-invente#{one}>")
        )
        assert f"akg:conflictsWith <https://w3id.org/alliances/case/cas-invente#{other}>" in block


def test_all_faults_of_all_notes_are_told_at_once_with_file_key_value_and_mend(notes: Path, catalogue: Path) -> None:
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
        ({"kind": "initiative"}, "models.1"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_fault_names_its_key(notes: Path, catalogue: Path, values: dict[str, object], key: str) -> None:
    changed(notes, **values)

    faults = faults_of(notes, catalogue)

    assert [fault.split(": ", 1)[0] for fault in faults] == [f"cas-invente.yaml, {key}"]


def test_a_model_that_is_really_a_category_is_refused(notes: Path, catalogue: Path) -> None:
    changed(notes, models=[{"model": "mecenat", "reason": TEXT, "confidence": "haute", "sources": ["s1"]}])

    assert [fault.split(": ", 1)[0] for fault in faults_of(notes, catalogue)] == ["cas-invente.yaml, models.1.model"]


def test_an_activity_of_another_function_is_refused(notes: Path, catalogue: Path) -> None:
    function = {**CASE["functions"][0], "activities": ["mise-en-relations"]}
    changed(notes, functions=[function])

    assert [fault.split(": ", 1)[0] for fault in faults_of(notes, catalogue)] == [
        "cas-invente.yaml, functions.1.activities"
    ]


def test_an_entry_told_twice_is_refused(notes: Path, catalogue: Path) -> None:
    changed(notes, themes=[{"theme": "numerique", "sources": ["s1"]}, {"theme": "numerique", "sources": ["s2"]}])

    assert [fault.split(": ", 1)[0] for fault in faults_of(notes, catalogue)] == ["cas-invente.yaml, themes.2"]


def test_a_note_under_another_name_than_its_slug_is_refused(notes: Path, catalogue: Path) -> None:
    write_note(notes, "cases", CASE, name="autre-nom")

    assert any(fault.startswith("autre-nom.yaml, slug: found 'cas-invente'.") for fault in faults_of(notes, catalogue))


def test_a_note_that_is_not_yaml_is_told_with_the_others(notes: Path, catalogue: Path) -> None:
    (notes / "cases" / "abime.yaml").write_text("title: [", encoding="utf-8")
    (notes / "cases" / "liste.yaml").write_text("- un\n", encoding="utf-8")

    faults = faults_of(notes, catalogue)

    assert [fault.split(":", 1)[0] for fault in faults] == ["abime.yaml", "liste.yaml"]


@pytest.fixture
def run_here(catalogue: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the invented catalogue the one that the command writes to."""
    monkeypatch.setattr(convert_case_notes, "ROOT", catalogue)
    return catalogue


def test_the_command_writes_nothing_while_there_is_a_fault(
    notes: Path, run_here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(notes, colour="rouge")

    assert convert_case_notes.main([str(notes)]) == 1
    assert "3 notes, 1 fault" in capsys.readouterr().out
    assert list((run_here / "data").glob("cases/*.ttl")) == []


def test_the_command_only_looks_when_asked_to_check(notes: Path, run_here: Path) -> None:
    assert convert_case_notes.main([str(notes), "--check"]) == 0
    assert list((run_here / "data").glob("cases/*.ttl")) == []


def test_a_file_that_is_there_is_kept_and_said_so_unless_it_is_to_be_replaced(
    notes: Path, run_here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    by_hand = run_here / "data" / "cases" / "cas-invente.ttl"
    by_hand.write_text("# written by hand\n", encoding="utf-8")

    assert convert_case_notes.main([str(notes)]) == 0
    assert by_hand.read_text(encoding="utf-8") == "# written by hand\n"
    assert "data/cases/cas-invente.ttl is there already and is left as it is" in capsys.readouterr().out

    assert convert_case_notes.main([str(notes), "--replace"]) == 0
    assert "akg:CaseStudy" in by_hand.read_text(encoding="utf-8")


def test_writing_twice_gives_the_same_bytes(notes: Path, run_here: Path) -> None:
    convert_case_notes.main([str(notes)])
    first = {path: path.read_bytes() for path in (run_here / "data" / "cases").iterdir()}
    convert_case_notes.main([str(notes), "--replace"])

    assert {path: path.read_bytes() for path in (run_here / "data" / "cases").iterdir()} == first
