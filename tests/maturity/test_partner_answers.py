"""Files of answers: every fault at once, with its place and what was meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from allianceskg.builds import local as builds
from allianceskg.errors import ProfileError
from allianceskg.files import Home
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.library import library_of
from allianceskg.maturity.comparison_of_answers import compare
from allianceskg.maturity.partner_answers import as_document, parse_assessment, read_assessment
from allianceskg.maturity.questionnaire import Questionnaire
from allianceskg.maturity.result_document import as_document as result_as_document


@pytest.fixture(scope="module")
def catalogue(lighter_folder: Path, lighter_home: Home) -> Catalogue:
    """The shipped catalogue."""
    store, manifest = builds.open_build(lighter_folder)
    return Catalogue(store, lighter_home, data_version=manifest.version)


@pytest.fixture(scope="module")
def questionnaire(catalogue: Catalogue) -> Questionnaire:
    """The shipped self-assessment."""
    return catalogue.questionnaire


def schema(home: Home, name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((home.ontology / "schemas" / name).read_text(encoding="utf-8")))


def test_the_self_assessment_has_six_dimensions_and_at_most_twenty_five_questions_for_a_reader(
    questionnaire: Questionnaire,
) -> None:
    assert len(questionnaire.dimensions) == 6
    assert set(questionnaire.readers) == {"association", "entreprise", "fondation", "collectivite-territoriale"}
    assert questionnaire.readers_of_the_kit == {"association", "entreprise"}
    for reader in questionnaire.readers:
        assert len(questionnaire.asked_of(reader)) == 22
    assert [one.level for one in questionnaire.answers] == [2, 1, 0, None]
    assert "".join(one.sign for one in questionnaire.answers) == "oens"


def test_the_example_is_read_compared_and_written_back(catalogue: Catalogue, home: Home) -> None:
    questionnaire = catalogue.questionnaire
    read = read_assessment(home.data / "templates" / "assessment.yaml", questionnaire)
    written = as_document(read)

    assert parse_assessment(written, questionnaire) == read
    schema(home, "assessment.schema.json").validate(written)
    for language in ("fr", "en"):
        found = result_as_document(
            compare(read, questionnaire), questionnaire, library_of(catalogue).names.of, language
        )
        schema(home, "assessment-result.schema.json").validate(found)
        assert found["to_talk_about"][0]["standing"] == "opposed"
        for leads in found["leads"]:
            for lead in leads:
                assert lead["kit_questions"]
                assert lead["resources"]
                assert all(one["label"] and one["reason"] for one in lead["resources"])
                assert all(one["reason"] for one in lead["cases"])


def test_all_faults_of_a_file_are_told_with_their_place(questionnaire: Questionnaire) -> None:
    with pytest.raises(ProfileError) as caught:
        parse_assessment(
            {
                "titre": "x",
                "partners": [
                    {"actor_type": "entreprises", "answers": {"relation-33": "oui", "relation-3": "peut-être"}}
                ],
            },
            questionnaire,
        )
    faults = [fault.fr for fault in caught.value.faults]

    assert len(faults) == 4
    assert any("title" in fault for fault in faults)
    assert any("partenaire 1 : « entreprises »" in fault and "entreprise" in fault for fault in faults)
    assert any("relation-3" in fault and "relation-33" in fault for fault in faults)
    assert any("« peut-être »" in fault and "ne-sait-pas" in fault for fault in faults)


@pytest.mark.parametrize("document", [None, [], {}, {"partners": []}, {"partners": "x"}, {"partners": [3]}])
def test_what_is_no_file_of_answers_is_refused_in_words(questionnaire: Questionnaire, document: object) -> None:
    with pytest.raises(ProfileError):
        parse_assessment(document, questionnaire)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"partners: [", b"a: &x 1\nb: *x"])
def test_a_file_that_cannot_be_read_says_why(questionnaire: Questionnaire, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "answers.yaml"
    file.write_bytes(content)
    with pytest.raises(ProfileError) as caught:
        read_assessment(file, questionnaire)
    assert caught.value.faults


def test_a_file_that_is_not_there_says_so(questionnaire: Questionnaire, tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="cannot be read"):
        read_assessment(tmp_path / "none.yaml", questionnaire)
