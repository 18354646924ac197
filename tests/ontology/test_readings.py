"""What the catalogue reads in cases: each reading is of a statement that exists, says why, and keeps to its shape."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, Namespace, URIRef

from allianceskg.files import Home
from allianceskg.validation import Validator

from .conftest import read, words

AKG = Namespace("https://w3id.org/alliances/ontology#")
VOC = "https://w3id.org/alliances/vocabulary/"
REPORTING = (AKG.reportsResult, AKG.reportsDifficulty, AKG.drawsLesson)


@pytest.fixture(scope="module")
def readings(root: Path) -> Graph:
    """All readings."""
    return read((root / "data" / "readings").glob("*.ttl"))


def of(graph: Graph, kind: str) -> set[URIRef]:
    return {one for one in graph.subjects(RDF.type, AKG[kind]) if isinstance(one, URIRef)}


def test_there_are_a_hundred_readings_and_each_angle_has_twenty(readings: Graph) -> None:
    angles = Counter(
        str(readings.value(one, AKG.angle)).rsplit("/", 1)[-1] for one in of(readings, "EvaluationReading")
    )

    assert angles.total() >= 100
    assert set(angles) == {"performance", "pertinence", "coherence"}
    assert min(angles.values()) >= 20


def test_every_reading_is_of_a_statement_that_a_case_reports_and_no_statement_is_read_twice(
    readings: Graph, cases: Graph
) -> None:
    reported = {statement for link in REPORTING for statement in cases.objects(None, link)}
    read_ones = [readings.value(one, AKG.readsStatement) for one in of(readings, "EvaluationReading")]

    assert set(read_ones) <= reported
    assert len(read_ones) == len(set(read_ones))


def test_every_reading_gives_its_reason_in_both_languages(readings: Graph) -> None:
    for one in of(readings, "EvaluationReading") | of(readings, "AssessmentLead"):
        assert set(words(readings, one, AKG.reason)) == {"fr", "en"}, one


def test_objectives_stand_under_performance_and_impacts_under_relevance(readings: Graph) -> None:
    for one in of(readings, "EvaluationReading"):
        angle = str(readings.value(one, AKG.angle)).rsplit("/", 1)[-1]
        assert (one, AKG.concernsObjective, None) not in readings or angle == "performance", one
        assert (one, AKG.concernsImpact, None) not in readings or angle == "pertinence", one


def test_whom_a_reading_says_is_reached_is_a_kind_of_beneficiary_and_most_say_it(
    readings: Graph, vocabularies: Graph
) -> None:
    kinds = of(vocabularies, "BeneficiaryKind")
    evaluations = of(readings, "EvaluationReading")
    saying = {one for one in evaluations if (one, AKG.beneficiaryKind, None) in readings}

    assert {kind for one in saying for kind in readings.objects(one, AKG.beneficiaryKind)} == kinds
    assert len(saying) > len(evaluations) / 2


def test_the_period_of_a_reading_stands_in_the_wording_or_the_date_of_its_statement(
    readings: Graph, cases: Graph
) -> None:
    dated = 0
    for one in of(readings, "EvaluationReading"):
        statement = readings.value(one, AKG.readsStatement)
        said = words(cases, statement, DCTERMS.description)["fr"] + str(cases.value(statement, AKG.asOf) or "")
        years = {
            str(date)[:4] for name in (AKG.observedFrom, AKG.observedUntil) for date in readings.objects(one, name)
        }
        dated += bool(years)

        assert all(year in said for year in years), (one, years, said)

    assert dated >= 40


def test_every_question_of_the_self_assessment_has_a_lead_to_a_statement_of_its_case(
    readings: Graph, vocabularies: Graph, cases: Graph
) -> None:
    led = set()
    for one in of(readings, "AssessmentLead"):
        led.add(readings.value(one, AKG.forAssessmentQuestion))
        case = readings.value(one, AKG.leadsToCase)
        assert (case, RDF.type, AKG.CaseStudy) in cases
        for statement in readings.objects(one, AKG.readsStatement):
            assert str(statement).startswith(f"{case}#")
            assert (statement, None, None) in cases, statement

    assert led == set(vocabularies.subjects(RDF.type, AKG.AssessmentQuestion))


def test_the_path_has_eight_steps_each_with_advice_or_words_of_its_own(vocabularies: Graph) -> None:
    scheme = URIRef(f"{VOC}path-steps")
    steps = of(vocabularies, "PathStep")
    readers = set(vocabularies.objects(scheme, AKG.forReader))

    assert len(steps) == 8
    assert len(readers) == 4
    for advice in set(vocabularies.subjects(RDF.type, AKG.PathGuidance)):
        assert vocabularies.value(advice, SKOS.broader) in steps
        assert vocabularies.value(advice, AKG.forReader) in readers
    minutes = [vocabularies.value(step, AKG.minutes) for step in steps]
    assert sum(int(one) for one in minutes if isinstance(one, Literal)) in range(50, 75)


def test_the_readings_keep_to_their_shapes(home: Home) -> None:
    files = sorted((home.data / "readings").glob("*.ttl"))
    report = Validator(home).blocks({str(path): path.read_text(encoding="utf-8") for path in files})

    assert [finding.message.en for finding in report.findings if finding.severity == "violation"] == []
