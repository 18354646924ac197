"""The pages of the catalogue in a real browser: narrow, dark, zoomed, on paper, without JavaScript, judged by axe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import pytest

from .waiting import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ASKED = urlencode(
    [
        ("situation", "Association à Rennes, nous sauvons des invendus"),
        ("seeks", "entreprise,financeur"),
        ("partner", "association,10,20,60,10"),
        ("partner", "entreprise,20,10,50,20"),
        ("need", "definir-strategie"),
        ("territory", "commune-35238"),
        ("theme", "alimentation"),
    ]
)
PAGES = (
    "/",
    "/cases",
    "/cases?theme=nutrition&territory=region-11&q=yaourt",
    "/cases?territory=departement-94&function=gestion-d-un-lieu",
    "/case/danone-grameen",
    "/case/accenture-goodplanet",
    "/actor/le-rameau.html",
    "/territory/departement-94.html",
    "/territory/commune-45234.html",
    "/vocabulary/catalyst-functions",
    "/vocabulary/partnership-models/modele-hybride.html",
    "/landmark",
    "/landmark/theme/numerique",
    "/landmark/type/fondation",
    "/landmark/territory/departement-94",
    "/resource/mooc-partenariats.html",
    "/resources",
    "/kit",
    "/kit/rule/activites-des-fonctions.html",
    "/conventions",
    "/ontology",
    "/statistics",
    "/territories?within=region-53",
    "/about",
    "/dump/",
    "/queries",
    "/query/analytics/actors-by-alliances",
    "/shapes/CaseStudy",
    "/nothing-at-this-address",
    f"/case/carrefour-phenix?{ASKED}",
    f"/diagnosis?{ASKED}",
    f"/diagnosis?{ASKED}&step=2",
    f"/diagnosis?{ASKED}&step=3",
    f"/diagnosis?{ASKED}&step=answer",
    f"/diagnosis?{ASKED}&step=answer&limit=3&unfold=1",
    f"/diagnosis/compare?{ASKED}&case=carrefour-phenix&case=programme-malin",
    f"/diagnosis/dossier?{ASKED}",
)
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}


def in_language(path: str, language: str) -> str:
    return path if language == "fr" else f"{path}{'&' if '?' in path else '?'}lang=en"


@pytest.fixture
def screen(browser: Browser, root: str) -> Iterator[Page]:
    """A page whose every request must stay on this machine, and which nothing must trouble."""
    context = browser.new_context(base_url=root, viewport=DESK)
    opened = context.new_page()
    troubles: list[str] = []
    hosts: set[str] = set()
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("console", lambda message: troubles.append(message.text) if "Content Security" in message.text else None)
    opened.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    yield opened
    context.close()
    assert troubles == []
    assert hosts <= {urlsplit(root).netloc}


def overflowing(screen: Page) -> list[str]:
    """Name what sticks out of the page to the right, boxes that scroll excepted."""
    found: list[str] = screen.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
          [...document.querySelectorAll("main *, header *, footer *")]
            .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".scroll"))
            .map(one => one.outerHTML.slice(0, 100))"""
    )
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_page_scrolls_sideways_on_a_narrow_screen(screen: Page, language: str) -> None:
    screen.set_viewport_size(PHONE)
    for path in (*PAGES, "/sparql"):
        screen.goto(in_language(path, language))
        assert overflowing(screen) == [], path


