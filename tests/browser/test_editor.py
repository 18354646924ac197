"""The page of queries in a real browser, whose requests are watched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAIRS = """PREFIX akg: <https://w3id.org/alliances/ontology#>
SELECT ?name ?value ?link WHERE {
  VALUES (?name ?value ?link) {
    ("zèbre"@fr 10 <https://w3id.org/alliances/actor/danone>)
    ("Éléphant"@en 9 <https://example.org/elsewhere>)
    ("<b>abeille</b>"@fr 100 <javascript:alert>)
  }
}"""


@dataclass
class Visit:
    """A page, what it asked for and what it complained of."""

    page: Page
    base: str
    addresses: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.base}{path}")
        self.page.wait_for_selector(".CodeMirror")

    def write(self, query: str) -> None:
        self.page.evaluate(
            """query => {
                const editor = document.querySelector(".CodeMirror").CodeMirror;
                editor.setValue(query);
                editor.focus();
                editor.setCursor(editor.posFromIndex(query.length));
            }""",
            query,
        )

    def column(self, index: int) -> list[str]:
        return self.page.locator(f".answer-table tbody td:nth-child({index})").all_inner_texts()


@pytest.fixture
def visit(browser: Browser, root: str) -> Iterator[Visit]:
    """A visit at whose end no request has left the machine and no policy was broken."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    visit = Visit(context.new_page(), root)
    visit.page.on("request", lambda request: visit.addresses.append(request.url))
    visit.page.on("console", lambda message: visit.complaints.append(message.text) if message.type == "error" else None)
    visit.page.on("pageerror", lambda fault: visit.complaints.append(str(fault)))
    yield visit
    context.close()
    assert [one for one in visit.addresses if not one.startswith((f"{root}/", "blob:", "data:"))] == []
    assert [one for one in visit.complaints if "status of 400" not in one] == []


def test_an_example_runs_and_its_answer_leads_to_our_pages(visit: Visit) -> None:
    visit.open("/sparql")
    visit.page.fill("#examples-search", "modele de partenariat")
    visit.page.click("[data-example=case-count-by-model]")
    visit.page.wait_for_selector(".answer-table")

    assert "Mécénat classique" in visit.column(2)
    assert visit.page.inner_text("#status").startswith("9 lignes")
    visit.page.click("text=voc-partnership-models:mecenat-classique")
    visit.page.wait_for_selector("h1:has-text('Mécénat classique')")
    assert urlsplit(visit.page.url).path == "/vocabulary/partnership-models/mecenat-classique.html"


def test_a_permanent_link_shows_the_query_and_its_answer(visit: Visit) -> None:
    visit.open("/sparql")
    visit.write(PAIRS)
    visit.page.keyboard.press("Control+Enter")
    visit.page.wait_for_selector(".answer-table")
    permanent = visit.page.url

    assert parse_qs(urlsplit(permanent).query)["query"] == [PAIRS]
    visit.open(permanent.removeprefix(visit.base))
    visit.page.wait_for_selector(".answer-table")
    assert len(visit.column(1)) == 3


def test_accents_numbers_and_marks_are_shown_and_sorted_as_they_should(visit: Visit) -> None:
    visit.open("/sparql")
    visit.write(PAIRS)
    visit.page.click("#run")
    visit.page.click(".answer-table th button >> text=value")

    assert visit.column(2) == ["9", "10", "100"]
    assert visit.page.locator("td.numeric").count() == 3
    visit.page.click(".answer-table th button >> text=name")
    assert [text.split("\n")[0] for text in visit.column(1)] == ["<b>abeille</b>", "Éléphant EN", "zèbre"]
    hrefs = visit.page.locator(".answer-table td a").evaluate_all(
        "links => links.map((one) => one.getAttribute('href'))"
    )
    assert sorted(hrefs) == ["/actor/danone", "https://example.org/elsewhere"]


def test_a_refused_query_says_where_and_why(visit: Visit) -> None:
    visit.open("/sparql?lang=en")
    visit.write("SELECT ?case WHERE {\n  ?case a\n}")
    visit.page.click("#run")
    visit.page.click("text=Go to line 3")

    assert "Invalid SPARQL query" in visit.page.inner_text(".editor-problem")
    assert visit.page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getCursor().line") == 2


def test_terms_are_completed_by_their_french_name_and_bring_their_prefix(visit: Visit) -> None:
    visit.open("/sparql")
    with visit.page.expect_response(re.compile("/sparql$")):
        visit.page.click(".CodeMirror")  # the terms are fetched when the editor is entered
    visit.write("SELECT * WHERE { ?case a étude")
    visit.page.keyboard.press("Control+Space")
    visit.page.wait_for_selector(".CodeMirror-hint:has-text('akg:CaseStudy')")
    visit.page.keyboard.press("Enter")

    written = visit.page.input_value("#query")
    assert written.startswith("PREFIX akg: <https://w3id.org/alliances/ontology#>\n")
    assert written.endswith("?case a akg:CaseStudy")


def test_the_answer_is_downloaded_as_a_table(visit: Visit, tmp_path: Path) -> None:
    visit.open("/sparql")
    visit.write(PAIRS)
    with visit.page.expect_download() as waiting:
        visit.page.click("text=Télécharger >> visible=true >> nth=0")

    assert waiting.value.suggested_filename == "reponse.csv"
    waiting.value.save_as(tmp_path / "answer.csv")
    lines = (tmp_path / "answer.csv").read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["name,value,link", "zèbre,10,https://w3id.org/alliances/actor/danone"]


def test_nothing_is_wider_than_a_narrow_screen_and_the_keyboard_can_leave_the_editor(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    visit.open("/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20LIMIT%205")
    visit.page.wait_for_selector(".answer-table")

    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360
    visit.page.click(".CodeMirror")
    visit.page.keyboard.press("Tab")
    assert "CodeMirror-scroll" in visit.page.evaluate("document.activeElement.className")  # the box scrolls by keyboard
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.id") == "run"
