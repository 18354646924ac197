"""A case, an actor and a theme that have names in Dutch only reach every screen, marked as what they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from allianceskg.files import Home
from tests.web.conftest import client_with_case

FILE = Path(__file__).parent / "third_language.ttl"
CASE = '<span lang="nl">Verzonnen samenwerking</span>'
ACTOR = '<span lang="nl">Verzonnen vereniging</span>'
THEME = '<span lang="nl">Verzonnen thema</span>'


@pytest.fixture(scope="module")
def dutch_site(home: Home, built_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return client_with_case(FILE, "verzonnen-samenwerking", home, built_folder, tmp_path_factory.mktemp("dutch"))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/case/verzonnen-samenwerking", (CASE, ACTOR, THEME)),
        ("/actor/verzonnen-vereniging.html", (ACTOR, CASE, '<span lang="nl">Verzonnen bijdrage.</span>')),
        ("/vocabulary/themes/verzonnen-thema.html", (THEME, CASE)),
        ("/cases", (THEME,)),
        ("/cases?theme=verzonnen-thema", (CASE, THEME)),
        ("/statistics", (THEME,)),
        ("/landmark", (THEME,)),
        ("/landmark/theme/verzonnen-thema", (THEME, CASE)),
    ],
)
def test_what_is_named_in_dutch_only_is_shown_and_marked(
    dutch_site: TestClient, path: str, marked: tuple[str, ...], language: str
) -> None:
    html = dutch_site.get(f"{path}{'&' if '?' in path else '?'}lang={language}").text
    for one in marked:
        assert one in html, one


def test_a_chosen_value_is_marked_among_the_filters_and_plain_in_the_title(dutch_site: TestClient) -> None:
    html = dutch_site.get("/cases?theme=verzonnen-thema").text
    assert f'<span class="chip-facet">Thème\N{NO-BREAK SPACE}:</span> {THEME}' in html
    title = html.partition("<title>")[2].partition("</title>")[0]
    assert "Verzonnen thema" in title
    assert "<" not in title


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_api_gives_the_text_there_is_and_says_in_which_language_it_is(
    dutch_site: TestClient, language: str
) -> None:
    expected = {
        "title": "Verzonnen samenwerking",
        "title_language": "nl",
        "summary": "Verzonnen samenvatting.",
        "summary_language": "nl",
        "theme": ["verzonnen-thema"],
    }
    alone = dutch_site.get(f"/api/cases/verzonnen-samenwerking?lang={language}").json()
    listed = dutch_site.get(f"/api/cases?theme=verzonnen-thema&lang={language}").json()["cases"]
    assert [{name: one[name] for name in expected} for one in (alone, *listed)] == [expected, expected]


def test_the_api_says_nothing_of_the_language_of_a_text_in_the_one_asked_for(dutch_site: TestClient) -> None:
    assert "title_language" not in dutch_site.get("/api/cases/danone-grameen?lang=en").json()


def test_a_file_of_cases_holds_what_is_named_in_dutch_only(dutch_site: TestClient) -> None:
    csv = dutch_site.get("/cases/export.csv?theme=verzonnen-thema").text
    for name in ("Verzonnen samenwerking", "Verzonnen thema", "Verzonnen vereniging"):
        assert name in csv


def test_a_case_is_found_by_its_title_and_listed_in_its_order(dutch_site: TestClient) -> None:
    assert CASE in dutch_site.get("/cases?q=samenwerking").text
    feed = dutch_site.get("/feed.atom").text
    assert '<title xml:lang="nl">Verzonnen samenwerking</title>' in feed


@pytest.mark.parametrize(("language", "name"), [("fr", "Allemagne"), ("en", "Germany")])
def test_territories_are_named_in_the_readers_language(dutch_site: TestClient, language: str, name: str) -> None:
    found = dutch_site.get(f"/api/territories?q=allemagne&lang={language}").json()["territories"]
    assert [one["name"].partition(" (")[0] for one in found] == [name]
    near = dutch_site.get(f"/api/territories?q=alemagne&lang={language}").json()["suggestions"]
    assert name in [one["name"].partition(" (")[0] for one in near]


def test_french_names_are_marked_on_english_pages_only(dutch_site: TestClient) -> None:
    assert '<span lang="fr">Île-de-France</span>' in dutch_site.get("/landmark?lang=en").text
    assert '<span lang="fr">' not in dutch_site.get("/landmark").text
