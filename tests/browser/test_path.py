"""The guided path, the self-assessment and the evaluation sheet in a real browser: by keyboard, on a phone, judged by axe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = {"width": 360, "height": 640}
READERS = ["association", "entreprise", "fondation", "collectivite-territoriale"]
TWO = "who=association&name=A&answers=experience-1.o~relation-3.n&who=entreprise&name=B&answers=experience-1.n~relation-3.s"
FILLED = "weights=10,20,60,10&territory=departement-69&aim=jeunes&answers=relation-3.n&look=recul-1"
PAGES = [
    "/path",
    *(
        f"/path?reader=association&step={step}&{FILLED}"
        for step in ("comprendre", "ou-en-sommes-nous", "nos-objectifs", "notre-territoire", "s-inspirer", "notre-plan")
    ),
    "/path?reader=fondation&step=prevoir-l-evaluation",
    "/assessment",
    f"/assessment/result?{TWO}",
    "/evaluation?partner=association,10,20,60,10",
    "/case/carrefour-wwf.html",
]


def in_language(path: str, language: str) -> str:
    return path if language == "fr" else f"{path}{'&' if '?' in path else '?'}lang=en"


@pytest.fixture
def phone(browser: Browser, root: str) -> Iterator[Page]:
    """A small screen without JavaScript, whose every request must stay on this machine."""
    context = browser.new_context(base_url=root, viewport=PHONE)
    opened = context.new_page()
    hosts: set[str] = set()
    opened.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    yield opened
    context.close()
    assert hosts <= {urlsplit(root).netloc}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_page_of_the_path_scrolls_sideways_or_is_reproached_by_axe(phone: Page, axe: str, language: str) -> None:
    faults = []
    for path in PAGES:
        phone.goto(in_language(path, language))
        if phone.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{path}: wider than the screen")
        phone.evaluate(axe)
        rules = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"
        faults += [
            f"{path}: {one['id']}: {one['nodes'][0]['html'][:160]}"
            for one in phone.evaluate(f"axe.run({rules})")["violations"]
        ]

    assert faults == []


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_walks_the_path_by_keyboard_without_javascript(browser: Browser, root: str, reader: str) -> None:
    context = browser.new_context(base_url=root, viewport=PHONE, java_script_enabled=False)
    screen = context.new_page()
    screen.goto("/path")
    screen.locator(f'button[value="{reader}"]').focus()
    screen.keyboard.press("Enter")
    for number in range(1, 8):
        screen.get_by_text(f"Étape {number} sur 8").first.wait_for()
        if number == 2:
            screen.locator("#relation-3-non").focus()
            screen.keyboard.press("Space")
        if number == 3:
            screen.locator("#aim").focus()
            screen.keyboard.type("aider des jeunes")
        screen.locator('button[name="go"]').last.focus()
        screen.keyboard.press("Enter")
    screen.get_by_text("Étape 8 sur 8").first.wait_for()
    kept = parse_qs(urlsplit(screen.url).query)
    assert kept["answers"] == ["relation-3.n"]
    assert kept["aim"] == ["aider des jeunes"]
    assert "aider des jeunes" in screen.locator(".ga-plan").inner_text()
    context.close()


def test_two_partners_answer_alone_and_compare(browser: Browser, root: str) -> None:
    context = browser.new_context(base_url=root, viewport=PHONE)
    one, other = context.new_page(), context.new_page()
    for screen, reader, answer in ((one, "association", "oui"), (other, "entreprise", "non")):
        screen.goto(f"/assessment?reader={reader}")
        screen.locator(f"#relation-3-{answer}").check()
        screen.get_by_role("button", name="Voir le résultat").click()
        screen.wait_for_url("**/assessment/result**")
    one.locator("#other").fill(other.url)
    one.get_by_role("button", name="Comparer", exact=True).click()
    one.wait_for_url("**who=entreprise**")
    assert "Avis opposés" in one.locator("#talk").inner_text()
    context.close()
