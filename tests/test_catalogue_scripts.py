"""The scripts that compare statements with notes and draw some to look up, on invented files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from allianceskg.language import LANGUAGES
from scripts.audit_statements import draw, last_audit, said_of, sheet
from scripts.case_statements import Source, Statement, read_statements
from scripts.compare_with_notes import repeated, texts_of

CASE = """@prefix akg: <https://w3id.org/alliances/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<urn:case#fact-1>
    dcterms:description "An invented thing."@en , "Une chose inventée."@fr ;
    dcterms:source <urn:case#source-1> .

<urn:case#model-1>
    akg:reason "Une raison inventée."@fr ;
    dcterms:source <urn:case#source-1> .

<urn:case#place-1>
    dcterms:source <urn:case#source-1> .

<urn:case#source-1>
    dcterms:title "Page inventée"@fr ;
    foaf:page <https://example.org/page> ;
    akg:consultedOn "2026-11-30"^^xsd:date .
"""
NOTE = "Une association inventée réunit chaque mois vingt entreprises autour d'une table"


def saying(words: str) -> Statement:
    return Statement("urn:case#fact-1", words, (Source("Page inventée", "https://example.org/page", "2026-11-30"),))


def test_a_statement_has_french_words_and_its_sources(tmp_path: Path) -> None:
    (tmp_path / "case.ttl").write_text(CASE, encoding="utf-8")

    found = read_statements(tmp_path)

    assert found == [
        saying("Une chose inventée."),
        replace(saying("Une raison inventée."), iri="urn:case#model-1"),
    ]


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        (NOTE, True),
        (NOTE.upper() + ".", True),
        ("Vingt entreprises se retrouvent tous les mois, à l'invitation d'une association.", False),
        ("Une association inventée réunit", False),
    ],
    ids=["the same words", "the same in capitals", "other words", "too short to tell"],
)
def test_what_repeats_a_note_is_found(words: str, is_found: bool) -> None:
    assert bool(repeated([saying(words)], [NOTE])) == is_found


def test_the_closest_text_is_named() -> None:
    other = "Une association inventée réunit des familles"

    (found,) = repeated([saying(NOTE)], [other, NOTE])

    assert (found.share, found.text) == (1.0, NOTE)


def test_notes_may_have_any_shape() -> None:
    assert list(texts_of({"a": ["un", {"b": "deux", "c": 3}]})) == ["un", "deux"]


def test_a_seed_draws_the_same_statements_again() -> None:
    statements = [replace(saying("Dit."), iri=f"urn:{number}") for number in range(50)]

    assert draw(statements, seed=7, size=9) == draw(statements, seed=7, size=9)
    assert draw(statements, seed=7, size=9) != draw(statements, seed=8, size=9)
    assert len(draw(statements, seed=7, size=90)) == 50


def test_a_sheet_tells_where_to_look() -> None:
    page = sheet([saying("Une chose inventée.")], seed=7, of=50)

    assert "1 of 50 statements, seed 7" in page
    assert "- Page inventée, https://example.org/page, consulted 2026-11-30" in page


def test_the_last_audit_is_the_latest_by_date(tmp_path: Path) -> None:
    entry = "- {{date: {}, seed: 1, statements: 9, supported: {}, partly: 0, not_found: 1, contradicted: 0, means: {{fr: F, en: E}}}}\n"
    path = tmp_path / "audits.yaml"
    path.write_text(entry.format("2026-12-02", 5) + entry.format("2026-12-01", 3), encoding="utf-8")

    audit = last_audit(path)

    assert (audit.date, audit.drawn) == ("2026-12-02", 6)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_audit_is_told_out_of_how_many(language: str) -> None:
    audit = last_audit()

    told = said_of(audit).fr if language == "fr" else said_of(audit).en

    assert f"{audit.drawn} " in told
    assert str(audit.statements) in told
