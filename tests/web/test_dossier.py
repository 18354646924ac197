"""The dossier: two pages to carry away, three different cases in the same five lines, from recorded statements."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from allianceskg.library.case_accounts import read_account
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.reader import reader_of
from allianceskg.model import Profile
from allianceskg.web.diagnosis import sheet
from allianceskg.web.diagnosis.dossier import choose
from tests.wanting import refuse_or_skip
from tests.web.profile_addresses import PROFILES, pairs_of

LINES = ["Qui a fait quoi", "Avec quels moyens", "En combien de temps", "Ce qui en est sorti", "Ce qui a coincé"]
CASE = "https://w3id.org/alliances/case/"


@pytest.fixture(scope="module")
def client(site: TestClient) -> TestClient:
    return TestClient(site.app, headers={"accept": "text/html"}, follow_redirects=False)


@pytest.fixture(scope="module")
def catalogue(site: TestClient) -> Catalogue:
    found: Catalogue = site.app.state.editions.current().catalogue
    return found


@pytest.mark.parametrize("profile", PROFILES, ids=lambda path: path.stem)
def test_three_different_cases_are_told_in_the_same_five_lines(client: TestClient, profile: Path) -> None:
    html = client.get(f"/diagnosis/dossier?{urlencode(pairs_of(profile))}").text
    cases = html.split('<section class="dossier-case">')[1:]
    assert len(cases) == 3
    assert len({re.search(r'href="(/case/[a-z0-9-]+)', case)[1] for case in cases}) == 3  # type: ignore[index]
    for case in cases:
        told = case[: case.index("</section>")]
        assert re.findall(r"<dt>(.*?)</dt>", told) == LINES
    assert "À remplir avec le partenaire" in html
    assert "Qui appeler d" in html


@pytest.mark.skipif(not sheet.is_available(), reason="WeasyPrint or Pango is not installed")
@pytest.mark.parametrize("profile", PROFILES, ids=lambda path: path.stem)
def test_the_dossier_takes_two_printed_pages_at_most(client: TestClient, profile: Path, tmp_path: Path) -> None:
    if shutil.which("pdfinfo") is None:
        refuse_or_skip("pdfinfo is not installed (apt-get install poppler-utils)")
    language = ("fr", "en")[PROFILES.index(profile) % 2]
    response = client.get(f"/diagnosis/dossier.pdf?{urlencode([*pairs_of(profile), ('lang', language)])}")
    assert response.headers["content-type"] == "application/pdf"
    file = tmp_path / "dossier.pdf"
    file.write_bytes(response.content)
    facts = subprocess.run(["pdfinfo", file], check=True, capture_output=True, text=True).stdout
    pages = re.search(r"Pages:\s+(\d+)", facts)
    assert pages is not None
    assert int(pages[1]) <= 2
    assert re.search(r"Tagged:\s+yes", facts)


def test_a_dossier_that_does_not_fit_is_told_more_briefly() -> None:
    if not sheet.is_available():
        refuse_or_skip("WeasyPrint or Pango is not installed")
    asked: list[int] = []

    def versions() -> Iterator[str]:
        for number in (200, 2, 1):
            asked.append(number)
            yield f"<html lang='fr'><title>x</title><body>{'<p>ligne inventée</p>' * number}"

    assert sheet.fitting_pdf(versions(), sheet.DOSSIER_STYLE, most_pages=2).startswith(b"%PDF")
    assert asked == [200, 2]


def test_the_cases_differ_on_purpose(client: TestClient) -> None:
    query = urlencode(pairs_of(PROFILES[0]))
    html = unescape(client.get(f"/diagnosis/dossier?{query}").text).replace("\u00a0", " ")
    assert re.findall(r'class="dossier-why">(.*?) :', html) == [
        "Le plus proche de votre demande",
        "Le plus semblable à vous",
        "Un cas qui a rencontré des difficultés",
    ]
    troubled = html.split('<section class="dossier-case">')[3]
    last = re.search(r"<dt>Ce qui a coincé</dt><dd>(.*?)</dd>", troubled, re.DOTALL)
    assert last is not None
    assert "non renseigné" not in last[1]


def test_an_answer_without_cases_has_a_dossier_without_cases(client: TestClient) -> None:
    response = client.get("/diagnosis/dossier?territory=country-BE")
    assert response.status_code == 200
    assert "Aucun cas du catalogue" in response.text


def test_what_cannot_be_answered_leads_back_to_the_wizard(client: TestClient) -> None:
    for path in ("/diagnosis/dossier", "/diagnosis/dossier.pdf"):
        response = client.get(f"{path}?need=licorne")
        assert response.status_code == 303
        assert response.headers["location"] == "/diagnosis?need=licorne&step=answer"


def test_an_account_tells_what_is_recorded_with_its_sources(catalogue: Catalogue) -> None:
    account = read_account(f"{CASE}carrefour-phenix", reader_of(catalogue, "fr"))
    assert account is not None
    assert [one.actor.rpartition("/")[2] for one in account.participants] == ["carrefour", "phenix"]
    assert [one.text.value for one in account.difficulties if one.text] == [
        "Une collecte par semaine laissait perdre les produits frais ; un camion réfrigéré a levé l'obstacle."
    ]
    assert account.difficulties[0].sources[0].page is not None
    assert [(stage.start, stage.end) for stage in account.stages] == [("2015", None)]
    # Who provides a service brings a means; no sum of money is on record here.
    assert [one.actor and one.actor.rpartition("/")[2] for one in account.givers] == ["phenix"]
    assert account.sums == ()
    assert [one.text for one in account.means] == [None]
    assert account.lessons == ()


def test_no_case_has_no_account(catalogue: Catalogue) -> None:
    assert read_account(f"{CASE}licorne", reader_of(catalogue, "fr")) is None


def test_who_has_no_match_has_no_choice(catalogue: Catalogue) -> None:
    assert choose(catalogue.answer(Profile(territory="country-BE"), limit=10, engine="index")) == []
