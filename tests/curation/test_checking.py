"""What a form's fields come to: beside which field a finding stands, and in which words."""

from __future__ import annotations

from typing import Any

import pytest
from rdflib import URIRef

from allianceskg.curation.checking import CheckedFields, check_fields, open_fields
from allianceskg.curation.plain_words import plain_message
from allianceskg.curation.preparing import Tools
from allianceskg.files import Home
from allianceskg.terms import SHAPES, slug
from allianceskg.validation.nodes import SH
from allianceskg.validation.reference import Reference
from allianceskg.validation.rules import COMPONENT

FORBIDDEN = ("akg:", "IRI", "^^", "@fr", "@en", "#", "dcterms", "skos:", "foaf:", "voc-", "Turtle", "http://www.w3")
DAY = "2026-11-30"
SOURCE = {
    "id": "source-1",
    "title": "Une page inventée",
    "page": "https://www.example.org/a",
    "consultedOn": "2026-11-02",
}
WHOLE: dict[str, Any] = {
    "title": {"fr": "Un jardin partagé inventé à Orléans", "en": "An invented shared garden"},
    "abstract": {"fr": "Inventé pour un essai.", "en": "Invented for a test."},
    "evidenceLevel": "Cas documenté",
    "lastConfirmed": "02/11/2026",
    "defaults": {"source": ["source-1"], "basis": "Selon la source"},
    "hasSource": [SOURCE],
    "documents": [
        {
            "id": "alliance",
            "kind": "Alliance",
            "prefLabel": {"fr": "Le jardin inventé"},
            "hasParticipation": [{"participant": "danone", "role": ["Partenaire"]}],
        }
    ],
    "hasPlace": [{"territory": "Orléans"}],
}


@pytest.fixture(scope="module")
def tools(home: Home) -> Tools:
    return Tools.of(home)


def check(tools: Tools, **changed: Any) -> CheckedFields:
    return check_fields(tools, "cases/jardin-invente", {**WHOLE, **changed}, None, (), DAY)


def test_a_case_typed_without_any_code_can_be_published(tools: Tools) -> None:
    checked = check(tools)
    assert checked.is_publishable, checked.faults
    assert b"akg:participant actor:danone" in checked.text
    assert not [fault for fault in checked.faults if fault.blocks]


def test_every_published_case_opens_and_is_saved_unchanged_in_the_same_bytes(tools: Tools, home: Home) -> None:
    for path in sorted((home.records / "cases").glob("*.ttl"))[:12]:
        name, text = f"cases/{path.stem}", path.read_bytes()
        checked = check_fields(tools, name, open_fields(tools, name, text), text, (), DAY)
        assert checked.text == text
        assert checked.is_publishable, (name, checked.faults)
        assert not checked.changes


FAULTS: list[tuple[dict[str, Any], str, str]] = [
    ({"title": {"en": "English only"}}, "title", "français"),
    ({"title": {"fr": "x" * 20_000, "en": "x"}}, "title", "160 caractères au plus, vous en avez 20 000"),
    ({"abstract": {"fr": "<b>gras</b>", "en": "x"}}, "abstract", "sans balises"),
    ({"hasPeriod": [{"startDate": "2011", "endDate": "2001"}]}, "hasPeriod.1.endDate", "La fin précède le début"),
    ({"hasPeriod": [{}]}, "hasPeriod.1.startDate", "au moins une date"),
    (
        {"hasSource": [{"id": "source-1", "title": "Sans adresse", "consultedOn": "2026"}]},
        "hasSource.1.consultedOn",
        "précis",
    ),
    ({"hasSource": [{**SOURCE, "page": ""}]}, "hasSource.1.page", "l'adresse de la page"),
    ({"lastConfirmed": "2030-01-01"}, "lastConfirmed", "avenir"),
    ({"evidenceLevel": ""}, "evidenceLevel", "liste"),
    (
        {"documents": [{"kind": "Alliance", "hasModelStatement": [{"basis": "Lecture du catalogue"}]}]},
        "documents.1.hasModelStatement.1.reason",
        "pourquoi",
    ),
    ({"documents": []}, "documents", "au moins une entrée"),
    ({"defaults": {}}, "hasPlace.1.source", "liste"),
]


@pytest.mark.parametrize(("changed", "where", "said"), FAULTS)
def test_a_fault_stands_beside_its_field_in_plain_words(
    changed: dict[str, Any], where: str, said: str, tools: Tools
) -> None:
    checked = check(tools, **changed)
    mine = [fault for fault in checked.faults if fault.where == where]
    assert mine, checked.faults
    assert any(said in fault.message.fr for fault in mine), mine
    for fault in checked.faults:
        for text in (fault.message.fr, fault.message.en, fault.mend.fr, fault.mend.en, fault.found):
            assert not [word for word in FORBIDDEN if word in text], text


def test_a_new_record_that_is_called_like_another_is_told(tools: Tools, home: Home) -> None:
    case = check(tools, title={"fr": "Grameen Danone Foods : un yaourt enrichi vendu au Bangladesh"})
    named = check_fields(tools, "actors/danone-2", {"prefLabel": {"fr": "Danone"}}, None, (), DAY)
    assert ("danone", "Danone") in named.namesakes
    assert isinstance(case.namesakes, tuple)


def test_every_shape_of_records_has_words_without_the_file_format(tools: Tools, home: Home) -> None:
    graph = Reference(home).shapes
    kinds = {tools.kinds.case, tools.kinds.actor, tools.kinds.resource}
    parts = {part for kind in kinds for part in tools.kinds.with_parts(kind)}
    fields = {shape: field for part in parts for field in part.fields for shape in field.shapes}
    components = [
        str(getattr(SH, f"{name}ConstraintComponent"))
        for name in (
            "MinCount",
            "MaxCount",
            "MaxLength",
            "UniqueLang",
            "LanguageIn",
            "Not",
            "Pattern",
            "Class",
            "Datatype",
        )
    ]
    targets = {str(shape) for shape in graph.subjects(SH.message, None) if str(shape).startswith(SHAPES)}
    ruled = {one for one in targets if slug(one).startswith("Graph-")}
    told = 0
    for shape in {*fields, *ruled}:
        for component in [*components, str(COMPONENT)]:
            for value in (None, "une valeur"):
                for text in plain_message(shape, [component], fields.get(shape), value):
                    assert text.fr
                    assert text.en
                    assert not [word for word in FORBIDDEN if word in f"{text.fr} {text.en}"], (shape, text)
                    told += 1
    assert told > 3_000
    unknown = {
        one for one in ruled if plain_message(one, [str(COMPONENT)], None, None)[0].en.startswith("This part says")
    }
    assert {slug(one) for one in unknown} <= {
        "Graph-blankNode", "Graph-oneRecord", "Graph-published", "Graph-subject", "Graph-type",
    }  # fmt: skip
    assert URIRef(f"{SHAPES}Graph-reason") in set(graph.subjects())
