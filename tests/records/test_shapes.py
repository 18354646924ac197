"""Fields as the shapes say them: all property shapes on a path are one field, wherever they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from allianceskg.files import Home
from allianceskg.language import Text
from allianceskg.rdf import turtle
from allianceskg.rdf.term import IRI
from allianceskg.records.fields import Field, RecordKinds
from allianceskg.records.turtle_text import load_kinds, parse_record
from allianceskg.terms import AKG, SHAPES, XSD, expand

RECORDS = ("CaseStudy", "Actor", "Resource")


def field(kinds: RecordKinds, kind: str, path: str) -> Field:
    return kinds.by_key[kind].by_path[expand(path)]


def test_every_closed_shape_is_a_kind_and_three_of_them_are_records(kinds: RecordKinds) -> None:
    assert {kind.key for kind in kinds.by_class.values() if kind.is_record} == set(RECORDS)
    assert [kinds.case.key, kinds.actor.key, kinds.resource.key] == list(RECORDS)
    assert {kind.key for kind in kinds.by_class.values() if not kind.is_record} == {
        "Alliance", "CatalystInitiative", "Source", "ObjectiveWeight", "Participation", "FunctionAssignment",
        *(f"{name}Statement" for name in ("Model", "Place", "Period", "Subject", "Evaluation")),
        *(f"{name}Statement" for name in ("Fact", "Result", "Difficulty", "Lesson")),
        *(f"{name}Reading" for name in ("Evaluation", "Quantity", "Result", "Topic")), "AssessmentLead",
    }  # fmt: skip


def test_a_field_is_all_the_property_shapes_on_its_path(kinds: RecordKinds, home: Home) -> None:
    shapes = {one for kind in kinds.by_class.values() for one in kind.fields for one in one.shapes}
    listed = {
        triple.object.value
        for path in (home.ontology / "shapes").glob("*.ttl")
        for triple in turtle.read(path)
        if triple.predicate == IRI(expand("sh:property"))
        and triple.subject.value in {kind.shape for kind in kinds.by_class.values()}
    }

    assert listed <= shapes
    assert len(kinds.case.fields) == 24  # two of them for withdrawn and merged records
    assert field(kinds, "CaseStudy", "dcterms:abstract").shapes == tuple(
        f"{SHAPES}CaseStudy-abstract{end}" for end in ("", "-fr", "-en", "-length")
    )


def test_a_field_has_its_words_its_heading_and_its_rank(kinds: RecordKinds) -> None:
    title = field(kinds, "CaseStudy", "dcterms:title")

    assert title.name == Text(fr="Titre", en="Title")
    assert title.help.fr
    assert title.group.label == Text(fr="Identité du cas", en="Identity of the case")
    assert title.order == 1


def test_fields_come_under_their_headings_in_order(kinds: RecordKinds) -> None:
    headings = [(group.label.fr, [one.key for one in fields]) for group, fields in kinds.case.groups()]

    assert headings[0] == ("Identité du cas", ["title", "altLabel", "abstract", "page"])
    assert [heading for heading, _ in headings] == [
        "Identité du cas", "Ce qui est fait ensemble", "Lieu, temps et sujets", "Faits, résultats et leçons",
        "Sources et niveau de preuve", "Suivi éditorial", "Notes",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "path", "content"),
    [
        ("CaseStudy", "dcterms:title", "text"),
        ("CaseStudy", "dcterms:created", "date"),
        ("CaseStudy", "foaf:page", "link"),
        ("CaseStudy", "akg:evidenceLevel", "concept"),
        ("CaseStudy", "akg:reportsFact", "part"),
        ("CaseStudy", "akg:documents", "part"),
        ("Actor", "akg:siren", "string"),
        ("Actor", "akg:seat", "territory"),
        ("Participation", "akg:participant", "record"),
        ("FactStatement", "dcterms:source", "reference"),
        ("FactStatement", "akg:conflictsWith", "reference"),
        ("SubjectStatement", "akg:subject", "concept"),
        ("Source", "akg:sourceLine", "number"),
        ("ObjectiveWeight", "akg:weight", "number"),
    ],
)
def test_a_field_tells_what_its_values_are(kinds: RecordKinds, kind: str, path: str, content: str) -> None:
    assert field(kinds, kind, path).content == content


def test_a_field_knows_its_bounds_and_what_is_only_wished(kinds: RecordKinds) -> None:
    title = field(kinds, "CaseStudy", "dcterms:title")
    assert title.required.least == 1
    assert (set(title.required.languages), set(title.wished.languages)) == ({"fr"}, {"en"})
    assert title.required.longest == 160
    assert title.required.has_unique_languages

    abstract = field(kinds, "CaseStudy", "dcterms:abstract")
    assert (abstract.required.shortest, abstract.wished.shortest) == (0, 80)
    assert field(kinds, "CaseStudy", "akg:hasPlace").wished.least == 1
    assert not field(kinds, "CaseStudy", "akg:evidenceLevel").is_list
    line = field(kinds, "Source", "akg:sourceLine").required
    assert (line.lowest, line.highest) == (1, 195)


def test_a_language_that_is_wanted_wherever_the_property_is_used_is_no_reason_to_use_it(kinds: RecordKinds) -> None:
    detail = field(kinds, "PlaceStatement", "dcterms:description")

    assert detail.required.least == 0
    assert (set(detail.required.languages), set(detail.wished.languages)) == ({"fr"}, {"en"})


def test_alternatives_are_kept_apart_with_what_holds_for_all_of_them(kinds: RecordKinds) -> None:
    start = field(kinds, "PeriodStatement", "akg:startDate")
    assert start.datatypes == (f"{XSD}gYear", f"{XSD}gYearMonth", f"{XSD}date")
    assert all(one.patterns for one in start.admits)

    subject = field(kinds, "SubjectStatement", "akg:subject")
    assert {one.classes for one in subject.admits} == {
        (f"{AKG}Theme",), (f"{AKG}Need",), (expand("skos:Concept"),)
    }  # fmt: skip
    assert {one.node_kind for one in subject.admits} == {expand("sh:IRI")}


def test_a_field_of_parts_knows_which_parts(kinds: RecordKinds) -> None:
    assert field(kinds, "CaseStudy", "akg:documents").part_kinds == (f"{AKG}Alliance", f"{AKG}CatalystInitiative")
    assert field(kinds, "Actor", "akg:hasSource").part_kinds == (f"{AKG}Source",)
    assert field(kinds, "FactStatement", "dcterms:source").part_kinds == ()


def test_every_part_of_every_record_is_held_by_a_field(kinds: RecordKinds, home: Home) -> None:
    for path in sorted(home.data.glob("cases/*.ttl")) + sorted(home.data.glob("actors/*.ttl")):
        record = parse_record(path.read_bytes(), kinds, source=path.name)
        held = {
            term.value
            for part in record.parts.values()
            for one, terms in part.filled()
            if one.content == "part"
            for term in terms
        }
        assert held == record.parts.keys() - {record.iri}, path.name


def test_a_shape_leads_to_the_fields_that_it_is_about(kinds: RecordKinds) -> None:
    assert [(kind.key, one.key) for kind, one in kinds.by_shape[f"{SHAPES}CaseStudy-title-en"]] == [
        ("CaseStudy", "title")
    ]
    assert len(kinds.by_shape[f"{SHAPES}Statement-basis"]) > 5


def test_a_property_that_is_added_to_a_shape_is_a_field_without_more_ado(home: Home, tmp_path: Path) -> None:
    (tmp_path / "ontology").mkdir()
    for name in ("alliances.ttl", "vocabularies"):
        (tmp_path / "ontology" / name).symlink_to(home.ontology / name)
    shapes = tmp_path / "ontology" / "shapes"
    shapes.mkdir()
    for path in (home.ontology / "shapes").glob("*.ttl"):
        shapes.joinpath(path.name).write_bytes(path.read_bytes())
    (shapes / "Invented.ttl").write_text(
        f"""@prefix sh: <{expand("sh:")}> . @prefix shapes: <{SHAPES}> . @prefix akg: <{AKG}> .
        shapes:CaseStudyShape sh:property shapes:CaseStudy-invented .
        shapes:CaseStudy-invented a sh:PropertyShape ; sh:path akg:invented ; sh:order 3 ; sh:maxCount 1 ;
            sh:group shapes:group-identity ; sh:name "Inventé"@fr , "Invented"@en ;
            sh:description "Rien."@fr , "Nothing."@en ; sh:datatype <{XSD}integer> .""",
        encoding="utf-8",
    )

    invented = field(load_kinds(Home(tmp_path)), "CaseStudy", "akg:invented")

    assert (invented.key, invented.content, invented.is_list) == ("invented", "number", False)
