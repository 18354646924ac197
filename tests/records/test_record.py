"""Records as values: from triples and back without loss, and changes that leave the rest alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from allianceskg.errors import DataError
from allianceskg.files import Home
from allianceskg.rdf.term import IRI, Literal, french
from allianceskg.records.fields import RecordKinds
from allianceskg.records.record import Record, new_record
from allianceskg.records.turtle_text import format_record, parse_record
from allianceskg.terms import AKG, CASE, RDF_LANG_STRING, expand

PREFIXES = f"""
@prefix akg: <{AKG}> .
@prefix dcterms: <{expand("dcterms:")}> .
@prefix ex: <https://example.org/> .
"""
INVENTED = f"""{PREFIXES}
<{CASE}invente> a akg:CaseStudy , ex:Thing ;
    dcterms:title "Cas inventé"@fr , "Invented case"@en , "Erfundener Fall"@de ;
    ex:colour "rouge" ;
    akg:hasSource <{CASE}invente#source-1> ;
    akg:reportsFact <{CASE}invente#fact-2> , <{CASE}invente#fact-10> ;
    akg:documents <{CASE}invente#alliance> .
<{CASE}invente#source-1> a akg:Source ; akg:sourceLine 3 .
<{CASE}invente#fact-2> a akg:FactStatement ; dcterms:source <{CASE}invente#source-1> ;
    akg:conflictsWith <{CASE}invente#fact-10> .
