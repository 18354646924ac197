"""A property that is added to the shapes and to a record, and to nothing else, is there in every place."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from allianceskg.builds import local as builds
from allianceskg.files import Home
from allianceskg.records.notes import convert
from allianceskg.records.turtle_text import format_record, load_kinds, parse_record
from allianceskg.validation import validate_files
from tests.web.serving import in_memory
from tests.web.small_home import write_record, write_small_home

SHAPES = """
@prefix akg: <https://w3id.org/alliances/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shapes: <https://w3id.org/alliances/shapes#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

shapes:CaseStudyShape sh:property shapes:CaseStudy-budget , shapes:CaseStudy-mainTheme , shapes:CaseStudy-motto .
shapes:PlaceStatementShape sh:property shapes:PlaceStatement-floor .

shapes:CaseStudy-budget a sh:PropertyShape ;
    sh:path akg:budget ; sh:datatype xsd:integer ; sh:minInclusive 0 ; sh:maxCount 1 ;
    sh:order 40 ; sh:group shapes:group-action ; sh:severity sh:Violation ;
    sh:name "Budget inventé"@fr , "Invented budget"@en ;
    sh:description "Ce que cela coûte, en euros (inventé)."@fr , "What it costs, in euros (invented)."@en ;
    sh:message "Écrivez un nombre d'euros."@fr , "Write a number of euros."@en .
shapes:CaseStudy-mainTheme a sh:PropertyShape ;
    sh:path akg:mainTheme ; sh:class akg:Theme ; sh:nodeKind sh:IRI ;
    sh:order 41 ; sh:group shapes:group-action ; sh:severity sh:Violation ;
    sh:name "Thème principal inventé"@fr , "Invented main theme"@en ;
    sh:description "Le thème qui domine (inventé)."@fr , "The theme that prevails (invented)."@en ;
    sh:message "Désignez un thème."@fr , "Point to a theme."@en .
shapes:CaseStudy-motto a sh:PropertyShape ;
    sh:path akg:motto ; sh:datatype <http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> ; sh:uniqueLang true ;
    sh:order 42 ; sh:group shapes:group-identity ; sh:severity sh:Violation ;
    sh:name "Devise inventée"@fr , "Invented motto"@en ;
    sh:description "En une phrase (inventé)."@fr , "In one sentence (invented)."@en ;
    sh:message "Écrivez une devise par langue."@fr , "Write one motto per language."@en .
shapes:PlaceStatement-floor a sh:PropertyShape ;
    sh:path akg:floor ; sh:datatype xsd:string ; sh:maxCount 1 ;
    sh:order 3 ; sh:group shapes:group-statement ; sh:severity sh:Violation ;
    sh:name "Étage inventé"@fr , "Invented floor"@en ;
    sh:description "À quel étage (inventé)."@fr , "On which floor (invented)."@en ;
    sh:message "Écrivez l'étage."@fr , "Write the floor."@en .
"""
CASE = """
@prefix voc-themes: <https://w3id.org/alliances/vocabulary/themes/> .
@prefix voc-statement-bases: <https://w3id.org/alliances/vocabulary/statement-bases/> .
case:atelier-invente a akg:CaseStudy ;
    dcterms:title "Atelier inventé"@fr , "Invented workshop"@en ;
    dcterms:abstract "Cas inventé pour un test."@fr , "Case invented for a test."@en ;
    dcterms:created "2026-11-23"^^xsd:date ; dcterms:modified "2026-11-23"^^xsd:date ;
    akg:budget 12500 ; akg:mainTheme voc-themes:emploi , voc-themes:numerique ;
    akg:motto "Faire mieux à deux"@fr , "Better together"@en ;
    akg:hasPlace <https://w3id.org/alliances/case/atelier-invente#place-1> .
<https://w3id.org/alliances/case/atelier-invente#place-1> a akg:PlaceStatement ;
    akg:territory <https://w3id.org/alliances/territory/commune-1> ;
    akg:basis voc-statement-bases:selon-la-source ; akg:floor "Troisième" .
"""


@pytest.fixture(scope="module")
def grown_home(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The shipped ontology with four properties more, and a case that has them."""
    grown = write_small_home(tmp_path_factory.mktemp("grown") / "home")
    (grown.root / "ontology").unlink()
    shutil.copytree(home.ontology, grown.root / "ontology")
    (grown.ontology / "shapes" / "Invented.ttl").write_text(SHAPES, encoding="utf-8")
    write_record(grown, "cases/atelier-invente", CASE)
    return grown


