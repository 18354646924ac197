"""The fields as a form or a program is told of them."""

from __future__ import annotations

from typing import Any

import pytest

from allianceskg.files import Home
from allianceskg.records.field_examples import find_examples
from allianceskg.records.fields import RecordKinds
from allianceskg.records.fields_as_json import describe
from allianceskg.records.referable import Known
from allianceskg.terms import CASE, concept


@pytest.fixture(scope="module")
def described(home: Home, kinds: RecordKinds) -> dict[str, Any]:
    examples = find_examples(kinds.case, kinds, sorted((home.data / "cases").glob("*.ttl")))
    return describe(kinds.case, kinds, Known(home), examples, "fr")


def field(described: dict[str, Any], key: str) -> dict[str, Any]:
    (found,) = (one for group in described["groups"] for one in group["fields"] if one["key"] == key)
    return found


def test_fields_stand_in_labelled_groups_in_order(described: dict[str, Any], kinds: RecordKinds) -> None:
    assert (described["kind"], described["name"]) == ("CaseStudy", "Cas")
    assert [group["label"] for group in described["groups"]][:2] == ["Identité du cas", "Ce qui est fait ensemble"]
    assert [one["key"] for group in described["groups"] for one in group["fields"]] == [
        one.key for one in kinds.case.fields
    ]


def test_a_field_tells_its_words_its_bounds_and_an_example(described: dict[str, Any]) -> None:
    title = field(described, "title")

    assert title["name"] == "Titre"
    assert title["is_required"]
    assert not title["is_list"]
    assert title["required"] == {"least": 1, "longest": 160, "languages": ["fr"]}
    assert title["example"]["record"].startswith(CASE)
    assert {one["lang"] for one in title["example"]["values"]} == {"fr", "en"}


def test_a_vocabulary_is_offered_as_choices_and_no_more_than_the_field_admits(described: dict[str, Any]) -> None:
    evidence = field(described, "evidenceLevel")
    assert {one["slug"] for one in evidence["choices"]} == {"kit-seul", "partenaire-seulement", "cas-documente"}
    assert {
        "value": concept("evidence-levels", "cas-documente"),
        "slug": "cas-documente",
        "label": "Cas documenté",
    } in (evidence["choices"])

    subject = field(described["parts"]["SubjectStatement"], "subject")
    offered = {one["slug"] for one in subject["choices"]}
    assert {"17", "numerique", "definir-strategie"} <= offered
    assert "association" not in offered


def test_every_kind_of_part_is_described_once_and_fields_name_them(described: dict[str, Any]) -> None:
    assert field(described, "documents")["parts"] == ["Alliance", "CatalystInitiative"]
    assert set(described["parts"]) >= {"Alliance", "Participation", "ObjectiveWeight", "FactStatement", "Source"}
    assert field(described["parts"]["Participation"], "participant")["records"] == ["actors"]
    assert field(described["parts"]["Source"], "sourceLine")["required"] == {"lowest": 1, "highest": 195}


def test_examples_are_of_the_same_kind_and_field(home: Home, kinds: RecordKinds) -> None:
    paths = sorted((home.data / "actors").glob("*.ttl"))[:40]

    examples = find_examples(kinds.actor, kinds, paths)

    assert {kind for kind, _ in examples} <= {one.iri for one in kinds.with_parts(kinds.actor)}
    for example in examples.values():
        assert example.terms
        assert example.record in {f"https://w3id.org/alliances/actor/{path.stem}" for path in paths}