<{CASE}invente#fact-10> a akg:FactStatement ; akg:conflictsWith <{CASE}invente#fact-2> ; ex:shade ex:dark .
<{CASE}invente#alliance> a akg:Alliance ; akg:hasParticipation <{CASE}invente#participation-x> .
<{CASE}invente#participation-x> a akg:Participation .
<{CASE}invente#odd> a ex:Thing ; ex:says [ ex:deep "down" ] .
<https://example.org/elsewhere> ex:says "nothing" .
"""


@pytest.fixture
def invented(kinds: RecordKinds) -> Record:
    return parse_record(INVENTED, kinds, source="invente.ttl")


def published(home: Home) -> list[Path]:
    return [path for kind in ("cases", "actors", "resources") for path in sorted((home.data / kind).glob("*.ttl"))]


def test_every_published_record_is_written_back_in_the_same_bytes(home: Home, kinds: RecordKinds) -> None:
    paths = published(home)
    assert len(paths) > 800

    for path in paths:
        record = parse_record(path.read_bytes(), kinds, source=path.name)
        assert format_record(record).encode() == path.read_bytes(), path.name
        assert record.unshown == frozenset(), path.name


def test_what_no_field_describes_is_kept_and_written_back(invented: Record, kinds: RecordKinds) -> None:
    assert {triple.predicate.value for triple in invented.unshown} >= {expand("rdf:type"), "https://example.org/colour"}
    assert "https://example.org/Thing" in invented.own.types

    text = format_record(invented)

    for written in ('<https://example.org/colour> "rouge"', "#odd>", '"down"', "<https://example.org/elsewhere>"):
        assert written in text
    assert format_record(parse_record(text, kinds, source="again")) == text


def test_parts_come_in_natural_order_after_the_record_itself(invented: Record) -> None:
    assert [part.name for part in invented.parts.values()] == [
        "", "alliance", "fact-2", "fact-10", "participation-x", "source-1",
    ]  # fmt: skip
    assert [part.name for part in invented.held(invented.own, "akg:reportsFact")] == ["fact-2", "fact-10"]
    assert [part.name for part in invented.of_kind("akg:Alliance")] == ["alliance"]


def test_values_are_read_as_what_they_are(invented: Record) -> None:
    assert invented.own.texts("dcterms:title") == {
        "fr": "Cas inventé", "en": "Invented case", "de": "Erfundener Fall"
    }  # fmt: skip
    (source,) = invented.held(invented.own, "akg:hasSource")
    assert source.value("akg:sourceLine") == "3"
    assert invented.parts[f"{CASE}invente#fact-2"].iri_of("dcterms:source") == source.iri
    assert invented.own.value("dcterms:created") is None
    assert [field.key for field, _ in invented.own.filled()] == ["title", "documents", "reportsFact", "hasSource"]


def test_a_field_changes_and_nothing_else_does(invented: Record) -> None:
    title = expand("dcterms:title")
    changed = invented.with_values(invented.iri, title, [french("Autre titre")])

    assert changed.own.texts("dcterms:title") == {"fr": "Autre titre"}
    before = {triple for triple in invented.triples() if triple.predicate.value != title}
    assert {triple for triple in changed.triples() if triple.predicate.value != title} == before
    assert title not in changed.with_values(invented.iri, title, []).own.values


def test_a_field_that_a_kind_does_not_have_is_refused(invented: Record) -> None:
    with pytest.raises(KeyError):
        invented.with_values(invented.iri, f"{AKG}invented", [Literal("x")])


def test_the_number_of_a_part_is_never_used_again(invented: Record, kinds: RecordKinds) -> None:
    facts, fact = expand("akg:reportsFact"), kinds.by_key["FactStatement"]
    first, part = invented.with_part(invented.iri, facts, fact)
    assert part.name == "fact-11"

    shorter = first.without_part(part.iri)
    assert part.iri not in shorter.parts
    assert shorter.with_part(invented.iri, facts, fact)[1].name == "fact-12"
    assert shorter.remembering({"fact-30"}).with_part(invented.iri, facts, fact)[1].name == "fact-31"


def test_a_new_part_is_held_by_the_field_that_it_was_added_to(invented: Record, kinds: RecordKinds) -> None:
    changed, part = invented.with_part(
        invented.iri, expand("akg:hasPlace"), kinds.by_key["PlaceStatement"], name="place-orleans"
    )

    assert changed.held(changed.own, "akg:hasPlace") == [part]
    assert f"{CASE}invente#place-orleans>\n    a akg:PlaceStatement" in format_record(changed)


def test_a_part_goes_with_what_only_it_holds_and_every_link_to_it(invented: Record) -> None:
    smaller = invented.without_part(f"{CASE}invente#alliance")
    assert {"alliance", "participation-x"}.isdisjoint(part.name for part in smaller.parts.values())

    without_fact = invented.without_part(f"{CASE}invente#fact-10")
    assert "fact-10" not in format_record(without_fact)
    assert without_fact.held(without_fact.own, "akg:hasSource")


def test_a_new_record_says_nothing_but_what_it_is(kinds: RecordKinds) -> None:
    record = new_record(f"{CASE}nouveau", kinds.case)

    assert (
        format_record(record)
        == f"@prefix akg: <{AKG}> .\n@prefix case: <{CASE}> .\n\ncase:nouveau\n    a akg:CaseStudy ;\n.\n"
    )
    titled = record.with_values(record.iri, expand("dcterms:title"), [Literal("Neu", "de", RDF_LANG_STRING)])
    assert titled.own.texts("dcterms:title") == {"de": "Neu"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{PREFIXES} ex:a a ex:Thing .", "describes no case"),
        (f"{PREFIXES} <{CASE}a> a akg:CaseStudy . <{CASE}b> a akg:CaseStudy .", "describes several records"),
    ],
)
def test_what_is_not_one_record_is_refused(kinds: RecordKinds, text: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        parse_record(text, kinds, source="a.ttl")


def test_a_link_that_is_text_is_kept_as_it_was_typed(kinds: RecordKinds) -> None:
    text = f'{PREFIXES} <{CASE}a> a akg:CaseStudy ; akg:hasPlace "Orléans"@fr , <{CASE}a#absent> .'
    record = parse_record(text, kinds, source="a.ttl")

    assert record.own.terms("akg:hasPlace") == (IRI(f"{CASE}a#absent"), french("Orléans"))
    assert record.held(record.own, "akg:hasPlace") == []