@pytest.fixture(scope="module")
def client(grown_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    store = tmp_path_factory.mktemp("grown-store")
    builds.build(grown_home, store)
    with in_memory(store, grown_home.root) as client:
        yield client


def page(client: TestClient, path: str) -> str:
    answer = client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 200
    return answer.text


def document(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.json()


def test_it_is_validated(grown_home: Home, home: Home, tmp_path: Path) -> None:
    path = grown_home.data / "cases" / "atelier-invente.ttl"
    wrong = tmp_path / "atelier-invente.ttl"
    wrong.write_text(
        path.read_text(encoding="utf-8").replace("akg:budget 12500", 'akg:budget "cher"'), encoding="utf-8"
    )

    def about_new_properties(where: Path, home: Home) -> list[str]:
        findings = validate_files([where], home).findings
        return [
            str(one.message) for one in findings if one.path and one.path.endswith(("#budget", "#mainTheme", "#floor"))
        ]

    assert about_new_properties(path, grown_home) == []
    assert about_new_properties(wrong, grown_home) == ["Écrivez un nombre d'euros."]
    assert len(about_new_properties(path, home)) == 4  # the shapes of today know none of them


def test_it_is_shown_on_the_page_of_the_case(client: TestClient) -> None:
    french, english = (page(client, f"/case/atelier-invente?lang={language}") for language in ("fr", "en"))

    assert "<dt>Budget inventé</dt><dd>12500</dd>" in french
    assert "<dt>Invented budget</dt><dd>12500</dd>" in english
    assert "<dt>Devise inventée</dt><dd>Faire mieux à deux</dd>" in french
    assert "<dt>Invented motto</dt><dd>Better together</dd>" in english
    themes = french.split("<dt>Thème principal inventé</dt>")[1].split("</dd>")[0]
    assert ">Emploi</a>, " in themes
    assert "/vocabulary/themes/numerique.html" in themes
    assert french.index("Devise inventée") < french.index("Budget inventé") < french.index("Thème principal inventé")


def test_it_is_shown_with_the_part_that_says_it(client: TestClient) -> None:
    place = page(client, "/case/atelier-invente").split('id="place-1"')[1].split("</section>")[0]

    assert "<dt>Étage inventé</dt><dd>Troisième</dd>" in place


def test_it_is_exported(client: TestClient) -> None:
    text = client.get("/cases/export.csv?lang=fr").content.decode("utf-8-sig")
    (row,) = (row for row in csv.DictReader(io.StringIO(text)) if row["Adresse du cas"].endswith("/atelier-invente"))
    assert row["Budget inventé"] == "12500"
    assert row["Thème principal inventé"] == "Emploi | Numérique"
    assert row["Devise inventée"] == "Faire mieux à deux"

    exported = json.loads(client.get("/cases/export.json?lang=en").content)
    (case,) = (case for case in exported["cases"] if case["slug"] == "atelier-invente")
    assert case["fields"]["budget"] == 12500
    assert case["fields"]["motto"] == "Better together"


def test_it_is_in_the_api(client: TestClient) -> None:
    fields = document(client, "/api/cases/atelier-invente?lang=fr")["fields"]

    assert fields == {
        "motto": "Faire mieux à deux",
        "budget": 12500,
        "mainTheme": [
            "https://w3id.org/alliances/vocabulary/themes/emploi",
            "https://w3id.org/alliances/vocabulary/themes/numerique",
        ],
    }
    listed = document(client, "/api/cases?lang=fr")["cases"]
    assert [case["fields"]["budget"] for case in listed if case["slug"] == "cas-sans-date"] == [None]


def test_it_is_offered_to_whoever_writes(client: TestClient) -> None:
    described = document(client, "/api/fields/case?lang=en")
    found = {field["key"]: field for group in described["groups"] for field in group["fields"]}

    budget = found["budget"]
    assert (budget["name"], budget["content"], budget["is_list"]) == ("Invented budget", "number", False)
    assert budget["required"] == {"most": 1, "lowest": 0}
    assert budget["example"] == {
        "record": "https://w3id.org/alliances/case/atelier-invente", "values": [{"text": "12500"}]
    }  # fmt: skip
    assert {"emploi", "numerique"} <= {choice["slug"] for choice in found["mainTheme"]["choices"]}
    place = described["parts"]["PlaceStatement"]["groups"]
    assert "floor" in {field["key"] for group in place for field in group["fields"]}


def test_it_is_read_and_written_back(grown_home: Home) -> None:
    text = (grown_home.data / "cases" / "atelier-invente.ttl").read_text(encoding="utf-8")
    record = parse_record(text, load_kinds(grown_home), source="atelier-invente.ttl")

    assert record.unshown == frozenset()
    assert record.own.value("akg:budget") == "12500"
    assert "akg:budget 12500 ;" in format_record(record)


def test_it_can_be_written_in_a_note(grown_home: Home, tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "cas.yaml").write_text(
        """slug: cas
kind: alliance
title: {fr: Cas, en: Case}
abstract: {fr: Rien., en: Nothing.}
name: {fr: Alliance, en: Alliance}
evidence: cas-documente
budget: 300
mainTheme: [emploi, licorne]
sources: {s1: {page: "https://example.org/page", title: Page, consulted: 2026-11-24}}
""",
        encoding="utf-8",
    )

    conversion = convert(tmp_path, grown_home, day="2026-11-24")

    assert [fault.en for fault in conversion.faults] == [
        "cas.yaml, mainTheme: found 'licorne'. Use a concept of ontology/vocabularies/themes.ttl."
    ]
    assert conversion.records["cases/cas.ttl"].own.value("akg:budget") == "300"
