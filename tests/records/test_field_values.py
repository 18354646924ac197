"""Whole records as JSON fields and back: nothing is lost, and values are read as people write them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from allianceskg.files import Home
from allianceskg.records.field_values import fields_of, record_of
from allianceskg.records.fields import RecordKinds
from allianceskg.records.record import Record, new_record
from allianceskg.records.referable import Known
from allianceskg.records.turtle_text import format_record, parse_record
from allianceskg.records.typed_values import FieldFault, TypedValues
from allianceskg.terms import CASE

FORBIDDEN = ("akg:", "IRI", "^^", "@fr", "#", "dcterms", "skos:")


@pytest.fixture(scope="module")
def values(home: Home) -> TypedValues:
    return TypedValues(Known(home))


@pytest.fixture
def grameen(home: Home, kinds: RecordKinds) -> Record:
    path = home.data / "cases" / "danone-grameen.ttl"
    return parse_record(path.read_bytes(), kinds, source=path.name)


def test_every_published_record_goes_to_fields_and_back_in_the_same_bytes(
    home: Home, kinds: RecordKinds, values: TypedValues
) -> None:
    paths: list[Path] = [
        path for group in ("cases", "actors", "resources") for path in (home.data / group).glob("*.ttl")
    ]
    assert len(paths) > 800
    for path in paths:
        record = parse_record(path.read_bytes(), kinds, source=path.name)
        fields = json.loads(json.dumps(fields_of(record, values)))

        unchanged = record_of(fields, values, kinds, base=record)
        alone = record_of(fields, values, kinds, base=new_record(record.iri, record.kind))

        assert not unchanged.faults, (path.name, unchanged.faults)
        assert not alone.faults, (path.name, alone.faults)
        assert format_record(unchanged.record).encode() == path.read_bytes(), path.name
        assert format_record(alone.record).encode() == path.read_bytes(), path.name


def read(
    fields: dict[str, Any], base: Record, values: TypedValues, kinds: RecordKinds
) -> tuple[Record, list[FieldFault]]:
    found = record_of(fields, values, kinds, base=base)
    return found.record, list(found.faults)


def test_what_the_fields_do_not_show_is_kept(kinds: RecordKinds, values: TypedValues) -> None:
    text = f"""
    @prefix akg: <https://w3id.org/alliances/ontology#> . @prefix ex: <https://example.org/> .
    @prefix dcterms: <http://purl.org/dc/terms/> .
    <{CASE}invente> a akg:CaseStudy , ex:Thing ; dcterms:title "Cas inventé"@fr , "Autre titre"@fr , "Sans langue" ;
        dcterms:created "hier" ; ex:colour "rouge" ; akg:reportsFact <{CASE}invente#fact-2> .
    <{CASE}invente#fact-2> a akg:FactStatement ; ex:shade ex:dark .
    <{CASE}invente#lost> a akg:FactStatement ; dcterms:description "Orphelin"@fr .
    """
    base = parse_record(text, kinds, source="invente.ttl")
    fields = json.loads(json.dumps(fields_of(base, values)))

    record, faults = read(fields, base, values, kinds)
    assert not faults
    assert set(record.triples()) == set(base.triples())

    fields["abstract"] = {"fr": "Un résumé."}
    record, faults = read(fields, base, values, kinds)
    assert not faults
    assert set(record.triples()) > set(base.triples())


def test_a_part_left_out_goes_with_what_only_it_holds_and_its_number_is_not_given_again(
    grameen: Record, kinds: RecordKinds, values: TypedValues
) -> None:
    fields = copy.deepcopy(fields_of(grameen, values))
    taken = fields["reportsResult"].pop()["id"]
    fields["reportsResult"].append({"description": {"fr": "Autre chose."}, "source": ["source-1"]})

    record, faults = read(fields, grameen, values, kinds)

    assert not faults
    assert f"{grameen.iri}#{taken}" not in record.parts
    added = set(record.parts) - set(grameen.parts)
    assert len(added) == 1
    assert added.isdisjoint(grameen.parts)
    assert taken in record.used


def test_statements_that_cite_nothing_take_the_sources_and_the_basis_of_the_case(
    kinds: RecordKinds, values: TypedValues
) -> None:
    base = new_record(f"{CASE}invente", kinds.case)
    fields = {
        "defaults": {"source": ["source-1"], "basis": "Selon la source"},
        "hasSource": [
            {"id": "source-1", "title": "Une page", "page": "www.example.org", "consultedOn": "23/11/2020"},
            {"id": "source-2", "title": "Une autre", "page": "https://example.org/b", "consultedOn": "mars 2021"},
        ],
        "reportsFact": [{"description": "Un fait."}, {"description": "Un autre.", "source": ["source-2"]}],
        "hasPlace": [{"territory": "Orléans"}],
    }
    record, faults = read(fields, base, values, kinds)

    assert not faults
    first, second = (record.parts[f"{base.iri}#fact-{number}"] for number in (1, 2))
    assert first.iris("dcterms:source") == (f"{base.iri}#source-1",)
    assert second.iris("dcterms:source") == (f"{base.iri}#source-2",)
    assert first.iri_of("akg:basis") == second.iri_of("akg:basis")
    assert (
        record.parts[f"{base.iri}#place-1"].iri_of("akg:territory")
        == "https://w3id.org/alliances/territory/commune-45234"
    )
    source = record.parts[f"{base.iri}#source-1"]
    assert source.iri_of("foaf:page") == "https://www.example.org"
    assert source.value("akg:consultedOn") == "2020-11-23"


MISTAKES = [
    ({"hasPlace": [{"territory": "Saint-Denis"}]}, "hasPlace.1.territory", "Plusieurs s'appellent"),
    ({"hasPlace": [{"territory": "Orléanns"}]}, "hasPlace.1.territory", "Orléans"),
    ({"hasSubject": [{"subject": "économie circulère"}]}, "hasSubject.1.subject", "Économie circulaire"),
    ({"evidenceLevel": "très sûr"}, "evidenceLevel", "n'est pas dans la liste"),
    ({"hasPeriod": [{"startDate": "23/11/20"}]}, "hasPeriod.1.startDate", "deux chiffres"),
    ({"hasPeriod": [{"startDate": "2018-13"}]}, "hasPeriod.1.startDate", "calendrier"),
    ({"hasPeriod": [{"startDate": "31/02/2020"}]}, "hasPeriod.1.startDate", "calendrier"),
    ({"lastConfirmed": "2020"}, "lastConfirmed", "précis"),
    ({"page": ["une page"]}, "page.1", "adresse"),
    ({"page": ["https://exemple.org/a|b c"]}, "", ""),
    ({"documents": [{"prefLabel": "Sans nature"}]}, "documents.1.kind", "Alliance"),
    (
        {
            "documents": [
                {"kind": "Alliance", "hasParticipation": [{"participant": "Association inconnue du quartier"}]}
            ]
        },
        "documents.1.hasParticipation.1.participant",
        "créez",
    ),
    ({"reportsFact": [{"source": ["source-9"]}]}, "reportsFact.1.source.1", "partie"),
    ({"titre": "Un titre"}, "titre", "title"),
    ({"title": {"fr": ["Un", "Deux"]}}, "title.fr", "texte"),
    ({"hasSource": [12]}, "hasSource.1", "partie"),
    ({"hasSource": [{"id": "source-1"}, {"id": "source-1"}]}, "hasSource.2.id", "même nom"),
    ({"hasSource": [{"id": "a b"}]}, "hasSource.1.id", "nom"),
]


@pytest.mark.parametrize(("fields", "where", "said"), MISTAKES)
def test_a_mistake_is_told_where_it_is_in_plain_words(
    fields: dict[str, Any], where: str, said: str, kinds: RecordKinds, values: TypedValues
) -> None:
    _, faults = read(fields, new_record(f"{CASE}invente", kinds.case), values, kinds)
    if not where:
        assert not faults
        return
    (fault,) = faults
    assert fault.where == where
    assert said in f"{fault.message.fr} {fault.mend.fr}"
    for text in (fault.message.fr, fault.message.en, fault.mend.fr, fault.mend.en):
        assert text
        assert not [word for word in FORBIDDEN if word in text]


def test_numbers_and_identifiers_are_read_as_people_write_them(kinds: RecordKinds, values: TypedValues) -> None:
    actor = new_record("https://w3id.org/alliances/actor/invente", kinds.actor)
    record, faults = read({"siren": ["005 520 135"], "rna": ["w 123 456 789"]}, actor, values, kinds)
    assert not faults
    assert record.own.value("akg:siren") == "005520135"
    assert record.own.value("akg:rna") == "W123456789"

    weights = {
        "documents": [
            {
                "kind": "Alliance",
                "hasParticipation": [
                    {"hasObjectiveWeight": [{"weight": "12,5"}, {"weight": "40 %"}, {"weight": 1000}]}
                ],
            }
        ]
    }
    record, faults = read(weights, new_record(f"{CASE}invente", kinds.case), values, kinds)
    assert {part.value("akg:weight") for part in record.of_kind("akg:ObjectiveWeight")} >= {"12.5", "40"}


def test_pasted_text_loses_what_cannot_be_seen_and_keeps_what_can(kinds: RecordKinds, values: TypedValues) -> None:
    pasted = "\ufeffL’école\u00a0: «\u202fun essai\u202f» \u2013 réussi\x0b\x07\r\n🙂" + "é" * 20_000
    record, faults = read({"title": {"fr": pasted}}, new_record(f"{CASE}invente", kinds.case), values, kinds)
    assert not faults
    title = record.own.texts("dcterms:title")["fr"]
    assert title.startswith("L’école : « un essai » \u2013 réussi 🙂éé")
    assert len(title) > 20_000
