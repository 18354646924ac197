"""The studies on the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from allianceskg.analysis.study_definition import study_names
from allianceskg.files import find_home
from allianceskg.web import studies

from .serving import in_memory
from .test_network import Unhurried

STUDIES = study_names(find_home())


@pytest.fixture(scope="module")
def client(built_folder: Path) -> Iterator[TestClient]:
    with in_memory(built_folder) as opened:
        opened.app.state.measuring = Unhurried()  # type: ignore[attr-defined]
        yield opened


def test_every_study_is_listed(client: TestClient) -> None:
    page = client.get("/studies?lang=en").text
    assert re.findall(r'href="/study/([a-z-]+)\?lang=en"', page) == STUDIES


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_study_is_a_page_with_its_figures_and_files(client: TestClient, language: str) -> None:
    page = client.get(f"/study/reported-results?lang={language}").text

    assert page.count("<svg ") == 2
    assert "reported-statements-by-kind.fr.csv" in page
    assert ("Non renseigné" if language == "fr" else "Unrecorded") in page
    assert "style=" not in page


def test_the_files_of_a_study_are_there(client: TestClient) -> None:
    page = client.get("/study/reported-results").text
    for address in set(re.findall(r'href="(/study/reported-results/[^"]+)"', page)):
        assert client.get(address).status_code == 200, address
    assert client.get("/study/reported-results/manifest.json").json()["study"] == "reported-results"


def test_what_is_not_there_is_not_found(client: TestClient) -> None:
    assert client.get("/study/invented").status_code == 404
    assert client.get("/study/reported-results/invented.csv").status_code == 404
    assert client.get("/studies?lng=en").status_code == 400


def test_a_study_of_measures_waits_for_them(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studies, "saved_report", lambda _: None)  # another test may have had them measured
    answer = client.get("/study/brokers-between-worlds")

    assert answer.status_code == 503
    assert client.app.state.measuring.asked > 0  # type: ignore[attr-defined]
