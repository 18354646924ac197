"""The diagnosis in a real browser: by keyboard alone, without JavaScript, on a phone, on paper, by a shared link."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.wanting import refuse_or_skip

from .waiting import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PROFILE = [
    ("partner", "collectivite-territoriale,10,10,60,20"),
    ("partner", "entreprise,60,20,10,10"),
    ("name", "Ville inventée"),
    ("name", "Banque inventée"),
    ("function", "gestion-d-un-lieu"),
    ("territory", "commune-45234"),
    ("theme", "numerique"),
]
PHONE = {"width": 320, "height": 640}


@pytest.fixture
def hosts() -> set[str]:
    """Every host that a page asked something of."""
    return set()


@pytest.fixture
def screen(browser: Browser, root: str, hosts: set[str]) -> Iterator[Page]:
    context = browser.new_context(base_url=root, viewport={"width": 1100, "height": 800})
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("console", lambda message: troubles.append(message.text) if "Content Security" in message.text else None)
    opened.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    yield opened
    context.close()
    assert troubles == []
    assert hosts <= {urlsplit(root).netloc}


def tab_to(screen: Page, selector: str, *, most: int = 150) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(most):
        screen.keyboard.press("Tab")
        if screen.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    pytest.fail(f"{selector} is not reached with Tab")


def address(**more: Any) -> str:
    return f"/diagnosis?{urlencode([*PROFILE, *more.items()])}"


def test_the_whole_diagnosis_by_keyboard(screen: Page) -> None:
    screen.goto("/diagnosis")
    tab_to(screen, "#partner-1-name")
    screen.keyboard.type("Association inventée")
    tab_to(screen, "#partner-1-type")
    screen.keyboard.type("Assoc")
    tab_to(screen, "#partner-1-business-model")
    screen.keyboard.type("100")
    screen.wait_for_function(
        "() => document.querySelector('#preview-status').textContent.includes('Coopération économique')"
    )
    screen.keyboard.press("Enter")
    screen.wait_for_url("**step=2**")
    tab_to(screen, "#feature-co-entreprise")
    screen.keyboard.press("Space")
    tab_to(screen, "button[value='step-3'].dx-main")
    screen.keyboard.press("Enter")
    screen.wait_for_url("**step=3**")
    tab_to(screen, "#place")
    screen.keyboard.type("Orléans", delay=20)
    screen.wait_for_selector("#place-list li")
    screen.keyboard.press("ArrowDown")
    assert screen.get_attribute("#place", "aria-activedescendant") == "place-option-0"
    screen.keyboard.press("Enter")
    assert screen.input_value("#place-value") == "commune-45234"
    tab_to(screen, "#function-gestion-d-un-lieu")
    screen.keyboard.press("Space")
    tab_to(screen, "button[value='answer'].dx-main")
    screen.keyboard.press("Enter")
    screen.wait_for_url("**step=answer**")
    assert screen.inner_text("h1") == "Diagnostic : Association inventée".replace(" :", "\u00a0:")
    assert "selon le modèle" in screen.inner_text(".dx-recommendation")
    tab_to(screen, ".dx-why > summary", most=200)
    screen.keyboard.press("Enter")
    assert screen.locator(".dx-reason").first.is_visible()
    assert not screen.locator(".dx-proof").first.is_visible()
    tab_to(screen, ".dx-told summary", most=200)
    screen.keyboard.press("Enter")
    assert screen.locator(".dx-proof").first.is_visible()


def test_focus_is_always_visible(screen: Page) -> None:
    screen.goto(address(step="3"))
    for _ in range(40):
        screen.keyboard.press("Tab")
        styles = screen.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.outlineWidth] })()"
        )
        assert styles[0] != "none"
        assert styles[1] != "0px"


def test_sliders_and_numbers_are_kept_in_step_and_the_square_follows(screen: Page) -> None:
    screen.goto("/diagnosis?partner=,10,10,60,20")
    before = screen.get_attribute(".dx-centre", "points")
    screen.focus(".dx-range[data-for='partner-1-processus']")
    screen.keyboard.press("End")
    assert screen.input_value("#partner-1-processus") == "100"
    screen.wait_for_function(
        "before => document.querySelector('.dx-centre').getAttribute('points') !== before", arg=before
    )
    screen.fill("#partner-1-positionnement", "37,5")
    assert float(screen.input_value(".dx-range[data-for='partner-1-positionnement']")) in {35, 40}


def test_a_new_partner_is_ready_to_be_named(screen: Page) -> None:
    screen.goto("/diagnosis?partner=association,1,2,3,4")
    screen.click("button[value='add']")
    screen.wait_for_url("**#partner-2-name")
    screen.wait_for_function("() => document.activeElement.id === 'partner-2-name'")


def test_faults_have_the_focus(screen: Page) -> None:
    screen.goto("/diagnosis")
    screen.fill("#partner-1-processus", "beaucoup")
    screen.click(".dx-main")
    screen.wait_for_selector("#faults")
    screen.wait_for_function("() => document.activeElement.id === 'faults'")
    assert screen.input_value("#partner-1-processus") == "beaucoup"
    screen.click("#faults a")
    assert screen.evaluate("document.activeElement.id") == "partner-1-processus"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_whole_diagnosis_without_javascript(browser: Browser, root: str, lang: str) -> None:
    context = browser.new_context(base_url=root, java_script_enabled=False)
    screen = context.new_page()
    screen.goto(f"/diagnosis?lang={lang}")
    assert not screen.locator(".dx-range").first.is_visible()
    screen.fill("#partner-1-name", "Fondation inventée")
    screen.select_option("#partner-1-type", "fondation")
    screen.fill("#partner-1-positionnement", "80")
    screen.click("button[value='add']")
    screen.fill("#partner-2-name", "Association inventée")
    screen.fill("#partner-2-positionnement", "5")
    screen.click("button[value='draw']")
    expect(screen.locator("polygon")).to_have_count(3)
    screen.click("button[value='remove-2']")
    expect(screen.locator("#partner-2-name")).to_have_count(0)
    expect(screen.locator("#partner-1-name")).to_have_value("Fondation inventée")
    screen.click(".dx-main")
    screen.check("#feature-mobilisation-des-collaborateurs")
    screen.click(".dx-main")
    screen.fill("#place", "Courcy")
    screen.click(".dx-main")
    screen.check("#candidate-commune-51183")
    screen.click(".dx-main")
    screen.wait_for_url("**step=answer**")
    assert "territory=commune-51183" in screen.url
    assert ("lang=en" in screen.url) == (lang == "en")
    assert screen.locator(".dx-match").count() > 0
    screen.locator(".dx-match .dx-why > summary").first.click()
    screen.locator(".dx-match .dx-told summary").first.click()
    assert screen.locator(".dx-proof").first.is_visible()
    context.close()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_nothing_is_wider_than_a_phone(browser: Browser, root: str, lang: str) -> None:
    context = browser.new_context(base_url=root, viewport=PHONE)
    screen = context.new_page()
    screen.goto(address(step="answer"))
    cases = [("case", one.get_attribute("value")) for one in screen.locator("input[name='case']").all()[:3]]
    compare = f"/diagnosis/compare?{urlencode([*PROFILE, *cases, ('lang', lang)])}"
    for path in [*(address(step=step, lang=lang) for step in ("1", "2", "3", "answer")), compare]:
        screen.goto(path)
        for details in screen.locator("details.dx-definition").all()[:3]:
            details.locator("summary").click()
        assert screen.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
    assert screen.locator(".dx-comparison thead th").count() == 4
    assert screen.locator(".dx-comparison").evaluate("one => one.offsetWidth") <= PHONE["width"]
    screen.emulate_media(media="print")
    assert screen.locator(".dx-comparison").evaluate("one => getComputedStyle(one).display") == "table"
    context.close()


def test_a_shared_link_opens_the_same_answer(screen: Page, browser: Browser) -> None:
    screen.goto(address(step="answer"))
    shared = screen.input_value("#share")
    titles = screen.locator(".dx-match h3").all_inner_texts()
    other = browser.new_context()
    again = other.new_page()
    again.goto(shared)
    assert again.locator(".dx-match h3").all_inner_texts() == titles
    assert len(titles) == 10
    assert again.context.cookies() == []
    other.close()


def test_going_back_finds_the_step_as_it_was_left(screen: Page) -> None:
    screen.goto(address(step="2"))
    screen.click(".dx-main")
    screen.wait_for_url("**step=3**")
    screen.go_back()
    assert "step=2" in screen.url
    assert screen.locator("input[name='partner']").count() == 2


def test_two_examples_are_compared(screen: Page) -> None:
    screen.goto(address(step="answer"))
    screen.check("#compare-1")
    screen.check("#compare-3")
    screen.click("#compare button")
    expect(screen.locator(".dx-comparison thead th")).to_have_count(3)


def test_on_paper_the_proofs_are_unfolded_with_address_date_and_versions(screen: Page) -> None:
    screen.goto(address(step="answer", unfold="1"))
    screen.emulate_media(media="print")
    assert screen.locator(".dx-proof").last.is_visible()
    assert screen.locator(".dx-print-only").is_visible()
    assert screen.locator(".dx-versions").is_visible()
    assert not screen.locator(".dx-compare").first.is_visible()


def test_printing_unfolds_and_folds_again(screen: Page) -> None:
    screen.goto(address(step="answer"))
    screen.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert screen.locator(".dx-fold:not([open])").count() == 0
    screen.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert screen.locator(".dx-fold:not([open])").count() > 0


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_on_a_phone_the_first_example_stands_in_the_first_screenful(screen: Page, lang: str) -> None:
    screen.set_viewport_size({"width": 360, "height": 740})
    screen.goto(address(step="answer", lang=lang))
    title = screen.locator(".dx-match h3").first.bounding_box()
    assert title is not None
    assert title["y"] + title["height"] < 740


def test_printing_the_answer_leaves_queries_out_unless_they_are_unfolded(screen: Page) -> None:
    screen.goto(address(step="answer"))
    screen.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    screen.emulate_media(media="print")
    assert screen.locator(".dx-reason").first.is_visible()
    assert not screen.locator(".dx-proof").first.is_visible()


def test_the_dossier_page_prints_on_two_sheets(screen: Page, tmp_path: Path) -> None:
    if shutil.which("pdfinfo") is None:
        refuse_or_skip("pdfinfo is not installed (apt-get install poppler-utils)")
    screen.goto(f"/diagnosis/dossier?{urlencode(PROFILE)}")
    file = tmp_path / "dossier.pdf"
    file.write_bytes(screen.pdf(format="A4"))
    facts = subprocess.run(["pdfinfo", file], check=True, capture_output=True, text=True).stdout
    pages = re.search(r"Pages:\s+(\d+)", facts)
    assert pages is not None
    assert int(pages[1]) <= 2


def test_themes_are_found_by_a_part_of_their_name(screen: Page) -> None:
    screen.goto("/diagnosis?step=3")
    screen.fill("#theme-filter", "numerique")
    shown = [one for one in screen.locator("#theme-groups .dx-choice label").all() if one.is_visible()]
    assert shown
    assert all("num" in one.inner_text().lower() for one in shown)
    screen.fill("#theme-filter", "")
    assert screen.locator("#theme-groups .dx-choice[hidden]").count() == 0


def test_an_aim_in_plain_words_draws_the_square(screen: Page) -> None:
    screen.goto("/diagnosis")
    screen.click("text=Inventer un service, une offre")
    screen.wait_for_url("**partner=**")
    assert screen.get_attribute("[value='aim-1-proposition-de-valeur']", "aria-pressed") == "true"
    assert screen.locator("polygon.dx-centre").count() == 1
