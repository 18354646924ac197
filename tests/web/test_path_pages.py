"""The guided path: eight steps for four readers, left and taken up by their address, ending in a plan of one page."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from allianceskg.web.diagnosis import sheet
from tests.wanting import refuse_or_skip

from .reading import words
from .test_valid_html import faults

READERS = ["association", "entreprise", "fondation", "collectivite-territoriale"]
STEPS = [
    "comprendre",
    "ou-en-sommes-nous",
    "nos-objectifs",
    "notre-partenariat",
    "notre-territoire",
    "s-inspirer",
    "prevoir-l-evaluation",
    "notre-plan",
]
FILLED = (
    "weights=10,20,60,10&territory=departement-69&look=performance-1&look=recul-2&aim=aider+des+jeunes"
    "&first=appeler&whom=une+entreprise&when=juin&answers=relation-3.n~experience-1.o"
)


@pytest.mark.parametrize("reader", READERS)
def test_each_reader_walks_the_eight_steps_forwards(site: TestClient, reader: str) -> None:
    address = f"/path?reader={reader}"
    seen = []
    for _ in STEPS:
        page = site.get(address)
        assert page.status_code == 200
        step = re.search(r'name="step" value="([^"]+)"', page.text)
        assert step is not None
        seen.append(step[1])
        onward = re.findall(r'name="go" value="([^"]+)"', page.text)[-1]
        fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
        moved = site.get("/path", params=[*fields, ("go", onward)], follow_redirects=False)
        assert moved.status_code == 303
        address = moved.headers["location"]

    assert seen == STEPS


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("step", STEPS)
def test_what_was_filled_in_stays_through_every_step(site: TestClient, step: str, language: str) -> None:
    page = site.get(f"/path?reader=association&step={step}&lang={language}&{FILLED}").text
    fields = re.findall(r'<input type="(?:hidden|text)?" ?name="([^"]+)" value="([^"]*)"', page)
    kept = {name for name, _ in fields} | set(re.findall(r'<input id="[^"]+" name="([^"]+)"', page))

    assert "reader" in kept
    assert {"first", "whom", "when"} <= kept
    assert "answers" in kept or step == "ou-en-sommes-nous"


def test_what_a_step_sends_is_in_the_address_of_the_next(site: TestClient) -> None:
    sent = "/path?reader=fondation&step=nos-objectifs&processus=1&business-model=&proposition-de-valeur=3&positionnement=0&aim=x&go=notre-partenariat"
    location = site.get(sent, follow_redirects=False).headers["location"]
    query = parse_qs(urlsplit(location).query)

    assert query["weights"] == ["1,,3,0"]
    assert query["step"] == ["notre-partenariat"]
    assert "Innovation sociétale" in words(site.get(location).text)


def test_answers_of_the_embedded_self_assessment_go_along(site: TestClient) -> None:
    sent = "/path?reader=association&step=ou-en-sommes-nous&q-relation-3=non&q-experience-1=oui&go=nos-objectifs"
    location = site.get(sent, follow_redirects=False).headers["location"]

    assert set(parse_qs(urlsplit(location).query)["answers"][0].split("~")) == {"relation-3.n", "experience-1.o"}


def test_three_cases_that_differ_are_read_with_the_same_questions(site: TestClient) -> None:
    page = site.get(f"/path?reader=association&step=s-inspirer&{FILLED}").text

    assert len(re.findall(r'<article class="card', page)) == 3
    assert "Qu'est-ce qui a failli tout arrêter" in words(page).replace("’", "'")


def test_a_place_that_may_be_several_is_asked_about(site: TestClient) -> None:
    page = site.get("/path?reader=association&step=notre-territoire&territory=Saint-Denis").text

    assert re.search(r'name="place" value="[a-z]+-[0-9A-B]+"', page)


def test_weights_that_are_no_numbers_are_told(site: TestClient) -> None:
    page = site.get("/path?reader=association&step=nos-objectifs&weights=beaucoup,,,").text

    assert 'role="alert"' in page


def test_the_plan_gathers_what_was_filled_in(site: TestClient) -> None:
    seen = words(site.get(f"/path?reader=association&step=notre-plan&{FILLED}").text).replace("’", "'")

    for expected in ("aider des jeunes", "Innovation sociétale", "Rhône", "Les résultats sont-ils au rendez-vous"):
        assert expected in seen, expected
    assert "Avons-nous prévu qui décide" in seen
    assert "à remplir" not in seen


def test_what_is_not_filled_in_is_left_blank_in_the_plan(site: TestClient) -> None:
    assert words(site.get("/path?reader=entreprise&step=notre-plan").text).count("à remplir") >= 5


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_plan_is_one_printed_page(site: TestClient, tmp_path: Path, language: str) -> None:
    pdfinfo = shutil.which("pdfinfo")
    if not sheet.is_available() or pdfinfo is None:
        refuse_or_skip("WeasyPrint with Pango, and pdfinfo")
    file = tmp_path / "plan.pdf"
    looked = "&".join(
        f"look={name}" for name in ("performance-1", "pertinence-1", "pertinence-2", "recul-1", "recul-2")
    )
    file.write_bytes(site.get(f"/path/plan.pdf?reader=association&lang={language}&{FILLED}&{looked}").content)
    told = subprocess.run([pdfinfo, str(file)], capture_output=True, text=True, check=True).stdout

    assert re.search(r"^Pages:\s+1$", told, re.MULTILINE)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_plan_is_followed_by_what_to_do_with_it(site: TestClient, language: str) -> None:
    page = site.get(f"/path?reader=association&step=notre-plan&lang={language}&{FILLED}").text
    ways = page.partition('id="next"')[2].partition("</section>")[0]

    assert ("Et maintenant ?" if language == "fr" else "And now?") in words(f"<p {ways}")
    for address in re.findall(r'href="([^"]+)"', ways):
        assert site.get(address.replace("&amp;", "&")).status_code == 200, address
    assert "/evaluation" in ways
    assert "/assessment" in ways


def test_a_step_before_the_plan_does_not_say_that_the_path_is_over(site: TestClient) -> None:
    for step in STEPS[:-1]:
        assert "Et maintenant ?" not in words(site.get(f"/path?reader=association&step={step}&{FILLED}").text)


@pytest.mark.parametrize("address", ["/path", *(f"/path?reader=entreprise&step={step}" for step in STEPS)])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_step_speaks_to_its_reader_and_does_not_define_itself(site: TestClient, address: str, language: str) -> None:
    page = site.get(f"{address}{'&' if '?' in address else '?'}lang={language}").text

    assert not re.search(r"Étape du parcours (qui|où|dans)|Step of the path (which|that|where|in)", words(page))


def test_a_plan_of_nobody_is_not_found(site: TestClient) -> None:
    assert site.get("/path/plan.pdf").status_code == 404


def test_the_path_takes_about_an_hour(site: TestClient) -> None:
    page = site.get("/path").text

    assert sum(map(int, re.findall(r"(\d+) min<", page))) in range(50, 75)


TWO = "who=association&name=A&answers=experience-1.o~relation-3.n&who=entreprise&name=B&answers=experience-1.n~relation-3.s"
VALID = [
    "/path",
    *(f"/path?reader=association&step={step}&{FILLED}" for step in STEPS),
    "/path?reader=association&step=notre-territoire&territory=Saint-Denis",
    "/path?reader=association&step=nos-objectifs&weights=x,,,",
    "/assessment",
    "/assessment?reader=association",
    "/assessment/result?who=association&name=A&answers=experience-1.n",
    f"/assessment/result?{TWO}",
    "/evaluation",
    "/evaluation?case=carrefour-wwf",
    "/evaluation?partner=association,10,20,60,10&name=Asso",
    "/case/carrefour-wwf.html",
    "/case/tzcld-colombelles.html",
    "/kit",
]


@pytest.mark.parametrize("address", VALID)
def test_every_page_is_valid(site: TestClient, address: str) -> None:
    assert faults(site.get(address).text) == []