def faults_of(screen: Page, axe: str, path: str, options: str) -> list[str]:
    """Say what axe reproaches a page; of long lists of items of one form, the first few are enough."""
    screen.goto(path)
    screen.evaluate(
        """() => { for (const item of document.querySelectorAll(
          ".term:nth-of-type(n+9), .rule:nth-of-type(n+9), .entry:nth-of-type(n+30), .inline li:nth-of-type(n+30)"
        )) item.remove(); }"""
    )
    screen.evaluate(axe)
    return [
        f"{path}: {fault['id']}: {fault['nodes'][0]['html'][:160]} {fault['nodes'][0]['failureSummary'][:300]}"
        for fault in screen.evaluate(f"axe.run({options})")["violations"]
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_axe_finds_nothing_to_reproach(screen: Page, axe: str, language: str) -> None:
    rules = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"
    assert [
        fault for path in (*PAGES, "/sparql") for fault in faults_of(screen, axe, in_language(path, language), rules)
    ] == []


def test_contrast_holds_in_the_dark_too(screen: Page, axe: str) -> None:
    screen.emulate_media(color_scheme="dark")
    rules = "{runOnly: {type: 'rule', values: ['color-contrast', 'link-in-text-block']}}"
    assert [fault for path in PAGES for fault in faults_of(screen, axe, path, rules)] == []


def test_the_map_is_walked_by_keyboard_and_narrows_the_list(screen: Page) -> None:
    screen.goto("/cases")
    areas = screen.locator(".map svg a")
    number = areas.count()
    assert number > 10
    areas.first.focus()
    walked = []
    for _ in range(number):
        walked.append(screen.evaluate("document.activeElement.getAttribute('aria-label')"))
        screen.keyboard.press("Tab")
    assert walked == areas.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    areas.first.focus()
    assert areas.first.locator("path").evaluate("one => getComputedStyle(one).strokeWidth") == "5px"
    said = walked[0].split(" (")[0]
    screen.keyboard.press("Enter")
    screen.wait_for_url("**/cases?territory=departement-*")
    assert said in screen.locator(".chips").inner_text()
    assert screen.locator(".map .area-chosen").count() == 1


def test_everything_works_without_javascript(browser: Browser, root: str) -> None:
    context = browser.new_context(base_url=root, java_script_enabled=False, viewport=PHONE)
    screen = context.new_page()
    screen.goto("/")
    screen.get_by_label("Un mot, un acteur, un lieu").fill("yaourt")
    screen.locator(".door-search button").click()
    expect(screen.locator(".card")).to_have_count(1)
    screen.locator(".card a").click()
    expect(screen.locator("h1")).to_contain_text("Grameen")
    screen.get_by_role("link", name="English").click()
    expect(screen.locator("html")).to_have_attribute("lang", "en")
    screen.goto("/cases")
    screen.locator(".facet a", has_text="Gestion d’un lieu").click()
    screen.wait_for_url("**function=gestion-d-un-lieu**")
    screen.locator(".chips a").first.click()
    screen.wait_for_url(lambda address: not urlsplit(address).query)
    context.close()


def test_the_keyboard_alone_leads_from_the_skip_link_to_a_facet_and_back(screen: Page) -> None:
    screen.goto("/cases")
    screen.keyboard.press("Tab")
    assert screen.evaluate("document.activeElement.className") == "skip"
    screen.keyboard.press("Enter")
    assert screen.evaluate("document.activeElement.id") == "main"
    for _ in range(200):
        screen.keyboard.press("Tab")
        if screen.evaluate("document.activeElement.closest('.facet li') !== null"):
            break
    outline = screen.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    screen.keyboard.press("Enter")
    screen.wait_for_url("**/cases?*")
    assert screen.locator(".chips li").count() == 1
    screen.go_back()
    assert urlsplit(screen.url).query == ""


@pytest.mark.parametrize(
    "path",
    [
        "/cases?theme=emploi",
        "/territories?within=region-53",
        *(f"/diagnosis?{ASKED}&step={step}" for step in ("1", "3", "answer")),
        f"/diagnosis/dossier?{ASKED}",
    ],
)
def test_links_and_buttons_are_large_enough_to_touch(screen: Page, path: str) -> None:
    screen.set_viewport_size(PHONE)
    screen.goto(path)
    small = screen.evaluate(
        """() => [...document.querySelectorAll(
            "nav a, .chips a, button, summary, .facet[open] li a, main input:not([type=hidden], .dx-range), main select, .dx-doing a"
          )]
          .filter(one => one.offsetParent && one.getBoundingClientRect().height < 24)
          .map(one => one.textContent.trim())"""
    )
    assert small == []


@pytest.mark.parametrize("path", ["/cases", "/cases?q=mecenat", "/cases?theme=emploi"])
def test_on_a_phone_the_first_case_stands_in_the_first_screenful(screen: Page, path: str) -> None:
    screen.set_viewport_size({"width": 360, "height": 740})
    screen.goto(path)
    title = screen.locator(".card-title").first.evaluate("one => one.getBoundingClientRect().top")
    assert title < 740


def test_on_a_narrow_screen_the_filters_are_folded_and_the_results_are_near(screen: Page) -> None:
    screen.set_viewport_size(PHONE)
    screen.goto("/cases?theme=numerique&function=gestion-d-un-lieu")
    assert screen.locator(".facet[open]").count() == 0
    assert screen.locator("#count").evaluate("one => one.getBoundingClientRect().top") < PHONE["height"]
    screen.get_by_role("link", name="Passer aux filtres").click()
    screen.wait_for_function("() => document.getElementById('facets-title').getBoundingClientRect().top < 640")
    screen.get_by_role("link", name="Passer aux résultats").click()
    screen.wait_for_function("() => Math.abs(document.getElementById('count').getBoundingClientRect().top) < 60")


def test_pages_hold_at_double_zoom_and_do_not_move_when_motion_is_unwanted(screen: Page) -> None:
    screen.set_viewport_size({"width": DESK["width"] // 2, "height": DESK["height"] // 2})
    screen.emulate_media(reduced_motion="reduce")
    for path in PAGES:
        screen.goto(path)
        assert overflowing(screen) == [], path
    assert screen.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_paper_shows_what_is_folded_and_leaves_navigation_out(screen: Page) -> None:
    screen.goto("/kit")
    screen.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert screen.locator("main details:not([open])").count() == 0
    screen.evaluate("dispatchEvent(new Event('afterprint'))")
    assert screen.locator("main details[open]").count() == 0
    screen.emulate_media(media="print")
    assert not screen.locator(".site-nav").is_visible()
    assert len(screen.pdf()) > 10_000


def test_the_first_load_is_light_and_nothing_shifts(screen: Page) -> None:
    for path in ("/", "/cases", "/case/danone-grameen"):
        screen.goto(path, wait_until="load")
        shifted, size = screen.evaluate(
            """() => new Promise(resolve => {
              let shifted = 0;
              new PerformanceObserver(list => { for (const one of list.getEntries()) shifted += one.value; })
                .observe({type: "layout-shift", buffered: true});
              const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
              const size = all.reduce((sum, one) => sum + one.encodedBodySize, 0);
              setTimeout(() => resolve([shifted, size]), 300);
            })"""
        )
        assert shifted < 0.02, path
        assert size < 200_000, path
