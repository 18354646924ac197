"""The self-assessment in pages: state in the address, nothing kept, each low answer leads somewhere."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from starlette.testclient import TestClient

from allianceskg.web.diagnosis import sheet
from tests.wanting import refuse_or_skip

from .reading import words

READERS = ["association", "entreprise", "fondation", "collectivite-territoriale"]
TWO = (
    "who=association&name=A%26B&answers=experience-1.o~objectifs-2.n~relation-3.s"
    "&who=entreprise&name=%3Cb%3E&answers=experience-1.n~objectifs-2.n~relation-3.o"
)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("reader", READERS)
def test_each_reader_is_asked_twenty_two_questions_with_four_answers(
    site: TestClient, reader: str, language: str
) -> None:
    page = site.get(f"/assessment?reader={reader}&lang={language}").text

    assert page.count("<fieldset") == 22
    assert page.count('type="radio"') == 4 * 22
    assert "this catalogue" in page if language == "en" else "ce catalogue" in page


@pytest.mark.parametrize(("reader", "is_ours"), list(zip(READERS, [False, False, True, True], strict=True)))
def test_what_the_kit_does_not_intend_is_marked_as_our_addition(site: TestClient, reader: str, is_ours: bool) -> None:
    assert ("celui-ci est notre ajout" in words(site.get(f"/assessment?reader={reader}").text)) == is_ours


def test_what_is_filled_in_becomes_an_address_and_nothing_else(site: TestClient) -> None:
    sent = "/assessment?reader=association&do=answer&me=Nous&q-experience-1=oui&q-relation-3=ne-sait-pas&q-none=oui"
    response = site.get(sent, follow_redirects=False)

    assert response.status_code == 303
    assert response.headers["cache-control"] == "private, no-cache"
    assert "set-cookie" not in response.headers
    assert parse_qs(urlsplit(response.headers["location"]).query) == {
        "who": ["association"],
        "name": ["Nous"],
        "answers": ["experience-1.o~relation-3.s"],
    }


def test_a_form_without_an_answer_is_shown_again_with_what_to_do(site: TestClient) -> None:
    response = site.get("/assessment?reader=association&do=answer&me=Nous")

    assert response.status_code == 400
    assert "répondez à une au moins" in words(response.text)
    assert 'value="Nous"' in response.text


def test_two_partners_are_compared_by_distance_and_never_by_a_mean(site: TestClient) -> None:
    seen = words(site.get(f"/assessment/result?{TWO}").text)

    assert "Avis opposés" in seen
    assert "L'un de vous ne sait pas" in seen or "L’un de vous ne sait pas" in seen
    assert "D'accord pour dire que c'est à travailler" in seen or "D’accord pour dire que c’est à travailler" in seen
    assert not re.search(r"\b\d+([,.]\d+)?\s*(%|/\s*\d+|points?)\b", seen)


def test_the_address_for_a_partner_can_be_sent_as_it_stands(site: TestClient) -> None:
    page = site.get("/assessment/result?who=association&name=A&answers=experience-1.o").text
    address = re.search(r'<span class="address">([^<]+)</span>', page)

    assert address is not None
    assert re.fullmatch(r"https?://[^/]+/assessment", address[1])


@pytest.mark.parametrize(("language", "between"), [("fr", " ; "), ("en", "; ")])
def test_the_answers_of_two_are_parted_as_their_language_does(site: TestClient, language: str, between: str) -> None:
    page = site.get(f"/assessment/result?lang={language}&{TWO}").text.replace("\xa0", " ")

    assert set(re.findall(r"</span>([^<]*;[^<]*)<span", page)) == {between}


def test_names_that_are_markup_stay_words(site: TestClient) -> None:
    page = site.get(f"/assessment/result?{TWO}").text

    assert "<b>" not in page.replace("<b></b>", "")
    assert "&lt;b&gt;" in page


def test_a_partners_address_is_read_and_never_fetched(site: TestClient) -> None:
    mine = "who=association&name=A&answers=experience-1.o"
    theirs = "https://example.invalid/assessment/result?who=fondation&name=F&answers=experience-1.n"
    response = site.get("/assessment/result", params=[*parse_pairs(mine), ("other", theirs)], follow_redirects=False)

    assert response.status_code == 303
    assert parse_qs(urlsplit(response.headers["location"]).query)["who"] == ["association", "fondation"]


def test_an_address_without_answers_is_told_to_be_so(site: TestClient) -> None:
    pairs = [*parse_pairs("who=association&name=A&answers=experience-1.o"), ("other", "http://[bad")]

    assert "ne porte aucune réponse" in words(site.get("/assessment/result", params=pairs).text)


def test_a_low_answer_leads_to_a_question_a_resource_and_a_case_with_the_reason(site: TestClient) -> None:
    page = site.get("/assessment/result?who=association&name=&answers=relation-3.n").text
    seen = words(page)

    assert "Une question du kit :" in seen
    assert "Une ressource :" in seen
    assert "Un cas qui l'a vécu :" in seen or "Un cas qui l’a vécu :" in seen
    assert "/case/lafarge-wwf#lesson-1" in page
    assert "le droit de ne pas être d" in seen


def test_the_self_assessment_comes_before_the_diagnosis_and_flows_into_it(site: TestClient) -> None:
    page = site.get("/assessment/result?who=association&name=Nous&answers=evaluation-1.n~relation-1.n").text
    address = re.search(r'class="button" href="([^"]+)"', page)
    assert address is not None
    query = parse_qs(urlsplit(address[1].replace("&amp;", "&")).query, keep_blank_values=True)

    assert query["need"] == ["evaluer-pertinence", "transformer-modele-socio-economique"]
    assert query["partner"] == ["association,,,,"]
    assert query["step"] == ["2"]
    assert site.get(address[1].replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_the_result_can_be_taken_along(site: TestClient, form: str) -> None:
    response = site.get(f"/assessment/result.{form}?{TWO}")
    document = json.loads(response.text) if form == "json" else yaml.safe_load(response.text)

    assert response.headers["content-type"].startswith(f"application/{form}")
    assert [one["name"] for one in document["partners"]] == ["A&B", "<b>"]
    answers = yaml.safe_load(site.get(f"/assessment/result.yaml?only=answers&{TWO}").text)
    assert answers["partners"][0]["answers"] == {
        "experience-1": "oui",
        "objectifs-2": "non",
        "relation-3": "ne-sait-pas",
    }


@pytest.mark.parametrize("address", ["/assessment/result.json", "/assessment/result.csv?" + TWO])
def test_an_address_without_answers_or_of_another_form_is_not_found(site: TestClient, address: str) -> None:
    assert site.get(address).status_code == 404


def test_what_an_address_says_and_the_questionnaire_does_not_know_is_passed_over(site: TestClient) -> None:
    response = site.get("/assessment/result.json?who=x&name=&answers=experience-1.z~none.o~relation-3.n~~.")

    assert response.json()["partners"][0] == {
        "name": "Partenaire 1",
        "actor_type": None,
        "answers": {"relation-3": "non"},
    }


def test_the_result_is_a_tagged_pdf(site: TestClient) -> None:
    if not sheet.is_available():
        refuse_or_skip("WeasyPrint with Pango")
    response = site.get(f"/assessment/result.pdf?{TWO}")

    assert response.headers["content-type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")


def parse_pairs(query: str) -> list[tuple[str, str]]:
    return [tuple(pair.split("=", 1)) for pair in query.split("&")]  # type: ignore[misc]
