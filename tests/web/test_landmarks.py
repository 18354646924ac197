"""Landmark sheets: what is known with its denominators, examples, gaps and sources, as a page and as a PDF."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from allianceskg.web.diagnosis import sheet
from tests.wanting import refuse_or_skip

PAGES = [
    "/landmark/theme/numerique",
    "/landmark/type/association",
    "/landmark/territory/departement-45",
    "/landmark/territory/commune-45234",
    "/landmark/theme/numerique?lang=en",
    "/landmark/type/fondation?lang=en",
]


@pytest.mark.parametrize("address", PAGES)
def test_a_sheet_counts_what_the_list_counts(site: TestClient, address: str) -> None:
    page = site.get(address)
    assert page.status_code == 200
    _, _, kind, value = address.partition("?")[0].split("/")
    listed = re.search(r'<h2 id="count">(\d+)', site.get(f"/cases?{kind}={value}").text)
    known = re.search(r"<p>(\d+)\s(?:cas recensés?|cases? on record)\s(?:sur les|of the)\s(\d+)", page.text)
    assert listed is not None
    assert known is not None
    assert known[1] == listed[1]


def test_a_misspelt_sheet_names_those_that_look_like_it(site: TestClient) -> None:
    page = site.get("/landmark/theme/numeriqe", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert ">Numérique</a>" in page.text
    assert ">Agriculture</a>" not in page.text


def test_territories_of_the_same_name_are_listed_by_their_level(site: TestClient) -> None:
    listed = site.get("/landmark").text.partition('id="territory"')[2]
    places = re.split(r"<h3>([^<]+)</h3>", listed)
    assert places[1::2] == ["Pays", "Régions", "Départements"]
    for part in places[2::2]:
        names = re.findall(r'<li><a href="[^"]*">([^<]+)</a>', part)
        assert len(names) == len(set(names))


def test_a_sheet_has_all_that_it_promises(site: TestClient) -> None:
    page = site.get("/landmark/theme/numerique").text
    assert re.findall(r'<section class="entry" id="([^"]+)"', page) == [
        "known",
        "models",
        "beside",
        "examples",
        "report-1",
        "report-2",
        "report-3",
        "gaps",
        "sources",
        "cite",
    ]


def test_every_source_mark_has_its_source(site: TestClient) -> None:
    page = site.get("/landmark/type/association").text
    marks = set(re.findall(r'href="#(s\d+)"', page))
    assert marks
    assert marks == set(re.findall(r'<li id="(s\d+)"', page))


def test_models_with_and_without_an_example_are_all_of_the_kit(site: TestClient) -> None:
    page = site.get("/landmark/theme/numerique").text
    models = set(re.findall(r"/vocabulary/partnership-models/([a-z0-9-]+)", page))
    functions = set(re.findall(r"/vocabulary/catalyst-functions/([a-z0-9-]+)", page))
    assert len(models) == 9
    assert len(functions) == 4


def test_a_territory_without_a_case_says_that_this_is_the_catalogue(site: TestClient) -> None:
    page = site.get("/landmark/territory/collectivite-977").text
    assert "Cela ne veut pas dire qu&#39;il n&#39;en existe pas" in page.replace("’", "&#39;").replace("'", "&#39;")
    assert 'id="gaps"' in page


def test_pages_of_types_themes_and_territories_lead_to_their_sheet(site: TestClient) -> None:
    assert '"/landmark/type/association"' in site.get("/vocabulary/actor-types/association").text
    assert '"/landmark/theme/numerique"' in site.get("/vocabulary/themes/numerique").text
    assert '"/landmark/territory/commune-45234"' in site.get("/territory/commune-45234").text
    listed = re.findall(r'href="(/landmark/[a-z]+/[^"]+)"', site.get("/landmark").text)
    assert len(listed) > 30


@pytest.mark.parametrize("address", ["/landmark/theme/numeriqe", "/landmark/person/x", "/landmark/territory/x.pdf"])
def test_what_has_no_sheet_is_not_found(site: TestClient, address: str) -> None:
    page = site.get(address)
    assert page.status_code == 404
    assert "/landmark" in page.text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pdf_is_tagged_and_says_when_and_from_what_it_was_made(
    site: TestClient, tmp_path: Path, language: str
) -> None:
    if not sheet.is_available():
        refuse_or_skip("WeasyPrint or Pango is not installed")
    answer = site.get(f"/landmark/theme/numerique.pdf?lang={language}")
    assert answer.headers["content-type"] == "application/pdf"
    if shutil.which("pdfinfo") is None:
        refuse_or_skip("pdfinfo is not installed (apt-get install poppler-utils)")
    file = tmp_path / "sheet.pdf"
    file.write_bytes(answer.content)
    structure = _run("pdfinfo", "-struct", file)
    kinds = {line.strip().partition(" ")[0].rstrip(":") for line in structure.splitlines()}
    assert {"Document", "H1", "H2", "Table", "TH", "TD", "Caption", "L", "LI", "Link"} <= kinds
    assert re.search(r"Tagged:\s+yes", _run("pdfinfo", file))
    text = _run("pdftotext", "-layout", file, "-")
    assert "http://testserver/landmark/theme/numerique" in text.replace("\n", "")
    version = re.search(r"<code>([0-9a-f]{12})</code>", site.get("/landmark").text)
    assert version is not None
    assert version[1] in text


def _run(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
